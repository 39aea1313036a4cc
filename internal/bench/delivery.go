package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"comity/internal/dunning"
	"comity/internal/queue"
	"comity/internal/settings"
)

// delivered measures reminders on their way from bell to record, on PostgreSQL and Redis, against a handler
// that does nothing, with as many Servers and as much concurrency.
func delivered(ctx context.Context, b *bench) (lines []line, err error) {
	w := settings.Default().Workers
	serving := queue.ServeOptions{Servers: w.Servers, Concurrency: w.Concurrency}
	list := []*way{
		{what: "SMS delivered", channel: dunning.SMS},
		{what: "SMS delivered, the feeder ringing meanwhile", channel: dunning.SMS, fed: true},
		{what: "email delivered", channel: dunning.Email},
	}
	for _, d := range list {
		b.tell("delivery: %s: a book of %d accounts", d.what, b.supply())
		d.rig, err = b.newRig(ctx, d.channel, serving)
		defer func() { err = errors.Join(err, d.rig.close()) }()
		if err != nil {
			return nil, err
		}
		// Connections are opened, templates are read and there is some history before anything is timed.
		if _, err := d.deliver(ctx, warm(b.reminders)); err != nil {
			return nil, err
		}
	}
	if err := b.repeat("delivery", func(round int) error { return b.deliverRound(ctx, round, list) }); err != nil {
		return nil, err
	}
	for _, d := range list {
		lines = append(lines, d.rounds.into(line{
			Section: "delivery", What: d.what, Unit: "/s",
			Floor: fmt.Sprintf("asynq with nothing to do, %d Servers × %d", serving.Servers, serving.Concurrency),
		}))
	}
	return lines, nil
}

// deliverRound hears bells with nothing to do, then delivers in every way.
func (b *bench) deliverRound(ctx context.Context, round int, list []*way) error {
	for _, d := range list {
		b.tell("delivery: %s: round %d", d.what, round+1)
		if err := d.rig.settle(ctx); err != nil {
			return err
		}
		idle, err := d.rig.queue.Noop(ctx, b.bells, d.rig.serving, time.Now)
		if err != nil {
			return err
		}
		took, err := d.deliver(ctx, b.reminders)
		if err != nil {
			return err
		}
		d.rounds.add(float64(b.reminders)/took.Seconds(), float64(b.bells)/idle.Seconds())
	}
	return nil
}

func warm(reminders int) int { return max(reminders/10, 10) }

// supply is how many reminders each book must have.
func (b *bench) supply() int { return b.rounds*b.reminders + warm(b.reminders) }

// way is one way of delivering.
type way struct {
	what    string
	channel dunning.Channel
	fed     bool // by the feeder, while workers work; else all bells are rung before
	rig     *rig
	rounds  pairs
}

// deliver delivers n reminders, and answers how long that took from the first one's bell to the last
// one's record. It is an error when the provider did not take exactly n.
func (d *way) deliver(ctx context.Context, n int) (time.Duration, error) {
	before, err := d.rig.to.taken()
	if err != nil {
		return 0, err
	}
	took, err := d.rig.handle(ctx, n, d.fed)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", d.what, err)
	}
	after, err := d.rig.to.taken()
	switch {
	case err != nil:
		return 0, fmt.Errorf("%s: %w", d.what, err)
	case after-before != n:
		return 0, fmt.Errorf("%s: the provider took %d of %d", d.what, after-before, n)
	}
	return took, d.rig.recorded(ctx)
}
