package nightrun

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comity/internal/dunning"
)

// Whoever walks through: every account has exactly one row, and the rows that are reminded are the
// accounts of the one reminder (P6).
func TestEveryAccountHasOneRowAndTheReminderCoversThoseReminded(t *testing.T) {
	t.Parallel()
	d := deciding(t)
	rapid.Check(t, func(t *rapid.T) {
		p := drawPerson(t)
		d := d
		d.now = night.Add(time.Duration(rapid.IntRange(0, 21).Draw(t, "hour")) * time.Hour)
		r, rows := d.person(p)

		var accounts, walked, reminded []string
		for _, a := range p.Accounts {
			accounts = append(accounts, a.ID)
		}
		tally := dunning.NewTally()
		for _, w := range rows {
			tally.Count(w)
			walked = append(walked, w.AccountID)
			if w.Result == dunning.ResultReminded {
				reminded = append(reminded, w.AccountID)
			}
			if (w.Result == dunning.ResultReminded) != (w.ReminderID != "") || (w.Result == dunning.ResultReminded) != (w.Rule == "") {
				t.Fatalf("a row is %s with reminder %q and rule %q", w.Result, w.ReminderID, w.Rule)
			}
			if !slices.Contains(dunning.Results(), w.Result) || len(w.Findings) == 0 || w.CustomerID != "p" {
				t.Fatalf("a row without its result, findings or person: %+v", w)
			}
		}
		slices.Sort(accounts)
		slices.Sort(walked)
		if !slices.Equal(accounts, walked) || !tally.Balances() {
			t.Fatalf("accounts %v, rows %v, tally %+v", accounts, walked, tally)
		}
		covers := covered(r)
		slices.Sort(covers)
		slices.Sort(reminded)
		if !slices.Equal(covers, reminded) {
			t.Fatalf("the reminder covers %v, the rows reminded are %v", covers, reminded)
		}
		if r != nil {
			sound(t, d, p, *r)
		}
	})
}

// sound: a reminder is for today, for this person, and asks only for what the policy permits today.
func sound(t *rapid.T, d decider, p dunning.Person, r dunning.Reminder) {
	end := day.End(d.zone)
	if r.Lead != r.Items[0].AccountID || r.NotBefore.Before(d.now) || !r.NotBefore.Before(r.NotAfter) || !r.NotAfter.Equal(end) || len(r.Channels) == 0 {
		t.Fatalf("at %s the reminder is %+v", d.now, r)
	}
	for _, i := range r.Items {
		a, ok := p.Account(i.AccountID)
		cause := dunning.CauseOf(i.Step)
		beside := cause.Purpose != dunning.PurposeReminder
		if !ok || a.Cycle != i.Cycle || !beside && a.Owed(day) == 0 {
			t.Fatalf("account %s is reminded of what is not owed", i.AccountID)
		}
		if beside && (len(r.Items) > 1 || !p.Matter(cause).Stands()) {
			t.Fatalf("%s is said with %d accounts, stands: %t", i.Step, len(r.Items), p.Matter(cause).Stands())
		}
		cv, _ := d.policy.Decide(p.Facts(a, d.portfolio, d.now, cause, r.Channels)).Channel(r.Channels[0])
		if cv.NotBefore.IsZero() || !cv.NotBefore.Before(end) {
			t.Fatalf("account %s is reminded by %s, which is permitted from %s on", i.AccountID, r.Channels[0], cv.NotBefore)
		}
	}
}

// drawAgreed draws promises, appointments and plans about some of the accounts, around the date.
func drawAgreed(t *rapid.T, p *dunning.Person) {
	instant := func(label string) time.Time {
		return night.Add(time.Duration(rapid.IntRange(-72, 40).Draw(t, label)) * time.Hour)
	}
	for n := range rapid.IntRange(0, 3).Draw(t, "agreed") {
		id, account := fmt.Sprintf("x%d", n), rapid.SampledFrom(p.Accounts).Draw(t, "agreed about").ID
		switch rapid.IntRange(0, 2).Draw(t, "kind of agreement") {
		case 0:
			x := dunning.Promise{
				ID: id, CustomerID: "p", AccountID: account, Amount: 100, MadeAt: night.AddDate(0, 0, -4),
				Date: day.AddDays(rapid.IntRange(-4, 4).Draw(t, "promised for")), RemindAt: instant("remind at"),
			}
			if rapid.Bool().Draw(t, "kept") {
				x.KeptAt = instant("kept at")
			}
			p.Promises = append(p.Promises, x)
		case 1:
			p.Appointments = append(p.Appointments, dunning.Appointment{
				ID: id, CustomerID: "p", AccountID: account, At: instant("appointment"), Channel: rapid.SampledFrom([]dunning.Channel{"", email}).Draw(t, "agreed channel"),
			})
		default:
			p.Plans = append(p.Plans, dunning.RepaymentPlan{
				ID: id, CustomerID: "p", AccountID: account, AgreedAt: night.AddDate(0, 0, -9), Paid: rapid.Int64Range(0, 300).Draw(t, "paid on the plan"),
				Instalments: []dunning.Instalment{{Date: day.AddDays(rapid.IntRange(-8, 5).Draw(t, "instalment")), Amount: 100}, {Date: day.AddDays(30), Amount: 100}},
			})
		}
	}
}

func drawPerson(t *rapid.T) dunning.Person {
	p := someone("p")
	for n := range rapid.IntRange(1, 5).Draw(t, "accounts") {
		a := owing(late(fmt.Sprintf("a%d", n), rapid.IntRange(-5, 120).Draw(t, "days")), rapid.SampledFrom([]int64{0, 900, 50_000, 50_000, 70_000}).Draw(t, "owed"))
		a.CustomerID, a.TakenOn = "p", day.AddDays(-rapid.IntRange(0, 90).Draw(t, "taken on"))
		if rapid.IntRange(0, 3).Draw(t, "paid") == 0 {
			a.PaidSince = a.Overdue
		}
		p.Accounts = append(p.Accounts, a)
		if step := rapid.SampledFrom([]string{"", "", "due-soon", "first", "demand"}).Draw(t, "step"); step != "" {
			p.Taken = append(p.Taken, dunning.Taken{
				AccountID: a.ID, Step: step, Cycle: rapid.IntRange(1, 2).Draw(t, "cycle"), Done: rapid.Bool().Draw(t, "done"), At: night.AddDate(0, 0, -9),
			})
		}
	}
	drawAgreed(t, &p)
	p.Points = p.Points[:rapid.IntRange(0, 3).Draw(t, "points")]
	for range rapid.IntRange(0, 2).Draw(t, "holds") {
		p.Holds = append(p.Holds, dunning.Hold{
			ID: "h", Kind: rapid.SampledFrom(dunning.HoldKinds()).Draw(t, "kind"), CustomerID: "p",
			AccountID: rapid.SampledFrom([]string{"", "a0", "a1"}).Draw(t, "hold on"), Channel: rapid.SampledFrom([]dunning.Channel{"", sms, dunning.Letter}).Draw(t, "hold's channel"),
			Ends: rapid.SampledFrom([]time.Time{{}, night.Add(5 * time.Hour), night.Add(11 * time.Hour), night.Add(50 * time.Hour)}).Draw(t, "ends"),
		})
	}
	for range rapid.IntRange(0, 3).Draw(t, "contacts") {
		p.History = append(p.History, dunning.Contact{
			At: night.Add(-time.Duration(rapid.IntRange(-5, 30).Draw(t, "hours ago")) * time.Hour), Channel: rapid.SampledFrom(dunning.Channels()).Draw(t, "channel"),
			CustomerID: "p", Status: dunning.ContactSent,
		})
	}
	return p
}
