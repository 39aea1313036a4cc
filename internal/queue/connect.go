package queue

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// How the connections behave. The back-off matters: while Redis is down, asynq asks again at once and
// for ever, and only these pauses keep it from burning a core.
const (
	poolSize   = 64
	retries    = 3
	minBackoff = 100 * time.Millisecond
	maxBackoff = 500 * time.Millisecond
)

// connect makes the client that a URL asks for.
func connect(raw string) (redis.UniversalClient, error) {
	scheme, _, ok := strings.Cut(raw, ":")
	if !ok {
		return nil, errors.New("redis URL: it has no scheme; write for example redis://localhost:6379/0")
	}
	switch scheme {
	case "redis", "rediss", "unix":
		return connectSingle(raw)
	case "redis-sentinel", "rediss-sentinel":
		return connectSentinel(raw)
	case "redis-cluster", "rediss-cluster":
		return connectCluster(raw)
	default:
		return nil, fmt.Errorf("redis URL: the scheme %q is none of embedded, redis, rediss, unix, redis-sentinel, rediss-sentinel, redis-cluster, rediss-cluster", scheme)
	}
}

func connectSingle(raw string) (redis.UniversalClient, error) {
	o, err := redis.ParseURL(raw)
	if err != nil {
		return nil, fmt.Errorf("redis URL: %w", withoutURL(err))
	}
	o.PoolSize, o.MaxRetries, o.MinRetryBackoff, o.MaxRetryBackoff = poolSize, retries, minBackoff, maxBackoff
	return redis.NewClient(o), nil
}

func connectSentinel(raw string) (redis.UniversalClient, error) {
	p, err := parsePlaces(raw, "26379")
	if err != nil {
		return nil, err
	}
	master := p.query.Get("master")
	if master == "" {
		return nil, errors.New("redis URL: Sentinel needs the name of the master: add ?master=name")
	}
	return redis.NewFailoverClient(&redis.FailoverOptions{
		MasterName: master, SentinelAddrs: p.hosts, SentinelPassword: p.query.Get("sentinel_password"),
		Username: p.user, Password: p.password, DB: p.database, TLSConfig: p.tls,
		PoolSize: poolSize, MaxRetries: retries, MinRetryBackoff: minBackoff, MaxRetryBackoff: maxBackoff,
	}), nil
}

func connectCluster(raw string) (redis.UniversalClient, error) {
	p, err := parsePlaces(raw, "6379")
	if err != nil {
		return nil, err
	}
	if p.database != 0 {
		return nil, errors.New("redis URL: a Cluster has no database numbers")
	}
	return redis.NewClusterClient(&redis.ClusterOptions{
		Addrs: p.hosts, Username: p.user, Password: p.password, TLSConfig: p.tls,
		PoolSize: poolSize, MaxRetries: retries, MinRetryBackoff: minBackoff, MaxRetryBackoff: maxBackoff,
	}), nil
}

// places is a parsed URL that names several hosts.
type places struct {
	hosts          []string // host:port
	user, password string
	database       int
	query          url.Values
	tls            *tls.Config // nil: no TLS
}

// parsePlaces reads a URL with several hosts. They are taken out by hand, because net/url since Go
// 1.26 refuses an authority with more than one colon.
func parsePlaces(raw, defaultPort string) (places, error) {
	scheme, rest, _ := strings.Cut(raw, "://")
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	user, hosts := "", authority
	if i := strings.LastIndex(authority, "@"); i >= 0 {
		user, hosts = authority[:i+1], authority[i+1:]
	}
	u, err := url.Parse(scheme + "://" + user + "host" + tail)
	if err != nil {
		return places{}, fmt.Errorf("redis URL: %w", withoutURL(err))
	}
	p := places{user: u.User.Username(), query: u.Query()}
	p.password, _ = u.User.Password()
	if strings.HasPrefix(scheme, "rediss") {
		p.tls = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if p.hosts, err = splitHosts(hosts, defaultPort); err != nil {
		return places{}, err
	}
	if path := strings.Trim(u.Path, "/"); path != "" {
		if p.database, err = strconv.Atoi(path); err != nil || p.database < 0 {
			return places{}, fmt.Errorf("redis URL: the database %q is not a number", path)
		}
	}
	return p, nil
}

func splitHosts(list, defaultPort string) ([]string, error) {
	var hosts []string
	for i, h := range strings.Split(list, ",") {
		if h == "" {
			return nil, fmt.Errorf("redis URL: host %d is empty", i+1)
		}
		if _, _, err := net.SplitHostPort(h); err != nil {
			h = net.JoinHostPort(strings.Trim(h, "[]"), defaultPort)
		}
		hosts = append(hosts, h)
	}
	return hosts, nil
}

// withoutURL drops the URL that net/url puts into its errors, because it may hold a password.
func withoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
