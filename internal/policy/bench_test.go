package policy

import (
	"fmt"
	"testing"
	"time"

	"comity/internal/dunning"
)

// crowd is a person with ten accounts and a hundred contacts over eight days, ten of them with the person
// about the account decided about, the others about the other nine, or with somebody who shares an address.
func crowd(now time.Time) dunning.Facts {
	f := debtor(now)
	f.Customer.ID, f.Account.CustomerID = "person", "person"
	for i := range 100 {
		c := said(dunning.Channels()[i%3], now.Add(-time.Duration(i)*2*time.Hour))
		if i >= 10 {
			c.AddressKey, c.Accounts = "other-key", []string{fmt.Sprintf("account-%d", i%9)}
			c.CustomerID = []string{"person", "spouse"}[i%2]
		}
		f.History.Add(c)
	}
	return f
}

// What deciding costs for a person with ten accounts and a hundred contacts: when all is permitted, when limits
// are used up, when nothing is owed any more, and when there are a hundred times as many contacts that are too
// old to matter.
func BenchmarkDecide(b *testing.B) {
	p := shipped(b, "cn")
	deferred := crowd(beijing(b, "2025-11-20 10:00"))
	allowed := deferred
	allowed.Now = beijing(b, "2025-12-01 10:00")
	paid := deferred
	paid.Account.PaidSince = paid.Account.Overdue
	one := deferred
	one.Channels = []dunning.Channel{dunning.SMS}
	old := deferred
	old.History = nil
	for i := range 10_000 {
		old.History = append(old.History, said(dunning.SMS, deferred.Now.Add(-time.Duration(20_000-i)*time.Hour)))
	}
	old.History = append(old.History, deferred.History...)
	for _, c := range []struct {
		name  string
		facts dunning.Facts
	}{{"deferred", deferred}, {"deferred on one channel", one}, {"allowed", allowed}, {"paid", paid}, {"ten thousand old contacts", old}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Decide(c.facts)
			}
		})
	}
}
