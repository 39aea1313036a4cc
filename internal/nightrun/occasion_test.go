package nightrun

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/dunning"
	"comity/internal/plan"
	"comity/internal/policy"
)

// three in the afternoon of the business date, in Shanghai.
var afternoon = night.Add(13 * time.Hour)

// keeping is a person who kept a promise about one of these accounts yesterday.
func keeping(account string, accounts ...dunning.Account) dunning.Person {
	p := someone("p", accounts...)
	p.Promises = []dunning.Promise{{
		ID: "k", CustomerID: "p", AccountID: account, Amount: 30_000, MadeAt: night.AddDate(0, 0, -5), Date: day, KeptAt: night.AddDate(0, 0, -1),
	}}
	return p
}

// cured is an account on which nothing is owed, and which is not due for a long time.
func cured(id string) dunning.Account { return owing(late(id, -25), 0) }

func TestWhoKeptAPromiseIsThankedThoughNothingIsOwed(t *testing.T) {
	t.Parallel()
	d := deciding(t)
	r, rows := d.person(keeping("a", cured("a")))
	want := &dunning.Reminder{
		ID: "r1", PortfolioID: "book", RunID: "run", BusinessDate: day, CustomerID: "p", Lead: "a",
		Items: []dunning.Item{{AccountID: "a", Stage: "M0", Step: "thanks:k", Cycle: 1}}, Stage: "M0", Step: "thanks:k", Template: "thanks-words",
		Locale: "zh-CN", Channels: []dunning.Channel{sms, email}, State: dunning.Planned, NotBefore: night.Add(7 * time.Hour), NotAfter: night.Add(22 * time.Hour),
		Policy: d.policy.Version(),
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("reminder (-want +got):\n%s", diff)
	}
	diffRows(t, []dunning.Walked{row("a", "M0", "thanks:k", dunning.ResultReminded, "")}, rows)
}

func TestAnAppointmentIsKeptAtTheMomentAgreed(t *testing.T) {
	t.Parallel()
	p := someone("p", late("a", 90)) // people work it
	p.Appointments = []dunning.Appointment{{ID: "v", CustomerID: "p", AccountID: "a", At: afternoon, Channel: email}}
	r, rows := deciding(t).person(p)
	if r == nil || !r.NotBefore.Equal(afternoon) || r.Template != "appointment-words" || !cmp.Equal(r.Channels, []dunning.Channel{email}) {
		t.Errorf("the reminder is %+v, want an email at three", r)
	}
	diffRows(t, []dunning.Walked{row("a", "M3", "appointment:v", dunning.ResultReminded, "")}, rows)
}

func TestWhatWasAgreedIsAMessageOfItsOwn(t *testing.T) {
	t.Parallel()
	p := keeping("a", cured("a"), late("b", 40), late("c", 5))
	p.Holds = []dunning.Hold{{ID: "h", Kind: dunning.HoldDispute, AccountID: "c", Ends: night.AddDate(0, 0, 5)}}
	r, rows := deciding(t).person(p)
	if !cmp.Equal(covered(r), []string{"a"}) {
		t.Errorf("thanks cover %v, want a alone", covered(r))
	}
	diffRows(t, []dunning.Walked{
		row("a", "M0", "thanks:k", dunning.ResultReminded, ""),
		row("b", "M2", "demand", dunning.ResultDeferred, RuleOneMessage),
		row("c", "M1", "first", dunning.ResultDeferred, policy.HoldRule(dunning.HoldDispute)), // could not have gone anyway
	}, rows)
	for _, w := range rows {
		if w.AccountID == "b" && (w.Findings[0].Rule != RuleOneMessage || !w.Findings[0].Until.Equal(day.End(zone(t, "Asia/Shanghai")))) {
			t.Errorf("the first finding is %+v", w.Findings[0])
		}
	}
}

func TestWhatWasAgreedForTodayGoesBeforeWhatMayBeSaidTomorrow(t *testing.T) {
	t.Parallel()
	p := keeping("a", cured("a"), late("b", 5), late("c", 40))
	p.Appointments = []dunning.Appointment{{ID: "v", CustomerID: "p", AccountID: "b", At: afternoon}}
	r, rows := deciding(t).person(p)
	if !cmp.Equal(covered(r), []string{"b"}) {
		t.Errorf("the reminder covers %v, want the appointment", covered(r))
	}
	diffRows(t, []dunning.Walked{
		row("a", "M0", "thanks:k", dunning.ResultDeferred, RuleOneMessage),
		row("b", "M1", "appointment:v", dunning.ResultReminded, ""),
		row("c", "M2", "demand", dunning.ResultDeferred, RuleOneMessage),
	}, rows)
}

func TestWhatWasAgreedAndMayNotBeSaidHoldsNobodyBack(t *testing.T) {
	t.Parallel()
	p := someone("p", late("a", 5), late("b", 40))
	p.Appointments = []dunning.Appointment{{ID: "v", CustomerID: "p", AccountID: "a", At: afternoon}}
	p.Holds = []dunning.Hold{{ID: "h", Kind: dunning.HoldDispute, AccountID: "a"}}
	r, rows := deciding(t).person(p)
	if !cmp.Equal(covered(r), []string{"b"}) {
		t.Errorf("the reminder covers %v, want b", covered(r))
	}
	diffRows(t, []dunning.Walked{
		row("a", "M1", "appointment:v", dunning.ResultSuppressed, policy.HoldRule(dunning.HoldDispute)),
		row("b", "M2", "demand", dunning.ResultReminded, ""),
	}, rows)
}

func TestAPromiseHoldsTheLadderAndLetsItsOwnReminderThrough(t *testing.T) {
	t.Parallel()
	p := someone("p", late("a", 5))
	p.Promises = []dunning.Promise{{
		ID: "x", CustomerID: "p", AccountID: "a", Amount: 30_000, MadeAt: night.AddDate(0, 0, -2), Date: day.AddDays(1), RemindAt: afternoon,
	}}
	r, rows := deciding(t).person(p)
	if r == nil || r.Step != "promise:x" || !r.NotBefore.Equal(afternoon) {
		t.Errorf("the reminder is %+v, want that of the promise", r)
	}
	diffRows(t, []dunning.Walked{row("a", "M1", "promise:x", dunning.ResultReminded, "")}, rows)
	p.Promises[0].RemindAt = time.Time{}
	r, rows = deciding(t).person(p)
	if r != nil {
		t.Errorf("in spite of the promise there is a reminder: %+v", r)
	}
	diffRows(t, []dunning.Walked{row("a", "M1", "first", dunning.ResultDeferred, policy.HoldRule(dunning.HoldPromise))}, rows)
}

func TestAPlanIsRemindedOfByItsInstalments(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		due  int // of the first instalment, in days from today
		paid int64
		step string // empty: nothing is said
		rule string
	}{
		"one that is near":                     {3, 0, "instalment:l:1", ""},
		"one that is not near":                 {4, 0, "", policy.HoldRule(dunning.HoldPlan)},
		"one that was missed":                  {-1, 0, "missed:l:1", ""},
		"one that was paid":                    {-1, 100, "", policy.HoldRule(dunning.HoldPlan)},
		"a plan that is broken is one no more": {-6, 0, "first", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := someone("p", late("a", 5))
			p.Plans = []dunning.RepaymentPlan{{
				ID: "l", CustomerID: "p", AccountID: "a", AgreedAt: night.AddDate(0, 0, -20), Paid: c.paid,
				Instalments: []dunning.Instalment{{Date: day.AddDays(c.due), Amount: 100}, {Date: day.AddDays(30), Amount: 100}},
			}}
			r, rows := deciding(t).person(p)
			if c.step == "" {
				if r != nil {
					t.Errorf("the reminder is %+v", r)
				}
				diffRows(t, []dunning.Walked{row("a", "M1", "first", dunning.ResultDeferred, c.rule)}, rows)
				return
			}
			if r == nil || r.Step != c.step {
				t.Errorf("the reminder is %+v, want %s", r, c.step)
			}
			diffRows(t, []dunning.Walked{row("a", "M1", c.step, dunning.ResultReminded, "")}, rows)
		})
	}
}

// Accounts that are walked for what was agreed alone have their row like any other (P6).
func TestAccountsWalkedForAnOccasionAloneAreAccountedFor(t *testing.T) {
	t.Parallel()
	tally := dunning.NewTally()
	_, rows := deciding(t).person(keeping("a", cured("a"), cured("b"), late("c", 5)))
	for _, w := range rows {
		tally.Count(w)
	}
	if !tally.Balances() || tally.Walked != 3 || tally.Results[dunning.ResultReminded] != 1 {
		t.Errorf("the tally is %+v", tally)
	}
	diffRows(t, []dunning.Walked{
		row("a", "M0", "thanks:k", dunning.ResultReminded, ""), row("b", "", "", dunning.ResultSuppressed, policy.RuleNothingOwed),
		row("c", "M1", "first", dunning.ResultDeferred, RuleOneMessage),
	}, rows)
}

func TestThePersonsOwnChannelsComeFirst(t *testing.T) {
	t.Parallel()
	p := someone("p", late("a", 5))
	p.Customer.Prefers = []dunning.Channel{dunning.Letter, email}
	r, _ := deciding(t).person(p)
	if r == nil || !cmp.Equal(r.Channels, []dunning.Channel{email, sms}) {
		t.Errorf("the reminder is %+v, want an email, or else an SMS", r)
	}
}

func TestAReminderOnItsWayHoldsBackWhatWasAgreedToo(t *testing.T) {
	t.Parallel()
	p := keeping("a", late("a", 5))
	p.Taken = []dunning.Taken{{AccountID: "a", Step: "first", Cycle: 1, At: night.Add(-time.Hour)}}
	r, rows := deciding(t).person(p)
	if r != nil {
		t.Errorf("the reminder is %+v", r)
	}
	diffRows(t, []dunning.Walked{row("a", "M1", "", dunning.ResultDeferred, plan.RuleInFlight)}, rows)
}
