package policy

import (
	"slices"
	"strconv"
	"time"

	"comity/internal/dunning"
)

// refusal is why a contact point may not be used.
type refusal struct {
	rule *rule // a consent or party rule; nil for the built-in reasons
	id   string
	args dunning.Args
}

// refuses says why a contact point may not be used at all; nil when it may.
func (d *decision) refuses(p *dunning.ContactPoint) *refusal {
	own := p.Channel == d.s.channel // what was said about texts is not said about calls to the same number
	switch {
	case p.Health == dunning.HealthBad:
		return &refusal{id: RuleNoContact, args: dunning.Args{{Name: "reason", Value: "bad"}}}
	case own && p.Consent == dunning.ConsentWithdrawn:
		return &refusal{id: RuleOptOut}
	case p.Work && p.Basis == "":
		return d.atWork()
	case !own:
		return nil
	}
	d.s.work = p.Work
	for _, r := range d.policy.byChannel[d.s.channel].consent {
		if !r.current(d.s, d.s.now) {
			continue
		}
		applies, caution := r.applies(d.s)
		if !applies {
			continue
		}
		if args := r.consent.lacks(p, d.s); args != nil {
			if caution {
				args.Set("caution", "place")
			}
			return &refusal{rule: r, id: r.id, args: args}
		}
	}
	return nil
}

// atWork is the refusal of an address at work without a basis: by the rule of the policy that wants one, or by
// the built-in one.
func (d *decision) atWork() *refusal {
	for _, r := range d.policy.parties {
		if !r.party.work || !r.on(d.s.channel) || !r.current(d.s, d.s.now) {
			continue
		}
		if yes, _ := r.applies(d.s); yes {
			return &refusal{rule: r, id: r.id, args: dunning.Args{{Name: "kind", Value: kindParty}, {Name: "work", Value: "basis"}}}
		}
	}
	return &refusal{id: RuleWork}
}

// lacks says what a contact point lacks of the consent that a rule wants, as arguments for a sentence; nil
// when it lacks nothing. Consent of which the form is not known counts as written for the law of a policy
// without house rules: that what is not known does not suffice is a caution of the house. When a point was last
// confirmed is judged where it is known: elsewhere that is checked before consent is recorded.
func (c *consent) lacks(p *dunning.ContactPoint, s *situation) dunning.Args {
	args := dunning.Args{{Name: "kind", Value: kindConsent}}
	written := p.Form == dunning.FormWritten || p.Form == dunning.FormUnknown && !s.house
	switch {
	case p.Consent != dunning.ConsentGiven:
		return args
	case c.form == dunning.FormWritten && !written:
		return append(args, dunning.Arg{Name: "form", Value: string(dunning.FormWritten)})
	case c.within > 0 && !p.Confirmed.IsZero() && p.Confirmed.Before(s.now.Add(-time.Duration(c.within)*24*time.Hour)):
		return append(args, dunning.Arg{Name: "within", Value: strconv.Itoa(c.within)})
	}
	return nil
}

// unusable says why a channel has no contact point: the person opted out, has not consented, it is at work,
// or none is known that works. The weightiest reason is said, once.
func (d *decision) unusable(cv *dunning.ChannelVerdict) {
	why := &refusal{id: RuleNoContact, args: dunning.Args{{Name: "reason", Value: "unknown"}}}
	for i := range d.s.facts.Points {
		p := &d.s.facts.Points[i]
		if !reaches(p.Channel, cv.Channel) {
			continue
		}
		if r := d.refuses(p); r != nil && r.weight() >= why.weight() {
			why = r
		}
	}
	f := dunning.Finding{Rule: why.id, Outcome: dunning.Suppress, Channel: cv.Channel, Args: why.args}
	switch {
	case why.rule != nil:
		f.Authority, f.Citation, f.Outcome = why.rule.authority, why.rule.citation, why.rule.violation
		if f.Args.Get("caution") != "" {
			f.Authority = dunning.House
		}
	case why.id == RuleNoContact:
		f.Outcome = dunning.Handoff
	}
	cv.Outcome = f.Outcome
	for i := range d.s.pauses {
		if p := &d.s.pauses[i]; p.covers(cv.Channel, d.s.now) {
			d.add(d.finding(cv.Channel, hurdle{hold: p, at: d.s.now, until: p.ends}))
			cv.Outcome = dunning.Suppress // while contact must stop, no person is asked to seek it either
		}
	}
	d.add(f)
}

// weight orders reasons: what the person said comes before what is lacking, and that before what is unknown.
func (r *refusal) weight() int {
	return slices.Index([]string{RuleNoContact, RuleWork, "", RuleOptOut}, func() string {
		if r.rule != nil && r.rule.party != nil {
			return RuleWork
		}
		if r.rule != nil {
			return ""
		}
		return r.id
	}())
}
