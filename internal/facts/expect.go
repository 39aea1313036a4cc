package facts

import (
	"comity/internal/calendar"
	"comity/internal/docread"
	"comity/internal/dunning"
)

// steps reads the steps that were taken. Where the key is there, even empty, the plan is asked too.
func (r *reading) steps() {
	r.c.HasTaken = r.Has("taken")
	each(r, "taken", func(o *docread.Object) { r.c.Taken = append(r.c.Taken, r.taken(o)) })
	if a := &r.c.Facts.Account; a.TakenOn.IsZero() {
		a.TakenOn = r.since(a)
	}
}

// since is the date of the first step that was taken in the cycle of an account: its arrears came to us then
// at the latest. It is zero when none was taken.
func (r *reading) since(a *dunning.Account) calendar.Date {
	var first calendar.Date
	for _, t := range r.c.Taken {
		if t.AccountID != a.ID || t.Cycle != a.Cycle || t.At.IsZero() {
			continue
		}
		if on := calendar.DateOf(t.At, r.zone); first.IsZero() || on.Before(first) {
			first = on
		}
	}
	return first
}

// taken reads one.
func (r *reading) taken(o *docread.Object) dunning.Taken {
	t := dunning.Taken{
		AccountID: r.accountID(o, r.c.Facts.Account.ID), Step: o.Text("step"), Done: o.Flag("done", true),
		Cycle: int(o.Number("cycle", 1, 1_000_000, int64(r.c.Facts.Account.Cycle), "")), At: r.instant(o, "at", dayStart),
	}
	o.Need("step", "write the id of a step of the policy, for example first-reminder")
	if skipped := o.Flag("skipped", false); !skipped {
		o.Need("at", "write when it was taken, or skipped: true for one that was left out")
	} else if o.Has("at") {
		o.Fail("at", "a step that was skipped was taken at no time", "leave out at, or skipped")
	}
	return t
}

// expect reads what the case should be answered.
func (r *reading) expect() {
	o, ok := r.Inner("expect")
	if !ok {
		return
	}
	defer o.Close()
	e := &Expect{Verdict: verdict(o), NotBefore: r.instant(o, "not_before", dayStart), NotAfter: r.instant(o, "not_after", dayEnd)}
	e.Rules, e.NotRules = texts(o, "rules"), texts(o, "not_rules")
	if channels, ok := o.Inner("channels"); ok {
		for _, c := range dunning.EveryChannel() {
			if one, ok := channels.Inner(string(c)); ok {
				e.Channels = append(e.Channels, ChannelExpect{
					Channel: c, Verdict: verdict(one), Point: one.Text("point"),
					NotBefore: r.instant(one, "not_before", dayStart), NotAfter: r.instant(one, "not_after", dayEnd),
				})
				one.Close()
			}
		}
		channels.Close()
	}
	r.c.Expect = e
}

func verdict(o *docread.Object) dunning.Outcome {
	return dunning.Outcome(o.Choice("verdict", verdicts()...))
}

func verdicts() []string {
	return words([]dunning.Outcome{dunning.Allow, dunning.Defer, dunning.Suppress, dunning.Handoff})
}
