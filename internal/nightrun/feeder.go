package nightrun

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// Bells is the part of the ledger that knows what is owed.
type Bells interface {
	// Ring moves reminders that are due by our clock from planned to queued, for one caller only.
	Ring(ctx context.Context, limit int) ([]string, error)
	// Rung lists queued reminders rung at or before an instant, to be rung again.
	Rung(ctx context.Context, t time.Time, limit int) ([]string, error)
	CountQueued(ctx context.Context) (int, error)
	Overdue(ctx context.Context, limit int) ([]string, error)
	Expire(ctx context.Context, ids []string) (int, error)
}

// Bell rings: it puts opaque ids where workers hear them, for immediate processing.
type Bell interface {
	Ring(ctx context.Context, ids []string) error
}

// Counter is a Bell that can say how many bells are still out.
type Counter interface {
	Depth(ctx context.Context) (int, error)
}

// Feeder rings what is due by our clock, and keeps a bounded number of rung reminders ahead of the
// workers; the ledger holds the rest. Any number of feeders may run: a reminder is rung by one.
type Feeder struct {
	Bells Bells
	Bell  Bell
	Now   func() time.Time
	Ahead int           // rung and not yet claimed, at most; 0: 2,000
	Again time.Duration // a bell unheard for so long is rung again; 0: 30 s
	swept time.Time
}

// limit is how many bells may be out.
func (f *Feeder) limit() int { return cmp.Or(f.Ahead, 2000) }

const chunk = 500 // reminders moved or rung in one go

// Sweep rings again everything that was rung and not claimed: after a start, when the queue may have
// lost its bells.
func (f *Feeder) Sweep(ctx context.Context) error {
	f.swept = f.Now()
	for {
		// Those rung again just now are younger than this: each is rung once.
		n, err := f.again(ctx, f.swept)
		if err != nil || n < f.limit() {
			return err
		}
	}
}

// Tick does what is to be done now: ends what is too late, rings again what went unheard, and rings what
// is due while there is room. It says how many bells were rung and how many reminders ended too late.
func (f *Feeder) Tick(ctx context.Context) (rung, expired int, err error) {
	if expired, err = f.expire(ctx); err != nil {
		return 0, expired, fmt.Errorf("end what is too late: %w", err)
	}
	wait := f.Again
	if wait == 0 {
		wait = 30 * time.Second
	}
	if now := f.Now(); now.Sub(f.swept) >= wait {
		f.swept = now
		if rung, err = f.unheard(ctx, now.Add(-wait)); err != nil {
			return rung, expired, err
		}
	}
	n, err := f.due(ctx)
	return rung + n, expired, err
}

func (f *Feeder) due(ctx context.Context) (rung int, err error) {
	queued, err := f.Bells.CountQueued(ctx)
	if err != nil {
		return 0, fmt.Errorf("count what is queued: %w", err)
	}
	for room := f.limit() - queued; room > 0; room -= chunk {
		ids, err := f.Bells.Ring(ctx, min(room, chunk))
		if err != nil {
			return rung, fmt.Errorf("find what is due: %w", err)
		}
		if len(ids) == 0 {
			return rung, nil
		}
		if err := f.Bell.Ring(ctx, ids); err != nil {
			return rung, fmt.Errorf("ring: %w", err) // they are queued in the ledger, and rung again later
		}
		rung += len(ids)
	}
	return rung, nil
}

// unheard rings again what was rung before t, unless as many bells are still out as reminders wait for
// one: then nothing was lost, and a slow provider must not fill the queue.
func (f *Feeder) unheard(ctx context.Context, t time.Time) (rung int, err error) {
	if c, ok := f.Bell.(Counter); ok {
		queued, err := f.Bells.CountQueued(ctx)
		if err != nil {
			return 0, fmt.Errorf("count what is queued: %w", err)
		}
		if out, err := c.Depth(ctx); err == nil && out >= queued {
			return 0, nil
		}
	}
	return f.again(ctx, t)
}

func (f *Feeder) again(ctx context.Context, t time.Time) (rung int, err error) {
	ids, err := f.Bells.Rung(ctx, t, f.limit())
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	if err := f.Bell.Ring(ctx, ids); err != nil {
		return 0, fmt.Errorf("ring again: %w", err)
	}
	return len(ids), nil
}

func (f *Feeder) expire(ctx context.Context) (expired int, err error) {
	for {
		ids, err := f.Bells.Overdue(ctx, chunk)
		if err != nil || len(ids) == 0 {
			return expired, err
		}
		n, err := f.Bells.Expire(ctx, ids)
		expired += n
		if err != nil || n == 0 {
			return expired, err
		}
	}
}
