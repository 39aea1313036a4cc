package plan

import (
	"slices"
	"time"

	"comity/internal/dunning"
)

// took says whether a step was taken in this cycle.
func (f Facts) took(step string) bool {
	return slices.ContainsFunc(f.Taken, func(t dunning.Taken) bool { return f.ours(t) && t.Step == step })
}

// said says whether a step was handed over in this cycle: taken, and not skipped.
func (f Facts) said(step string) bool {
	return slices.ContainsFunc(f.Taken, func(t dunning.Taken) bool { return f.ours(t) && t.Step == step && !t.At.IsZero() })
}

// last is when something was last said in this cycle, a step or an occasion; zero when nothing was.
func (f Facts) last() time.Time {
	var last time.Time
	for _, t := range f.Taken {
		if f.ours(t) && t.At.After(last) {
			last = t.At
		}
	}
	return last
}

func (f Facts) ours(t dunning.Taken) bool {
	return t.AccountID == f.Account.ID && t.Cycle == f.Account.Cycle
}

// inFlight says that a reminder of the account is still on its way, of whichever cycle.
func (f Facts) inFlight() bool {
	return slices.ContainsFunc(f.Taken, func(t dunning.Taken) bool {
		return t.AccountID == f.Account.ID && !t.Done && !t.At.IsZero()
	})
}

// everTook says whether an occasion was taken, in whichever cycle.
func (f Facts) everTook(step string) bool {
	return slices.ContainsFunc(f.Taken, func(t dunning.Taken) bool { return t.AccountID == f.Account.ID && t.Step == step })
}
