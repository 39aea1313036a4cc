package policy

import (
	"time"

	"comity/config"
	"comity/internal/calendar"
	"comity/internal/dunning"

	"pgregory.net/rapid"
)

func shipped(t rapid.TB, name string) *Policy {
	t.Helper()
	p, err := Load(config.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func tables(t rapid.TB) Calendars {
	t.Helper()
	c, err := LoadCalendars(config.FS())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// parsed compiles a policy with one stage and the given rules.
func parsed(t rapid.TB, rules string) *Policy {
	t.Helper()
	p, err := Parse("test.yaml", []byte(head+rules), tables(t))
	if err != nil {
		t.Fatalf("%v\n%s", err, rules)
	}
	return p
}

// head is the beginning of a policy without mistakes; 12 lines, the last of which opens the rules.
const head = `name: test
title: {zh: 测试, en: Test}
calendar: CN
tolerance: {CNY: 1000}
stages:
  - id: M1
    from: 1
    to: 30
    steps:
      - {id: first, day: 1, channels: [sms], template: first}

rules:
`

// in reads a local time in a zone.
func in(t rapid.TB, zone, local string) time.Time {
	t.Helper()
	z, err := new(calendar.Zones).Load(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", local, z)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// beijing reads a local time in China.
func beijing(t rapid.TB, local string) time.Time { return in(t, "Asia/Shanghai", local) }

// debtor is a person in China with one contact point per channel, who owes 500.00 since 2025-11-01.
func debtor(now time.Time) dunning.Facts {
	return dunning.Facts{
		Now: now, Zone: "Asia/Shanghai",
		Customer: dunning.Customer{ID: "person", Zones: []string{"Asia/Shanghai"}},
		Points: []dunning.ContactPoint{
			{ID: "phone", CustomerID: "person", Channel: dunning.SMS, Key: "phone-key", Consent: dunning.ConsentUnknown, Health: dunning.HealthOK},
			{ID: "mail", CustomerID: "person", Channel: dunning.Email, Key: "mail-key", Consent: dunning.ConsentUnknown, Health: dunning.HealthOK},
			{ID: "home", CustomerID: "person", Channel: dunning.Letter, Key: "home-key", Consent: dunning.ConsentUnknown, Health: dunning.HealthOK},
		},
		Account: dunning.Account{
			ID: "account", CustomerID: "person", Currency: "CNY", Overdue: 50000, MinimumDue: 50000,
			DueDate: calendar.Date{Year: 2025, Month: time.November, Day: 1},
		},
	}
}

// said is a contact with the debtor.
func said(c dunning.Channel, at time.Time) dunning.Contact {
	key := map[dunning.Channel]string{dunning.SMS: "phone-key", dunning.Email: "mail-key", dunning.Letter: "home-key"}[c]
	return dunning.Contact{
		At: at, Channel: c, CustomerID: "person", AddressKey: key, Accounts: []string{"account"}, Status: dunning.ContactSent,
	}
}

// rulesOf lists the rules of findings, without those that allow.
func rulesOf(v dunning.Verdict) []string {
	var rules []string
	for _, f := range v.Findings {
		if f.Outcome != dunning.Allow {
			rules = append(rules, f.Rule)
		}
	}
	return rules
}

func show(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	z, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return err.Error()
	}
	return t.In(z).Format("2006-01-02 15:04")
}
