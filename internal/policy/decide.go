package policy

import (
	"slices"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// Decide says what may be done about Facts.Account at Facts.Now, and why. It reads nothing but its
// argument, and does not change it.
func (p *Policy) Decide(f dunning.Facts) dunning.Verdict {
	channels := f.Channels
	if len(channels) == 0 {
		channels = dunning.Channels()
	}
	d := decision{policy: p, verdict: dunning.Verdict{Policy: p.version, Channels: make([]dunning.ChannelVerdict, len(channels))}}
	for i, c := range channels {
		d.verdict.Channels[i] = dunning.ChannelVerdict{Channel: c, Outcome: dunning.Suppress}
	}
	s, unknown, ok := p.newSituation(&f)
	if !ok {
		d.add(dunning.Finding{Rule: RuleZone, Outcome: dunning.Suppress, Args: dunning.Args{{Name: "name", Value: unknown}}})
		d.verdict.Outcome = dunning.Suppress
		return d.verdict
	}
	d.s = s
	stopped := d.owed()
	for i := range d.verdict.Channels {
		d.channel(&d.verdict.Channels[i])
	}
	d.conclude(stopped)
	return d.verdict
}

// decision is a verdict in the making.
type decision struct {
	policy  *Policy
	s       *situation
	verdict dunning.Verdict
}

// owed looks at the amounts: true when there is nothing to remind of.
func (d *decision) owed() bool {
	a := &d.s.facts.Account
	date := calendar.DateOf(d.s.now, d.s.home)
	owed := a.Owed(date)
	tolerated, tolerates := d.policy.tolerate[a.Currency]
	f := dunning.Finding{Outcome: dunning.Suppress, Args: dunning.Args{}}
	switch {
	case owed == 0 && a.PaidSince > 0:
		f.Rule = RulePaid
	case owed == 0:
		f.Rule = RuleNothingOwed
	case tolerates && owed <= tolerated:
		f.Rule = RuleTolerance
		f.Args.Set("owed", amount(owed))
		f.Args.Set("tolerance", amount(tolerated))
		f.Args.Set("currency", a.Currency)
	default:
		return false
	}
	f.Args.Set("date", date.String())
	d.add(f)
	return true
}

// channel decides one channel: the contact point that may be used earliest, the lower rank among equals.
func (d *decision) channel(cv *dunning.ChannelVerdict) {
	d.s.channel = cv.Channel
	rules, known := d.policy.byChannel[cv.Channel]
	var best *dunning.ContactPoint
	var chosen found
	for i := range d.s.facts.Points {
		p := &d.s.facts.Points[i]
		if !known || p.Channel != cv.Channel || !usable(p, rules.consent) {
			continue
		}
		d.s.key = p.Key
		if d.s.key == "" {
			d.s.key = dunning.AddressKey(p.Channel, p.Value, p.Postal)
		}
		if f := d.s.search(rules.timed); best == nil || preferred(p, f, best, chosen) {
			best, chosen = p, f
		}
	}
	if best == nil {
		d.unusable(cv)
		return
	}
	d.hurdles(cv.Channel, chosen)
	if chosen.start.IsZero() {
		return
	}
	cv.Outcome, cv.Point, cv.NotBefore, cv.NotAfter = dunning.Defer, best.ID, chosen.start.UTC(), chosen.end.UTC()
	if !chosen.start.After(d.s.now) {
		cv.Outcome = dunning.Allow
		d.permitted(cv, chosen)
	}
}

// usable says whether a contact point may be used at all, by the rules about consent.
func usable(p *dunning.ContactPoint, rules []*rule) bool {
	return p.Health != dunning.HealthBad && p.Consent != dunning.ConsentWithdrawn && lacking(p, rules) == nil
}

// lacking is the rule whose consent a contact point lacks; nil when none does.
func lacking(p *dunning.ContactPoint, rules []*rule) *rule {
	for _, r := range rules {
		if p.Consent != r.consent {
			return r
		}
	}
	return nil
}

// preferred says whether p is to be used rather than q.
func preferred(p *dunning.ContactPoint, f found, q *dunning.ContactPoint, g found) bool {
	switch {
	case f.start.IsZero() != g.start.IsZero():
		return g.start.IsZero()
	case !f.start.Equal(g.start):
		return f.start.Before(g.start)
	case p.Rank != q.Rank:
		return p.Rank < q.Rank
	}
	return p.ID < q.ID
}

// conclude draws the verdict from those of the channels.
func (d *decision) conclude(stopped bool) {
	v := &d.verdict
	v.Outcome = dunning.Handoff
	for i := range v.Channels {
		cv := &v.Channels[i]
		if stopped {
			*cv = dunning.ChannelVerdict{Channel: cv.Channel, Outcome: dunning.Suppress}
		}
		if cv.Outcome == dunning.Suppress && v.Outcome == dunning.Handoff {
			v.Outcome = dunning.Suppress
		}
		if cv.NotBefore.IsZero() {
			continue
		}
		if v.NotBefore.IsZero() || cv.NotBefore.Before(v.NotBefore) {
			v.Outcome, v.NotBefore, v.NotAfter = cv.Outcome, cv.NotBefore, cv.NotAfter
		}
	}
	if stopped {
		v.Findings = slices.DeleteFunc(v.Findings, func(f dunning.Finding) bool { return f.Outcome == dunning.Allow })
	}
}

// add keeps a finding, with who stands behind its rule when that is not said yet. What concerns every
// channel is kept once.
func (d *decision) add(f dunning.Finding) {
	if f.Channel == "" && slices.ContainsFunc(d.verdict.Findings, func(have dunning.Finding) bool {
		return have.Channel == "" && have.Rule == f.Rule && have.Until.Equal(f.Until)
	}) {
		return
	}
	if f.Authority == "" {
		n, ok := d.policy.notes[f.Rule]
		if !ok {
			n = note{dunning.House, houseCitation(f.Rule)}
		}
		f.Authority, f.Citation = n.authority, n.citation
	}
	d.verdict.Findings = append(d.verdict.Findings, f)
}

func houseCitation(rule string) string {
	if strings.HasPrefix(rule, "hold-") {
		return "内部规则：有暂停事由时不联系 | House rule: no contact while there is a reason to stop"
	}
	return "内部规则：不确定或不应联系时不联系 | House rule: no contact when it is wrong, or when in doubt"
}
