package policy_test

import (
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"pgregory.net/rapid"
)

// turns are instants around which the clock changes somewhere, or the month or the year turns, or days are off.
var turns = []string{
	"2025-11-02T06:00:00Z", "2025-03-09T07:00:00Z", // New York
	"2025-03-09T05:00:00Z", "2025-11-02T05:00:00Z", // Havana, at midnight
	"2025-04-24T22:00:00Z", "2025-10-30T21:00:00Z", // Cairo, at midnight
	"2025-04-05T15:00:00Z",                         // Lord Howe, half an hour
	"2025-05-01T00:00:00Z", "2026-01-01T00:00:00Z", // holidays and turns of the month
	"2026-04-20T16:00:00Z", "2025-12-01T00:00:00Z",
}

// near is an instant some steps of the grid from now.
func (w *world) near(name string, from, to int) time.Time {
	return w.judge.facts.Now.Add(time.Duration(rapid.IntRange(from, to).Draw(w.t, name)) * grid)
}

// soon is a date some days from now.
func (w *world) soon(name string, from, to int) calendar.Date {
	return dateOf(read(w.judge.facts.Now, w.judge.home).day + rapid.IntRange(from, to).Draw(w.t, name))
}

// facts draws a person, who owes something, and all that is known of them.
func (w *world) facts() {
	t, j := w.t, w.judge
	now, err := time.Parse(time.RFC3339, rapid.SampledFrom(turns).Draw(t, "around"))
	if err != nil {
		t.Fatal(err)
	}
	f := &j.facts
	f.Now = now.Add(time.Duration(rapid.IntRange(-3*144, 144).Draw(t, "now")) * grid)
	f.Zone = sample(t, "home", "Asia/Shanghai", "America/New_York", "Africa/Cairo", "Europe/Dublin")
	j.home = location(t, f.Zone)
	f.Customer = dunning.Customer{ID: "person", Locale: "en"}
	f.Customer.Zones = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
		"America/New_York", "America/Havana", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Shanghai", "Asia/Kolkata",
	}), 0, 3, rapid.ID[string]).Draw(t, "zones")
	for _, name := range f.Customer.Zones {
		j.zones = append(j.zones, location(t, name))
	}
	if len(j.zones) == 0 {
		j.zones = []*time.Location{j.home}
	}
	f.Customer.Places = sample(t, "places", nil, []calendar.Place{"US"}, []calendar.Place{"US-MA"}, []calendar.Place{"US-NY"},
		[]calendar.Place{"US-NY-NYC", "US-NJ"}, []calendar.Place{"GB-SCT"}, []calendar.Place{"GB-ENG", "GB-SCT"}, []calendar.Place{"CN-65"}, []calendar.Place{"CN"})
	w.account()
	w.wishes()
	w.points()
	w.agreements()
	for range sample(t, "contacts", 6, 4, 8, 3, 2, 1, 0) {
		f.History.Add(w.contact())
	}
	for range rapid.SampledFrom(map[bool][]int{true: {2, 1, 3}, false: {0, 0, 1, 2}}[w.theme == "holding"]).Draw(t, "holds") {
		f.Holds = append(f.Holds, w.hold())
	}
}

func location(t rapid.TB, name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func (w *world) account() {
	t, f := w.t, &w.judge.facts
	f.Account = dunning.Account{
		ID: "account", PortfolioID: "book", CustomerID: "person", Currency: "CNY", Cycle: 1, Balance: 90000, MinimumDue: 60000,
		Overdue: sample(t, "overdue", int64(50000), 50000, 50000, 50000, 50000, 50000, 50000, 900, 0), PaidSince: sample(t, "paid", int64(0), 0, 0, 20000),
		Role:    sample(t, "role", dunning.RoleUnknown, dunning.FirstParty, dunning.ThirdParty, dunning.DebtBuyer),
		DueDate: w.soon("due", -20, 1),
	}
	f.Group = sample(t, "group", "", "", "group")
	switch rapid.SampledFrom(map[bool][]int{true: {0, 1, 2}, false: {0, 0, 0, 0, 0, 0, 0, 0, 1, 2}}[w.theme == "people"]).Draw(t, "relation") {
	case 1:
		f.Account.CustomerID, f.Account.Joint = "other", []string{"person"}
	case 2:
		f.Account.CustomerID, f.Account.Guarantors = "other", []string{"person"}
	}
	f.Channels = sample(t, "asked about", nil, nil, []dunning.Channel{dunning.SMS}, []dunning.Channel{dunning.Voice, dunning.Email}, []dunning.Channel{dunning.Visit, dunning.SMS})
}

// wishes draws what the person asked for, and agreed to.
func (w *world) wishes() {
	t, f := w.t, &w.judge.facts
	for range rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "inconvenient") {
		x := dunning.Inconvenient{Channel: sample(t, "inconvenient for", "", dunning.SMS)}
		if rapid.Bool().Draw(t, "on days") {
			x.Days = []time.Weekday{time.Weekday(rapid.IntRange(0, 6).Draw(t, "day"))}
		}
		if from := rapid.IntRange(0, 140).Draw(t, "not from"); from > 0 {
			x.Hours = calendar.Window{From: calendar.TimeOfDay(from * 10), To: calendar.TimeOfDay(rapid.IntRange(0, 144).Draw(t, "not to") * 10)}
		}
		f.Customer.Inconvenient = append(f.Customer.Inconvenient, x)
	}
	for range rapid.SampledFrom(map[bool][]int{true: {2, 1, 3}, false: {0, 0, 1, 3}}[w.theme == "waiving"]).Draw(t, "waivers") {
		x := dunning.Waiver{Basis: rapid.SampledFrom(dunning.Bases()).Draw(t, "basis"), Channel: sample(t, "waived for", "", dunning.SMS)}
		if rapid.Bool().Draw(t, "by id") {
			x.Rule = sample(t, "waives", "R0", "R1", "R2")
		} else {
			x.Kind = sample(t, "waives kind", "window", "quota", "spacing", "consent", "days")
		}
		if rapid.Bool().Draw(t, "begins") {
			x.Starts = w.near("waived from", -100, 300)
		}
		if rapid.Bool().Draw(t, "ends") {
			x.Ends = w.near("waived until", -100, 600)
		}
		f.Customer.Waivers = append(f.Customer.Waivers, x)
	}
}

func (w *world) points() {
	t, f := w.t, &w.judge.facts
	for i, p := range []dunning.ContactPoint{
		{ID: "phone", Channel: dunning.SMS, Key: "phone-key"}, {ID: "mail", Channel: dunning.Email, Key: "mail-key"},
		{ID: "home", Channel: dunning.Letter, Key: "home-key"}, {ID: "second", Channel: dunning.SMS, Key: "mail-key", Rank: 1},
	} {
		p.CustomerID, p.Health = "person", dunning.HealthOK
		p.Consent = sample(t, "consent", dunning.ConsentGiven, dunning.ConsentGiven, dunning.ConsentGiven, dunning.ConsentUnknown, dunning.ConsentGiven, dunning.ConsentUnknown, dunning.ConsentWithdrawn)
		p.Form = sample(t, "form", dunning.FormUnknown, dunning.FormWritten, dunning.FormOral)
		if rarely(t, 3, "confirmed") {
			p.Confirmed = w.near("confirmed at", -4*144, -2*144)
		}
		if rarely(t, w.unless("counting", 5), "at work") {
			p.Work, p.Basis = true, sample(t, "basis of work", dunning.BasisConsent, dunning.BasisRequest, dunning.BasisAgreement, "")
		}
		if rarely(t, 9, "bad") {
			p.Health = dunning.HealthBad
		}
		if i < 3 || rapid.Bool().Draw(t, "second phone") {
			f.Points = append(f.Points, p)
		}
	}
}

// agreements draws what the contact is for, and promises, appointments, plans and notices.
func (w *world) agreements() {
	t, f := w.t, &w.judge.facts
	f.Cause = sample(t, "cause", dunning.Cause{}, dunning.Cause{}, dunning.Cause{}, dunning.Cause{}, dunning.Cause{},
		dunning.Cause{Purpose: dunning.PurposePromise, ID: "p1"}, dunning.Cause{Purpose: dunning.PurposeAppointment, ID: "a1"},
		dunning.Cause{Purpose: dunning.PurposeInstalment, ID: "plan", Number: 2}, dunning.Cause{Purpose: dunning.PurposeThanks, ID: "p1"},
		dunning.Cause{Purpose: dunning.PurposeNotice, ID: "transfer"}, dunning.Cause{Purpose: dunning.PurposeNotice, ID: "arrears"})
	about := func(id string, n int) bool { return f.Cause.ID == id || rarely(t, n, "beside") }
	for _, id := range []string{"p1", "p2"} {
		if about(id, 6) {
			f.Promises = append(f.Promises, w.promise(id))
		}
	}
	if about("plan", 6) {
		f.Plans = append(f.Plans, w.plan())
	}
	if about("a1", 6) {
		a := dunning.Appointment{ID: "a1", CustomerID: "person", AccountID: "account", At: w.near("appointed", -200, 500), Channel: sample(t, "appointed by", "", "", dunning.Email)}
		if rarely(t, 6, "called off") {
			a.Cancelled = w.near("off", -100, 0)
		}
		f.Appointments = append(f.Appointments, a)
	}
	if about("", 3) {
		f.Notices = append(f.Notices, dunning.Notice{Kind: "transfer", CustomerID: "person", AccountID: sample(t, "about", "", "account", "other"), At: w.near("given", -500, 0)})
	}
}

func (w *world) promise(id string) dunning.Promise {
	t := w.t
	p := dunning.Promise{ID: id, CustomerID: "person", AccountID: sample(t, "promised for", "account", "account", "account", "other"), Amount: 100, Date: w.soon("promised", -2, 4), MadeAt: w.near("made", -600, 0)}
	switch {
	case w.judge.facts.Cause.Purpose == dunning.PurposeThanks && id == "p1", rarely(t, 6, "kept"):
		p.KeptAt = w.near("kept at", -200, 0)
	case rarely(t, 6, "taken back"):
		p.Cancelled = w.near("cancelled", -200, 0)
	}
	if !rarely(t, 4, "no reminder") {
		p.RemindAt, p.Channel = w.near("remind", -200, 500), sample(t, "agreed", "", "", dunning.SMS)
	}
	return p
}

func (w *world) plan() dunning.RepaymentPlan {
	t := w.t
	p := dunning.RepaymentPlan{ID: "plan", CustomerID: "person", AccountID: "account", AgreedAt: w.near("agreed", -900, 0), Paid: sample(t, "paid of it", int64(100), 0, 150, 300)}
	for i := range sample(t, "instalments", 3, 2, 1, 0) {
		p.Instalments = append(p.Instalments, dunning.Instalment{Date: w.soon("instalment", -3+2*i, -1+2*i), Amount: 100})
	}
	if rarely(t, 5, "ended") {
		p.EndedAt = w.near("ended at", -100, 300)
	}
	return p
}

func (w *world) contact() dunning.Contact {
	t := w.t
	return dunning.Contact{
		At:         w.near("contact", -6*144, 3*144), // letters are dated ahead
		Channel:    rapid.SampledFrom(dunning.EveryChannel()).Draw(t, "contact channel"),
		CustomerID: sample(t, "with", "person", "person", "spouse"), AddressKey: sample(t, "at", "phone-key", "mail-key", "home-key", "other-key"),
		Accounts: sample(t, "about", []string{"account"}, []string{"other", "account"}, []string{"other"}), PortfolioID: sample(t, "of", "book", "shelf"),
		Group: sample(t, "of the group", "", "", "group"), Asked: rarely(t, w.unless("counting", 4), "asked"), Work: rarely(t, w.unless("counting", 3), "contact at work"),
		Status: sample(t, "status", dunning.ContactAttempt, dunning.ContactSent, dunning.ContactDelivered, dunning.ContactUndelivered, dunning.ContactUnknown, dunning.ContactRefused),
	}
}

func (w *world) hold() dunning.Hold {
	t := w.t
	h := dunning.Hold{
		Kind: sample(t, "hold", dunning.HoldManual, dunning.HoldPromise, dunning.HoldManual, dunning.HoldDispute), CustomerID: sample(t, "held", "person", "person", "spouse", ""),
		AccountID: sample(t, "held account", "", "other", "account"), Channel: sample(t, "held channel", "", dunning.SMS, dunning.Email), Starts: w.near("starts", -400, 400),
	}
	if !rarely(t, w.unless("holding", 4), "open end") {
		h.Ends = h.Starts.Add(time.Duration(rapid.IntRange(1, 400).Draw(t, "lasts")) * grid)
	}
	return h
}

// clone is the facts with their own history and holds.
func clone(f dunning.Facts) dunning.Facts {
	f.History, f.Holds = slices.Clone(f.History), slices.Clone(f.Holds)
	return f
}
