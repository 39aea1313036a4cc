package plan

import (
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// occasion is what is to be said beside the ladder on the date; ok is false when there is nothing. What was
// agreed for this very day comes first, what may also be said tomorrow last.
func (f Facts) occasion() (step dunning.Step, ok bool) {
	for _, of := range []func(Facts) (dunning.Step, bool){Facts.appointment, Facts.promise, Facts.instalment, Facts.thanks} {
		if step, ok := of(f); ok {
			return step, true
		}
	}
	return dunning.Step{}, false
}

// appointment is the first for this date.
func (f Facts) appointment() (dunning.Step, bool) {
	for _, a := range f.Appointments {
		if !f.concerns(a.CustomerID, a.AccountID) || !f.today(a.At) || !a.Cancelled.IsZero() {
			continue
		}
		if step, ok := f.step(dunning.Cause{Purpose: dunning.PurposeAppointment, ID: a.ID}, a.Channel); ok {
			return step, true
		}
	}
	return dunning.Step{}, false
}

// promise is the first whose reminder was agreed for this date, while it is neither kept nor broken.
func (f Facts) promise() (dunning.Step, bool) {
	for _, p := range f.Promises {
		if !f.concerns(p.CustomerID, p.AccountID) || !f.today(p.RemindAt) || !p.KeptAt.IsZero() || !p.Cancelled.IsZero() {
			continue
		}
		if f.overdue(p.Date, dunning.HoldPromise) {
			continue
		}
		if step, ok := f.step(dunning.Cause{Purpose: dunning.PurposePromise, ID: p.ID}, p.Channel); ok {
			return step, true
		}
	}
	return dunning.Step{}, false
}

// instalment is the first, in order of their plan, that is near or was missed.
func (f Facts) instalment() (dunning.Step, bool) {
	for _, p := range f.Plans {
		if !f.concerns(p.CustomerID, p.AccountID) || !f.kept(p) {
			continue
		}
		for i, x := range p.Instalments {
			cause := dunning.Cause{Purpose: dunning.PurposeInstalment, ID: p.ID, Number: i + 1, Missed: x.Date.Before(f.Date)}
			if p.Missing(i) == 0 || !f.near(x.Date, cause) {
				continue
			}
			if step, ok := f.step(cause, ""); ok {
				return step, true
			}
		}
	}
	return dunning.Step{}, false
}

// near says whether an instalment of this date is to be spoken of.
func (f Facts) near(date calendar.Date, c dunning.Cause) bool {
	o := f.Occasions.Of(c)
	if c.Missed {
		return !f.Date.Before(date.AddDays(o.After))
	}
	return !f.Date.Before(date.AddDays(-o.Lead))
}

// kept says that a plan was neither ended nor broken: the first instalment not covered is not too late.
func (f Facts) kept(p dunning.RepaymentPlan) bool {
	next, _, ok := p.Next()
	return ok && p.EndedAt.IsZero() && !f.overdue(p.Instalments[next].Date, dunning.HoldPlan)
}

// grace is how many days beyond its date a promise or plan is waited for.
func (f Facts) grace(kind dunning.HoldKind) int {
	if f.Grace == nil {
		return 0
	}
	return f.Grace(kind)
}

// thanks is for the first promise that was kept so few days ago that thanks are not odd.
func (f Facts) thanks() (dunning.Step, bool) {
	for _, p := range f.Promises {
		if !f.concerns(p.CustomerID, p.AccountID) || !p.Kept(f.grace(dunning.HoldPromise), f.Zone) || !p.Cancelled.IsZero() {
			continue
		}
		if ago := f.Date.DaysSince(calendar.DateOf(p.KeptAt, f.Zone)); ago < 0 || ago > f.Occasions.Thanks.Within {
			continue
		}
		if step, ok := f.step(dunning.Cause{Purpose: dunning.PurposeThanks, ID: p.ID}, ""); ok {
			return step, true
		}
	}
	return dunning.Step{}, false
}

// step is the occasion of a cause, to be taken like a step; ok is false when it is not said at all, was said
// before, or was agreed for a channel through which nothing is sent. A channel agreed is the only one.
func (f Facts) step(c dunning.Cause, agreed dunning.Channel) (step dunning.Step, ok bool) {
	o := f.Occasions.Of(c)
	switch {
	case !o.Said() || f.everTook(c.Step()):
		return step, false
	case agreed == "":
		step.Channels = o.Channels
	case slices.Contains(dunning.Channels(), agreed):
		step.Channels = []dunning.Channel{agreed}
	default:
		return step, false
	}
	step.ID, step.Cause, step.Template = c.Step(), c, o.Template
	return step, true
}

// concerns says whether something agreed is the account's, and the person's.
func (f Facts) concerns(customer, account string) bool {
	return account == f.Account.ID && (f.Customer == "" || customer == "" || customer == f.Customer)
}

// today says that an instant falls on the date.
func (f Facts) today(t time.Time) bool {
	return !t.IsZero() && calendar.DateOf(t, f.Zone) == f.Date
}

// overdue says that the date of a promise or an instalment and its days of grace are over.
func (f Facts) overdue(date calendar.Date, kind dunning.HoldKind) bool {
	return date.AddDays(f.grace(kind)).Before(f.Date)
}
