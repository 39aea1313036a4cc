package place

import (
	"slices"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// chinese is the provinces of China by their codes of GB/T 2260, with the shortest form of their Chinese name, their
// names in letters, and the first two digits of their postal codes.
var chinese = []chineseProvince{
	{"11", "北京", "BEIJING", "10"},
	{"12", "天津", "TIANJIN", "30"},
	{"13", "河北", "HEBEI", "05 06 07"},
	{"14", "山西", "SHANXI", "03 04"},
	{"15", "内蒙古", "INNER MONGOLIA/NEI MONGGOL/NEI MONGOL", "01 02"},
	{"21", "辽宁", "LIAONING", "11 12"},
	{"22", "吉林", "JILIN", "13"},
	{"23", "黑龙江", "HEILONGJIANG", "15 16"},
	{"31", "上海", "SHANGHAI", "20"},
	{"32", "江苏", "JIANGSU", "21 22"},
	{"33", "浙江", "ZHEJIANG", "31 32"},
	{"34", "安徽", "ANHUI", "23 24"},
	{"35", "福建", "FUJIAN", "35 36"},
	{"36", "江西", "JIANGXI", "33 34"},
	{"37", "山东", "SHANDONG", "25 26 27"},
	{"41", "河南", "HENAN", "45 46 47"},
	{"42", "湖北", "HUBEI", "43 44"},
	{"43", "湖南", "HUNAN", "41 42"},
	{"44", "广东", "GUANGDONG", "51 52"},
	{"45", "广西", "GUANGXI", "53 54"},
	{"46", "海南", "HAINAN", "57"},
	{"50", "重庆", "CHONGQING", "40"},
	{"51", "四川", "SICHUAN", "61 62 63 64"},
	{"52", "贵州", "GUIZHOU", "55 56"},
	{"53", "云南", "YUNNAN", "65 66 67"},
	{"54", "西藏", "TIBET/XIZANG", "85 86"},
	{"61", "陕西", "SHAANXI", "71 72"},
	{"62", "甘肃", "GANSU", "73 74"},
	{"63", "青海", "QINGHAI", "81"},
	{"64", "宁夏", "NINGXIA", "75"},
	{"65", "新疆", "XINJIANG", "83 84"},
	{"HK", "香港", "HONG KONG", ""},
	{"MO", "澳门", "MACAO/MACAU", ""},
	{"TW", "台湾", "TAIWAN", ""},
}

type chineseProvince struct{ code, zh, en, posts string }

// in says that a plain name in letters is that of the province, alone or with what kind of place it is.
func (p chineseProvince) in(name string) bool {
	for _, en := range strings.Split(p.en, "/") {
		rest, begins := strings.CutPrefix(name, en)
		switch {
		case !begins:
		case rest == "", rest == " PROVINCE", rest == " SHENG", rest == " CITY", rest == " SHI", rest == " MUNICIPALITY", rest == " SAR",
			strings.HasSuffix(rest, " AUTONOMOUS REGION"):
			return true
		}
	}
	return false
}

// leads says that a line begins with the province: with its kind after the name, because streets are named
// after provinces too.
func (p chineseProvince) leads(line string) bool {
	rest, begins := strings.CutPrefix(line, p.zh)
	if !begins {
		return false
	}
	for _, kind := range []string{"省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区"} {
		if strings.HasPrefix(rest, kind) {
			return true
		}
	}
	return false
}

// prefectures is those of Tibet, by their codes of GB/T 2260: its capital has holidays of its own.
var prefectures = []struct{ code, zh, en string }{
	{"540100", "拉萨", "LHASA"},
	{"540200", "日喀则", "SHIGATSE"},
	{"540300", "昌都", "CHAMDO"},
	{"540400", "林芝", "NYINGCHI"},
	{"540500", "山南", "LHOKA"},
	{"540600", "那曲", "NAGQU"},
	{"542500", "阿里", "NGARI"},
}

func inChina(a dunning.PostalAddress) ([]calendar.Place, []string) {
	const country = calendar.Place("CN")
	var posted []calendar.Place
	if _, ok := digits(a.PostalCode, 6); ok {
		for _, p := range chinese {
			if listed(p.posts, strings.TrimSpace(a.PostalCode)[:2]) {
				posted = append(posted, country+"-"+calendar.Place(p.code))
			}
		}
	}
	places := agree(provincesNamed(a), posted)
	switch {
	case len(places) == 0:
		return at(country)
	case len(places) == 1 && places[0] == "CN-54":
		return at(inTibet(a))
	}
	return at(places...)
}

// provincesNamed is the province that an address names: as its region, else as its city, else at the
// beginning of its first line, where Chinese addresses put it.
func provincesNamed(a dunning.PostalAddress) []calendar.Place {
	name, city, line := region(a), plain(a.City), ""
	if len(a.Lines) > 0 {
		line = plain(a.Lines[0])
	}
	for _, says := range []func(p chineseProvince) bool{
		func(p chineseProvince) bool {
			return name == p.code || name == p.code+"0000" || strings.HasPrefix(name, p.zh) || p.in(name)
		},
		func(p chineseProvince) bool { return city == p.zh || p.leads(city) || p.in(city) },
		func(p chineseProvince) bool { return p.leads(line) },
	} {
		if i := slices.IndexFunc(chinese, says); i >= 0 {
			return []calendar.Place{"CN-" + calendar.Place(chinese[i].code)}
		}
	}
	return nil
}

// inTibet is the prefecture of an address in Tibet, where its city is one.
func inTibet(a dunning.PostalAddress) calendar.Place {
	city := plain(a.City)
	for _, p := range prefectures {
		if strings.HasPrefix(city, p.zh) || city == p.en || city == p.en+" CITY" {
			return "CN-54-" + calendar.Place(p.code)
		}
	}
	return "CN-54"
}

// zonesOfChina is the zones of a province: Beijing time is the legal time of all of them but Hong Kong, Macao
// and Taiwan.
func zonesOfChina(province string) []string {
	switch province {
	case "HK", "MO", "TW":
		return strings.Fields(countryZones[province])
	}
	return strings.Fields(countryZones["CN"])
}
