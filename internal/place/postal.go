package place

import (
	"slices"
	"strings"
	"unicode"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// OfPostal is where a postal address is, as finely as it says for certain, and every zone of that. An
// address whose country is not known is nowhere.
func OfPostal(a dunning.PostalAddress) (places []calendar.Place, zones []string) {
	switch country := strings.ToUpper(strings.TrimSpace(a.Country)); country {
	case "US":
		return inUnitedStates(a)
	case "PR", "VI", "GU", "AS", "MP": // territories, that the post also takes for countries
		return at(calendar.Place("US-" + country))
	case "GB", "UK":
		return inBritain(a)
	case "CN":
		return inChina(a)
	case "CA":
		return inCanada(a)
	default:
		if _, known := countryZones[country]; !known {
			return nil, nil
		}
		return at(calendar.Place(country))
	}
}

// at is places with every zone of them.
func at(places ...calendar.Place) ([]calendar.Place, []string) {
	places = inOrder(places)
	var zones []string
	for _, p := range places {
		zones = append(zones, ZonesIn(p)...)
	}
	return places, inOrder(zones)
}

// agree puts together what two parts of an address say. Where one says nothing the other is right; where
// they share something that is right; where they contradict each other, either may be.
func agree(a, b []calendar.Place) []calendar.Place {
	if len(a) == 0 {
		return b
	}
	var both []calendar.Place
	for _, p := range a {
		if slices.Contains(b, p) {
			both = append(both, p)
		}
	}
	if len(both) > 0 {
		return both
	}
	return slices.Concat(a, b)
}

// plain is a name without what people write differently: capitals, dots, commas, apostrophes, and more than
// one space.
func plain(s string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(s) {
		switch {
		case r == '.' || r == '\'' || r == '’':
		case unicode.IsSpace(r) || r == ',' || r == '_':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// region is the plain name of an address's region, without the country in front of its code.
func region(a dunning.PostalAddress) string {
	name := plain(a.Region)
	if code, ok := strings.CutPrefix(name, strings.ToUpper(strings.TrimSpace(a.Country))+"-"); ok {
		return code
	}
	return name
}

// digits is the first n digits of a postal code, as a number; ok is false when there are fewer.
func digits(code string, n int) (number int, ok bool) {
	code = strings.TrimSpace(code)
	if len(code) < n {
		return 0, false
	}
	for _, c := range []byte(code[:n]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		number = number*10 + int(c-'0')
	}
	return number, true
}
