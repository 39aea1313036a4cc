package nightrun

import (
	"fmt"
	"testing"
	"time"

	"comity/config"
	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/policy"
)

// The business date of these tests, an ordinary Tuesday, and two in the morning of it in Shanghai.
var (
	day   = calendar.Date{Year: 2026, Month: time.November, Day: 10}
	night = time.Date(2026, 11, 9, 18, 0, 0, 0, time.UTC)
)

// pack is a policy small enough to be read here: hours of the day, one SMS a day, letters on any day; a
// promise is waited for two days, an instalment five.
const pack = `name: test
title: {zh: 测试, en: Test}
calendar: CN
tolerance: {CNY: 1000}
occasions:
  promise: {template: promise-words, channels: [sms, email]}
  appointment: {template: appointment-words, channels: [sms, email]}
  instalment: {template: instalment-words, channels: [sms, email], lead: 3}
  missed: {template: missed-words, channels: [sms, email], after: 1}
  thanks: {template: thanks-words, channels: [sms, email], within: 3}
stages:
  - id: M0
    from: -3
    to: 0
    steps:
      - {id: due-soon, day: -3, channels: [sms, email], template: due-soon, expires: true}
  - id: M1
    from: 1
    to: 30
    steps:
      - {id: first, day: 1, channels: [sms, email], template: first-words}
  - id: M2
    from: 31
    to: 60
    steps:
      - {id: demand, day: 31, channels: [letter, email], template: demand-words}
  - id: M3
    from: 61
    to: 999
    handoff: {zh: 由专人处理, en: worked by people}
rules:
  - id: HOURS
    kind: window
    channels: [sms, email]
    hours: "09:00-18:00"
    authority: house
    citation: {zh: 内部规则, en: House rule}
  - {id: hold-promise, kind: hold, grace: 2 days, authority: house, citation: {zh: 内部规则, en: House rule}}
  - {id: hold-plan, kind: hold, grace: 5 days, permits: [instalment], authority: house, citation: {zh: 内部规则, en: House rule}}
  - id: ONE-SMS
    kind: quota
    channels: [sms]
    scope: person
    unit: attempt
    limit: 1
    window: calendar day
    authority: house
    citation: {zh: 内部规则, en: House rule}
  - id: ONE-EMAIL
    kind: quota
    channels: [email]
    scope: person
    unit: attempt
    limit: 1
    window: calendar day
    authority: house
    citation: {zh: 内部规则, en: House rule}
`

func packed(tb testing.TB) *policy.Policy {
	tb.Helper()
	tables, err := policy.LoadCalendars(config.FS())
	if err != nil {
		tb.Fatal(err)
	}
	p, err := policy.Parse("test.yaml", []byte(pack), tables)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func zone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	z, err := new(calendar.Zones).Load(name)
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

func book() dunning.Portfolio {
	return dunning.Portfolio{ID: "book", Policy: "test", Zone: "Asia/Shanghai", Currency: "CNY", Locale: "zh-CN"}
}

// deciding is a decider for the night of the tests, whose reminders are numbered.
func deciding(tb testing.TB) decider {
	n := 0
	return decider{
		policy: packed(tb), portfolio: book(), zone: zone(tb, "Asia/Shanghai"), date: day, now: night, runID: "run",
		newID: func() string { n++; return fmt.Sprintf("r%d", n) },
	}
}

// someone is a person who can be reached in every way and owes on these accounts.
func someone(id string, accounts ...dunning.Account) dunning.Person {
	p := dunning.Person{Customer: dunning.Customer{ID: id, Zones: []string{"Asia/Shanghai"}}}
	for _, c := range dunning.Channels() {
		point := id + "-" + string(c)
		p.Points = append(p.Points, dunning.ContactPoint{ID: point, CustomerID: id, Channel: c, Key: point, Consent: dunning.ConsentUnknown, Health: dunning.HealthOK})
	}
	for _, a := range accounts {
		a.CustomerID = id
		p.Accounts = append(p.Accounts, a)
	}
	return p
}

// late is an account so many days past due, taken on today, that owes 500.00.
func late(id string, days int) dunning.Account {
	return dunning.Account{
		ID: id, PortfolioID: "book", Currency: "CNY", Overdue: 50_000, MinimumDue: 50_000, DueDate: day.AddDays(-days), TakenOn: day, Cycle: 1,
	}
}

// owing is the same account with another amount, in minor units.
func owing(a dunning.Account, amount int64) dunning.Account {
	a.Overdue, a.MinimumDue = amount, amount
	return a
}
