package calendar_test

import (
	"slices"
	"testing"
	"time"

	"comity/internal/calendar"
)

// easter is Easter Sunday of the Gregorian calendar, by the rule of 1876 that Meeus gives in Astronomical
// Algorithms, chapter 8: it has no exceptions.
func easter(year int) calendar.Date {
	a, b, c := year%19, year/100, year%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return calendar.Date{Year: year, Month: time.Month(n / 31), Day: n%31 + 1}
}

func TestEasterIsWhereTheAlmanacHasIt(t *testing.T) {
	t.Parallel()
	for _, want := range []string{"1818-03-22", "1943-04-25", "2000-04-23", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"} {
		if got := easter(days(t, want)[0].Year); got.String() != want {
			t.Errorf("Easter is on %s, want %s", got, want)
		}
	}
}

// monday is the nth Monday of a month, or the last for n = 0.
func monday(year int, month time.Month, n int) calendar.Date {
	if n == 0 {
		next := calendar.Date{Year: year, Month: month, Day: 1}.AddDays(31)
		return monday(next.Year, next.Month, 1).AddDays(-7)
	}
	d := calendar.Date{Year: year, Month: month, Day: 1}
	for d.Weekday() != time.Monday {
		d = d.AddDays(1)
	}
	return d.AddDays(7 * (n - 1))
}

// withSubstitutes adds, for every day on a weekend, the next weekday that is not taken.
func withSubstitutes(list ...calendar.Date) []calendar.Date {
	all := slices.Clone(list)
	for _, d := range list {
		if !restDay(d) {
			continue
		}
		for restDay(d) || slices.Contains(all, d) {
			d = d.AddDays(1)
		}
		all = append(all, d)
	}
	return all
}

func restDay(d calendar.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// The days of Schedule 1 to the Banking and Financial Dealings Act 1971 and those that are proclaimed every
// year (section 1(3)), with Good Friday and Christmas Day.
func bankHolidays(place calendar.Place, year int) []calendar.Date {
	on := func(month time.Month, day int) calendar.Date {
		return calendar.Date{Year: year, Month: month, Day: day}
	}
	fixed := []calendar.Date{on(time.January, 1), on(time.December, 25), on(time.December, 26)}
	moving := []calendar.Date{easter(year).AddDays(-2), monday(year, time.May, 1), monday(year, time.May, 0)}
	if place == "GB-SCT" {
		fixed = append(fixed, on(time.January, 2), on(time.November, 30))
		moving = append(moving, monday(year, time.August, 1))
	} else {
		moving = append(moving, easter(year).AddDays(1), monday(year, time.August, 0))
	}
	if place == "GB-NIR" {
		fixed = append(fixed, on(time.March, 17), on(time.July, 12))
	}
	return append(moving, withSubstitutes(fixed...)...)
}

func TestBankHolidaysAreThoseOfTheStatute(t *testing.T) {
	t.Parallel()
	gb := table(t, "gb")
	once := map[calendar.Place][]calendar.Date{"GB-SCT": days(t, "2026-06-15")} // proclaimed for that year alone
	for _, place := range []calendar.Place{"GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR"} {
		for year := 2025; year <= 2027; year++ {
			compare(t, gb, year, append(bankHolidays(place, year), once[place]...), place)
		}
	}
}

// The Second Schedule to the Organisation of Working Time Act 1997: no day is moved off a weekend. The day
// in February is its first Monday, or the 1st when that is a Friday (prescribed from 2023).
func TestIrishHolidaysAreThoseOfTheStatute(t *testing.T) {
	t.Parallel()
	ie := table(t, "ie")
	for year := 2025; year <= 2027; year++ {
		on := func(month time.Month, day int) calendar.Date {
			return calendar.Date{Year: year, Month: month, Day: day}
		}
		brigid := monday(year, time.February, 1)
		if first := on(time.February, 1); first.Weekday() == time.Friday {
			brigid = first
		}
		compare(t, ie, year, []calendar.Date{
			on(time.January, 1), brigid, on(time.March, 17), easter(year).AddDays(1),
			monday(year, time.May, 1), monday(year, time.June, 1), monday(year, time.August, 1), monday(year, time.October, 0),
			on(time.December, 25), on(time.December, 26),
		})
	}
}

// compare wants exactly these days of a year to be named and off for who is in the places.
func compare(t *testing.T, tab *calendar.Table, year int, want []calendar.Date, places ...calendar.Place) {
	t.Helper()
	for d := (calendar.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.AddDays(1) {
		day, err := tab.Day(d, places...)
		if err != nil {
			t.Fatal(err)
		}
		off := slices.Contains(want, d)
		if named := day.Name.ZH != "" && day.Name.EN != ""; named != off || day.Working == (off || restDay(d)) {
			t.Errorf("%s %s %v is %+v; by the statute a holiday: %v", d, d.Weekday(), places, day, off)
		}
	}
}

// The notices that the table names for each region.
func TestChineseRegionsHaveTheirOwnFestivals(t *testing.T) {
	t.Parallel()
	cn := table(t, "cn")
	for _, c := range []struct {
		place calendar.Place
		span  string
		name  string
	}{
		{"CN-54", "2025-02-27/2025-03-04", "藏历新年"},
		{"CN-65", "2025-03-29/2025-03-31", "肉孜节"},
		{"CN-65", "2025-06-06/2025-06-10", "古尔邦节"},
		{"CN-54-540100", "2026-02-24/2026-02-26", "藏历新年"},
		{"CN-54", "2026-02-24/2026-02-26", "藏历新年"}, // may be in Lhasa
		{"CN-65", "2026-03-20/2026-03-22", "肉孜节"},
		{"CN-45", "2026-04-17/2026-04-20", "广西三月三"},
		{"CN-65", "2026-05-27/2026-05-31", "古尔邦节"},
	} {
		for _, d := range days(t, c.span) {
			if day, err := cn.Day(d, c.place); err != nil || day.Working || day.Name.ZH != c.name {
				t.Errorf("%s in %s is %+v, %v; want %s", d, c.place, day, err, c.name)
			}
			if day, _ := cn.Day(d, "CN-31"); day.Name.ZH == c.name {
				t.Errorf("%s is off in Shanghai too", d)
			}
			if day, _ := cn.Day(d, "CN"); day.Working {
				t.Errorf("%s is worked by somebody who may be in %s", d, c.place)
			}
		}
	}
	if day, _ := cn.Day(days(t, "2026-02-24")[0], "CN-54-540200"); !day.Working {
		t.Error("a day off in Lhasa is a day off in Shigatse")
	}
}
