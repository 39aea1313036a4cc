package policy

import (
	"time"

	"comity/internal/dunning"
)

// lasting permits contact while there is a cause for it, as far as that is known now.
type lasting struct {
	to   time.Time
	date string // the day after which nothing is owed; empty: a promise or a plan ends
}

// lastingOf is the rule about the end of the promise or plan that a contact is about; nil where none is known.
func (p *Policy) lastingOf(s *situation) *rule {
	f := s.facts
	switch f.Cause.Purpose {
	case dunning.PurposePromise:
		for i := range f.Promises {
			if x := &f.Promises[i]; x.ID == f.Cause.ID {
				return p.until(RuleOver, s, &lasting{to: x.Ends(p.holds[dunning.HoldPromise].grace, s.home)})
			}
		}
	case dunning.PurposeInstalment:
		for i := range f.Plans {
			if x := &f.Plans[i]; x.ID == f.Cause.ID {
				to := sooner(x.EndedAt, x.Breaks(p.holds[dunning.HoldPlan].grace, s.home))
				return p.until(RuleOver, s, &lasting{to: to})
			}
		}
	}
	return nil
}

// due is the rule about an amount that falls due and of which nothing is known to be overdue afterwards.
func (p *Policy) due(s *situation) *rule {
	a, purpose := &s.facts.Account, s.facts.Cause.Purpose
	if purpose == dunning.PurposeThanks || purpose == dunning.PurposeInstalment {
		return nil // neither asks for the amount due
	}
	if a.DPD(s.date()) > 0 {
		return nil
	}
	after := a.DueDate.AddDays(1)
	owed := a.Owed(after)
	if owed > p.tolerate[a.Currency] || owed > 0 && purpose == dunning.PurposeNotice {
		return nil
	}
	return p.until(RuleNothingOwed, s, &lasting{to: after.Start(s.home), date: after.String()})
}

func (p *Policy) until(id string, s *situation, l *lasting) *rule {
	if l.to.IsZero() {
		return nil
	}
	r := p.builtin(id, "", s.facts.Account.Role, l)
	r.violation = dunning.Suppress
	return r
}

func (l *lasting) at(_ *situation, t time.Time) answer {
	if t.Before(l.to) {
		return answer{open: true, until: l.to}
	}
	return answer{until: never}
}

func (l *lasting) reach() time.Duration { return 0 }

func (l *lasting) explain(s *situation, _ time.Time, args *dunning.Args) {
	if l.date != "" {
		args.Set("date", l.date)
	}
	args.Set("purpose", string(s.facts.Cause.Purpose))
}
