package place

import (
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"
	"github.com/nyaruka/phonenumbers/v2/timezone"

	"comity/internal/calendar"
)

// OfPhone is the places that the area of a phone number (E.164, with its plus sign) belongs to, else its
// country, and every zone of them. A mobile phone may be elsewhere, which is why the address counts beside
// it. Numbers that belong to no place, such as toll-free ones, say nothing.
func OfPhone(e164 string) (places []calendar.Place, zones []string) {
	number, ok := strings.CutPrefix(e164, "+")
	if !ok || len(number) < 7 || len(number) > 15 || strings.Trim(number, "0123456789") != "" {
		return nil, nil
	}
	if national, ok := strings.CutPrefix(number, "1"); ok {
		return inNorthAmerica(national)
	}
	if national, ok := strings.CutPrefix(number, "44"); ok {
		if p := inBritishNetwork(national); p != "" {
			return at(p)
		}
	}
	n, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return nil, nil
	}
	country := countryOf(n)
	known := ZonesIn(calendar.Place(country))
	if len(known) == 0 {
		return nil, nil
	}
	if len(known) > 1 {
		if finer := zonesOfArea(n); len(finer) > 0 {
			known = finer
		}
	}
	return []calendar.Place{calendar.Place(country)}, known
}

// countryOf is the country of a number: of several that share a country code the one whose numbers look so,
// else the one that has most of them.
func countryOf(n *phonenumbers.PhoneNumber) string {
	code := int(n.GetCountryCode())
	if len(phonenumbers.GetRegionCodesForCountryCode(code)) > 1 {
		if r := phonenumbers.GetRegionCodeForNumber(n); r != "" {
			return r
		}
	}
	return phonenumbers.GetRegionCodeForCountryCode(code)
}

// zonesOfArea is the zones that the numbering data knows for a number in a country with several: those of
// its area, or of the country's numbers without one.
func zonesOfArea(n *phonenumbers.PhoneNumber) []string {
	list, err := timezone.GetTimeZonesForNumber(n)
	if err != nil || slices.Contains(list, timezone.Unknown) {
		return nil
	}
	return inOrder(slices.Clone(list))
}
