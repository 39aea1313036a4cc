package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Name is what a day is called, in Chinese and in English.
type Name struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Day is what a country's calendar says about a date.
type Day struct {
	Date    Date
	Working bool
	Name    Name // of the holiday, or of the holiday a working day makes up for; empty on ordinary days
}

// NoTableError says that a country's calendar has no table for a year. Whoever asks must not go on as if
// the day were an ordinary one.
type NoTableError struct {
	Country string
	Year    int
}

// Error says which table is missing and where it belongs.
func (e *NoTableError) Error() string {
	return fmt.Sprintf("calendar %s: no table for the year %d: add it to config/calendars/%s.json when it is announced",
		e.Country, e.Year, strings.ToLower(e.Country))
}

// Table is a country's statutory days, year by year. It does not change after ParseTable.
type Table struct {
	country string
	digest  string
	years   map[int]year
}

// year is the days of a year that differ from what the weekday says.
type year struct {
	national map[Date]Day
	regional map[Date][]RegionalDay // days off in parts of the country; of one date, no two in the same place
}

// RegionalDay is a day off in parts of a country.
type RegionalDay struct {
	Day
	Regions []Place
}

// concerns says that who is in one of the places may have the day off.
func (r *RegionalDay) concerns(places []Place) bool {
	for _, p := range places {
		if slices.ContainsFunc(r.Regions, p.MayBe) {
			return true
		}
	}
	return false
}

// Country is the ISO 3166-1 code the table is for.
func (t *Table) Country() string { return t.country }

// Digest identifies the content of the table: the SHA-256 of its file, in hexadecimal.
func (t *Table) Digest() string { return t.digest }

// Years lists the years with a table, in order.
func (t *Table) Years() []int {
	years := make([]int, 0, len(t.years))
	for y := range t.years {
		years = append(years, y)
	}
	slices.Sort(years)
	return years
}

// Last is the last day up to which there is a table without a gap, from d on; ok is false when there is none
// for the year of d.
func (t *Table) Last(d Date) (last Date, ok bool) {
	year := d.Year
	for ; t.has(year); year++ {
		last, ok = Date{year, time.December, 31}, true
	}
	return last, ok
}

func (t *Table) has(year int) bool {
	_, ok := t.years[year]
	return ok
}

// Regional lists the days off in parts of the country in a year, by date.
func (t *Table) Regional(of int) []RegionalDay {
	var list []RegionalDay
	for _, days := range t.years[of].regional {
		list = append(list, days...)
	}
	slices.SortFunc(list, func(a, b RegionalDay) int {
		return cmp.Or(a.Date.DaysSince(b.Date), slices.Compare(a.Regions, b.Regions))
	})
	return list
}

// Day says whether a date is worked. Saturdays and Sundays are days of rest, unless they make up for
// another day. A year without a table is a *NoTableError.
//
// A day off in a region counts for whoever may be there: for a place within the region, and for a place
// that the region is a part of. So a person of whom no more is known than the country has every such day
// off. Without places, only the days of the whole country count.
func (t *Table) Day(d Date, places ...Place) (Day, error) {
	days, ok := t.years[d.Year]
	if !ok {
		return Day{}, &NoTableError{Country: t.country, Year: d.Year}
	}
	if len(places) > 0 && len(days.regional) > 0 {
		off := days.regional[d]
		for i := range off {
			if off[i].concerns(places) {
				return off[i].Day, nil
			}
		}
	}
	if day, ok := days.national[d]; ok {
		return day, nil
	}
	return Day{Date: d, Working: !weekend(d)}, nil
}

// At is the day on which t falls in zone, for somebody who may be in the places, and an instant after t
// until which it is that day.
func (t *Table) At(at time.Time, zone *time.Location, places ...Place) (day Day, until time.Time, err error) {
	d, until := dateAt(at, zone)
	day, err = t.Day(d, places...)
	return day, until, err
}

func weekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}
