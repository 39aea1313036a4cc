package place

import (
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// zipStates is the state in which the post offices of a range of ZIP codes lie, by the first three digits, as
// the Postal Service assigns them (Domestic Mail Manual L002). A few ZIP codes reach across a border;
// that is why the state that an address names counts beside it.
var zipStates = []struct {
	from, to int
	state    string
}{
	{5, 5, "NY"}, {6, 7, "PR"}, {8, 8, "VI"}, {9, 9, "PR"}, {10, 27, "MA"}, {28, 29, "RI"}, {30, 38, "NH"}, {39, 49, "ME"},
	{50, 54, "VT"}, {55, 55, "MA"}, {56, 59, "VT"}, {60, 69, "CT"}, {70, 89, "NJ"}, {100, 149, "NY"}, {150, 196, "PA"},
	{197, 199, "DE"}, {200, 200, "DC"}, {201, 201, "VA"}, {202, 205, "DC"}, {206, 219, "MD"}, {220, 246, "VA"}, {247, 268, "WV"},
	{270, 289, "NC"}, {290, 299, "SC"}, {300, 319, "GA"}, {320, 339, "FL"}, {341, 349, "FL"}, {350, 369, "AL"}, {370, 385, "TN"},
	{386, 397, "MS"}, {398, 399, "GA"}, {400, 427, "KY"}, {430, 459, "OH"}, {460, 479, "IN"}, {480, 499, "MI"}, {500, 528, "IA"},
	{530, 549, "WI"}, {550, 567, "MN"}, {569, 569, "DC"}, {570, 577, "SD"}, {580, 588, "ND"}, {590, 599, "MT"}, {600, 629, "IL"},
	{630, 658, "MO"}, {660, 679, "KS"}, {680, 693, "NE"}, {700, 714, "LA"}, {716, 729, "AR"}, {730, 732, "OK"}, {733, 733, "TX"},
	{734, 749, "OK"}, {750, 799, "TX"}, {800, 816, "CO"}, {820, 831, "WY"}, {832, 838, "ID"}, {840, 847, "UT"}, {850, 865, "AZ"},
	{870, 884, "NM"}, {885, 885, "TX"}, {889, 898, "NV"}, {900, 961, "CA"}, {967, 968, "HI"}, {970, 979, "OR"}, {980, 994, "WA"},
	{995, 999, "AK"},
}

// stateOfZIP is the state of the first three digits of a ZIP code; "" when none is certain. 969 is shared by
// Guam, the Northern Marianas and other countries.
func stateOfZIP(zip int) string {
	for _, z := range zipStates {
		if z.from <= zip && zip <= z.to {
			return z.state
		}
	}
	return ""
}

// militaryZIP says that the first three digits are of the armed forces' post.
func militaryZIP(zip int) bool {
	return zip >= 90 && zip <= 98 || zip == 340 || zip >= 962 && zip <= 966
}

// zipZones is where in a state that lies in two zones the first three digits of a ZIP code tell them apart for
// certain. What is not listed may be in either.
var zipZones = []struct {
	from, to int
	zone     string
}{
	{320, 323, "America/New_York"}, {325, 325, "America/Chicago"}, {326, 349, "America/New_York"}, // Florida; 324 has both
	{370, 372, "America/Chicago"}, {374, 374, "America/New_York"}, {376, 376, "America/New_York"}, // Tennessee
	{379, 379, "America/New_York"}, {380, 385, "America/Chicago"},
	{400, 400, "America/New_York"}, {402, 418, "America/New_York"}, {420, 424, "America/Chicago"}, // Kentucky
	{460, 462, "America/New_York"}, {464, 464, "America/Chicago"}, {466, 468, "America/New_York"}, // Indiana
	{470, 474, "America/New_York"}, {477, 477, "America/Chicago"}, {478, 478, "America/New_York"},
	{480, 497, "America/New_York"},                              // Michigan; the upper peninsula has both
	{570, 574, "America/Chicago"}, {577, 577, "America/Denver"}, // South Dakota
	{580, 584, "America/Chicago"},                               // North Dakota
	{660, 676, "America/Chicago"},                               // Kansas; the west has both
	{680, 689, "America/Chicago"}, {693, 693, "America/Denver"}, // Nebraska
	{750, 797, "America/Chicago"}, {799, 799, "America/Denver"}, // Texas; 798 has both
	{733, 733, "America/Chicago"}, {885, 885, "America/Denver"}, // Austin, El Paso
	{832, 834, "America/Boise"}, {836, 837, "America/Boise"}, // Idaho; 835 has both
	{838, 838, "America/Los_Angeles"},                            // Coeur d'Alene
	{850, 853, "America/Phoenix"}, {855, 859, "America/Phoenix"}, // Arizona; 860 and 865 reach into the Navajo Nation
	{863, 864, "America/Phoenix"},     // Prescott, Kingman
	{889, 897, "America/Los_Angeles"}, // Nevada; 898 has both
	{970, 978, "America/Los_Angeles"}, // Oregon; 979 has both
	{996, 999, "America/Anchorage"},   // Alaska; 995 has the Aleutians
}

// zonesOfZIP is the zones of the part of a state that the first three digits of a ZIP code tell.
func zonesOfZIP(state string, zip int) []string {
	all := zonesOfState(state)
	if len(all) == 1 {
		return all
	}
	for _, z := range zipZones {
		if z.from <= zip && zip <= z.to {
			return []string{z.zone}
		}
	}
	return all
}

// zonesOfState is every zone of a state; of all the states when it is not known, and none for a code that
// is no state's. The territories count only when they are named.
func zonesOfState(state string) []string {
	if state != "" {
		return strings.Fields(states[state].zones)
	}
	var zones []string
	for code, s := range states {
		switch code {
		case "PR", "VI", "GU", "AS", "MP":
		default:
			zones = append(zones, strings.Fields(s.zones)...)
		}
	}
	return inOrder(zones)
}

// newYorkCity says that an address in New York is one in the city: by its ZIP code (those of Manhattan, Staten
// Island and the Bronx, of Queens and Brooklyn), or by the name of the city or of a borough where the ZIP
// code does not say otherwise. Towns of Queens have names of their own and are known by the ZIP code.
func newYorkCity(a dunning.PostalAddress, places []calendar.Place) bool {
	city := plain(a.City)
	if len(places) == 0 {
		return (city == "NEW YORK" || city == "NEW YORK CITY" || city == "NYC") && a.PostalCode == ""
	}
	if len(places) != 1 || places[0] != "US-NY" {
		return false
	}
	if zip, ok := digits(a.PostalCode, 5); ok {
		switch three := zip / 100; {
		case three >= 100 && three <= 104, three >= 111 && three <= 114, three == 116, zip == 11004, zip == 11005:
			return true
		}
	}
	if n := region(a); n == "NYC" || n == "NEW YORK CITY" {
		return true
	}
	switch city {
	case "NEW YORK", "NEW YORK CITY", "NYC", "MANHATTAN", "BRONX", "THE BRONX", "BROOKLYN", "QUEENS", "STATEN ISLAND":
		return true
	}
	return false
}
