package place

import (
	"regexp"
	"strings"
	"unicode"

	"comity/internal/dunning"
)

var zipForm = regexp.MustCompile(`^[0-9]{5}(-[0-9]{4})?$`)

// Country is the country of a postal address that names none, where the rest of it leaves no doubt: an American
// state with a ZIP code, or Chinese characters with a Chinese postal code or none. It is empty where there is any.
func Country(a dunning.PostalAddress) string {
	if a.Country != "" {
		return a.Country
	}
	text := strings.Join(a.Lines, "") + a.City + a.Region
	han := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	switch {
	case stateNamed(strings.ToUpper(strings.TrimSpace(a.Region))) != "" && zipForm.MatchString(a.PostalCode):
		return "US"
	case han && len(provincesNamed(a)) > 0:
		return "CN"
	}
	return ""
}
