package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// SaveAccounts saves snapshots of accounts. An older snapshot than the one held changes nothing. A new
// snapshot starts a new cycle when the arrears before it had been cured and the due date has moved on.
func (b Book) SaveAccounts(ctx context.Context, actor string, list []dunning.Account) (saved dunning.Saved, err error) {
	ids := make([]string, len(list))
	var keys []string
	for i, a := range list {
		ids[i] = a.ID
		keys = append(keys, accountKey(a.ID), customerKey(a.CustomerID))
	}
	err = b.write(ctx, func(c conn) error {
		if err := b.l.subjects(ctx, c, keys); err != nil {
			return err
		}
		have, err := accounts(ctx, c, ids)
		if err != nil {
			return err
		}
		paid, err := paymentsOf(ctx, c, ids)
		if err != nil {
			return err
		}
		var ch changes
		var moved []string // to another currency, in which other payments count
		for _, a := range list {
			old, exists := have[a.ID]
			if exists && old.PortfolioID != a.PortfolioID {
				return fmt.Errorf("account %s belongs to portfolio %s and cannot be moved to %s: give it another id there", a.ID, old.PortfolioID, a.PortfolioID)
			}
			if exists && a.AsOf.Before(old.AsOf) {
				ch.saved.Same++
				continue
			}
			a.Cycle, a.TakenOn = cycleOf(a, old, exists)
			a.PaidSince = paidAfter(paid[a.ID], a)
			if exists && a.Currency != old.Currency {
				moved = append(moved, a.ID)
			}
			ch.upsert(exists, exists && sameAccount(a, old), b.insertAccount(a, actor), b.updateAccount(a, old, actor))
		}
		saved = ch.saved
		if err := b.finish(ctx, c, "accounts.saved", actor, &ch); err != nil {
			return err
		}
		return b.settle(ctx, c, actor, moved)
	})
	return saved, err
}

// cycleOf says to which arrears a snapshot belongs, and since when this one is ours.
func cycleOf(a, old dunning.Account, exists bool) (cycle int, takenOn calendar.Date) {
	if !exists {
		return 1, a.TakenOn
	}
	// A file of accounts may come before the payments that explain it.
	cured := max(old.Overdue-old.PaidSince, 0) == 0 || a.Overdue == 0
	if cured && old.DueDate.Before(a.DueDate) {
		return old.Cycle + 1, a.TakenOn
	}
	return old.Cycle, old.TakenOn
}

func sameAccount(a, old dunning.Account) bool {
	return slices.Equal(sorted(a.Joint), sorted(old.Joint)) && slices.Equal(sorted(a.Guarantors), sorted(old.Guarantors)) &&
		slices.Equal(accountRow(a), accountRow(old))
}

func (b Book) insertAccount(a dunning.Account, actor string) []statement {
	list := []statement{
		intoAccount().put(append(accountRow(a), micros(b.l.now()))),
		b.l.event("account.taken", a.ID, actor, accountData(a)),
	}
	list = append(list, insertRelatives("joint_debtor", a.ID, a.Joint)...)
	return append(list, insertRelatives("guarantor", a.ID, a.Guarantors)...)
}

func (b Book) updateAccount(a, old dunning.Account, actor string) []statement {
	list := []statement{
		intoAccount().change(append(accountRow(a), micros(b.l.now()))),
		b.l.event("account.changed", a.ID, actor, accountData(a)),
	}
	for _, x := range []struct {
		table    string
		now, old []string
	}{{"joint_debtor", a.Joint, old.Joint}, {"guarantor", a.Guarantors, old.Guarantors}} {
		if !slices.Equal(sorted(x.now), sorted(x.old)) {
			list = append(list, do(`DELETE FROM `+x.table+` WHERE account_id = $1`, a.ID))
			list = append(list, insertRelatives(x.table, a.ID, x.now)...)
		}
	}
	return list
}

// insertRelatives writes who answers for an account, as the table says.
func insertRelatives(table, account string, customers []string) []statement {
	var list []statement
	for _, id := range sorted(customers) {
		list = append(list, into{table, []string{"account_id", "customer_id"}}.put([]any{account, id}))
	}
	return list
}

func accountData(a dunning.Account) map[string]any {
	return map[string]any{
		"overdue": a.Overdue, "minimum_due": a.MinimumDue, "balance": a.Balance, "currency": a.Currency,
		"due_date": a.DueDate, "as_of": a.AsOf, "paid_since": a.PaidSince, "cycle": a.Cycle,
	}
}

// receipt is a payment as sums need it.
type receipt struct {
	amount, at int64
	currency   string
}

// paymentsOf reads the payments on accounts, in order of time.
func paymentsOf(ctx context.Context, c conn, accountIDs []string) (map[string][]receipt, error) {
	paid := map[string][]receipt{}
	err := each(ctx, c, func(r rows) error {
		var id string
		var p receipt
		if err := r.Scan(&id, &p.amount, &p.at, &p.currency); err != nil {
			return err
		}
		paid[id] = append(paid[id], p)
		return nil
	}, `SELECT account_id, amount, received_at, currency FROM payment WHERE account_id IN {$1} ORDER BY account_id, received_at, id`, accountIDs)
	return paid, err
}

// paidAfter sums what came in after a snapshot, in its currency: what came before is in it already.
func paidAfter(list []receipt, a dunning.Account) (sum int64) {
	for _, p := range list {
		if p.at > micros(a.AsOf) && p.currency == a.Currency {
			sum += p.amount
		}
	}
	return sum
}

// SavePayments records money received. A payment after the account's snapshot reduces what is owed at
// once; the same payment again changes nothing, and a payment is never altered: a correction is a
// payment of its own.
func (b Book) SavePayments(ctx context.Context, actor string, list []dunning.Payment) (saved dunning.Saved, err error) {
	ids, keys, accountIDs := make([]string, len(list)), make([]string, len(list)), make([]string, len(list))
	for i, p := range list {
		ids[i], keys[i], accountIDs[i] = p.ID, accountKey(p.AccountID), p.AccountID
	}
	err = b.write(ctx, func(c conn) error {
		if err := b.l.subjects(ctx, c, keys); err != nil {
			return err
		}
		known, err := idSet(ctx, c, `SELECT id FROM payment WHERE id IN {$1}`, ids)
		if err != nil {
			return err
		}
		now := micros(b.l.now())
		var ch changes
		touched := map[string]bool{}
		for _, p := range list {
			touched[p.AccountID] = touched[p.AccountID] || !known[p.ID]
			ch.upsert(known[p.ID], known[p.ID], []statement{
				do(`INSERT INTO payment (id, account_id, amount, currency, received_at, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)`,
					p.ID, p.AccountID, p.Amount, p.Currency, micros(p.ReceivedAt), now),
				b.l.event("payment.received", p.AccountID, actor, map[string]any{"payment": p.ID, "amount": p.Amount, "at": p.ReceivedAt}),
			}, nil)
			known[p.ID] = true // a second row of the same id in one chunk is the same payment
		}
		for _, id := range slices.Sorted(maps.Keys(touched)) {
			if touched[id] {
				ch.statements = append(ch.statements, do(`UPDATE account SET paid_since = (SELECT COALESCE(SUM(p.amount), 0) FROM payment p
					WHERE p.account_id = account.id AND p.received_at > account.as_of AND p.currency = account.currency), updated_at = $2 WHERE id = $1`, id, now))
			}
		}
		saved = ch.saved
		if _, err = c.batch(ctx, ch.statements); err != nil || saved.New == 0 {
			return err
		}
		return b.settle(ctx, c, actor, slices.Sorted(maps.Keys(touched)))
	})
	return saved, err
}

// idSet reads ids as a set.
func idSet(ctx context.Context, c conn, text string, args ...any) (map[string]bool, error) {
	ids, err := texts(ctx, c, text, args...)
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set, err
}
