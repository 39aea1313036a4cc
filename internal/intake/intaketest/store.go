// Package intaketest is a store in memory, for tests of what is taken in.
package intaketest

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"comity/internal/dunning"
	"comity/internal/intake"
)

// Store keeps everything in maps by id, and notices in order. It is not safe for concurrent use.
type Store struct {
	Books        map[string]dunning.Portfolio
	Customers    map[string]dunning.Customer
	Points       map[string]dunning.ContactPoint
	Accounts     map[string]dunning.Account
	Payments     map[string]dunning.Payment
	Holds        map[string]dunning.Hold
	Promises     map[string]dunning.Promise
	Appointments map[string]dunning.Appointment
	Plans        map[string]dunning.RepaymentPlan
	Notices      map[string]dunning.Notice // by what they say
	Contacts     map[string]dunning.Contact
	Feeds        []dunning.Feed
	Largest      int   // the most rows that one Save was given
	Fail         error // when set, every SaveFeed fails with it
}

// New is an empty store.
func New() *Store {
	return &Store{
		Books: map[string]dunning.Portfolio{}, Customers: map[string]dunning.Customer{},
		Points: map[string]dunning.ContactPoint{}, Accounts: map[string]dunning.Account{},
		Payments: map[string]dunning.Payment{}, Holds: map[string]dunning.Hold{},
		Promises: map[string]dunning.Promise{}, Appointments: map[string]dunning.Appointment{},
		Plans: map[string]dunning.RepaymentPlan{}, Notices: map[string]dunning.Notice{},
		Contacts: map[string]dunning.Contact{},
	}
}

var _ intake.Store = (*Store)(nil)

func put[T any](s *Store, into map[string]T, rows []T, id func(T) string) (intake.Saved, error) {
	var saved intake.Saved
	s.Largest = max(s.Largest, len(rows))
	for _, r := range rows {
		switch old, there := into[id(r)]; {
		case !there:
			saved.New++
		case reflect.DeepEqual(old, r):
			saved.Same++
		default:
			saved.Changed++
		}
		into[id(r)] = r
	}
	return saved, nil
}

// SavePortfolio keeps a portfolio.
func (s *Store) SavePortfolio(_ context.Context, _ string, p dunning.Portfolio) (intake.Saved, error) {
	return put(s, s.Books, []dunning.Portfolio{p}, func(p dunning.Portfolio) string { return p.ID })
}

// ChangeCustomers changes customers.
func (s *Store) ChangeCustomers(_ context.Context, _ string, ids []string, change func(dunning.Customer) dunning.Customer) (intake.Saved, error) {
	rows := make([]dunning.Customer, len(ids))
	for i, id := range ids {
		c := s.Customers[id]
		c.ID = id
		rows[i] = change(c)
	}
	return put(s, s.Customers, rows, func(c dunning.Customer) string { return c.ID })
}

// SavePoints keeps contact points.
func (s *Store) SavePoints(_ context.Context, _ string, rows []dunning.ContactPoint) (intake.Saved, error) {
	return put(s, s.Points, rows, func(p dunning.ContactPoint) string { return p.ID })
}

// SaveAccounts keeps accounts.
func (s *Store) SaveAccounts(_ context.Context, _ string, rows []dunning.Account) (intake.Saved, error) {
	return put(s, s.Accounts, rows, func(a dunning.Account) string { return a.ID })
}

// SavePayments keeps payments.
func (s *Store) SavePayments(_ context.Context, _ string, rows []dunning.Payment) (intake.Saved, error) {
	return put(s, s.Payments, rows, func(p dunning.Payment) string { return p.ID })
}

// SaveHolds keeps holds.
func (s *Store) SaveHolds(_ context.Context, _ string, rows []dunning.Hold) (intake.Saved, error) {
	return put(s, s.Holds, rows, func(h dunning.Hold) string { return h.ID })
}

// SavePromises keeps promises.
func (s *Store) SavePromises(_ context.Context, _ string, rows []dunning.Promise) (intake.Saved, error) {
	return put(s, s.Promises, rows, func(p dunning.Promise) string { return p.ID })
}

// SaveAppointments keeps appointments.
func (s *Store) SaveAppointments(_ context.Context, _ string, rows []dunning.Appointment) (intake.Saved, error) {
	return put(s, s.Appointments, rows, func(a dunning.Appointment) string { return a.ID })
}

// SavePlans keeps plans.
func (s *Store) SavePlans(_ context.Context, _ string, rows []dunning.RepaymentPlan) (intake.Saved, error) {
	return put(s, s.Plans, rows, func(p dunning.RepaymentPlan) string { return p.ID })
}

// SaveNotices keeps notices.
func (s *Store) SaveNotices(_ context.Context, _ string, rows []dunning.Notice) (intake.Saved, error) {
	return put(s, s.Notices, rows, func(n dunning.Notice) string {
		return fmt.Sprintf("%s %s %s %s", n.Kind, n.CustomerID, n.AccountID, n.At.Format(time.RFC3339))
	})
}

// SaveContacts keeps contacts made elsewhere.
func (s *Store) SaveContacts(_ context.Context, _ string, rows []dunning.Contact) (intake.Saved, error) {
	return put(s, s.Contacts, rows, func(c dunning.Contact) string { return c.ID })
}

// SaveFeed appends a feed.
func (s *Store) SaveFeed(_ context.Context, _ string, f dunning.Feed) error {
	if s.Fail != nil {
		return s.Fail
	}
	s.Feeds = append(s.Feeds, f)
	return nil
}

// Known looks ids up.
func (s *Store) Known(_ context.Context, kind string, ids []string) (map[string]bool, error) {
	known := map[string]bool{}
	for _, id := range ids {
		switch kind {
		case intake.KnownPortfolio:
			_, known[id] = s.Books[id]
		case intake.KnownCustomer:
			_, known[id] = s.Customers[id]
		case intake.KnownAccount:
			_, known[id] = s.Accounts[id]
		}
	}
	return known, nil
}

// Portfolio finds a portfolio.
func (s *Store) Portfolio(_ context.Context, id string) (dunning.Portfolio, bool, error) {
	p, ok := s.Books[id]
	return p, ok, nil
}

// Portfolios lists portfolios by id.
func (s *Store) Portfolios(context.Context) ([]dunning.Portfolio, error) {
	var list []dunning.Portfolio
	for _, id := range slices.Sorted(maps.Keys(s.Books)) {
		list = append(list, s.Books[id])
	}
	return list, nil
}

// Atomically puts everything back as it was when do fails.
func (s *Store) Atomically(_ context.Context, do func(intake.Store) error) error {
	before := *s
	before.Books, before.Customers, before.Points = maps.Clone(s.Books), maps.Clone(s.Customers), maps.Clone(s.Points)
	before.Accounts, before.Payments, before.Holds = maps.Clone(s.Accounts), maps.Clone(s.Payments), maps.Clone(s.Holds)
	before.Promises, before.Appointments, before.Plans = maps.Clone(s.Promises), maps.Clone(s.Appointments), maps.Clone(s.Plans)
	before.Notices, before.Contacts = maps.Clone(s.Notices), maps.Clone(s.Contacts)
	before.Feeds = slices.Clone(s.Feeds)
	err := do(s)
	if err != nil {
		*s = before
	}
	return err
}
