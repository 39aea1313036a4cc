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

// Start is the first instant of the date in zone: midnight, or the end of the gap that swallowed it.
func (d Date) Start(zone *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
	if DateOf(t, zone) == d {
		// Where midnight happens twice, time.Date may answer either; the earlier one begins the day.
		if start, _ := t.ZoneBounds(); !start.IsZero() {
			_, now := t.Zone()
			_, was := start.Add(-time.Nanosecond).Zone()
			if earlier := t.Add(time.Duration(now-was) * time.Second); earlier.Before(start) && DateOf(earlier, zone) == d {
				return earlier
			}
		}
		return t
	}
	// Midnight does not exist here: the day begins where the gap ends.
	_, end := t.ZoneBounds()
	return end
}

// End is the first instant after the date in zone.
func (d Date) End(zone *time.Location) time.Time { return d.AddDays(1).Start(zone) }

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
