package calendar

import (
	"time"

	"pgregory.net/rapid"
)

// testZones have changes of the clock of many kinds: at midnight, at 02:00, of half an hour, across the date
// line, and none at all.
func testZones() []string {
	return []string{
		"America/Sao_Paulo", "Asia/Beirut", "America/Havana", "Africa/Cairo", "America/New_York",
		"Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Shanghai", "America/St_Johns",
		"Asia/Kathmandu", "America/Toronto",
	}
}

func load(t rapid.TB, name string) *time.Location {
	t.Helper()
	zone, err := new(Zones).Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// changes lists the instants at which zone changes its offset within a span of years.
func changes(zone *time.Location, from, to int) []time.Time {
	var list []time.Time
	t := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC)
	for {
		_, end := t.In(zone).ZoneBounds()
		if end.IsZero() || end.Year() > to {
			return list
		}
		list = append(list, end.UTC())
		t = end
	}
}

// nearChange draws an instant within two days of a change of the clock, or any instant where there is none.
func nearChange(t *rapid.T, zone *time.Location) time.Time {
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 365*24).Draw(t, "hour")) * time.Hour)
	if list := changes(zone, 1985, 2030); len(list) > 0 && rapid.IntRange(0, 4).Draw(t, "anywhere") > 0 {
		at = rapid.SampledFrom(list).Draw(t, "change")
	}
	return at.Add(time.Duration(rapid.IntRange(-48*60, 48*60).Draw(t, "minutes")) * time.Minute)
}

// drawHours draws hours with up to three windows a day.
func drawHours(t *rapid.T) Hours {
	var h Hours
	for day := range h {
		at := 0
		for range rapid.IntRange(0, 3).Draw(t, "windows") {
			from := at + rapid.IntRange(0, 600).Draw(t, "from")
			to := from + 1 + rapid.IntRange(0, 600).Draw(t, "length")
			if to > int(EndOfDay) {
				break
			}
			h[day] = append(h[day], Window{TimeOfDay(from), TimeOfDay(to)})
			at = to
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "always") == 0 {
		h[time.Sunday] = []Window{{0, EndOfDay}}
		h[time.Monday] = []Window{{0, 60}, {60, EndOfDay}}
	}
	return h
}

// openNaively reads the clock on the wall, as a person would.
func openNaively(h Hours, t time.Time, zone *time.Location) bool {
	local := t.In(zone)
	minute := TimeOfDay(local.Hour()*60 + local.Minute())
	for _, w := range h[local.Weekday()] {
		if w.From <= minute && minute < w.To {
			return true
		}
	}
	return false
}

// eachMinute calls f for every minute of a span.
func eachMinute(from, to time.Time, f func(time.Time)) {
	for t := from; t.Before(to); t = t.Add(time.Minute) {
		f(t)
	}
}
