package ledgertest

import (
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// agreements checks what is known about people beside their money.
func agreements() map[string]func(*testing.T, *World) {
	return map[string]func(*testing.T, *World){
		"people, addresses, accounts and holds come back as they were saved": roundTrip,
		"nothing and an empty list are the same":                             nothingIsEmpty,
		"what was agreed comes back as it was saved":                         agreedRoundTrip,
		"who owes it jointly sees what was agreed about the account":         agreedForJoint,
		"what was agreed about an account nobody knows is refused":           unknownAccount,
		"a promise is kept when payments since it reach the amount":          promiseKept,
		"a promise is open again when the payment is reversed":               promiseReopened,
		"a promise made known late is kept by a payment known before":        promiseKnownLate,
		"a changed promise is judged by its new amount":                      promiseChanged,
		"money in another currency keeps no promise":                         promiseCurrency,
		"a plan counts what was paid since it was agreed":                    planPaid,
		"a step is skipped once, with a reason, in its cycle":                stepSkipped,
		"a step that a reminder has cannot be skipped":                       stepReserved,
		"whoever changes what a claim reads waits for it":                    changesWait,
	}
}

// agreed is every circumstance that the suite saves about account a1, whose debtor is c1.
func (w *World) agreed() dunning.Person {
	t := w.Now()
	return dunning.Person{
		Holds: []dunning.Hold{{
			ID: "h1", Kind: dunning.HoldBreathing, CustomerID: "c1", AccountID: "a1", Channel: dunning.SMS, Starts: t, Ends: t.Add(time.Hour),
			Review: day.AddDays(7), Reason: "as registered",
		}},
		Promises: []dunning.Promise{
			{ID: "p1", CustomerID: "c1", AccountID: "a1", Amount: 5000, Date: day.AddDays(3), MadeAt: t, RemindAt: t.Add(time.Hour), Channel: dunning.SMS},
			{ID: "p2", CustomerID: "c1", AccountID: "a1", Amount: 1, Date: day, MadeAt: t.Add(-time.Hour), Cancelled: t},
		},
		Appointments: []dunning.Appointment{
			{ID: "ap1", CustomerID: "c1", AccountID: "a1", At: t.Add(2 * time.Hour), Channel: dunning.Email},
			{ID: "ap2", CustomerID: "c1", AccountID: "a1", At: t.Add(3 * time.Hour), Cancelled: t},
		},
		Plans: []dunning.RepaymentPlan{
			{ID: "r1", CustomerID: "c1", AccountID: "a1", AgreedAt: t, Instalments: []dunning.Instalment{{Date: day.AddDays(5), Amount: 300}, {Date: day.AddDays(35), Amount: 200}}},
			{ID: "r2", CustomerID: "c1", AccountID: "a1", AgreedAt: t.Add(-time.Hour), EndedAt: t},
		},
		Notices: []dunning.Notice{
			{Kind: "transfer", CustomerID: "c1", AccountID: "a1", At: t.Add(-time.Hour)},
			{Kind: "validation", CustomerID: "c1", At: t},
		},
	}
}

// save saves all of them, and answers what the ledger said together.
func (w *World) save(p dunning.Person) (all dunning.Saved) {
	w.T.Helper()
	b := w.Book()
	for _, save := range []func() (dunning.Saved, error){
		func() (dunning.Saved, error) { return b.SaveHolds(w.ctx(), "test", p.Holds) },
		func() (dunning.Saved, error) { return b.SavePromises(w.ctx(), "test", p.Promises) },
		func() (dunning.Saved, error) { return b.SaveAppointments(w.ctx(), "test", p.Appointments) },
		func() (dunning.Saved, error) { return b.SavePlans(w.ctx(), "test", p.Plans) },
		func() (dunning.Saved, error) { return b.SaveNotices(w.ctx(), "test", p.Notices) },
	} {
		saved, err := save()
		w.must(err)
		all = all.Plus(saved)
	}
	return all
}

// facts reads the person of an account.
func (w *World) facts(account string) dunning.Person {
	w.T.Helper()
	p, ok, err := w.Person(w.ctx(), account, 40*24*time.Hour)
	w.must(err)
	if !ok {
		w.T.Fatalf("nobody is known for account %s", account)
	}
	return p
}

func roundTrip(t *testing.T, w *World) {
	nine, _ := calendar.ParseWindow("09:00-17:00")
	customer := dunning.Customer{
		ID: "c1", Name: "甲", Salutation: dunning.SalutationMs, Locale: "en-GB", Zones: []string{"Europe/London", "Asia/Shanghai"},
		Places:       []calendar.Place{"GB-ENG", "CN-54"},
		Inconvenient: []dunning.Inconvenient{{Days: []time.Weekday{time.Sunday, time.Monday}, Hours: nine, Channel: dunning.Voice}, {Hours: nine}},
		Waivers: []dunning.Waiver{
			{Rule: "CN-HOURS-01", Basis: dunning.BasisAgreement, Starts: w.Now(), Ends: w.Now().Add(time.Hour)},
			{Kind: "window", Channel: dunning.SMS, Basis: dunning.BasisRequest},
		},
		Prefers: []dunning.Channel{dunning.Email, dunning.SMS},
	}
	phone := point("c1", "+8610000000001")
	phone.Consent, phone.Form, phone.Confirmed, phone.Work, phone.Basis = dunning.ConsentGiven, dunning.FormOral, w.Now(), true, dunning.BasisConsent
	account := func(a *dunning.Account) {
		a.Role, a.Joint, a.Guarantors = dunning.ThirdParty, []string{"c2"}, []string{"c3", "c4"}
	}
	saveAll := func() (saved dunning.Saved) {
		customers, err := w.Book().SaveCustomers(t.Context(), "test", []dunning.Customer{customer})
		w.must(err)
		points, err := w.Book().SavePoints(t.Context(), "test", []dunning.ContactPoint{phone})
		w.must(err)
		return customers.Plus(points).Plus(w.account("a1", "c1", account))
	}
	if got := saveAll(); got != (dunning.Saved{New: 3}) {
		t.Errorf("first: %+v", got)
	}
	w.Advance(time.Hour)
	if got := saveAll(); got != (dunning.Saved{Same: 3}) {
		t.Errorf("again: %+v", got)
	}
	p := w.facts("a1")
	same(t, "customer", p.Customer, customer)
	same(t, "contact points", p.Points, []dunning.ContactPoint{phone})
	a := p.Accounts[0]
	same(t, "who answers for the account", [][]string{a.Joint, a.Guarantors, {string(a.Role)}}, [][]string{{"c2"}, {"c3", "c4"}, {"third_party"}})
	customer.Waivers, phone.Work = customer.Waivers[:1], false
	account = func(a *dunning.Account) { a.Guarantors = []string{"c4"} }
	if got := saveAll(); got != (dunning.Saved{Changed: 3}) {
		t.Errorf("changed: %+v", got)
	}
	p = w.facts("a1")
	same(t, "customer", p.Customer, customer)
	same(t, "contact points", p.Points, []dunning.ContactPoint{phone})
	same(t, "guarantors", p.Accounts[0].Guarantors, []string{"c4"})
}

func nothingIsEmpty(t *testing.T, w *World) {
	none := dunning.Customer{ID: "c1"}
	empty := dunning.Customer{
		ID: "c1", Zones: []string{}, Places: []calendar.Place{}, Inconvenient: []dunning.Inconvenient{}, Waivers: []dunning.Waiver{}, Prefers: []dunning.Channel{},
	}
	_, err := w.Book().SaveCustomers(t.Context(), "test", []dunning.Customer{none})
	w.must(err)
	saved, err := w.Book().SaveCustomers(t.Context(), "test", []dunning.Customer{empty})
	w.must(err)
	if saved != (dunning.Saved{Same: 1}) {
		t.Errorf("saved %+v", saved)
	}
	w.account("a1", "c1")
	if got := w.account("a1", "c1", func(a *dunning.Account) { a.Guarantors = []string{} }); got != (dunning.Saved{Same: 1}) {
		t.Errorf("account %+v", got)
	}
	same(t, "customer", w.facts("a1").Customer, none)
}

func agreedRoundTrip(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	w.account("a1", "c1")
	want := w.agreed()
	if got := w.save(want); got != (dunning.Saved{New: 9}) {
		t.Errorf("first: %+v", got)
	}
	w.Advance(time.Hour)
	if got := w.save(want); got != (dunning.Saved{Same: 9}) {
		t.Errorf("again: %+v", got)
	}
	for i := range 2 {
		p := w.facts("a1")
		got := dunning.Person{Holds: p.Holds, Promises: p.Promises, Appointments: p.Appointments, Plans: p.Plans, Notices: p.Notices}
		same(t, "as a decision sees it", got, want)
		list, err := w.Circumstances(t.Context(), "a1")
		w.must(err)
		shown := dunning.Person{Holds: list.Holds, Promises: list.Promises, Appointments: list.Appointments, Plans: list.Plans, Notices: list.Notices}
		same(t, "as people see it", shown, want)
		if i == 1 {
			break
		}
		want.Holds[0].Review = day
		want.Promises[0].Cancelled, want.Promises[0].RemindAt = w.Now(), time.Time{}
		want.Appointments[0].At = w.Now()
		want.Plans[0].Instalments = want.Plans[0].Instalments[:1]
		if got := w.save(want); got != (dunning.Saved{Changed: 4, Same: 5}) {
			t.Errorf("changed: %+v", got)
		}
	}
	list, err := w.Events(t.Context(), "a1")
	w.must(err)
	kinds := map[string]int{}
	for _, e := range list {
		kinds[e.Kind]++
	}
	same(t, "events about the account", kinds, map[string]int{
		"account.taken": 1, "promise.set": 3, "appointment.set": 3, "plan.set": 3, "notice.given": 1,
	})
}

func agreedForJoint(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	w.account("a1", "c1")
	want := w.agreed()
	for i := range want.Promises {
		want.Promises[i].CustomerID = ""
	}
	for i := range want.Notices {
		if want.Notices[i].AccountID != "" {
			want.Notices[i].CustomerID = "" // taken from the account
		}
	}
	want.Appointments[0].CustomerID = "c2"
	w.save(want)
	p := w.facts("a1")
	if len(p.Promises) != 2 || p.Promises[0].CustomerID != "c1" || p.Notices[0].CustomerID != "c1" {
		t.Errorf("nobody named: promises %+v, notices %+v", p.Promises, p.Notices)
	}
	if len(p.Appointments) != 2 || p.Appointments[0].CustomerID != "c2" {
		t.Errorf("agreed with somebody else about the account: %+v", p.Appointments)
	}
	w.account("a2", "c1")
	if p := w.facts("a2"); len(p.Promises) != 2 || len(p.Appointments) != 1 || len(p.Plans) != 2 || len(p.Notices) != 2 {
		t.Errorf("the debtor's other account does not know of the debtor's agreements: %+v", p)
	}
	list, err := w.Circumstances(t.Context(), "a2")
	w.must(err)
	if len(list.Promises) != 0 || len(list.Notices) != 1 {
		t.Errorf("listed for the other account: %+v", list)
	}
}

func unknownAccount(t *testing.T, w *World) {
	if _, err := w.Book().SavePromises(t.Context(), "test", []dunning.Promise{{ID: "p", AccountID: "none"}}); err == nil {
		t.Error("a promise about an account that nobody knows was saved")
	}
	if _, err := w.Book().SaveNotices(t.Context(), "test", []dunning.Notice{{Kind: "transfer", At: w.Now()}}); err == nil {
		t.Error("a notice to nobody about nothing was saved")
	}
	if _, err := w.Book().SkipStep(t.Context(), "test", "none", "s1", "asked for"); err == nil {
		t.Error("a step of an account that nobody knows was skipped")
	}
}
