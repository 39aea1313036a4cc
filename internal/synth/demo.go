package synth

import (
	"fmt"
	"math/rand/v2"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// defaultAccounts is how many accounts Demo writes when nothing is asked for.
const defaultAccounts = 120

// DemoDate is the business date of the demo's book: an ordinary working Tuesday, so that it never ages.
func DemoDate() calendar.Date { return calendar.Date{Year: 2026, Month: time.November, Day: 10} }

// Demo writes a small invented book in which each thing that may happen happens to somebody. Of o it uses
// Accounts, Seed and Out; the book is of DemoDate, in CNY and Asia/Shanghai. The scenes come first, in
// the order of scenes(); the accounts after them are drawn by the seed.
func Demo(o Options) (Summary, error) {
	o.AsOf, o.Currency, o.Zone = DemoDate(), "", ""
	if o.Accounts == 0 {
		o.Accounts = defaultAccounts
	}
	if o.Accounts < 0 {
		return Summary{}, fmt.Errorf("%d accounts: give 1 or more", o.Accounts)
	}
	zone, err := o.settle()
	if err != nil {
		return Summary{}, err
	}
	out, err := create(o.Out, zone, o.Currency)
	if err != nil {
		return Summary{}, err
	}
	d := demo{o: o, out: out, cut: o.AsOf.Start(zone)}
	out.portfolio(portfolio("demo", o), d.cut)
	for n, scenes := 1, scenes(); n <= o.Accounts && out.err == nil; n++ {
		if n <= len(scenes) {
			d.write(n, scenes[n-1])
		} else {
			d.write(n, d.drawn(n))
		}
	}
	if err := out.close(nil); err != nil {
		return Summary{}, err
	}
	return out.count, nil
}

// demo is a book being written.
type demo struct {
	o   Options
	out *files
	cut time.Time
}

// snapshot is when the accounts were read: before the last evening's payments.
func (d demo) snapshot() time.Time { return d.cut.Add(-4 * time.Hour) }

// write tells one scene: a person, their account, and what happened to it. A scene that is about somebody
// of an earlier one writes no new person.
func (d demo) write(n int, s scene) {
	r := stream(d.o.Seed, n)
	a := d.account(r, n, s)
	if s.owner != 0 {
		a.CustomerID = customerID(s.owner)
	} else {
		d.person(r, n, s)
	}
	d.out.account(a)
	d.count(a)
	for i, share := range s.paid {
		d.out.payment(dunning.Payment{
			ID: fmt.Sprintf("p%05d-%d", n, i+1), AccountID: a.ID, Amount: a.Overdue * share / 100,
			ReceivedAt: d.snapshot().Add(time.Duration(i+1) * time.Hour),
		})
	}
	if s.hold != "" {
		d.hold(n, s, a)
	}
}

func (d demo) count(a dunning.Account) {
	if a.DPD(d.o.AsOf) > 0 {
		d.out.count.Late++
		if a.Overdue == 0 {
			d.out.count.Nothing++
		}
	}
}

func (d demo) account(r *rand.Rand, n int, s scene) dunning.Account {
	a := dunning.Account{
		ID: fmt.Sprintf("a%05d", n), CustomerID: customerID(n), Product: "credit-card", Role: dunning.FirstParty,
		Last4: fmt.Sprintf("%04d", r.IntN(10_000)), DueDate: d.o.AsOf.AddDays(-s.dpd), AsOf: d.snapshot(),
	}
	a.Balance = (800 + r.Int64N(30_000)) * 100
	a.MinimumDue = minimumDue(a.Balance, d.o.Currency)
	if s.dpd > 0 {
		// Every month past due leaves another tenth of the balance unpaid.
		a.Overdue = min(a.MinimumDue*int64(1+(s.dpd-1)/30)+r.Int64N(9_900), a.Balance)
	}
	if s.owed != nil {
		a.Overdue = *s.owed
	}
	if s.joint != 0 {
		a.Joint = []string{customerID(s.joint)}
	}
	return a
}

func (d demo) person(r *rand.Rand, n int, s scene) {
	p := invent(r, n, pick(r, []dunning.Salutation{dunning.SalutationMr, dunning.SalutationMs}), d.o.Zone)
	switch {
	case s.english:
		p.customer.Locale, p.customer.Name = "en", pick(r, latinGiven)+" "+pick(r, latinLast)
	case s.name != "":
		p.customer.Locale, p.customer.Name = "zh-CN", s.name
	}
	if s.reach != nil { // the scene says how they are reached
		p.points = everyPoint(r, n, p.customer)
	}
	d.out.customer(p.customer)
	for _, point := range p.points {
		if s.reach != nil && !s.reach(&point) {
			continue
		}
		d.out.point(point)
	}
}

func (d demo) hold(n int, s scene, a dunning.Account) {
	h := dunning.Hold{
		ID: fmt.Sprintf("h%05d", n), Kind: s.hold, CustomerID: a.CustomerID, AccountID: a.ID,
		Starts: d.cut.AddDate(0, 0, -2), Reason: s.why,
	}
	if s.holdDays > 0 {
		h.Ends = d.cut.AddDate(0, 0, s.holdDays)
	}
	if s.hold == dunning.HoldDeceased || s.hold == dunning.HoldBankruptcy {
		h.AccountID = "" // it is about the person
	}
	d.out.hold(h)
}

func customerID(n int) string { return fmt.Sprintf("c%05d", n) }

// drawn is an account like most: one of the stages, at random, and nothing special about it.
func (d demo) drawn(n int) scene {
	r := stream(d.o.Seed^0x5ce7e, n)
	span := func(from, to int) scene { return scene{dpd: from + r.IntN(to-from+1)} }
	switch p := r.IntN(100); {
	case p < 6:
		return span(-25, -10) // not due for long
	case p < 18:
		return span(-3, 0)
	case p < 58:
		return span(1, 30)
	case p < 78:
		return span(31, 60)
	case p < 88:
		return span(61, 90)
	case p < 95:
		return span(91, 120)
	default:
		return span(121, 240)
	}
}
