package calendar

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestADateBeginsAtItsFirstInstant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, date, start string
		hours             float64
		why               string
	}{
		{"Asia/Shanghai", "2026-10-01", "2026-09-30T16:00:00Z", 24, "no change of the clock"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", 23, "midnight is skipped: the day begins at 01:00"},
		{"America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", 25, "23:00 to 24:00 happens twice"},
		{"America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z", 24, "the day after it"},
		{"Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z", 23, "midnight is skipped"},
		{"Asia/Beirut", "2022-10-29", "2022-10-28T21:00:00Z", 25, "the clock goes back at midnight to 23:00"},
		{"Asia/Beirut", "2022-10-30", "2022-10-29T22:00:00Z", 24, "the day after it"},
		{"America/Havana", "2024-03-10", "2024-03-10T05:00:00Z", 23, "midnight is skipped"},
		{"America/Havana", "2024-11-03", "2024-11-03T04:00:00Z", 25, "midnight happens twice: the first begins the day"},
		{"Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z", 23, "midnight is skipped"},
		{"Africa/Cairo", "2024-10-31", "2024-10-30T21:00:00Z", 25, "24:00 goes back to 23:00"},
		{"Africa/Cairo", "2024-11-01", "2024-10-31T22:00:00Z", 24, "the day after it"},
		{"America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z", 23.5, "23:30 becomes 00:30: the day begins at 00:30"},
		{"America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z", 25, "00:01 becomes 23:01 of the day before: the first midnight begins the day"},
		{"Australia/Lord_Howe", "2024-04-07", "2024-04-06T13:00:00Z", 24.5, "the clock goes back half an hour"},
		{"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", 24, "the last day east of the date line"},
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", 0, "the day left out at the date line"},
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", 24, "the first day west of it"},
	} {
		t.Run(c.zone+" "+c.date, func(t *testing.T) {
			t.Parallel()
			zone, d := load(t, c.zone), mustDate(t, c.date)
			if got := d.Start(zone).UTC().Format(time.RFC3339); got != c.start {
				t.Errorf("starts at %s, want %s (%s)", got, c.start, c.why)
			}
			if got := d.End(zone).Sub(d.Start(zone)).Hours(); got != c.hours {
				t.Errorf("lasts %v hours, want %v (%s)", got, c.hours, c.why)
			}
		})
	}
}

// Days follow one another without gap or overlap, and each but a day left out begins on itself.
func TestDatesTileTime(t *testing.T) {
	t.Parallel()
	for _, name := range testZones() {
		zone := load(t, name)
		rapid.Check(t, func(t *rapid.T) {
			at := nearChange(t, zone)
			d := Containing(at, zone)
			if !d.In(zone).Contains(at) {
				t.Fatalf("%s: %s is not in %s", name, at, d)
			}
			if start := d.Start(zone); DateOf(start, zone) != d {
				t.Fatalf("%s: %s begins on %s", name, d, DateOf(start, zone))
			}
			if before := d.Start(zone).Add(-time.Second); !DateOf(before, zone).Before(d) {
				t.Fatalf("%s: %s had begun before its start", name, d)
			}
			if d.End(zone) != d.AddDays(1).Start(zone) {
				t.Fatalf("%s: %s does not end where the next date begins", name, d)
			}
		})
	}
}

func TestDatesAreCountedInDays(t *testing.T) {
	t.Parallel()
	d := mustDate(t, "2024-02-28")
	if got := d.AddDays(2).String(); got != "2024-03-01" {
		t.Errorf("two days after %s is %s", d, got)
	}
	if got := mustDate(t, "2025-03-01").DaysSince(d); got != 367 {
		t.Errorf("a leap year and a day is %d days", got)
	}
	if got := mustDate(t, "2026-11-22").Weekday(); got != time.Sunday {
		t.Errorf("2026-11-22 is a %s", got)
	}
}

func TestDatesThatDoNotExistAreRefused(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2025-02-29", "2025-13-01", "2025-1-1", "20250101", "2025-01-01 ", "0000-00-00"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	f.Add("2026-02-28")
	f.Add("0001-01-01")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		if d.String() != s {
			t.Errorf("%q is written %q", s, d)
		}
		var again Date
		if text, _ := d.MarshalText(); again.UnmarshalText(text) != nil || again != d {
			t.Errorf("%q does not survive being written and read", s)
		}
	})
}

func mustDate(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func ExampleDate_Start() {
	zone, _ := new(Zones).Load("America/Sao_Paulo")
	fmt.Println(Date{2018, time.November, 4}.Start(zone).Format("15:04"))
	// Output: 01:00
}
