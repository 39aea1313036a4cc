package facts

import (
	"errors"
	"strings"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/docread"

	"github.com/google/go-cmp/cmp"
)

// told is every mistake of a text, one per line.
func told(text string) string {
	_, err := Options{Packs: []string{"cn", "us", "us-nyc"}}.Parse("a.yaml", []byte(text))
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestEveryMistakeOfAFileIsToldAtOnce(t *testing.T) {
	t.Parallel()
	got := told(`- id: first
  packs: [us-nwc]
  now: 2026-02-30T10:00:00Z
  customer: {zones: [America/New_Yrok], places: [Boston]}
  contact_points:
    - {channel: smss, value: "+12125550100"}
    - {channel: email, value: somebody}
  accounts:
    - {overdue: 12.50, due_date: 2026-13-01}
    - {overdue: -1, dpd: 3, role: landlord, curency: USD}
  history: [{at: yesterday, channel: sms, account: a9, status: lost}]
- id: first
  now: 2026-10-20T10:00:00Z
`)
	want := strings.TrimSpace(`
a.yaml:2:11: [0].packs[0]: "us-nwc" is not known here; did you mean "us-nyc"?
a.yaml:3:8: [0].now: "2026-02-30T10:00:00Z" is not an instant; write an existing one like 2026-10-20T10:00:00-04:00
a.yaml:4:22: [0].customer.zones[0]: "America/New_Yrok" is not a known time zone; write an IANA name, for example Asia/Shanghai or America/New_York
a.yaml:4:50: [0].customer.places[0]: "Boston" is not a place; write a country, or a country and a region, for example US, US-MA, US-NY-NYC or GB-ENG
a.yaml:6:17: [0].contact_points[0].channel: "smss" is not known here; did you mean "sms"?
a.yaml:7:31: [0].contact_points[1].value: this is not an email address; write it like name@example.com
a.yaml:9:17: [0].accounts[0].overdue: this must be a whole number; amounts are in minor units: 12.50 is 1250
a.yaml:9:34: [0].accounts[0].due_date: "2026-13-01" is not a date; write an existing day like 2026-02-28
a.yaml:10:17: [0].accounts[1].overdue: -1 is out of range; write a number from 0 to 1000000000000000
a.yaml:10:35: [0].accounts[1].role: "landlord" is not known here; known are first_party, third_party, debt_buyer, creditor, original_creditor, agency, collector
a.yaml:10:45: [0].accounts[1].curency: unknown key; did you mean "currency"?
a.yaml:11:18: [0].history[0].at: "yesterday" is not an instant; write an existing one like 2026-10-20T10:00:00-04:00
a.yaml:11:64: [0].history[0].status: "lost" is not known here; known are attempt, sent, delivered, undelivered, unknown, refused, connected, answered, unanswered, no-answer, failed, posted
a.yaml:12:3: [1].accounts: this is missing; write a list of accounts, each with overdue, and due_date or dpd
a.yaml:12:7: [1].id: "first" is also the id of the case in line 1; give each its own`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ more, want string }{
		{"accounts: []", "there is no account"},
		{"accounts: [{dpd: 1}]", "overdue: this is missing"},
		{"accounts: [{overdue: 1}]", "due_date: this is missing; write it, or dpd"},
		{"accounts: [{overdue: 1, dpd: 1, due_date: 2026-10-01}]", "accounts[0].dpd: by due_date it is 19; write one of the two"},
		{"accounts: [{overdue: 1, dpd: 1, currency: RMB}]", `"RMB" is not a currency`},
		{"accounts: [{id: a, overdue: 1, dpd: 1}, {id: a, overdue: 1, dpd: 1}]", `accounts[1].id: "a" is the id of another one`},
		{"account: a", `there is no account "a" in the case`},
		{"channel: sms\nchannels: [email]", "channel and channels say the same thing"},
		{"channels: [sms, sms]", `"sms" is listed twice`},
		{"zone: Local", `"Local" is not a known time zone`},
		{"contact_points: [{value: x}]", "contact_points[0].channel: this is missing"},
		{"contact_points: [{channel: sms, value: 12125550199}]", "this is not a telephone number"},
		{"contact_points: [{channel: sms, value: +1 800 FLOWERS}]", "this is not a telephone number"},
		{"contact_points: [{channel: letter, value: 1 Example Street}]", "a postal address is written under postal"},
		{"contact_points: [{channel: letter, postal: {country: Germany}}]", `"GERMANY" is not a country`},
		{"contact_points: [{id: p, channel: sms}, {id: p, channel: sms}]", `"p" is the id of another one`},
		{"customer: {locale: english_UK}", `"english_UK" is not a language`},
		{"customer: {inconvenient: [{channel: sms}]}", "neither days nor hours are said"},
		{"customer: {inconvenient: [{days: [monday]}]}", `"monday" is not known here; known are mon, tue`},
		{"customer: {inconvenient: [{hours: 9-17}]}", "is not a span of hours"},
		{"customer: {inconvenient: [{hours: '09:00-09:00'}]}", "is not a span of hours"},
		{"customer: {waivers: [{rule: R}]}", "waivers[0].basis: this is missing"},
		{"customer: {waivers: [{basis: consent}]}", "waivers[0].rule: this is missing"},
		{"customer: {waivers: [{rule: R, basis: consent, starts: 2026-10-02, ends: 2026-10-01}]}", "it ends before it starts"},
		{"history: [{at: 2026-10-01}]", "history[0].channel: this is missing"},
		{"history: [{channel: sms}]", "history[0].at: this is missing"},
		{"history: [{at: 2026-10-01, point: p9}]", `there is no contact point "p9" in the case`},
		{"history: [{at: 2026-10-01, channel: email, point: p}]\ncontact_points: [{id: p, channel: sms}]", "this contact point is not for email"},
		{"history: [{at: 2026-10-01, channel: sms, point: p, value: '+12125550199'}]\ncontact_points: [{id: p, channel: sms}]", "point and value say the same thing"},
		{"history: [{at: 2026-10-01, channel: sms, account: account, accounts: [account]}]", "account and accounts say the same thing"},
		{"history: [{at: 1926-10-01, channel: sms}]", "the year 1926 cannot be meant"},
		{"holds: [{}]", "holds[0].kind: this is missing"},
		{"holds: [{kind: disputed}]", `did you mean "dispute"?`},
		{"holds: [{kind: dispute, ends: 2026-10-01}]", "holds[0].starts: this is missing; write since when it held"},
		{"promises: [{}]", "promises[0].date: this is missing"},
		{"promises: [{date: 2026-10-25, remind_at: 2026-10-24}]", "is not an instant"},
		{"appointments: [{}]", "appointments[0].at: this is missing"},
		{"plans: [{}]", "plans[0].instalments: this is missing"},
		{"plans: [{instalments: []}]", "there is no instalment"},
		{"plans: [{instalments: [{date: 2026-11-01, amount: 1}, {date: 2026-10-01, amount: 1}]}]", "write instalments in the order of their dates"},
		{"notices: [{kind: transfer}]", "notices[0].at: this is missing"},
		{"purpose: remind", `did you mean "reminder"?`},
		{"about: pr", "a reminder is about the account"},
		{"purpose: promise", "about: this is missing; write the id of the promise"},
		{"purpose: promise\nabout: pr", `there is no promise "pr" in the case`},
		{"purpose: promise\nnumber: 1\npromises: [{date: 2026-10-25}]", "only instalments have numbers"},
		{"purpose: notice", "about: this is missing; write the kind of notice"},
		{"purpose: instalment\nnumber: 2\nplans: [{instalments: [{date: 2026-10-01, amount: 1}]}]", "there is no such instalment; write a number from 1 to 1"},
		{"purpose: instalment\nplans: [{paid: 1, instalments: [{date: 2026-10-01, amount: 1}]}]", "number: this is missing; write which instalment it is about: all of them are paid"},
		{"purpose: promise\nabout: pr\naccounts: [{id: a, overdue: 1, dpd: 1}, {id: b, overdue: 1, dpd: 1}]\npromises: [{id: pr, account: b, date: 2026-10-25}]", `this promise is about another account; write account: "b"`},
		{"taken: [{step: s}]", "taken[0].at: this is missing"},
		{"taken: [{step: s, at: 2026-10-01, skipped: true}]", "a step that was skipped was taken at no time"},
		{"taken: [{at: 2026-10-01}]", "taken[0].step: this is missing"},
		{"expect: {verdict: permit}", `"permit" is not known here`},
		{"expect: {channels: {fax: {}}}", "expect.channels.fax: unknown key"},
		{"house: yes", "house: this must be true or false"},
		{"cases: []", "there is no case in the file"},
	} {
		text := "now: 2026-10-20T10:00:00-04:00\n" + c.more
		if !strings.Contains("\n"+c.more, "\naccounts:") && !strings.Contains(c.more, "cases:") {
			text += "\naccounts: [{overdue: 1, dpd: 1}]"
		}
		got := told(text)
		if !strings.Contains(got, c.want) {
			t.Errorf("%s\ntold %q\nwant %q", c.more, got, c.want)
		}
		if lines := strings.Split(got, "\n"); len(lines) != 1 && !strings.Contains(c.more, "cases:") {
			t.Errorf("%s\nwas told of %d times: %q", c.more, len(lines), got)
		}
		if strings.Contains(got, "5550199") || strings.Contains(got, "FLOWERS") {
			t.Errorf("%s\nrepeats a number: %q", c.more, got)
		}
	}
}

func TestTimesMayBeWrittenInSeveralWays(t *testing.T) {
	t.Parallel()
	want := at("2026-10-20T14:00:00Z")
	for _, s := range []string{
		"2026-10-20T10:00:00-04:00", "2026-10-20T14:00:00Z", "2026-10-20t14:00:00z", "2026-10-20T10:00-04:00", "2026-10-20 10:00:00 -0400",
		"2026-10-20T10:00", "2026-10-20 10:00", "2026-10-20T10:00:00", "2026-10-20 10:00:00.000",
	} {
		c := one(t, "{now: '"+s+"', zone: America/New_York, accounts: [{overdue: 1, dpd: 1}]}")
		if got := c.Facts.Now; !got.Equal(want) {
			t.Errorf("%s is read as %s", s, got)
		}
	}
	for _, s := range []string{"2026-10-20", "10:00", "1760000000", "2026-10-20T25:00:00Z", "2026-10-20T10", "20 October 2026", "2026-10-20T10:00:00+99:00"} {
		if got := told("{now: '" + s + "', zone: America/New_York, accounts: [{overdue: 1, dpd: 1}]}"); !strings.Contains(got, "now: ") {
			t.Errorf("%s is told of as %q", s, got)
		}
	}
}

func TestALocalTimeThatIsSkippedOrComesTwiceIsRefused(t *testing.T) {
	t.Parallel()
	read := func(wall, zone string) string {
		return told("{now: 2026-10-20T10:00:00Z, zone: " + zone + ", accounts: [{overdue: 1, dpd: 1}], history: [{channel: sms, at: " + wall + "}]}")
	}
	for _, c := range []struct{ wall, zone, want string }{
		{"2026-03-08T01:59", "America/New_York", ""},
		{"2026-03-08T02:00", "America/New_York", "there is no such time in America/New_York"},
		{"2026-03-08T02:59", "America/New_York", "there is no such time"},
		{"2026-03-08T03:00", "America/New_York", ""},
		{"2026-11-01T00:59", "America/New_York", ""},
		{"2026-11-01T01:00", "America/New_York", "there are two such times in America/New_York"},
		{"2026-11-01T01:59", "America/New_York", "there are two such times"},
		{"2026-11-01T02:00", "America/New_York", ""},
		{"2011-12-30T12:00", "Pacific/Apia", "there is no such time"},
		{"2026-04-05T01:45", "Australia/Lord_Howe", "there are two such times"},
	} {
		if got := read(c.wall, c.zone); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s in %s: %q, want %q", c.wall, c.zone, got, c.want)
		}
	}
}

func TestDaysPastDueAreCountedInThePortfoliosZone(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{"Asia/Tokyo": "2026-10-11", "America/New_York": "2026-10-10"} {
		c := one(t, "{now: 2026-10-20T20:00:00Z, zone: "+zone+", accounts: [{overdue: 1, dpd: 10}]}")
		if got := c.Facts.Account.DueDate.String(); got != want {
			t.Errorf("in %s the due date is %s, want %s", zone, got, want)
		}
		home, err := new(calendar.Zones).Load(c.Facts.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Facts.Account.DPD(calendar.DateOf(c.Facts.Now, home)); got != 10 {
			t.Errorf("in %s it is %d days past due", zone, got)
		}
	}
}

func TestTooManyCasesAreRefused(t *testing.T) {
	t.Parallel()
	if got := told("[" + strings.Repeat("1,", MaxCases+1) + "]"); !strings.Contains(got, "there are more than 100000 cases") {
		t.Error(got[:min(len(got), 200)])
	}
}

// Whatever a file holds, reading it ends, and gives either cases that can be decided about or mistakes.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"now: 2026-10-20T10:00:00+08:00\naccounts: [{overdue: 1, dpd: 1}]",
		"- {now: 2026-10-20T10:00, zone: Asia/Tokyo, accounts: [{overdue: 1, due_date: 2026-01-01}], purpose: promise, promises: [{date: 2026-10-30}]}",
		`{"cases": [{"now": "2026-10-20T10:00:00Z", "accounts": [{"overdue": 1, "dpd": 1}], "history": [{"at": "2026-10-01", "channel": "voice"}]}]}`,
		"now: 2026-10-20T10:00:00Z\naccounts: [{overdue: 1, dpd: 1}]\nplans: [{instalments: [{date: 2026-10-01, amount: 1}]}]\npurpose: instalment",
		"now: 2026-10-20T10:00:00Z\naccounts: [{overdue: 1, dpd: 1}]\ncontact_points: [{channel: sms, value: '+12125550100'}]\ncustomer: {inconvenient: [{hours: '22:00-06:00'}]}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cases, err := Parse("a", []byte(text))
		var wrong docread.Errors
		if err != nil && (!errors.As(err, &wrong) || len(wrong) == 0 || cases != nil) {
			t.Fatalf("%d cases and %v", len(cases), err)
		}
		for _, c := range cases {
			if _, err := time.LoadLocation(c.Facts.Zone); err != nil || c.Facts.Now.IsZero() || c.Facts.Account.ID == "" || c.Facts.Account.DueDate.IsZero() {
				t.Fatalf("a case cannot be decided about: %+v", c)
			}
		}
	})
}
