package ledger

import (
	"context"
	"slices"

	"comity/internal/dunning"
)

// ChangeCustomers changes people: each is locked, read (one who is not there is new, and has but an ID), changed,
// and saved where it differs. Files that each say a part of a person so leave the other parts alone. Change is
// called again when the transaction has to be run again.
func (b Book) ChangeCustomers(ctx context.Context, actor string, ids []string, change func(dunning.Customer) dunning.Customer) (saved dunning.Saved, err error) {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = customerKey(id)
	}
	err = b.write(ctx, func(c conn) error {
		if err := b.l.subjects(ctx, c, keys); err != nil {
			return err
		}
		have, err := customers(ctx, c, ids)
		if err != nil {
			return err
		}
		now := micros(b.l.now())
		var ch changes
		for _, id := range ids {
			old, exists := have[id]
			old.ID = id
			row := customerRow(change(old))
			ch.upsert(exists, slices.Equal(row, customerRow(old)),
				[]statement{intoCustomer().put(append(row, now))}, []statement{intoCustomer().change(append(row, now))})
		}
		saved = ch.saved
		return b.finish(ctx, c, "customers.saved", actor, &ch)
	})
	return saved, err
}

// Portfolios lists every portfolio, by id.
func (b Book) Portfolios(ctx context.Context) ([]dunning.Portfolio, error) {
	var list []dunning.Portfolio
	err := each(ctx, b.read(), keep(scanPortfolio, func(p dunning.Portfolio) { list = append(list, p) }), `SELECT body FROM portfolio ORDER BY id`)
	return list, err
}
