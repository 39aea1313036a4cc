package place

import (
	"slices"
	"strings"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// said writes what comes back as a line.
func said(places []calendar.Place, zones []string) string {
	var words []string
	for _, p := range places {
		words = append(words, string(p))
	}
	return strings.Join(words, " ") + " | " + strings.Join(zones, " ")
}

const (
	eastern  = "America/New_York"
	central  = "America/Chicago"
	states50 = "America/Adak America/Anchorage America/Boise America/Chicago America/Denver America/Los_Angeles America/New_York America/Phoenix Pacific/Honolulu"
)

func phone(number string) dunning.ContactPoint {
	return dunning.ContactPoint{Channel: dunning.SMS, Value: number}
}

func post(country, region, city, code string) dunning.ContactPoint {
	return dunning.ContactPoint{Channel: dunning.Letter, Postal: dunning.PostalAddress{
		Lines: []string{"1 Example Road"}, City: city, Region: region, PostalCode: code, Country: country,
	}}
}

func TestEverythingThatIsKnownOfAPersonCounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		customer dunning.Customer
		points   []dunning.ContactPoint
		want     string
	}{
		"nothing":          {want: " | "},
		"an email address": {points: []dunning.ContactPoint{{Channel: dunning.Email, Value: "somebody@example.org"}}, want: " | "},
		"a phone of one state and an address in another": {
			points: []dunning.ContactPoint{phone("+12065550123"), post("US", "MA", "Boston", "02108")},
			want:   "US-MA US-WA | America/Los_Angeles " + eastern,
		},
		"an address in the state of the phone, but finer": {
			points: []dunning.ContactPoint{phone("+13155550123"), post("US", "NY", "Brooklyn", "11201")},
			want:   "US-NY-NYC | " + eastern,
		},
		"an address without a state gives way to the phone": {
			points: []dunning.ContactPoint{post("US", "", "", ""), phone("+16175550123")},
			want:   "US-MA | " + eastern,
		},
		"a toll-free number adds nothing": {
			points: []dunning.ContactPoint{phone("+18005550123"), phone("+13035550123")},
			want:   "US-CO | America/Denver",
		},
		"a place that was stated has its zones": {
			customer: dunning.Customer{Places: []calendar.Place{"US-NY-NYC"}},
			want:     "US-NY-NYC | " + eastern,
		},
		"a zone that was stated stays beside those of the phone": {
			customer: dunning.Customer{Zones: []string{"Europe/Berlin"}},
			points:   []dunning.ContactPoint{phone("+14155550123")},
			want:     "US-CA | America/Los_Angeles Europe/Berlin",
		},
		"a country and a part of another": {
			points: []dunning.ContactPoint{phone("+8613800000000"), phone("+442890180123")},
			want:   "CN GB-NIR | Asia/Shanghai Europe/London",
		},
		"a Chinese mobile phone and an address": {
			points: []dunning.ContactPoint{phone("+8613800000000"), post("CN", "广东省", "深圳市", "518000")},
			want:   "CN-44 | Asia/Shanghai",
		},
		"the same said three times": {
			customer: dunning.Customer{Places: []calendar.Place{"GB-SCT"}, Zones: []string{"Europe/London"}},
			points:   []dunning.ContactPoint{phone("+441315550123"), post("GB", "Scotland", "Edinburgh", "EH1 1AA")},
			want:     "GB-SCT | Europe/London",
		},
	} {
		if got := said(Of(c.customer, c.points), Zones(c.customer, c.points)); got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
}

func TestHintsMayBePutTogetherInAnyOrder(t *testing.T) {
	t.Parallel()
	hints := []Hint{
		{[]calendar.Place{"US"}, strings.Fields(states50)},
		{[]calendar.Place{"US-NY"}, []string{eastern}},
		{[]calendar.Place{"US-NY-NYC"}, []string{eastern}},
		{[]calendar.Place{"CA-NS", "CA-PE"}, []string{"America/Halifax"}},
		{nil, []string{"Asia/Shanghai"}},
	}
	want := "CA-NS CA-PE US-NY-NYC | America/Halifax America/New_York Asia/Shanghai"
	for range hints {
		hints = append(hints[1:], hints[0])
		if m := Merge(hints...); said(m.Places, m.Zones) != want {
			t.Errorf("%s, want %s", said(m.Places, m.Zones), want)
		}
	}
	m := Merge(hints...)
	if again := Merge(m); said(again.Places, again.Zones) != want {
		t.Errorf("once more: %s", said(again.Places, again.Zones))
	}
}

// Every zone that a table names exists in the database that the program carries, and every place is
// written as places are.
func TestTheTablesAreWellFormed(t *testing.T) {
	t.Parallel()
	var places []calendar.Place
	for c := range countryZones {
		places = append(places, calendar.Place(c))
	}
	for s := range states {
		places = append(places, calendar.Place("US-"+s))
	}
	for p := range provinces {
		places = append(places, calendar.Place("CA-"+p))
	}
	for _, p := range chinese {
		places = append(places, calendar.Place("CN-"+p.code))
	}
	for _, a := range areaCodes {
		places = append(places, placesOf(a.places)...)
	}
	for _, a := range postcodeAreas {
		places = append(places, placesOf(a.places)...)
	}
	zones := new(calendar.Zones)
	for _, p := range append(places, "US", "CA", "CN", "US-NY-NYC") {
		if parsed, err := calendar.ParsePlace(string(p)); err != nil || parsed != p {
			t.Errorf("%q is not how a place is written: %v", p, err)
		}
		if len(ZonesIn(p)) == 0 {
			t.Errorf("%s has no zone", p)
		}
		for _, z := range ZonesIn(p) {
			if _, err := zones.Load(z); err != nil {
				t.Errorf("%s: %v", p, err)
			}
		}
	}
	if len(states) != 56 || len(provinces) != 13 || len(chinese) != 34 {
		t.Errorf("there are %d states, districts and territories, %d provinces of Canada and %d of China", len(states), len(provinces), len(chinese))
	}
	if got := ZonesIn("ZZ"); len(got) > 0 {
		t.Errorf("a country that is none has zones: %v", got)
	}
}

// clocks is the offsets of a zone in winter and in summer.
func clocks(t *testing.T, zone string) [2]int {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	_, winter := time.Date(2026, 1, 15, 12, 0, 0, 0, loc).Zone()
	_, summer := time.Date(2026, 7, 15, 12, 0, 0, 0, loc).Zone()
	return [2]int{winter, summer}
}

// has says that one of the zones has the clocks of another.
func has(t *testing.T, zones []string, zone string) bool {
	t.Helper()
	return slices.ContainsFunc(zones, func(z string) bool { return clocks(t, z) == clocks(t, zone) })
}
