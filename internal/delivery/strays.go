package delivery

import (
	"context"
	"fmt"
	"slices"
	"time"

	"comity/internal/dunning"
)

// held is more than one process can have under way, so that its own attempts never hide a stray.
const held = 10_000

// Strays settles attempts whose worker died between claim and record, by the wall clock's word on which
// workers live. A worker that is no longer believed makes no further call (Options.Believed), and the ones
// under way then have ended when their time-out has passed: only then is a stray touched. An attempt that
// this process answers for is none. A channel that can tell is asked: what it took is accepted, what it did not take is
// planned again. Where nobody can tell, the attempt is unknown. The answer counts those settled.
func (d *Deliverer) Strays(ctx context.Context, wall time.Time) (settled int, err error) {
	for {
		strays, err := d.o.Ledger.Strays(ctx, dunning.StrayQuery{
			Wall: wall.Add(-d.o.Timeout), Worker: d.o.Worker, Before: d.o.Now().Add(-2 * d.o.Timeout), Limit: d.o.Group + held,
		})
		strays = slices.DeleteFunc(strays, func(s dunning.Stray) bool {
			_, ours := d.open.Load(s.Attempt.ID)
			return ours
		})
		if err != nil || len(strays) == 0 {
			return settled, err
		}
		list := make([]dunning.Record, len(strays))
		for i, s := range strays {
			list[i] = d.settle(ctx, s)
		}
		n, err := d.o.Ledger.Record(ctx, d.o.Worker, list)
		settled += n
		if err != nil {
			return settled, fmt.Errorf("settle attempts of a dead worker: %w", err)
		}
		if n == 0 {
			return settled, nil // somebody else settled them
		}
	}
}

func (d *Deliverer) settle(ctx context.Context, s dunning.Stray) dunning.Record {
	g := dunning.Grant{Attempt: s.Attempt, Reminder: s.Reminder}
	unknown := dunning.Receipt{Class: dunning.Uncertain, Provider: "comity", Code: "worker-died"}
	asker, ok := d.o.Senders[s.Attempt.Channel].(Asker)
	if !ok {
		return d.o.Retry.After(g, unknown, d.o.Now())
	}
	receipt, err := asker.Ask(ctx, s.Reminder.ID, s.Attempt.Channel)
	switch {
	case err == nil && receipt.Class == dunning.Accepted:
		return d.o.Retry.After(g, receipt, d.o.Now())
	case err == nil && (receipt.Class == dunning.Temporary || receipt.Class == dunning.Permanent):
		return Void(g, d.o.Now(), "worker-died")
	default: // whoever says nothing may have taken it
		return d.o.Retry.After(g, unknown, d.o.Now())
	}
}
