package place

import (
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// postcodeAreas is the areas of the United Kingdom's postcodes (as Royal Mail and the Office for National
// Statistics divide it) that lie in one of its parts, or on the border of two. BX and BF are not of a place.
var postcodeAreas = []struct{ places, areas string }{
	{"GB-SCT", "AB DD DG EH FK G HS IV KA KW KY ML PA PH ZE"},
	{"GB-ENG GB-SCT", "TD"},
	{"GB-NIR", "BT"},
	{"GB-WLS", "CF SA"},
	{"GB-ENG GB-WLS", "CH HR LD LL NP SY"},
	{"GB-ENG", "AL B BA BB BD BH BL BN BR BS CA CB CM CO CR CT CV CW DA DE DH DL DN DT DY E EC EN EX FY GL GU HA HD HG HP HU HX IG IP " +
		"KT L LA LE LN LS LU M ME MK N NE NG NN NR NW OL OX PE PL PO PR RG RH RM S SE SG SK SL SM SN SO SP SR SS ST SW TA TF TN TQ TR TS TW " +
		"UB W WA WC WD WF WN WR WS WV YO"},
	{"GG", "GY"}, {"JE", "JE"}, {"IM", "IM"}, // the Crown's islands are countries of their own
}

// britishCodes is the area codes of the United Kingdom that tell its parts apart: of the large cities, and of
// Northern Ireland (Ofcom's National Telephone Numbering Plan). Most others tell the country alone.
var britishCodes = []struct {
	place calendar.Place
	codes string
}{
	{"GB-NIR", "28"},
	{"GB-WLS", "29"},
	{"GB-SCT", "131 141 1224 1382 1463"},
	{"GB-ENG", "20 113 114 115 116 117 118 121 151 161 191"},
	{"GG", "1481"}, {"JE", "1534"}, {"IM", "1624"},
}

func inBritain(a dunning.PostalAddress) ([]calendar.Place, []string) {
	var said []calendar.Place
	switch region(a) {
	case "ENGLAND", "ENG":
		said = append(said, "GB-ENG")
	case "SCOTLAND", "SCT":
		said = append(said, "GB-SCT")
	case "WALES", "CYMRU", "WLS":
		said = append(said, "GB-WLS")
	case "NORTHERN IRELAND", "NIR":
		said = append(said, "GB-NIR")
	}
	if places := agree(said, byPostcode(a.PostalCode)); len(places) > 0 {
		return at(places...)
	}
	return at("GB")
}

// byPostcode is the places of a postcode's area: the letters before its first digit.
func byPostcode(code string) []calendar.Place {
	code = strings.ToUpper(strings.TrimSpace(code))
	n := strings.IndexAny(code, "0123456789")
	if n < 1 || n > 2 {
		return nil
	}
	for _, a := range postcodeAreas {
		if listed(a.areas, code[:n]) {
			return placesOf(a.places)
		}
	}
	return nil
}

// inBritishNetwork is where a number of the country code 44 is, without that code; mobile numbers are known
// by the numbering data.
func inBritishNetwork(national string) calendar.Place {
	for _, c := range britishCodes {
		for n := 2; n <= min(4, len(national)); n++ {
			if listed(c.codes, national[:n]) {
				return c.place
			}
		}
	}
	return ""
}

// listed says that a word stands in a list of words.
func listed(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}

// placesOf reads a list of places.
func placesOf(list string) []calendar.Place {
	var places []calendar.Place
	for p := range strings.FieldsSeq(list) {
		places = append(places, calendar.Place(p))
	}
	return places
}
