package facts

import (
	"fmt"
	"slices"

	"comity/internal/calendar"
	"comity/internal/docread"
	"comity/internal/dunning"
)

// UnnamedAccount is the id of an account to which the file gives none.
const UnnamedAccount = "account"

// farthest is more days past due, either way, than any account is.
const farthest = 36500

// owed reads the accounts, and which of them is decided about.
func (r *reading) owed() {
	if !r.Need("accounts", "write a list of accounts, each with overdue, and due_date or dpd") {
		return
	}
	list := r.List("accounts")
	if len(list) == 0 {
		r.Fail("accounts", "there is no account", "write one, with overdue, and due_date or dpd")
	}
	var accounts []dunning.Account
	for _, v := range list {
		if o, ok := v.Object(); ok {
			a := r.account(o)
			r.accounts, accounts = append(r.accounts, a.ID), append(accounts, a)
			o.Close()
		}
	}
	if len(accounts) == 0 {
		return
	}
	id := r.accountID(r.Object, accounts[0].ID)
	if i := slices.Index(r.accounts, id); i >= 0 {
		r.c.Facts.Account = accounts[i]
	}
}

func (r *reading) account(o *docread.Object) dunning.Account {
	a := dunning.Account{
		ID: idOf(o, UnnamedAccount, r.accounts), PortfolioID: or(o.Text("portfolio"), r.portfolio),
		CustomerID: or(o.Text("debtor"), r.c.Facts.Customer.ID), Product: o.Text("product"),
		Currency: or(r.currencyOf(o), r.currency), Cycle: int(o.Number("cycle", 1, 1_000_000, 1, "")),
		Role:  role(o),
		Joint: texts(o, "joint"), Guarantors: texts(o, "guarantors"),
	}
	if !o.Has("overdue") && !o.Has("minimum_due") {
		o.Need("overdue", "write what is overdue, in minor units")
	}
	a.Overdue = amount(o, "overdue", 0)
	a.MinimumDue = amount(o, "minimum_due", a.Overdue)
	a.Balance = amount(o, "balance", max(a.Overdue, a.MinimumDue))
	a.PaidSince = amount(o, "paid_since", 0)
	a.DueDate, a.TakenOn = r.dueDate(o), date(o, "taken_on")
	return a
}

// dueDate is the date from which days past due are counted, or so many days before the day of now.
func (r *reading) dueDate(o *docread.Object) calendar.Date {
	due, dpd := date(o, "due_date"), int(o.Number("dpd", -farthest, farthest, 0, ""))
	switch {
	case !o.Has("due_date") && !o.Has("dpd"):
		o.Need("due_date", "write it, or dpd: the days past due at now, negative before the due date")
	case o.Has("dpd") && !r.now.IsZero():
		counted := calendar.DateOf(r.now, r.zone).AddDays(-dpd)
		if !due.IsZero() && due != counted {
			o.Fail("dpd", fmt.Sprintf("by due_date it is %d", calendar.DateOf(r.now, r.zone).DaysSince(due)), "write one of the two")
		}
		return counted
	}
	return due
}

// accountID reads the id of an account of the case; a missing one is the fallback.
func (r *reading) accountID(o *docread.Object, fallback string) string {
	v, ok := o.Get("account")
	if !ok {
		return fallback
	}
	id, _ := r.reference(v, "account", r.accounts)
	return id
}

// reference reads the id of something of the case.
func (r *reading) reference(v docread.Value, what string, known []string) (string, bool) {
	id, ok := v.Text()
	if ok && !slices.Contains(known, id) {
		v.Fail(fmt.Sprintf("there is no %s %s in the case", what, docread.Quote(id)), docread.OneOf(id, known))
		ok = false
	}
	return id, ok
}

// role reads who collects, by the word of the schema or by what people call them.
func role(o *docread.Object) dunning.Role {
	known := append(words(dunning.Roles()), "creditor", "original_creditor", "agency", "collector")
	switch s := o.Choice("role", known...); s {
	case "creditor", "original_creditor":
		return dunning.FirstParty
	case "agency", "collector":
		return dunning.ThirdParty
	default:
		return dunning.Role(s)
	}
}
