package ledger

import (
	"context"
	"slices"

	"comity/internal/dunning"
)

// SaveNotices records notices that were given. One that is there already stays as it is.
func (b Book) SaveNotices(ctx context.Context, actor string, list []dunning.Notice) (saved dunning.Saved, err error) {
	list = slices.Clone(list)
	kind := agreement[dunning.Notice]{
		table: "notice",
		id:    func(n dunning.Notice) string { return n.Kind },
		party: func(n *dunning.Notice) (*string, string) { return &n.CustomerID, n.AccountID },
	}
	err = b.write(ctx, func(c conn) error {
		saved = dunning.Saved{}
		keys, err := kind.parties(ctx, c, list)
		if err != nil {
			return err
		}
		if err := b.l.subjects(ctx, c, keys); err != nil {
			return err
		}
		inserts := make([]statement, len(list))
		for i, n := range list {
			inserts[i] = do(`INSERT INTO notice (customer_id, account_id, kind, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
				n.CustomerID, n.AccountID, n.Kind, micros(n.At))
		}
		wrote, err := c.batch(ctx, inserts)
		if err != nil {
			return err
		}
		var events []statement
		for i, n := range list {
			if wrote[i] == 0 {
				saved.Same++
				continue
			}
			saved.New++
			subject := n.AccountID
			if subject == "" {
				subject = n.CustomerID
			}
			events = append(events, b.l.event("notice.given", subject, actor, map[string]any{"kind": n.Kind, "at": n.At}))
		}
		_, err = c.batch(ctx, events)
		return err
	})
	return saved, err
}
