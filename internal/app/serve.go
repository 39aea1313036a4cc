package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"comity/internal/dunning"
	"comity/internal/ledger"
	"comity/internal/queue"
	"comity/internal/report"
	"comity/internal/settings"
	"comity/internal/web"
)

// Serve opens the doors until ctx ends. opened is told where they are.
func (a *App) Serve(ctx context.Context, opened func(string)) error {
	checks := []web.Check{{Name: "ledger", Probe: a.Ledger.Ping}}
	if !a.Settings.Redis.IsZero() {
		q, err := queue.Open(queue.Options{URL: a.Settings.Redis.Reveal(), Log: a.Log})
		if err != nil {
			return err
		}
		defer func() { _ = q.Close() }()
		checks = append(checks, web.Check{Name: "queue", Probe: q.Ping})
	}
	l := a.Settings.Listen
	s, err := web.Start(ctx, web.Config{Staff: door(l.Staff), Public: door(l.Public), Vendor: door(l.Vendor)}, web.Deps{
		Store: a.Ledger, Runs: runsAPI{a.Ledger}, Contacts: a.intake(), Checks: checks, Now: time.Now, Log: a.Log,
	})
	if err != nil {
		return err
	}
	if opened != nil {
		at := s.Addrs()
		var list []string
		for _, d := range [][2]string{{"staff", at.Staff}, {"public", at.Public}, {"vendor", at.Vendor}} {
			if d[1] != "" {
				list = append(list, d[0]+" http://"+d[1])
			}
		}
		opened(strings.Join(list, " · "))
	}
	return s.Wait()
}

func door(address string) string {
	if address == settings.Off {
		return ""
	}
	return address
}

// runsAPI is the ledger's runs as the API shows them.
type runsAPI struct{ ledger *ledger.Ledger }

const mostRuns = 1000 // runs that a cursor is looked for in

// Runs lists runs after a cursor.
func (r runsAPI) Runs(ctx context.Context, after string, limit int) ([]web.Run, error) {
	list, err := r.ledger.Runs(ctx, mostRuns)
	if err != nil {
		return nil, err
	}
	if after != "" {
		i := slices.IndexFunc(list, func(x dunning.Run) bool { return x.ID == after })
		list = list[i+1:]
	}
	out := make([]web.Run, 0, limit)
	for _, x := range list[:min(limit, len(list))] {
		one, err := r.show(ctx, x)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// Run finds one run.
func (r runsAPI) Run(ctx context.Context, id string) (web.Run, bool, error) {
	run, err := r.ledger.Run(ctx, id)
	if errors.Is(err, ledger.ErrNoRun) {
		return web.Run{}, false, nil
	}
	if err != nil {
		return web.Run{}, false, err
	}
	out, err := r.show(ctx, run)
	return out, err == nil, err
}

func (r runsAPI) show(ctx context.Context, run dunning.Run) (web.Run, error) {
	t, err := r.ledger.Tally(ctx, run.ID)
	if err != nil {
		return web.Run{}, err
	}
	s := report.Summarise(run, t)
	return web.Run{ID: run.ID, Portfolio: s.Portfolio, Date: s.BusinessDate, State: s.State, Totals: map[string]int{
		"walked": s.Walked, "reminded": s.Reminded, "deferred": s.Deferred, "suppressed": s.Suppressed, "handed_off": s.HandedOff, "failed": s.Failed,
	}}, nil
}
