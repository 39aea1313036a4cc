package intake

import "comity/internal/dunning"

// plans is plans.csv: one row an instalment, the rows of a plan one after the other. That is what comes out when
// the plans and their instalments are joined and ordered, so that whoever exports them writes one query, and no
// instalment can arrive without its plan, nor half a plan.
func plans() table[dunning.RepaymentPlan] {
	return table[dunning.RepaymentPlan]{
		name:  FeedPlans,
		cols:  columns("plan_id*", "account_id*", "agreed_at*", "ended_at", "date*", "amount*"),
		parse: parsePlan,
		join:  joinPlan,
		refs:  func(p dunning.RepaymentPlan) []ref { return []ref{{"account_id", KnownAccount, p.AccountID}} },
		save:  Store.SavePlans,
	}
}

// parsePlan is a plan of one instalment.
func parsePlan(r *row) dunning.RepaymentPlan {
	p := dunning.RepaymentPlan{
		ID:        r.id("plan_id"),
		AccountID: r.id("account_id"),
		EndedAt:   r.past("ended_at", dayStart),
	}
	if _, ok := r.required("agreed_at"); ok {
		p.AgreedAt = r.past("agreed_at", dayStart)
	}
	r.after("ended_at", p.EndedAt, "agreed_at", p.AgreedAt)
	r.required("date")
	p.Instalments = []dunning.Instalment{{Date: r.date("date"), Amount: r.positive("amount")}}
	return p
}

// joinPlan adds an instalment to the plan of the rows before.
func joinPlan(p *dunning.RepaymentPlan, more dunning.RepaymentPlan, r *row) {
	for _, same := range []struct {
		column string
		ok     bool
	}{
		{"account_id", p.AccountID == more.AccountID},
		{"agreed_at", p.AgreedAt.Equal(more.AgreedAt)},
		{"ended_at", p.EndedAt.Equal(more.EndedAt)},
	} {
		if !same.ok {
			r.fault(same.column, rowDiffers)
		}
	}
	if last := p.Instalments[len(p.Instalments)-1]; !last.Date.Before(more.Instalments[0].Date) {
		r.fault("date", dateOrder)
	}
	p.Instalments = append(p.Instalments, more.Instalments...)
}
