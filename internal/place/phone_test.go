package place

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"
	"github.com/nyaruka/phonenumbers/v2/geocoding"
	"github.com/nyaruka/phonenumbers/v2/timezone"
)

func TestPhoneNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ number, want string }{
		{"+12125550123", "US-NY-NYC | " + eastern},
		{"+13325550123", "US-NY-NYC | " + eastern},
		{"+13475550123", "US-NY-NYC | " + eastern},
		{"+14655550123", "US-NY-NYC | " + eastern},
		{"+16465550123", "US-NY-NYC | " + eastern},
		{"+17185550123", "US-NY-NYC | " + eastern},
		{"+19175550123", "US-NY-NYC | " + eastern},
		{"+19295550123", "US-NY-NYC | " + eastern},
		{"+15165550123", "US-NY | " + eastern},
		{"+12025550123", "US-DC | " + eastern},
		{"+17715550123", "US-DC | " + eastern},
		{"+16175550123", "US-MA | " + eastern},
		{"+12065550123", "US-WA | America/Los_Angeles"},
		{"+13055550123", "US-FL | " + eastern},
		{"+18505550123", "US-FL | " + central + " " + eastern},
		{"+14235550123", "US-TN | " + central + " " + eastern},
		{"+16155550123", "US-TN | " + central},
		{"+12195550123", "US-IN | " + central + " " + eastern},
		{"+12705550123", "US-KY | " + central + " " + eastern},
		{"+19155550123", "US-TX | America/Denver"},
		{"+12145550123", "US-TX | " + central},
		{"+16055550123", "US-SD | " + central + " America/Denver"},
		{"+19285550123", "US-AZ | America/Denver America/Phoenix"},
		{"+18085550123", "US-HI | Pacific/Honolulu"},
		{"+17875550123", "US-PR | America/Puerto_Rico"},
		{"+16715550123", "US-GU | Pacific/Guam"},
		{"+18005550123", " | "}, // toll-free
		{"+18885550123", " | "},
		{"+19005550123", " | "},
		{"+15005550006", " | "}, // the test numbers of a provider
		{"+14165550123", "CA-ON | America/Toronto"},
		{"+19025550123", "CA-NS CA-PE | America/Halifax"},
		{"+16045550123", "CA-BC | America/Vancouver"},
		{"+18765550123", "JM | America/Jamaica"},
		{"+8613800000000", "CN | Asia/Shanghai"},
		{"+861010000000", "CN | Asia/Shanghai"},
		{"+85251234567", "HK | Asia/Hong_Kong"},
		{"+447700900123", "GB | Europe/London"},
		{"+442079460123", "GB-ENG | Europe/London"},
		{"+441314960123", "GB-SCT | Europe/London"},
		{"+442920180123", "GB-WLS | Europe/London"},
		{"+442896496123", "GB-NIR | Europe/London"},
		{"+441632960123", "GB | Europe/London"},
		{"+441534960123", "JE | Europe/Jersey"},
		{"+447624900123", "IM | Europe/Isle_of_Man"},
		{"+353209123456", "IE | Europe/Dublin"},
		{"+353850000000", "IE | Europe/Dublin"},
		{"+4930123456", "DE | Europe/Berlin"},
		{"+77010000000", "KZ | Asia/Almaty"},
		{"+61491570156", "AU | Australia/Adelaide Australia/Brisbane Australia/Eucla Australia/Lord_Howe Australia/Perth Australia/Sydney Indian/Christmas Indian/Cocos"},
		{"+80012345678", " | "}, // no country's
		{"+99912345678", " | "},
		{"+1", " | "},
		{"12125550123", " | "},
		{"+1 212 555 0123", " | "},
		{"somebody@example.org", " | "},
		{"", " | "},
	} {
		if got := said(OfPhone(c.number)); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.number, got, c.want)
		}
	}
}

// The library's geocoder names the state of most area codes: in words, or behind the name of a city.
func TestAreaCodesAreWhereTheNumberingDataHasThem(t *testing.T) {
	t.Parallel()
	later := strings.Fields("357 436 457 465 471 483 621 624 679 729 837 861 924") // than the library's data
	for code := 200; code < 1000; code++ {
		digits := fmt.Sprint(code)
		n := &phonenumbers.PhoneNumber{CountryCode: new(int32), NationalNumber: new(uint64)}
		*n.CountryCode, *n.NationalNumber = 1, uint64(code)*1e7+5550123
		described, err := geocoding.GetDescriptionForValidNumber(n, "en")
		if err != nil {
			t.Fatal(err)
		}
		places, zones := inNorthAmerica(digits)
		if strings.HasPrefix(fmt.Sprint(places), "[US") && !slices.Contains(later, digits) {
			if state := strings.Split(string(places[0]), "-")[1]; described != "" && !names(described, state) {
				t.Errorf("%s is in %s, but the numbering data says %q", digits, state, described)
			}
		}
		if places == nil && len(described) > 0 && described != "United States" && described != "Canada" {
			t.Errorf("%s is missing: the numbering data says %q", digits, described)
		}
		if places == nil || slices.Contains(later, digits) || strings.HasPrefix(string(places[0]), "CA") {
			continue
		}
		known, err := timezone.GetTimeZonesForGeographicalNumber(n)
		if err != nil {
			t.Fatal(err)
		}
		for _, z := range known {
			if digits == "689" { // an overlay of 407, Orlando, which the data has on the Gulf's clock
				continue
			}
			if !has(t, zones, z) {
				t.Errorf("%s in %v may be in %s by the numbering data, but not by ours: %v", digits, places, z, zones)
			}
		}
	}
}

// names says that a description is of a state.
func names(described, state string) bool {
	words := strings.ToUpper(strings.NewReplacer(".", "", " State", "").Replace(described))
	return words == states[state].name || strings.HasSuffix(words, ", "+state) || state == "DC" && words == "WASHINGTON DC"
}

func TestAnAreaCodeIsInOnePlace(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, a := range areaCodes {
		for _, code := range strings.Fields(a.codes) {
			if seen[code] != "" || len(code) != 3 {
				t.Errorf("%s is in %s and in %s", code, seen[code], a.places)
			}
			seen[code] = a.places
		}
	}
	zoned := map[string]bool{}
	for _, z := range areaZones {
		for _, code := range strings.Fields(z.codes) {
			if seen[code] == "" || zoned[code] {
				t.Errorf("%s has zones twice, or is nowhere", code)
			}
			zoned[code] = true
			for _, zone := range strings.Fields(z.zones) {
				if !slices.Contains(ZonesIn(placesOf(seen[code])[0]), zone) {
					t.Errorf("%s in %s has the zone %s, which its place has not", code, seen[code], zone)
				}
			}
		}
	}
}

func FuzzOfPhone(f *testing.F) {
	for _, s := range []string{"+12125550123", "+447700900123", "+8613800000000", "+61491570156", "+7", "+44", "+999", "", "+1212"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		places, zones := OfPhone(s)
		wellFormed(t, places, zones)
		if (len(places) == 0) != (len(zones) == 0) {
			t.Errorf("%q is in %v, with the zones %v", s, places, zones)
		}
	})
}
