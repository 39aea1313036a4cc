package place

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"comity/internal/calendar"
)

// Unknown says what is wrong with a place that there is not, and what may be meant; empty where the place is
// known. A place that nobody knows is no place to be taken for: who is said to be there would be taken to be
// nowhere else, and no city's law would hold.
//
// Countries are those of ISO 3166-1. Regions are known of the United States, Britain, China and Canada, and taken
// as written elsewhere; parts of regions are those that law or calendars here speak of.
func Unknown(p calendar.Place) (problem, hint string) {
	country := p.Country()
	region, locality, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(string(p), country), "-"), "-")
	if country == "UK" { // reserved for what ISO 3166-1 calls GB
		return "there is no country UK", "write GB"
	}
	if r, err := language.ParseRegion(country); country != "EU" && (err != nil || !r.IsCountry() || r.String() != country) {
		return "there is no country " + country, "write a code of ISO 3166-1, for example US or CN"
	}
	known, listed := regions()[country]
	switch {
	case region == "" || !listed:
		return "", ""
	case country == "US" && (region == "NYC" || region == "NY" && slices.Contains(boroughs, locality)):
		return fmt.Sprintf("there is no %s", p), "New York City is US-NY-NYC"
	case !slices.Contains(known, region):
		return fmt.Sprintf("%s has no region %s", country, region), "write one of " + strings.Join(known, ", ")
	case locality != "" && country == "US" && string(p) != string(cityOfNewYork):
		return fmt.Sprintf("no rule knows %s", p), fmt.Sprintf("write %s-%s", country, region)
	}
	return "", ""
}

const cityOfNewYork calendar.Place = "US-NY-NYC"

// boroughs are what people may write for a part of New York City.
var boroughs = []string{"NY", "MAN", "BKLYN", "BROOKLYN", "BRONX", "QUEENS", "SI", "STATEN", "MANHATTA"}

// regions is the regions of countries of which all are known, in order.
func regions() map[string][]string {
	all := map[string][]string{"GB": {"ENG", "EAW", "NIR", "SCT", "WLS"}}
	for code := range states {
		all["US"] = append(all["US"], code)
	}
	for code := range provinces {
		all["CA"] = append(all["CA"], code)
	}
	for _, p := range chinese {
		all["CN"] = append(all["CN"], p.code)
	}
	for country := range all {
		slices.Sort(all[country])
	}
	return all
}
