package policy

import (
	"cmp"
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// moment permits contact from a moment agreed with the person on: earlier it was not agreed, and where hours and
// limits do not let it go at that moment it may still go soon after: of a promise until its date has passed, of
// an appointment until the day after it has.
type moment struct {
	from, to time.Time       // to is zero where nothing ends it
	channel  dunning.Channel // agreed; empty: any
}

// own is the rules that the facts make: about times the person named, a moment agreed with them, and until when
// there is a cause for the contact.
func (p *Policy) own(s *situation) []*rule {
	var list []*rule
	if times := s.facts.Customer.Inconvenient; len(times) > 0 {
		list = append(list, p.inconvenient(times, s.facts.Account.Role))
	}
	if r := p.momentOf(s); r != nil {
		list = append(list, r)
	}
	if r := p.lastingOf(s); r != nil {
		list = append(list, r)
	}
	if r := p.due(s); r != nil {
		list = append(list, r)
	}
	return list
}

// momentOf is the rule about the moment agreed for a promise's own reminder, or for an appointment; nil when
// the contact is for neither.
func (p *Policy) momentOf(s *situation) *rule {
	f := s.facts
	var m moment
	switch f.Cause.Purpose {
	case dunning.PurposePromise:
		i := slices.IndexFunc(f.Promises, func(x dunning.Promise) bool { return x.ID == f.Cause.ID })
		if i < 0 || f.Promises[i].RemindAt.IsZero() {
			return p.builtin(RuleMoment, kindMoment, f.Account.Role, &m)
		}
		x := &f.Promises[i]
		m.from, m.channel = x.RemindAt, x.Channel
		m.to = x.Ends(0, s.home) // once the date has passed there is nothing left to remind of in good time
		if end := calendar.Containing(m.from, s.home).End(s.home); m.to.Before(end) {
			m.to = end
		}
	case dunning.PurposeAppointment:
		i := slices.IndexFunc(f.Appointments, func(x dunning.Appointment) bool { return x.ID == f.Cause.ID })
		if i < 0 {
			return nil // it is over: said elsewhere
		}
		m.from, m.channel = f.Appointments[i].At, f.Appointments[i].Channel
		m.to = calendar.Containing(m.from, s.home).AddDays(1).End(s.home)
	default:
		return nil
	}
	return p.builtin(RuleMoment, kindMoment, f.Account.Role, &m)
}

// builtin makes a rule that no file writes.
func (p *Policy) builtin(id, kind string, role dunning.Role, l limit) *rule {
	n := p.note(id, role)
	return &rule{id: id, kind: kind, authority: n.authority, citation: n.citation, violation: dunning.Defer, limit: l}
}

func (m *moment) at(s *situation, t time.Time) answer {
	switch {
	case m.from.IsZero(), !m.to.IsZero() && !t.Before(m.to), m.channel != "" && m.channel != s.channel:
		return answer{until: never}
	case t.Before(m.from):
		return answer{until: m.from}
	}
	return answer{open: true, until: m.to}
}

func (m *moment) reach() time.Duration { return 0 }

func (m *moment) explain(s *situation, _ time.Time, args *dunning.Args) {
	if !m.from.IsZero() {
		args.Set("moment", m.from.In(s.zones[0]).Format("2006-01-02 15:04"))
	}
	if m.channel != "" {
		args.Set("agreed", string(m.channel))
	}
}

// inconvenient forbids contact at the times the person named, in every zone they may be in.
type inconvenient struct {
	of map[dunning.Channel]*calendar.Hours // by channel, what is said of all channels included
}

// inconvenient is the rule about the times that a person named.
func (p *Policy) inconvenient(times []dunning.Inconvenient, role dunning.Role) *rule {
	x := &inconvenient{of: map[dunning.Channel]*calendar.Hours{}}
	for _, c := range append([]dunning.Channel{""}, dunning.EveryChannel()...) {
		var h calendar.Hours
		for _, i := range times {
			if i.Channel == "" || i.Channel == c {
				shut(&h, i)
			}
		}
		for day := range h {
			h[day] = joined(h[day])
		}
		x.of[c] = &h
	}
	return p.builtin(RuleInconvenient, kindOwn, role, x)
}

// shut adds the windows of a time to the days it is about.
func shut(h *calendar.Hours, i dunning.Inconvenient) {
	w := i.Hours
	if w == (calendar.Window{}) {
		w.To = calendar.EndOfDay
	}
	for day := range h {
		if len(i.Days) > 0 && !slices.Contains(i.Days, time.Weekday(day)) {
			continue
		}
		if w.From < w.To {
			h[day] = append(h[day], w)
			continue
		}
		next := (day + 1) % len(h) // it goes on past midnight
		h[day] = append(h[day], calendar.Window{From: w.From, To: calendar.EndOfDay})
		if w.To > 0 {
			h[next] = append(h[next], calendar.Window{To: w.To})
		}
	}
}

// joined puts windows in order and joins those that touch or overlap.
func joined(list []calendar.Window) []calendar.Window {
	slices.SortFunc(list, func(a, b calendar.Window) int { return cmp.Compare(a.From, b.From) })
	var out []calendar.Window
	for _, w := range list {
		if n := len(out); n > 0 && w.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, w.To)
			continue
		}
		out = append(out, w)
	}
	return out
}

func (x *inconvenient) at(s *situation, t time.Time) answer {
	closed := x.of[s.channel]
	if closed == nil {
		closed = x.of[""]
	}
	until := never
	for _, zone := range s.zones {
		inside, ends := closed.Open(t, zone)
		if inside {
			return answer{until: ends}
		}
		until = sooner(until, ends)
	}
	return answer{open: true, until: until}
}

func (x *inconvenient) reach() time.Duration { return 0 }

func (x *inconvenient) explain(s *situation, t time.Time, args *dunning.Args) {
	closed := x.of[s.channel]
	for _, zone := range s.zones {
		if w, ok := closed.At(t, zone); ok {
			args.Set("zone", zone.String())
			args.Set("from", w.From.String())
			args.Set("to", w.To.String())
			return
		}
	}
}

// given permits contact once a notice that law wants was given.
type given struct {
	notice string
}

func (n *given) at(s *situation, t time.Time) answer {
	if s.facts.Cause.Purpose == dunning.PurposeNotice && s.facts.Cause.ID == n.notice {
		return answer{open: true, until: never}
	}
	first := never
	for i := range s.facts.Notices {
		x := &s.facts.Notices[i]
		if x.Kind == n.notice && (x.AccountID == "" || x.AccountID == s.facts.Account.ID) {
			first = sooner(first, x.At)
		}
	}
	switch {
	case first.IsZero():
		return answer{until: never}
	case t.Before(first):
		return answer{until: first}
	}
	return answer{open: true, until: never}
}

func (n *given) reach() time.Duration { return 0 }

func (n *given) explain(_ *situation, _ time.Time, args *dunning.Args) { args.Set("notice", n.notice) }
