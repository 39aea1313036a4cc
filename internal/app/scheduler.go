package app

import (
	"context"
	"errors"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/ledger"
	"comity/internal/nightrun"
)

// Schedule begins runs when their schedules say, until ctx ends. Any number of schedulers may run: a run
// is unique for its portfolio and date, and its pieces are written by one.
func (a *App) Schedule(ctx context.Context) error {
	missed := map[string]calendar.Date{}
	every(ctx, 10*time.Second, func(ctx context.Context) {
		list, err := a.Ledger.Schedules(ctx)
		if err != nil {
			a.Log.Error("schedules could not be read", "error", err)
			return
		}
		for _, s := range list {
			a.keep(ctx, s, missed)
		}
	})
	return nil
}

// keep does what one schedule wants now.
func (a *App) keep(ctx context.Context, s dunning.Schedule, missed map[string]calendar.Date) {
	p, err := a.Portfolio(ctx, s.PortfolioID)
	if err != nil {
		a.Log.Error("a schedule names a portfolio that is not there", "portfolio", s.PortfolioID, "error", err)
		return
	}
	name := s.Zone
	if name == "" {
		name = p.Zone
	}
	zone, err := a.Zones.Load(name)
	if err != nil {
		a.Log.Error("a schedule's zone is not known", "portfolio", p.ID, "error", err)
		return
	}
	_, start, late := nightrun.Start(s, zone, a.Clock.Now())
	date, err := a.businessDate(p)
	if err != nil {
		a.Log.Error("a portfolio's zone is not known", "portfolio", p.ID, "error", err)
		return
	}
	run, exists, err := a.Ledger.RunOn(ctx, p.ID, date)
	switch {
	case err != nil:
		a.Log.Error("runs could not be read", "error", err)
	case exists && run.State == dunning.RunWalking:
		a.begin(ctx, p, s, date) // cut off: what is left is walked, however late
	case late && !exists && missed[p.ID] != date:
		missed[p.ID] = date
		a.Log.Error("the latest start of tonight's run has passed: it will not start by itself", "portfolio", p.ID, "date", date)
	case start && !exists:
		a.begin(ctx, p, s, date)
	}
}

// businessDate is today's in a portfolio's zone: that of a schedule says only when a run starts.
func (a *App) businessDate(p dunning.Portfolio) (calendar.Date, error) {
	zone, err := a.Zones.Load(p.Zone)
	if err != nil {
		return calendar.Date{}, err
	}
	return calendar.DateOf(a.Clock.Now(), zone), nil
}

func (a *App) begin(ctx context.Context, p dunning.Portfolio, s dunning.Schedule, date calendar.Date) {
	run, err := a.Run(ctx, RunOptions{Portfolio: p, Schedule: a.braked(s), Date: date, Actor: "scheduler"})
	switch {
	case errors.Is(err, nightrun.ErrHeld):
		a.Log.Error("tonight's run is held until a person releases it", "portfolio", p.ID, "run", run.ID, "reason", run.Reason)
	case errors.Is(err, ErrWalking), errors.Is(err, ledger.ErrRunMoved):
		a.Log.Info("another process walks the book", "portfolio", p.ID, "run", run.ID, "date", date)
	case err != nil && ctx.Err() == nil:
		a.Log.Error("tonight's run did not end", "portfolio", p.ID, "error", err)
	case err == nil:
		a.Log.Info("the book was walked", "portfolio", p.ID, "run", run.ID, "date", date)
	}
}
