package policy

import (
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// The kinds of rule that a policy file may have.
const (
	kindWindow    = "window"    // permitted hours
	kindDays      = "days"      // permitted days
	kindQuota     = "quota"     // so many per span
	kindSpacing   = "spacing"   // so many days apart
	kindConsent   = "consent"   // what the person must have said
	kindParty     = "party"     // who may be contacted, and at which addresses
	kindNotice    = "notice"    // what must have been given before
	kindGuard     = "guard"     // how much sooner than the law's hours ours end
	kindHold      = "hold"      // what a kind of hold does, and who stands behind it; holds always stop contact
	kindBuiltin   = "builtin"   // who stands behind a built-in rule
	kindContent   = "content"   // what a message must and must not say: judged with the words
	kindDeadline  = "deadline"  // how soon people must do something: watched with the cases
	kindRetention = "retention" // how long records are kept
)

// kindMoment is of the built-in rule about a moment agreed with the person, kindOwn of one about times they
// named; no file writes them.
const (
	kindMoment = "moment"
	kindOwn    = "inconvenient"
)

// Ids of the built-in rules.
const (
	RulePaid         = "paid"             // payments since the snapshot cover what was due
	RuleNothingOwed  = "nothing-owed"     // nothing is due
	RuleTolerance    = "tolerance"        // too little to trouble anybody
	RuleOptOut       = "opt-out"          // the person opted out of every contact point of the channel
	RuleNoContact    = "contact-none"     // no usable contact point
	RuleWork         = "work-address"     // at work, and nothing says that it may be used
	RuleStranger     = "third-party"      // the person does not owe it
	RuleInconvenient = "inconvenient"     // a time at which the person asked not to be contacted
	RuleMoment       = "moment-agreed"    // not the moment agreed with the person
	RuleOver         = "occasion-over"    // the promise, appointment or plan it was about is over, or unknown
	RuleZone         = "zone-unknown"     // a zone cannot be interpreted
	RuleNoTable      = "no-holiday-table" // no holiday table for a year that matters
	RuleNoWindow     = "no-window"        // no instant satisfies all rules within the days looked ahead
	RulePermitted    = "permitted"        // allowed, and no window rule names the hours
)

// HoldRule is the id under which a hold of a kind is found: hold-dispute and so on.
func HoldRule(k dunning.HoldKind) string { return "hold-" + string(k) }

func builtins() []string {
	return []string{
		RulePaid, RuleNothingOwed, RuleTolerance, RuleOptOut, RuleNoContact, RuleWork, RuleStranger, RuleInconvenient,
		RuleMoment, RuleOver, RuleZone, RuleNoTable, RuleNoWindow, RulePermitted,
	}
}

// rule is a compiled rule of a policy file.
type rule struct {
	id        string
	kind      string
	authority dunning.Authority
	citation  string
	channels  []dunning.Channel // empty: all
	from, to  calendar.Date     // in effect from and to these dates, in the portfolio's zone; zero: open
	violation dunning.Outcome   // what a violation comes to: Defer, Suppress or Handoff
	scope     scope             // whom it applies to
	limit     limit             // of a rule about time
	work      bool              // of a party rule: it says why an address at work is not used without a basis
	margin    time.Duration     // of a guard
	guards    string            // of a guard's copy of a window: the rule that has the window
	duty      *Duty             // of a rule that other rooms judge
	counting  *counter          // of a quota or spacing rule: the part of its limit that counts
	slot      int               // where a situation remembers its answers, from 1; 0: nowhere
}

func (r *rule) on(c dunning.Channel) bool {
	return len(r.channels) == 0 || slices.Contains(r.channels, c)
}

// consent is a limit: what a person must have said about a contact point.
type consent struct {
	form   dunning.ConsentForm // written, or unknown: any
	within int                 // days since the point was last confirmed; 0: it does not matter
}

// party is a limit: who may be contacted.
type party struct {
	who []dunning.Relation
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

// answer asks a rule about an instant, within the dates on which the rule is in effect, and unless the person
// waived it.
func (r *rule) answer(s *situation, t time.Time) answer {
	until := never
	if when := r.scope.when; when != nil && when.dated {
		date := calendar.Containing(t, s.home)
		until = date.End(s.home)
		if !when.holds(s.view(date)) {
			return answer{open: true, until: until}
		}
	}
	if r.scope.overridable != 0 && len(s.facts.Customer.Waivers) > 0 {
		waived, changes := r.waived(s, t)
		if waived {
			return answer{open: true, until: changes}
		}
		until = sooner(until, changes)
	}
	a := r.effective(s, t)
	a.until = sooner(a.until, until)
	return a
}

// effective asks a rule within the dates on which it is in effect.
func (r *rule) effective(s *situation, t time.Time) answer {
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

// inForce says that a rule that applies is in effect at t, and its condition met.
func (r *rule) inForce(s *situation, t time.Time) bool {
	if !r.from.IsZero() && t.Before(r.from.Start(s.home)) || !r.to.IsZero() && !t.Before(r.to.End(s.home)) {
		return false
	}
	when := r.scope.when
	return when == nil || !when.dated || when.holds(s.view(calendar.Containing(t, s.home)))
}
