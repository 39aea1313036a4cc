package facts

import (
	"comity/internal/docread"
	"comity/internal/dunning"
)

// circumstances reads what was agreed with the person, what stops contact, and what they were told.
func (r *reading) circumstances() {
	f := &r.c.Facts
	each(r, "holds", func(o *docread.Object) { f.Holds = append(f.Holds, r.hold(o)) })
	each(r, "promises", func(o *docread.Object) { f.Promises = append(f.Promises, r.promise(o)) })
	each(r, "appointments", func(o *docread.Object) { f.Appointments = append(f.Appointments, r.appointment(o)) })
	each(r, "plans", func(o *docread.Object) { f.Plans = append(f.Plans, r.plan(o)) })
	each(r, "notices", func(o *docread.Object) { f.Notices = append(f.Notices, r.notice(o)) })
}

// each reads the entries of a list of objects.
func each(r *reading, key string, read func(*docread.Object)) {
	for _, v := range r.List(key) {
		if o, ok := v.Object(); ok {
			read(o)
			o.Close()
		}
	}
}

// ids are those of a list so far.
func ids[T any](list []T, of func(T) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = of(v)
	}
	return out
}

// hold reads why contact must stop. One of which nothing says since when holds from now on, so that it is
// never taken for one that ended by itself long ago.
func (r *reading) hold(o *docread.Object) dunning.Hold {
	h := dunning.Hold{
		ID: idOf(o, "hold", ids(r.c.Facts.Holds, func(h dunning.Hold) string { return h.ID })), CustomerID: r.c.Facts.Customer.ID,
		Kind: holdKind(o), AccountID: r.accountID(o, ""), Channel: channelOf(o, "channel"),
		Review: date(o, "review"), Reason: o.Text("reason"),
	}
	o.Need("kind", "write "+joined(dunning.HoldKinds()))
	h.Starts, h.Ends = r.span(o)
	if h.Starts.IsZero() {
		h.Starts = r.now.UTC()
		if !h.Ends.IsZero() && !h.Starts.Before(h.Ends) {
			o.Need("starts", "write since when it held: it had ended by now")
		}
	}
	return h
}

func (r *reading) promise(o *docread.Object) dunning.Promise {
	p := dunning.Promise{
		ID: idOf(o, "promise", ids(r.c.Facts.Promises, promiseID)), CustomerID: r.c.Facts.Customer.ID,
		AccountID: r.accountID(o, r.c.Facts.Account.ID), Channel: channelOf(o, "channel"),
		Amount: amount(o, "amount", r.c.Facts.Account.Overdue), Date: date(o, "date"),
		MadeAt: r.instant(o, "made_at", dayStart), RemindAt: r.instant(o, "remind_at", nil),
		KeptAt: r.instant(o, "kept_at", dayStart), Cancelled: r.instant(o, "cancelled_at", dayStart),
	}
	o.Need("date", "write the day on or before which it is to be paid")
	if p.MadeAt.IsZero() && !o.Has("made_at") {
		p.MadeAt = r.now.UTC()
	}
	return p
}

func (r *reading) appointment(o *docread.Object) dunning.Appointment {
	a := dunning.Appointment{
		ID: idOf(o, "appointment", ids(r.c.Facts.Appointments, appointmentID)), CustomerID: r.c.Facts.Customer.ID,
		AccountID: r.accountID(o, r.c.Facts.Account.ID), Channel: channelOf(o, "channel"),
		At: r.instant(o, "at", nil), Cancelled: r.instant(o, "cancelled_at", dayStart),
	}
	o.Need("at", "write the moment that was chosen")
	return a
}

func (r *reading) plan(o *docread.Object) dunning.RepaymentPlan {
	p := dunning.RepaymentPlan{
		ID: idOf(o, "plan", ids(r.c.Facts.Plans, planID)), CustomerID: r.c.Facts.Customer.ID,
		AccountID: r.accountID(o, r.c.Facts.Account.ID), Paid: amount(o, "paid", 0),
		AgreedAt: r.instant(o, "agreed_at", dayStart), EndedAt: r.instant(o, "ended_at", dayStart),
	}
	if p.AgreedAt.IsZero() && !o.Has("agreed_at") {
		p.AgreedAt = r.now.UTC()
	}
	o.Need("instalments", "write [{date: 2026-11-01, amount: 10000}, …]")
	for _, v := range o.List("instalments") {
		x, ok := v.Object()
		if !ok {
			continue
		}
		i := dunning.Instalment{Date: date(x, "date"), Amount: amount(x, "amount", 0)}
		x.Need("date", "write the day on or before which it is to be paid")
		x.Need("amount", "write it in minor units")
		if n := len(p.Instalments); n > 0 && i.Date.Before(p.Instalments[n-1].Date) && !i.Date.IsZero() {
			x.Fail("date", "it is before the one of the instalment above", "write instalments in the order of their dates")
		}
		p.Instalments = append(p.Instalments, i)
		x.Close()
	}
	if o.Has("instalments") && len(p.Instalments) == 0 {
		o.Fail("instalments", "there is no instalment", "write [{date: 2026-11-01, amount: 10000}, …]")
	}
	return p
}

// notice reads a notice that was given; one that names no account is about all.
func (r *reading) notice(o *docread.Object) dunning.Notice {
	n := dunning.Notice{
		Kind: o.Text("kind"), CustomerID: r.c.Facts.Customer.ID, AccountID: r.accountID(o, ""), At: r.instant(o, "at", dayStart),
	}
	o.Need("kind", "write it as a rule of the policy names it, for example transfer")
	o.Need("at", "write when it was given")
	return n
}

func promiseID(p dunning.Promise) string         { return p.ID }
func appointmentID(a dunning.Appointment) string { return a.ID }
func planID(p dunning.RepaymentPlan) string      { return p.ID }

// holdKind reads why contact must stop.
func holdKind(o *docread.Object) dunning.HoldKind {
	s := o.Choice("kind", append(words(dunning.HoldKinds()), "bankrupt", "attorney")...)
	switch s {
	case "bankrupt":
		return dunning.HoldBankruptcy
	case "attorney":
		return dunning.HoldRepresented
	}
	return dunning.HoldKind(s)
}
