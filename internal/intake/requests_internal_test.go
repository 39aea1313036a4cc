package intake

import (
	"strings"
	"testing"

	"comity/internal/calendar"
)

// Whatever stands in a row of requests.csv, it is rejected or means something: windows open, and a waiver is of
// one thing.
func FuzzRequests(f *testing.F) {
	f.Add("c1|inconvenient|voice|mon;tue|09:00-12:00;22:00-06:00||||||")
	f.Add("c2|waiver|sms|||CN-HOURS-01||agreement|2026-11-01|2026-11-30|yes")
	f.Add("c2|waiver||mon|24:00-00:00|R|window||||")
	f.Fuzz(func(t *testing.T, line string) {
		if q, ok := parsed(requests(), strings.Split(line, "|")); ok {
			checkRequest(t, q)
		}
	})
}

func checkRequest(t *testing.T, q request) {
	t.Helper()
	if !safeID(q.customer) || (len(q.inconvenient) > 0) == (q.waiver != nil) {
		t.Errorf("request %+v", q)
	}
	for _, i := range q.inconvenient {
		if i.Hours == (calendar.Window{}) {
			continue
		}
		if _, err := calendar.ParseWindow(i.Hours.String()); err != nil {
			t.Errorf("hours %+v: %v", i.Hours, err)
		}
	}
	if w := q.waiver; w != nil && (w.Basis == "" || (w.Rule == "") == (w.Kind == "")) {
		t.Errorf("waiver %+v", w)
	}
}
