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
// contact at the instant asked about, the weightiest and then the longest first. When no instant was found
// at all, a hold that ends beyond what can be looked at is the reason, and not the rules that could not be
// asked about the time after it.
func (d *decision) hurdles(cv *dunning.ChannelVerdict, f found) {
	c := cv.Channel
	held := false
	for i, h := range f.notes {
		if h.hold != nil && f.start.IsZero() {
			held = true
			f.notes[i].last = true
			d.add(d.finding(c, f.notes[i]))
		}
	}
	f.notes = slices.DeleteFunc(f.notes, func(h hurdle) bool { return h.last })
	if slices.ContainsFunc(f.notes, func(h hurdle) bool { return h.rule != nil && h.rule.personal() }) {
		f.notes = slices.DeleteFunc(f.notes, func(h hurdle) bool { return !h.until.IsZero() }) // it does not hang on the hour
		f.far = false
	}
	if f.far {
		d.add(dunning.Finding{
			Rule: RuleNoWindow, Outcome: dunning.Suppress, Channel: c,
			Args: dunning.Args{{Name: "days", Value: strconv.Itoa(int(lookAhead.Hours() / 24))}},
		})
	}
	slices.SortStableFunc(f.notes, func(a, b hurdle) int {
		return cmp.Or(
			first(a.until.IsZero(), b.until.IsZero()),
			first(a.at.Equal(d.s.now), b.at.Equal(d.s.now)), // what stops contact now, before what would later
			cmp.Compare(a.weight(), b.weight()),
			b.until.Compare(a.until),
			cmp.Compare(rank(b.authority()), rank(a.authority())), // the law before the house
		)
	})
	review := f.start.IsZero() && !f.far && !held // while contact must stop, no person is asked to seek it
	for _, h := range f.notes {
		x := d.finding(c, h)
		review = review && x.Outcome != dunning.Suppress
		d.add(x)
	}
	if review && slices.ContainsFunc(f.notes, func(h hurdle) bool { return h.until.IsZero() }) {
		cv.Outcome = dunning.Handoff
	}
}

// first orders what is true before what is not.
func first(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

// weight orders reasons by how much they say: a hold is about the person, a limit about what was said
// already, a day or an hour about the calendar only.
func (h hurdle) weight() int {
	switch {
	case h.hold != nil:
		return 0
	case h.rule.kind == kindDays:
		return 2
	case h.rule.kind == kindWindow || h.rule.kind == kindOwn || h.rule.kind == kindGuard:
		return 3
	}
	return 1
}

// authority is that of a rule; a hold has none before.
func (h hurdle) authority() dunning.Authority {
	if h.rule == nil {
		return dunning.House
	}
	return h.rule.authority
}

// room is for the arguments of one finding, of which few have more than eight. It is taken from a list that
// several findings share.
func (d *decision) room() dunning.Args {
	const each = 8
	if len(d.args) < each {
		d.args = make(dunning.Args, 8*each)
	}
	args := d.args[:0:each]
	d.args = d.args[each:]
	return args
}

// finding says what stood in the way.
func (d *decision) finding(c dunning.Channel, h hurdle) dunning.Finding {
	s := d.s
	f := dunning.Finding{Outcome: dunning.Defer, Channel: c, Args: append(d.room(), dunning.Arg{Name: "zone", Value: s.zones[0].String()})}
	if !h.until.IsZero() {
		f.Until = h.until.UTC()
	}
	if h.until.IsZero() || h.last {
		f.Outcome = dunning.Suppress
	}
	switch missing := missingTable(h.err); {
	case h.hold != nil:
		f.Rule = HoldRule(h.hold.kind)
		f.Args = append(f.Args, dunning.Arg{Name: "kind", Value: kindHold}, dunning.Arg{Name: "hold", Value: string(h.hold.kind)})
		f.Channel = h.hold.channel // empty: the same finding for every channel, kept once
	case missing != nil:
		f.Rule = RuleNoTable
		f.Args.Set("country", missing.Country)
		f.Args.Set("year", strconv.Itoa(missing.Year))
		f.Args.Set("rule", h.rule.id)
	default:
		f.Rule, f.Authority, f.Citation = h.rule.id, h.rule.authority, h.rule.citation
		if h.rule.kind != "" {
			f.Args = append(f.Args, dunning.Arg{Name: "kind", Value: h.rule.kind})
		}
		h.rule.limit.explain(s, h.at, &f.Args)
		if h.until.IsZero() && h.rule.violation != dunning.Defer {
			f.Outcome = h.rule.violation
		}
		if slices.Contains(d.careful, h.rule) {
			f.Authority = dunning.House // the law of a place in which the person may be, but need not
			f.Args.Set("caution", "place")
		}
	}
	return f
}

// missingTable is the error that says which holiday table is missing; nil when none is.
func missingTable(err error) *calendar.NoTableError {
	if err == nil {
		return nil
	}
	var missing *calendar.NoTableError
	errors.As(err, &missing)
	return missing
}

// permitted names the window in which contact is allowed now, and what the person waived.
func (d *decision) permitted(cv *dunning.ChannelVerdict, f found) {
	finding := dunning.Finding{Rule: RulePermitted, Outcome: dunning.Allow, Channel: cv.Channel, Args: d.room()}
	finding.Args = append(finding.Args,
		dunning.Arg{Name: "zone", Value: d.s.zones[0].String()}, dunning.Arg{Name: "not_after", Value: f.end.UTC().Format(time.RFC3339)})
	r := f.binding
	if r == nil || r.kind != kindWindow || !r.inForce(d.s, d.s.now) || r.waiver(d.s, d.s.now) != "" {
		r = d.firstWindow()
	}
	if r != nil {
		finding.Rule, finding.Authority, finding.Citation = r.id, r.authority, r.citation
		finding.Args = append(finding.Args, dunning.Arg{Name: "kind", Value: r.kind})
		r.limit.explain(d.s, d.s.now, &finding.Args)
	}
	d.add(finding)
	if len(d.s.facts.Customer.Waivers) > 0 {
		d.waived(cv.Channel)
	}
}

// waived names every rule that would have stopped contact now, had the person not waived it.
func (d *decision) waived(c dunning.Channel) {
	for _, r := range d.rules {
		basis := r.waiver(d.s, d.s.now)
		if basis == "" || r.effective(d.s, d.s.now).open {
			continue
		}
		d.add(dunning.Finding{
			Rule: r.id, Outcome: dunning.Allow, Channel: c, Authority: r.authority, Citation: r.citation,
			Args: dunning.Args{{Name: "kind", Value: r.kind}, {Name: "waived", Value: string(basis)}},
		})
	}
}

// firstWindow is the first rule about hours that applies to the channel and was not waived; nil when none does.
func (d *decision) firstWindow() *rule {
	for _, r := range d.rules {
		if r.kind == kindWindow && r.inForce(d.s, d.s.now) && r.waiver(d.s, d.s.now) == "" {
			return r
		}
	}
	return nil
}
