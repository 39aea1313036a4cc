package calendar_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"comity/config"
	"comity/internal/calendar"
)

func table(t testing.TB, country string) *calendar.Table {
	t.Helper()
	file := "calendars/" + country + ".json"
	data, err := fs.ReadFile(config.FS(), file)
	if err != nil {
		t.Fatal(err)
	}
	tab, err := calendar.ParseTable(file, data)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func days(t testing.TB, spans ...string) []calendar.Date {
	t.Helper()
	var list []calendar.Date
	for _, span := range spans {
		from, to, ok := strings.Cut(span, "/")
		if !ok {
			to = from
		}
		first, err1 := calendar.ParseDate(from)
		last, err2 := calendar.ParseDate(to)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		for d := first; !last.Before(d); d = d.AddDays(1) {
			list = append(list, d)
		}
	}
	return list
}

// State Council notices 国办发明电〔2024〕12号 and 〔2025〕7号.
func TestChineseHolidaysAreThoseOfTheNotices(t *testing.T) {
	t.Parallel()
	off := map[int][]calendar.Date{
		2025: days(t, "2025-01-01", "2025-01-28/2025-02-04", "2025-04-04/2025-04-06", "2025-05-01/2025-05-05", "2025-05-31/2025-06-02", "2025-10-01/2025-10-08"),
		2026: days(t, "2026-01-01/2026-01-03", "2026-02-15/2026-02-23", "2026-04-04/2026-04-06", "2026-05-01/2026-05-05", "2026-06-19/2026-06-21", "2026-09-25/2026-09-27", "2026-10-01/2026-10-07"),
	}
	work := map[int][]calendar.Date{
		2025: days(t, "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
		2026: days(t, "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
	}
	if len(off[2025]) != 28 || len(off[2026]) != 33 {
		t.Fatal("the notices have 28 and 33 days off")
	}
	cn := table(t, "cn")
	for year := range off {
		for d := (calendar.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.AddDays(1) {
			day, err := cn.Day(d)
			if err != nil {
				t.Fatal(err)
			}
			named := slices.Contains(off[year], d) || slices.Contains(work[year], d)
			weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
			want := !weekend && !slices.Contains(off[year], d) || slices.Contains(work[year], d)
			if day.Working != want {
				t.Errorf("%s %s is worked: %v", d, d.Weekday(), day.Working)
			}
			if got := day.Name.ZH != "" && day.Name.EN != ""; got != named {
				t.Errorf("%s is named: %v", d, got)
			}
		}
	}
}

// Seven days a week is too many: around a holiday nobody works more than six days in a row (办法 article 7).
func TestNobodyWorksMoreThanSixDaysInARow(t *testing.T) {
	t.Parallel()
	cn, row := table(t, "cn"), 0
	for d := (calendar.Date{Year: 2025, Month: 1, Day: 1}); d.Year < 2027; d = d.AddDays(1) {
		day, err := cn.Day(d)
		if err != nil {
			t.Fatal(err)
		}
		if row++; !day.Working {
			row = 0
		}
		if row > 6 {
			t.Errorf("%s is working day number %d in a row", d, row)
		}
	}
}

// 5 U.S.C. 6103(a), with the days in lieu of 6103(b)(1) and Executive Order 11582, computed from the words
// of the statute: "the third Monday in January", and so on.
func TestFederalHolidaysAreThoseOfTheStatute(t *testing.T) {
	t.Parallel()
	want := make(map[calendar.Date]bool)
	add := func(d calendar.Date) {
		want[d] = true
		switch d.Weekday() {
		case time.Saturday:
			want[d.AddDays(-1)] = true
		case time.Sunday:
			want[d.AddDays(1)] = true
		}
	}
	for year := 2025; year <= 2029; year++ {
		for _, fixed := range []struct {
			month time.Month
			day   int
		}{{1, 1}, {6, 19}, {7, 4}, {11, 11}, {12, 25}} {
			add(calendar.Date{Year: year, Month: fixed.month, Day: fixed.day})
		}
		for _, m := range []struct {
			month   time.Month
			weekday time.Weekday
			nth     int
		}{{1, time.Monday, 3}, {2, time.Monday, 3}, {9, time.Monday, 1}, {10, time.Monday, 2}, {11, time.Thursday, 4}} {
			d := calendar.Date{Year: year, Month: m.month, Day: 1}
			for d.Weekday() != m.weekday {
				d = d.AddDays(1)
			}
			add(d.AddDays(7 * (m.nth - 1)))
		}
		memorial := calendar.Date{Year: year, Month: 5, Day: 31}
		for memorial.Weekday() != time.Monday {
			memorial = memorial.AddDays(-1)
		}
		add(memorial)
	}
	us := table(t, "us")
	for d := (calendar.Date{Year: 2025, Month: 1, Day: 1}); d.Year < 2029; d = d.AddDays(1) {
		day, err := us.Day(d)
		if err != nil {
			t.Fatal(err)
		}
		if got := day.Name.EN != ""; got != want[d] {
			t.Errorf("%s %s is a holiday: %v, want %v", d, d.Weekday(), got, want[d])
		}
		if want[d] && day.Working {
			t.Errorf("%s is a holiday, and worked", d)
		}
	}
}

func TestAYearWithoutATableIsAnError(t *testing.T) {
	t.Parallel()
	for _, year := range []int{2024, 2099} {
		_, err := table(t, "cn").Day(calendar.Date{Year: year, Month: 6, Day: 15})
		var missing *calendar.NoTableError
		if !errors.As(err, &missing) || missing.Year != year || missing.Country != "CN" {
			t.Errorf("%d: %v", year, err)
		}
	}
	if got := table(t, "cn").Years(); len(got) < 2 || got[0] != 2025 || got[1] != 2026 {
		t.Errorf("the Chinese tables are for %v", got)
	}
}

func TestATableLastsUntilTheFirstYearThatIsMissing(t *testing.T) {
	t.Parallel()
	year := func(n string) string { return `"` + n + `":{"paper":"p","url":"u","as_of":"2026-01-01"}` }
	tab, err := calendar.ParseTable("x.json", []byte(`{"country":"CN","years":{`+year("2026")+","+year("2025")+","+year("2028")+"}}"))
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{"2024-12-31": "", "2025-01-01": "2026-12-31", "2026-12-31": "2026-12-31", "2027-06-01": "", "2028-02-29": "2028-12-31"} {
		if last, ok := tab.Last(days(t, from)[0]); last.String() != want || ok != (want != "") {
			t.Errorf("from %s the table lasts until %q, want %q", from, last, want)
		}
	}
}

func TestADayIsThatOfTheZone(t *testing.T) {
	t.Parallel()
	zone, err := new(calendar.Zones).Load("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	eve := time.Date(2026, 9, 30, 15, 59, 59, 0, time.UTC)
	day, until, err := table(t, "cn").At(eve, zone)
	if err != nil || !day.Working || !until.Equal(eve.Add(time.Second)) {
		t.Errorf("the evening before National Day is worked until midnight: %v until %s, %v", day, until, err)
	}
	if day, _, _ = table(t, "cn").At(until, zone); day.Working || day.Name.ZH != "国庆节" {
		t.Errorf("National Day is %v", day)
	}
}

func TestTablesWithMistakesAreRefused(t *testing.T) {
	t.Parallel()
	year := func(off, work string) string {
		return `{"country":"CN","years":{"2026":{"paper":"p","url":"u","as_of":"2026-01-01","off":[` + off + `],"work":[` + work + `]}}}`
	}
	for name, c := range map[string]struct{ in, want string }{
		"no JSON":                {"{\n  nonsense", "x.json:2:"},
		"an unknown field":       {`{"country":"CN","holidays":[]}`, "unknown field"},
		"two tables":             {`{"country":"CN"} {}`, "x.json:1:"},
		"no country":             {`{"country":"China"}`, "country"},
		"no year":                {`{"country":"CN","years":{"26":{}}}`, "not a year"},
		"no source":              {`{"country":"CN","years":{"2026":{}}}`, "paper, url and as_of"},
		"a day of another year":  {year(`{"from":"2025-12-31","to":"2026-01-01","zh":"元旦","en":"New Year"}`, ""), "off[0]"},
		"a span backwards":       {year(`{"from":"2026-01-02","to":"2026-01-01","zh":"元旦","en":"New Year"}`, ""), "not a span"},
		"a day without name":     {year(`{"from":"2026-01-01","zh":"元旦"}`, ""), "name"},
		"a day named twice":      {year(`{"from":"2026-01-03","zh":"元旦","en":"N"}`, `{"from":"2026-01-03","zh":"元旦","en":"N"}`), "named twice"},
		"a weekday made up for":  {year("", `{"from":"2026-01-05","zh":"元旦","en":"N"}`), "no weekend day"},
		"a day that cannot be":   {year(`{"from":"2026-02-30","zh":"元旦","en":"N"}`, ""), "not a date"},
		"a wrong kind of column": {`{"country":7}`, "x.json:1:"},
	} {
		if _, err := calendar.ParseTable("x.json", []byte(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one that says %q", name, err, c.want)
		}
	}
}
