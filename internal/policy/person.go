package policy

import (
	"slices"
	"strconv"
	"time"

	"comity/internal/dunning"
)

// at permits a contact point of which the person said what the rule wants. What was said of texts is not said
// of calls to the same number: a point borrowed from another channel has no consent that is known.
//
// Consent of which the form is not known counts as written for the law of a policy without house rules: that
// what is not known does not suffice is a caution of the house. When a point was last confirmed is judged where
// it is known: elsewhere that is checked before consent is recorded.
func (c *consent) at(s *situation, t time.Time) answer {
	if given, written := c.said(s); !given || c.form == dunning.FormWritten && !written {
		return answer{until: never}
	}
	if c.within == 0 || s.point.Confirmed.IsZero() {
		return answer{open: true, until: never}
	}
	lapses := s.point.Confirmed.Add(time.Duration(c.within)*24*time.Hour + time.Nanosecond)
	if !t.Before(lapses) {
		return answer{until: never}
	}
	return answer{open: true, until: lapses}
}

// said is what the person is known to have said about the contact point tried.
func (c *consent) said(s *situation) (given, written bool) {
	p := s.point
	given = p != nil && p.Channel == s.channel && p.Consent == dunning.ConsentGiven
	return given, given && (p.Form == dunning.FormWritten || p.Form == dunning.FormUnknown && !s.house)
}

func (c *consent) reach() time.Duration { return 0 }

func (c *consent) explain(s *situation, _ time.Time, args *dunning.Args) {
	given, written := c.said(s)
	switch {
	case !given:
	case c.form == dunning.FormWritten && !written:
		args.Set("form", string(dunning.FormWritten))
	case c.within > 0:
		args.Set("within", strconv.Itoa(c.within))
	}
}

// at permits contact with those whom the rule names.
func (p *party) at(s *situation, _ time.Time) answer {
	return answer{open: slices.Contains(p.who, s.facts.Account.Relation(s.facts.Customer.ID)), until: never}
}

func (p *party) reach() time.Duration { return 0 }

func (p *party) explain(s *situation, _ time.Time, args *dunning.Args) {
	args.Set("relation", string(s.facts.Account.Relation(s.facts.Customer.ID)))
}

// personal says that a rule is about who the person is, or what they said.
func (r *rule) personal() bool {
	switch r.limit.(type) {
	case *consent, *party:
		return true
	}
	return false
}

// stranger says that nobody may contact this person about the debt, and that no rule of the policy says so:
// they have no part in it, or answer for it where no rule that lasts lets them be contacted.
func (d *decision) stranger() bool {
	relation := d.s.facts.Account.Relation(d.s.facts.Customer.ID)
	if relation == dunning.Debtor || relation == dunning.Joint {
		return false
	}
	return !slices.ContainsFunc(d.rules, func(r *rule) bool {
		p, ok := r.limit.(*party)
		lasts := r.to.IsZero() && (r.scope.when == nil || !r.scope.when.dated) && r.inForce(d.s, d.s.now)
		return ok && lasts && (relation == dunning.Guarantor || !slices.Contains(p.who, relation)) // it lets them be, or refuses by name
	})
}
