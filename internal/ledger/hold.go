package ledger

import (
	"context"
	"slices"

	"comity/internal/dunning"
)

// holdRow is a hold as the table has it; whether it was released is not for a file to say.
func holdRow(h dunning.Hold) []any {
	return []any{h.ID, string(h.Kind), h.CustomerID, h.AccountID, string(h.Channel), micros(h.Starts), micros(h.Ends), h.Reason, h.Review.String()}
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
		found, err := circumstancesBy(ctx, c, "hold", ids)
		if err != nil {
			return err
		}
		have := byID(found.holds, func(h dunning.Hold) string { return h.ID })
		var ch changes
		for _, h := range list {
			old, exists := have[h.ID]
			row := holdRow(h)
			event := b.l.event("hold.set", h.CustomerID, actor, map[string]any{"hold": h.ID, "kind": h.Kind, "account": h.AccountID, "ends": h.Ends})
			ch.upsert(exists, slices.Equal(row, holdRow(old)),
				[]statement{do(`INSERT INTO hold (id, kind, customer_id, account_id, channel, starts_at, ends_at, reason, review_on, released_at)
					VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`, row...), event},
				[]statement{do(`UPDATE hold SET kind = $2, customer_id = $3, account_id = $4, channel = $5, starts_at = $6, ends_at = $7,
					reason = $8, review_on = $9 WHERE id = $1 AND released_at = 0`, row...), event})
		}
		saved = ch.saved
		_, err = c.batch(ctx, ch.statements)
		return err
	})
	return saved, err
}
