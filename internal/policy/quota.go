package policy

import (
	"strconv"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// What a limit is per.
const (
	scopePerson  = "person"
	scopePoint   = "contact_point"
	scopeAccount = "account"
	scopeGroup   = "group" // the person, over the portfolios of one group
)

// counter picks the contacts that a rule counts.
type counter struct {
	channels channelSet
	scope    string // one of the scopes
	unit     dunning.Unit
	work     bool // only contacts at the place of work, asked of points there
	unasked  bool // contacts that the person asked for are left out
	slot     int  // where a situation keeps what was counted
}

// counts says whether a contact is one of those counted.
func (c *counter) counts(s *situation, e *entry) bool {
	if c.channels&e.channel == 0 || !e.contact.Status.Counts(c.unit) || c.work && !e.contact.Work || c.unasked && e.contact.Asked {
		return false
	}
	switch c.scope {
	case scopePerson:
		return e.mine
	case scopeGroup:
		return e.mine && s.group(e.contact)
	case scopeAccount:
		return e.account
	}
	return e.contact.AddressKey == s.key
}

// times is when the contacts counted took place, in order. They are counted once, for a contact point once
// for each.
func (c *counter) times(s *situation) []time.Time {
	if c.work && !s.work {
		return nil
	}
	kept := &s.tallies[c.slot]
	if kept.done && (c.scope != scopePoint || kept.key == s.key) {
		return kept.times
	}
	from := len(s.counted)
	for i := range s.history {
		if c.counts(s, &s.history[i]) {
			s.counted = append(s.counted, s.history[i].contact.At)
		}
	}
	*kept = tally{done: true, key: s.key, times: s.counted[from:len(s.counted):len(s.counted)]}
	return kept.times
}

// tally is what a counter counted.
type tally struct {
	done  bool
	key   string // the contact point it was counted for
	times []time.Time
}

func (c *counter) explain(args *dunning.Args) {
	args.Set("scope", c.scope)
	args.Set("unit", string(c.unit))
}

// rolling permits at most so many contacts in any span of so many times 24 hours, (t-N*24h, t]. A contact
// dated ahead, as a letter that is still to be posted, counts in every such span that contains it: one
// between it and now must fit in as well.
type rolling struct {
	counter
	limit int
	days  int
}

func (q *rolling) span() time.Duration { return time.Duration(q.days) * 24 * time.Hour }

func (q *rolling) reach() time.Duration { return q.span() }

// at: as many contacts as the limit, all within one span, close the time from a span before the last of them
// to a span after the first, both excluded. Where such times follow one another without a break, the last
// one's end is given.
func (q *rolling) at(s *situation, t time.Time) answer {
	times, span := q.times(s), q.span()
	open := true
	for i := after(times, t.Add(-span)); i+q.limit <= len(times); i++ {
		first, last := times[i], times[i+q.limit-1]
		closes := last.Add(-span)
		if !closes.Before(first) { // not within one span
			continue
		}
		if !t.After(closes) { // t is permitted up to and including closes
			if open {
				return answer{open: true, until: closes.Add(time.Nanosecond)}
			}
			break
		}
		t, open = first.Add(span), false
	}
	if open {
		return answer{open: true, until: never}
	}
	return answer{until: t}
}

// after is the first of the instants, which are in order, that is later than t.
func after(times []time.Time, t time.Time) int {
	low, high := 0, len(times)
	for low < high {
		if middle := (low + high) / 2; times[middle].After(t) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

func (q *rolling) explain(_ *situation, _ time.Time, args *dunning.Args) {
	q.counter.explain(args)
	args.Set("limit", strconv.Itoa(q.limit))
	args.Set("window", "rolling")
	args.Set("days", strconv.Itoa(q.days))
}

// calendarQuota permits at most so many contacts per calendar day, ISO week or calendar month, in every
// zone the person may be in.
type calendarQuota struct {
	counter
	limit  int
	period string // periodDay, periodWeek or periodMonth
}

// The calendar periods.
const (
	periodDay   = "day"
	periodWeek  = "week"
	periodMonth = "month"
)

// reach allows two days for zones and changes of the clock.
func (q *calendarQuota) reach() time.Duration {
	days := 1
	switch q.period {
	case periodWeek:
		days = 7
	case periodMonth:
		days = 31
	}
	return time.Duration(days+2) * 24 * time.Hour
}

func (q *calendarQuota) at(s *situation, t time.Time) answer {
	times := q.times(s)
	if n := len(times); n == 0 || times[n-1].Before(t.Add(-q.reach())) {
		return answer{open: true, until: never} // nothing lies near, or ahead
	}
	var until time.Time
	for _, zone := range s.zones {
		span := s.period(q.period, t, zone)
		n := after(times, span.End.Add(-1)) - after(times, span.Start.Add(-1))
		if n >= q.limit {
			return answer{until: span.End}
		}
		until = sooner(until, span.End)
	}
	if times[len(times)-1].Before(t) {
		until = never // nothing lies ahead that could close a later period
	}
	return answer{open: true, until: until}
}

func (q *calendarQuota) explain(_ *situation, _ time.Time, args *dunning.Args) {
	q.counter.explain(args)
	args.Set("limit", strconv.Itoa(q.limit))
	args.Set("window", q.period)
}

// period is the calendar period of a kind that contains t in zone, as it was worked out before when that will do.
func (s *situation) period(kind string, t time.Time, zone *time.Location) calendar.Interval {
	for i := range s.periods {
		if x := &s.periods[i]; x.kind == kind && x.zone == zone && x.span.Contains(t) {
			return x.span
		}
	}
	x := known{kind, zone, period(kind, t, zone)}
	s.periods[s.nextPeriod] = x
	s.nextPeriod = (s.nextPeriod + 1) % len(s.periods)
	return x.span
}

// known is a calendar period that was worked out.
type known struct {
	kind string
	zone *time.Location
	span calendar.Interval
}

// period is the calendar period of a kind that contains t in zone. A week begins on Monday (ISO 8601).
func period(kind string, t time.Time, zone *time.Location) calendar.Interval {
	first := calendar.Containing(t, zone)
	next := first.AddDays(1)
	switch kind {
	case periodWeek:
		first = first.AddDays(-(int(first.Weekday()) + 6) % 7)
		next = first.AddDays(7)
	case periodMonth:
		first.Day = 1
		next = first.AddDays(31)
		next.Day = 1
	}
	return calendar.Interval{Start: first.Start(zone), End: next.Start(zone)}
}

// spacing permits a contact when the dates of all others are so many days away, before and after, in every
// zone the person may be in. One day apart is the next day.
type spacing struct {
	counter
	days int
}

func (d *spacing) reach() time.Duration { return time.Duration(d.days+2) * 24 * time.Hour }

func (d *spacing) at(s *situation, t time.Time) answer {
	a := answer{open: true, until: never}
	near := d.reach()
	for _, at := range d.times(s) {
		if t.Sub(at) > near {
			continue
		}
		for _, zone := range s.zones {
			date := calendar.Containing(at, zone)
			closes, opens := date.AddDays(1-d.days).Start(zone), date.AddDays(d.days).Start(zone)
			switch {
			case !t.Before(opens):
			case !t.Before(closes):
				return answer{until: opens}
			default:
				a.until = sooner(a.until, closes)
			}
		}
	}
	return a
}

func (d *spacing) explain(_ *situation, _ time.Time, args *dunning.Args) {
	d.counter.explain(args)
	args.Set("days", strconv.Itoa(d.days))
}
