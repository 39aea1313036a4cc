package facts

import (
	"fmt"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/docread"
)

// The years in which anything may lie.
const firstYear, lastYear = 1970, 2199

// How a date is read where an instant is wanted.
func dayStart(d calendar.Date, zone *time.Location) time.Time { return d.Start(zone) }
func dayEnd(d calendar.Date, zone *time.Location) time.Time   { return d.End(zone) }

// instant reads RFC 3339, or a local time in the portfolio's zone, or a date, of which edge is meant; nil: a
// date will not do. It is zero when the key is missing or wrong.
func (r *reading) instant(o *docread.Object, key string, edge func(calendar.Date, *time.Location) time.Time) time.Time {
	v, ok := o.Get(key)
	if !ok {
		return time.Time{}
	}
	s, ok := v.Text()
	if !ok {
		return time.Time{}
	}
	if d, err := calendar.ParseDate(s); err == nil && edge != nil {
		return edge(within(v, d), r.zone).UTC()
	}
	t, local, ok := parseInstant(s)
	if !ok {
		v.Fail(docread.Quote(s)+" is not an instant", "write an existing one like 2026-10-20T10:00:00-04:00")
		return time.Time{}
	}
	within(v, calendar.DateOf(t, t.Location()))
	if !local {
		return t
	}
	found := atWall(t, r.zone)
	switch len(found) {
	case 0:
		v.Fail(fmt.Sprintf("there is no such time in %s: the clock is put forward over it", r.zone), "write an instant with its offset")
		return time.Time{}
	case 1:
		return found[0]
	}
	v.Fail(fmt.Sprintf("there are two such times in %s: the clock is put back over it", r.zone), "write the instant with its offset")
	return time.Time{}
}

// parseInstant reads a time of a day, with an offset or without (local). Seconds may be left out, and a
// space may stand for the T.
func parseInstant(s string) (t time.Time, local, ok bool) {
	const date = len("2006-01-02")
	s = strings.ToUpper(s)
	if len(s) > date && s[date] == ' ' {
		s = s[:date] + "T" + s[date+1:]
	}
	s = strings.Replace(s, " ", "", 1) // before the offset
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, false, true
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true, true
		}
	}
	return time.Time{}, false, false
}

// atWall is every instant at which the clock on the wall of a zone shows what wall shows in UTC.
func atWall(wall time.Time, zone *time.Location) []time.Time {
	var found []time.Time
	for _, around := range []time.Duration{-26 * time.Hour, 26 * time.Hour} { // before and after any change
		_, offset := wall.Add(around).In(zone).Zone()
		t := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		_, shown := t.Zone()
		if shown == offset && (len(found) == 0 || !found[0].Equal(t)) {
			found = append(found, t)
		}
	}
	return found
}

// date reads a calendar date; a missing one is zero.
func date(o *docread.Object, key string) calendar.Date {
	v, ok := o.Get(key)
	if !ok {
		return calendar.Date{}
	}
	s, ok := v.Text()
	if !ok {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(s)
	if err != nil {
		v.Fail(docread.Quote(s)+" is not a date", "write an existing day like 2026-02-28")
		return calendar.Date{}
	}
	return within(v, d)
}

// within refuses years in which nothing can lie.
func within(v docread.Value, d calendar.Date) calendar.Date {
	if d.Year < firstYear || d.Year > lastYear {
		v.Fail(fmt.Sprintf("the year %d cannot be meant", d.Year), fmt.Sprintf("write one from %d to %d", firstYear, lastYear))
	}
	return d
}

// span reads the keys starts and ends.
func (r *reading) span(o *docread.Object) (starts, ends time.Time) {
	starts, ends = r.instant(o, "starts", dayStart), r.instant(o, "ends", dayEnd)
	if !starts.IsZero() && !ends.IsZero() && !starts.Before(ends) {
		o.Fail("ends", "it ends before it starts, or at once", "")
	}
	return starts, ends
}

// days reads days of the week; none are every day.
func days(o *docread.Object) []time.Weekday {
	var list []time.Weekday
	for _, v := range several(o, "days") {
		if s, ok := v.Choice(weekdays()...); ok {
			for i, w := range weekdays() {
				if w == s {
					list = append(list, time.Weekday((i+1)%7))
				}
			}
		}
	}
	return list
}

func weekdays() []string { return []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} }

// hours reads windows of local time; one past midnight is two, of which the second is on the day after.
func hours(o *docread.Object) (today, tomorrow calendar.Window) {
	s := o.Text("hours")
	if s == "" {
		return today, tomorrow
	}
	from, to, _ := strings.Cut(s, "-")
	begins, wrong := calendar.ParseTimeOfDay(strings.TrimSpace(from))
	ends, also := calendar.ParseTimeOfDay(strings.TrimSpace(to))
	if wrong != nil || also != nil || begins == ends || begins == calendar.EndOfDay {
		o.Fail("hours", docread.Quote(s)+" is not a span of hours", "write it like 09:00-17:00, or 22:00-06:00 over midnight")
		return today, tomorrow
	}
	if begins < ends {
		return calendar.Window{From: begins, To: ends}, tomorrow
	}
	return calendar.Window{From: begins, To: calendar.EndOfDay}, calendar.Window{To: ends}
}
