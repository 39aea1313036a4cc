package policy

import (
	"slices"
	"sync"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"github.com/google/go-cmp/cmp"
)

// What the shipped Chinese policy says about a debtor in China. Sources: hours CBA 2026 and GB/T 45251-2025;
// working days State Council notice for 2025; the rest house rules of cn.yaml.
func TestChineseVerdicts(t *testing.T) {
	t.Parallel()
	p := shipped(t, "cn")
	at := func(local string) time.Time { return beijing(t, local) }
	for _, c := range []struct {
		name    string
		now     string
		channel dunning.Channel
		change  func(*dunning.Facts)
		want    dunning.Outcome
		from    string   // NotBefore, local
		to      string   // NotAfter, local
		rules   []string // that stood in the way, in order
	}{
		{name: "on a Thursday morning a text may go", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Allow, from: "2025-11-20 10:00", to: "2025-11-20 18:00"},
		{name: "at nine sharp it may", now: "2025-11-20 09:00", channel: dunning.SMS, want: dunning.Allow, from: "2025-11-20 09:00", to: "2025-11-20 18:00"},
		{name: "at six sharp it may not", now: "2025-11-20 18:00", channel: dunning.SMS, want: dunning.Defer, from: "2025-11-21 09:00", to: "2025-11-21 18:00", rules: []string{"CN-WORK-H1"}},
		{name: "at night both kinds of hours stand in the way", now: "2025-11-20 23:00", channel: dunning.SMS, want: dunning.Defer, from: "2025-11-21 09:00", to: "2025-11-21 18:00", rules: []string{"CN-WORK-H1", "CN-HOURS-01"}},
		{name: "on Friday night the weekend does too", now: "2025-11-21 22:30", channel: dunning.Email, want: dunning.Defer, from: "2025-11-24 09:00", to: "2025-11-24 18:00", rules: []string{"CN-WORK-H1", "CN-HOURS-01", "CN-REST-H1"}},
		{name: "a make-up Sunday is worked", now: "2025-01-26 10:00", channel: dunning.SMS, want: dunning.Allow, from: "2025-01-26 10:00", to: "2025-01-26 18:00"},
		{name: "Spring Festival is not", now: "2025-01-28 10:00", channel: dunning.SMS, want: dunning.Defer, from: "2025-02-05 09:00", to: "2025-02-05 18:00", rules: []string{"CN-REST-H1", "CN-WORK-H1", "CN-HOURS-01"}},
		{name: "nor for letters, which know no hours", now: "2025-10-03 03:00", channel: dunning.Letter, want: dunning.Defer, from: "2025-10-09 00:00", to: "2025-10-12 00:00", rules: []string{"CN-REST-H1"}},
		{name: "a letter may be handed over until the next day of rest", now: "2025-11-19 03:00", channel: dunning.Letter, want: dunning.Allow, from: "2025-11-19 03:00", to: "2025-11-22 00:00"},
		{
			name: "one text a day", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Defer, from: "2025-11-21 09:00", to: "2025-11-21 18:00",
			change: func(f *dunning.Facts) { f.History = []dunning.Contact{said(dunning.SMS, at("2025-11-20 09:30"))} },
			rules:  []string{"CN-SMS-H1a", "CN-SMS-H1c", "CN-WORK-H1", "CN-HOURS-01"},
		},
		{
			name: "three texts in seven days, to the second", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Defer, from: "2025-11-24 14:00", to: "2025-11-24 18:00",
			change: func(f *dunning.Facts) {
				f.History = []dunning.Contact{said(dunning.SMS, at("2025-11-19 10:00")), said(dunning.SMS, at("2025-11-17 14:00")), said(dunning.SMS, at("2025-11-18 12:00"))}
			},
			rules: []string{"CN-SMS-H1b", "CN-SMS-H1d"},
		},
		{
			name: "a text refused by the provider counts as nothing", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Allow, from: "2025-11-20 10:00", to: "2025-11-20 18:00",
			change: func(f *dunning.Facts) {
				c := said(dunning.SMS, at("2025-11-20 09:30"))
				c.Status = dunning.ContactRefused
				f.History = []dunning.Contact{c}
			},
		},
		{
			name: "one undelivered counts as an attempt", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Defer, from: "2025-11-21 09:00", to: "2025-11-21 18:00",
			change: func(f *dunning.Facts) {
				c := said(dunning.SMS, at("2025-11-20 09:30"))
				c.Status = dunning.ContactUndelivered
				f.History = []dunning.Contact{c}
			},
			rules: []string{"CN-SMS-H1a", "CN-SMS-H1c", "CN-WORK-H1", "CN-HOURS-01"},
		},
		{
			name: "an email does not count as a text", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Allow, from: "2025-11-20 10:00", to: "2025-11-20 18:00",
			change: func(f *dunning.Facts) { f.History = []dunning.Contact{said(dunning.Email, at("2025-11-20 09:30"))} },
		},
		{
			name: "a text to another person on the same phone counts for the phone", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Defer, from: "2025-11-21 09:00", to: "2025-11-21 18:00",
			change: func(f *dunning.Facts) {
				c := said(dunning.SMS, at("2025-11-20 09:30"))
				c.CustomerID, c.Accounts = "spouse", []string{"other"}
				f.History = []dunning.Contact{c}
			},
			rules: []string{"CN-SMS-H1c", "CN-WORK-H1", "CN-HOURS-01"},
		},
		{
			name: "a second phone is used when the first has had its text", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Allow, from: "2025-11-20 10:00", to: "2025-11-20 18:00",
			change: func(f *dunning.Facts) {
				c := said(dunning.SMS, at("2025-11-20 09:30"))
				c.CustomerID, c.Accounts = "spouse", []string{"other"}
				f.History = []dunning.Contact{c}
				f.Points = append(f.Points, dunning.ContactPoint{ID: "second", Channel: dunning.SMS, Key: "second-key", Rank: 1})
			},
		},
		{
			name: "letters about an account are seven dates apart", now: "2025-11-20 10:00", channel: dunning.Letter, want: dunning.Defer, from: "2025-11-21 00:00", to: "2025-11-22 00:00",
			change: func(f *dunning.Facts) { f.History = []dunning.Contact{said(dunning.Letter, at("2025-11-14 23:59"))} },
			rules:  []string{"CN-LTR-H1"},
		},
		{
			name: "also from one that is dated ahead", now: "2025-11-17 10:00", channel: dunning.Letter, want: dunning.Defer, from: "2025-11-27 00:00", to: "2025-11-29 00:00",
			change: func(f *dunning.Facts) { f.History = []dunning.Contact{said(dunning.Letter, at("2025-11-20 12:00"))} },
			rules:  []string{"CN-LTR-H1"},
		},
		{
			name: "and until seven dates before it", now: "2025-11-19 10:00", channel: dunning.Letter, want: dunning.Allow, from: "2025-11-19 10:00", to: "2025-11-21 00:00",
			change: func(f *dunning.Facts) { f.History = []dunning.Contact{said(dunning.Letter, at("2025-11-27 12:00"))} },
		},
		{
			name: "a letter about another account does not count", now: "2025-11-20 10:00", channel: dunning.Letter, want: dunning.Allow, from: "2025-11-20 10:00", to: "2025-11-22 00:00",
			change: func(f *dunning.Facts) {
				c := said(dunning.Letter, at("2025-11-19 10:00"))
				c.Accounts = []string{"other"}
				f.History = []dunning.Contact{c}
			},
		},
		{
			name: "who is in two zones is written to when it is day in both", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Defer, from: "2025-11-20 16:00", to: "2025-11-20 18:00",
			change: func(f *dunning.Facts) { f.Customer.Zones = []string{"Asia/Shanghai", "Europe/Berlin"} }, // 09:00 in Berlin is 16:00
			rules:  []string{"CN-WORK-H1", "CN-HOURS-01"},
		},
		{
			name: "of whom no zone is known is in the portfolio's", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Allow, from: "2025-11-20 10:00", to: "2025-11-20 18:00",
			change: func(f *dunning.Facts) { f.Customer.Zones = nil },
		},
		{
			name: "who paid is left alone", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) { f.Account.PaidSince = 50000 }, rules: []string{RulePaid},
		},
		{
			name: "who owes nothing too", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) { f.Account.Overdue = 0 }, rules: []string{RuleNothingOwed},
		},
		{
			name: "for ten yuan nobody is troubled", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) { f.Account.PaidSince = 49000 }, rules: []string{RuleTolerance},
		},
		{
			name: "for a fen more they are", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Allow, from: "2025-11-20 10:00", to: "2025-11-20 18:00",
			change: func(f *dunning.Facts) { f.Account.PaidSince = 48999 },
		},
		{
			name: "a dispute stops contact", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) {
				f.Holds = []dunning.Hold{{Kind: dunning.HoldDispute, CustomerID: "person", Starts: at("2025-11-19 10:00")}}
			}, rules: []string{"hold-dispute"},
		},
		{
			name: "a promise defers it to the day after", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Defer, from: "2025-11-25 09:00", to: "2025-11-25 18:00",
			change: func(f *dunning.Facts) {
				f.Holds = []dunning.Hold{{Kind: dunning.HoldPromise, CustomerID: "person", AccountID: "account", Ends: at("2025-11-25 00:00")}}
			}, rules: []string{"hold-promise", "CN-WORK-H1", "CN-HOURS-01"},
		},
		{
			name: "a promise for next quarter is waited for, however long", now: "2025-03-20 10:00", channel: dunning.SMS, want: dunning.Defer, from: "2025-09-01 09:00", to: "2025-09-01 18:00",
			change: func(f *dunning.Facts) {
				f.Account.DueDate.Year = 2024
				f.Holds = []dunning.Hold{{Kind: dunning.HoldPromise, CustomerID: "person", Ends: at("2025-09-01 00:00")}}
			}, rules: []string{"hold-promise", "CN-WORK-H1", "CN-HOURS-01"},
		},
		{
			name: "a hold that begins at noon closes the morning", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Allow, from: "2025-11-20 10:00", to: "2025-11-20 12:00",
			change: func(f *dunning.Facts) {
				f.Holds = []dunning.Hold{{Kind: dunning.HoldManual, CustomerID: "person", Starts: at("2025-11-20 12:00")}}
			},
		},
		{
			name: "and does so for good when the morning was closed anyway", now: "2025-11-20 03:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) {
				f.Holds = []dunning.Hold{{Kind: dunning.HoldManual, CustomerID: "person", Starts: at("2025-11-20 08:00")}}
			}, rules: []string{"hold-manual", "CN-WORK-H1", "CN-HOURS-01"},
		},
		{
			name: "a hold of another channel is none", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Allow, from: "2025-11-20 10:00", to: "2025-11-20 18:00",
			change: func(f *dunning.Facts) {
				f.Holds = []dunning.Hold{{Kind: dunning.HoldManual, CustomerID: "person", Channel: dunning.Letter}}
			},
		},
		{
			name: "nor one of another account", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Allow, from: "2025-11-20 10:00", to: "2025-11-20 18:00",
			change: func(f *dunning.Facts) {
				f.Holds = []dunning.Hold{{Kind: dunning.HoldDispute, CustomerID: "person", AccountID: "other"}}
			},
		},
		{
			name: "nor one of another person, unless it is on this account", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) {
				f.Holds = []dunning.Hold{
					{Kind: dunning.HoldDeceased, CustomerID: "spouse"},
					{Kind: dunning.HoldDispute, CustomerID: "spouse", AccountID: "account"},
				}
			}, rules: []string{"hold-dispute"},
		},
		{
			name: "a kind of hold that nobody has heard of stops contact as well", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) { f.Holds = []dunning.Hold{{Kind: "flood", CustomerID: "person"}} }, rules: []string{"hold-flood"},
		},
		{
			name: "who opted out is heard", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) { f.Points[0].Consent = dunning.ConsentWithdrawn }, rules: []string{RuleOptOut},
		},
		{
			name: "a phone that is dead goes to a person", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Handoff,
			change: func(f *dunning.Facts) { f.Points[0].Health = dunning.HealthBad }, rules: []string{RuleNoContact},
		},
		{
			name: "unless contact must stop", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) {
				f.Points = nil
				f.Holds = []dunning.Hold{{Kind: dunning.HoldDeceased, CustomerID: "person"}}
			}, rules: []string{"hold-deceased", RuleNoContact},
		},
		{
			name: "an opt-out of one phone and a dead other one is an opt-out", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) {
				f.Points[0].Consent = dunning.ConsentWithdrawn
				f.Points = append(f.Points, dunning.ContactPoint{ID: "second", Channel: dunning.SMS, Health: dunning.HealthBad})
			}, rules: []string{RuleOptOut},
		},
		{
			name: "a zone that nobody knows is a reason not to write", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) { f.Customer.Zones = []string{"Asia/Shanghai", "Mars/Olympus"} }, rules: []string{RuleZone},
		},
		{
			name: "so is that of the portfolio", now: "2025-11-20 10:00", channel: dunning.SMS, want: dunning.Suppress,
			change: func(f *dunning.Facts) { f.Zone = "" }, rules: []string{RuleZone},
		},
		{name: "a year without a table is not guessed at", now: "2099-06-15 10:00", channel: dunning.SMS, want: dunning.Suppress, rules: []string{RuleNoTable}},
		{name: "nor when the search runs into it", now: "2024-12-31 23:00", channel: dunning.SMS, want: dunning.Suppress, rules: []string{RuleNoTable, "CN-WORK-H1", "CN-HOURS-01"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := debtor(at(c.now))
			f.Channels = []dunning.Channel{c.channel}
			if c.change != nil {
				c.change(&f)
			}
			v := p.Decide(f)
			if v.Outcome != c.want || show(v.NotBefore) != c.from || show(v.NotAfter) != c.to {
				t.Errorf("%s from %q to %q, want %s from %q to %q", v.Outcome, show(v.NotBefore), show(v.NotAfter), c.want, c.from, c.to)
			}
			if diff := cmp.Diff(c.rules, rulesOf(v)); diff != "" {
				t.Errorf("rules (-want +got):\n%s", diff)
			}
			if len(v.Channels) != 1 || v.Channels[0].Outcome != v.Outcome || !v.Channels[0].NotBefore.Equal(v.NotBefore) {
				t.Errorf("the one channel says %+v", v.Channels)
			}
		})
	}
}

// 12 CFR 1006.6(b)(1)(i) and (d)(5), and comment 6(b)(1)(i)-2 on places in doubt.
func TestAmericanVerdicts(t *testing.T) {
	t.Parallel()
	p := shipped(t, "us")
	for _, c := range []struct {
		name, now string // in New York
		zones     []string
		consent   dunning.Consent
		want      dunning.Outcome
		from      string
		rules     []string
	}{
		{"at eight in the morning a text may go", "2025-11-20 08:00", []string{"America/New_York"}, dunning.ConsentGiven, dunning.Allow, "2025-11-20 08:00", nil},
		{"at nine in the evening it may not", "2025-11-20 21:00", []string{"America/New_York"}, dunning.ConsentGiven, dunning.Defer, "2025-11-21 08:00", []string{"US-HOURS-01"}},
		{"nor a minute before eight", "2025-11-20 07:59", []string{"America/New_York"}, dunning.ConsentGiven, dunning.Defer, "2025-11-20 08:00", []string{"US-HOURS-01"}},
		{"an Eastern number and a Pacific address: eleven to nine Eastern", "2025-11-20 08:00", []string{"America/New_York", "America/Los_Angeles"}, dunning.ConsentGiven, dunning.Defer, "2025-11-20 11:00", []string{"US-HOURS-01"}},
		{"of whom nothing is known is anywhere from New York to Hawaii", "2025-11-20 08:00", nil, dunning.ConsentGiven, dunning.Defer, "2025-11-20 13:00", []string{"US-HOURS-01"}},
		{"when the clock goes forward the day still begins at eight", "2025-03-09 07:30", []string{"America/New_York"}, dunning.ConsentGiven, dunning.Defer, "2025-03-09 08:00", []string{"US-HOURS-01"}},
		{"Thanksgiving is a day like any other to the law", "2025-11-27 10:00", []string{"America/New_York"}, dunning.ConsentGiven, dunning.Allow, "2025-11-27 10:00", nil},
		{"without consent no text goes", "2025-11-20 10:00", []string{"America/New_York"}, dunning.ConsentUnknown, dunning.Suppress, "", []string{"US-SMS-01"}},
		{"after an opt-out none either", "2025-11-20 10:00", []string{"America/New_York"}, dunning.ConsentWithdrawn, dunning.Suppress, "", []string{RuleOptOut}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := debtor(in(t, "America/New_York", c.now))
			f.Zone, f.Channels, f.Account.Currency = "America/New_York", []dunning.Channel{dunning.SMS}, "USD"
			f.Customer.Zones, f.Points[0].Consent = c.zones, c.consent
			f.Account.Role, f.Customer.Places = dunning.ThirdParty, []calendar.Place{"US-GA"} // a state without a pack of its own
			v := p.Decide(f)
			from := ""
			if !v.NotBefore.IsZero() {
				from = v.NotBefore.In(f.Now.Location()).Format("2006-01-02 15:04")
			}
			if v.Outcome != c.want || from != c.from {
				t.Errorf("%s from %q, want %s from %q", v.Outcome, from, c.want, c.from)
			}
			if diff := cmp.Diff(c.rules, rulesOf(v)); diff != "" {
				t.Errorf("rules (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheVerdictIsThatOfTheChannelThatMayGoFirst(t *testing.T) {
	t.Parallel()
	p := shipped(t, "cn")
	friday := debtor(beijing(t, "2025-11-21 20:00"))
	v := p.Decide(friday)
	var got []string
	for _, cv := range v.Channels {
		got = append(got, string(cv.Channel)+" "+string(cv.Outcome)+" "+cv.Point+" "+show(cv.NotBefore))
	}
	want := []string{"sms defer phone 2025-11-24 09:00", "email defer mail 2025-11-24 09:00", "letter allow home 2025-11-21 20:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("no channel asked about means all, in order (-want +got):\n%s", diff)
	}
	if v.Outcome != dunning.Allow || v.Policy != p.Version() {
		t.Errorf("%s by %s", v.Outcome, v.Policy)
	}

	friday.Points = friday.Points[:2]
	if v := p.Decide(friday); v.Outcome != dunning.Defer || show(v.NotBefore) != "2025-11-24 09:00" {
		t.Errorf("without an address: %s until %s", v.Outcome, show(v.NotBefore))
	}
	friday.Points = nil
	if v := p.Decide(friday); v.Outcome != dunning.Handoff {
		t.Errorf("without any contact point: %s", v.Outcome)
	}
	friday.Points = []dunning.ContactPoint{{ID: "phone", Channel: dunning.SMS, Consent: dunning.ConsentWithdrawn}}
	if v := p.Decide(friday); v.Outcome != dunning.Suppress {
		t.Errorf("an opt-out is a reason too: %s", v.Outcome)
	}
	if f, ok := p.Decide(friday).Blocking(); !ok || f.Rule != RuleOptOut {
		t.Errorf("and the one that is named: %s", f.Rule)
	}
}

func TestWhatIsPermittedNamesItsWindow(t *testing.T) {
	t.Parallel()
	f := debtor(beijing(t, "2025-11-20 10:00"))
	v := shipped(t, "cn").Decide(f)
	var got []string
	for _, finding := range v.Findings {
		got = append(got, Sentence(finding, "en"))
	}
	want := []string{
		"An SMS may be sent now: the hours from 09:00 to 18:00 (Asia/Shanghai) are open, until 2025-11-20 18:00.",
		"An email may be sent now: the hours from 09:00 to 18:00 (Asia/Shanghai) are open, until 2025-11-20 18:00.",
		"A letter may be sent now, until 2025-11-22 00:00 (Asia/Shanghai).",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAHoldOnEverythingIsSaidOnce(t *testing.T) {
	t.Parallel()
	f := debtor(beijing(t, "2025-11-20 10:00"))
	f.Holds = []dunning.Hold{{Kind: dunning.HoldComplaint, CustomerID: "person"}}
	if got := rulesOf(shipped(t, "cn").Decide(f)); !slices.Equal(got, []string{"hold-complaint"}) {
		t.Errorf("findings %v", got)
	}
}

func TestHoldsCarryWhoStandsBehindThem(t *testing.T) {
	t.Parallel()
	p := shipped(t, "cn")
	authority := func(k dunning.HoldKind) dunning.Finding {
		f := debtor(beijing(t, "2025-11-20 10:00"))
		f.Holds = []dunning.Hold{{Kind: k, CustomerID: "person"}}
		blocking, _ := p.Decide(f).Blocking()
		return blocking
	}
	if f := authority(dunning.HoldDispute); f.Authority != dunning.Law || Words(f.Citation, "en") == "" || Words(f.Citation, "en") == Words(f.Citation, "zh-CN") {
		t.Errorf("a dispute: %+v", f)
	}
	if f := authority(dunning.HoldManual); f.Authority != dunning.House || f.Citation == "" {
		t.Errorf("a person's decision is never dressed up as law: %+v", f)
	}
}

// Sequences known to be good stay permitted, and one contact more is not.
func TestKnownGoodSequences(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, policy, zone string
		channel            dunning.Channel
		good               []string
		more               []string // each too many, after all of the good ones
	}{
		{
			"a week of texts in China", "cn", "Asia/Shanghai", dunning.SMS,
			[]string{"2025-11-17 09:00", "2025-11-18 09:00", "2025-11-19 17:59", "2025-11-24 09:00", "2025-11-25 09:00", "2025-11-26 17:59"},
			[]string{"2025-11-26 17:59", "2025-11-27 10:00", "2025-12-01 08:59"},
		},
		{
			"a month of letters in China", "cn", "Asia/Shanghai", dunning.Letter,
			[]string{"2025-11-03 23:59", "2025-11-10 00:00", "2025-11-17 12:00", "2025-11-24 00:00"},
			[]string{"2025-11-24 00:00", "2025-11-28 23:59", "2025-11-30 23:59"},
		},
		{
			"texts in New York over the change of the clock", "us", "America/New_York", dunning.SMS,
			[]string{"2025-10-31 08:00", "2025-11-01 20:57", "2025-11-07 08:00", "2025-11-08 19:57"},
			[]string{"2025-11-09 08:00", "2025-11-09 20:58", "2025-11-14 07:59"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := shipped(t, c.policy)
			f := debtor(time.Time{})
			f.Zone, f.Customer.Zones, f.Channels = c.zone, []string{c.zone}, []dunning.Channel{c.channel}
			f.Points[0].Consent = dunning.ConsentGiven
			f.Account.DueDate = f.Account.DueDate.AddDays(-60)
			for _, local := range c.good {
				f.Now = in(t, c.zone, local)
				if v := p.Decide(f); v.Outcome != dunning.Allow {
					t.Errorf("%s is %s by %v", local, v.Outcome, rulesOf(v))
				}
				f.History = append(f.History, said(c.channel, f.Now))
			}
			for _, local := range c.more {
				if f.Now = in(t, c.zone, local); p.Decide(f).Outcome == dunning.Allow {
					t.Errorf("%s is one too many", local)
				}
			}
		})
	}
}

func TestRulesHoldOnlyWhileTheyAreInEffect(t *testing.T) {
	t.Parallel()
	p := parsed(t, `  - id: NIGHTS
    kind: window
    hours: "20:00-24:00"
    effective: {from: 2025-11-20, to: 2025-11-20}
    authority: house
    citation: {en: a rule for one day}
`)
	for _, c := range []struct{ now, from, to string }{
		{"2025-11-19 10:00", "2025-11-19 10:00", "2025-11-20 00:00"},
		{"2025-11-20 10:00", "2025-11-20 20:00", "2026-01-19 20:00"},
		{"2025-11-21 10:00", "2025-11-21 10:00", "2026-01-20 10:00"},
	} {
		f := debtor(beijing(t, c.now))
		f.Channels = []dunning.Channel{dunning.SMS}
		if v := p.Decide(f); show(v.NotBefore) != c.from || show(v.NotAfter) != c.to {
			t.Errorf("at %s: from %s to %s, want %s to %s", c.now, show(v.NotBefore), show(v.NotAfter), c.from, c.to)
		}
	}
}

func TestALimitEndsWithItsRule(t *testing.T) {
	t.Parallel()
	p := parsed(t, `  - {id: WEEKLY, kind: quota, scope: person, limit: 1, window: rolling 7 days, effective: {to: 2025-11-20}, authority: house, citation: {en: until then}}
`)
	f := debtor(beijing(t, "2025-11-20 10:00"))
	f.Channels = []dunning.Channel{dunning.SMS}
	f.History = []dunning.Contact{said(dunning.SMS, beijing(t, "2025-11-19 10:00"))}
	if v := p.Decide(f); show(v.NotBefore) != "2025-11-21 00:00" {
		t.Errorf("used up until %s", show(v.NotBefore))
	}
}

// A span of N days is (t-N*24h, t]: what took place exactly N days ago is over, what lies exactly N days ahead
// is not yet in it.
func TestRollingLimitsToTheInstant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		limit    string
		contacts []time.Duration // from now
		from     time.Duration   // NotBefore, from now
		to       time.Duration   // NotAfter, from now; zero: nothing ends it
	}{
		{"exactly two days ago is over", "1", []time.Duration{-48 * time.Hour}, 0, 0},
		{"a nanosecond less is not", "1", []time.Duration{-48*time.Hour + 1}, 1, 0},
		{"exactly two days ahead leaves this instant, and no other", "1", []time.Duration{48 * time.Hour}, 0, 1},
		{"a nanosecond less leaves none until two days after", "1", []time.Duration{48*time.Hour - 1}, 96*time.Hour - 1, 0},
		{"two that lie exactly two days apart are in no span together", "2", []time.Duration{-24 * time.Hour, 24 * time.Hour}, 0, 0},
		{"a nanosecond closer they are", "2", []time.Duration{-24*time.Hour + 1, 24 * time.Hour}, 24*time.Hour + 1, 0},
		{"two of three days back do not matter", "2", []time.Duration{-72 * time.Hour, -71 * time.Hour, -time.Hour}, 0, 0},
		{"two ahead close the time until then", "2", []time.Duration{60 * time.Hour, 70 * time.Hour}, 0, 22*time.Hour + 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := parsed(t, `  - {id: R, kind: quota, scope: person, limit: `+c.limit+`, window: rolling 2 days, authority: house, citation: {en: x}}
`)
			f := debtor(beijing(t, "2025-11-20 10:00"))
			f.Channels = []dunning.Channel{dunning.SMS}
			for _, d := range c.contacts {
				f.History = append(f.History, said(dunning.Email, f.Now.Add(d)))
			}
			if c.to == 0 {
				c.to = c.from + lookAhead
			}
			v := p.Decide(f)
			if from, to := v.NotBefore.Sub(f.Now), v.NotAfter.Sub(f.Now); from != c.from || to != c.to {
				t.Errorf("from %s to %s, want %s to %s", from, to, c.from, c.to)
			}
		})
	}
}

func TestAmongPhonesThatMayBeUsedTheLowerRankIs(t *testing.T) {
	t.Parallel()
	p := shipped(t, "cn")
	f := debtor(beijing(t, "2025-11-20 10:00"))
	f.Channels = []dunning.Channel{dunning.SMS}
	f.Points = []dunning.ContactPoint{
		{ID: "b", Channel: dunning.SMS, Rank: 1, Key: "b"}, {ID: "d", Channel: dunning.SMS, Key: "d"}, {ID: "c", Channel: dunning.SMS, Key: "c"},
	}
	for range f.Points { // in whichever order they come
		if v := p.Decide(f); v.Channels[0].Point != "c" {
			t.Errorf("the phone %s is used", v.Channels[0].Point)
		}
		f.Points = append(f.Points[1:], f.Points[0])
	}
}

func TestWhatIsPaidIsNotSaidToBePermitted(t *testing.T) {
	t.Parallel()
	f := debtor(beijing(t, "2025-11-20 20:00"))
	f.Account.PaidSince = f.Account.Overdue
	v := shipped(t, "cn").Decide(f)
	for _, finding := range v.Findings {
		if finding.Outcome == dunning.Allow {
			t.Errorf("%s", Sentence(finding, "en"))
		}
	}
	for _, cv := range v.Channels {
		if cv.Outcome != dunning.Suppress || cv.Point != "" || !cv.NotBefore.IsZero() {
			t.Errorf("%+v", cv)
		}
	}
	if b, _ := v.Blocking(); b.Rule != RulePaid || !v.NotBefore.IsZero() {
		t.Errorf("%s blocks, until %s", b.Rule, v.NotBefore)
	}
}

func TestAViolationMayEndTheMatter(t *testing.T) {
	t.Parallel()
	p := parsed(t, `  - id: TWICE
    kind: quota
    scope: account
    limit: 2
    window: calendar month
    on_violation: suppress
    authority: house
    citation: {en: twice a month and no more}
`)
	f := debtor(beijing(t, "2025-11-20 10:00"))
	f.Channels = []dunning.Channel{dunning.SMS}
	f.History = []dunning.Contact{said(dunning.Email, beijing(t, "2025-11-01 10:00")), said(dunning.Letter, beijing(t, "2025-10-31 10:00"))}
	if v := p.Decide(f); v.Outcome != dunning.Allow {
		t.Errorf("once in November: %s", v.Outcome)
	}
	f.History = append(f.History, said(dunning.Letter, beijing(t, "2025-11-30 23:00"))) // dated ahead
	if v := p.Decide(f); v.Outcome != dunning.Suppress || !slices.Equal(rulesOf(v), []string{"TWICE"}) {
		t.Errorf("twice in November: %s by %v", v.Outcome, rulesOf(v))
	}
}

func TestRulesThatNeverAgreeLeaveNoWindow(t *testing.T) {
	t.Parallel()
	p := parsed(t, `  - {id: SUNDAYS, kind: window, hours: {sun: "08:00-20:00"}, authority: house, citation: {en: on Sundays}}
  - {id: MONDAYS, kind: window, hours: {mon: "08:00-20:00"}, when: 'account.dpd > 0', authority: house, citation: {en: on Mondays}}
`)
	f := debtor(beijing(t, "2025-11-20 10:00"))
	f.Channels = []dunning.Channel{dunning.SMS}
	v := p.Decide(f)
	if got := rulesOf(v); v.Outcome != dunning.Suppress || got[0] != RuleNoWindow || len(got) != 3 {
		t.Errorf("%s by %v", v.Outcome, got)
	}
}

func TestALimitThatIsUsedUpForLongLeavesNoWindow(t *testing.T) {
	t.Parallel()
	p := parsed(t, `  - {id: YEARLY, kind: quota, scope: account, limit: 1, window: rolling 366 days, authority: house, citation: {en: once a year}}
`)
	f := debtor(beijing(t, "2025-11-20 10:00"))
	f.Channels = []dunning.Channel{dunning.SMS}
	f.History = []dunning.Contact{said(dunning.Letter, f.Now.AddDate(0, 0, -30))}
	v := p.Decide(f)
	if got := rulesOf(v); v.Outcome != dunning.Suppress || !slices.Equal(got, []string{RuleNoWindow, "YEARLY"}) {
		t.Errorf("%s by %v", v.Outcome, got)
	}
	f.History[0].At = f.Now.AddDate(0, 0, -320)
	if v := p.Decide(f); v.Outcome != dunning.Defer || !v.NotBefore.Equal(f.Now.AddDate(0, 0, 46)) {
		t.Errorf("with 46 days to go: %s until %s", v.Outcome, show(v.NotBefore))
	}
	if p.HistoryWindow() != 366*24*time.Hour {
		t.Errorf("the history of %s matters", p.HistoryWindow())
	}
}

func TestDecideDoesNotChangeItsFacts(t *testing.T) {
	t.Parallel()
	make := func() dunning.Facts {
		f := debtor(beijing(t, "2025-11-20 10:00"))
		f.History = []dunning.Contact{said(dunning.SMS, beijing(t, "2025-11-20 09:30")), said(dunning.SMS, beijing(t, "2025-11-19 09:30"))}
		return f
	}
	f := make()
	shipped(t, "cn").Decide(f)
	if diff := cmp.Diff(make(), f); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestAChannelThatNoRuleKnowsIsNotUsed(t *testing.T) {
	t.Parallel()
	f := debtor(beijing(t, "2025-11-20 10:00"))
	f.Channels = []dunning.Channel{"telegram"}
	f.Points = append(f.Points, dunning.ContactPoint{ID: "chat", Channel: "telegram"})
	if v := shipped(t, "cn").Decide(f); v.Outcome != dunning.Handoff {
		t.Errorf("it is %s", v.Outcome)
	}
}

func TestOnePolicyServesManyAtOnce(t *testing.T) {
	t.Parallel()
	p, f := shipped(t, "us"), debtor(beijing(t, "2025-11-20 10:00"))
	f.History = []dunning.Contact{said(dunning.SMS, f.Now.Add(-time.Hour)), said(dunning.SMS, f.Now.Add(-2*time.Hour))}
	want := p.Decide(f)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if diff := cmp.Diff(want, p.Decide(f)); diff != "" {
				t.Errorf("(-alone +together):\n%s", diff)
			}
		})
	}
	group.Wait()
}
