package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/ledger"
	"comity/internal/nightrun"
)

// RunOptions say which book to walk.
type RunOptions struct {
	Portfolio dunning.Portfolio
	Schedule  dunning.Schedule // for how fresh payment data must be
	Date      calendar.Date
	Actor     string
	Progress  func(nightrun.Progress) // may be nil
	Waiting   func()                  // called once when another process walks this book; nil: then it is ErrWalking
}

// ErrWalking says that another process walks the book for this date.
var ErrWalking = errors.New("another process is walking this book for this date")

// Run sees a date's run through; see nightrun.Runs.
func (a *App) Run(ctx context.Context, o RunOptions) (run dunning.Run, err error) {
	err = a.alone(ctx, &o, func(w nightrun.Walker) error {
		run, err = a.Runs().Do(ctx, w, o.Schedule, o.Date, o.Actor)
		return err
	})
	return run, err
}

// alone gives one process the walk of a book and date. With an embedded ledger the system takes the lock
// back when that process ends, however it ends; with PostgreSQL a lease does, which is renewed with every
// piece. Should the lease be lost all the same, each piece is still written by one.
func (a *App) alone(ctx context.Context, o *RunOptions, f func(nightrun.Walker) error) error {
	take, drop := a.walkLease(ctx, o)
	if a.Settings.Ledger.IsZero() {
		take, drop = a.walkLock()
	}
	if err := a.await(ctx, o, take); err != nil {
		return err
	}
	defer drop()
	show := o.Progress
	o.Progress = func(p nightrun.Progress) {
		_, _ = take()
		if show != nil {
			show(p)
		}
	}
	if err := errors.Join(a.RefreshPolicies(ctx), a.keepPolicies(ctx)); err != nil {
		return err
	}
	w, err := a.walker(*o)
	if err != nil {
		return err
	}
	return f(w)
}

// await takes the walk, or waits for the process that has it, if the caller waits at all.
func (a *App) await(ctx context.Context, o *RunOptions, take func() (bool, error)) error {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for told := false; ; told = true {
		took, err := take()
		switch {
		case err != nil:
			return fmt.Errorf("take the walk: %w", err)
		case took:
			return nil
		case o.Waiting == nil:
			return ErrWalking
		case !told:
			o.Waiting()
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (a *App) walkLease(ctx context.Context, o *RunOptions) (take func() (bool, error), drop func()) {
	lease := ledger.Lease{Name: "walk:" + o.Portfolio.ID + ":" + o.Date.String(), Holder: strings.ToLower(rand.Text()), TTL: a.Settings.Workers.Lease}
	take = func() (bool, error) {
		lease.Now = wall()
		return a.Ledger.TakeLease(ctx, lease)
	}
	return take, func() { _ = a.Ledger.DropLease(context.WithoutCancel(ctx), lease.Name, lease.Holder) }
}

func (a *App) walkLock() (take func() (bool, error), drop func()) {
	var lock *fileLock
	take = func() (bool, error) {
		if lock != nil {
			return true, nil
		}
		var err error
		lock, err = takeLock(a.Settings.Dir, "walk.lock", false)
		if errors.Is(err, ErrBusy) {
			return false, nil
		}
		return err == nil, err
	}
	return take, func() { lock.release() }
}

// Release lets a held run go and walks it.
func (a *App) Release(ctx context.Context, run dunning.Run, o RunOptions, reason string) (_ dunning.Run, err error) {
	err = a.alone(ctx, &o, func(w nightrun.Walker) error {
		run, err = a.Runs().Release(ctx, w, run, o.Actor, reason)
		return err
	})
	return run, err
}

// Runs is where runs are begun and held.
func (a *App) Runs() nightrun.Runs { return nightrun.Runs{Register: a.Ledger, Now: a.Clock.Now} }

// DryRun takes the path of Run and writes nothing. The tally is what a run would have, from rows that
// were never written; with why the run would be held, if it would.
func (a *App) DryRun(ctx context.Context, o RunOptions) (t dunning.Tally, held string, err error) {
	w, err := a.walker(o)
	if err != nil {
		return t, "", err
	}
	feeds, err := a.Ledger.Feeds(ctx, o.Portfolio.ID, dunning.FeedPayments, 2)
	if err != nil {
		return t, "", fmt.Errorf("read which payment files came: %w", err)
	}
	held = nightrun.Gate(o.Schedule, feeds, a.Clock.Now())
	t = dunning.NewTally()
	people := map[string]bool{}
	w.Reserver = nil
	w.Seen = func(reminders []dunning.Reminder, walked []dunning.Walked) {
		for _, x := range walked {
			t.Count(x)
			people[x.CustomerID] = true
		}
		for _, r := range reminders {
			t.CountReminder(r.Channels, r.State, 1)
		}
		t.Persons += len(people)
		clear(people) // a person's accounts are walked together
	}
	return t, held, w.Walk(ctx, dunning.Run{PortfolioID: o.Portfolio.ID, BusinessDate: o.Date})
}

func (a *App) walker(o RunOptions) (nightrun.Walker, error) {
	p, err := a.PolicyOf(o.Portfolio)
	if err != nil {
		return nightrun.Walker{}, err
	}
	zone, err := a.Zones.Load(o.Portfolio.Zone)
	if err != nil {
		return nightrun.Walker{}, fmt.Errorf("portfolio %s: %w", o.Portfolio.ID, err)
	}
	return nightrun.Walker{
		Book: a.Ledger, Reserver: a.Ledger, Policy: p, Portfolio: o.Portfolio, Zone: zone, Now: a.Clock.Now, Progress: o.Progress,
		NewID: func() string { return strings.ToLower(rand.Text()) },
	}, nil
}

// ScheduleOf is a portfolio's schedule, or an empty one with the installation's brake.
func (a *App) ScheduleOf(ctx context.Context, portfolio string) (dunning.Schedule, error) {
	s := dunning.Schedule{PortfolioID: portfolio}
	list, err := a.Ledger.Schedules(ctx)
	for _, x := range list {
		if x.PortfolioID == portfolio {
			s = x
		}
	}
	return a.braked(s), err
}

// braked is a schedule with the installation's brake where it sets none of its own.
func (a *App) braked(s dunning.Schedule) dunning.Schedule {
	if s.MaxAgeHours == 0 {
		s.MaxAgeHours = int(a.Settings.Brake.MaxAge.Hours())
	}
	if s.ShrinkPercent == 0 {
		s.ShrinkPercent = a.Settings.Brake.ShrinkPercent
		if s.ShrinkPercent == 0 {
			s.ShrinkPercent = nightrun.NeverShrunken
		}
	}
	return s
}
