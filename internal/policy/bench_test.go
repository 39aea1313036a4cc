package policy

import (
	"testing"
	"time"

	"comity/internal/dunning"
)

// What deciding costs for a person with a hundred contacts, most of them within what limits look back over:
// when all is permitted, when limits are used up, and when nothing is owed any more.
func BenchmarkDecide(b *testing.B) {
	p := shipped(b, "cn")
	crowded := debtor(beijing(b, "2025-11-20 10:00"))
	for i := range 100 {
		c := said(dunning.Channels()[i%3], crowded.Now.Add(-time.Duration(i)*2*time.Hour))
		if i >= 10 {
			c.CustomerID, c.AddressKey, c.Accounts = "spouse", "other-key", []string{"other"}
		}
		crowded.History = append(crowded.History, c)
	}
	fresh := crowded
	fresh.History = crowded.History[10:]
	paid := crowded
	paid.Account.PaidSince = paid.Account.Overdue
	one := fresh
	one.Channels = []dunning.Channel{dunning.SMS}
	for _, c := range []struct {
		name  string
		facts dunning.Facts
	}{{"allowed", fresh}, {"allowed on one channel", one}, {"deferred", crowded}, {"paid", paid}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Decide(c.facts)
			}
		})
	}
}
