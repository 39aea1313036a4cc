package policy

import (
	"slices"
	"strconv"
	"strings"

	"comity/internal/dunning"
)

// Decide says what may be done about Facts.Account at Facts.Now, and why. It reads nothing but its
// argument, and does not change it.
func (p *Policy) Decide(f dunning.Facts) dunning.Verdict {
	channels := f.Channels
	if len(channels) == 0 {
		channels = dunning.Channels()
	}
	d := decision{policy: p, role: f.Account.Role, verdict: dunning.Verdict{Policy: p.version, Channels: make([]dunning.ChannelVerdict, len(channels))}}
	for i, c := range channels {
		d.verdict.Channels[i] = dunning.ChannelVerdict{Channel: c, Outcome: dunning.Suppress}
	}
	s := p.pool.Get().(*situation)
	defer p.pool.Put(s)
	defer s.clear()
	unknown, ok := s.lay(p, f)
	if !ok {
		d.add(dunning.Finding{Rule: RuleZone, Outcome: dunning.Suppress, Args: dunning.Args{{Name: "name", Value: unknown}}})
		d.verdict.Outcome = dunning.Suppress
		return d.verdict
	}
	d.s, d.rules, d.careful = s, s.rules, s.careful
	stopped := d.settled()
	for i := range d.verdict.Channels {
		d.channel(&d.verdict.Channels[i])
	}
	s.rules, s.careful = d.rules, d.careful
	d.conclude(stopped)
	return d.verdict
}

// decision is a verdict in the making.
type decision struct {
	policy  *Policy
	role    dunning.Role // of whoever collects
	s       *situation
	verdict dunning.Verdict
	rules   []*rule      // that apply to the channel looked at
	careful []*rule      // those of them that apply only out of caution
	args    dunning.Args // room for arguments, not used yet
}

// settled looks at what stops every channel, whatever the hour: true when there is nothing to say.
func (d *decision) settled() bool {
	if d.s.over(d.policy) {
		d.add(dunning.Finding{
			Rule: RuleOver, Outcome: dunning.Suppress, Args: dunning.Args{{Name: "purpose", Value: string(d.s.facts.Cause.Purpose)}},
		})
		return true
	}
	return d.owed()
}

// owed looks at the amounts: true when there is nothing to remind of.
func (d *decision) owed() bool {
	a, purpose := &d.s.facts.Account, d.s.facts.Cause.Purpose
	if purpose == dunning.PurposeThanks || purpose == dunning.PurposeInstalment {
		return false // thanks are for what was paid, and what an instalment wants the plan says
	}
	date := d.s.date()
	owed := a.Owed(date)
	tolerated, tolerates := d.policy.tolerate[a.Currency]
	f := dunning.Finding{Outcome: dunning.Suppress}
	switch {
	case owed == 0 && a.PaidSince > 0:
		f.Rule = RulePaid
	case owed == 0:
		f.Rule = RuleNothingOwed
	case tolerates && owed <= tolerated && purpose != dunning.PurposeNotice:
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
	known := d.apply(cv.Channel)
	if known && d.stranger() {
		relation := string(d.s.facts.Account.Relation(d.s.facts.Customer.ID))
		d.add(dunning.Finding{Rule: RuleStranger, Outcome: dunning.Suppress, Args: dunning.Args{{Name: "relation", Value: relation}, {Name: "kind", Value: kindParty}}})
		return
	}
	var best *dunning.ContactPoint
	var chosen found
	for i := range d.s.facts.Points {
		p := &d.s.facts.Points[i]
		if !known || !reaches(p.Channel, cv.Channel) || d.refuses(p) != nil {
			continue
		}
		d.at(p)
		if f := d.s.search(d.rules); best == nil || preferred(p, f, best, chosen) {
			best, chosen = p, f
		}
	}
	if best == nil {
		d.unusable(cv)
		return
	}
	d.at(best)
	d.hurdles(cv, chosen)
	if chosen.start.IsZero() {
		return
	}
	cv.Outcome, cv.Point, cv.NotBefore, cv.NotAfter = dunning.Defer, best.ID, chosen.start.UTC(), chosen.end.UTC()
	if !chosen.start.After(d.s.now) {
		cv.Outcome = dunning.Allow
		d.permitted(cv, chosen)
	}
}

// apply gathers the rules about time that apply to a channel; of one that is not known, nobody knows them.
func (d *decision) apply(c dunning.Channel) (known bool) {
	rules, known := d.policy.byChannel[c]
	d.rules, d.careful = d.rules[:0], d.careful[:0]
	for _, r := range rules {
		if when := r.scope.when; when != nil && when.dated {
			d.s.memory[r.slot-1] = memory{} // it may speak of the channel: what was said about another is forgotten
		}
		if yes, caution := r.applies(d.s); yes {
			d.rules = append(d.rules, r)
			if caution {
				d.careful = append(d.careful, r)
			}
		}
	}
	d.rules = append(d.rules, d.s.own...)
	return known
}

// at sets the contact point that rules are asked about.
func (d *decision) at(p *dunning.ContactPoint) {
	d.forget()
	d.s.point, d.s.key, d.s.work = p, p.Key, p.Work
	if d.s.key == "" {
		d.s.key = dunning.AddressKey(p.Channel, p.Value, p.Postal)
	}
}

// reaches says whether a contact point of one channel serves another: people ring the numbers that texts go
// to, and visit the addresses that letters go to.
func reaches(of, by dunning.Channel) bool {
	return of == by || by == dunning.Voice && of == dunning.SMS || by == dunning.Visit && of == dunning.Letter
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
		n := d.policy.note(f.Rule, d.role)
		f.Authority, f.Citation = n.authority, n.citation
	}
	if d.verdict.Findings == nil {
		d.verdict.Findings = make([]dunning.Finding, 0, 5*len(d.verdict.Channels)+1)
	}
	d.verdict.Findings = append(d.verdict.Findings, f)
}

func houseCitation(rule string) string {
	if rule == RulePermitted {
		return "没有规则限制此时联系 | No rule stands in the way at this hour"
	}
	if strings.HasPrefix(rule, "hold-") {
		return "内部规则：有暂停事由时不联系 | House rule: no contact while there is a reason to stop"
	}
	return "内部规则：不确定或不应联系时不联系 | House rule: no contact when it is wrong, or when in doubt"
}

// amount writes minor units into the arguments of a finding.
func amount(minor int64) string { return strconv.FormatInt(minor, 10) }
