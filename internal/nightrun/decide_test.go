package nightrun

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"comity/internal/dunning"
	"comity/internal/plan"
	"comity/internal/policy"
)

var sms, email = dunning.SMS, dunning.Email

// row is what a walk says about an account, without its findings.
func row(account, stage, step string, r dunning.Result, rule string) dunning.Walked {
	w := dunning.Walked{AccountID: account, CustomerID: "p", Stage: stage, Step: step, Result: r, Rule: rule}
	if r == dunning.ResultReminded {
		w.ReminderID = "r1"
	}
	return w
}

func diffRows(t *testing.T, want, got []dunning.Walked) {
	t.Helper()
	byAccount := cmpopts.SortSlices(func(a, b dunning.Walked) bool { return a.AccountID < b.AccountID })
	if diff := cmp.Diff(want, got, byAccount, cmpopts.IgnoreFields(dunning.Walked{}, "Findings")); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// covered is the accounts of a reminder, the lead first.
func covered(r *dunning.Reminder) []string {
	if r == nil {
		return nil
	}
	var list []string
	for _, i := range r.Items {
		list = append(list, i.AccountID)
	}
	return list
}

func TestAnAccountThatIsDueBecomesAReminderForTheHoursOfTheDay(t *testing.T) {
	t.Parallel()
	d := deciding(t)
	p := someone("p", late("a", 5))
	p.Customer.Locale = "en"
	r, rows := d.person(p)
	want := &dunning.Reminder{
		ID: "r1", PortfolioID: "book", RunID: "run", BusinessDate: day, CustomerID: "p", Lead: "a",
		Items: []dunning.Item{{AccountID: "a", Stage: "M1", Step: "first", Cycle: 1}}, Stage: "M1", Step: "first", Template: "first-words",
		Locale: "en", Channels: []dunning.Channel{sms, email}, State: dunning.Planned, NotBefore: night.Add(7 * time.Hour), NotAfter: night.Add(22 * time.Hour),
		Policy: d.policy.Version(),
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("reminder (-want +got):\n%s", diff)
	}
	diffRows(t, []dunning.Walked{row("a", "M1", "first", dunning.ResultReminded, "")}, rows)
}

func TestAPersonWithoutALanguageIsWrittenToInThePortfolios(t *testing.T) {
	t.Parallel()
	if r, _ := deciding(t).person(someone("p", late("a", 5))); r == nil || r.Locale != "zh-CN" {
		t.Errorf("the reminder is %+v, want one in zh-CN", r)
	}
}

func TestTheAccountInTheHighestStageLeads(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		accounts []dunning.Account
		want     []string
	}{
		"the later stage before the larger amount": {[]dunning.Account{owing(late("a", 5), 900_000), late("b", 40)}, []string{"b", "a"}},
		"the larger amount before the lower id":    {[]dunning.Account{late("a", 5), owing(late("b", 20), 50_001)}, []string{"b", "a"}},
		"the lower id when all else is equal":      {[]dunning.Account{late("c", 5), late("a", 5), late("b", 5)}, []string{"a", "b", "c"}},
		"one due soon behind one that is late":     {[]dunning.Account{owing(late("a", -2), 900_000), late("b", 1)}, []string{"b", "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := deciding(t)
			r, _ := d.person(someone("p", c.accounts...))
			if diff := cmp.Diff(c.want, covered(r)); diff != "" {
				t.Fatalf("accounts of the reminder (-want +got):\n%s", diff)
			}
			if r.Lead != c.want[0] || r.Step != r.Items[0].Step {
				t.Errorf("%s leads with step %s, want %s", r.Lead, r.Step, c.want[0])
			}
			slices.Reverse(c.accounts)
			if again, _ := d.person(someone("p", c.accounts...)); !cmp.Equal(c.want, covered(again)) {
				t.Errorf("in another order the accounts are %v, want %v", covered(again), c.want)
			}
		})
	}
}

func TestOnePersonGetsOneMessageThroughTheLeadsChannels(t *testing.T) {
	t.Parallel()
	r, rows := deciding(t).person(someone("p", late("a", 5), late("b", 40), late("c", -1)))
	if r == nil || !cmp.Equal(r.Channels, []dunning.Channel{dunning.Letter, email}) || !r.NotBefore.Equal(night) {
		t.Errorf("the reminder is %+v, want a letter, which may go at any hour", r)
	}
	diffRows(t, []dunning.Walked{
		row("a", "M1", "first", dunning.ResultReminded, ""), row("b", "M2", "demand", dunning.ResultReminded, ""),
		row("c", "M0", "due-soon", dunning.ResultReminded, ""),
	}, rows)
}

func TestAnAccountThatMayNotGoThroughTheLeadsChannelTodayStaysBehind(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]time.Time{
		"held without end":             {},
		"held until the day is over":   night.Add(22 * time.Hour),
		"held until the week is over":  night.AddDate(0, 0, 5),
		"held for a hundred years yet": night.AddDate(100, 0, 0),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := someone("p", late("a", 5), late("b", 40))
			p.Holds = []dunning.Hold{{ID: "h", Kind: dunning.HoldDispute, AccountID: "a", Channel: dunning.Letter, Ends: ends}}
			r, rows := deciding(t).person(p)
			if !cmp.Equal(covered(r), []string{"b"}) {
				t.Errorf("the reminder covers %v, want b alone", covered(r))
			}
			diffRows(t, []dunning.Walked{
				row("a", "M1", "first", dunning.ResultDeferred, "HOURS"), // by its own channels it would only wait for the morning
				row("b", "M2", "demand", dunning.ResultReminded, ""),
			}, rows)
		})
	}
}

func TestAnAccountThatCouldGoNowButNotWithTheLeadSaysSo(t *testing.T) {
	t.Parallel()
	d := deciding(t)
	d.now = night.Add(9 * time.Hour) // eleven in the morning: SMS and email may go at once
	p := someone("p", late("a", 5), late("b", 40))
	p.Holds = []dunning.Hold{{ID: "h", Kind: dunning.HoldDispute, AccountID: "a", Channel: dunning.Letter}}
	_, rows := d.person(p)
	diffRows(t, []dunning.Walked{
		row("a", "M1", "first", dunning.ResultDeferred, RuleNotLead), row("b", "M2", "demand", dunning.ResultReminded, ""),
	}, rows)
}

func TestWhenTheHighestMayNotBeRemindedTheNextOneLeads(t *testing.T) {
	t.Parallel()
	p := someone("p", late("a", 5), late("b", 40))
	p.Holds = []dunning.Hold{{ID: "h", Kind: dunning.HoldDispute, AccountID: "b"}}
	r, rows := deciding(t).person(p)
	if r == nil || r.Lead != "a" || !cmp.Equal(r.Channels, []dunning.Channel{sms, email}) {
		t.Errorf("the reminder is %+v, want one that a leads", r)
	}
	diffRows(t, []dunning.Walked{
		row("a", "M1", "first", dunning.ResultReminded, ""),
		row("b", "M2", "demand", dunning.ResultSuppressed, policy.HoldRule(dunning.HoldDispute)),
	}, rows)
}

func TestWhatIsNotReminded(t *testing.T) {
	t.Parallel()
	paid := late("a", 5)
	paid.PaidSince = 50_000
	for name, c := range map[string]struct {
		account dunning.Account
		change  func(*dunning.Person)
		want    dunning.Walked
	}{
		"who owes nothing is suppressed": {
			owing(late("a", 5), 0), nil, row("a", "M1", "first", dunning.ResultSuppressed, policy.RuleNothingOwed),
		},
		"who owes nothing is suppressed even in a stage that people work": {
			owing(late("a", 90), 0), nil, row("a", "M3", "", dunning.ResultSuppressed, policy.RuleNothingOwed),
		},
		"who has paid is suppressed": {paid, nil, row("a", "M1", "first", dunning.ResultSuppressed, policy.RulePaid)},
		"who owes a trifle is suppressed": {
			owing(late("a", 5), 1000), nil, row("a", "M1", "first", dunning.ResultSuppressed, policy.RuleTolerance),
		},
		"a stage that people work is handed off": {
			late("a", 90), nil, row("a", "M3", "", dunning.ResultHandedOff, plan.RuleHandoff),
		},
		"an earlier reminder on its way defers": {
			late("a", 5), func(p *dunning.Person) {
				p.Taken = []dunning.Taken{{AccountID: "a", Step: "first", Cycle: 1, At: night.Add(-time.Hour)}}
			}, row("a", "M1", "", dunning.ResultDeferred, plan.RuleInFlight),
		},
		"the next step defers until its day": {
			late("a", 5), func(p *dunning.Person) {
				p.Accounts[0].TakenOn = day.AddDays(-4)
				p.Taken = []dunning.Taken{{AccountID: "a", Step: "first", Cycle: 1, Done: true, At: night.AddDate(0, 0, -4)}}
			}, row("a", "M1", "demand", dunning.ResultDeferred, plan.RuleWait),
		},
		"a ladder that was climbed to its end suppresses": {
			late("a", 40), func(p *dunning.Person) {
				for _, s := range []string{"first", "demand"} {
					p.Taken = append(p.Taken, dunning.Taken{AccountID: "a", Step: s, Cycle: 1, Done: true, At: night.AddDate(0, 0, -4)})
				}
			}, row("a", "M2", "", dunning.ResultSuppressed, plan.RuleDone),
		},
		"who cannot be reached is handed off": {
			late("a", 5), func(p *dunning.Person) { p.Points = nil },
			row("a", "M1", "first", dunning.ResultHandedOff, policy.RuleNoContact),
		},
		"who opted out of everything is suppressed": {
			late("a", 5), func(p *dunning.Person) {
				for i := range p.Points {
					p.Points[i].Consent = dunning.ConsentWithdrawn
				}
			}, row("a", "M1", "first", dunning.ResultSuppressed, policy.RuleOptOut),
		},
		"a hold that ends after the day defers": {
			late("a", 5), func(p *dunning.Person) {
				p.Holds = []dunning.Hold{{Kind: dunning.HoldPromise, CustomerID: "p", Ends: night.AddDate(0, 0, 3).Add(9 * time.Hour)}}
			}, row("a", "M1", "first", dunning.ResultDeferred, policy.HoldRule(dunning.HoldPromise)),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := someone("p", c.account)
			if c.change != nil {
				c.change(&p)
			}
			r, rows := deciding(t).person(p)
			if r != nil {
				t.Errorf("a reminder was made: %+v", r)
			}
			diffRows(t, []dunning.Walked{c.want}, rows)
			if len(rows) == 1 && len(rows[0].Findings) == 0 {
				t.Error("the row has no findings: nothing could be explained")
			}
		})
	}
}

func TestADeferralWithinTheBusinessDateIsReservedAndOneBeyondItIsNot(t *testing.T) {
	t.Parallel()
	contact := func(c dunning.Channel, at time.Time) dunning.Contact {
		return dunning.Contact{ID: string(c), At: at, Channel: c, CustomerID: "p", Status: dunning.ContactSent}
	}
	day := night.Add(9 * time.Hour) // eleven in the morning
	for name, c := range map[string]struct {
		now     time.Time
		change  func(*dunning.Person)
		want    []dunning.Channel // none: not reserved
		from    time.Time
		because string // empty: several rules stand in the way
	}{
		"both channels at nine": {now: night, want: []dunning.Channel{sms, email}, from: night.Add(7 * time.Hour)},
		"one channel was used today: the other one goes": {
			now: day, want: []dunning.Channel{email}, from: day,
			change: func(p *dunning.Person) { p.History = []dunning.Contact{contact(sms, day.Add(-time.Hour))} },
		},
		"both channels were used today: not before tomorrow": {
			now: day,
			change: func(p *dunning.Person) {
				p.History = []dunning.Contact{contact(sms, day.Add(-time.Hour)), contact(email, day.Add(-time.Hour))}
			},
		},
		"the hours of today are over": {now: night.Add(16 * time.Hour), because: "HOURS"},
		"a hold ends today: reserved for then": {
			now: night, want: []dunning.Channel{sms, email}, from: night.Add(10 * time.Hour),
			change: func(p *dunning.Person) {
				p.Holds = []dunning.Hold{{Kind: dunning.HoldManual, CustomerID: "p", Ends: night.Add(10 * time.Hour)}}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := deciding(t)
			d.now = c.now
			p := someone("p", late("a", 5))
			if c.change != nil {
				c.change(&p)
			}
			r, rows := d.person(p)
			if len(c.want) == 0 {
				if r != nil {
					t.Fatalf("reserved %v from %s", r.Channels, r.NotBefore)
				}
				if c.because == "" {
					rows[0].Rule = ""
				}
				diffRows(t, []dunning.Walked{row("a", "M1", "first", dunning.ResultDeferred, c.because)}, rows)
				return
			}
			if r == nil || !cmp.Equal(c.want, r.Channels) || !r.NotBefore.Equal(c.from) {
				t.Fatalf("the reminder is %+v, want channels %v from %s", r, c.want, c.from)
			}
			diffRows(t, []dunning.Walked{row("a", "M1", "first", dunning.ResultReminded, "")}, rows)
		})
	}
}

func TestARowThatIsNotRemindedNamesAFinding(t *testing.T) {
	t.Parallel()
	_, rows := deciding(t).person(someone("p", late("a", 90)))
	named := slices.ContainsFunc(rows[0].Findings, func(f dunning.Finding) bool { return f.Rule == rows[0].Rule })
	if !named {
		t.Errorf("rule %s is not among the findings %+v", rows[0].Rule, rows[0].Findings)
	}
}
