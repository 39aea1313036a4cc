package intake

import "comity/internal/dunning"

// promises is promises.csv. Whose promise it is, and whether it was kept, the ledger knows: from the account,
// and from its payments.
func promises() table[dunning.Promise] {
	return table[dunning.Promise]{
		name:  FeedPromises,
		cols:  columns("promise_id*", "account_id*", "amount*", "date*", "made_at*", "remind_at", "channel", "cancelled_at"),
		parse: parsePromise,
		refs:  func(p dunning.Promise) []ref { return []ref{{"account_id", KnownAccount, p.AccountID}} },
		save:  Store.SavePromises,
	}
}

func parsePromise(r *row) dunning.Promise {
	p := dunning.Promise{
		ID:        r.id("promise_id"),
		AccountID: r.id("account_id"),
		Amount:    r.positive("amount"),
		RemindAt:  r.moment("remind_at"),
		Channel:   oneOf(r, "channel", "", dunning.Channels()...),
		Cancelled: r.past("cancelled_at", dayStart),
	}
	if _, ok := r.required("date"); ok {
		p.Date = r.date("date")
	}
	if _, ok := r.required("made_at"); ok {
		p.MadeAt = r.past("made_at", dayStart)
	}
	if !p.Date.IsZero() && !p.MadeAt.IsZero() && !p.Date.End(r.set.zone).After(p.MadeAt) {
		r.fault("date", beforeOther, "made_at")
	}
	r.after("remind_at", p.RemindAt, "made_at", p.MadeAt)
	r.after("cancelled_at", p.Cancelled, "made_at", p.MadeAt)
	return p
}

// appointments is appointments.csv.
func appointments() table[dunning.Appointment] {
	return table[dunning.Appointment]{
		name:  FeedAppointments,
		cols:  columns("appointment_id*", "account_id*", "at*", "channel", "cancelled_at"),
		parse: parseAppointment,
		refs:  func(a dunning.Appointment) []ref { return []ref{{"account_id", KnownAccount, a.AccountID}} },
		save:  Store.SaveAppointments,
	}
}

func parseAppointment(r *row) dunning.Appointment {
	a := dunning.Appointment{
		ID:        r.id("appointment_id"),
		AccountID: r.id("account_id"),
		Channel:   oneOf(r, "channel", "", dunning.Channels()...),
		Cancelled: r.past("cancelled_at", dayStart),
	}
	if _, ok := r.required("at"); ok {
		a.At = r.moment("at")
	}
	return a
}

// notices is notices.csv. A notice has no id: it is what it says.
func notices() table[dunning.Notice] {
	return table[dunning.Notice]{
		name:  FeedNotices,
		cols:  columns("kind*", "customer_id", "account_id", "at*"),
		parse: parseNotice,
		key: func(r *row) string {
			return r.text("kind") + " " + r.text("customer_id") + " " + r.text("account_id") + " " + r.text("at")
		},
		refs: func(n dunning.Notice) []ref { return who(n.CustomerID, "account_id", n.AccountID) },
		save: Store.SaveNotices,
	}
}

// A notice of which only the day is known was given late on that day: contact that must come after it waits.
func parseNotice(r *row) dunning.Notice {
	n := dunning.Notice{CustomerID: r.optionalID("customer_id"), AccountID: r.optionalID("account_id")}
	if _, ok := r.required("kind"); ok {
		n.Kind = r.word("kind", badKind)
	}
	if _, ok := r.required("at"); ok {
		n.At = r.instant("at", dayLast)
	}
	if r.text("customer_id") == "" && r.text("account_id") == "" {
		r.fault("customer_id", whose, "account_id")
	}
	return n
}

// who are the references of a row that names a customer, accounts, or both.
func who(customer, column string, accounts ...string) []ref {
	var list []ref
	if customer != "" {
		list = append(list, ref{"customer_id", KnownCustomer, customer})
	}
	for _, a := range accounts {
		if a != "" {
			list = append(list, ref{column, KnownAccount, a})
		}
	}
	return list
}
