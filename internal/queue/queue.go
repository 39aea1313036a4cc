package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"sync"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// DefaultName is the queue that is used where none is named.
const DefaultName = "reminders"

// names says what a queue may be called: the name becomes part of Redis keys, where braces would decide
// the slot of a Cluster and stars would match other queues' keys.
var names = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// Options say which Redis to use, and how.
type Options struct {
	// URL names the Redis; empty or "embedded:" runs one inside this process. See [Open].
	URL string
	// Name of the queue: lower-case letters, digits and . _ -; DefaultName if empty. Installations that
	// share a Redis use different names.
	Name string
	// Log receives what goes wrong. Nil discards it.
	Log *slog.Logger
}

// Queue rings and hears bells. It is safe for use by several goroutines.
type Queue struct {
	name     string
	log      *slog.Logger
	redis    redis.UniversalClient
	asynq    *asynq.Client
	inspect  *asynq.Inspector
	embedded *embedded // nil on a Redis of its own
}

// Open prepares a queue. It connects to nothing yet, so that a Redis that is down delays work and
// prevents nothing; ask [Queue.Ping]. The URL is one of
//
//	embedded:
//	redis://[user:password@]host[:port][/database]                 also rediss:// (TLS) and unix://
//	redis-sentinel://[user:password@]host[:port],…[/database]?master=name[&sentinel_password=…]
//	redis-cluster://[user:password@]host[:port],…
//
// where rediss-sentinel:// and rediss-cluster:// speak TLS. Errors never contain the URL: it may hold
// a password.
func Open(o Options) (*Queue, error) {
	if o.Name == "" {
		o.Name = DefaultName
	}
	if !names.MatchString(o.Name) {
		return nil, fmt.Errorf("queue name %q: use lower-case letters, digits and . _ -, beginning with a letter or digit", o.Name)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	quietRedis()
	q := &Queue{name: o.Name, log: o.Log}
	if o.URL == "" || o.URL == "embedded:" {
		e, err := startEmbedded()
		if err != nil {
			return nil, err
		}
		q.embedded, o.URL = e, e.url()
	}
	client, err := connect(o.URL)
	if err != nil {
		return nil, errors.Join(err, q.stopEmbedded())
	}
	q.redis = client
	q.asynq = asynq.NewClientFromRedisClient(client)
	q.inspect = asynq.NewInspectorFromRedisClient(client)
	return q, nil
}

// quietRedis silences the Redis client, which otherwise writes to standard error whenever it cannot
// dial. Whoever called it gets the error anyway. Its logger belongs to the whole process.
var quietRedis = sync.OnceFunc(func() { redis.SetLogger(silence{}) })

type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

// Embedded says that the Redis runs inside this process, so that no other process hears its bells.
func (q *Queue) Embedded() bool { return q.embedded != nil }

// Ping asks whether Redis answers.
func (q *Queue) Ping(ctx context.Context) error {
	if err := q.redis.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("redis does not answer: %w", err)
	}
	return nil
}

// Close gives the connections back, and ends an embedded Redis with all that it held. No Serve may be
// running.
func (q *Queue) Close() error { return errors.Join(q.redis.Close(), q.stopEmbedded()) }

func (q *Queue) stopEmbedded() error {
	if q.embedded == nil {
		return nil
	}
	return q.embedded.Close()
}
