package calendar

import (
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar, without a zone. The zero Date means "no date".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the local date of t in zone.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return Date{y, m, d}
}

// ParseDate reads an ISO 8601 calendar date (2026-02-28). A date that does not exist is an error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date: write it as YYYY-MM-DD, for example 2026-02-28", s)
	}
	return DateOf(t, time.UTC), nil
}

// String writes the ISO 8601 form; the zero Date is the empty string.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// IsZero says that there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// AddDays is the date n days later (earlier for a negative n).
func (d Date) AddDays(n int) Date { return DateOf(d.utc().AddDate(0, 0, n), time.UTC) }

// DaysSince is the number of days from e to d; positive when d is later.
func (d Date) DaysSince(e Date) int { return int(d.utc().Sub(e.utc()) / (24 * time.Hour)) }

// Before says whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.utc().Before(e.utc()) }

// Weekday of the date.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// slack is more than any zone has ever been ahead of or behind UTC.
const slack = 26 * time.Hour

// Start is the first instant at which the local date is d or later: midnight, or the end of the gap that
// swallowed it. Where the clock is put back across midnight it is the first of the two midnights, so that
// days follow one another without overlapping; a date that a zone left out is empty.
func (d Date) Start(zone *time.Location) time.Time {
	t := d.utc().Add(-slack).In(zone) // a date before d, everywhere
	for {
		_, offset := t.Zone()
		_, end := t.ZoneBounds()
		midnight := d.utc().Add(-time.Duration(offset) * time.Second).In(zone)
		if midnight.Before(t) {
			midnight = t
		}
		if end.IsZero() || midnight.Before(end) {
			return midnight
		}
		t = end
	}
}

// End is the first instant after the date in zone: the start of the next one.
func (d Date) End(zone *time.Location) time.Time { return d.AddDays(1).Start(zone) }

// In is the date as an interval of instants. It is empty for a date that the zone left out.
func (d Date) In(zone *time.Location) Interval { return Interval{d.Start(zone), d.End(zone)} }

// Containing is the date whose interval contains t. It is DateOf, but for the minutes after a clock was
// put back across midnight, which belong to the day that had already begun.
func Containing(t time.Time, zone *time.Location) Date {
	d := DateOf(t, zone)
	for !t.Before(d.End(zone)) {
		d = d.AddDays(1)
	}
	return d
}

// MarshalText writes the ISO form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; empty text is the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(b))
	if err == nil {
		*d = parsed
	}
	return err
}

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
