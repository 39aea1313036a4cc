package intake

import (
	"slices"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// accounts is accounts.csv.
func accounts() table[dunning.Account] {
	return table[dunning.Account]{
		name: dunning.FeedAccounts,
		cols: columns("account_id*", "customer_id*", "product*", "last4*", "currency", "balance*", "overdue*",
			"minimum_due*", "due_date*", "as_of", "taken_on", "joint", "guarantor_ids", "role"),
		parse: parseAccount,
		refs: func(a dunning.Account) []ref {
			list := []ref{{"customer_id", KnownCustomer, a.CustomerID}}
			for _, id := range a.Joint {
				list = append(list, ref{"joint", KnownCustomer, id})
			}
			for _, id := range a.Guarantors {
				list = append(list, ref{"guarantor_ids", KnownCustomer, id})
			}
			return list
		},
		save: Store.SaveAccounts,
	}
}

func parseAccount(r *row) dunning.Account {
	a := dunning.Account{
		ID:          r.id("account_id"),
		PortfolioID: r.set.portfolio.ID,
		CustomerID:  r.id("customer_id"),
		Product:     r.word("product", badProduct),
		Last4:       r.last4("last4"),
		Currency:    r.currency("currency"),
		Balance:     r.amount("balance"),
		Overdue:     r.amount("overdue"),
		MinimumDue:  r.amount("minimum_due"),
		AsOf:        r.asOf("as_of"),
		TakenOn:     r.date("taken_on"),
		Joint:       r.others("joint", jointSelf),
		Guarantors:  r.others("guarantor_ids", guarantorSelf),
		Role:        oneOf(r, "role", dunning.RoleUnknown, dunning.Roles()...),
	}
	if i := slices.IndexFunc(a.Guarantors, func(id string) bool { return slices.Contains(a.Joint, id) }); i >= 0 {
		r.fault("guarantor_ids", guarantorSelf, a.Guarantors[i])
	}
	if _, ok := r.required("due_date"); ok {
		a.DueDate = r.date("due_date")
	}
	if a.TakenOn.IsZero() {
		a.TakenOn = calendar.DateOf(a.AsOf, r.set.zone)
	}
	return a
}

// others are people beside the account's customer, each named once.
func (r *row) others(name string, twice Code) []string {
	list := r.ids(name)
	seen := []string{r.text("customer_id")}
	for _, id := range list {
		if slices.Contains(seen, id) {
			r.fault(name, twice, id)
			return nil
		}
		seen = append(seen, id)
	}
	return list
}

func (r *row) last4(name string) string {
	value, ok := r.required(name)
	if ok && (len(value) != 4 || !allDigits(value)) {
		r.fault(name, badLast4)
		return ""
	}
	return value
}

// payments is payments.csv.
func payments() table[dunning.Payment] {
	return table[dunning.Payment]{
		name:  dunning.FeedPayments,
		cols:  columns("payment_id*", "account_id*", "amount*", "currency", "received_at*", "kind"),
		parse: parsePayment,
		refs:  func(p dunning.Payment) []ref { return []ref{{"account_id", KnownAccount, p.AccountID}} },
		save:  Store.SavePayments,
	}
}

// The kinds of a row in payments.csv.
type paymentKind string

const (
	received paymentKind = "payment"
	reversal paymentKind = "reversal"
)

// A payment of which only the day is known counts as late on that day as can be: one that was taken into
// account already is rather counted twice than a person who has paid is reminded.
func parsePayment(r *row) dunning.Payment {
	p := dunning.Payment{
		ID:        r.id("payment_id"),
		AccountID: r.id("account_id"),
		Amount:    r.positive("amount"),
		Currency:  r.currency("currency"),
	}
	if _, ok := r.required("received_at"); ok {
		p.ReceivedAt = r.instant("received_at", dayLast)
	}
	if oneOf(r, "kind", received, received, reversal) == reversal {
		p.Amount = -p.Amount
	}
	return p
}
