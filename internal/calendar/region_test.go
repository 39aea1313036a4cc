package calendar_test

import (
	"strings"
	"testing"
	"time"

	"comity/internal/calendar"
)

// made is a calendar of Great Britain with one year, and the given days off and days worked.
func made(off, work string) []byte {
	return []byte(`{"country":"GB","years":{"2026":{"paper":"p","url":"u","as_of":"2026-01-01","off":[` + off + `],"work":[` + work + `]}}}`)
}

const (
	boxing  = `{"from":"2026-12-25","to":"2026-12-26","zh":"节","en":"Christmas"}`
	scots   = `{"from":"2026-08-03","zh":"夏","en":"Summer, Scotland","regions":["GB-SCT"]}`
	english = `{"from":"2026-08-31","zh":"夏","en":"Summer","regions":["GB-ENG","GB-WLS"]}`
	irish   = `{"from":"2026-08-31","zh":"夏","en":"Summer, Ulster","regions":["GB-NIR"]}`
)

func TestARegionalHolidayCountsForWhoeverMayBeThere(t *testing.T) {
	t.Parallel()
	tab, err := calendar.ParseTable("gb.json", made(boxing+","+scots+","+english+","+irish, ""))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		date, places, name string
		why                string
	}{
		{"2026-08-03", "", "", "without places, only the whole country's days count"},
		{"2026-08-03", "GB-SCT", "Summer, Scotland", "there"},
		{"2026-08-03", "GB-SCT-EDH", "Summer, Scotland", "in a part of the region"},
		{"2026-08-03", "GB", "Summer, Scotland", "may be there: no more is known than the country"},
		{"2026-08-03", "GB-ENG", "", "in another region"},
		{"2026-08-03", "US", "", "in another country"},
		{"2026-08-03", "GB-ENG GB-SCT", "Summer, Scotland", "may be in one of two places"},
		{"2026-08-31", "GB-SCT", "", "not there"},
		{"2026-08-31", "GB-WLS", "Summer", "one of two regions of the day"},
		{"2026-08-31", "GB-NIR", "Summer, Ulster", "another name in another region"},
		{"2026-12-25", "GB-SCT", "Christmas", "of the whole country"},
		{"2026-12-25", "US", "Christmas", "of the whole country, for everybody who is asked about"},
		{"2026-08-04", "GB", "", "an ordinary day"},
	} {
		var places []calendar.Place
		for _, p := range strings.Fields(c.places) {
			places = append(places, calendar.Place(p))
		}
		day, err := tab.Day(days(t, c.date)[0], places...)
		if err != nil || day.Name.EN != c.name || day.Working != (c.name == "") {
			t.Errorf("%s in %q is %+v, %v; want %q (%s)", c.date, c.places, day, err, c.name, c.why)
		}
		day, _, err = tab.At(days(t, c.date)[0].Start(time.UTC), time.UTC, places...)
		if err != nil || day.Name.EN != c.name {
			t.Errorf("at an instant of %s in %q it is %+v, %v", c.date, c.places, day, err)
		}
	}
	var listed []string
	for _, r := range tab.Regional(2026) {
		listed = append(listed, r.Date.String()+" "+string(r.Regions[0]))
	}
	if got := strings.Join(listed, ", "); got != "2026-08-03 GB-SCT, 2026-08-31 GB-ENG, 2026-08-31 GB-NIR" {
		t.Errorf("days of regions are listed as %s", got)
	}
}

func TestARegionMayRestWhileTheCountryMakesUpForADay(t *testing.T) {
	t.Parallel()
	tab, err := calendar.ParseTable("gb.json", made(
		`{"from":"2026-02-28","zh":"节","en":"Regional","regions":["GB-SCT"]}`, `{"from":"2026-02-28","zh":"补","en":"Made up"}`))
	if err != nil {
		t.Fatal(err)
	}
	date := days(t, "2026-02-28")[0]
	if day, _ := tab.Day(date); !day.Working || day.Name.EN != "Made up" {
		t.Errorf("in the country it is %+v", day)
	}
	if day, _ := tab.Day(date, "GB-SCT"); day.Working || day.Name.EN != "Regional" {
		t.Errorf("in the region it is %+v", day)
	}
}

func TestRegionsWithMistakesAreRefused(t *testing.T) {
	t.Parallel()
	day := func(regions string) string {
		return `{"from":"2026-08-31","zh":"夏","en":"S","regions":[` + regions + `]}`
	}
	for name, c := range map[string]struct{ off, work, want string }{
		"twice in one region":        {english + "," + day(`"GB-WLS","GB-SCT"`), "", "named twice"},
		"in a region and its part":   {english + "," + day(`"GB-ENG-LND"`), "", "named twice"},
		"first a region, then all":   {scots + `,{"from":"2026-08-01","to":"2026-08-05","zh":"夏","en":"S"}`, "", "named twice"},
		"first all, then a region":   {boxing + `,{"from":"2026-12-26","zh":"夏","en":"S","regions":["GB-SCT"]}`, "", "whole country already"},
		"a region named twice":       {day(`"GB-SCT","GB-SCT"`), "", "GB-SCT is named twice"},
		"the country as its region":  {day(`"GB"`), "", `"GB" is not a region of GB`},
		"a region of another":        {day(`"US-NY"`), "", `"US-NY" is not a region of GB`},
		"a region in small letters":  {day(`"gb-sct"`), "", `"gb-sct" is not a region of GB`},
		"a region that is no code":   {day(`"Scotland"`), "", `"Scotland" is not a region of GB`},
		"a paper without its url":    {`{"from":"2026-08-03","zh":"夏","en":"S","regions":["GB-SCT"],"paper":"p"}`, "", "both paper and url"},
		"a region that works":        {"", `{"from":"2026-08-29","zh":"补","en":"S","regions":["GB-SCT"]}`, "whole country only"},
		"a day of rest and its work": {`{"from":"2026-08-29","zh":"夏","en":"S"}`, `{"from":"2026-08-29","zh":"补","en":"S"}`, "named twice"},
	} {
		if _, err := calendar.ParseTable("gb.json", made(c.off, c.work)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one that says %q", name, err, c.want)
		}
	}
}

func TestAskingForADayAllocatesNothing(t *testing.T) {
	tab, err := calendar.ParseTable("gb.json", made(boxing+","+scots, ""))
	if err != nil {
		t.Fatal(err)
	}
	places := []calendar.Place{"GB-SCT", "GB-ENG"}
	noon := time.Date(2026, 8, 3, 12, 0, 0, 0, time.UTC)
	if n := testing.AllocsPerRun(100, func() { _, _, _ = tab.At(noon, time.UTC, places...) }); n != 0 {
		t.Errorf("asking about a place takes %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { _, _, _ = tab.At(noon, time.UTC) }); n != 0 {
		t.Errorf("asking about the country takes %v allocations", n)
	}
}
