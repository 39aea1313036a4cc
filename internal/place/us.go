package place

import (
	"comity/internal/calendar"
	"comity/internal/dunning"
)

// states is the states of the United States, the capital district and the territories, with their zones as
// 49 CFR part 71 draws them. Of zones whose clocks agree, the one is named that phone numbers are given too.
// Arizona has Denver's beside its own because the Navajo Nation changes its clocks, and Nevada because a few
// towns on its border keep mountain time.
var states = map[string]struct{ name, zones string }{
	"AL": {"ALABAMA", "America/Chicago"},
	"AK": {"ALASKA", "America/Adak America/Anchorage"},
	"AZ": {"ARIZONA", "America/Denver America/Phoenix"},
	"AR": {"ARKANSAS", "America/Chicago"},
	"CA": {"CALIFORNIA", "America/Los_Angeles"},
	"CO": {"COLORADO", "America/Denver"},
	"CT": {"CONNECTICUT", "America/New_York"},
	"DE": {"DELAWARE", "America/New_York"},
	"DC": {"DISTRICT OF COLUMBIA", "America/New_York"},
	"FL": {"FLORIDA", "America/Chicago America/New_York"},
	"GA": {"GEORGIA", "America/New_York"},
	"HI": {"HAWAII", "Pacific/Honolulu"},
	"ID": {"IDAHO", "America/Boise America/Los_Angeles"},
	"IL": {"ILLINOIS", "America/Chicago"},
	"IN": {"INDIANA", "America/Chicago America/New_York"},
	"IA": {"IOWA", "America/Chicago"},
	"KS": {"KANSAS", "America/Chicago America/Denver"},
	"KY": {"KENTUCKY", "America/Chicago America/New_York"},
	"LA": {"LOUISIANA", "America/Chicago"},
	"ME": {"MAINE", "America/New_York"},
	"MD": {"MARYLAND", "America/New_York"},
	"MA": {"MASSACHUSETTS", "America/New_York"},
	"MI": {"MICHIGAN", "America/Chicago America/New_York"},
	"MN": {"MINNESOTA", "America/Chicago"},
	"MS": {"MISSISSIPPI", "America/Chicago"},
	"MO": {"MISSOURI", "America/Chicago"},
	"MT": {"MONTANA", "America/Denver"},
	"NE": {"NEBRASKA", "America/Chicago America/Denver"},
	"NV": {"NEVADA", "America/Boise America/Los_Angeles"},
	"NH": {"NEW HAMPSHIRE", "America/New_York"},
	"NJ": {"NEW JERSEY", "America/New_York"},
	"NM": {"NEW MEXICO", "America/Denver"},
	"NY": {"NEW YORK", "America/New_York"},
	"NC": {"NORTH CAROLINA", "America/New_York"},
	"ND": {"NORTH DAKOTA", "America/Chicago America/Denver"},
	"OH": {"OHIO", "America/New_York"},
	"OK": {"OKLAHOMA", "America/Chicago"},
	"OR": {"OREGON", "America/Boise America/Los_Angeles"},
	"PA": {"PENNSYLVANIA", "America/New_York"},
	"RI": {"RHODE ISLAND", "America/New_York"},
	"SC": {"SOUTH CAROLINA", "America/New_York"},
	"SD": {"SOUTH DAKOTA", "America/Chicago America/Denver"},
	"TN": {"TENNESSEE", "America/Chicago America/New_York"},
	"TX": {"TEXAS", "America/Chicago America/Denver"},
	"UT": {"UTAH", "America/Denver"},
	"VT": {"VERMONT", "America/New_York"},
	"VA": {"VIRGINIA", "America/New_York"},
	"WA": {"WASHINGTON", "America/Los_Angeles"},
	"WV": {"WEST VIRGINIA", "America/New_York"},
	"WI": {"WISCONSIN", "America/Chicago"},
	"WY": {"WYOMING", "America/Denver"},
	"PR": {"PUERTO RICO", "America/Puerto_Rico"},
	"VI": {"US VIRGIN ISLANDS", "America/St_Thomas"},
	"GU": {"GUAM", "Pacific/Guam"},
	"AS": {"AMERICAN SAMOA", "Pacific/Pago_Pago"},
	"MP": {"NORTHERN MARIANA ISLANDS", "Pacific/Saipan"},
}

// stateNamed finds a state by its code or its name; "" when there is none.
func stateNamed(name string) string {
	if _, ok := states[name]; ok {
		return name
	}
	switch name {
	case "": // no need to look
		return ""
	case "WASHINGTON DC", "WASHINGTON D C":
		return "DC"
	case "WASHINGTON STATE":
		return "WA"
	case "NEW YORK STATE", "NEW YORK CITY", "NYC":
		return "NY"
	case "VIRGIN ISLANDS":
		return "VI"
	}
	for code, s := range states {
		if s.name == name {
			return code
		}
	}
	return ""
}

// military says that a region is that of the armed forces' post, which goes anywhere in the world.
func military(region string) bool { return region == "AA" || region == "AE" || region == "AP" }

func inUnitedStates(a dunning.PostalAddress) ([]calendar.Place, []string) {
	const country = calendar.Place("US")
	zip, hasZIP := digits(a.PostalCode, 5)
	zip /= 100
	name := region(a)
	if name == "" && plain(a.City) == "WASHINGTON DC" {
		name = "DC"
	}
	if military(name) || hasZIP && militaryZIP(zip) {
		return []calendar.Place{country}, nil
	}
	var said, posted []calendar.Place
	if s := stateNamed(name); s != "" {
		said = append(said, country+"-"+calendar.Place(s))
	}
	if s := stateOfZIP(zip); hasZIP && s != "" {
		posted = append(posted, country+"-"+calendar.Place(s))
	}
	places := agree(said, posted)
	switch {
	case newYorkCity(a, places):
		return at("US-NY-NYC")
	case len(places) == 0:
		return at(country)
	case len(places) > 1 || len(posted) == 0: // the ZIP code is another state's, or there is none
		return at(places...)
	}
	return places, zonesOfZIP(string(places[0][3:]), zip)
}
