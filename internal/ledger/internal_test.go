package ledger

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/internal/dunning"
	"comity/internal/testenv"
)

// both opens a migrated ledger on each database.
func both(t *testing.T, f func(*testing.T, *Ledger)) {
	for name, address := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "ledger.db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := Open(t.Context(), address(t), Options{Now: func() time.Time { return time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC) }})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = l.Close() })
			for range 2 { // twice: migrating again is no error
				if err := l.Migrate(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			f(t, l)
		})
	}
}

func TestEventsCannotBeChangedOrRemoved(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, l *Ledger) {
		if _, err := l.db.batch(t.Context(), []statement{l.event("test", "s", "a", nil)}); err != nil {
			t.Fatal(err)
		}
		for _, sql := range []string{`UPDATE event SET kind = 'other'`, `DELETE FROM event`} {
			if _, err := l.db.exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})
}

func TestTheDatabaseRefusesAnApproverWhoRequested(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, l *Ledger) {
		_, err := l.db.exec(t.Context(), `INSERT INTO approval (id, kind, subject, requested_by, requested_at, approved_by, approved_at)
			VALUES ('x', 'k', 's', 'li', 1, 'li', 2)`)
		if err == nil {
			t.Error("approved by the requester")
		}
	})
}

func TestTheDatabaseRefusesASecondAttemptBesideAnUnknownOne(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, l *Ledger) {
		insert := func(id, state string) error {
			_, err := l.db.exec(t.Context(), `INSERT INTO attempt (id, reminder_id, channel, point_id, state, worker, template, body_sha256,
				provider, ref, code, detail, not_after, claimed_at, ended_at) VALUES ($1, 'r', 'sms', 'p', $2, 'w', '', '', '', '', '', '', 0, 0, 0)`, id, state)
			return err
		}
		_, err := l.db.exec(t.Context(), `INSERT INTO reminder (id, portfolio_id, run_id, business_date, customer_id, lead_account, stage, step, template,
			locale, channels, state, not_before, not_after, policy, attempts, rule, handed_at, updated_at)
			VALUES ('r', 'b', 'u', '2026-11-10', 'c', 'a', 'M1', 's', 't', 'en', 'sms', 'unknown', 0, 0, 'p', 0, '', 0, 0)`)
		if err != nil {
			t.Fatal(err)
		}
		if err := insert("1", "refused"); err != nil {
			t.Fatal(err)
		}
		if err := insert("2", "unknown"); err != nil {
			t.Fatal(err)
		}
		if err := insert("3", "sending"); err == nil {
			t.Error("a second attempt while the first may have been taken")
		}
	})
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, l *Ledger) {
		err := l.db.write(t.Context(), func(c conn) error {
			if _, err := c.exec(t.Context(), `INSERT INTO subject (key) VALUES ('k')`); err != nil {
				return err
			}
			_, err := c.exec(t.Context(), `INSERT INTO no_such_table (x) VALUES (1)`)
			return err
		})
		if err == nil {
			t.Fatal("no error")
		}
		var k string
		if found, err := one(t.Context(), l.db, []any{&k}, `SELECT key FROM subject WHERE key = 'k'`); err != nil || found {
			t.Errorf("found %v, error %v", found, err)
		}
		if err := l.db.write(t.Context(), func(conn) error { return nil }); err != nil {
			t.Errorf("the ledger does not work any more: %v", err)
		}
	})
}

func TestAClaimThatCannotBeWrittenGrantsNothing(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, l *Ledger) {
		book := l.Book()
		for _, err := range []error{
			second(book.SavePortfolio(t.Context(), "t", dunning.Portfolio{ID: "b"})),
			second(book.SaveCustomers(t.Context(), "t", []dunning.Customer{{ID: "c"}})),
			second(book.SaveAccounts(t.Context(), "t", []dunning.Account{{ID: "a", PortfolioID: "b", CustomerID: "c", Overdue: 1}})),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, sql := range []string{
			`INSERT INTO reminder (id, portfolio_id, run_id, business_date, customer_id, lead_account, stage, step, template, locale, channels, state,
				not_before, not_after, policy, attempts, rule, handed_at, updated_at)
				VALUES ('r', 'b', 'u', '2026-11-10', 'c', 'a', 'M1', 's', 't', 'en', 'sms', 'queued', 0, 0, 'p', 0, '', 0, 0)`,
			`INSERT INTO reminder_item (reminder_id, account_id, stage, step, cycle, position, released) VALUES ('r', 'a', 'M1', 's', 1, 0, 0)`,
			`INSERT INTO attempt (id, reminder_id, channel, point_id, state, worker, template, body_sha256, provider, ref, code, detail, not_after,
				claimed_at, ended_at) VALUES ('open', 'r', 'sms', 'p', 'unknown', 'w', '', '', '', '', '', '', 0, 0, 0)`,
		} {
			if _, err := l.db.exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		granted, err := l.Claim(t.Context(), dunning.ClaimRequest{IDs: []string{"r"}, Worker: "w", Decide: func(p dunning.Petition) dunning.Ruling {
			return dunning.Ruling{State: dunning.Sending, Channels: p.Reminder.Channels}
		}})
		if err == nil || len(granted) != 0 {
			t.Errorf("granted %d beside an unknown attempt, error %v", len(granted), err)
		}
	})
}

func second[A any](_ A, err error) error { return err }

func TestAWriteThatIsGivenUpDoesNotBlockTheNext(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, l *Ledger) {
		for range 200 {
			ctx, cancel := context.WithCancel(t.Context())
			go cancel()
			_ = l.db.write(ctx, func(c conn) error {
				_, err := c.exec(ctx, `INSERT INTO subject (key) VALUES ('k') ON CONFLICT DO NOTHING`)
				return err
			})
		}
		if _, err := l.db.exec(t.Context(), `INSERT INTO subject (key) VALUES ('after') ON CONFLICT DO NOTHING`); err != nil {
			t.Error(err)
		}
	})
}
