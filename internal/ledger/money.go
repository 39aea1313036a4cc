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
		have, err := accounts(ctx, c, accountColumns+`WHERE id IN {$1}`, ids)
		if err != nil {
			return err
		}
		paid, err := paymentsOf(ctx, c, ids)
		if err != nil {
			return err
		}
		var ch changes
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
			ch.upsert(exists, exists && sameAccount(a, old), b.insertAccount(a, actor), b.updateAccount(a, old, actor))
		}
		saved = ch.saved
		return b.finish(ctx, c, "accounts.saved", actor, &ch)
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
	jointA, jointOld := sorted(a.Joint), sorted(old.Joint)
	return slices.Equal(jointA, jointOld) && a.AsOf.Equal(old.AsOf) && sameFigures(a, old)
}

func sameFigures(a, b dunning.Account) bool {
	return a.PortfolioID == b.PortfolioID && a.CustomerID == b.CustomerID && a.Product == b.Product && a.Last4 == b.Last4 &&
		a.Currency == b.Currency && a.Balance == b.Balance && a.Overdue == b.Overdue && a.MinimumDue == b.MinimumDue &&
		a.PaidSince == b.PaidSince && a.DueDate == b.DueDate && a.TakenOn == b.TakenOn && a.Cycle == b.Cycle
}

func (b Book) insertAccount(a dunning.Account, actor string) []statement {
	list := []statement{
		do(`INSERT INTO account (id, portfolio_id, customer_id, product, last4, currency, balance, overdue, minimum_due, paid_since,
			due_date, as_of, taken_on, cycle, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
			b.accountArgs(a)...),
		b.l.event("account.taken", a.ID, actor, accountData(a)),
	}
	for _, j := range sorted(a.Joint) {
		list = append(list, do(`INSERT INTO joint_debtor (account_id, customer_id) VALUES ($1, $2)`, a.ID, j))
	}
	return list
}

func (b Book) updateAccount(a, old dunning.Account, actor string) []statement {
	list := []statement{
		do(`UPDATE account SET portfolio_id = $2, customer_id = $3, product = $4, last4 = $5, currency = $6, balance = $7, overdue = $8,
			minimum_due = $9, paid_since = $10, due_date = $11, as_of = $12, taken_on = $13, cycle = $14, updated_at = $15 WHERE id = $1`,
			b.accountArgs(a)...),
		b.l.event("account.changed", a.ID, actor, accountData(a)),
	}
	if !slices.Equal(sorted(a.Joint), sorted(old.Joint)) {
		list = append(list, do(`DELETE FROM joint_debtor WHERE account_id = $1`, a.ID))
		for _, j := range sorted(a.Joint) {
			list = append(list, do(`INSERT INTO joint_debtor (account_id, customer_id) VALUES ($1, $2)`, a.ID, j))
		}
	}
	return list
}

func (b Book) accountArgs(a dunning.Account) []any {
	return []any{
		a.ID, a.PortfolioID, a.CustomerID, a.Product, a.Last4, a.Currency, a.Balance, a.Overdue, a.MinimumDue, a.PaidSince,
		a.DueDate.String(), micros(a.AsOf), a.TakenOn.String(), int64(a.Cycle), micros(b.l.now()),
	}
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
	}, `SELECT account_id, amount, received_at, currency FROM payment WHERE account_id IN {$1}`, accountIDs)
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
		_, err = c.batch(ctx, ch.statements)
		return err
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

// SaveHolds sets holds; an existing one of the same id is kept up to date until it is released.
func (b Book) SaveHolds(ctx context.Context, actor string, list []dunning.Hold) (saved dunning.Saved, err error) {
	ids := make([]string, len(list))
	var keys []string
	for i, h := range list {
		ids[i] = h.ID
		keys = append(keys, customerKey(h.CustomerID))
		if h.AccountID != "" {
			keys = append(keys, accountKey(h.AccountID))
		}
	}
	err = b.write(ctx, func(c conn) error {
		if err := b.l.subjects(ctx, c, keys); err != nil {
			return err
		}
		have := map[string]dunning.Hold{}
		err := eachHold(ctx, c, func(h dunning.Hold) { have[h.ID] = h }, holdColumns+`WHERE id IN {$1}`, ids)
		if err != nil {
			return err
		}
		var ch changes
		for _, h := range list {
			old, exists := have[h.ID]
			same := old.Kind == h.Kind && old.CustomerID == h.CustomerID && old.AccountID == h.AccountID && old.Channel == h.Channel &&
				old.Starts.Equal(h.Starts) && old.Ends.Equal(h.Ends) && old.Reason == h.Reason
			args := []any{h.ID, string(h.Kind), h.CustomerID, h.AccountID, string(h.Channel), micros(h.Starts), micros(h.Ends), h.Reason}
			event := b.l.event("hold.set", h.CustomerID, actor, map[string]any{"hold": h.ID, "kind": h.Kind, "account": h.AccountID, "ends": h.Ends})
			ch.upsert(exists, same,
				[]statement{do(`INSERT INTO hold (id, kind, customer_id, account_id, channel, starts_at, ends_at, reason, released_at)
					VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)`, args...), event},
				[]statement{do(`UPDATE hold SET kind = $2, customer_id = $3, account_id = $4, channel = $5, starts_at = $6, ends_at = $7,
					reason = $8 WHERE id = $1 AND released_at = 0`, args...), event})
		}
		saved = ch.saved
		_, err = c.batch(ctx, ch.statements)
		return err
	})
	return saved, err
}
