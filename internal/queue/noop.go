package queue

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"
)

// Noop measures the floor under everything that is delivered through this queue: it rings n bells,
// then hears them with a handler that does nothing, and returns how long the hearing took, from the
// first bell to the last. Real work with the same options can be compared with it. The queue must be
// empty; n is at least 2.
func (q *Queue) Noop(ctx context.Context, n int, o ServeOptions, now func() time.Time) (time.Duration, error) {
	if n < 2 {
		return 0, fmt.Errorf("measure %d bells: two at least", n)
	}
	ids := make([]string, n)
	for i := range ids {
		ids[i] = "noop-" + strconv.Itoa(i)
	}
	if err := q.Ring(ctx, ids); err != nil {
		return 0, err
	}
	var heard atomic.Int64
	var first, last time.Time
	ctx, done := context.WithCancel(ctx)
	defer done()
	err := q.Serve(ctx, o, func(context.Context, string) {
		switch heard.Add(1) {
		case 1:
			first = now()
		case int64(n):
			last = now()
			done()
		}
	})
	if err != nil {
		return 0, err
	}
	if heard.Load() < int64(n) {
		return 0, fmt.Errorf("heard %d of %d bells: %w", heard.Load(), n, context.Cause(ctx))
	}
	return last.Sub(first), nil
}
