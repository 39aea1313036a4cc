package policy_test

import (
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// relation is what the person is to the account.
func (j *judge) relation() dunning.Relation {
	me, a := j.facts.Customer.ID, &j.facts.Account
	switch {
	case a.CustomerID == me || a.CustomerID == "":
		return dunning.Debtor
	case slices.Contains(a.Joint, me):
		return dunning.Joint
	case slices.Contains(a.Guarantors, me):
		return dunning.Guarantor
	}
	return dunning.Stranger
}

// party says whether the person may be contacted about the account: those who owe it, unless a rule says otherwise;
// who answers for it only where a rule that lasts says so; nobody else.
func (j *judge) party(c dunning.Channel) bool {
	relation, named := j.relation(), false
	for i := range j.rules {
		r := &j.rules[i]
		if r.kind != "party" || len(r.who) == 0 || !j.applies(r, c) {
			continue
		}
		if !slices.Contains(r.who, relation) && !j.waived(r, c) {
			return false
		}
		named = named || r.to == 0 && !r.when.dated() // a rule that lasts
	}
	return relation != dunning.Stranger && (relation != dunning.Guarantor || named)
}

// usable says whether a contact point serves a channel, works, was not closed by the person, is not at work without a
// basis, and has the consent that rules want: what was said of texts is not said of calls to the same number.
func (j *judge) usable(p *dunning.ContactPoint, c dunning.Channel) bool {
	own := p.Channel == c
	called := c == dunning.Voice && p.Channel == dunning.SMS || c == dunning.Visit && p.Channel == dunning.Letter
	switch {
	case !own && !called, p.Health == dunning.HealthBad, own && p.Consent == dunning.ConsentWithdrawn, p.Work && p.Basis == "":
		return false
	}
	for i := range j.rules {
		r := &j.rules[i]
		if r.kind != "consent" || !j.binds(r, c) {
			continue
		}
		written := p.Form == dunning.FormWritten || p.Form == dunning.FormUnknown && !j.house
		stale := r.within > 0 && !p.Confirmed.IsZero() && p.Confirmed.Before(j.at.Add(-time.Duration(r.within)*24*time.Hour))
		if called || p.Consent != dunning.ConsentGiven || r.written && !written || stale {
			return false
		}
	}
	return true
}

// settled says that nothing is owed, or too little to trouble anybody.
func (j *judge) settled() bool {
	a, purpose := &j.facts.Account, j.facts.Cause.Purpose
	if purpose == dunning.PurposeThanks || purpose == dunning.PurposeInstalment {
		return false
	}
	owed := a.MinimumDue
	if j.here.day > dayIn(a.DueDate) {
		owed = a.Overdue
	}
	owed -= a.PaidSince
	return owed <= 0 || j.house && j.tolerance > 0 && owed <= j.tolerance && purpose != dunning.PurposeNotice
}

// hold is what the rules say about a kind of hold: of two packs the stricter.
func (j *judge) hold(kind dunning.HoldKind) drawn {
	var have []drawn
	for _, r := range j.rules {
		if r.kind == "hold" && r.hold() == kind {
			have = append(have, r)
		}
	}
	if len(have) == 0 {
		return drawn{}
	}
	if len(have) == 1 && have[0].along && j.country {
		have = append(have, drawn{}) // the pack of a country lets a hold last by being silent
	}
	h := have[0]
	for _, o := range have[1:] {
		if h.lasts == 0 || o.lasts == 0 {
			h.lasts = 0
		} else {
			h.lasts = max(h.lasts, o.lasts)
		}
		if len(h.places) == 0 {
			h.places = o.places
		}
		h.after, h.grace, h.person = max(h.after, o.after), max(h.grace, o.grace), h.person || o.person
		h.permits = slices.DeleteFunc(slices.Clone(h.permits), func(p dunning.Purpose) bool { return !slices.Contains(o.permits, p) })
	}
	return h
}

// under says that nothing puts the person outside of all of these places.
func (j *judge) under(places []calendar.Place) bool {
	for _, p := range j.facts.Customer.Places {
		if len(places) > 0 && !slices.ContainsFunc(places, func(q calendar.Place) bool { return inside(string(p), string(q)) || inside(string(q), string(p)) }) {
			return false
		}
	}
	return true
}

// passes says that a kind of hold lets such contacts through, whichever promise or plan there is.
func (j *judge) passes(kind dunning.HoldKind) bool {
	p := j.facts.Cause.Purpose
	return p != dunning.PurposeReminder && p != dunning.PurposePromise && p != dunning.PurposeInstalment && slices.Contains(j.hold(kind).permits, p)
}

// later is the same time of day so many days later, on the portfolio's clock.
func (j *judge) later(t time.Time, days int) time.Time {
	t = t.In(j.home)
	return time.Date(t.Year(), t.Month(), t.Day()+days, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), j.home)
}

// paused says whether a hold, an open promise or a plan that is kept stops the contact.
func (j *judge) paused(c dunning.Channel) bool {
	f := &j.facts
	for _, h := range f.Holds {
		rule := j.hold(h.Kind)
		mine := h.CustomerID == f.Customer.ID
		covers := h.AccountID == f.Account.ID || h.AccountID == "" && (mine || h.CustomerID == "") || rule.person && mine
		ends := h.Ends
		switch {
		case ends.IsZero() && rule.lasts > 0 && j.under(rule.places):
			ends = j.later(h.Starts, rule.lasts)
		case !ends.IsZero() && rule.after > 0:
			ends = j.later(ends, rule.after)
		}
		if covers && (h.Channel == "" || h.Channel == c) && !slices.Contains(rule.permits, f.Cause.Purpose) &&
			!j.at.Before(h.Starts) && (ends.IsZero() || j.at.Before(ends)) {
			return true
		}
	}
	for i := range f.Promises {
		x := &f.Promises[i]
		own := f.Cause.Purpose == dunning.PurposePromise && f.Cause.ID == x.ID
		if x.AccountID == f.Account.ID && !own && !j.passes(dunning.HoldPromise) && j.open(x) && !j.at.Before(x.MadeAt) && j.inTime(x) {
			return true
		}
	}
	return slices.ContainsFunc(f.Plans, func(x dunning.RepaymentPlan) bool { return j.planned(&x) })
}

// open says that a promise was neither kept nor taken back; inTime that its date, with what is granted beyond, has
// not passed.
func (j *judge) open(x *dunning.Promise) bool { return x.KeptAt.IsZero() && x.Cancelled.IsZero() }

func (j *judge) inTime(x *dunning.Promise) bool {
	return j.here.day <= dayIn(x.Date)+j.hold(dunning.HoldPromise).grace
}

// next is the first instalment that payments do not cover, from 0; ok is false when all are covered.
func next(x *dunning.RepaymentPlan) (int, bool) {
	left := x.Paid
	for i, one := range x.Instalments {
		if left -= one.Amount; left < 0 {
			return i, true
		}
	}
	return 0, false
}

// standing says that a plan was not ended, and none of its instalments is late beyond what is granted.
func (j *judge) standing(x *dunning.RepaymentPlan) bool {
	if !x.EndedAt.IsZero() && !j.at.Before(x.EndedAt) {
		return false
	}
	i, open := next(x)
	if !open {
		i = len(x.Instalments) - 1
	}
	return i < 0 || j.here.day <= dayIn(x.Instalments[i].Date)+j.hold(dunning.HoldPlan).grace
}

// planned says whether a plan stops the contact.
func (j *judge) planned(x *dunning.RepaymentPlan) bool {
	purpose := j.facts.Cause.Purpose
	own := purpose == dunning.PurposeInstalment && j.facts.Cause.ID == x.ID
	return x.AccountID == j.facts.Account.ID && !own && !j.passes(dunning.HoldPlan) && !j.at.Before(x.AgreedAt) && j.standing(x)
}

// over says that what the contact is about is over, or was never there.
func (j *judge) over() bool {
	f := &j.facts
	about := func(id, account string) bool { return id == f.Cause.ID && (account == "" || account == f.Account.ID) }
	switch f.Cause.Purpose {
	case dunning.PurposePromise:
		return !slices.ContainsFunc(f.Promises, func(x dunning.Promise) bool { return about(x.ID, x.AccountID) && j.open(&x) && j.inTime(&x) })
	case dunning.PurposeThanks:
		return !slices.ContainsFunc(f.Promises, func(x dunning.Promise) bool {
			return about(x.ID, x.AccountID) && !x.KeptAt.IsZero() && !j.at.Before(x.KeptAt) && read(x.KeptAt, j.home).day <= dayIn(x.Date)+j.hold(dunning.HoldPromise).grace
		})
	case dunning.PurposeAppointment:
		return !slices.ContainsFunc(f.Appointments, func(x dunning.Appointment) bool { return about(x.ID, x.AccountID) && x.Cancelled.IsZero() })
	case dunning.PurposeInstalment:
		return !slices.ContainsFunc(f.Plans, func(x dunning.RepaymentPlan) bool {
			i, open := next(&x)
			return about(x.ID, x.AccountID) && open && j.standing(&x) && (f.Cause.Number == 0 || i+1 <= f.Cause.Number)
		})
	}
	return false
}

// moment says whether it is the moment agreed: of a promise's reminder until the end of its date, or of the day of the
// moment, whichever is later; of an appointment until the end of the next day.
func (j *judge) moment(c dunning.Channel) bool {
	f := &j.facts
	switch f.Cause.Purpose {
	case dunning.PurposePromise:
		i := slices.IndexFunc(f.Promises, func(x dunning.Promise) bool { return x.ID == f.Cause.ID })
		if i < 0 {
			return false
		}
		x := &f.Promises[i]
		last := max(dayIn(x.Date), read(x.RemindAt, j.home).day)
		return !x.RemindAt.IsZero() && !j.at.Before(x.RemindAt) && j.here.day <= last && (x.Channel == "" || x.Channel == c)
	case dunning.PurposeAppointment:
		i := slices.IndexFunc(f.Appointments, func(x dunning.Appointment) bool { return x.ID == f.Cause.ID })
		return i >= 0 && !j.at.Before(f.Appointments[i].At) && j.here.day <= read(f.Appointments[i].At, j.home).day+1 && (f.Appointments[i].Channel == "" || f.Appointments[i].Channel == c)
	}
	return true
}
