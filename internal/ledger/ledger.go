package ledger

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"comity/internal/dunning"
)

// Options are what a ledger takes from outside.
type Options struct {
	Now   func() time.Time // the clock; required
	NewID func() string    // opaque, unguessable identifiers; nil: 128 random bits
}

// Ledger is the system of record. It is safe for concurrent use.
type Ledger struct {
	db    database
	now   func() time.Time
	newID func() string
	taken atomic.Int64 // records written by this process
}

// Open connects to the ledger at address: a postgres:// URL, or the path of a SQLite file, which is
// created where it does not exist. It does not migrate.
func Open(ctx context.Context, address string, o Options) (*Ledger, error) {
	if o.NewID == nil {
		o.NewID = func() string { return strings.ToLower(rand.Text()) }
	}
	l := &Ledger{now: o.Now, newID: o.NewID}
	var err error
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		l.db, err = openPostgres(ctx, address)
	} else {
		l.db, err = openSQLite(ctx, address)
	}
	if err != nil {
		return nil, err
	}
	if err := l.db.ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("the ledger does not answer: %w", err), l.db.close())
	}
	return l, nil
}

// grown has the tables that deliveries fill studied after the first few hundred records, and again after
// every few thousand. What goes wrong there costs speed only.
func (l *Ledger) grown(ctx context.Context, records int) {
	const first, every = 300, 5000
	now := l.taken.Add(int64(records))
	before := now - int64(records)
	if (before < first && now >= first) || before/every != now/every {
		_ = l.db.study(ctx, "contact", "contact_account", "attempt", "reminder")
	}
}

// Ping says whether the ledger answers.
func (l *Ledger) Ping(ctx context.Context) error { return l.db.ping(ctx) }

// Close ends all connections.
func (l *Ledger) Close() error { return l.db.close() }

// write runs f in one transaction, and again a few times when another transaction was in the way.
func (l *Ledger) write(ctx context.Context, f func(conn) error) error {
	return l.again(ctx, func() error { return l.db.write(ctx, f) })
}

// writeByKey is write for claims and their records.
func (l *Ledger) writeByKey(ctx context.Context, f func(conn) error) error {
	return l.again(ctx, func() error { return l.db.writeByKey(ctx, f) })
}

func (l *Ledger) again(ctx context.Context, f func() error) error {
	const tries = 5
	for i := 1; ; i++ {
		err := f()
		if err == nil || i == tries || !l.db.contended(err) || ctx.Err() != nil {
			return err
		}
	}
}

// The keys under which facts are locked.
func customerKey(id string) string { return "c:" + id }
func addressKey(key string) string { return "k:" + key }
func accountKey(id string) string  { return "a:" + id }

// subjects makes sure that the keys have rows to lock, and locks them, in order.
func (l *Ledger) subjects(ctx context.Context, c conn, keys []string) error {
	keys = sorted(keys)
	known, err := idSet(ctx, c, `SELECT key FROM subject WHERE key IN {$1}`, keys)
	if err != nil {
		return err
	}
	var missing []statement
	for _, k := range keys {
		if !known[k] {
			missing = append(missing, do(`INSERT INTO subject (key) VALUES ($1) ON CONFLICT DO NOTHING`, k))
		}
	}
	if _, err := c.batch(ctx, missing); err != nil {
		return err
	}
	return lock(ctx, c, keys)
}

// lock takes the keys in one statement, ordered, so that no two transactions can wait for each other.
func lock(ctx context.Context, c conn, keys []string) error {
	_, err := texts(ctx, c, `SELECT key FROM subject WHERE key IN {$1} ORDER BY key {lock}`, sorted(keys))
	return err
}

func sorted(keys []string) []string {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return slices.Compact(keys)
}

func intoEvent() into { return into{"event", []string{"id", "at", "kind", "subject", "actor", "data"}} }

// eventRow is one event. Its id sorts by time, so that a sealer can number events in order.
func (l *Ledger) eventRow(kind, subject, actor string, data map[string]any) []any {
	at := micros(l.now())
	body := []byte("{}")
	if len(data) > 0 {
		body, _ = json.Marshal(data) // maps of strings and numbers always marshal
	}
	return []any{fmt.Sprintf("%014x%s", at, l.newID()), at, kind, subject, actor, string(body)}
}

// event is the statement that appends one event.
func (l *Ledger) event(kind, subject, actor string, data map[string]any) statement {
	return do(`INSERT INTO event (id, at, kind, subject, actor, data) VALUES ($1, $2, $3, $4, $5, $6)`, l.eventRow(kind, subject, actor, data)...)
}

// Event is a row of the append-only record.
type Event struct {
	ID, Kind, Subject, Actor, Data string
	At                             time.Time
}

// Events lists what was recorded about a subject (a reminder, an account, a run …), oldest first.
func (l *Ledger) Events(ctx context.Context, subject string) ([]Event, error) {
	var list []Event
	err := each(ctx, l.db, func(r rows) error {
		var e Event
		var at int64
		if err := r.Scan(&e.ID, &at, &e.Kind, &e.Subject, &e.Actor, &e.Data); err != nil {
			return err
		}
		e.At = instant(at)
		list = append(list, e)
		return nil
	}, `SELECT id, at, kind, subject, actor, data FROM event WHERE subject = $1 ORDER BY id`, subject)
	return list, err
}

// Portfolio finds a portfolio.
func (l *Ledger) Portfolio(ctx context.Context, id string) (p dunning.Portfolio, ok bool, err error) {
	return portfolio(ctx, l.db, id)
}

func portfolio(ctx context.Context, c conn, id string) (p dunning.Portfolio, ok bool, err error) {
	err = each(ctx, c, keep(scanPortfolio, func(x dunning.Portfolio) { p, ok = x, true }), `SELECT body FROM portfolio WHERE id = $1`, id)
	return p, ok, err
}

// Portfolios lists all of them, by id.
func (l *Ledger) Portfolios(ctx context.Context) ([]dunning.Portfolio, error) {
	var list []dunning.Portfolio
	err := each(ctx, l.db, keep(scanPortfolio, func(p dunning.Portfolio) { list = append(list, p) }), `SELECT body FROM portfolio ORDER BY id`)
	return list, err
}
