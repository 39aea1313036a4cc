package message

import (
	"math"
	"strings"

	"comity/internal/dunning"
)

// Amount is what is to be paid now over all accounts covered: what is overdue, or for an account not yet
// past due its minimum due. Payments received so far are taken off.
func (v *View) Amount() (string, error) {
	return v.sum("Amount", func(a dunning.Account) int64 { return a.Owed(v.facts.Date) })
}

// Overdue is what is past due over all accounts covered.
func (v *View) Overdue() (string, error) {
	if err := v.pastDue("Overdue"); err != nil {
		return "", err
	}
	return v.sum("Overdue", v.overdue)
}

// OverdueCapitals is Overdue in Chinese capital numerals; empty where the locale or the currency has none.
func (v *View) OverdueCapitals() string {
	var total int64
	for _, a := range v.facts.Accounts {
		if a.Currency != v.words.Capitals {
			return ""
		}
		total += v.overdue(a)
	}
	text, err := Capital(total)
	if err != nil {
		return ""
	}
	return text
}

// Balance is the outstanding balance over all accounts covered, payments received taken off.
func (v *View) Balance() (string, error) {
	for _, a := range v.facts.Accounts {
		if balance(a) < a.Owed(v.facts.Date) {
			return "", &FactError{"Balance", "an account's balance is smaller than what is to be paid on it"}
		}
	}
	return v.sum("Balance", balance)
}

func balance(a dunning.Account) int64 { return max(a.Balance-a.PaidSince, 0) }

func (v *View) overdue(a dunning.Account) int64 {
	if a.DPD(v.facts.Date) <= 0 {
		return 0
	}
	return a.Owed(v.facts.Date)
}

// sum adds over the accounts and writes the result; amounts of several currencies stand side by side.
func (v *View) sum(field string, of func(dunning.Account) int64) (string, error) {
	var codes []string
	totals := map[string]int64{}
	for _, a := range v.facts.Accounts {
		if _, ok := totals[a.Currency]; !ok {
			codes = append(codes, a.Currency)
		}
		n := of(a)
		if n > math.MaxInt64-totals[a.Currency] {
			return "", &FactError{field, "the sum over the accounts is too large"}
		}
		totals[a.Currency] += n
	}
	for i, code := range codes {
		text, err := v.words.amount(totals[code], code)
		if err != nil {
			return "", err
		}
		codes[i] = text
	}
	return strings.Join(codes, v.words.And), nil
}
