package policy

import (
	"slices"
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
	channels marks  // those counted together
	needs    marks  // every one of these a contact must have
	scope    string // one of the scopes
	unit     dunning.Unit
	work     bool          // only contacts at the place of work, asked of points there
	unasked  bool          // contacts that the person asked for are left out
	back     time.Duration // how long before now a contact can matter
	together string        // the channels counted, by their names, where there are several; "all" for all
	slot     int           // where a situation keeps what was counted
}

// settle works out what a contact needs to be counted.
func (c *counter) settle() {
	c.needs = map[string]marks{scopePerson: markMine, scopeGroup: markMine | markGroup, scopeAccount: markAccount}[c.scope]
	c.needs |= map[dunning.Unit]marks{dunning.UnitAttempt: markAttempt, dunning.UnitSent: markSent, dunning.UnitDelivered: markDelivered}[c.unit]
	if c.work {
		c.needs |= markWork
	}
	if c.unasked {
		c.needs |= markUnasked
	}
}

// alike says that two counters count the same contacts.
func (c *counter) alike(o *counter) bool {
	return c.channels == o.channels && c.needs == o.needs && c.work == o.work && (c.scope == scopePoint) == (o.scope == scopePoint)
}

// share gives counters that count the same contacts one slot, and lets each look back as far as any of them
// needs; it says how many slots there are.
func share(counters []*counter) (slots int) {
	for i, c := range counters {
		c.settle()
		c.slot = -1
		for _, o := range counters[:i] {
			if c.alike(o) {
				c.slot = o.slot
				break
			}
		}
		if c.slot < 0 {
			c.slot, slots = slots, slots+1
		}
	}
	for _, c := range counters {
		for _, o := range counters {
			if c.slot == o.slot {
				c.back = max(c.back, o.back)
			}
		}
	}
	return slots
}

// counts says whether a contact is one of those counted.
func (c *counter) counts(s *situation, e *entry) bool {
	return e.marks&c.needs == c.needs && e.marks&c.channels != 0 && (c.scope != scopePoint || s.contacts[e.index].AddressKey == s.key)
}

// times is when the contacts counted took place, in order, as far back as they can matter. They are counted
// once; for a contact point once for each.
func (c *counter) times(s *situation) []int64 {
	if c.work && !s.work {
		return nil
	}
	kept := &s.tallies[c.slot]
	if kept.done && (c.scope != scopePoint || kept.key == s.key) {
		return kept.times
	}
	from := len(s.counted)
	oldest := s.now.Add(-c.back).UnixNano()
	for i := len(s.history) - 1; i >= 0 && s.history[i].at >= oldest; i-- {
		if c.counts(s, &s.history[i]) {
			s.counted = append(s.counted, s.history[i].at)
		}
	}
	slices.Reverse(s.counted[from:])
	*kept = tally{done: true, key: s.key, times: s.counted[from:len(s.counted):len(s.counted)]}
	return kept.times
}

// tally is what a counter counted.
type tally struct {
	done  bool
	key   string // the contact point it was counted for
	times []int64
}

func (c *counter) explain(args *dunning.Args) {
	args.Set("scope", c.scope)
	args.Set("unit", string(c.unit))
	if c.together != "" {
		args.Set("together", c.together)
	}
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
func (q *rolling) at(s *situation, at time.Time) answer {
	times, span, t := q.times(s), int64(q.span()), at.UnixNano()
	open := true
	for i := after(times, t-span); i+q.limit <= len(times); i++ {
		first, last := times[i], times[i+q.limit-1]
		closes := last - span
		if closes >= first { // not within one span
			continue
		}
		if t <= closes { // it is permitted up to and including closes
			if open {
				return answer{open: true, until: instant(closes + 1)}
			}
			break
		}
		t, open = first+span, false
	}
	if open {
		return answer{open: true, until: never}
	}
	return answer{until: instant(t)}
}

// instant is the time so many nanoseconds after 1970 began.
func instant(nanoseconds int64) time.Time { return time.Unix(0, nanoseconds).UTC() }

// after is the first of the instants, which are in order, that is later than t.
func after(times []int64, t int64) int {
	low, high := 0, len(times)
	for low < high {
		if middle := (low + high) / 2; times[middle] > t {
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
	if n := len(times); n == 0 || times[n-1] < t.Add(-q.reach()).UnixNano() {
		return answer{open: true, until: never} // nothing lies near, or ahead
	}
	var until time.Time
	for _, zone := range s.zones {
		span := s.period(q.period, t, zone)
		n := after(times, span.End.UnixNano()-1) - after(times, span.Start.UnixNano()-1)
		if n >= q.limit {
			return answer{until: span.End}
		}
		until = sooner(until, span.End)
	}
	if times[len(times)-1] < t.UnixNano() {
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

// at looks at the last contact up to t and at the next one after it: those further away close no more of it.
func (d *spacing) at(s *situation, t time.Time) answer {
	times := d.times(s)
	next := after(times, t.UnixNano())
	if next > 0 && t.UnixNano()-times[next-1] <= int64(d.reach()) {
		for _, zone := range s.zones {
			if opens := calendar.Containing(instant(times[next-1]), zone).AddDays(d.days).Start(zone); t.Before(opens) {
				return answer{until: opens}
			}
		}
	}
	a := answer{open: true, until: never}
	if next == len(times) {
		return a
	}
	for _, zone := range s.zones {
		date := calendar.Containing(instant(times[next]), zone)
		closes := date.AddDays(1 - d.days).Start(zone)
		if !t.Before(closes) {
			return answer{until: date.AddDays(d.days).Start(zone)}
		}
		a.until = sooner(a.until, closes)
	}
	return a
}

func (d *spacing) explain(_ *situation, _ time.Time, args *dunning.Args) {
	d.counter.explain(args)
	args.Set("days", strconv.Itoa(d.days))
}
