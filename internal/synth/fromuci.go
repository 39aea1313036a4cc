package synth

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"comity/internal/dunning"
)

// The days for which a client that is not late is still to pay: beyond the lead of M0 in every policy.
const notDueFrom, notDueTo = 10, 25

// FromUCI writes a book from the UCI file, for the business date o.AsOf, here D:
//
//   - who is late by X6 months was due on D − (30·(X6−1)+k) days, k from 1 to 30 by the seed, and owes
//     max(X12 − X18, 0), overdue; who is not late is due from D+10 to D+25, and has nothing overdue;
//   - the balance is X12; a negative one, a credit, is written as 0, since nothing is owed;
//   - X18 was paid on one of the 30 days before D. The data were cut as D begins, after that, so that
//     these payments do not reduce what is overdue again.
//
// Amounts keep their numbers and are said to be of o.Currency, which is invented, as the zone is. An
// error names the line of the input; nothing is written then.
func FromUCI(r io.Reader, o Options) (Summary, error) {
	zone, err := o.settle()
	if err != nil {
		return Summary{}, err
	}
	source, err := readUCI(r, o.Currency)
	if err != nil {
		return Summary{}, err
	}
	out, err := create(o.Out, zone, o.Currency)
	if err != nil {
		return Summary{}, err
	}
	b := uciBook{o, zone, out}
	out.portfolio(portfolio("uci", o), o.AsOf.Start(zone))
	for err == nil && out.err == nil {
		var c client
		if c, err = source.next(); err == nil {
			b.write(c)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if err := out.close(err); err != nil {
		return Summary{}, err
	}
	return out.count, nil
}

type uciBook struct {
	o    Options
	zone *time.Location
	out  *files
}

// write invents the person of a client and writes all that belongs to them.
func (b uciBook) write(c client) {
	r := stream(b.o.Seed, c.id)
	a := b.account(r, c)
	p := invent(r, c.id, c.salutation, b.o.Zone)
	a.CustomerID = p.customer.ID
	b.out.customer(p.customer)
	for _, point := range p.points {
		b.out.point(point)
	}
	b.out.account(a)
	if a.DPD(b.o.AsOf) > 0 {
		b.out.count.Late++
		if a.Overdue == 0 {
			b.out.count.Nothing++
		}
	}
	if c.paid > 0 {
		day := b.o.AsOf.AddDays(-1 - r.IntN(30))
		b.out.payment(dunning.Payment{
			ID: fmt.Sprintf("p%05d", c.id), AccountID: a.ID, Amount: c.paid,
			ReceivedAt: time.Date(day.Year, day.Month, day.Day, 8+r.IntN(14), r.IntN(60), r.IntN(60), 0, b.zone),
		})
	}
}

func (b uciBook) account(r *rand.Rand, c client) dunning.Account {
	a := dunning.Account{
		ID: fmt.Sprintf("a%05d", c.id), Product: "credit-card", Last4: fmt.Sprintf("%04d", r.IntN(10_000)),
		Balance: max(c.statement, 0), AsOf: b.o.AsOf.Start(b.zone), Role: dunning.FirstParty,
	}
	a.MinimumDue = minimumDue(a.Balance, b.o.Currency)
	if c.status > 0 {
		k := 1 + r.IntN(30)
		a.DueDate = b.o.AsOf.AddDays(-(30*(c.status-1) + k))
		a.Overdue = max(c.statement-c.paid, 0)
		return a
	}
	a.DueDate = b.o.AsOf.AddDays(notDueFrom + r.IntN(notDueTo-notDueFrom+1))
	return a
}
