package message

import (
	"slices"
	"strconv"

	"comity/internal/dunning"
)

// The facts of a repayment plan that was agreed.

// PlanCount is how many instalments were agreed.
func (v *View) PlanCount() (string, error) {
	p, err := v.plan("PlanCount")
	if err != nil {
		return "", err
	}
	return strconv.Itoa(len(p.Instalments)), nil
}

// PlanTotal is what they come to.
func (v *View) PlanTotal() (string, error) {
	p, err := v.plan("PlanTotal")
	if err != nil {
		return "", err
	}
	total := int64(0)
	for _, x := range p.Instalments {
		total += x.Amount
	}
	return v.agreed("PlanTotal", total)
}

// PlanFirst is the date of the first of them.
func (v *View) PlanFirst() (string, error) {
	p, err := v.plan("PlanFirst")
	if err != nil {
		return "", err
	}
	return v.dated("PlanFirst", p.Instalments[0].Date)
}

func (v *View) plan(field string) (*dunning.RepaymentPlan, error) {
	p := v.facts.Matter.Plan
	if p == nil || len(p.Instalments) == 0 {
		return nil, &FactError{field, "the message is not about a plan with instalments"}
	}
	return p, nil
}

// planTable lists the instalments of a plan.
func (v *View) planTable(cols []string) (*dunning.Table, error) {
	p, err := v.plan("PlanCount")
	if err != nil {
		return nil, err
	}
	t := v.emptyTable(cols)
	for n, x := range p.Instalments {
		row := make([]string, len(cols))
		for i, c := range cols {
			switch c {
			case "number":
				row[i] = strconv.Itoa(n + 1)
			case "date":
				row[i] = v.date(x.Date)
			default:
				if row[i], err = v.agreed("PlanTotal", x.Amount); err != nil {
					return nil, err
				}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

func (v *View) emptyTable(cols []string) *dunning.Table {
	t := &dunning.Table{}
	for _, c := range cols {
		t.Columns = append(t.Columns, v.words.Columns[c])
		t.Right = append(t.Right, slices.Contains([]string{"days", "amount", "balance"}, c))
	}
	return t
}
