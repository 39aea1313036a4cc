package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"comity/internal/nightrun"
)

// handle delivers n reminders, whose bells are rung before, or by the feeder while workers work.
func (r *rig) handle(ctx context.Context, n int, fed bool) (took time.Duration, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	bells := &ration{Bells: r.app.Ledger, left: n}
	f := &nightrun.Feeder{Bells: bells, Bell: r.queue, Now: r.app.Clock.Now, Ahead: n}
	var feeding sync.WaitGroup
	var fedErr error
	if fed {
		f.Ahead = max(n/4, 10) // so that it goes on ringing
		feeding.Go(func() {
			if fedErr = feed(ctx, f); fedErr != nil {
				cancel()
			}
		})
	} else if _, _, err := f.Tick(ctx); err != nil {
		return 0, err
	}
	var heard, handled atomic.Int64
	var first, last time.Time
	serveErr := r.queue.Serve(ctx, r.serving, func(ctx context.Context, id string) {
		if heard.Add(1) == 1 {
			first = time.Now()
		}
		if err := r.deliverer.Handle(ctx, id); err != nil {
			r.failed.CompareAndSwap(nil, &err)
			cancel()
		}
		if handled.Add(1) == int64(n) {
			last = time.Now()
			cancel()
		}
	})
	feeding.Wait()
	if failed := r.failed.Load(); failed != nil {
		serveErr = errors.Join(serveErr, *failed)
	}
	if err = errors.Join(fedErr, serveErr); err == nil && handled.Load() != int64(n) {
		err = fmt.Errorf("%d of %d were handled: %w", handled.Load(), n, context.Cause(ctx))
	}
	return last.Sub(first), err
}

// feed rings as a worker does until ctx ends.
func feed(ctx context.Context, f *nightrun.Feeder) error {
	t := time.NewTicker(20 * time.Millisecond)
	defer t.Stop()
	for {
		if _, _, err := f.Tick(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// ration lets a feeder ring so many reminders and no more.
type ration struct {
	nightrun.Bells
	left int
}

// Ring implements nightrun.Bells.
func (r *ration) Ring(ctx context.Context, limit int) ([]string, error) {
	if limit = min(limit, r.left); limit == 0 {
		return nil, nil
	}
	ids, err := r.Bells.Ring(ctx, limit)
	r.left -= len(ids)
	return ids, err
}

// recorded checks that nothing that was begun is still open, and that all that ended was sent.
func (r *rig) recorded(ctx context.Context) error {
	owed, err := r.app.Ledger.Owed(ctx)
	if err == nil && owed.Queued+owed.Sending > 0 {
		err = fmt.Errorf("%d reminders are still queued and %d still sending", owed.Queued, owed.Sending)
	}
	return err
}
