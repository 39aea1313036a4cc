package policy

import (
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// scope is whom a rule applies to.
type scope struct {
	place       calendar.Place    // below a country: those who may be there; empty: everybody
	zones       []string          // the zones of that place, if they are known: who is in none of them is elsewhere
	named       bool              // the pack was named itself, and did not come along with another
	roles       []dunning.Role    // empty: all
	purposes    []dunning.Purpose // empty: all
	when        *condition        // nil: always
	overridable basisSet
}

// basisSet is a set of bases, one bit for each.
type basisSet uint8

func bit(b dunning.Basis) basisSet {
	switch b {
	case dunning.BasisConsent:
		return 1
	case dunning.BasisAgreement:
		return 2
	case dunning.BasisRequest:
		return 4
	}
	return 0
}

// presence is how sure it is that a rule of a place applies.
type presence int

const (
	absent   presence = iota // the person is elsewhere
	doubtful                 // the person may be there
	present
)

// presence says whether the person is where a rule applies.
func (x *scope) presence(s *situation) presence {
	if x.place == "" {
		return present
	}
	places := s.facts.Customer.Places
	doubt := len(places) == 0
	for _, p := range places {
		if p.Within(x.place) {
			return present
		}
		doubt = doubt || x.place.Within(p)
	}
	if !doubt || len(x.zones) > 0 && len(s.facts.Customer.Zones) > 0 && disjoint(x.zones, s.facts.Customer.Zones) {
		return absent
	}
	return doubtful
}

func disjoint(a, b []string) bool {
	return !slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// applies says whether a rule applies to a situation at all, and whether only out of caution: of a person
// who may be in a place, but need not be, the law of the place is kept because the house wants it. Of a
// policy without house rules it is kept only where the pack was named itself.
func (r *rule) applies(s *situation) (yes, caution bool) {
	x := &r.scope
	if role := s.facts.Account.Role; role != dunning.RoleUnknown && len(x.roles) > 0 && !slices.Contains(x.roles, role) {
		return false, false
	}
	cause := s.facts.Cause.Purpose
	if len(x.purposes) > 0 && !slices.Contains(x.purposes, cause) {
		return false, false
	}
	if cause == dunning.PurposeNotice && r.authority == dunning.House && r.counting != nil {
		return false, false // a notice that law wants is not held up by a limit of ours
	}
	if x.place != "" {
		switch x.presence(s) {
		case absent:
			return false, false
		case doubtful:
			if !x.named && !s.house {
				return false, false
			}
			caution = !x.named
		case present:
		}
	}
	if x.when != nil && !x.when.dated && !x.when.holds(s.view(s.date())) { // a dated one is asked with the instant
		return false, false
	}
	return true, caution
}

// waived says whether the person waived the rule at t, and an instant after t until which that holds.
func (r *rule) waived(s *situation, t time.Time) (yes bool, until time.Time) {
	until = never
	kind := r.kind
	if r.guards != "" { // a margin goes with its window
		kind = kindWindow
	}
	for i := range s.facts.Customer.Waivers {
		w := &s.facts.Customer.Waivers[i]
		if r.scope.overridable&bit(w.Basis) == 0 || w.Channel != "" && w.Channel != s.channel {
			continue
		}
		if w.Rule != r.id && (w.Rule == "" || w.Rule != r.guards) && (w.Rule != "" || w.Kind != kind) {
			continue
		}
		switch {
		case !w.Starts.IsZero() && t.Before(w.Starts):
			until = sooner(until, w.Starts)
		case w.Ends.IsZero():
			return true, never
		case t.Before(w.Ends):
			return true, w.Ends
		}
	}
	return false, until
}

// waiver is the basis on which a rule was waived at t.
func (r *rule) waiver(s *situation, t time.Time) dunning.Basis {
	if len(s.facts.Customer.Waivers) == 0 {
		return ""
	}
	for _, b := range dunning.Bases() {
		one := *r
		if one.scope.overridable &= bit(b); one.scope.overridable == 0 {
			continue
		}
		if yes, _ := one.waived(s, t); yes {
			return b
		}
	}
	return ""
}
