package policy

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// hurdles turns what stood in the way on a channel into findings: the strictest first, then what stops
// contact at the instant asked about, the weightiest and then the longest first. When no instant was found at all, a hold that ends beyond what can be looked at is the
// reason, and not the rules that could not be asked about the time after it.
func (d *decision) hurdles(c dunning.Channel, f found) {
	for i, h := range f.notes {
		if h.hold != nil && f.start.IsZero() {
			f.notes[i].last = true
			d.add(d.s.finding(c, f.notes[i]))
		}
	}
	f.notes = slices.DeleteFunc(f.notes, func(h hurdle) bool { return h.last })
	if f.far {
		d.add(dunning.Finding{
			Rule: RuleNoWindow, Outcome: dunning.Suppress, Channel: c,
			Args: dunning.Args{{Name: "days", Value: strconv.Itoa(int(lookAhead.Hours() / 24))}},
		})
	}
	first := func(x, y bool) int {
		switch {
		case x == y:
			return 0
		case x:
			return -1
		}
		return 1
	}
	slices.SortStableFunc(f.notes, func(a, b hurdle) int {
		return cmp.Or(
			first(a.until.IsZero(), b.until.IsZero()),
			first(a.at.Equal(d.s.now), b.at.Equal(d.s.now)), // what stops contact now, before what would later
			cmp.Compare(a.weight(), b.weight()),
			b.until.Compare(a.until),
		)
	})
	for _, h := range f.notes {
		d.add(d.s.finding(c, h))
	}
}

// weight orders reasons by how much they say: a hold is about the person, a limit about what was said
// already, a day or an hour about the calendar only.
func (h hurdle) weight() int {
	switch {
	case h.hold != nil:
		return 0
	case h.rule.kind == kindDays:
		return 2
	case h.rule.kind == kindWindow:
		return 3
	}
	return 1
}

// finding says what stood in the way.
func (s *situation) finding(c dunning.Channel, h hurdle) dunning.Finding {
	f := dunning.Finding{Outcome: dunning.Defer, Channel: c, Until: h.until.UTC(), Args: dunning.Args{{Name: "zone", Value: s.zones[0].String()}}}
	if h.until.IsZero() || h.last {
		f.Outcome = dunning.Suppress
	}
	var missing *calendar.NoTableError
	switch {
	case h.hold != nil:
		f.Rule = HoldRule(h.hold.Kind)
		f.Args.Set("kind", kindHold)
		f.Args.Set("hold", string(h.hold.Kind))
		f.Channel = h.hold.Channel // empty: the same finding for every channel, kept once
	case errors.As(h.err, &missing):
		f.Rule = RuleNoTable
		f.Args.Set("country", missing.Country)
		f.Args.Set("year", strconv.Itoa(missing.Year))
		f.Args.Set("rule", h.rule.id)
	default:
		f.Rule, f.Authority, f.Citation = h.rule.id, h.rule.authority, h.rule.citation
		f.Args.Set("kind", h.rule.kind)
		h.rule.limit.explain(s, h.at, &f.Args)
	}
	return f
}

// permitted names the window in which contact is allowed now.
func (d *decision) permitted(cv *dunning.ChannelVerdict, f found) {
	finding := dunning.Finding{
		Rule: RulePermitted, Outcome: dunning.Allow, Channel: cv.Channel,
		Args: dunning.Args{{Name: "zone", Value: d.s.zones[0].String()}, {Name: "not_after", Value: f.end.UTC().Format(time.RFC3339)}},
	}
	r := f.binding
	if r == nil || r.kind != kindWindow {
		r = d.policy.firstWindow(cv.Channel)
	}
	if r != nil {
		finding.Rule, finding.Authority, finding.Citation = r.id, r.authority, r.citation
		finding.Args.Set("kind", r.kind)
		r.limit.explain(d.s, d.s.now, &finding.Args)
	}
	d.add(finding)
}

// firstWindow is the first rule about hours that applies to a channel; nil when none does.
func (p *Policy) firstWindow(c dunning.Channel) *rule {
	for _, r := range p.byChannel[c].timed {
		if r.kind == kindWindow {
			return r
		}
	}
	return nil
}

// unusable says why a channel has no contact point: the person opted out, has not consented, or none is
// known that works.
func (d *decision) unusable(cv *dunning.ChannelVerdict) {
	f := dunning.Finding{Rule: RuleNoContact, Outcome: dunning.Handoff, Channel: cv.Channel, Args: dunning.Args{{Name: "reason", Value: "unknown"}}}
	for i := range d.s.facts.Points {
		p := &d.s.facts.Points[i]
		if p.Channel != cv.Channel {
			continue
		}
		switch r := lacking(p, d.policy.byChannel[cv.Channel].consent); {
		case p.Health == dunning.HealthBad:
			if f.Rule == RuleNoContact {
				f.Args.Set("reason", "bad")
			}
			continue
		case p.Consent == dunning.ConsentWithdrawn:
			f = dunning.Finding{Rule: RuleOptOut, Outcome: dunning.Suppress, Channel: cv.Channel, Args: dunning.Args{}}
		case r != nil && f.Rule != RuleOptOut:
			f = dunning.Finding{
				Rule: r.id, Outcome: dunning.Suppress, Channel: cv.Channel, Args: dunning.Args{{Name: "kind", Value: kindConsent}},
				Authority: r.authority, Citation: r.citation,
			}
		}
	}
	cv.Outcome = f.Outcome
	for _, h := range d.s.holds {
		if h.Covers(d.s.facts.Account.ID, cv.Channel, d.s.now) {
			d.add(d.s.finding(cv.Channel, hurdle{hold: h, at: d.s.now, until: h.Ends}))
			cv.Outcome = dunning.Suppress // while contact must stop, no person is asked to seek it either
		}
	}
	d.add(f)
}

// amount writes minor units into the arguments of a finding.
func amount(minor int64) string { return strconv.FormatInt(minor, 10) }
