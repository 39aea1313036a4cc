package testenv

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// RedisSentinel returns the URL of a Redis that is found by asking a Sentinel; both are this test's own.
// The URL has the form that package queue documents.
func RedisSentinel(tb testing.TB) string {
	tb.Helper()
	master := started(tb, "")
	port, kept := startSentinel(tb, master)
	tb.Cleanup(kept.stop)
	return fmt.Sprintf("redis-sentinel://:%s@127.0.0.1:%d/0?master=comity", master.password, port)
}

// RedisCluster returns the URL of a Redis Cluster of this test's own, one node that holds all slots. The
// URL has the form that package queue documents.
func RedisCluster(tb testing.TB) string {
	tb.Helper()
	bus, err := freePort()
	if err != nil {
		tb.Fatal(err)
	}
	node := started(tb, fmt.Sprintf("cluster-enabled yes\ncluster-port %d\ncluster-announce-ip 127.0.0.1\n", bus))
	c := redis.NewClient(&redis.Options{Addr: node.addr(), Password: node.password})
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	if err := c.ClusterAddSlotsRange(ctx, 0, 16383).Err(); err != nil {
		tb.Fatalf("give the node its slots: %v", err)
	}
	// A node believes in its own slots only after a moment.
	probe := func() error { return c.Set(ctx, "probe", "", time.Second).Err() }
	if err := node.kept.ready(probe); err != nil {
		tb.Fatalf("wait for the cluster: %v", err)
	}
	return fmt.Sprintf("redis-cluster://:%s@%s", node.password, node.addr())
}

func started(tb testing.TB, extra string) *RedisServer {
	tb.Helper()
	s, err := startRedis(extra)
	if err != nil {
		tb.Fatalf("this test needs a real Redis: %v", err)
	}
	tb.Cleanup(s.Stop)
	return s
}

func startSentinel(tb testing.TB, master *RedisServer) (int, *keeper) {
	tb.Helper()
	type sentinel struct {
		port int
		kept *keeper
	}
	s, err := onFreePort(func(port int) (sentinel, error) {
		kept, err := keepSentinel(port, master)
		return sentinel{port, kept}, err
	})
	if err != nil {
		tb.Fatalf("start a Sentinel: %v", err)
	}
	return s.port, s.kept
}

func keepSentinel(port int, master *RedisServer) (*keeper, error) {
	binary, err := findRedis()
	if err != nil {
		return nil, err
	}
	who, err := findOwner()
	if err != nil {
		return nil, err
	}
	dir, err := who.folder("sentinel")
	if err != nil {
		return nil, err
	}
	config, err := who.write(dir, "sentinel.conf", fmt.Sprintf(
		"bind 127.0.0.1\nport %d\ndir %s\nsentinel monitor comity 127.0.0.1 %d 1\nsentinel auth-pass comity %s\n",
		port, filepath.Clean(dir), master.port, master.password))
	if err != nil {
		return nil, err
	}
	kept, err := keep(dir, "TERM", who, binary, config, "--sentinel")
	if err != nil {
		return nil, err
	}
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	return kept, kept.ready(func() error {
		if err := listens(addr); err != nil {
			return err
		}
		c := redis.NewSentinelClient(&redis.Options{Addr: addr, MaxRetries: -1})
		defer c.Close()
		return c.GetMasterAddrByName(context.Background(), "comity").Err()
	})
}
