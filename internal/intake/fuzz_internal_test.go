package intake

import (
	"strings"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// bench is a portfolio of China, on a day in November.
func bench() *fileSet {
	zone, _ := time.LoadLocation("Asia/Shanghai")
	now := time.Date(2026, 11, 10, 1, 0, 0, 0, time.UTC)
	p := dunning.Portfolio{ID: "demo", Zone: "Asia/Shanghai", Currency: "CNY", Locale: "zh-CN"}
	return &fileSet{portfolio: p, zone: zone, region: "CN", asOf: now, now: now, zones: newZones()}
}

// parsed reads cells as a row of a table; ok is false when it is rejected.
func parsed[T any](t table[T], cells []string) (value T, ok bool) {
	r := &row{record: record{line: 2}, head: header{at: map[string]int{}}, set: bench(), locale: "en"}
	for i, name := range columnNames(t.cols) {
		r.head.names, r.head.at[name] = append(r.head.names, name), i
		cell := ""
		if i < len(cells) {
			cell = cells[i]
		}
		r.cells = append(r.cells, cell)
	}
	if !r.check(UTF8) {
		return value, false
	}
	value = t.parse(r)
	return value, len(r.faults) == 0
}

// Whatever stands in a row, it is rejected or means something: ids are safe, money is more than nothing, times
// come in their order, windows open, addresses have become keys.
func FuzzRowsOfFacts(f *testing.F) {
	for _, line := range []string{
		"pr1|a1|200.25|2026-11-20|2026-11-09T15:00:00+08:00|2026-11-19T10:00:00+08:00|sms|",
		"ap1|a1|2026-11-16T18:30:00+08:00|email|2026-11-05",
		"pl1|a2|2026-11-01||2026-12-01|100",
		"transfer||a1|2026-11-01",
		"k1|2026-11-09T15:00:00+08:00|voice|connected|c1||100 0000 0001||||||||||yes||Example",
		"k2|2026-11-08|visit|||a2;a1||12 Invented Road|||Sample City|||US||north||yes|",
		"h1|dispute|c2|a2||2026-11-01|2026-11-30|asked|2027-01-01",
		"c1|Sample|mr|zh-CN|Asia/Shanghai|CN-54;US-NY-NYC|email;sms",
		"k|c1|email|a@b.example|||||||| written|2026-01-01|yes|request",
		"||||||", "\x00|\xff|;;;|=1+1",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		cells := strings.Split(line, "|")
		if p, ok := parsed(promises(), cells); ok && (!safeID(p.ID) || !safeID(p.AccountID) || p.Amount <= 0 || p.Date.IsZero() || p.MadeAt.IsZero() ||
			!p.RemindAt.IsZero() && p.RemindAt.Before(p.MadeAt)) {
			t.Errorf("promise %+v", p)
		}
		if a, ok := parsed(appointments(), cells); ok && (!safeID(a.ID) || !safeID(a.AccountID) || a.At.IsZero()) {
			t.Errorf("appointment %+v", a)
		}
		if p, ok := parsed(plans(), cells); ok && (!safeID(p.ID) || p.AgreedAt.IsZero() || len(p.Instalments) != 1 || p.Instalments[0].Amount <= 0 ||
			p.Instalments[0].Date.IsZero()) {
			t.Errorf("plan %+v", p)
		}
		if n, ok := parsed(notices(), cells); ok && (n.Kind == "" || n.At.IsZero() || n.CustomerID+n.AccountID == "") {
			t.Errorf("notice %+v", n)
		}
		if c, ok := parsed(contacts(), cells); ok && (!safeID(c.ID) || c.At.IsZero() || c.Channel == "" || c.Status == "" ||
			c.CustomerID == "" && len(c.Accounts) == 0 || c.AddressKey != "" && len(c.AddressKey) != 32) {
			t.Errorf("contact %+v", c)
		}
		if c, ok := parsed(customers(), cells); ok {
			for _, p := range c.Places {
				if again, err := calendar.ParsePlace(string(p)); err != nil || again != p {
					t.Errorf("place %q", p)
				}
			}
		}
		parsed(points(), cells)
		parsed(accounts(), cells)
		parsed(payments(), cells)
		parsed(holds(), cells)
	})
}
