package calendar

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWindowsOnDaysWhenTheClockIsChanged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, date, window string
		want               []string // spans in UTC
		why                string
	}{
		{"Asia/Shanghai", "2026-03-02", "08:00-22:00", []string{"00:00-14:00"}, "no change"},
		{"America/New_York", "2026-03-08", "01:30-03:30", []string{"06:30-07:30"}, "02:00 becomes 03:00: an hour is missing"},
		{"America/New_York", "2026-03-08", "02:00-03:00", nil, "the window falls into the gap"},
		{"America/New_York", "2026-11-01", "01:00-02:00", []string{"05:00-07:00"}, "the hour happens twice, one after the other"},
		{"America/New_York", "2026-11-01", "01:15-01:45", []string{"05:15-05:45", "06:15-06:45"}, "a part of it happens twice, with a break"},
		{"America/New_York", "2026-11-01", "00:30-01:30", []string{"04:30-05:30", "06:00-06:30"}, "it closes, and opens again"},
		{"America/Havana", "2024-11-03", "00:00-01:00", []string{"04:00-06:00"}, "the first hour happens twice"},
		{"Pacific/Apia", "2011-12-30", "00:00-24:00", nil, "the day was left out"},
	} {
		t.Run(c.zone+" "+c.date+" "+c.window, func(t *testing.T) {
			t.Parallel()
			h := Daily(mustWindow(t, c.window))
			var got []string
			for _, i := range h.On(mustDate(t, c.date), load(t, c.zone)) {
				got = append(got, i.Start.UTC().Format("15:04")+"-"+i.End.UTC().Format("15:04"))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.why, diff)
			}
		})
	}
}

func TestHoursAreOpenWhenTheClockOnTheWallSaysSo(t *testing.T) {
	t.Parallel()
	for _, name := range testZones() {
		zone := load(t, name)
		rapid.Check(t, func(t *rapid.T) {
			h, at := drawHours(t), nearChange(t, zone)
			open, until := h.Open(at, zone)
			if !until.After(at) {
				t.Fatalf("%s: the answer at %s holds until %s", name, at, until)
			}
			eachMinute(at, until, func(m time.Time) {
				if openNaively(h, m, zone) != open {
					t.Fatalf("%s: said to be open=%v from %s to %s, but not at %s", name, open, at, until, m.In(zone))
				}
			})
		})
	}
}

func TestHoursOnADateAreExactlyItsOpenMinutes(t *testing.T) {
	t.Parallel()
	for _, name := range testZones() {
		zone := load(t, name)
		rapid.Check(t, func(t *rapid.T) {
			h := drawHours(t)
			d := DateOf(nearChange(t, zone), zone)
			open := h.On(d, zone)
			noon := d.utc().Add(12 * time.Hour)
			eachMinute(noon.Add(-40*time.Hour), noon.Add(40*time.Hour), func(m time.Time) {
				want := DateOf(m, zone) == d && openNaively(h, m, zone)
				if got := contains(open, m); got != want {
					t.Fatalf("%s: open at %s is %v, want %v (%v)", name, m.In(zone), got, want, open)
				}
			})
		})
	}
}

func TestTheNextOpenInstantIsOpenInEveryZoneAndTheFirst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := drawHours(t)
		names := rapid.SliceOfNDistinct(rapid.SampledFrom(testZones()), 1, 3, rapid.ID[string]).Draw(t, "zones")
		var zones []*time.Location
		for _, n := range names {
			zones = append(zones, load(t, n))
		}
		everywhere := func(m time.Time) bool {
			return !slices.ContainsFunc(zones, func(z *time.Location) bool { return !openNaively(h, m, z) })
		}
		from := nearChange(t, zones[0])
		limit := from.Add(72 * time.Hour)
		span, ok := h.Next(from, zones, limit)
		if !ok {
			span.Start = limit
		}
		eachMinute(from, span.Start, func(m time.Time) {
			if everywhere(m) {
				t.Fatalf("%v: open at %s, before %s", names, m, span.Start)
			}
		})
		if !ok {
			return
		}
		eachMinute(span.Start, span.End, func(m time.Time) {
			if !everywhere(m) {
				t.Fatalf("%v: closed at %s, within %v", names, m, span)
			}
		})
		if span.End.Before(limit) && everywhere(span.End) {
			t.Fatalf("%v: still open at its end, %s", names, span.End)
		}
	})
}

func TestHoursPermittedInTwoZonesAtOnce(t *testing.T) {
	t.Parallel()
	zones := []*time.Location{load(t, "America/New_York"), load(t, "America/Los_Angeles")}
	h := Daily(Window{8 * 60, 21 * 60})
	from := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC) // 07:00 and 04:00
	span, ok := h.Next(from, zones, from.Add(48*time.Hour))
	want := Interval{time.Date(2026, 1, 15, 16, 0, 0, 0, time.UTC), time.Date(2026, 1, 16, 2, 0, 0, 0, time.UTC)}
	if !ok || !span.Start.Equal(want.Start) || !span.End.Equal(want.End) {
		t.Errorf("Eastern and Pacific people may be written to in %v, want 11:00 to 21:00 Eastern, %v", span, want)
	}
	if _, ok := h.Next(from, nil, from.Add(48*time.Hour)); ok {
		t.Error("without a zone nothing is open")
	}
}

func TestHoursThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hours Hours
		want  string
	}{
		{Hours{}, "never open"},
		{Daily(Window{600, 600}), "never opens"},
		{Daily(Window{0, 1441}), "never opens"},
		{Daily(Window{480, 720}, Window{700, 800}), "overlap"},
		{Daily(Window{720, 800}, Window{480, 600}), "out of order"},
	} {
		if err := c.hours.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: error %v, want one that says %q", c.hours[0], err, c.want)
		}
	}
	touching := Daily(Window{480, 720}, Window{720, 800})
	if err := touching.Check(); err != nil {
		t.Errorf("windows that touch do not overlap: %v", err)
	}
}

func TestTimesOfDay(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]TimeOfDay{"00:00": 0, "08:00": 480, "23:59": 1439, "24:00": EndOfDay} {
		if got, err := ParseTimeOfDay(in); err != nil || got != want {
			t.Errorf("%s is %d minutes (%v), want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "8:00", "08:60", "24:01", "25:00", "08.00", "0800", "08:00:00", "-1:00", "+8:00", "08:+1", "八点"} {
		if got, err := ParseTimeOfDay(in); err == nil {
			t.Errorf("%q was read as %s", in, got)
		}
	}
	for _, in := range []string{"", "08:00", "22:00-08:00", "08:00-08:00", "08:00-25:00", "08:00–22:00"} {
		if got, err := ParseWindow(in); err == nil {
			t.Errorf("%q was read as %s", in, got)
		}
	}
}

func FuzzParseWindow(f *testing.F) {
	f.Add("08:00-22:00")
	f.Add("00:00 - 24:00")
	f.Fuzz(func(t *testing.T, s string) {
		w, err := ParseWindow(s)
		if err != nil {
			return
		}
		if w.From < 0 || w.From >= w.To || w.To > EndOfDay {
			t.Errorf("%q was read as %s", s, w)
		}
		if again, err := ParseWindow(w.String()); err != nil || again != w {
			t.Errorf("%q is written %q, which is read as %v (%v)", s, w, again, err)
		}
	})
}

func TestIntersectionsAreWhatBothContain(t *testing.T) {
	t.Parallel()
	zero := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	draw := func(t *rapid.T, name string) []Interval {
		var list []Interval
		at := 0
		for _, gap := range rapid.SliceOfN(rapid.IntRange(0, 5), 0, 12).Draw(t, name) {
			list = append(list, Interval{zero.Add(time.Duration(at+gap) * time.Minute), zero.Add(time.Duration(at+2*gap+1) * time.Minute)})
			at += 2*gap + 2
		}
		return list
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		both := Intersect(a, b)
		eachMinute(zero, zero.Add(3*time.Hour), func(m time.Time) {
			if want := contains(a, m) && contains(b, m); contains(both, m) != want {
				t.Fatalf("%v and %v: %s is in the intersection: %v", a, b, m, !want)
			}
		})
	})
}

func contains(list []Interval, t time.Time) bool {
	return slices.ContainsFunc(list, func(i Interval) bool { return i.Contains(t) })
}

func mustWindow(t testing.TB, s string) Window {
	t.Helper()
	w, err := ParseWindow(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestClocksOfOldAreReadToo(t *testing.T) {
	t.Parallel()
	h := Daily(Window{8 * 60, 22 * 60})
	night := time.Date(1931, 3, 1, 18, 0, 0, 0, time.UTC) // 02:00 in Shanghai
	open, until := h.Open(night, load(t, "Asia/Shanghai"))
	if open || !until.Equal(night.Add(6*time.Hour)) {
		t.Errorf("at two in the morning it is open=%v until %s", open, until)
	}
}
