package ledger

import (
	"context"
	"fmt"

	"comity/internal/dunning"
)

func intoAccount() into {
	return into{"account", []string{
		"id", "portfolio_id", "customer_id", "product", "last4", "currency", "balance", "overdue", "minimum_due", "paid_since",
		"due_date", "as_of", "taken_on", "cycle", "role", "updated_at",
	}}
}

// accountRow is an account as the table has it, but for when that was written.
func accountRow(a dunning.Account) []any {
	return []any{
		a.ID, a.PortfolioID, a.CustomerID, a.Product, a.Last4, a.Currency, a.Balance, a.Overdue, a.MinimumDue, a.PaidSince,
		a.DueDate.String(), micros(a.AsOf), a.TakenOn.String(), int64(a.Cycle), string(a.Role),
	}
}

const accountColumns = `SELECT id, portfolio_id, customer_id, product, last4, currency, balance, overdue, minimum_due, paid_since,
	due_date, as_of, taken_on, cycle, role FROM account `

func scanAccount(r rows) (a dunning.Account, err error) {
	var due, taken, role string
	var asOf, cycle int64
	if err := r.Scan(&a.ID, &a.PortfolioID, &a.CustomerID, &a.Product, &a.Last4, &a.Currency, &a.Balance, &a.Overdue, &a.MinimumDue,
		&a.PaidSince, &due, &asOf, &taken, &cycle, &role); err != nil {
		return a, err
	}
	a.AsOf, a.Cycle, a.Role = instant(asOf), int(cycle), dunning.Role(role)
	if a.DueDate, err = date(due); err != nil {
		return a, fmt.Errorf("account %s: %w", a.ID, err)
	}
	if a.TakenOn, err = date(taken); err != nil {
		return a, fmt.Errorf("account %s: %w", a.ID, err)
	}
	return a, nil
}

// accounts reads accounts with everybody who answers for them.
func accounts(ctx context.Context, c conn, ids []string) (map[string]dunning.Account, error) {
	k := newCollection()
	err := c.ask(ctx, []question{k.accountsBy(`WHERE id IN {$1}`, ids), k.relatives(ids)})
	return k.accounts, err
}

// accountsBy asks for accounts.
func (k *collection) accountsBy(where string, args ...any) question {
	return question{do(accountColumns+where, args...), keep(scanAccount, func(a dunning.Account) { k.accounts[a.ID] = a })}
}

// relatives asks who answers for accounts that were asked for before.
func (k *collection) relatives(ids []string) question {
	return question{
		do(`SELECT 'joint', account_id, customer_id FROM joint_debtor WHERE account_id IN {$1}
			UNION ALL SELECT 'guarantor', account_id, customer_id FROM guarantor WHERE account_id IN {$1} ORDER BY 2, 3`, ids),
		func(r rows) error {
			var kind, id, customer string
			if err := r.Scan(&kind, &id, &customer); err != nil {
				return err
			}
			a, ok := k.accounts[id]
			if !ok {
				return nil
			}
			if kind == "joint" {
				a.Joint = append(a.Joint, customer)
			} else {
				a.Guarantors = append(a.Guarantors, customer)
			}
			k.accounts[id] = a
			return nil
		},
	}
}
