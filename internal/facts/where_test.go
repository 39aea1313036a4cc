package facts

import (
	"slices"
	"testing"

	"comity/internal/calendar"
)

// person reads a case with a person and contact points.
func person(t *testing.T, text string) (zones []string, places []calendar.Place, home string) {
	t.Helper()
	f := one(t, "now: 2026-10-20T10:00:00-04:00\naccounts: [{overdue: 1, dpd: 1}]\n"+text).Facts
	return f.Customer.Zones, f.Customer.Places, f.Zone
}

func TestWhereAPersonMayBe(t *testing.T) {
	t.Parallel()
	const (
		newYork = "{channel: sms, value: '+12125550100'}"
		boston  = "{channel: letter, postal: {city: Boston, region: MA, postal_code: '02118', country: US}}"
		denver  = "{channel: letter, postal: {city: Denver, region: CO, postal_code: '80202', country: US}}"
	)
	for _, c := range []struct {
		name, text string
		zones      []string
		places     []calendar.Place
		home       string
	}{
		{"nothing is known", "", nil, nil, "Etc/GMT+4"},
		{"an email tells nothing", "contact_points: [{channel: email, value: a@example.com}]", nil, nil, "Etc/GMT+4"},
		{"the number's area", "contact_points: [" + newYork + "]", []string{"America/New_York"}, []calendar.Place{"US-NY-NYC"}, "America/New_York"},
		{"number and address", "contact_points: [" + newYork + "," + denver + "]", []string{"America/Denver", "America/New_York"}, []calendar.Place{"US-CO", "US-NY-NYC"}, "America/Denver"},
		{"what is stated of the person is all there is", "customer: {zones: [America/Denver], places: [US-CO]}\ncontact_points: [" + newYork + "]", []string{"America/Denver"}, []calendar.Place{"US-CO"}, "America/Denver"},
		{"even that nothing is known", "customer: {zones: [], places: []}\ncontact_points: [" + newYork + "]", nil, nil, "Etc/GMT+4"},
		{"zones alone are stated", "customer: {zones: America/Denver}\ncontact_points: [" + boston + "]", []string{"America/Denver"}, []calendar.Place{"US-MA"}, "America/Denver"},
		{"a place alone is stated", "customer: {places: GB-SCT}", []string{"Europe/London"}, []calendar.Place{"GB-SCT"}, "Europe/London"},
		{"a point is stated to be elsewhere", "contact_points: [{channel: sms, value: '+12125550100', place: US-MA, zone: America/Chicago}]", []string{"America/Chicago"}, []calendar.Place{"US-MA"}, "America/Chicago"},
		{"a point's place has zones", "contact_points: [{channel: email, place: IE}]", []string{"Europe/Dublin"}, []calendar.Place{"IE"}, "Europe/Dublin"},
		{"the portfolio is elsewhere", "zone: Asia/Tokyo\ncontact_points: [" + boston + "]", []string{"America/New_York"}, []calendar.Place{"US-MA"}, "Asia/Tokyo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			zones, places, home := person(t, c.text)
			if !slices.Equal(zones, c.zones) || !slices.Equal(places, c.places) || home != c.home {
				t.Errorf("zones %v, places %v, home %s", zones, places, home)
			}
		})
	}
}

func TestWhereNothingIsKnownThePacksSayWhereThePortfolioIs(t *testing.T) {
	t.Parallel()
	o := Options{Zones: func(packs []string) []string {
		return map[string][]string{"cn": {"Asia/Shanghai"}, "us": {"America/New_York", "Pacific/Honolulu"}}[packs[0]]
	}}
	for packs, want := range map[string]string{"[cn]": "Asia/Shanghai", "[us, cn]": "America/New_York", "[eu]": "Etc/GMT-2", "[us]\nzone: Asia/Tokyo": "Asia/Tokyo"} {
		cases, err := o.Parse("a", []byte("now: 2026-10-20T10:00:00+02:00\naccounts: [{overdue: 1, dpd: 1}]\npacks: "+packs))
		if err != nil {
			t.Fatal(err)
		}
		if f := cases[0].Facts; f.Zone != want || len(f.Customer.Zones) != 0 {
			t.Errorf("%s: the portfolio is in %s, the person in %v", packs, f.Zone, f.Customer.Zones)
		}
	}
}

func TestALocalTimeNeedsOneClock(t *testing.T) {
	t.Parallel()
	o := Options{Zones: func(packs []string) []string {
		return map[string][]string{"cn": {"Asia/Shanghai"}, "us": {"America/New_York", "Pacific/Honolulu"}}[packs[0]]
	}}
	for packs, good := range map[string]bool{"[cn]": true, "[us]": false, "[eu]": false, "[us]\nzone: America/Chicago": true, "[us]\ncustomer: {zones: America/Chicago}": true} {
		_, err := o.Parse("a", []byte("now: 2026-10-20 10:00\naccounts: [{overdue: 1, dpd: 1}]\npacks: "+packs))
		if good != (err == nil) || err != nil && err.Error() != "a:1:6: now: this local time needs a zone; write its offset, or zone: and an IANA name" {
			t.Errorf("%s: %v", packs, err)
		}
	}
}

// Numbers that nobody has are the right ones for trying things out.
func TestInventedNumbersAreTakenIn(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"+12125550100": "+12125550100", "+1 (212) 555-0100": "+12125550100", "+44 7700 900123": "+447700900123",
		"+86 100 0000 0001": "+8610000000001", "+99912345678": "+99912345678", "+353 1 555 0100": "+35315550100",
	} {
		got := one(t, "now: 2026-10-20T10:00:00-04:00\naccounts: [{overdue: 1, dpd: 1}]\ncontact_points: [{channel: sms, value: '"+value+"'}]").Facts.Points[0].Value
		if got != want {
			t.Errorf("%s is kept as %s, want %s", value, got, want)
		}
	}
	local := one(t, "now: 2026-10-20T10:00:00-04:00\naccounts: [{overdue: 1, dpd: 1}]\ncustomer: {places: [US-NY]}\ncontact_points: [{channel: sms, value: (212) 555-0100}]")
	if got := local.Facts.Points[0].Value; got != "+12125550100" {
		t.Errorf("a number of the person's country is kept as %s", got)
	}
}
