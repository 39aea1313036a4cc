package facts

import (
	"os"
	"strings"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"github.com/google/go-cmp/cmp"
)

// one reads the one case of a text.
func one(t testing.TB, text string) Case {
	t.Helper()
	cases, err := Parse("a.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 1 {
		t.Fatalf("there are %d cases", len(cases))
	}
	return cases[0]
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestACaseThatSaysLittleIsCompleted(t *testing.T) {
	t.Parallel()
	got := one(t, `{now: 2026-10-20T10:00:00+08:00, accounts: [{overdue: 500, dpd: 10}], contact_points: [{channel: sms}, {channel: sms}]}`)
	want := Case{
		Line: 1, Alone: true,
		Facts: dunning.Facts{
			Zone:     "Etc/GMT-8",
			Customer: dunning.Customer{ID: "customer"},
			Account: dunning.Account{
				ID: "account", PortfolioID: "portfolio", CustomerID: "customer", Balance: 500, Overdue: 500, MinimumDue: 500,
				DueDate: day("2026-10-10"), Cycle: 1,
			},
			Points: []dunning.ContactPoint{
				{ID: "sms", CustomerID: "customer", Channel: dunning.SMS, Consent: dunning.ConsentUnknown, Health: dunning.HealthOK},
				{ID: "sms-2", CustomerID: "customer", Channel: dunning.SMS, Consent: dunning.ConsentUnknown, Health: dunning.HealthOK, Rank: 1},
			},
		},
	}
	if now := got.Facts.Now; !now.Equal(at("2026-10-20T02:00:00Z")) || now.Format(time.RFC3339) != "2026-10-20T10:00:00+08:00" {
		t.Errorf("now is %s", now)
	}
	if a, b := got.Facts.Points[0].Key, got.Facts.Points[1].Key; a == "" || a == b {
		t.Errorf("two points without a value have the keys %q and %q", a, b)
	}
	got.Facts.Now = time.Time{}
	got.Facts.Points[0].Key, got.Facts.Points[1].Key = "", ""
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestEverythingThatACaseMaySay(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := one(t, string(text))
	house := false
	key := func(c dunning.Channel, value string) string {
		return dunning.AddressKey(c, value, dunning.PostalAddress{})
	}
	postal := dunning.PostalAddress{Lines: []string{"1 Example Street", "Apt 2"}, City: "New York", Region: "NY", PostalCode: "10001", Country: "US"}
	phone, letter := key(dunning.SMS, "+12125550100"), dunning.AddressKey(dunning.Letter, "", postal)
	both := []string{"account", "a2"}
	want := Case{
		ID: "full", Source: "every key of the schema", Packs: []string{"us", "us-nyc"}, House: &house, Line: 2, Alone: true, HasTaken: true,
		Taken: []dunning.Taken{
			{AccountID: "a2", Step: "first-reminder", Cycle: 2, At: at("2026-09-05T10:00:00-05:00"), Done: true},
			{AccountID: "a2", Step: "second-reminder", Cycle: 2, Done: true},
			{AccountID: "a2", Step: "m2-help", Cycle: 2, At: at("2026-10-19T00:00:00-05:00")},
		},
		Expect: &Expect{
			Verdict: dunning.Defer, NotBefore: at("2026-10-21T00:00:00-05:00"), NotAfter: at("2026-10-22T00:00:00-05:00"),
			Rules: []string{"US-HOURS-01"}, NotRules: []string{"NYC-QUOTA-01"},
			Channels: []ChannelExpect{
				{dunning.SMS, dunning.Allow, at("2026-10-20T10:00:00-05:00"), at("2026-10-20T20:00:00-05:00"), "p1"},
				{Channel: dunning.Email, Verdict: dunning.Suppress}, {Channel: dunning.Letter, Verdict: dunning.Handoff},
				{Channel: dunning.Voice, Verdict: dunning.Defer}, {Channel: dunning.Visit, Verdict: dunning.Handoff},
			},
		},
		Facts: dunning.Facts{
			Now: at("2026-10-20T10:00:00-05:00"), Zone: "America/Chicago", Group: "bank", Channels: []dunning.Channel{dunning.SMS, dunning.Voice},
			Cause: dunning.Cause{Purpose: dunning.PurposeInstalment, ID: "plan-1", Number: 2, Missed: true},
			Customer: dunning.Customer{
				ID: "c1", Locale: "en-US", Zones: []string{"America/New_York", "America/Chicago"}, Places: []calendar.Place{"US-NY-NYC", "US-IL"},
				Prefers: []dunning.Channel{dunning.Email, dunning.SMS},
				Inconvenient: []dunning.Inconvenient{
					{Days: []time.Weekday{time.Friday, time.Saturday}, Hours: calendar.Window{From: 22 * 60, To: 24 * 60}, Channel: dunning.SMS},
					{Days: []time.Weekday{time.Saturday, time.Sunday}, Hours: calendar.Window{To: 6 * 60}, Channel: dunning.SMS},
					{Days: []time.Weekday{time.Sunday}},
				},
				Waivers: []dunning.Waiver{
					{Rule: "US-HOURS-01", Channel: dunning.SMS, Basis: dunning.BasisConsent, Starts: at("2026-10-01T00:00:00-05:00"), Ends: at("2026-11-01T00:00:00-05:00")},
					{Kind: "window", Basis: dunning.BasisRequest},
				},
			},
			Points: []dunning.ContactPoint{
				{
					ID: "p1", CustomerID: "c1", Channel: dunning.SMS, Value: "+12125550100", Key: phone, Consent: dunning.ConsentGiven, Form: dunning.FormWritten,
					Confirmed: at("2026-10-01T12:00:00Z"), Health: dunning.HealthOK, Rank: 7,
				},
				{
					ID: "email", CustomerID: "c1", Channel: dunning.Email, Value: "name@example.com", Key: key(dunning.Email, "name@example.com"),
					Consent: dunning.ConsentWithdrawn, Work: true, Basis: dunning.BasisConsent, Health: dunning.HealthBad, Rank: 1,
				},
				{ID: "letter", CustomerID: "c1", Channel: dunning.Letter, Postal: postal, Key: letter, Consent: dunning.ConsentUnknown, Health: dunning.HealthOK, Rank: 2},
			},
			Account: dunning.Account{
				ID: "a2", PortfolioID: "loans", CustomerID: "c0", Product: "loan", Currency: "CAD", Balance: 90000, Overdue: 5000, MinimumDue: 2500, PaidSince: 100,
				DueDate: day("2026-09-01"), TakenOn: day("2026-09-02"), Cycle: 2, Joint: []string{"c1", "c2"}, Guarantors: []string{"c3"}, Role: dunning.ThirdParty,
			},
			History: dunning.History{
				{
					At: at("2026-10-17T09:00:00-05:00"), Channel: dunning.SMS, CustomerID: "c9", AddressKey: key(dunning.SMS, "+12125550199"),
					PortfolioID: "other", Group: "elsewhere", Accounts: []string{"account"}, Status: dunning.ContactUndelivered, Work: true,
				},
				{
					At: at("2026-10-18T00:00:00-05:00"), Channel: dunning.Letter, CustomerID: "c1", AddressKey: letter,
					PortfolioID: "cards", Group: "bank", Accounts: both, Status: dunning.ContactRefused,
				},
				{
					ID: "h2", At: at("2026-10-19T23:30:00Z"), Channel: dunning.Voice, CustomerID: "c1", AddressKey: phone,
					PortfolioID: "cards", Group: "bank", Accounts: []string{"a2"}, Status: dunning.ContactDelivered, Asked: true,
				},
			},
			Holds: []dunning.Hold{
				{
					ID: "d1", Kind: dunning.HoldDispute, CustomerID: "c1", AccountID: "a2", Channel: dunning.Email, Reason: "says it was paid",
					Starts: at("2026-10-01T00:00:00-05:00"), Ends: at("2026-11-01T00:00:00-05:00"), Review: day("2026-10-15"),
				},
				{ID: "hold", Kind: dunning.HoldManual, CustomerID: "c1", Starts: at("2026-10-20T10:00:00-05:00")},
			},
			Promises: []dunning.Promise{
				{
					ID: "pr1", CustomerID: "c1", AccountID: "a2", Amount: 1000, Date: day("2026-10-25"), MadeAt: at("2026-10-20T09:00:00-05:00"),
					RemindAt: at("2026-10-24T10:00:00-05:00"), Channel: dunning.SMS, KeptAt: at("2026-10-21T00:00:00Z"), Cancelled: at("2026-10-22T00:00:00Z"),
				},
				{ID: "promise", CustomerID: "c1", AccountID: "a2", Amount: 5000, Date: day("2026-10-26"), MadeAt: at("2026-10-20T10:00:00-05:00")},
			},
			Appointments: []dunning.Appointment{{
				ID: "ap1", CustomerID: "c1", AccountID: "account", At: at("2026-10-23T18:00:00-05:00"), Channel: dunning.Email, Cancelled: at("2026-10-22T00:00:00-05:00"),
			}},
			Plans: []dunning.RepaymentPlan{{
				ID: "plan-1", CustomerID: "c1", AccountID: "a2", AgreedAt: at("2026-09-01T00:00:00-05:00"), EndedAt: at("2026-12-01T00:00:00-06:00"), Paid: 100,
				Instalments: []dunning.Instalment{{Date: day("2026-10-01"), Amount: 500}, {Date: day("2026-10-19"), Amount: 600}},
			}},
			Notices: []dunning.Notice{{Kind: "transfer", CustomerID: "c1", AccountID: "a2", At: at("2026-09-01T00:00:00-05:00")}},
		},
	}
	same := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestAFileHoldsOneCaseOrAList(t *testing.T) {
	t.Parallel()
	const c = "{now: 2026-10-20T10:00:00Z, accounts: [{overdue: 1, dpd: 1}]}"
	for text, want := range map[string]int{c: 1, "[" + c + "]": 1, "- " + c + "\n- " + c: 2, "cases:\n  - " + c + "\n  - " + c + "\n  - " + c: 3} {
		cases, err := Parse("a", []byte(text))
		if err != nil || len(cases) != want {
			t.Errorf("%s: %d cases, %v", text, len(cases), err)
			continue
		}
		if alone := cases[0].Alone; alone != (text == c) {
			t.Errorf("%s: alone is %t", text, alone)
		}
	}
}

func TestTheSameFactsAreReadFromJSON(t *testing.T) {
	t.Parallel()
	yaml := one(t, "now: 2026-10-20T10:00:00+08:00\naccounts:\n  - {id: 7, overdue: 100, due_date: 2026-10-01}\nholds: [{kind: cease}]\n")
	json := one(t, "{\"now\": \"2026-10-20T10:00:00+08:00\",\n\t\"accounts\": [{\"id\": \"7\", \"overdue\": 100, \"due_date\": \"2026-10-01\", \"role\": null}],\n\t\"holds\": [{\"kind\": \"cease\"}]}")
	if diff := cmp.Diff(yaml, json); diff != "" {
		t.Errorf("-yaml +json:\n%s", diff)
	}
}

// asked reads a case with a question of its own about agreements.
func asked(t *testing.T, question string) dunning.Cause {
	t.Helper()
	return one(t, `
now: 2026-10-20T10:00:00Z
accounts: [{overdue: 900, dpd: 5}]
promises: [{id: pr, date: 2026-10-25}]
appointments: [{id: ap, at: 2026-10-21T10:00:00Z}]
plans: [{id: pl, paid: 350, instalments: [{date: 2026-09-01, amount: 300}, {date: 2026-10-19, amount: 300}, {date: 2026-11-01, amount: 300}]}]
`+question).Facts.Cause
}

func TestAContactIsAboutTheOnlyThingThereIs(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]dunning.Cause{
		"":                                 {},
		"purpose: reminder":                {},
		"purpose: promise":                 {Purpose: dunning.PurposePromise, ID: "pr"},
		"purpose: thanks\nabout: pr":       {Purpose: dunning.PurposeThanks, ID: "pr"},
		"purpose: appointment":             {Purpose: dunning.PurposeAppointment, ID: "ap"},
		"purpose: instalment":              {Purpose: dunning.PurposeInstalment, ID: "pl", Number: 2, Missed: true},
		"purpose: instalment\nnumber: 3":   {Purpose: dunning.PurposeInstalment, ID: "pl", Number: 3},
		"purpose: notice\nabout: transfer": {Purpose: dunning.PurposeNotice, ID: "transfer"},
	} {
		if got := asked(t, question); got != want {
			t.Errorf("%q is about %+v, want %+v", strings.ReplaceAll(question, "\n", ", "), got, want)
		}
	}
}

// An account whose first steps are on record came to us with the first of them, not today.
func TestStepsTakenTellSinceWhenTheArrearsAreOurs(t *testing.T) {
	t.Parallel()
	const head = "now: 2026-10-20T10:00:00Z\naccounts: [{overdue: 900, dpd: 40"
	for text, want := range map[string]string{
		head + "}]\ntaken: []": "",
		head + "}]\ntaken: [{step: b, at: 2026-10-10}, {step: a, at: 2026-09-20}, {step: s, skipped: true}]": "2026-09-20",
		head + "}]\ntaken: [{step: b, at: 2026-09-01, cycle: 2}]":                                            "",
		head + ", taken_on: 2026-10-01}]\ntaken: [{step: a, at: 2026-09-20}]":                                "2026-10-01",
	} {
		c := one(t, text)
		if got := c.Facts.Account.TakenOn.String(); got != want || !c.HasTaken {
			t.Errorf("%s: taken on %q, want %q", text, got, want)
		}
	}
}
