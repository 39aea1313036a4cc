package testenv

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Redis returns the URL of an empty database number of a real Redis, which no other test uses until
// this one ends.
func Redis(tb testing.TB) string {
	tb.Helper()
	server := redisURL(tb)
	options, err := redis.ParseURL(server)
	if err != nil {
		tb.Fatalf("%s is not a redis:// URL", RedisVariable)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	desk := redis.NewClient(options)
	tb.Cleanup(func() { desk.Close() })
	n, err := lease(ctx, desk)
	if err != nil {
		tb.Fatalf("reserve a database of the test Redis: %v", err)
	}
	options.DB = n
	own := redis.NewClient(options)
	empty(tb, own)
	tb.Cleanup(func() {
		empty(tb, own)
		own.Close()
		desk.Del(context.Background(), leaseKey(n))
	})
	return databaseURL(options)
}

func redisURL(tb testing.TB) string {
	tb.Helper()
	if shared := os.Getenv(RedisVariable); shared != "" {
		return shared
	}
	s, err := ownRedis()
	if err != nil {
		tb.Fatalf("this test needs a real Redis: %v", err)
	}
	return s.URL()
}

// lease reserves a database number. Database 0 is the desk where the reservations lie, because tests
// of several packages share a server and run in several processes.
func lease(ctx context.Context, desk *redis.Client) (int, error) {
	for n := 1; n < redisDatabases; n++ {
		ok, err := desk.SetNX(ctx, leaseKey(n), os.Getpid(), 0).Result()
		if err != nil || ok {
			return n, err
		}
	}
	return 0, fmt.Errorf("all %d are taken", redisDatabases-1)
}

func leaseKey(n int) string { return fmt.Sprintf("comity:testenv:lease:%d", n) }

func empty(tb testing.TB, c *redis.Client) {
	tb.Helper()
	if err := c.FlushDB(context.Background()).Err(); err != nil {
		tb.Errorf("empty the test's Redis database: %v", err)
	}
}

func databaseURL(o *redis.Options) string {
	return fmt.Sprintf("redis://:%s@%s/%d", o.Password, o.Addr, o.DB)
}
