package plan

import (
	"slices"
	"testing"
	"time"

	"comity/internal/dunning"
)

// everything is a policy that speaks of every occasion.
func everything() dunning.Occasions {
	both := []dunning.Channel{dunning.SMS, dunning.Email}
	return dunning.Occasions{
		Promise: dunning.Occasion{Template: "promise-reminder", Channels: both}, Appointment: dunning.Occasion{Template: "appointment", Channels: both},
		Instalment: dunning.Occasion{Template: "instalment-due", Channels: both, Lead: 3}, Missed: dunning.Occasion{Template: "instalment-missed", Channels: both, After: 1},
		Thanks: dunning.Occasion{Template: "thanks", Channels: both, Within: 3},
	}
}

// at is noon in Shanghai so many days after the due date.
func at(dpd int) time.Time { return noon.AddDate(0, 0, dpd) }

// promised is a promise about the account, made on day 16, to pay until day 22, and to be reminded on day 21.
func promised(change func(*dunning.Promise)) Facts {
	p := dunning.Promise{ID: "p", CustomerID: "c", AccountID: "a", Amount: 100, MadeAt: at(16), Date: day(22), RemindAt: at(21)}
	if change != nil {
		change(&p)
	}
	return Facts{Promises: []dunning.Promise{p}}
}

func appointed(change func(*dunning.Appointment)) Facts {
	a := dunning.Appointment{ID: "v", CustomerID: "c", AccountID: "a", At: at(20)}
	if change != nil {
		change(&a)
	}
	return Facts{Appointments: []dunning.Appointment{a}}
}

// planned is a plan of three instalments, due on days 20, 50 and 80, of which so much was paid.
func planned(paid int64, change func(*dunning.RepaymentPlan)) Facts {
	l := dunning.RepaymentPlan{ID: "l", CustomerID: "c", AccountID: "a", AgreedAt: at(16), Paid: paid}
	for i := range 3 {
		l.Instalments = append(l.Instalments, dunning.Instalment{Date: day(20 + 30*i), Amount: 100})
	}
	if change != nil {
		change(&l)
	}
	return Facts{Plans: []dunning.RepaymentPlan{l}}
}

func kept(p *dunning.Promise)           { p.KeptAt = at(20) }
func taken(step string) []dunning.Taken { return []dunning.Taken{took(step, 19)} }

// The policy of these tests waits two days for a promise and five for an instalment.
func grace(k dunning.HoldKind) int {
	return map[dunning.HoldKind]int{dunning.HoldPromise: 2, dunning.HoldPlan: 5}[k]
}

func TestWhatIsSaidBesideTheSteps(t *testing.T) {
	t.Parallel()
	ladder, zone := chinese(t), shanghai(t)
	voice := func(a *dunning.Appointment) { a.Channel = dunning.Voice }
	for _, c := range []struct {
		name  string
		facts Facts
		taken []dunning.Taken
		dpd   int
		step  string // empty: no occasion
	}{
		{"an appointment is kept on its date", appointed(nil), nil, 20, "appointment:v"},
		{"not the day before", appointed(nil), nil, 19, ""},
		{"nor the day after", appointed(nil), nil, 21, ""},
		{"and once", appointed(nil), taken("appointment:v"), 20, ""},
		{"the date is that of the portfolio's zone", appointed(func(a *dunning.Appointment) { a.At = day(20).End(zone).Add(-time.Minute) }), nil, 20, "appointment:v"},
		{"called off it is not", appointed(func(a *dunning.Appointment) { a.Cancelled = at(19) }), nil, 20, ""},
		{"an appointment for a telephone call is a collector's", appointed(voice), nil, 20, ""},
		{"somebody else's is not this person's", appointed(func(a *dunning.Appointment) { a.CustomerID = "other" }), nil, 20, ""},
		{"nor one about another account", appointed(func(a *dunning.Appointment) { a.AccountID = "b" }), nil, 20, ""},
		{"one that names nobody is the debtor's", appointed(func(a *dunning.Appointment) { a.CustomerID = "" }), nil, 20, "appointment:v"},

		{"a promise is reminded of when that was agreed", promised(nil), nil, 21, "promise:p"},
		{"not on another day", promised(nil), nil, 22, ""},
		{"not where no reminder was agreed", promised(func(p *dunning.Promise) { p.RemindAt = time.Time{} }), nil, 21, ""},
		{"not when it was taken back", promised(func(p *dunning.Promise) { p.Cancelled = at(20) }), nil, 21, ""},
		{"within its grace still", promised(func(p *dunning.Promise) { p.RemindAt = at(24) }), nil, 24, "promise:p"},
		{"not once it is broken", promised(func(p *dunning.Promise) { p.RemindAt = at(25) }), nil, 25, ""},

		{"for a promise kept we thank", promised(kept), nil, 21, "thanks:p"},
		{"on the same day too", promised(kept), nil, 20, "thanks:p"},
		{"three days later still", promised(kept), nil, 23, "thanks:p"},
		{"four days later no more", promised(kept), nil, 24, ""},
		{"not before it was kept", promised(kept), nil, 19, ""},
		{"once", promised(kept), taken("thanks:p"), 21, ""},
		{"not for one that was replaced", promised(func(p *dunning.Promise) { kept(p); p.Cancelled = at(18) }), nil, 21, ""},

		{"an instalment is announced from its lead on", planned(0, nil), nil, 17, "instalment:l:1"},
		{"not before", planned(0, nil), nil, 16, ""},
		{"on its date still", planned(0, nil), nil, 20, "instalment:l:1"},
		{"once", planned(0, nil), taken("instalment:l:1"), 20, ""},
		{"not when it is paid", planned(100, nil), nil, 20, ""},
		{"one paid in part is", planned(99, nil), nil, 20, "instalment:l:1"},
		{"each has its own", planned(100, nil), taken("instalment:l:1"), 48, "instalment:l:2"},
		{"the day after it was missed", planned(0, nil), taken("instalment:l:1"), 21, "missed:l:1"},
		{"for as long as the plan is not broken", planned(0, nil), nil, 25, "missed:l:1"},
		{"and not afterwards", planned(0, nil), nil, 26, ""},
		{"nor of any other instalment then", planned(0, nil), nil, 50, ""},
		{"missed is said once", planned(0, nil), taken("missed:l:1"), 22, ""},
		{"of a plan that was ended nothing is said", planned(0, func(l *dunning.RepaymentPlan) { l.EndedAt = at(18) }), nil, 20, ""},
		{"of a plan that was paid off neither", planned(300, nil), nil, 80, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := c.facts
			f.Account, f.Customer, f.Taken, f.Zone, f.Date = account(1), "c", c.taken, zone, day(c.dpd)
			f.Occasions, f.Grace = everything(), grace
			r := Next(ladder, f)
			switch {
			case c.step == "" && r.Step.Cause != dunning.Cause{}:
				t.Errorf("%s is said", r.Step.ID)
			case c.step != "" && (!r.Due || r.Step.ID != c.step):
				t.Errorf("the step is %q, due %v (%s), want %s", r.Step.ID, r.Due, r.Finding.Rule, c.step)
			case c.step != "" && (r.Step.Cause != dunning.CauseOf(c.step) || r.Step.Template != f.Occasions.Of(r.Step.Cause).Template || r.Step.Stage != "M1" && c.dpd <= 30):
				t.Errorf("the step is %+v", r.Step)
			}
			f.Occasions = dunning.Occasions{}
			if r := Next(ladder, f); r.Step.Cause != (dunning.Cause{}) {
				t.Errorf("a policy that speaks of nothing says %s", r.Step.ID)
			}
		})
	}
}

func TestAnOccasionGoesThroughTheChannelAgreedOrThoseOfThePolicy(t *testing.T) {
	t.Parallel()
	for agreed, want := range map[dunning.Channel][]dunning.Channel{
		"": {dunning.SMS, dunning.Email}, dunning.Email: {dunning.Email}, dunning.Letter: {dunning.Letter},
	} {
		for _, f := range []Facts{
			appointed(func(a *dunning.Appointment) { a.Channel = agreed }),
			promised(func(p *dunning.Promise) { p.Channel, p.RemindAt = agreed, at(20) }),
		} {
			f.Account, f.Zone, f.Date, f.Occasions = account(1), shanghai(t), day(20), everything()
			if r := Next(chinese(t), f); !slices.Equal(r.Step.Channels, want) {
				t.Errorf("agreed on %q, %s goes through %v", agreed, r.Step.ID, r.Step.Channels)
			}
		}
	}
}

// An occasion comes wherever the account stands, and is filed under a stage that exists.
func TestAnOccasionAsksForNoStage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dpd   int
		stage string
		rule  string // without the occasion
	}{
		"in a stage that people work":        {130, "M5", RuleHandoff},
		"before the first stage, when cured": {-40, "M0", RuleOutside},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := promised(func(p *dunning.Promise) { p.KeptAt, p.Date = at(c.dpd-1), day(c.dpd) })
			f.Account, f.Zone, f.Date, f.Occasions = account(1), shanghai(t), day(c.dpd), everything()
			r := Next(chinese(t), f)
			if !r.Due || r.Step.ID != "thanks:p" || r.Stage.ID != c.stage || r.Step.Stage != c.stage {
				t.Errorf("the step is %q in %q, due %v", r.Step.ID, r.Stage.ID, r.Due)
			}
			f.Taken = []dunning.Taken{{AccountID: "a", Step: "thanks:p", Cycle: 7, Done: true, At: at(c.dpd - 1)}}
			if r := Next(chinese(t), f); r.Finding.Rule != c.rule {
				t.Errorf("once it was said, in whichever cycle, the finding is %q, want %q", r.Finding.Rule, c.rule)
			}
			f.Taken = []dunning.Taken{{AccountID: "a", Step: "first-reminder", Cycle: 1, At: at(c.dpd - 1)}}
			if r := Next(chinese(t), f); r.Due || r.Finding.Rule != RuleInFlight || r.Finding.Until.IsZero() {
				t.Errorf("while a reminder is on its way: due %v, %q", r.Due, r.Finding.Rule)
			}
		})
	}
}

func TestWhatWasAgreedForTodayGoesFirst(t *testing.T) {
	t.Parallel()
	f := promised(func(p *dunning.Promise) { p.RemindAt = at(20) })
	f.Promises = append(f.Promises, dunning.Promise{ID: "k", AccountID: "a", KeptAt: at(19)})
	f.Appointments, f.Plans = appointed(nil).Appointments, planned(0, nil).Plans
	f.Account, f.Zone, f.Date, f.Occasions = account(1), shanghai(t), day(20), everything()
	for _, want := range []string{"appointment:v", "promise:p", "instalment:l:1", "thanks:k", "first-reminder"} {
		r := Next(chinese(t), f)
		if !r.Due || r.Step.ID != want {
			t.Fatalf("after %v comes %q, want %s", f.Taken, r.Step.ID, want)
		}
		f.Taken = append(f.Taken, took(want, 20))
	}
}

func TestAStepKeepsItsSpacingFromAnOccasionToo(t *testing.T) {
	t.Parallel()
	f := appointed(func(a *dunning.Appointment) { a.At = at(13) })
	f.Account, f.Zone, f.Occasions = account(1), shanghai(t), everything()
	got := nights(chinese(t), f, 1, 21, never)
	if want := []string{"1 first-reminder", "13 appointment:v", "20 second-reminder"}; !slices.Equal(got, want) {
		t.Errorf("taken: %v, want %v", got, want)
	}
}

func TestTheChannelsThatAPersonAskedForComeFirst(t *testing.T) {
	t.Parallel()
	three := []dunning.Channel{dunning.Letter, dunning.SMS, dunning.Email}
	ladder := dunning.Ladder{{ID: "M1", From: 1, To: 30, Steps: []dunning.Step{{ID: "first", Stage: "M1", Day: 1, Channels: three}}}}
	t.Cleanup(func() {
		if !slices.Equal(three, []dunning.Channel{dunning.Letter, dunning.SMS, dunning.Email}) {
			t.Error("the ladder, which all share, was changed")
		}
	})
	for name, c := range map[string]struct{ prefers, want []dunning.Channel }{
		"nobody asked":                    {nil, []dunning.Channel{dunning.Letter, dunning.SMS, dunning.Email}},
		"the last one":                    {[]dunning.Channel{dunning.Email}, []dunning.Channel{dunning.Email, dunning.Letter, dunning.SMS}},
		"two, in another order":           {[]dunning.Channel{dunning.Email, dunning.Letter}, []dunning.Channel{dunning.Email, dunning.Letter, dunning.SMS}},
		"one that the step does not have": {[]dunning.Channel{dunning.Voice, dunning.SMS}, []dunning.Channel{dunning.SMS, dunning.Letter, dunning.Email}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := Facts{Account: account(1), Zone: shanghai(t), Date: day(1), Prefers: c.prefers}
			if r := Next(ladder, f); !slices.Equal(r.Step.Channels, c.want) {
				t.Errorf("the channels are %v, want %v", r.Step.Channels, c.want)
			}
			f.Appointments = []dunning.Appointment{{ID: "v", AccountID: "a", At: at(1), Channel: dunning.SMS}}
			f.Occasions = everything()
			if r := Next(ladder, f); !slices.Equal(r.Step.Channels, []dunning.Channel{dunning.SMS}) {
				t.Errorf("what was agreed goes through %v", r.Step.Channels)
			}
		})
	}
}

// values are a policy.
type values struct {
	occasions dunning.Occasions
	applies   bool
}

func (v values) Occasions() dunning.Occasions                 { return v.occasions }
func (values) Grace(k dunning.HoldKind) int                   { return grace(k) }
func (v values) StepApplies(dunning.Step, dunning.Facts) bool { return v.applies }

func TestFactsAreThoseOfTheDecision(t *testing.T) {
	t.Parallel()
	d := dunning.Facts{
		Account: account(1), Customer: dunning.Customer{ID: "c", Prefers: []dunning.Channel{dunning.Email}}, Promises: promised(nil).Promises,
		Appointments: appointed(nil).Appointments, Plans: planned(0, nil).Plans,
	}
	f := Facts{Zone: shanghai(t), Date: day(20)}.Under(values{everything(), false}, d)
	if r := Next(chinese(t), f); r.Step.ID != "appointment:v" || f.Customer != "c" || r.Step.Channels[0] != dunning.Email || len(f.Promises) != 1 || len(f.Plans) != 1 {
		t.Errorf("the step is %q, the facts %+v", r.Step.ID, f)
	}
	if f.Grace(dunning.HoldPlan) != 5 || f.Applies(dunning.Step{}) {
		t.Error("grace and conditions are not the policy's")
	}
}

// Who paid after the promise was broken is not thanked for keeping it.
func TestAPromiseThatWasPaidTooLateIsNotThankedFor(t *testing.T) {
	t.Parallel()
	for late, want := range map[int]string{2: "thanks:p", 3: ""} { // the policy waits two days
		f := promised(func(p *dunning.Promise) { p.Date, p.KeptAt = day(20), at(20+late) })
		f.Account, f.Zone, f.Date, f.Occasions, f.Grace = account(1), shanghai(t), day(20+late), everything(), grace
		if step, _ := f.thanks(); step.ID != want {
			t.Errorf("paid %d days late the step is %q, want %q", late, step.ID, want)
		}
	}
}
