package policy

import (
	"comity/internal/dunning"
)

// refusal is why a contact point may not be used, whatever the hour.
type refusal struct {
	rule *rule // of the policy; nil for the built-in reasons
	id   string
	args dunning.Args
}

// refuses says why a contact point may not be used at all; nil when it may.
func (d *decision) refuses(p *dunning.ContactPoint) *refusal {
	own := p.Channel == d.s.channel // who opted out of texts may still be rung
	switch {
	case p.Health == dunning.HealthBad:
		return &refusal{id: RuleNoContact, args: dunning.Args{{Name: "reason", Value: "bad"}}}
	case own && p.Consent == dunning.ConsentWithdrawn:
		return &refusal{id: RuleOptOut}
	case p.Work && p.Basis == "":
		return d.atWork()
	}
	return nil
}

// atWork is the refusal of an address at work without a basis: by the rule of the policy that wants one, or by
// the built-in one.
func (d *decision) atWork() *refusal {
	for _, r := range d.policy.atWork {
		if yes, _ := r.applies(d.s); yes && r.on(d.s.channel) {
			return &refusal{rule: r, id: r.id, args: dunning.Args{{Name: "kind", Value: kindParty}, {Name: "work", Value: "basis"}}}
		}
	}
	return &refusal{id: RuleWork}
}

// unusable says why a channel has no contact point: the person opted out, it is at work, or none is known that
// works. The weightiest reason is said, once.
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
	switch {
	case r.id == RuleNoContact:
		return 0
	case r.id == RuleOptOut:
		return 2
	}
	return 1
}
