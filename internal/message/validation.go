package message

import "comity/internal/dunning"

// The facts of a validation notice (12 CFR 1006.34(c)).

func (v *View) validation(field string) (*Validation, error) {
	if v.facts.Validation == nil {
		return nil, &FactError{field, "the message is not about the validation of a debt"}
	}
	return v.facts.Validation, nil
}

// OriginalCreditor is the creditor on the itemisation date.
func (v *View) OriginalCreditor() (string, error) {
	x, err := v.validation("OriginalCreditor")
	if err != nil {
		return "", err
	}
	return need("OriginalCreditor", x.OriginalCreditor, "the creditor on the itemisation date")
}

// ItemisedOn is the itemisation date.
func (v *View) ItemisedOn() (string, error) {
	x, err := v.validation("ItemisedOn")
	if err != nil {
		return "", err
	}
	return v.dated("ItemisedOn", x.ItemisedOn)
}

// ItemisedEvent says what happened on that date: one of the five events that the rule knows.
func (v *View) ItemisedEvent() (string, error) {
	x, err := v.validation("ItemisedEvent")
	if err != nil {
		return "", err
	}
	if said, ok := v.words.Events[x.Event]; ok {
		return said, nil
	}
	return "", &FactError{"ItemisedEvent", "is not known: it is last-statement, charge-off, last-payment, transaction or judgment"}
}

// AmountThen is what was owed on the itemisation date.
func (v *View) AmountThen() (string, error) {
	x, err := v.validation("AmountThen")
	if err != nil {
		return "", err
	}
	return v.agreed("AmountThen", x.AmountThen)
}

// AmountNow is what is owed on the business date. The items must come to it, and it must be what the account shows.
func (v *View) AmountNow() (string, error) {
	x, err := v.validation("AmountNow")
	if err != nil {
		return "", err
	}
	a := v.facts.Accounts[0]
	if now := x.Now(); now != balance(a) && now != a.Owed(v.facts.Date) {
		return "", &FactError{"AmountNow", "the items do not come to what the account shows as owed"}
	}
	return v.agreed("AmountNow", x.Now())
}

// DisputeBy is the end of the validation period: at least thirty days ahead, and the law counts from receipt.
func (v *View) DisputeBy() (string, error) {
	x, err := v.validation("DisputeBy")
	if err != nil {
		return "", err
	}
	return v.ahead("DisputeBy", x.DisputeBy, 30)
}

// itemTable is the itemisation: what was owed then, what came to it and went from it, what is owed now.
func (v *View) itemTable(cols []string) (*dunning.Table, error) {
	x, err := v.validation("AmountNow")
	if err != nil {
		return nil, err
	}
	then, err := v.ItemisedOn()
	if err != nil {
		return nil, err
	}
	t := v.emptyTable(cols)
	items := []string{"then", "interest", "fees", "payments", "credits"}
	for i, amount := range []int64{x.AmountThen, x.Interest, x.Fees, x.Payments, x.Credits} {
		label := v.words.Items[items[i]]
		if amount < 0 || label == "" {
			return nil, &FactError{"AmountThen", "an item is below nought, or the locale has no words for it"}
		}
		text, err := v.words.amount(amount, v.facts.Accounts[0].Currency)
		if err != nil {
			return nil, err
		}
		switch {
		case i == 0:
			label += " " + then
		case amount == 0:
		case i <= 2:
			text = "+ " + text
		default:
			text = "- " + text
		}
		t.Rows = append(t.Rows, []string{label, text})
	}
	now, err := v.AmountNow()
	t.Total = []string{v.words.Items["now"] + " " + v.Today(), now}
	return t, err
}
