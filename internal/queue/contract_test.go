package queue

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"comity/internal/testenv"
)

// Every kind of Redis must keep the same promises.
func TestContract(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(testing.TB) string{
		"embedded": func(testing.TB) string { return "embedded:" },
		"single":   testenv.Redis,
		"sentinel": testenv.RedisSentinel,
		"cluster":  testenv.RedisCluster,
	}
	promises := map[string]func(*testing.T, *Queue, *bytes.Buffer){
		"every bell is heard by some server":                  everyBellIsHeard,
		"redis holds the id and nothing else":                 onlyIDs,
		"a second bell for the same id is heard too":          secondBell,
		"a panic leaves no trace of what it was about":        panicsAreQuiet,
		"stopping waits for handlers and keeps waiting bells": stopping,
		"a handler that goes on for too long is told to stop": overtime,
		"a handler that will not stop gives its bell back":    obstinate,
		"the depth counts what waits and what is answered":    depth,
		"a flushed queue is empty and goes on":                flush,
	}
	for kind, url := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			place := url(t)
			for name, promise := range promises { // one after the other: they share the place
				t.Run(name, func(t *testing.T) {
					log := new(bytes.Buffer)
					q := open(t, place, log)
					if err := q.Flush(t.Context()); err != nil {
						t.Fatal(err)
					}
					promise(t, q, log)
				})
			}
		})
	}
}

func everyBellIsHeard(t *testing.T, q *Queue, _ *bytes.Buffer) {
	ids := manyIDs(300)
	ring(t, q, ids...)
	heard := make(chan string, 2*len(ids))
	serve(t, q, ServeOptions{Servers: 3, Concurrency: 4}, func(_ context.Context, id string) { heard <- id })
	if diff := cmp.Diff(ids, collect(t, heard, len(ids))); diff != "" {
		t.Errorf("rung and heard (-want +got):\n%s", diff)
	}
	servers, err := q.inspect.Servers()
	if err != nil {
		t.Fatal(err)
	}
	if len(servers) != 3 {
		t.Errorf("%d servers take bells, want 3: one takes at most 6,300 a second", len(servers))
	}
}

func onlyIDs(t *testing.T, q *Queue, _ *bytes.Buffer) {
	ring(t, q, "r-4711")
	tasks, err := q.inspect.ListPendingTasks(q.name)
	if err != nil || len(tasks) != 1 {
		t.Fatalf("%d bells wait for immediate hearing (error %v), want 1", len(tasks), err)
	}
	got := tasks[0]
	if string(got.Payload) != "r-4711" || got.Type != kind || len(got.Headers) != 0 || got.Group != "" {
		t.Errorf("the bell carries payload %q, type %q, headers %v, group %q", got.Payload, got.Type, got.Headers, got.Group)
	}
	if got.Retention != 0 {
		t.Errorf("a heard bell would be kept for %s", got.Retention)
	}
	if n := strings.Count(dump(t, q), "r-4711"); n != 1 {
		t.Errorf("the id is in redis %d times, want once", n)
	}
	heard := make(chan string, 1)
	stop := serve(t, q, ServeOptions{}, func(_ context.Context, id string) { heard <- id })
	collect(t, heard, 1)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(dump(t, q), "r-4711") {
		t.Error("the id is still in redis after its bell was heard")
	}
}

func secondBell(t *testing.T, q *Queue, _ *bytes.Buffer) {
	heard := make(chan string, 4)
	serve(t, q, ServeOptions{Servers: 1}, func(_ context.Context, id string) { heard <- id })
	for range 2 {
		ring(t, q, "again")
		collect(t, heard, 1)
	}
	ring(t, q, "again", "again")
	collect(t, heard, 2)
}

func panicsAreQuiet(t *testing.T, q *Queue, log *bytes.Buffer) {
	const secret = "somebody's name"
	ring(t, q, "bad", "good")
	heard := make(chan string, 2)
	stop := serve(t, q, ServeOptions{Servers: 1, Concurrency: 1}, func(_ context.Context, id string) {
		heard <- id
		if id == "bad" {
			panic(secret)
		}
	})
	collect(t, heard, 2)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(dump(t, q), secret) {
		t.Error("redis holds what the handler panicked with")
	}
	if strings.Contains(log.String(), secret) {
		t.Error("the log holds what the handler panicked with")
	}
	if !strings.Contains(log.String(), "panicked") {
		t.Error("the log does not say that a handler panicked")
	}
	if n, err := q.Depth(t.Context()); n != 0 || err != nil {
		t.Errorf("%d bells left (error %v); one that panics would panic for ever", n, err)
	}
}

func stopping(t *testing.T, q *Queue, _ *bytes.Buffer) {
	ring(t, q, manyIDs(20)...)
	started, finish := make(chan string, 20), make(chan struct{})
	var mu sync.Mutex
	var finished []string
	stop := serve(t, q, ServeOptions{Servers: 2, Concurrency: 1}, func(ctx context.Context, id string) {
		started <- id
		<-finish
		if ctx.Err() != nil {
			t.Error("the handler's context ended with time to spare")
		}
		mu.Lock()
		defer mu.Unlock()
		finished = append(finished, id)
	})
	first := collect(t, started, 2)
	time.AfterFunc(50*time.Millisecond, func() { close(finish) })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if len(finished) < len(first) {
		t.Errorf("%d handlers began and %d finished", len(first), len(finished))
	}
	again := make(chan string, 40)
	serve(t, q, ServeOptions{Servers: 1}, func(_ context.Context, id string) { again <- id })
	all := append(collect(t, again, 20-len(finished)), finished...)
	slices.Sort(all)
	if diff := cmp.Diff(manyIDs(20), all); diff != "" {
		t.Errorf("heard before and after the stop (-want +got):\n%s", diff)
	}
}

func overtime(t *testing.T, q *Queue, _ *bytes.Buffer) {
	ring(t, q, "slow")
	started := make(chan string, 1)
	stop := serve(t, q, ServeOptions{Servers: 1, ShutdownTimeout: 20 * time.Millisecond}, func(ctx context.Context, id string) {
		started <- id
		<-ctx.Done()
	})
	collect(t, started, 1)
	if err := stop(); err != nil {
		t.Errorf("the handler ended when told to, yet: %v", err)
	}
}

func obstinate(t *testing.T, q *Queue, _ *bytes.Buffer) {
	ring(t, q, "deaf")
	started, end := make(chan string, 1), make(chan struct{})
	defer close(end)
	stop := serve(t, q, ServeOptions{Servers: 1, ShutdownTimeout: 20 * time.Millisecond}, func(_ context.Context, id string) {
		started <- id
		<-end
	})
	collect(t, started, 1)
	if err := stop(); err == nil {
		t.Error("a handler still runs, and nobody says so")
	}
	heard := make(chan string, 1)
	serve(t, q, ServeOptions{Servers: 1}, func(_ context.Context, id string) { heard <- id })
	collect(t, heard, 1)
}

func depth(t *testing.T, q *Queue, _ *bytes.Buffer) {
	want := func(want int, when string) {
		t.Helper()
		if n, err := q.Depth(t.Context()); n != want || err != nil {
			t.Errorf("%s the depth is %d (error %v), want %d", when, n, err, want)
		}
	}
	want(0, "before the first bell")
	ring(t, q, manyIDs(7)...)
	want(7, "after seven bells")
	started, finish := make(chan string, 7), make(chan struct{})
	stop := serve(t, q, ServeOptions{Servers: 1, Concurrency: 7}, func(_ context.Context, id string) { started <- id; <-finish })
	collect(t, started, 7)
	want(7, "while seven handlers run")
	close(finish)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	want(0, "after all are heard")
}

func flush(t *testing.T, q *Queue, _ *bytes.Buffer) {
	ring(t, q, manyIDs(50)...)
	if err := q.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := q.Depth(t.Context()); n != 0 || err != nil {
		t.Errorf("%d bells after a flush (error %v), want none", n, err)
	}
	ring(t, q, "after")
	heard := make(chan string, 60)
	serve(t, q, ServeOptions{Servers: 1}, func(_ context.Context, id string) { heard <- id })
	if got := collect(t, heard, 1); got[0] != "after" {
		t.Errorf("heard %v, want only the bell after the flush", got)
	}
}

// open opens a queue whose log goes to a buffer, which may be read after every Serve has returned.
func open(t *testing.T, url string, log *bytes.Buffer) *Queue {
	t.Helper()
	q, err := Open(Options{URL: url, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return q
}

func ring(t *testing.T, q *Queue, ids ...string) {
	t.Helper()
	if err := q.Ring(t.Context(), ids); err != nil {
		t.Fatalf("ring: %v", err)
	}
}

// serve runs Serve until the returned function is called, or the test ends.
func serve(t *testing.T, q *Queue, o ServeOptions, handle func(context.Context, string)) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- q.Serve(ctx, o, handle) }()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = stop() }) // a test that expects no error asks for it
	return stop
}

// collect waits for n ids and returns them sorted.
func collect(t *testing.T, from <-chan string, n int) []string {
	t.Helper()
	late := time.After(30 * time.Second)
	var ids []string
	for len(ids) < n {
		select {
		case id := <-from:
			ids = append(ids, id)
		case <-late:
			t.Fatalf("heard %d bells in 30 s, want %d", len(ids), n)
		}
	}
	slices.Sort(ids)
	return ids
}

func manyIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("id-%06d", i)
	}
	return ids
}

// dump returns everything redis holds, as text.
func dump(t *testing.T, q *Queue) string {
	t.Helper()
	var all strings.Builder
	read := func(ctx context.Context, c *redis.Client) error {
		keys := c.Scan(ctx, 0, "*", 1000).Iterator()
		for keys.Next(ctx) {
			fmt.Fprintln(&all, keys.Val(), value(ctx, c, keys.Val()))
		}
		return keys.Err()
	}
	var err error
	if c, ok := q.redis.(*redis.ClusterClient); ok {
		err = c.ForEachMaster(t.Context(), read)
	} else {
		err = read(t.Context(), q.redis.(*redis.Client))
	}
	if err != nil {
		t.Fatalf("read all of redis: %v", err)
	}
	return all.String()
}

func value(ctx context.Context, c *redis.Client, key string) any {
	switch c.Type(ctx, key).Val() {
	case "hash":
		return c.HGetAll(ctx, key).Val()
	case "list":
		return c.LRange(ctx, key, 0, -1).Val()
	case "set":
		return c.SMembers(ctx, key).Val()
	case "zset":
		return c.ZRange(ctx, key, 0, -1).Val()
	default:
		return c.Get(ctx, key).Val()
	}
}
