package ledger

import "context"

// settled is a promise or a plan that payments may change.
type settled struct {
	table, id, account, currency string
	amount                       int64 // promised
	since                        int64 // payments from this instant on count
	have                         int64 // what the last look made of them
}

// settle works out what payments have made of promises and plans about accounts, whose rows are locked: when
// a promise was kept, and how much of a plan was paid.
func (b Book) settle(ctx context.Context, c conn, actor string, accountIDs []string) error {
	if len(accountIDs) == 0 {
		return nil
	}
	var list []settled
	if err := each(ctx, c, func(r rows) error {
		var s settled
		err := r.Scan(&s.table, &s.id, &s.account, &s.currency, &s.amount, &s.since, &s.have)
		list = append(list, s)
		return err
	}, `SELECT 'promise', p.id, p.account_id, a.currency, p.amount, p.made_at, p.kept_at
			FROM promise p JOIN account a ON a.id = p.account_id WHERE p.account_id IN {$1}
		UNION ALL SELECT 'plan', p.id, p.account_id, a.currency, 0, p.agreed_at, p.paid
			FROM repayment_plan p JOIN account a ON a.id = p.account_id WHERE p.account_id IN {$1}
		ORDER BY 1, 2`, accountIDs); err != nil || len(list) == 0 {
		return err
	}
	paid, err := paymentsOf(ctx, c, accountIDs)
	if err != nil {
		return err
	}
	var statements []statement
	for _, s := range list {
		total, reached := s.by(paid[s.account])
		switch {
		case s.table == "plan" && total != s.have:
			statements = append(statements, do(`UPDATE repayment_plan SET paid = $2 WHERE id = $1`, s.id, total))
		case s.table == "promise" && reached != s.have:
			statements = append(statements, do(`UPDATE promise SET kept_at = $2 WHERE id = $1`, s.id, reached), b.kept(s, reached, actor))
		}
	}
	_, err = c.batch(ctx, statements)
	return err
}

// by sums payments, which are in order of time, and says when they reached the amount for good: a reversal
// that takes the sum below it again takes that instant back.
func (s settled) by(payments []receipt) (total, reached int64) {
	for _, p := range payments {
		if p.currency != s.currency || p.at < s.since {
			continue
		}
		before := total
		total += p.amount
		switch {
		case total < s.amount:
			reached = 0
		case before < s.amount:
			reached = p.at
		}
	}
	return total, reached
}

func (b Book) kept(s settled, at int64, actor string) statement {
	kind := "promise.paid" // in time or not: the policy's grace says whether it was kept
	if at == 0 {
		kind = "promise.reopened"
	}
	return b.l.event(kind, s.account, actor, map[string]any{"promise": s.id, "at": instant(at)})
}
