package queue

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
)

const (
	// pollEvery is how often an idle Server looks for a bell. asynq waits between half and one and a half
	// times as long. Its own default, a second, would be felt whenever the book is quiet.
	pollEvery = 100 * time.Millisecond
	// rarely is for chores that find nothing to do: no bell is kept after it was heard.
	rarely = time.Minute
	// grace is what handlers get to notice that they were told to stop.
	grace = time.Second
)

// ServeOptions say how many bells are heard at once. Zero values take the defaults.
type ServeOptions struct {
	// Servers is how many asynq Servers run in this process. Each has one loop that takes one bell after
	// the other, some 6,300 a second at most, whatever its concurrency. Default 4.
	Servers int
	// Concurrency is how many handlers each Server runs at once. Default 32.
	Concurrency int
	// ShutdownTimeout is how long handlers may take to finish once the context has ended, before their
	// own context ends too. Default 20 s.
	ShutdownTimeout time.Duration
}

func (o ServeOptions) withDefaults() ServeOptions {
	if o.Servers <= 0 {
		o.Servers = 4
	}
	if o.Concurrency <= 0 {
		o.Concurrency = 32
	}
	if o.ShutdownTimeout <= 0 {
		o.ShutdownTimeout = 20 * time.Second
	}
	return o
}

// Serve calls handle for every bell until ctx ends. Then it takes no further bell, waits for handlers to
// finish, ends their context after ShutdownTimeout, and returns: nil if all have finished, an error if
// some still run, whose bells are put back. While Redis is away it waits for it.
//
// The context of a handler does not end with ctx, only with ShutdownTimeout.
func (q *Queue) Serve(ctx context.Context, o ServeOptions, handle func(ctx context.Context, id string)) error {
	o = o.withDefaults()
	handlers, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	h := &hearing{ctx: handlers, handle: handle, queue: q}
	servers := make([]*asynq.Server, 0, o.Servers)
	for range o.Servers {
		s := asynq.NewServerFromRedisClient(q.redis, q.config(o))
		if err := s.Start(h); err != nil {
			shutdown(servers)
			return fmt.Errorf("serve: %w", err)
		}
		servers = append(servers, s)
	}
	<-ctx.Done()
	late := time.AfterFunc(o.ShutdownTimeout, cut)
	defer late.Stop()
	shutdown(servers)
	if n := h.running.Load(); n > 0 {
		return fmt.Errorf("serve: %d handlers did not end when told to; their bells were put back", n)
	}
	return nil
}

func (q *Queue) config(o ServeOptions) asynq.Config {
	return asynq.Config{
		Concurrency:       o.Concurrency,
		Queues:            map[string]int{q.name: 1},
		TaskCheckInterval: pollEvery,
		JanitorInterval:   rarely,
		ShutdownTimeout:   o.ShutdownTimeout + grace,
		// A retry happens only to bells whose worker died; there is nothing to wait for.
		RetryDelayFunc: func(int, error, *asynq.Task) time.Duration { return 0 },
		Logger:         logger{q.log},
		LogLevel:       asynq.InfoLevel,
	}
}

// shutdown stops all Servers at the same time, since each waits for its own handlers.
func shutdown(servers []*asynq.Server) {
	var all sync.WaitGroup
	for _, s := range servers {
		all.Go(s.Shutdown)
	}
	all.Wait()
}

// hearing calls the handler of one Serve, and keeps from asynq whatever happens in it.
type hearing struct {
	ctx     context.Context // of every handler
	handle  func(ctx context.Context, id string)
	queue   *Queue
	running atomic.Int64
}

// ProcessTask implements asynq.Handler. It never fails: the ledger owns retries. It ignores asynq's
// context, which ends when asynq has put the bell back and not when the work must stop.
func (h *hearing) ProcessTask(_ context.Context, t *asynq.Task) error {
	h.running.Add(1)
	defer h.running.Add(-1)
	defer func() {
		if v := recover(); v != nil {
			h.queue.log.Error("a handler panicked; the ledger will ring again",
				"panic", describe(v), "stack", string(debug.Stack()))
		}
	}()
	h.handle(h.ctx, string(t.Payload()))
	return nil
}

// describe says what a handler panicked with: the runtime's own words, which hold no personal data, or
// else only the type.
func describe(v any) string {
	if err, ok := v.(error); ok {
		if fault, ok := errors.AsType[runtime.Error](err); ok {
			return fault.Error()
		}
	}
	return fmt.Sprintf("a value of type %T", v)
}
