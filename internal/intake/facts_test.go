package intake_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/intake/intaketest"
)

// facts are files of what was agreed and what happened, small and right.
func facts() map[string]string {
	return map[string]string{
		"promises.csv": "promise_id,account_id,amount,date,made_at,remind_at,channel,cancelled_at\n" +
			"pr1,a1,200.25,2026-11-20,2026-11-09T15:00:00+08:00,2026-11-19T10:00:00+08:00,sms,\n" +
			"pr2,a2,50,2026-11-12,2026-11-01,,,2026-11-05\n",
		"appointments.csv": "appointment_id,account_id,at,channel,cancelled_at\n" +
			"ap1,a1,2026-11-16T18:30:00+08:00,email,\n",
		"plans.csv": "plan_id,account_id,agreed_at,ended_at,date,amount\n" +
			"pl1,a2,2026-11-01,,2026-12-01,100\n" +
			"pl1,a2,2026-11-01,,2027-01-01,100\n" +
			"pl1,a2,2026-11-01,,2027-02-01,100.50\n" +
			"pl2,a1,2026-10-01,2026-10-20,2026-11-01,10\n",
		"notices.csv": "kind,customer_id,account_id,at\n" +
			"transfer,,a1,2026-11-01\n" +
			"validation,c2,,2026-11-02T10:00:00+08:00\n",
		"contacts.csv": "contact_id,at,channel,status,customer_id,account_ids,address,line1,city,country,portfolio,group,asked,work,source\n" +
			"k1,2026-11-09T15:00:00+08:00,voice,connected,c1,,100 0000 0001,,,,,,yes,,Example Calls\n" +
			"k2,2026-11-08,visit,,,a2;a1;a2,,12 Invented Road,Sample City,US,,north,,yes,\n" +
			"k3,2026-11-09T15:00:00+08:00,email,refused,c2,a2,C1@Mail.Example,,,,demo,,,,\n",
	}
}

// factsToo is a book with all of its files.
func factsToo() map[string]string {
	files := book()
	maps.Copy(files, facts())
	return files
}

func TestWhatWasAgreedAndWhatHappenedIsTakenInAsItStands(t *testing.T) {
	t.Parallel()
	s := intaketest.New()
	dir := write(t, factsToo())
	for _, f := range mustTake(t, s, dir).Files {
		if f.Loaded != f.Rows {
			t.Errorf("%s: %+v", f.Name, f)
		}
	}
	utc := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, time.UTC)
	}
	on := func(year int, month time.Month, day int) calendar.Date {
		return calendar.Date{Year: year, Month: month, Day: day}
	}
	want := intaketest.New()
	want.Promises = map[string]dunning.Promise{
		"pr1": {ID: "pr1", AccountID: "a1", Amount: 20025, Date: on(2026, 11, 20), MadeAt: utc(11, 9, 7, 0), RemindAt: utc(11, 19, 2, 0), Channel: "sms"},
		"pr2": {ID: "pr2", AccountID: "a2", Amount: 5000, Date: on(2026, 11, 12), MadeAt: utc(10, 31, 16, 0), Cancelled: utc(11, 4, 16, 0)},
	}
	want.Appointments = map[string]dunning.Appointment{"ap1": {ID: "ap1", AccountID: "a1", At: utc(11, 16, 10, 30), Channel: "email"}}
	want.Plans = map[string]dunning.RepaymentPlan{
		"pl1": {ID: "pl1", AccountID: "a2", AgreedAt: utc(10, 31, 16, 0), Instalments: []dunning.Instalment{
			{Date: on(2026, 12, 1), Amount: 10000}, {Date: on(2027, 1, 1), Amount: 10000}, {Date: on(2027, 2, 1), Amount: 10050},
		}},
		"pl2": {ID: "pl2", AccountID: "a1", AgreedAt: utc(9, 30, 16, 0), EndedAt: utc(10, 19, 16, 0),
			Instalments: []dunning.Instalment{{Date: on(2026, 11, 1), Amount: 1000}}},
	}
	notices := slices.SortedFunc(maps.Values(s.Notices), func(a, b dunning.Notice) int { return strings.Compare(a.Kind, b.Kind) })
	if diff := cmp.Diff([]dunning.Notice{
		{Kind: "transfer", AccountID: "a1", At: time.Date(2026, 11, 1, 15, 59, 59, 999999000, time.UTC)},
		{Kind: "validation", CustomerID: "c2", At: utc(11, 2, 2, 0)},
	}, notices); diff != "" {
		t.Error(diff)
	}
	want.Contacts = map[string]dunning.Contact{
		"k1": {ID: "k1", At: utc(11, 9, 7, 0), Channel: "voice", Status: "delivered", CustomerID: "c1", PortfolioID: "demo", Asked: true,
			AddressKey: s.Points["k1"].Key},
		"k2": {ID: "k2", At: time.Date(2026, 11, 8, 15, 59, 59, 999999000, time.UTC), Channel: "visit", Status: "unknown",
			Accounts: []string{"a1", "a2"}, Group: "north", Work: true,
			AddressKey: dunning.AddressKey("letter", "", dunning.PostalAddress{Lines: []string{"12 Invented Road"}, City: "Sample City", Country: "US"})},
		"k3": {ID: "k3", At: utc(11, 9, 7, 0), Channel: "email", Status: "refused", CustomerID: "c2", Accounts: []string{"a2"},
			PortfolioID: "demo", AddressKey: s.Points["k2"].Key},
	}
	for what, diff := range map[string]string{
		"promises": cmp.Diff(want.Promises, s.Promises), "appointments": cmp.Diff(want.Appointments, s.Appointments),
		"plans": cmp.Diff(want.Plans, s.Plans), "contacts": cmp.Diff(want.Contacts, s.Contacts),
	} {
		if diff != "" {
			t.Errorf("%s (-want +got)\n%s", what, diff)
		}
	}
	for _, f := range mustTake(t, s, dir).Files {
		if f.Saved.New+f.Saved.Changed != 0 {
			t.Errorf("again, %s: %+v", f.Name, f.Saved)
		}
	}
}

func TestTheNewColumnsOfAnOldFileAreTakenIn(t *testing.T) {
	t.Parallel()
	files := book()
	files["portfolio.yaml"] += "role: third_party\ngroup: north\n"
	files["customers.csv"] = "customer_id,name,places,prefers\nc1,A,us-ny-nyc; US;US-NY-NYC,email;SMS\nc2,B,,\nc3,C,,\nc4,D,,\n"
	files["contact_points.csv"] = "point_id,customer_id,channel,value,work,basis,consent,consent_form,confirmed_at\n" +
		"k1,c1,email,c1@work.example,yes,request,given,written,2026-11-01\n"
	files["accounts.csv"] = "account_id,customer_id,product,last4,balance,overdue,minimum_due,due_date,joint,guarantor_ids,role\n" +
		"a1,c1,loan,0042,10,5,5,2026-10-01,c2,c3;c4,debt_buyer\na2,c2,loan,0043,10,5,5,2026-10-01,,,\n"
	files["holds.csv"] = "hold_id,kind,customer_id,channel,review_on\nh1,breathing-space,c1,voice,2027-01-09\nh2,mental-health-crisis,c2,,\n"
	s := intaketest.New()
	mustTake(t, s, write(t, files))
	if p := s.Books["demo"]; p.Role != dunning.ThirdParty || p.Group != "north" {
		t.Errorf("portfolio: %q, %q", p.Role, p.Group)
	}
	c := s.Customers["c1"]
	if diff := cmp.Diff([]calendar.Place{"US", "US-NY-NYC"}, c.Places); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]dunning.Channel{"email", "sms"}, c.Prefers); diff != "" {
		t.Error(diff)
	}
	p := s.Points["k1"]
	if !p.Work || p.Basis != dunning.BasisRequest || p.Form != dunning.FormWritten || !p.Confirmed.Equal(time.Date(2026, 10, 31, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("point: %+v", p)
	}
	if a := s.Accounts["a1"]; a.Role != dunning.DebtBuyer || a.Relation("c4") != dunning.Guarantor || a.Relation("c2") != dunning.Joint {
		t.Errorf("account: %+v", a)
	}
	if a := s.Accounts["a2"]; a.Role != dunning.RoleUnknown || a.Guarantors != nil {
		t.Errorf("account that says nothing: %+v", a)
	}
	if h := s.Holds["h1"]; h.Kind != dunning.HoldBreathing || h.Channel != dunning.Voice || h.Review.String() != "2027-01-09" {
		t.Errorf("hold: %+v", h)
	}
	if h := s.Holds["h2"]; h.Kind != dunning.HoldCrisis || !h.Review.IsZero() {
		t.Errorf("hold: %+v", h)
	}
}

// A call counts with the messages to the same number, a visit with the letters to the same address.
func TestACallToANumberHasTheKeyOfTheMessagesToIt(t *testing.T) {
	t.Parallel()
	files := book()
	files["contacts.csv"] = "contact_id,at,channel,customer_id,address,line1,line2,city,postal_code,country\n" +
		"x1,2026-11-09,voice,c1,+86 100-0000-0001,,,,,\n" +
		"x2,2026-11-09,sms,c1,100 0000 0001,,,,,\n" +
		"x3,2026-11-09,visit,c2,,12  invented road,Flat 3,SAMPLE CITY,00000,us\n" +
		"x4,2026-11-09,letter,c2,,12 Invented Road,Flat 3,Sample City,00000,US\n" +
		"x5,2026-11-09,voice,c1,,,,,,\n"
	s := intaketest.New()
	mustTake(t, s, write(t, files))
	for id, want := range map[string]string{
		"x1": s.Points["k1"].Key, "x2": s.Points["k1"].Key, "x3": s.Points["k3"].Key, "x4": s.Points["k3"].Key, "x5": "",
	} {
		if got := s.Contacts[id].AddressKey; got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

func TestPlacesComeFromTheFileThenPhonesAndAddresses(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"portfolio.yaml": book()["portfolio.yaml"],
		"customers.csv":  "customer_id,name,places\nc1,A,GB-SCT\nc2,B,\nc3,C,\nc4,D,\n",
		"contact_points.csv": "point_id,customer_id,channel,value,line1,city,region,postal_code,country\n" +
			"k1,c1,sms,+12025550123,,,,,\n" + // stated goes before
			"k2,c2,letter,,1 Example Road,New York,NY,10001,US\nk3,c2,sms,+13055550123,,,,,\n" + // the one here, the other there
			"k4,c3,email,c@example.org,,,,,\nk5,c4,letter,,1 Example Road,Boston,MA,02108,US\n",
	}
	s := intaketest.New()
	mustTake(t, s, write(t, files))
	got := map[string][]calendar.Place{}
	for id, c := range s.Customers {
		got[id] = c.Places
	}
	want := map[string][]calendar.Place{"c1": {"GB-SCT"}, "c2": {"US-FL", "US-NY-NYC"}, "c3": nil, "c4": {"US-MA"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A book that was cut ahead of our clock is noted, and not rejected row by row.
func TestWhatHappenedBeforeTheDataWereCutMayLieAheadOfOurClock(t *testing.T) {
	t.Parallel()
	files := factsToo()
	files["portfolio.yaml"] = strings.Replace(files["portfolio.yaml"], "2026-11-10T00:00:00+08:00", "2026-12-10T00:00:00+08:00", 1)
	files["contacts.csv"] = "contact_id,at,channel,customer_id\nx,2026-12-09,voice,c1\n"
	s := intaketest.New()
	if report := mustTake(t, s, write(t, files)); len(report.Notes) != 1 || report.Notes[0].Code != "note-as-of-future" || len(s.Contacts) != 1 {
		t.Errorf("%v, %d contacts", report.Notes, len(s.Contacts))
	}
}
