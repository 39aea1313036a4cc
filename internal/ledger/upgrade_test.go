package ledger

import (
	"strings"
	"testing"
	"time"

	"comity/internal/dunning"

	"github.com/pressly/goose/v3"
)

func TestALedgerOfAnEarlierComityIsUpgradedWithWhatIsInIt(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, l *Ledger) {
		move := func(f func(*goose.Provider) error) {
			t.Helper()
			if err := l.db.migrating(f); err != nil {
				t.Fatal(err)
			}
		}
		const shipped = 2 // the last migration of the first Comity
		move(func(p *goose.Provider) error { _, err := p.DownTo(t.Context(), shipped); return err })
		for _, sql := range []string{
			`INSERT INTO portfolio (id, body, updated_at) VALUES ('b', '{"id": "b"}', 0)`,
			`INSERT INTO customer (id, name, salutation, locale, zones, updated_at) VALUES ('c', 'n', '', 'en', 'Asia/Shanghai', 0)`,
			`INSERT INTO contact_point (id, customer_id, channel, value, postal, key, consent, health, position, updated_at)
				VALUES ('p', 'c', 'sms', '+8610000000001', '{}', 'k', 'given', 'ok', 0, 0)`,
			`INSERT INTO account (id, portfolio_id, customer_id, product, last4, currency, balance, overdue, minimum_due, paid_since,
				due_date, as_of, taken_on, cycle, updated_at) VALUES ('a', 'b', 'c', '', '', 'CNY', 1, 1, 1, 0, '2026-11-01', 1, '2026-11-01', 1, 0)`,
			`INSERT INTO hold (id, kind, customer_id, account_id, channel, starts_at, ends_at, reason, released_at)
				VALUES ('h', 'dispute', 'c', '', '', 1, 0, '', 0), ('over', 'dispute', 'c', '', '', 1, 0, '', 2)`,
			`INSERT INTO contact (id, at, channel, customer_id, address_key, portfolio_id, status, source)
				VALUES ('x', 5, 'sms', 'c', 'k', 'b', 'sent', 'comity')`,
		} {
			if _, err := l.db.exec(t.Context(), sql); err != nil {
				t.Fatalf("%s: %v", sql, err)
			}
		}
		if err := l.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		p, ok, err := l.Person(t.Context(), "a", 100*365*24*time.Hour)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if len(p.Points) != 1 || p.Points[0].Work || len(p.Holds) != 1 || p.Holds[0].ID != "h" || len(p.History) != 1 || p.History[0].Group != "b" {
			t.Errorf("after the upgrade: %+v", p)
		}
	})
}

func TestTheDatabaseKeepsVersionsOfPoliciesAsTheyWere(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, l *Ledger) {
		run := func(sql string) error {
			_, err := l.db.exec(t.Context(), sql)
			return err
		}
		if err := l.KeepPolicy(t.Context(), dunning.PolicyVersion{ID: "cn@1", Name: "cn", Origin: dunning.PolicyEdited, ProposedBy: "li"}); err != nil {
			t.Fatal(err)
		}
		if err := run(`UPDATE policy_version SET published_by = 'li', published_at = 1`); err == nil {
			t.Error("published by who proposed it")
		}
		refused := func(sql string) {
			t.Helper()
			if err := run(sql); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", sql, err)
			}
		}
		refused(`UPDATE policy_version SET body = '{}', published_by = 'wang'`)
		refused(`UPDATE policy_version SET published_at = 1`)
		refused(`DELETE FROM policy_version`)
		if err := run(`UPDATE policy_version SET published_by = 'wang', published_at = 1`); err != nil {
			t.Error(err)
		}
		refused(`UPDATE policy_version SET published_by = 'zhao'`)
		refused(`UPDATE policy_version SET published_by = ''`)
	})
}

func TestAPetitionIsLeftAloneUnlessAllThatItConcernsIsLocked(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, l *Ledger) {
		book := l.Book()
		for _, err := range []error{
			second(book.SavePortfolio(t.Context(), "t", dunning.Portfolio{ID: "b"})),
			second(book.SaveCustomers(t.Context(), "t", []dunning.Customer{{ID: "c"}})),
			second(book.SavePoints(t.Context(), "t", []dunning.ContactPoint{{ID: "p", CustomerID: "c", Channel: dunning.SMS, Key: "k"}})),
			second(book.SaveAccounts(t.Context(), "t", []dunning.Account{{ID: "a", PortfolioID: "b", CustomerID: "c", Overdue: 1}})),
			second(l.db.exec(t.Context(), `INSERT INTO reminder (id, portfolio_id, run_id, business_date, customer_id, lead_account, stage, step, template,
				locale, channels, state, not_before, not_after, policy, attempts, rule, handed_at, updated_at)
				VALUES ('r', 'b', 'u', '2026-11-10', 'c', 'a', 'M1', 's', 't', 'en', 'sms', 'queued', 0, 0, 'p', 0, '', 0, 0)`)),
			second(l.db.exec(t.Context(), `INSERT INTO reminder_item (reminder_id, account_id, stage, step, cycle, position, released)
				VALUES ('r', 'a', 'M1', 's', 1, 0, 0)`)),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		err := l.db.write(t.Context(), func(c conn) error {
			keys, err := lockPetitions(t.Context(), c, []string{"r"})
			if err != nil || len(keys) != 3 {
				t.Fatalf("locked %v, error %v", keys, err)
			}
			for _, missing := range []string{"", customerKey("c"), addressKey("k"), accountKey("a")} {
				held := locked{customerKey("c"): missing != customerKey("c"), addressKey("k"): missing != addressKey("k"), accountKey("a"): missing != accountKey("a")}
				list, err := petitions(t.Context(), c, []string{"r"}, held, time.Time{})
				if err != nil || (len(list) == 1) != (missing == "") {
					t.Errorf("without %q: %d petitions, error %v", missing, len(list), err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
