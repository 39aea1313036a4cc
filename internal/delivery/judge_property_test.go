package delivery

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comity/config"
	"comity/internal/dunning"
	"comity/internal/policy"
)

// Whatever the facts, a ruling keeps what the claim relies on. The policy is the real one.
func TestRulingsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	p, err := policy.Load(config.FS(), "cn")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		now := drawInstant(t, "now", -12*time.Hour, 13*time.Hour)
		x := drawPetition(t, now)
		got := Judge(p, x, now)
		partition(t, x.Reminder, got)
		switch got.State {
		case dunning.Sending:
			granted(t, p, x, got, now)
		case dunning.Planned:
			if !got.NotBefore.After(now) || !got.NotBefore.Before(x.Reminder.NotAfter) {
				t.Fatalf("planned again for %s, at %s, of a day that ends %s", got.NotBefore, now, x.Reminder.NotAfter)
			}
			suffix(t, x.Reminder.Channels, got.Channels)
		case dunning.Expired:
			if now.Before(x.Reminder.NotAfter) {
				t.Fatalf("expired at %s, before %s", now, x.Reminder.NotAfter)
			}
		case dunning.Suppressed, dunning.Cancelled:
		default:
			t.Fatalf("a claim never leads to %s", got.State)
		}
		if got.State != dunning.Sending && got.Rule == "" {
			t.Fatalf("%s, and no rule says why", got.State)
		}
	})
}

// partition: every account is in the message or leaves it, never both, never twice, and never without a
// reason.
func partition(t *rapid.T, r dunning.Reminder, got dunning.Ruling) {
	left := map[string]int{}
	for _, l := range got.Leaving {
		left[l.AccountID]++
		if l.Rule == "" || l.Result == "" || l.Result == dunning.ResultReminded {
			t.Fatalf("account %s leaves as %q by rule %q", l.AccountID, l.Result, l.Rule)
		}
	}
	for _, i := range r.Items {
		switch n := left[i.AccountID]; {
		case n > 1:
			t.Fatalf("account %s leaves %d times", i.AccountID, n)
		case n == 1 && got.State == dunning.Planned:
			t.Fatalf("account %s leaves a reminder that only waits", i.AccountID)
		case n == 1 && got.State == dunning.Sending && i.AccountID == r.Items[0].AccountID:
			t.Fatal("the lead leaves a message that goes")
		case n == 0 && !got.State.Owed():
			t.Fatalf("the reminder becomes %s, and account %s is nowhere", got.State, i.AccountID)
		}
		delete(left, i.AccountID)
	}
	if len(left) > 0 {
		t.Fatalf("accounts leave that were never in: %v", left)
	}
}

// granted: nothing goes that policy does not allow at this very instant, and none of it after the day.
func granted(t *rapid.T, p *policy.Policy, x dunning.Petition, got dunning.Ruling, now time.Time) {
	if got.NotAfter.After(x.Reminder.NotAfter) || !got.NotAfter.After(now) {
		t.Fatalf("granted at %s until %s, of a reminder until %s", now, got.NotAfter, x.Reminder.NotAfter)
	}
	suffix(t, x.Reminder.Channels, got.Channels)
	for _, i := range x.Reminder.Items {
		if slices.ContainsFunc(got.Leaving, func(l dunning.Leaving) bool { return l.AccountID == i.AccountID }) {
			continue
		}
		a, ok := x.Person.Account(i.AccountID)
		if !ok || a.Cycle != i.Cycle {
			t.Fatalf("account %s is reminded of an arrears that is over", i.AccountID)
		}
		cv, _ := p.Decide(x.Person.Facts(a, x.Portfolio, now, dunning.Cause{}, nil)).Channel(got.Channels[0])
		if cv.Outcome != dunning.Allow {
			t.Fatalf("account %s is reminded by %s, which is %s now", i.AccountID, got.Channels[0], cv.Outcome)
		}
		if got.NotAfter.After(cv.NotAfter) || (i.AccountID == x.Reminder.Lead && cv.Point != got.Point.ID) {
			t.Fatalf("granted to %s until %s; of account %s allowed to %s until %s", got.Point.ID, got.NotAfter, i.AccountID, cv.Point, cv.NotAfter)
		}
	}
}

// suffix: channels are passed over in order, never put into another one.
func suffix(t *rapid.T, all, left []dunning.Channel) {
	if len(left) == 0 || len(left) > len(all) || !slices.Equal(all[len(all)-len(left):], left) {
		t.Fatalf("of the channels %v these are left: %v", all, left)
	}
}

// drawInstant draws an instant around the noon of the day, often at the ends of hours.
func drawInstant(t *rapid.T, label string, from, to time.Duration) time.Time {
	steps := rapid.Int64Range(int64(from/(30*time.Minute)), int64(to/(30*time.Minute))).Draw(t, label)
	off := rapid.SampledFrom([]time.Duration{0, 0, -time.Microsecond, 7 * time.Minute}).Draw(t, label+" off")
	return noon.Add(time.Duration(steps)*30*time.Minute + off)
}

func drawPetition(t *rapid.T, now time.Time) dunning.Petition {
	x := petition()
	x.Person.Customer.Zones = rapid.SampledFrom([][]string{{"Asia/Shanghai"}, {"Asia/Shanghai", "Asia/Urumqi"}, {"America/New_York"}}).Draw(t, "zones")
	x.Reminder.Channels = rapid.SampledFrom([][]dunning.Channel{
		both, onlyEmail, {dunning.SMS}, {dunning.Letter, dunning.Email}, {dunning.Email, dunning.Letter, dunning.SMS},
	}).Draw(t, "channels")
	for i := range x.Person.Points {
		point := &x.Person.Points[i]
		point.Key = point.ID
		point.Consent = rapid.SampledFrom([]dunning.Consent{dunning.ConsentGiven, dunning.ConsentUnknown, dunning.ConsentWithdrawn}).Draw(t, "consent")
		point.Health = rapid.SampledFrom([]dunning.Health{dunning.HealthOK, dunning.HealthOK, dunning.HealthBad}).Draw(t, "health")
	}
	for n := range rapid.IntRange(1, 4).Draw(t, "accounts") {
		drawAccount(t, &x, fmt.Sprintf("account-%d", n))
	}
	x.Reminder.Lead = x.Reminder.Items[0].AccountID
	for n := range rapid.IntRange(0, 5).Draw(t, "contacts") {
		x.Person.History = append(x.Person.History, drawContact(t, x, n, now))
	}
	for range rapid.IntRange(0, 2).Draw(t, "holds") {
		x.Person.Holds = append(x.Person.Holds, drawHold(t, x))
	}
	return x
}

func drawAccount(t *rapid.T, x *dunning.Petition, id string) {
	a := dunning.Account{
		ID: id, CustomerID: "person", Currency: "CNY", Overdue: 50_000, MinimumDue: 20_000, Cycle: 1,
		DueDate: today.AddDays(-rapid.IntRange(-3, 100).Draw(t, "days")),
	}
	a.PaidSince = rapid.SampledFrom([]int64{0, 0, 0, 20_000, 50_000}).Draw(t, "paid")
	cycle := rapid.SampledFrom([]int{1, 1, 1, 2}).Draw(t, "cycle")
	x.Person.Accounts = append(x.Person.Accounts, a)
	x.Reminder.Items = append(x.Reminder.Items, dunning.Item{AccountID: id, Step: "any", Cycle: cycle})
}

func drawContact(t *rapid.T, x dunning.Petition, n int, now time.Time) dunning.Contact {
	c := rapid.SampledFrom(dunning.Channels()).Draw(t, "contact's channel")
	return dunning.Contact{
		ID: fmt.Sprintf("contact-%d", n), At: now.Add(-time.Duration(rapid.IntRange(0, 9*24).Draw(t, "hours ago")) * time.Hour), Channel: c,
		CustomerID: rapid.SampledFrom([]string{"person", "somebody else"}).Draw(t, "contact with"), AddressKey: "point-" + string(c),
		Accounts: []string{rapid.SampledFrom(x.Reminder.Items).Draw(t, "contact about").AccountID},
		Status:   rapid.SampledFrom([]dunning.ContactStatus{dunning.ContactSent, dunning.ContactRefused, dunning.ContactUnknown}).Draw(t, "status"),
	}
}

func drawHold(t *rapid.T, x dunning.Petition) dunning.Hold {
	h := dunning.Hold{ID: "hold", Kind: rapid.SampledFrom(dunning.HoldKinds()).Draw(t, "kind"), CustomerID: "person"}
	h.AccountID = rapid.SampledFrom([]string{"", x.Reminder.Items[len(x.Reminder.Items)-1].AccountID}).Draw(t, "hold on")
	h.Channel = rapid.SampledFrom([]dunning.Channel{"", dunning.SMS}).Draw(t, "hold's channel")
	h.Starts = drawInstant(t, "hold starts", -48*time.Hour, 24*time.Hour)
	if rapid.Bool().Draw(t, "ends") {
		h.Ends = h.Starts.Add(time.Duration(rapid.IntRange(1, 72).Draw(t, "hours held")) * time.Hour)
	}
	return h
}
