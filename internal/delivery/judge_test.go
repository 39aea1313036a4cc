package delivery

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"comity/config"
	"comity/internal/dunning"
	"comity/internal/policy"
)

var (
	both      = []dunning.Channel{dunning.SMS, dunning.Email}
	onlyEmail = []dunning.Channel{dunning.Email}
)

func point(c dunning.Channel) dunning.ContactPoint {
	return dunning.ContactPoint{ID: "point-" + string(c), CustomerID: "person", Channel: c}
}

func leaving(account string, r dunning.Result, rule string) dunning.Leaving {
	return dunning.Leaving{AccountID: account, Result: r, Rule: rule}
}

func TestAClaimWhoseLeadStandsAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		says dunning.Verdict
		want dunning.Ruling
	}{
		"is granted on its first channel when that may be used now": {
			verdict(allowed(dunning.SMS), allowed(dunning.Email)),
			dunning.Ruling{State: dunning.Sending, Channels: both, Point: point(dunning.SMS), NotAfter: evening},
		},
		"waits for its first channel when that may be used later today, though the second may now": {
			verdict(later(dunning.SMS, noon.Add(time.Hour)), allowed(dunning.Email)),
			dunning.Ruling{State: dunning.Planned, Channels: both, NotBefore: noon.Add(time.Hour), Rule: ruleOf(dunning.SMS)},
		},
		"takes its second channel when the first may be used tomorrow only": {
			verdict(later(dunning.SMS, tomorrow), allowed(dunning.Email)),
			dunning.Ruling{State: dunning.Sending, Channels: onlyEmail, Point: point(dunning.Email), NotAfter: evening},
		},
		"takes its second channel when the first may never be used": {
			verdict(never(dunning.SMS), allowed(dunning.Email)),
			dunning.Ruling{State: dunning.Sending, Channels: onlyEmail, Point: point(dunning.Email), NotAfter: evening},
		},
		"waits for its second channel, and names the rule of that one": {
			verdict(later(dunning.SMS, tomorrow), later(dunning.Email, noon.Add(2*time.Hour))),
			dunning.Ruling{State: dunning.Planned, Channels: onlyEmail, NotBefore: noon.Add(2 * time.Hour), Rule: ruleOf(dunning.Email)},
		},
		"waits for the last microsecond of the day": {
			verdict(later(dunning.SMS, midnight.Add(-time.Microsecond)), never(dunning.Email)),
			dunning.Ruling{State: dunning.Planned, Channels: both, NotBefore: midnight.Add(-time.Microsecond), Rule: ruleOf(dunning.SMS)},
		},
		"is cancelled, for the next walk, when no channel may be used before the day ends": {
			verdict(later(dunning.SMS, midnight), later(dunning.Email, tomorrow)),
			dunning.Ruling{State: dunning.Cancelled, Rule: ruleOf(dunning.SMS), Leaving: []dunning.Leaving{
				leaving("lead", dunning.ResultDeferred, ruleOf(dunning.SMS)),
			}},
		},
		"is suppressed when it was paid or disputed": {
			verdict(never(dunning.SMS), never(dunning.Email)),
			dunning.Ruling{State: dunning.Suppressed, Rule: ruleOf(dunning.SMS), Leaving: []dunning.Leaving{
				leaving("lead", dunning.ResultSuppressed, ruleOf(dunning.SMS)),
			}},
		},
		"ends when a person must take it from here": {
			handedOff("RULE-HANDOFF"),
			dunning.Ruling{State: dunning.Suppressed, Rule: "RULE-HANDOFF", Leaving: []dunning.Leaving{
				leaving("lead", dunning.ResultHandedOff, "RULE-HANDOFF"),
			}},
		},
		"passes over a channel whose contact point is not among the facts": {
			verdict(dunning.ChannelVerdict{Channel: dunning.SMS, Outcome: dunning.Allow, Point: "gone", NotBefore: noon}, allowed(dunning.Email)),
			dunning.Ruling{State: dunning.Sending, Channels: onlyEmail, Point: point(dunning.Email), NotAfter: evening},
		},
		"is cancelled when no contact point is among the facts": {
			verdict(dunning.ChannelVerdict{Channel: dunning.SMS, Outcome: dunning.Allow, Point: "gone", NotBefore: noon}),
			dunning.Ruling{State: dunning.Cancelled, Rule: RuleNoChannel, Leaving: []dunning.Leaving{
				leaving("lead", dunning.ResultDeferred, RuleNoChannel),
			}},
		},
		"is granted no longer than its own day": {
			verdict(dunning.ChannelVerdict{Channel: dunning.SMS, Outcome: dunning.Allow, Point: "point-sms", NotBefore: noon, NotAfter: tomorrow}),
			dunning.Ruling{State: dunning.Sending, Channels: both, Point: point(dunning.SMS), NotAfter: midnight},
		},
		"is granted to the end of its day when its hours have no end": {
			verdict(dunning.ChannelVerdict{Channel: dunning.SMS, Outcome: dunning.Allow, Point: "point-sms", NotBefore: noon}),
			dunning.Ruling{State: dunning.Sending, Channels: both, Point: point(dunning.SMS), NotAfter: midnight},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Judge(byAccount(map[string]dunning.Verdict{"lead": c.says}), petition("lead"), noon)
			diffRulings(t, c.want, got)
		})
	}
}

func TestAClaimOfSeveralAccounts(t *testing.T) {
	t.Parallel()
	fine := verdict(allowed(dunning.SMS), allowed(dunning.Email))
	for name, c := range map[string]struct {
		says map[string]dunning.Verdict
		want dunning.Ruling
	}{
		"takes along whoever may be reminded through the lead's channel": {
			map[string]dunning.Verdict{"lead": fine, "second": fine, "third": fine},
			dunning.Ruling{State: dunning.Sending, Channels: both, Point: point(dunning.SMS), NotAfter: evening},
		},
		"leaves out an account that has become wrong, and says why": {
			map[string]dunning.Verdict{"lead": fine, "second": verdict(never(dunning.SMS), never(dunning.Email)), "third": fine},
			dunning.Ruling{State: dunning.Sending, Channels: both, Point: point(dunning.SMS), NotAfter: evening, Leaving: []dunning.Leaving{
				leaving("second", dunning.ResultSuppressed, ruleOf(dunning.SMS)),
			}},
		},
		"leaves out an account that a person must take": {
			map[string]dunning.Verdict{"lead": fine, "second": handedOff("RULE-HANDOFF"), "third": fine},
			dunning.Ruling{State: dunning.Sending, Channels: both, Point: point(dunning.SMS), NotAfter: evening, Leaving: []dunning.Leaving{
				leaving("second", dunning.ResultHandedOff, "RULE-HANDOFF"),
			}},
		},
		"leaves out an account that may not be reminded through this channel now": {
			map[string]dunning.Verdict{
				"lead": fine, "second": verdict(later(dunning.SMS, noon.Add(time.Hour)), allowed(dunning.Email)),
				"third": verdict(never(dunning.SMS), allowed(dunning.Email)),
			},
			dunning.Ruling{State: dunning.Sending, Channels: both, Point: point(dunning.SMS), NotAfter: evening, Leaving: []dunning.Leaving{
				leaving("second", dunning.ResultDeferred, ruleOf(dunning.SMS)), leaving("third", dunning.ResultDeferred, ruleOf(dunning.SMS)),
			}},
		},
		"is cancelled for everybody when the lead has paid": {
			map[string]dunning.Verdict{"lead": verdict(never(dunning.SMS), never(dunning.Email)), "second": fine, "third": fine},
			dunning.Ruling{State: dunning.Cancelled, Rule: ruleOf(dunning.SMS), Leaving: []dunning.Leaving{
				leaving("lead", dunning.ResultSuppressed, ruleOf(dunning.SMS)),
				leaving("second", dunning.ResultDeferred, RuleLeadLeft), leaving("third", dunning.ResultDeferred, RuleLeadLeft),
			}},
		},
		"is cancelled for everybody when the lead must wait for tomorrow": {
			map[string]dunning.Verdict{"lead": verdict(later(dunning.SMS, tomorrow), never(dunning.Email)), "second": fine, "third": fine},
			dunning.Ruling{State: dunning.Cancelled, Rule: ruleOf(dunning.SMS), Leaving: []dunning.Leaving{
				leaving("lead", dunning.ResultDeferred, ruleOf(dunning.SMS)),
				leaving("second", dunning.ResultDeferred, RuleLeadLeft), leaving("third", dunning.ResultDeferred, RuleLeadLeft),
			}},
		},
		"keeps everybody together while it waits": {
			map[string]dunning.Verdict{"lead": verdict(later(dunning.SMS, evening.Add(-time.Hour)), never(dunning.Email)), "second": fine, "third": fine},
			dunning.Ruling{State: dunning.Planned, Channels: both, NotBefore: evening.Add(-time.Hour), Rule: ruleOf(dunning.SMS)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diffRulings(t, c.want, Judge(byAccount(c.says), petition("lead", "second", "third"), noon))
		})
	}
}

func TestAReminderOfAnArrearsThatIsOverIsSuppressed(t *testing.T) {
	t.Parallel()
	fine := decides(func(dunning.Facts) dunning.Verdict { return verdict(allowed(dunning.SMS)) })
	p := petition("lead", "second")
	p.Person.Accounts[1].Cycle = 2 // cured, and in arrears again
	diffRulings(t, dunning.Ruling{State: dunning.Sending, Channels: both, Point: point(dunning.SMS), NotAfter: evening, Leaving: []dunning.Leaving{
		leaving("second", dunning.ResultSuppressed, RuleNewCycle),
	}}, Judge(fine, p, noon))

	p = petition("lead")
	p.Person.Accounts[0].Cycle = 2
	diffRulings(t, dunning.Ruling{State: dunning.Suppressed, Rule: RuleNewCycle, Leaving: []dunning.Leaving{
		leaving("lead", dunning.ResultSuppressed, RuleNewCycle),
	}}, Judge(fine, p, noon))

	p = petition("lead")
	p.Person.Accounts = nil // no such account any more
	if got := Judge(fine, p, noon); got.State != dunning.Suppressed {
		t.Errorf("a reminder of an account that is gone becomes %s, want suppressed", got.State)
	}
}

// The policy is the real one: it knows whether what was agreed still stands.
func TestWhatWasAgreedIsSaidOnlyWhileItStands(t *testing.T) {
	t.Parallel()
	p, err := policy.Load(config.FS(), "cn")
	if err != nil {
		t.Fatal(err)
	}
	before := noon.Add(-time.Hour)
	open := dunning.Promise{ID: "x", AccountID: "lead", Amount: 100, MadeAt: before, RemindAt: before, Date: today}
	kept, taken := open, open
	kept.KeptAt, taken.Cancelled = before, before
	appointment := dunning.Appointment{ID: "x", AccountID: "lead", At: before}
	off := appointment
	off.Cancelled = before
	plan := dunning.RepaymentPlan{ID: "x", AccountID: "lead", AgreedAt: before, Instalments: []dunning.Instalment{{Date: today, Amount: 100}}}
	paid, ended := plan, plan
	paid.Paid, ended.EndedAt = 100, before
	for name, c := range map[string]struct {
		step   string
		person dunning.Person
		over   bool
	}{
		"a promise that is open":              {"promise:x", dunning.Person{Promises: []dunning.Promise{open}}, false},
		"a promise that was kept since":       {"promise:x", dunning.Person{Promises: []dunning.Promise{kept}}, true},
		"a promise that was taken back":       {"promise:x", dunning.Person{Promises: []dunning.Promise{taken}}, true},
		"a promise that was deleted":          {"promise:x", dunning.Person{}, true},
		"thanks for a promise that was kept":  {"thanks:x", dunning.Person{Promises: []dunning.Promise{kept}}, false},
		"thanks for a payment that came back": {"thanks:x", dunning.Person{Promises: []dunning.Promise{open}}, true},
		"an appointment":                      {"appointment:x", dunning.Person{Appointments: []dunning.Appointment{appointment}}, false},
		"an appointment that was called off":  {"appointment:x", dunning.Person{Appointments: []dunning.Appointment{off}}, true},
		"an instalment to be paid":            {"instalment:x:1", dunning.Person{Plans: []dunning.RepaymentPlan{plan}}, false},
		"an instalment paid since":            {"instalment:x:1", dunning.Person{Plans: []dunning.RepaymentPlan{paid}}, true},
		"an instalment of a plan that ended":  {"instalment:x:1", dunning.Person{Plans: []dunning.RepaymentPlan{ended}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := petition("lead")
			x.Person.Promises, x.Person.Appointments, x.Person.Plans = c.person.Promises, c.person.Appointments, c.person.Plans
			x.Reminder.Items[0].Step, x.Reminder.Step = c.step, c.step
			a := &x.Person.Accounts[0]
			a.Currency, a.Overdue, a.DueDate = "CNY", 50_000, today.AddDays(-30)
			a.Cycle = 2 // what was agreed outlives the arrears in which it was
			want := dunning.Ruling{State: dunning.Sending, Channels: both, Point: point(dunning.SMS), NotAfter: evening}
			if c.over {
				want = dunning.Ruling{State: dunning.Suppressed, Rule: policy.RuleOver, Leaving: []dunning.Leaving{
					leaving("lead", dunning.ResultSuppressed, policy.RuleOver),
				}}
			}
			got := Judge(p, x, noon)
			diffRulings(t, want, got)
			if c.over && len(got.Leaving[0].Findings) == 0 {
				t.Error("nothing explains why it is over")
			}
		})
	}
}

func TestPolicyIsToldWhatAMessageIsFor(t *testing.T) {
	t.Parallel()
	for step, want := range map[string]dunning.Cause{
		"first-reminder": {}, "thanks:x": {Purpose: dunning.PurposeThanks, ID: "x"},
	} {
		p := petition("lead")
		p.Reminder.Items[0].Step = step
		p.Person.Promises = []dunning.Promise{{ID: "x", KeptAt: noon}}
		Judge(decides(func(f dunning.Facts) dunning.Verdict {
			if f.Cause != want {
				t.Errorf("of %s policy is told %+v", step, f.Cause)
			}
			return verdict(allowed(dunning.SMS))
		}), p, noon)
	}
}

func TestAMessageGoesToThoseWhoAnswerForTheDebt(t *testing.T) {
	t.Parallel()
	fine := decides(func(dunning.Facts) dunning.Verdict { return verdict(allowed(dunning.SMS)) })
	for name, c := range map[string]struct {
		change func(*dunning.Account)
		want   dunning.State
	}{
		"to a joint debtor":                         {func(a *dunning.Account) { a.Joint = []string{"person"} }, dunning.Sending},
		"to a guarantor, whom policy decides about": {func(a *dunning.Account) { a.Guarantors = []string{"person"} }, dunning.Sending},
		"and to nobody else":                        {func(*dunning.Account) {}, dunning.Suppressed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := petition("lead")
			p.Person.Accounts[0].CustomerID = "somebody else"
			c.change(&p.Person.Accounts[0])
			if got := Judge(fine, p, noon); got.State != c.want || (got.Rule == RuleNotDebtor) != (c.want == dunning.Suppressed) {
				t.Errorf("the reminder becomes %s by %q, want %s", got.State, got.Rule, c.want)
			}
		})
	}
}

func TestAReminderWhoseDayIsOverExpiresWithAllItsAccounts(t *testing.T) {
	t.Parallel()
	unasked := decides(func(dunning.Facts) dunning.Verdict {
		t.Error("policy is asked though the day is over")
		return dunning.Verdict{}
	})
	want := dunning.Ruling{State: dunning.Expired, Rule: RuleDeadline, Leaving: []dunning.Leaving{
		leaving("lead", dunning.ResultFailed, RuleDeadline), leaving("second", dunning.ResultFailed, RuleDeadline),
	}}
	diffRulings(t, want, Judge(unasked, petition("lead", "second"), midnight))
	diffRulings(t, dunning.Ruling{State: dunning.Cancelled, Rule: RuleLeadLeft}, Judge(unasked, petition(), noon))

	fine := decides(func(dunning.Facts) dunning.Verdict { return verdict(allowed(dunning.SMS)) })
	if got := Judge(fine, petition("lead"), midnight.Add(-time.Microsecond)); got.State != dunning.Sending {
		t.Errorf("a microsecond before the day is over the reminder becomes %s, want sending", got.State)
	}
}

func TestJudgingAsksAboutTheChannelsThatAreLeftAtTheInstantGiven(t *testing.T) {
	t.Parallel()
	p := petition("lead", "second")
	p.Reminder.Channels = onlyEmail
	asked := 0
	Judge(decides(func(f dunning.Facts) dunning.Verdict {
		asked++
		if !f.Now.Equal(noon) || f.Zone != "Asia/Shanghai" || f.Customer.ID != "person" || len(f.Points) != 3 {
			t.Errorf("asked at %s in %s about %s with %d points", f.Now, f.Zone, f.Customer.ID, len(f.Points))
		}
		if diff := cmp.Diff(onlyEmail, f.Channels); diff != "" {
			t.Errorf("channels asked about (-want +got):\n%s", diff)
		}
		return verdict(allowed(dunning.Email))
	}), p, noon)
	if asked != 2 {
		t.Errorf("policy was asked %d times about two accounts", asked)
	}
}

// diffRulings compares all but findings, which are policy's own.
func diffRulings(t *testing.T, want, got dunning.Ruling) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(dunning.Leaving{}, "Findings")); diff != "" {
		t.Errorf("ruling (-want +got):\n%s", diff)
	}
}

func TestWhatLeavesForAReasonOfPolicyCarriesItsFindings(t *testing.T) {
	t.Parallel()
	got := Judge(byAccount(map[string]dunning.Verdict{"lead": verdict(never(dunning.SMS))}), petition("lead"), noon)
	want := []dunning.Finding{{Rule: ruleOf(dunning.SMS), Outcome: dunning.Suppress, Channel: dunning.SMS}}
	if len(got.Leaving) != 1 || !cmp.Equal(want, got.Leaving[0].Findings) {
		t.Errorf("the accounts that leave are %+v, want one with its finding", got.Leaving)
	}
}

var _ Decider = (*policy.Policy)(nil)
