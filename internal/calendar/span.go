package calendar

import (
	"time"
	_ "time/tzdata" // so that zones can be loaded on machines without a database of them
)

const daySeconds = 24 * 60 * 60

// moment is where an instant falls on the local clock.
type moment struct {
	day    int64     // days since 1970-01-01, local
	second int64     // seconds since local midnight, as the clock on the wall shows them
	unix   int64     // the instant, in seconds
	end    time.Time // when the offset of the zone changes next; zero: never
}

// momentOf reads the local clock at t.
func momentOf(t time.Time, zone *time.Location) moment {
	local := t.In(zone)
	_, offset := local.Zone()
	_, end := local.ZoneBounds()
	at := t.Unix()
	day, second := divide(at + int64(offset))
	return moment{day: day, second: second, unix: at, end: end}
}

// at is the instant at which the local clock shows the given second of the same day, or the change of
// offset if that comes first. It is later than the moment when the second is.
func (m moment) at(second int64, zone *time.Location) time.Time {
	t := time.Unix(m.unix+second-m.second, 0).In(zone)
	if !m.end.IsZero() && m.end.Before(t) {
		return m.end
	}
	return t
}

// date is the local date.
func (m moment) date() Date { return DateOf(time.Unix(m.day*daySeconds, 0), time.UTC) }

// weekday is the local day of the week; 1970-01-01 was a Thursday.
func (m moment) weekday() time.Weekday {
	_, w := divideBy(m.day+int64(time.Thursday), 7)
	return time.Weekday(w)
}

// dateAt is the local date of t, and an instant after t until which it is that date without a break.
func dateAt(t time.Time, zone *time.Location) (Date, time.Time) {
	m := momentOf(t, zone)
	return m.date(), m.at(daySeconds, zone)
}

func divide(seconds int64) (day, second int64) { return divideBy(seconds, daySeconds) }

// divideBy rounds the quotient down, so that the remainder is never negative.
func divideBy(n, by int64) (quotient, remainder int64) {
	quotient, remainder = n/by, n%by
	if remainder < 0 {
		quotient, remainder = quotient-1, remainder+by
	}
	return quotient, remainder
}
