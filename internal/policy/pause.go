package policy

import (
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// holdRule is what a policy says about a kind of hold.
type holdRule struct {
	places  []calendar.Place  // where the law of this kind of hold is; elsewhere it lasts until released; empty: everywhere
	lasts   int               // days after its start at which a hold ends that names no end; 0: when it is released
	after   int               // days for which it runs on after its end
	grace   int               // days after the date of a promise or an instalment
	person  bool              // it stops contact with the person, however narrowly it was entered
	permits []dunning.Purpose // what it lets through
}

// stricter joins what two packs say about a kind of hold.
func (h holdRule) stricter(o holdRule) holdRule {
	lasts := max(h.lasts, o.lasts)
	if h.lasts == 0 || o.lasts == 0 { // one of them does not let it end by itself
		lasts = 0
	}
	places := h.places
	if len(places) == 0 {
		places = o.places
	}
	both := holdRule{places, lasts, max(h.after, o.after), max(h.grace, o.grace), h.person || o.person, nil}
	for _, p := range h.permits {
		if slices.Contains(o.permits, p) {
			both.permits = append(both.permits, p)
		}
	}
	return both
}

// pause is a span in which contact about this account, with this person, must stop.
type pause struct {
	kind    dunning.HoldKind
	id      string          // of the promise or plan; empty for a hold
	channel dunning.Channel // empty: every channel
	starts  time.Time
	ends    time.Time // zero: no end is known
}

// covers says whether the pause stops contact through a channel at t.
func (p *pause) covers(c dunning.Channel, t time.Time) bool {
	return (p.channel == "" || p.channel == c) && !t.Before(p.starts) && (p.ends.IsZero() || t.Before(p.ends))
}

// pause gathers what stops this contact: holds, open promises and plans that are kept. What lets this purpose
// through is left out.
func (s *situation) pause(p *Policy) {
	f := s.facts
	for i := range f.Holds {
		h := &f.Holds[i]
		rules := p.holds[h.Kind]
		if s.concerns(h, rules.person) && !slices.Contains(rules.permits, f.Cause.Purpose) {
			s.pauses = append(s.pauses, s.held(h, rules))
		}
	}
	promised := p.holds[dunning.HoldPromise]
	for i := range f.Promises {
		x := &f.Promises[i]
		own := f.Cause.Purpose == dunning.PurposePromise && f.Cause.ID == x.ID
		if x.AccountID != f.Account.ID || !s.pausing(x) || own || s.lets(promised) {
			continue
		}
		s.pauses = append(s.pauses, pause{kind: dunning.HoldPromise, id: x.ID, starts: x.MadeAt, ends: x.Ends(promised.grace, s.home)})
	}
	planned := p.holds[dunning.HoldPlan]
	for i := range f.Plans {
		x := &f.Plans[i]
		if x.AccountID != f.Account.ID || !x.EndedAt.IsZero() && !s.now.Before(x.EndedAt) || s.permitsPlan(planned, x) {
			continue
		}
		s.pauses = append(s.pauses, pause{kind: dunning.HoldPlan, id: x.ID, starts: x.AgreedAt, ends: sooner(x.EndedAt, planEnds(x, planned.grace, s.home))})
	}
}

// held is a hold as a pause, with the end that its rule gives it.
func (s *situation) held(h *dunning.Hold, rules holdRule) pause {
	ends := h.Ends
	switch {
	case ends.IsZero() && rules.lasts > 0 && s.under(rules.places):
		ends = h.Starts.In(s.home).AddDate(0, 0, rules.lasts)
	case !ends.IsZero() && rules.after > 0:
		ends = ends.In(s.home).AddDate(0, 0, rules.after)
	}
	if ends.After(s.now.AddDate(longHold, 0, 0)) {
		ends = never
	}
	return pause{kind: h.Kind, channel: h.Channel, starts: h.Starts, ends: ends}
}

// under says that nothing is known to put the person outside of all of these places.
func (s *situation) under(places []calendar.Place) bool {
	if len(places) == 0 {
		return true
	}
	for _, p := range s.facts.Customer.Places {
		if !slices.ContainsFunc(places, p.MayBe) {
			return false
		}
	}
	return true
}

// longHold is how many years ahead the end of a hold is further off than anybody plans: until further notice.
const longHold = 10

// pausing says that a promise still stops contact: neither kept nor taken back. One that is known to have
// been kept before now does not; whether it will be is not foreseen.
func (s *situation) pausing(x *dunning.Promise) bool {
	return (x.KeptAt.IsZero() || s.now.Before(x.KeptAt)) && (x.Cancelled.IsZero() || s.now.Before(x.Cancelled))
}

// permitsPlan says whether a plan lets this contact through: one of its own instalments.
func (s *situation) permitsPlan(rules holdRule, x *dunning.RepaymentPlan) bool {
	c := s.facts.Cause
	if c.Purpose == dunning.PurposeInstalment {
		return c.ID == x.ID
	}
	return s.lets(rules)
}

// lets says that the rule of a kind of hold lets this contact through, whichever promise or plan there is. Of
// promises and plans it is the contact's own that passes, not any.
func (s *situation) lets(rules holdRule) bool {
	switch p := s.facts.Cause.Purpose; p {
	case dunning.PurposeReminder, dunning.PurposePromise, dunning.PurposeInstalment:
		return false
	default:
		return slices.Contains(rules.permits, p)
	}
}

// planEnds is when a plan stops pausing if nothing more is paid: when it breaks, or when its last instalment,
// all of them covered, was due.
func planEnds(x *dunning.RepaymentPlan, grace int, zone *time.Location) time.Time {
	if breaks := x.Breaks(grace, zone); !breaks.IsZero() || len(x.Instalments) == 0 {
		return breaks
	}
	return x.Instalments[len(x.Instalments)-1].Date.AddDays(grace).End(zone)
}

// concerns says whether a hold is on this person or on this account.
func (s *situation) concerns(h *dunning.Hold, person bool) bool {
	mine := h.CustomerID == s.facts.Customer.ID
	if h.AccountID != "" {
		return h.AccountID == s.facts.Account.ID || person && mine
	}
	return h.CustomerID == "" || mine
}

// over says that what the contact is about is over, or was never there: a promise kept or taken back, an
// appointment called off, an instalment paid.
func (s *situation) over(p *Policy) bool {
	f := s.facts
	about := func(account string) bool { return account == "" || account == f.Account.ID }
	switch f.Cause.Purpose {
	case dunning.PurposePromise:
		return !slices.ContainsFunc(f.Promises, func(x dunning.Promise) bool {
			grace := p.holds[dunning.HoldPromise].grace
			return x.ID == f.Cause.ID && about(x.AccountID) && s.pausing(&x) && s.now.Before(x.Ends(grace, s.home))
		})
	case dunning.PurposeAppointment:
		return !slices.ContainsFunc(f.Appointments, func(x dunning.Appointment) bool {
			return x.ID == f.Cause.ID && about(x.AccountID) && (x.Cancelled.IsZero() || s.now.Before(x.Cancelled))
		})
	case dunning.PurposeThanks:
		return !slices.ContainsFunc(f.Promises, func(x dunning.Promise) bool {
			kept := x.Kept(p.holds[dunning.HoldPromise].grace, s.home)
			return x.ID == f.Cause.ID && about(x.AccountID) && kept && !s.now.Before(x.KeptAt)
		})
	case dunning.PurposeInstalment:
		return !slices.ContainsFunc(f.Plans, func(x dunning.RepaymentPlan) bool {
			if x.ID != f.Cause.ID || !about(x.AccountID) || !x.EndedAt.IsZero() && !s.now.Before(x.EndedAt) {
				return false
			}
			next, _, open := x.Next()
			breaks := x.Breaks(p.holds[dunning.HoldPlan].grace, s.home)
			return open && s.now.Before(breaks) && (f.Cause.Number == 0 || next+1 <= f.Cause.Number)
		})
	}
	return false
}
