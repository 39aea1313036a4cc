package place

import (
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// provinces is the provinces and territories of Canada, the letters with which their postal codes begin, and
// their zones by zone.tab of the tz database; of zones whose clocks have agreed since 2025 one is named.
var provinces = map[string]struct{ name, letters, zones string }{
	"AB": {"ALBERTA", "T", "America/Edmonton"},
	"BC": {"BRITISH COLUMBIA", "V", "America/Edmonton America/Fort_Nelson America/Vancouver"},
	"MB": {"MANITOBA", "R", "America/Winnipeg"},
	"NB": {"NEW BRUNSWICK", "E", "America/Halifax"},
	"NL": {"NEWFOUNDLAND AND LABRADOR", "A", "America/Halifax America/St_Johns"},
	"NS": {"NOVA SCOTIA", "B", "America/Halifax"},
	"NT": {"NORTHWEST TERRITORIES", "", "America/Edmonton"},
	"NU": {"NUNAVUT", "", "America/Atikokan America/Edmonton America/Toronto America/Winnipeg"},
	"ON": {"ONTARIO", "KLMNP", "America/Atikokan America/Toronto America/Winnipeg"},
	"PE": {"PRINCE EDWARD ISLAND", "C", "America/Halifax"},
	"QC": {"QUEBEC", "GHJ", "America/Halifax America/Puerto_Rico America/Toronto"},
	"SK": {"SASKATCHEWAN", "S", "America/Edmonton America/Regina"},
	"YT": {"YUKON", "Y", "America/Whitehorse"},
}

func inCanada(a dunning.PostalAddress) ([]calendar.Place, []string) {
	const country = calendar.Place("CA")
	name, code := region(a), strings.ToUpper(strings.TrimSpace(a.PostalCode))
	var said, posted []calendar.Place
	for p, x := range provinces {
		place := country + "-" + calendar.Place(p)
		if name == p || name == x.name || p == "QC" && name == "QUÉBEC" {
			said = append(said, place)
		}
		if code != "" && strings.Contains(x.letters, code[:1]) {
			posted = append(posted, place)
		}
	}
	if strings.HasPrefix(code, "X") {
		posted = []calendar.Place{"CA-NT", "CA-NU"}
	}
	if places := agree(said, posted); len(places) > 0 {
		return at(places...)
	}
	return at(country)
}

// zonesOfProvince is every zone of a province; of all of them when it is not known, and none for a code
// that is no province's.
func zonesOfProvince(province string) []string {
	if province != "" {
		return strings.Fields(provinces[province].zones)
	}
	var zones []string
	for _, p := range provinces {
		zones = append(zones, strings.Fields(p.zones)...)
	}
	return inOrder(zones)
}
