package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"comity/internal/dunning"
)

// Book takes in a creditor's data. Every Save is one transaction, or part of the one that Atomically
// opened; saving the same rows again changes nothing. Rows are locked as a claim locks them, so that a
// payment saved before a claim is always seen by it.
type Book struct {
	l *Ledger
	c conn // nil: each Save opens its own transaction
}

// Book is the ledger as intake sees it.
func (l *Ledger) Book() Book { return Book{l: l} }

// Atomically runs f in one transaction: all of its saves, or none. It is run again when it stood in the
// way of another transaction: it takes the keys of one file after the other, which is not the order in
// which a claim takes them.
func (b Book) Atomically(ctx context.Context, f func(Book) error) error {
	if b.c != nil {
		return f(b)
	}
	return b.l.write(ctx, func(c conn) error { return f(Book{b.l, c}) })
}

func (b Book) write(ctx context.Context, f func(conn) error) error {
	if b.c != nil {
		return f(b.c)
	}
	return b.l.write(ctx, f)
}

func (b Book) read() conn {
	if b.c != nil {
		return b.c
	}
	return b.l.db
}

// Portfolio finds a portfolio.
func (b Book) Portfolio(ctx context.Context, id string) (dunning.Portfolio, bool, error) {
	return portfolio(ctx, b.read(), id)
}

// Known says which of the ids exist; kind is "portfolio", "customer" or "account".
func (b Book) Known(ctx context.Context, kind string, ids []string) (map[string]bool, error) {
	text := map[string]string{
		"portfolio": `SELECT id FROM portfolio WHERE id IN {$1}`,
		"customer":  `SELECT id FROM customer WHERE id IN {$1}`,
		"account":   `SELECT id FROM account WHERE id IN {$1}`,
	}[kind]
	if text == "" {
		return nil, fmt.Errorf("there is no list of %q", kind)
	}
	return idSet(ctx, b.read(), text, ids)
}

// changes collects what a save has to do.
type changes struct {
	saved      dunning.Saved
	statements []statement
}

// upsert decides between insert, update and nothing.
func (ch *changes) upsert(exists, same bool, insert, update []statement) {
	switch {
	case !exists:
		ch.saved.New++
		ch.statements = append(ch.statements, insert...)
	case same:
		ch.saved.Same++
	default:
		ch.saved.Changed++
		ch.statements = append(ch.statements, update...)
	}
}

// SavePortfolio saves who speaks for a book.
func (b Book) SavePortfolio(ctx context.Context, actor string, p dunning.Portfolio) (saved dunning.Saved, err error) {
	body, err := json.Marshal(p)
	if err != nil {
		return saved, err
	}
	err = b.write(ctx, func(c conn) error {
		var have string
		found, err := one(ctx, c, []any{&have}, `SELECT body FROM portfolio WHERE id = $1`, p.ID)
		if err != nil {
			return err
		}
		now := micros(b.l.now())
		event := b.l.event("portfolio.saved", p.ID, actor, map[string]any{"policy": p.Policy})
		ch := changes{}
		ch.upsert(found, have == string(body),
			[]statement{do(`INSERT INTO portfolio (id, body, updated_at) VALUES ($1, $2, $3)`, p.ID, string(body), now), event},
			[]statement{do(`UPDATE portfolio SET body = $2, updated_at = $3 WHERE id = $1`, p.ID, string(body), now), event})
		saved = ch.saved
		_, err = c.batch(ctx, ch.statements)
		return err
	})
	return saved, err
}

// SaveCustomers saves people.
func (b Book) SaveCustomers(ctx context.Context, actor string, list []dunning.Customer) (saved dunning.Saved, err error) {
	ids := make([]string, len(list))
	keys := make([]string, len(list))
	for i, x := range list {
		ids[i], keys[i] = x.ID, customerKey(x.ID)
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
		for _, x := range list {
			old, exists := have[x.ID]
			row := customerRow(x)
			ch.upsert(exists, slices.Equal(row, customerRow(old)),
				[]statement{intoCustomer().put(append(row, now))}, []statement{intoCustomer().change(append(row, now))})
		}
		saved = ch.saved
		return b.finish(ctx, c, "customers.saved", actor, &ch)
	})
	return saved, err
}

// finish writes what was collected, with one event that counts it.
func (b Book) finish(ctx context.Context, c conn, kind, actor string, ch *changes) error {
	if len(ch.statements) == 0 {
		return nil
	}
	ch.statements = append(ch.statements, b.l.event(kind, "book", actor,
		map[string]any{"new": ch.saved.New, "changed": ch.saved.Changed, "same": ch.saved.Same}))
	_, err := c.batch(ctx, ch.statements)
	return err
}

// withdraw writes that a number or address opted out: whoever has it, now or later.
func withdraw(key string, now int64) []statement {
	return []statement{
		do(`INSERT INTO withdrawal (key, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, key, now),
		do(`UPDATE contact_point SET consent = 'withdrawn', updated_at = $2 WHERE key = $1 AND consent <> 'withdrawn'`, key, now),
	}
}

// SavePoints saves contact points. What was learned here outlives a file that does not know it: a number
// that opted out stays so, whoever has it and under whichever id, and a dead address stays dead unless it
// changes.
func (b Book) SavePoints(ctx context.Context, actor string, list []dunning.ContactPoint) (saved dunning.Saved, err error) {
	ids, values := make([]string, len(list)), make([]string, len(list))
	var keys []string
	for i, p := range list {
		ids[i], values[i] = p.ID, p.Key
		keys = append(keys, customerKey(p.CustomerID), addressKey(p.Key))
	}
	err = b.write(ctx, func(c conn) error {
		if err := b.l.subjects(ctx, c, keys); err != nil {
			return err
		}
		have := make(map[string]dunning.ContactPoint, len(list))
		err := each(ctx, c, keep(scanPoint, func(p dunning.ContactPoint) { have[p.ID] = p }), pointColumns+`WHERE id IN {$1}`, ids)
		if err != nil {
			return err
		}
		withdrawn, err := idSet(ctx, c, `SELECT key FROM withdrawal WHERE key IN {$1}`, values)
		if err != nil {
			return err
		}
		now := micros(b.l.now())
		var ch changes
		for _, p := range list {
			old, exists := have[p.ID]
			switch {
			case withdrawn[p.Key]:
				p.Consent = dunning.ConsentWithdrawn
			case p.Consent == dunning.ConsentWithdrawn:
				withdrawn[p.Key] = true
				ch.statements = append(ch.statements, withdraw(p.Key, now)...)
			}
			if exists && old.Key == p.Key && old.Health == dunning.HealthBad {
				p.Health = old.Health
			}
			row := pointRow(p)
			ch.upsert(exists, slices.Equal(row, pointRow(old)),
				[]statement{intoPoint().put(append(row, now))},
				[]statement{
					intoPoint().change(append(row, now)),
					b.l.event("point.changed", p.ID, actor, map[string]any{"consent": p.Consent, "health": p.Health}),
				})
		}
		saved = ch.saved
		return b.finish(ctx, c, "points.saved", actor, &ch)
	})
	return saved, err
}

// SaveFeed records which file was taken in. The same file again changes nothing.
func (b Book) SaveFeed(ctx context.Context, actor string, f dunning.Feed) error {
	if b.c == nil && f.Kind == dunning.FeedAccounts {
		_ = b.l.db.study(ctx, "customer", "contact_point", "account", "subject") // costs speed only
	}
	return b.write(ctx, func(c conn) error {
		id := fmt.Sprintf("%s:%s:%s:%d", f.PortfolioID, f.Kind, f.SHA256, micros(f.AsOf))
		n, err := c.exec(ctx, `INSERT INTO feed (id, portfolio_id, kind, as_of, received_at, row_count, sha256)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
			id, f.PortfolioID, f.Kind, micros(f.AsOf), micros(f.ReceivedAt), int64(f.Rows), f.SHA256)
		if err != nil || n == 0 {
			return err
		}
		_, err = c.batch(ctx, []statement{b.l.event("feed.received", f.PortfolioID, actor,
			map[string]any{"kind": f.Kind, "rows": f.Rows, "sha256": f.SHA256, "as_of": f.AsOf})})
		return err
	})
}

// Feeds lists the newest n feeds of a kind, newest first by the instant of the data.
func (l *Ledger) Feeds(ctx context.Context, portfolio, kind string, n int) ([]dunning.Feed, error) {
	var list []dunning.Feed
	err := each(ctx, l.db, func(r rows) error {
		f := dunning.Feed{PortfolioID: portfolio, Kind: kind}
		var asOf, received, count int64
		if err := r.Scan(&asOf, &received, &count, &f.SHA256); err != nil {
			return err
		}
		f.AsOf, f.ReceivedAt, f.Rows = instant(asOf), instant(received), int(count)
		list = append(list, f)
		return nil
	}, `SELECT as_of, received_at, row_count, sha256 FROM feed WHERE portfolio_id = $1 AND kind = $2
		ORDER BY as_of DESC, received_at DESC, id LIMIT $3`, portfolio, kind, int64(n))
	return list, err
}
