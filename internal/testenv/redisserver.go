package testenv

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisDatabases is how many database numbers a shared server has: more than tests run at once.
const redisDatabases = 256

// RedisServer is a real Redis, without persistence: what it held is gone when it stops.
type RedisServer struct {
	port     int
	password string
	extra    string // further lines of its configuration
	kept     *keeper
}

// StartRedis starts a Redis on a free loopback port. The caller stops it; it also stops when the
// calling process ends.
func StartRedis() (*RedisServer, error) { return startRedis("") }

func startRedis(extra string) (*RedisServer, error) {
	return onFreePort(func(port int) (*RedisServer, error) {
		s := &RedisServer{port: port, password: password(), extra: extra}
		return s, s.Start()
	})
}

// Start starts the server again after Stop: empty, on the same port, with the same password.
func (s *RedisServer) Start() error {
	binary, err := findRedis()
	if err != nil {
		return err
	}
	who, err := findOwner()
	if err != nil {
		return err
	}
	dir, err := who.folder("redis")
	if err != nil {
		return err
	}
	config, err := who.write(dir, "redis.conf", s.config(dir))
	if err != nil {
		return fmt.Errorf("configure redis: %w", err)
	}
	if s.kept, err = keep(dir, "TERM", who, binary, config); err != nil {
		return err
	}
	if err := s.kept.ready(s.ping); err != nil {
		return fmt.Errorf("redis-server: %w", err)
	}
	return nil
}

func (s *RedisServer) config(dir string) string {
	return fmt.Sprintf("bind 127.0.0.1\nport %d\ndir %s\nrequirepass %s\nmasterauth %[3]s\n"+
		"databases %d\nsave \"\"\nappendonly no\nmaxmemory-policy noeviction\n%s\n",
		s.port, dir, s.password, redisDatabases, s.extra)
}

func (s *RedisServer) ping() error {
	// The client logs a line when it cannot dial, so it is asked only once somebody listens.
	if err := listens(s.addr()); err != nil {
		return err
	}
	c := redis.NewClient(&redis.Options{Addr: s.addr(), Password: s.password, MaxRetries: -1})
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return c.Ping(ctx).Err()
}

func (s *RedisServer) addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// URL names database 0 of the server: redis://:password@127.0.0.1:port/0.
func (s *RedisServer) URL() string {
	return (&url.URL{Scheme: "redis", User: url.UserPassword("", s.password), Host: s.addr(), Path: "/0"}).String()
}

// Stop ends the server and waits until it is gone. Its data are lost, as in an outage.
func (s *RedisServer) Stop() { s.kept.stop() }
