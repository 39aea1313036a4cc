package app

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"comity/internal/delivery"
	"comity/internal/dunning"
	"comity/internal/ledger"
	"comity/internal/nightrun"
	"comity/internal/queue"
)

const (
	beats    = 6               // how often a worker says that it lives while it is believed
	farewell = 5 * time.Second // how long it may take to say that it ends
	tick     = 200 * time.Millisecond
)

// WorkOptions say how to deliver.
type WorkOptions struct {
	Drain   bool                  // end when nothing more is owed
	Waiting func(until time.Time) // called when a drain waits for an instant, or jumps to it; may be nil
}

// Work delivers what is owed until ctx ends, or, draining, until nothing more is.
func (a *App) Work(ctx context.Context, o WorkOptions) error {
	w, err := a.startWorker(ctx)
	if err != nil {
		return err
	}
	defer w.stop()
	if err := w.begin(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() {
		served <- w.queue.Serve(ctx, queue.ServeOptions{
			Servers: a.Settings.Workers.Servers, Concurrency: a.Settings.Workers.Concurrency,
			ShutdownTimeout: a.Settings.Workers.Lease + farewell, // a call may take as long as the lease
		}, w.handle)
	}()
	var others sync.WaitGroup
	beat := a.Settings.Workers.Lease / beats
	living, end := context.WithCancel(context.WithoutCancel(ctx)) // it lives until its last answer is recorded
	others.Go(func() { every(living, beat, w.beat) })
	others.Go(func() { every(ctx, beat, w.strays) })
	if o.Drain {
		err = w.drain(ctx, o)
	} else {
		every(ctx, tick, w.feed)
	}
	cancel()
	err = errors.Join(err, <-served)
	w.deliverer.Close()
	end()
	others.Wait()
	return err
}

// every calls f at once and then at intervals until ctx ends.
func every(ctx context.Context, d time.Duration, f func(context.Context)) {
	t := time.NewTicker(d)
	defer t.Stop()
	for ctx.Err() == nil {
		f(ctx)
		select {
		case <-t.C:
		case <-ctx.Done():
		}
	}
}

// worker is one process that delivers.
type worker struct {
	app       *App
	lock      *fileLock // nil with a Redis that others hear too
	queue     *queue.Queue
	feeder    *nightrun.Feeder
	deliverer *delivery.Deliverer
	until     atomic.Int64 // wall clock, in microseconds: how long this worker is taken for living
	since     atomic.Int64 // since when it has been so without a break
}

// startWorker opens what delivering takes. With an embedded queue nobody else hears the bells, so that a
// second process on the same folder is refused.
func (a *App) startWorker(ctx context.Context) (w *worker, err error) {
	w = &worker{app: a}
	defer func() {
		if err != nil {
			w.stop()
		}
	}()
	if a.Settings.Redis.IsZero() {
		if w.lock, err = takeLock(a.Settings.Dir, "worker.lock", false); err != nil {
			return w, err
		}
		// Whoever delivered from here before is gone: the lock says so. Of workers elsewhere it says nothing.
		if a.Settings.Ledger.IsZero() {
			err = a.Ledger.DropWorkers(ctx)
		}
		if err != nil {
			return w, err
		}
	}
	if w.queue, err = queue.Open(queue.Options{URL: a.Settings.Redis.Reveal(), Log: a.Log}); err != nil {
		return w, err
	}
	if _, err = a.words(); err != nil {
		return w, err
	}
	senders, err := a.Senders()
	if err != nil {
		return w, err
	}
	o := a.deliveryOptions(senders)
	o.Believed = w.believed
	w.deliverer = delivery.New(o)
	w.feeder = &nightrun.Feeder{Bells: a.Ledger, Bell: w.queue, Now: a.Clock.Now, Ahead: a.Settings.Feeder.Ahead, Again: a.Settings.Feeder.Again}
	return w, nil
}

func (a *App) deliveryOptions(senders map[dunning.Channel]delivery.Sender) delivery.Options {
	lanes := 1 // SQLite has one writer
	if !a.Settings.Ledger.IsZero() {
		lanes = max(2, runtime.NumCPU())
	}
	return delivery.Options{
		Ledger: a.Ledger, Compose: a.Compose, Senders: senders, Now: a.Clock.Now, Worker: a.worker, Window: a.Window,
		Retry: delivery.DefaultRetry(), Timeout: a.Settings.Workers.Lease, Lanes: lanes, Group: a.Settings.Workers.Group, Log: a.Log,
		Policy:  func(p dunning.Portfolio) (delivery.Decider, error) { return a.PolicyOf(p) },
		Wording: a.wording,
	}
}

func (w *worker) stop() {
	if w.deliverer != nil {
		w.deliverer.Close()
	}
	if w.queue != nil {
		_ = w.queue.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	_ = w.app.Ledger.DropLease(ctx, "worker:"+w.app.worker, w.app.worker)
	if w.lock != nil {
		w.lock.release()
	}
}

// begin says that this worker lives, before it claims anything; settles what dead workers left; and
// rings again everything that was rung before.
func (w *worker) begin(ctx context.Context) error {
	if err := errors.Join(w.takeLease(ctx), w.app.keepPolicies(ctx)); err != nil {
		return err
	}
	if _, err := w.deliverer.Strays(ctx, wall()); err != nil {
		return err
	}
	if err := w.feeder.Sweep(ctx); err != nil {
		w.app.Log.Warn("what was rung before could not be rung again yet", "error", err)
	}
	return nil
}

func (w *worker) takeLease(ctx context.Context) error {
	now, ttl := wall(), w.app.Settings.Workers.Lease
	took, err := w.app.Ledger.TakeLease(ctx, ledger.Lease{Name: "worker:" + w.app.worker, Holder: w.app.worker, Now: now, TTL: ttl})
	if err != nil {
		return fmt.Errorf("say that this worker lives: %w", err)
	}
	if took {
		if w.until.Swap(now.Add(ttl).UnixMicro()) < now.UnixMicro() {
			w.since.Store(now.UnixMicro())
		}
	}
	return nil
}

// believed says whether other processes still take this worker for living.
func (w *worker) believed() bool { return wall().UnixMicro() < w.until.Load() }

func (w *worker) beat(ctx context.Context) {
	w.report(ctx, w.takeLease(ctx))
	w.report(ctx, w.app.RefreshPolicies(ctx))
}

// strays settles what dead workers left. After the ledger was away, every worker has lapsed for a moment:
// the living are given a lease's time to say so.
func (w *worker) strays(ctx context.Context) {
	if wall().Sub(time.UnixMicro(w.since.Load())) < w.app.Settings.Workers.Lease {
		return
	}
	settled, err := w.deliverer.Strays(ctx, wall())
	if settled > 0 {
		w.app.Log.Warn("attempts of a dead worker were settled", "attempts", settled)
	}
	w.report(ctx, err)
}

func (w *worker) feed(ctx context.Context) {
	_, expired, err := w.feeder.Tick(ctx)
	if expired > 0 {
		w.app.Log.Error("reminders ended because their business date was over before they could go", "reminders", expired)
	}
	w.report(ctx, err)
}

// handle answers a bell. What goes wrong leaves the reminder in the ledger, which rings again.
func (w *worker) handle(ctx context.Context, id string) { w.report(ctx, w.deliverer.Handle(ctx, id)) }

func (w *worker) report(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		w.app.Log.Error("delivery", "error", err)
	}
}

// drain feeds until nothing more is owed. When all that is left is due later, a moved clock jumps there;
// the machine's clock is waited for.
func (w *worker) drain(ctx context.Context, o WorkOptions) error {
	t := time.NewTicker(tick / 10)
	defer t.Stop()
	var told time.Time
	for {
		w.feed(ctx)
		owed, err := w.app.Ledger.Owed(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return fmt.Errorf("read what is owed: %w", err)
		case owed.Planned+owed.Queued+owed.Sending == 0:
			return nil
		case owed.Queued+owed.Sending == 0 && owed.NextDue.After(w.app.Clock.Now()):
			if !owed.NextDue.Equal(told) && o.Waiting != nil {
				o.Waiting(owed.NextDue)
			}
			told = owed.NextDue
			w.app.Clock.Jump(owed.NextDue)
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil
		}
	}
}
