package message

import (
	"slices"
	"strconv"

	"comity/internal/dunning"
)

// table is one of those that a text may have.
func (v *View) table(kind string, cols []string) (t *dunning.Table, err error) {
	switch kind {
	case "plan":
		t, err = v.planTable(cols)
	case "items":
		t, err = v.itemTable(cols)
	default:
		t, err = v.accountTable(cols)
	}
	return t, err
}

// accountTable lists the accounts covered, the lead first, with a total when there are several.
func (v *View) accountTable(cols []string) (*dunning.Table, error) {
	t := v.emptyTable(cols)
	for _, a := range v.facts.Accounts {
		row := make([]string, len(cols))
		for i, c := range cols {
			var err error
			if row[i], err = v.cell(c, a); err != nil {
				return nil, err
			}
		}
		t.Rows = append(t.Rows, row)
	}
	if !v.Several() || !slices.ContainsFunc(cols, isMoney) {
		return t, nil
	}
	t.Total = make([]string, len(cols))
	for i, c := range cols {
		var err error
		switch c {
		case "amount":
			t.Total[i], err = v.Amount()
		case "balance":
			t.Total[i], err = v.Balance()
		}
		if err != nil {
			return nil, err
		}
	}
	if t.Total[0] == "" {
		t.Total[0] = v.words.Total
	}
	return t, nil
}

func isMoney(column string) bool { return column == "amount" || column == "balance" }

func (v *View) cell(column string, a dunning.Account) (string, error) {
	switch column {
	case "account":
		name, err := v.account(a)
		return upperFirst(name), err
	case "due":
		return v.date(a.DueDate), nil
	case "days":
		if n := a.DPD(v.facts.Date); n > 0 {
			return strconv.Itoa(n), nil
		}
		return v.words.NotDue, nil
	case "amount":
		return v.words.amount(a.Owed(v.facts.Date), a.Currency)
	default:
		return v.words.amount(balance(a), a.Currency)
	}
}
