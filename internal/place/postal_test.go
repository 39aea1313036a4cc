package place

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

func TestPostalAddresses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ country, region, city, code, want string }{
		// The United States, by state.
		{"US", "MA", "Boston", "02108", "US-MA | " + eastern},
		{"US", "Massachusetts", "Boston", "", "US-MA | " + eastern},
		{"us", " massachusetts ", "", "", "US-MA | " + eastern},
		{"US", "US-MA", "", "", "US-MA | " + eastern},
		{"US", "N.Y.", "Albany", "12207", "US-NY | " + eastern},
		{"US", "New  York", "Buffalo", "14201", "US-NY | " + eastern},
		{"US", "California", "", "", "US-CA | America/Los_Angeles"},
		{"US", "HI", "Honolulu", "96813", "US-HI | Pacific/Honolulu"},
		{"US", "West Virginia", "", "25301", "US-WV | " + eastern},
		{"US", "Virginia", "", "23219", "US-VA | " + eastern},
		{"US", "Washington", "Seattle", "98101", "US-WA | America/Los_Angeles"},
		{"US", "", "", "", "US | " + states50},
		{"US", "Nowhere", "", "", "US | " + states50},
		{"US", "", "", "2108", "US | " + states50},
		{"US", "", "", "02108", "US-MA | " + eastern},
		{"US", "", "", "02108-1234", "US-MA | " + eastern},
		{"US", "MA", "", "2108", "US-MA | " + eastern},
		{"US", "NH", "", "02108", "US-MA US-NH | " + eastern}, // they contradict each other: either may be
		{"US", "PR", "San Juan", "00901", "US-PR | America/Puerto_Rico"},
		{"PR", "", "San Juan", "00901", "US-PR | America/Puerto_Rico"},
		{"GU", "", "Hagatna", "96910", "US-GU | Pacific/Guam"},
		{"US", "AE", "APO", "09012", "US | "}, // the forces' post goes anywhere
		{"US", "", "APO", "96301", "US | "},

		// Its capital.
		{"US", "DC", "Washington", "20001", "US-DC | " + eastern},
		{"US", "D.C.", "Washington", "", "US-DC | " + eastern},
		{"US", "District of Columbia", "", "", "US-DC | " + eastern},
		{"US", "", "Washington, D.C.", "", "US-DC | " + eastern},
		{"US", "", "Washington", "20500", "US-DC | " + eastern},
		{"US", "VA", "Dulles", "20101", "US-VA | " + eastern},

		// The city of New York.
		{"US", "NY", "New York", "10001", "US-NY-NYC | " + eastern},
		{"US", "NY", "Bronx", "10451", "US-NY-NYC | " + eastern},
		{"US", "NY", "Staten Island", "10301", "US-NY-NYC | " + eastern},
		{"US", "NY", "Brooklyn", "11201", "US-NY-NYC | " + eastern},
		{"US", "NY", "Long Island City", "11101", "US-NY-NYC | " + eastern},
		{"US", "NY", "Flushing", "11354", "US-NY-NYC | " + eastern},
		{"US", "NY", "Jamaica", "11432", "US-NY-NYC | " + eastern},
		{"US", "NY", "Far Rockaway", "11691", "US-NY-NYC | " + eastern},
		{"US", "NY", "Glen Oaks", "11004", "US-NY-NYC | " + eastern},
		{"US", "NY", "Floral Park", "11005", "US-NY-NYC | " + eastern},
		{"US", "NY", "Elmont", "11003", "US-NY | " + eastern},  // beyond the city's border
		{"US", "NY", "Mineola", "11501", "US-NY | " + eastern}, // so is Nassau County
		{"US", "NY", "Yonkers", "10701", "US-NY | " + eastern},
		{"US", "NY", "Scarsdale", "10583", "US-NY | " + eastern},
		{"US", "New York", "brooklyn", "", "US-NY-NYC | " + eastern},
		{"US", "", "New York", "", "US-NY-NYC | " + eastern},
		{"US", "", "", "10001", "US-NY-NYC | " + eastern},
		{"US", "CT", "Brooklyn", "06234", "US-CT | " + eastern},
		{"US", "KS", "Manhattan", "66502", "US-KS | " + central},

		// States in two zones.
		{"US", "FL", "Miami", "33101", "US-FL | " + eastern},
		{"US", "FL", "Pensacola", "32501", "US-FL | " + central},
		{"US", "FL", "Port St. Joe", "32456", "US-FL | " + central + " " + eastern},
		{"US", "Florida", "", "", "US-FL | " + central + " " + eastern},
		{"US", "TX", "Dallas", "75201", "US-TX | " + central},
		{"US", "TX", "El Paso", "79901", "US-TX | America/Denver"},
		{"US", "TX", "El Paso", "88510", "US-TX | America/Denver"},
		{"US", "TX", "Alpine", "79830", "US-TX | " + central + " America/Denver"},
		{"US", "TN", "Nashville", "37201", "US-TN | " + central},
		{"US", "TN", "Knoxville", "37901", "US-TN | " + eastern},
		{"US", "TN", "Monteagle", "37356", "US-TN | " + central + " " + eastern},
		{"US", "KY", "Louisville", "40202", "US-KY | " + eastern},
		{"US", "KY", "Paducah", "42001", "US-KY | " + central},
		{"US", "KY", "Russell Springs", "42642", "US-KY | " + central + " " + eastern},
		{"US", "IN", "Indianapolis", "46201", "US-IN | " + eastern},
		{"US", "IN", "Gary", "46401", "US-IN | " + central},
		{"US", "IN", "Evansville", "47701", "US-IN | " + central},
		{"US", "IN", "Tell City", "47586", "US-IN | " + central + " " + eastern},
		{"US", "MI", "Detroit", "48201", "US-MI | " + eastern},
		{"US", "MI", "Ironwood", "49938", "US-MI | " + central + " " + eastern},
		{"US", "ND", "Fargo", "58102", "US-ND | " + central},
		{"US", "ND", "Dickinson", "58601", "US-ND | " + central + " America/Denver"},
		{"US", "SD", "Sioux Falls", "57101", "US-SD | " + central},
		{"US", "SD", "Rapid City", "57701", "US-SD | America/Denver"},
		{"US", "NE", "Omaha", "68101", "US-NE | " + central},
		{"US", "NE", "Scottsbluff", "69361", "US-NE | America/Denver"},
		{"US", "KS", "Goodland", "67735", "US-KS | " + central + " America/Denver"},
		{"US", "OR", "Portland", "97201", "US-OR | America/Los_Angeles"},
		{"US", "OR", "Ontario", "97914", "US-OR | America/Boise America/Los_Angeles"},
		{"US", "ID", "Boise", "83701", "US-ID | America/Boise"},
		{"US", "ID", "Coeur d'Alene", "83814", "US-ID | America/Los_Angeles"},
		{"US", "ID", "Riggins", "83549", "US-ID | America/Boise America/Los_Angeles"},
		{"US", "AZ", "Phoenix", "85001", "US-AZ | America/Phoenix"},
		{"US", "AZ", "Window Rock", "86515", "US-AZ | America/Denver America/Phoenix"},
		{"US", "AK", "Juneau", "99801", "US-AK | America/Anchorage"},
		{"US", "AK", "Adak", "99546", "US-AK | America/Adak America/Anchorage"},
		{"US", "NV", "Las Vegas", "89101", "US-NV | America/Los_Angeles"},

		// The United Kingdom, and the Crown's islands.
		{"GB", "Scotland", "Edinburgh", "EH1 1AA", "GB-SCT | Europe/London"},
		{"GB", "", "Glasgow", "g1 1aa", "GB-SCT | Europe/London"},
		{"GB", "Greater London", "London", "SW1A 1AA", "GB-ENG | Europe/London"},
		{"GB", "", "London", "E1 6AN", "GB-ENG | Europe/London"},
		{"GB", "", "Belfast", "BT1 1AA", "GB-NIR | Europe/London"},
		{"GB", "", "Cardiff", "CF10 1AA", "GB-WLS | Europe/London"},
		{"GB", "", "Chester", "CH1 1AA", "GB-ENG GB-WLS | Europe/London"},
		{"GB", "Wales", "Deeside", "CH5 1AA", "GB-WLS | Europe/London"},
		{"GB", "", "Berwick", "TD15 1AA", "GB-ENG GB-SCT | Europe/London"},
		{"GB", "England", "Berwick", "TD15 1AA", "GB-ENG | Europe/London"},
		{"GB", "Scotland", "", "SW1A 1AA", "GB-ENG GB-SCT | Europe/London"},
		{"GB", "GB-NIR", "", "", "GB-NIR | Europe/London"},
		{"UK", "", "", "", "GB | Europe/London"},
		{"GB", "Kent", "", "nonsense", "GB | Europe/London"},
		{"GB", "", "St Helier", "JE2 3AA", "JE | Europe/Jersey"},
		{"GB", "", "Douglas", "IM1 1AA", "IM | Europe/Isle_of_Man"},

		// China.
		{"CN", "广东省", "深圳市", "518000", "CN-44 | Asia/Shanghai"},
		{"CN", "广东", "", "", "CN-44 | Asia/Shanghai"},
		{"CN", "Guangdong", "Shenzhen", "", "CN-44 | Asia/Shanghai"},
		{"CN", "Guangdong Province", "", "", "CN-44 | Asia/Shanghai"},
		{"CN", "CN-44", "", "", "CN-44 | Asia/Shanghai"},
		{"CN", "440000", "", "", "CN-44 | Asia/Shanghai"},
		{"CN", "", "北京市", "", "CN-11 | Asia/Shanghai"},
		{"CN", "", "Shanghai", "", "CN-31 | Asia/Shanghai"},
		{"CN", "", "", "100000", "CN-11 | Asia/Shanghai"},
		{"CN", "新疆维吾尔自治区", "乌鲁木齐市", "830000", "CN-65 | Asia/Shanghai"},
		{"CN", "Inner Mongolia Autonomous Region", "", "", "CN-15 | Asia/Shanghai"},
		{"CN", "Guangxi Zhuang Autonomous Region", "", "", "CN-45 | Asia/Shanghai"},
		{"CN", "陕西省", "", "710000", "CN-61 | Asia/Shanghai"},
		{"CN", "Shanxi", "", "030000", "CN-14 | Asia/Shanghai"},
		{"CN", "西藏自治区", "拉萨市", "850000", "CN-54-540100 | Asia/Shanghai"},
		{"CN", "Xizang", "Lhasa", "", "CN-54-540100 | Asia/Shanghai"},
		{"CN", "西藏", "日喀则市", "", "CN-54-540200 | Asia/Shanghai"},
		{"CN", "西藏", "", "", "CN-54 | Asia/Shanghai"},
		{"CN", "青海省", "海南藏族自治州", "", "CN-63 | Asia/Shanghai"},
		{"CN", "", "海南藏族自治州", "813000", "CN-63 | Asia/Shanghai"},
		{"CN", "香港特别行政区", "", "", "CN-HK | Asia/Hong_Kong"},
		{"CN", "", "", "", "CN | Asia/Shanghai"},
		{"HK", "", "", "", "HK | Asia/Hong_Kong"},

		// Canada, Ireland, and elsewhere.
		{"CA", "ON", "Toronto", "M5H 2N2", "CA-ON | America/Atikokan America/Toronto America/Winnipeg"},
		{"CA", "Québec", "Montréal", "", "CA-QC | America/Halifax America/Puerto_Rico America/Toronto"},
		{"CA", "", "", "V6B 1A1", "CA-BC | America/Edmonton America/Fort_Nelson America/Vancouver"},
		{"IE", "Co. Dublin", "Dublin", "D02 AF30", "IE | Europe/Dublin"},
		{"DE", "", "Berlin", "10115", "DE | Europe/Berlin"},
		{"AU", "NSW", "Sydney", "2000", "AU | Australia/Adelaide Australia/Brisbane Australia/Darwin Australia/Eucla Australia/Lord_Howe Australia/Perth Australia/Sydney"},
		{"", "NY", "New York", "10001", " | "},
		{"XX", "", "", "", " | "},
	} {
		a := dunning.PostalAddress{Lines: []string{"1 Example Road"}, City: c.city, Region: c.region, PostalCode: c.code, Country: c.country}
		if got := said(OfPostal(a)); got != c.want {
			t.Errorf("%s, %s, %s %s: %s\nwant %s", c.country, c.region, c.city, c.code, got, c.want)
		}
	}
}

func TestAChineseAddressMayNameItsProvinceInTheStreetLine(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"浙江省杭州市西湖区某路1号":     "CN-33 | Asia/Shanghai",
		"广西壮族自治区南宁市青秀区某路1号": "CN-45 | Asia/Shanghai",
		"重庆市渝中区某路1号":        "CN-50 | Asia/Shanghai",
		"北京西路1号":            "CN | Asia/Shanghai", // a street in many cities
		"某路1号":              "CN | Asia/Shanghai",
	} {
		if got := said(OfPostal(dunning.PostalAddress{Lines: []string{line}, Country: "CN"})); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

// Every state is found by its code and by its name, and every ZIP code of a state finds it.
func TestEveryStateIsFound(t *testing.T) {
	t.Parallel()
	for code, s := range states {
		for _, name := range []string{code, s.name, strings.ToLower(s.name), strings.ToLower(code)} {
			places, zones := OfPostal(dunning.PostalAddress{Region: name, Country: "US"})
			if len(places) != 1 || places[0] != calendar.Place("US-"+code) || !slices.Equal(zones, strings.Fields(s.zones)) {
				t.Errorf("%q is in %v, %v", name, places, zones)
			}
		}
	}
	seen := map[string]bool{}
	for zip := range 1000 {
		places, zones := OfPostal(dunning.PostalAddress{PostalCode: fmt.Sprintf("%03d55", zip), Country: "US"})
		if len(places) != 1 {
			t.Fatalf("%03d55 is in %v", zip, places)
		}
		state := strings.Split(string(places[0])+"-", "-")[1]
		seen[state] = true
		for _, z := range zones {
			if !slices.Contains(zonesOfState(state), z) {
				t.Errorf("%03d55 in %s has the zone %s, which the state has not", zip, state, z)
			}
		}
	}
	for code := range states {
		switch code {
		case "GU", "AS", "MP": // share 969 with other countries
		default:
			if !seen[code] {
				t.Errorf("no ZIP code is in %s", code)
			}
		}
	}
}

func TestTablesOfRangesDoNotOverlap(t *testing.T) {
	t.Parallel()
	for i := 1; i < len(zipStates); i++ {
		if zipStates[i].from <= zipStates[i-1].to || zipStates[i].to < zipStates[i].from {
			t.Errorf("%v is out of order", zipStates[i])
		}
	}
	seen := map[string]string{}
	for _, a := range postcodeAreas {
		for _, area := range strings.Fields(a.areas) {
			if seen[area] != "" {
				t.Errorf("%s is in %s and in %s", area, seen[area], a.places)
			}
			seen[area] = a.places
		}
	}
	if len(seen) != 124 {
		t.Errorf("there are %d postcode areas, want 121 of the United Kingdom and 3 of the islands", len(seen))
	}
	posts := map[string]string{}
	for _, p := range chinese {
		for _, two := range strings.Fields(p.posts) {
			if posts[two] != "" {
				t.Errorf("%s is in %s and in %s", two, posts[two], p.en)
			}
			posts[two] = p.en
		}
	}
}

func FuzzOfPostal(f *testing.F) {
	f.Add("US", "NY", "New York", "10001", "1 Example Road")
	f.Add("CN", "西藏", "拉萨", "850000", "西藏自治区拉萨市")
	f.Add("GB", "", "", "TD15 1AA", "")
	f.Add("CA", "", "", "X", "")
	f.Fuzz(func(t *testing.T, country, region, city, code, line string) {
		places, zones := OfPostal(dunning.PostalAddress{Lines: []string{line}, City: city, Region: region, PostalCode: code, Country: country})
		wellFormed(t, places, zones)
	})
}

// wellFormed wants places and zones in order, each once, and written as they should be.
func wellFormed(t *testing.T, places []calendar.Place, zones []string) {
	t.Helper()
	if !slices.IsSorted(places) || len(slices.Compact(slices.Clone(places))) != len(places) {
		t.Errorf("places are not in order: %v", places)
	}
	if !slices.IsSorted(zones) || len(slices.Compact(slices.Clone(zones))) != len(zones) {
		t.Errorf("zones are not in order: %v", zones)
	}
	for _, p := range places {
		if parsed, err := calendar.ParsePlace(string(p)); err != nil || parsed != p {
			t.Errorf("%q is no place", p)
		}
	}
}
