package facts

import (
	"testing"

	"comity/internal/dunning"

	"github.com/google/go-cmp/cmp"
)

// contacts reads a case of three contact points with a history.
func contacts(t *testing.T, history string) dunning.History {
	t.Helper()
	return one(t, `
now: 2026-10-20T10:00:00Z
portfolio: p1
group: g1
contact_points:
  - {id: phone, channel: sms, value: "+12125550100"}
  - {id: office, channel: email, value: office@example.com, work: true, basis: consent}
  - {id: home, channel: letter, postal: {lines: 1 Example Street, city: Boston, country: US}}
accounts: [{id: a1, overdue: 900, dpd: 5}, {id: a2, overdue: 900, dpd: 5}]
history: [`+history+"]").Facts.History
}

func TestWhatAContactDoesNotSayIsTakenFromItsCase(t *testing.T) {
	t.Parallel()
	key := func(c dunning.Channel, value string) string {
		return dunning.AddressKey(c, value, dunning.PostalAddress{})
	}
	phone, office := key(dunning.SMS, "+12125550100"), key(dunning.Email, "office@example.com")
	both := []string{"a1", "a2"}
	when := at("2026-10-19T00:00:00Z")
	for _, c := range []struct {
		name, contact string
		want          dunning.Contact
	}{
		{"nothing but a channel", "channel: sms", dunning.Contact{Channel: dunning.SMS, AddressKey: phone, Accounts: both, Group: "g1", PortfolioID: "p1"}},
		{"nothing but a contact point", "point: office", dunning.Contact{Channel: dunning.Email, AddressKey: office, Accounts: both, Group: "g1", PortfolioID: "p1", Work: true}},
		{"a call to the number of texts", "channel: voice", dunning.Contact{Channel: dunning.Voice, AddressKey: phone, Accounts: both, Group: "g1", PortfolioID: "p1"}},
		{"at work, though the address is home's", "channel: sms, work: true", dunning.Contact{Channel: dunning.SMS, AddressKey: phone, Accounts: both, Group: "g1", PortfolioID: "p1", Work: true}},
		{"the number of a contact point", "channel: voice, value: (+1) 212 555-0100", dunning.Contact{Channel: dunning.Voice, AddressKey: phone, Accounts: both, Group: "g1", PortfolioID: "p1"}},
		{"another number", `channel: sms, value: "+12125550199"`, dunning.Contact{Channel: dunning.SMS, AddressKey: key(dunning.SMS, "+12125550199"), Accounts: both, Group: "g1", PortfolioID: "p1"}},
		{"for another portfolio, of whose group nothing is known", "channel: sms, portfolio: p2", dunning.Contact{Channel: dunning.SMS, AddressKey: phone, Accounts: both, PortfolioID: "p2"}},
		{"with somebody else, whose address is not known", "channel: sms, customer: c2", dunning.Contact{Channel: dunning.SMS, CustomerID: "c2", Accounts: both, Group: "g1", PortfolioID: "p1"}},
		{"about one account", "channel: sms, account: a2", dunning.Contact{Channel: dunning.SMS, AddressKey: phone, Accounts: []string{"a2"}, Group: "g1", PortfolioID: "p1"}},
		{"about no account", "channel: sms, accounts: []", dunning.Contact{Channel: dunning.SMS, AddressKey: phone, Group: "g1", PortfolioID: "p1"}},
	} {
		c.want.At, c.want.Status, c.want.CustomerID = when, dunning.ContactSent, or(c.want.CustomerID, "customer")
		if diff := cmp.Diff(dunning.History{c.want}, contacts(t, "{at: 2026-10-19T00:00:00Z, "+c.contact+"}")); diff != "" {
			t.Errorf("%s: -want +got:\n%s", c.name, diff)
		}
	}
}

// What says no beginning has begun by now, so that it is never taken for long over.
func TestWhatWasAgreedWithoutADateWasAgreedByNow(t *testing.T) {
	t.Parallel()
	f := one(t, `
now: 2026-10-20T10:00:00Z
accounts: [{overdue: 900, dpd: 5}]
holds: [{kind: breathing-space}]
promises: [{date: 2026-10-25}]
plans: [{instalments: [{date: 2026-11-01, amount: 900}]}]
`).Facts
	if f.Holds[0].Starts != f.Now || f.Promises[0].MadeAt != f.Now || f.Plans[0].AgreedAt != f.Now {
		t.Errorf("hold since %s, promise since %s, plan since %s", f.Holds[0].Starts, f.Promises[0].MadeAt, f.Plans[0].AgreedAt)
	}
}
