package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"comity/internal/app"
	"comity/internal/dunning"
	"comity/internal/synth"
)

// planned measures a night's run on both databases: every account walked, planned, decided about and
// reserved, against reading the same rows and inserting as many, on copies of the same book.
func planned(ctx context.Context, b *bench) ([]line, error) {
	var lines []line
	for _, e := range []engine{postgres{b.servers.postgres, b.dir}, sqlite{b.dir}} {
		l, err := b.night(ctx, e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.name(), err)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func (b *bench) night(ctx context.Context, e engine) (l line, err error) {
	k := book{id: "cards", accounts: b.accounts, span: 120, channels: dunning.Channels(), pairs: 10}
	b.tell("%s: a book of %d accounts", e.name(), k.accounts)
	original, err := b.shelve(ctx, e, k)
	if original.drop != nil {
		defer func() { err = errors.Join(err, original.drop()) }()
	}
	if err != nil {
		return l, err
	}
	var p pairs
	var written int
	err = b.repeat(e.name(), func(round int) error {
		b.tell("%s: night run, round %d", e.name(), round+1)
		run, floor, rows, err := b.nightRound(ctx, e, original)
		if err != nil {
			return err
		}
		n := float64(b.accounts)
		p.add(n/run.Seconds(), n/floor.Seconds())
		written = rows
		return nil
	})
	if err != nil {
		return l, err
	}
	return p.into(line{
		Section: "night", What: "accounts planned and reserved on " + e.name(), Unit: "/s", Floor: e.floorName(),
		Note: fmt.Sprintf("%d accounts, %d rows written", b.accounts, written),
	}), nil
}

// shelve makes a ledger that holds books, and closes it.
func (b *bench) shelve(ctx context.Context, e engine, books ...book) (p place, err error) {
	if p, err = e.create(ctx); err != nil {
		return p, err
	}
	a, err := open(ctx, e, p)
	if err != nil {
		return p, err
	}
	for _, k := range books {
		if err = k.save(ctx, a.Ledger); err != nil {
			break
		}
	}
	if err = errors.Join(err, a.Close()); err != nil {
		return p, err
	}
	return p, e.settle(ctx, p)
}

// nightRound walks one copy of the book, then does the least on another.
func (b *bench) nightRound(ctx context.Context, e engine, original place) (run, floor time.Duration, rows int, err error) {
	err = copied(ctx, e, original, func(p place) error {
		a, err := open(ctx, e, p)
		if err != nil {
			return err
		}
		run, err = walk(ctx, a, "cards", b.accounts)
		return errors.Join(err, a.Close())
	}, func(p place) error {
		list, err := e.written(ctx, p)
		if err != nil {
			return err
		}
		for _, t := range list {
			rows += len(t.rows)
		}
		return copied(ctx, e, original, func(p place) error {
			floor, err = e.floor(ctx, p, list)
			return err
		})
	})
	return run, floor, rows, err
}

// copied does things to a copy of a ledger, in order, and throws it away.
func copied(ctx context.Context, e engine, original place, do ...func(place) error) error {
	p, err := e.clone(ctx, original)
	if err == nil {
		err = e.settle(ctx, p)
	}
	for _, f := range do {
		if err == nil {
			err = f(p)
		}
	}
	if p.drop != nil {
		err = errors.Join(err, p.drop())
	}
	return err
}

// walk does the run of a portfolio and checks that it did all of its work.
func walk(ctx context.Context, a *app.App, portfolio string, accounts int) (time.Duration, error) {
	p, err := a.Portfolio(ctx, portfolio)
	if err != nil {
		return 0, err
	}
	s, err := a.ScheduleOf(ctx, portfolio)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	run, err := a.Run(ctx, app.RunOptions{Portfolio: p, Schedule: s, Date: synth.DemoDate(), Actor: "bench"})
	took := time.Since(start)
	if err != nil {
		return 0, err
	}
	t, err := a.Ledger.Tally(ctx, run.ID)
	if err == nil && (t.Walked != accounts || !t.Balances() || t.Results[dunning.ResultReminded] < accounts*9/10) {
		err = fmt.Errorf("of %d accounts %d were walked and %d reminded", accounts, t.Walked, t.Results[dunning.ResultReminded])
	}
	return took, err
}
