package policy

import (
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// The kinds of rule that a policy file may have.
const (
	kindWindow  = "window"  // permitted hours
	kindDays    = "days"    // permitted days
	kindQuota   = "quota"   // so many per span
	kindSpacing = "spacing" // so many days apart
	kindConsent = "consent" // what the person must have said
	kindHold    = "hold"    // who stands behind a hold; holds themselves always stop contact
	kindBuiltin = "builtin" // who stands behind a built-in rule
)

// Ids of the built-in rules.
const (
	RulePaid        = "paid"             // payments since the snapshot cover what was due
	RuleNothingOwed = "nothing-owed"     // nothing is due
	RuleTolerance   = "tolerance"        // too little to trouble anybody
	RuleOptOut      = "opt-out"          // the person opted out of every contact point of the channel
	RuleNoContact   = "contact-none"     // no usable contact point
	RuleZone        = "zone-unknown"     // a zone cannot be interpreted
	RuleNoTable     = "no-holiday-table" // no holiday table for a year that matters
	RuleNoWindow    = "no-window"        // no instant satisfies all rules within the days looked ahead
	RulePermitted   = "permitted"        // allowed, and no window rule names the hours
)

// HoldRule is the id under which a hold of a kind is found: hold-dispute and so on.
func HoldRule(k dunning.HoldKind) string { return "hold-" + string(k) }

func builtins() []string {
	return []string{
		RulePaid, RuleNothingOwed, RuleTolerance, RuleOptOut, RuleNoContact, RuleZone,
		RuleNoTable, RuleNoWindow, RulePermitted,
	}
}

// rule is a compiled rule of a policy file.
type rule struct {
	id        string
	kind      string
	channels  []dunning.Channel // empty: all
	authority dunning.Authority
	citation  string
	from, to  calendar.Date // in effect from and to these dates, in the portfolio's zone; zero: open
	suppress  bool          // a violation ends the matter, instead of deferring it
	limit     limit         // of a window, days, quota or spacing rule
	consent   dunning.Consent
}

func (r *rule) on(c dunning.Channel) bool {
	return len(r.channels) == 0 || slices.Contains(r.channels, c)
}

// limit is a rule about time. It is asked about instants, in any order.
type limit interface {
	// at says whether t is permitted. until is later than t, and the answer holds up to there without a
	// break; the zero time means for ever. What comes then may be the same answer: ask again.
	at(s *situation, t time.Time) answer
	// reach is how long before an instant a contact can matter to it.
	reach() time.Duration
	// explain says what the limit is and, where it closed at t, what closed it.
	explain(s *situation, t time.Time, args *dunning.Args)
}

// answer is what a limit says about an instant.
type answer struct {
	open  bool
	until time.Time
	err   error // the limit cannot say: a *calendar.NoTableError
}

var never = time.Time{}

// sooner is the earlier of two instants, where zero means never.
func sooner(a, b time.Time) time.Time {
	switch {
	case a.IsZero():
		return b
	case b.IsZero() || a.Before(b):
		return a
	}
	return b
}

// ask asks a rule about an instant, within the dates on which the rule is in effect.
func (r *rule) ask(s *situation, t time.Time) answer {
	if r.from.IsZero() && r.to.IsZero() {
		return r.limit.at(s, t)
	}
	if !r.from.IsZero() {
		if start := r.from.Start(s.home); t.Before(start) {
			return answer{open: true, until: start}
		}
	}
	if r.to.IsZero() {
		return r.limit.at(s, t)
	}
	end := r.to.End(s.home)
	if !t.Before(end) {
		return answer{open: true, until: never}
	}
	a := r.limit.at(s, t)
	if a.until.IsZero() || end.Before(a.until) {
		a.until = end
	}
	return a
}
