package intake_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/intake"
	"comity/internal/intake/intaketest"
)

// withRequests is a book in which people asked for something.
func withRequests() map[string]string {
	files := book()
	files["requests.csv"] = "customer_id,what,channel,days,hours,rule,kind,basis,starts,ends,withdrawn\n" +
		"c1,inconvenient,voice,tue;mon,09:00-12:00;22:00-06:00,,,,,,\n" +
		"c1,inconvenient,,sun,,,,,,,\n" +
		"c2,waiver,sms,,,CN-HOURS-01,,agreement,2026-11-01,2026-11-30,\n"
	return files
}

// asked is what people asked for, and nothing else of them.
func asked(s *intaketest.Store) map[string]dunning.Customer {
	people := map[string]dunning.Customer{}
	for id, c := range s.Customers {
		people[id] = dunning.Customer{Inconvenient: c.Inconvenient, Waivers: c.Waivers}
	}
	return people
}

func TestWhatPeopleAskedForIsTakenInAsItStands(t *testing.T) {
	t.Parallel()
	s, dir := intaketest.New(), write(t, withRequests())
	mustTake(t, s, dir)
	days := []time.Weekday{time.Monday, time.Tuesday}
	want := map[string]dunning.Customer{
		"c1": {Inconvenient: []dunning.Inconvenient{
			{Days: days, Hours: calendar.Window{From: 9 * 60, To: 12 * 60}, Channel: "voice"},
			{Days: days, Hours: calendar.Window{From: 22 * 60, To: calendar.EndOfDay}, Channel: "voice"},
			{Days: []time.Weekday{time.Tuesday, time.Wednesday}, Hours: calendar.Window{To: 6 * 60}, Channel: "voice"},
			{Days: []time.Weekday{time.Sunday}},
		}},
		"c2": {Waivers: []dunning.Waiver{{
			Rule: "CN-HOURS-01", Channel: "sms", Basis: "agreement",
			Starts: time.Date(2026, 10, 31, 16, 0, 0, 0, time.UTC), Ends: time.Date(2026, 11, 30, 16, 0, 0, 0, time.UTC),
		}}},
	}
	if diff := cmp.Diff(want, asked(s)); diff != "" {
		t.Error(diff)
	}
	for _, f := range mustTake(t, s, dir).Files {
		if f.Saved.New+f.Saved.Changed != 0 {
			t.Errorf("again, %s: %+v", f.Name, f.Saved)
		}
	}
}

func TestARequestIsAddedChangedAndTakenOutByItself(t *testing.T) {
	t.Parallel()
	s := intaketest.New()
	mustTake(t, s, write(t, withRequests()))
	known := asked(s)
	again := func(row string) map[string]dunning.Customer {
		t.Helper()
		dir := write(t, map[string]string{"requests.csv": "customer_id,what,days,rule,basis,channel,starts,ends,withdrawn\n" + row})
		if _, err := take(t, s, intake.Options{Paths: []string{dir}, Strict: true}); err != nil {
			t.Fatal(err)
		}
		return asked(s)
	}
	if diff := cmp.Diff(known, again("")); diff != "" {
		t.Errorf("a file of no rows changed something: %s", diff)
	}
	// The nightly customers.csv says nothing of requests, and so takes none out.
	mustTake(t, s, write(t, book()))
	if diff := cmp.Diff(known, asked(s)); diff != "" {
		t.Errorf("customers.csv changed what they asked for: %s", diff)
	}
	longer := again("c2,waiver,,CN-HOURS-01,agreement,sms,2026-11-01,2027-01-31,\n")["c2"].Waivers
	if len(longer) != 1 || longer[0].Ends.Year() != 2027 {
		t.Errorf("a waiver that lasts longer: %+v", longer)
	}
	if two := again("c2,waiver,,CN-HOURS-01,agreement,email,,,\n")["c2"].Waivers; len(two) != 2 {
		t.Errorf("one through another channel: %+v", two)
	}
	if left := again("c1,inconvenient,sun,,,,,,yes\n")["c1"].Inconvenient; len(left) != 3 || len(left[0].Days) != 2 {
		t.Errorf("Sunday was taken back: %+v", left)
	}
	if left := again("c2,waiver,,CN-HOURS-01,agreement,sms,,,yes\nc2,waiver,,CN-HOURS-01,agreement,email,,,yes\n")["c2"].Waivers; len(left) != 0 {
		t.Errorf("every waiver was taken back: %+v", left)
	}
}

func TestBadRequestsAreReportedAndTheRestIsLoaded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]badRow{
		"request of a stranger":    {"requests.csv", "nobody,inconvenient,,,,,,,,,", "customer_id", "unknown-customer"},
		"request for what":         {"requests.csv", "c1,Ma-rie,,,,,,,,,", "what", "not-one-of"},
		"request for nothing":      {"requests.csv", "c1,,,,,,,,,,", "what", "required"},
		"request by which channel": {"requests.csv", "c1,inconvenient,Ma-rie,,,,,,,,", "channel", "not-one-of"},
		"no day of the week":       {"requests.csv", "c1,inconvenient,,mon;Ma-rie,,,,,,,", "days", "not-one-of"},
		"no hours":                 {"requests.csv", "c1,inconvenient,,,9-5,,,,,,", "hours", "hours"},
		"hours of no length":       {"requests.csv", "c1,inconvenient,,,09:00-09:00,,,,,,", "hours", "hours"},
		"hours after midnight":     {"requests.csv", "c1,inconvenient,,,24:00-06:00,,,,,,", "hours", "hours"},
		"times with a rule":        {"requests.csv", "c1,inconvenient,,,,R-1,,,,,", "rule", "stray"},
		"waiver with days":         {"requests.csv", "c1,waiver,,mon,,R-1,,consent,,,", "days", "stray"},
		"waiver of nothing":        {"requests.csv", "c1,waiver,,,,,,consent,,,", "rule", "either-or"},
		"waiver of both":           {"requests.csv", "c1,waiver,,,,R-1,window,consent,,,", "rule", "either-or"},
		"waiver of no kind":        {"requests.csv", "c1,waiver,,,,,Ma-rie!,consent,,,", "kind", "kind"},
		"waiver without a basis":   {"requests.csv", "c1,waiver,,,,R-1,,,,,", "basis", "required"},
		"waiver of another basis":  {"requests.csv", "c1,waiver,,,,R-1,,Ma-rie,,,", "basis", "not-one-of"},
		"waiver that ends first":   {"requests.csv", "c1,waiver,,,,R-1,,consent,2026-11-05,2026-11-01,", "ends", "ends-before"},
		"waiver that starts never": {"requests.csv", "c1,waiver,,,,R-1,,consent,Ma-rie,,", "starts", "instant"},
		"withdrawn some day":       {"requests.csv", "c1,inconvenient,,,,,,,,,2026-12-01", "withdrawn", "not-one-of"},
		"request twice":            {"requests.csv", "c1,inconvenient,,sun,,,,,,,yes", "customer_id", "row-twice"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := withRequests()
			c.rejected(t, files)
		})
	}
}

func TestWhereSomebodyMayBeStaysKnownWhereTheFileDoesNotTell(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"portfolio.yaml": book()["portfolio.yaml"],
		"customers.csv":  "customer_id,name,places\nc2,B,GB-SCT\nc4,D,\n",
		"contact_points.csv": "point_id,customer_id,channel,value,line1,city,region,postal_code,country\n" +
			"k5,c4,letter,,1 Example Road,Boston,MA,02108,US\n",
	}
	s := intaketest.New()
	mustTake(t, s, write(t, files))
	delete(files, "contact_points.csv")
	files["customers.csv"] = "customer_id,name,places\nc2,B,US-WA\nc4,D,\n"
	mustTake(t, s, write(t, files))
	if c := s.Customers["c4"]; len(c.Places) != 1 || c.Places[0] != "US-MA" {
		t.Errorf("forgotten: %v", c.Places)
	}
	if c := s.Customers["c2"]; len(c.Places) != 1 || c.Places[0] != "US-WA" {
		t.Errorf("not changed: %v", c.Places)
	}
}
