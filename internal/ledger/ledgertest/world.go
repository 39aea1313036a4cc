// Package ledgertest is the contract of the ledger: the same suite runs on SQLite and on PostgreSQL.
package ledgertest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/ledger"

	"github.com/google/go-cmp/cmp"
)

// World is a ledger with a portfolio in it, and a clock that tests move.
type World struct {
	T *testing.T
	*ledger.Ledger
	mu  sync.Mutex
	now time.Time
	run dunning.Run
}

// Day is the business date of the suite.
var day = calendar.Date{Year: 2026, Month: time.November, Day: 10}

// Open makes a world in the ledger at address.
func Open(t *testing.T, address string) *World {
	t.Helper()
	w := &World{T: t, now: time.Date(2026, 11, 10, 1, 0, 0, 123456000, time.UTC)}
	l, err := ledger.Open(t.Context(), address, ledger.Options{Now: w.Now})
	w.must(err)
	w.Ledger = l
	t.Cleanup(func() { _ = l.Close() })
	w.must(l.Migrate(t.Context()))
	_, err = l.Book().SavePortfolio(t.Context(), "test", dunning.Portfolio{ID: "book", Policy: "cn", Zone: "Asia/Shanghai", Currency: "CNY", Locale: "zh-CN"})
	w.must(err)
	return w
}

// Now is the clock of the world.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Advance moves the clock.
func (w *World) Advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *World) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

func (w *World) ctx() context.Context { return w.T.Context() }

// person saves a customer with a phone.
func (w *World) person(id, phone string) {
	w.T.Helper()
	_, err := w.Book().SaveCustomers(w.ctx(), "test", []dunning.Customer{{ID: id, Name: "甲", Zones: []string{"Asia/Shanghai"}}})
	w.must(err)
	_, err = w.Book().SavePoints(w.ctx(), "test", []dunning.ContactPoint{point(id, phone)})
	w.must(err)
}

func point(customer, phone string) dunning.ContactPoint {
	return dunning.ContactPoint{
		ID: "p-" + customer, CustomerID: customer, Channel: dunning.SMS, Value: phone, Key: dunning.AddressKey(dunning.SMS, phone, dunning.PostalAddress{}),
		Consent: dunning.ConsentUnknown, Health: dunning.HealthOK,
	}
}

// account saves an account that is ten days late.
func (w *World) account(id, customer string, change ...func(*dunning.Account)) dunning.Saved {
	w.T.Helper()
	saved, err := w.Book().SaveAccounts(w.ctx(), "test", []dunning.Account{anAccount(id, customer, change...)})
	w.must(err)
	return saved
}

func anAccount(id, customer string, change ...func(*dunning.Account)) dunning.Account {
	a := dunning.Account{
		ID: id, PortfolioID: "book", CustomerID: customer, Product: "credit-card", Last4: "1234", Currency: "CNY",
		Balance: 500000, Overdue: 123456, MinimumDue: 50000, DueDate: day.AddDays(-10), AsOf: time.Date(2026, 11, 9, 16, 0, 0, 0, time.UTC), TakenOn: day,
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

// reserve plans a reminder for one step of a customer's accounts, and rings it.
func (w *World) reserve(customer, step string, accounts ...string) string {
	w.T.Helper()
	if w.run.ID == "" {
		run, _, err := w.OpenRun(w.ctx(), dunning.Run{PortfolioID: "book", BusinessDate: day, State: dunning.RunWalking, Policy: "cn@1", Actor: "test"})
		w.must(err)
		w.run = run
	}
	id := fmt.Sprintf("r-%s-%s", customer, step)
	r := dunning.Reminder{
		ID: id, PortfolioID: "book", RunID: w.run.ID, BusinessDate: day, CustomerID: customer, Lead: accounts[0], Stage: "M1", Step: step,
		Template: "first-reminder", Locale: "zh-CN", Channels: []dunning.Channel{dunning.SMS, dunning.Email}, State: dunning.Planned,
		NotBefore: w.Now(), NotAfter: w.Now().Add(12 * time.Hour), Policy: "cn@1",
	}
	var walked []dunning.Walked
	for _, a := range accounts {
		r.Items = append(r.Items, dunning.Item{AccountID: a, Stage: "M1", Step: step, Cycle: 1})
		walked = append(walked, dunning.Walked{AccountID: a + "/" + step, CustomerID: customer, Stage: "M1", Step: step, Result: dunning.ResultReminded, ReminderID: id})
	}
	after := fmt.Sprintf("%s/%s/%s", w.run.After, customer, step)
	w.must(w.Reserve(w.ctx(), w.run, after, []dunning.Reminder{r}, walked))
	w.run.After = after
	return id
}

// ring moves everything that is due to queued.
func (w *World) ring() []string {
	w.T.Helper()
	ids, err := w.Ring(w.ctx(), 1000)
	w.must(err)
	return ids
}

// atMost grants a claim while fewer than n contacts that count as attempts concern it, by scope.
func atMost(n int, concerns func(dunning.Petition, dunning.Contact) bool) func(dunning.Petition) dunning.Ruling {
	return func(p dunning.Petition) dunning.Ruling {
		count := 0
		for _, c := range p.Person.History {
			if c.Status.Counts(dunning.UnitAttempt) && concerns(p, c) {
				count++
			}
		}
		if count >= n {
			return dunning.Ruling{State: dunning.Planned, Channels: p.Reminder.Channels, NotBefore: p.Reminder.NotBefore.Add(24 * time.Hour), Rule: "LIMIT"}
		}
		return grant(p)
	}
}

func grant(p dunning.Petition) dunning.Ruling {
	return dunning.Ruling{State: dunning.Sending, Channels: p.Reminder.Channels, Point: p.Person.Points[0], NotAfter: p.Reminder.NotAfter, Template: "first-reminder@1"}
}

func samePerson(p dunning.Petition, c dunning.Contact) bool {
	return c.CustomerID == p.Person.Customer.ID
}
func samePhone(p dunning.Petition, c dunning.Contact) bool {
	return c.AddressKey == p.Person.Points[0].Key
}
func sameAccount(p dunning.Petition, c dunning.Contact) bool {
	return len(c.Accounts) > 0 && c.Accounts[0] == p.Reminder.Lead
}

// claim asks for reminders, as one group.
func (w *World) claim(decide func(dunning.Petition) dunning.Ruling, ids ...string) []dunning.Grant {
	w.T.Helper()
	granted, err := w.Claim(w.ctx(), dunning.ClaimRequest{IDs: ids, Worker: "w1", Window: 40 * 24 * time.Hour, Decide: decide})
	w.must(err)
	return granted
}

// claimAtOnce claims each reminder alone, all at the same moment, and counts the grants.
func (w *World) claimAtOnce(decide func(dunning.Petition) dunning.Ruling, ids []string) int {
	w.T.Helper()
	counts := make(chan int, len(ids))
	start := make(chan struct{})
	for _, id := range ids {
		go func() {
			<-start
			granted, err := w.Claim(context.Background(), dunning.ClaimRequest{IDs: []string{id}, Worker: "w1", Window: 40 * 24 * time.Hour, Decide: decide})
			if err != nil {
				w.T.Error(err)
			}
			counts <- len(granted)
		}()
	}
	close(start)
	total := 0
	for range ids {
		total += <-counts
	}
	return total
}

// state reads where a reminder stands.
func (w *World) state(id string) dunning.State {
	w.T.Helper()
	r, ok, err := w.Reminder(w.ctx(), id)
	w.must(err)
	if !ok {
		w.T.Fatalf("reminder %s is not there", id)
	}
	return r.State
}

// same says in what got is not what was wanted.
func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
