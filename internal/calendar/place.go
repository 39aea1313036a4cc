package calendar

import (
	"fmt"
	"regexp"
	"strings"
)

// Place is where a person is, as far as law and holidays are concerned: a country (ISO 3166-1 alpha-2), a
// subdivision of it (as ISO 3166-2 writes it), and a locality within that: US, US-NY, US-NY-NYC, GB-ENG,
// CN-54. The empty Place is no place.
type Place string

var placeForm = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,3}(-[A-Z0-9]{1,8})?)?$`)

// ParsePlace reads a place; small letters are taken for capitals.
func ParsePlace(s string) (Place, error) {
	p := strings.ToUpper(strings.TrimSpace(s))
	if !placeForm.MatchString(p) {
		return "", fmt.Errorf("%q is not a place: write a country, or a country and a region, for example US, US-MA, US-NY-NYC or GB-ENG", s)
	}
	return Place(p), nil
}

// Country is the country of the place.
func (p Place) Country() string {
	country, _, _ := strings.Cut(string(p), "-")
	return country
}

// Within says that p is q, or a part of it.
func (p Place) Within(q Place) bool {
	return q != "" && strings.HasPrefix(string(p), string(q)) && (len(p) == len(q) || p[len(q)] == '-')
}

// MayBe says that who is in p may be in q: p is within q, or q is a part of p.
func (p Place) MayBe(q Place) bool { return p.Within(q) || q.Within(p) }
