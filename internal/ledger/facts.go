package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

func customers(ctx context.Context, c conn, ids []string) (map[string]dunning.Customer, error) {
	found := make(map[string]dunning.Customer, len(ids))
	err := each(ctx, c, func(r rows) error {
		var x dunning.Customer
		var salutation, zones string
		if err := r.Scan(&x.ID, &x.Name, &salutation, &x.Locale, &zones); err != nil {
			return err
		}
		x.Salutation, x.Zones = dunning.Salutation(salutation), fields(zones)
		found[x.ID] = x
		return nil
	}, `SELECT id, name, salutation, locale, zones FROM customer WHERE id IN {$1}`, ids)
	return found, err
}

// fields is strings.Fields, but nil for nothing, so that values compare.
func fields(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Fields(s)
}

const pointColumns = `SELECT id, customer_id, channel, value, postal, key, consent, health, position FROM contact_point `

func eachPoint(ctx context.Context, c conn, f func(dunning.ContactPoint), text string, args ...any) error {
	return each(ctx, c, func(r rows) error {
		var p dunning.ContactPoint
		var channel, postal, consent, health string
		var rank int64
		if err := r.Scan(&p.ID, &p.CustomerID, &channel, &p.Value, &postal, &p.Key, &consent, &health, &rank); err != nil {
			return err
		}
		p.Channel, p.Consent, p.Health, p.Rank = dunning.Channel(channel), dunning.Consent(consent), dunning.Health(health), int(rank)
		if p.Channel == dunning.Letter {
			if err := json.Unmarshal([]byte(postal), &p.Postal); err != nil {
				return fmt.Errorf("contact point %s: %w", p.ID, err)
			}
		}
		f(p)
		return nil
	}, text, args...)
}

const accountColumns = `SELECT id, portfolio_id, customer_id, product, last4, currency, balance, overdue, minimum_due, paid_since,
	due_date, as_of, taken_on, cycle FROM account `

// accounts reads accounts with their joint debtors.
func accounts(ctx context.Context, c conn, text string, args ...any) (map[string]dunning.Account, error) {
	found := map[string]dunning.Account{}
	var ids []string
	err := each(ctx, c, func(r rows) error {
		var a dunning.Account
		var due, taken string
		var asOf, cycle int64
		if err := r.Scan(&a.ID, &a.PortfolioID, &a.CustomerID, &a.Product, &a.Last4, &a.Currency, &a.Balance, &a.Overdue, &a.MinimumDue,
			&a.PaidSince, &due, &asOf, &taken, &cycle); err != nil {
			return err
		}
		a.AsOf, a.Cycle = instant(asOf), int(cycle)
		var err error
		if a.DueDate, err = date(due); err != nil {
			return fmt.Errorf("account %s: %w", a.ID, err)
		}
		if a.TakenOn, err = date(taken); err != nil {
			return fmt.Errorf("account %s: %w", a.ID, err)
		}
		found[a.ID] = a
		ids = append(ids, a.ID)
		return nil
	}, text, args...)
	if err != nil || len(ids) == 0 {
		return found, err
	}
	err = each(ctx, c, func(r rows) error {
		var id, joint string
		if err := r.Scan(&id, &joint); err != nil {
			return err
		}
		a := found[id]
		a.Joint = append(a.Joint, joint)
		found[id] = a
		return nil
	}, `SELECT account_id, customer_id FROM joint_debtor WHERE account_id IN {$1} ORDER BY account_id, customer_id`, ids)
	return found, err
}

func date(s string) (d calendar.Date, err error) {
	err = d.UnmarshalText([]byte(s))
	return d, err
}

const holdColumns = `SELECT id, kind, customer_id, account_id, channel, starts_at, ends_at, reason FROM hold `

func eachHold(ctx context.Context, c conn, f func(dunning.Hold), text string, args ...any) error {
	return each(ctx, c, func(r rows) error {
		var h dunning.Hold
		var kind, channel string
		var starts, ends int64
		if err := r.Scan(&h.ID, &kind, &h.CustomerID, &h.AccountID, &channel, &starts, &ends, &h.Reason); err != nil {
			return err
		}
		h.Kind, h.Channel, h.Starts, h.Ends = dunning.HoldKind(kind), dunning.Channel(channel), instant(starts), instant(ends)
		f(h)
		return nil
	}, text, args...)
}

// query names what facts are wanted: these people, about these accounts.
type factsQuery struct {
	customers []string
	accounts  map[string]dunning.Account // by id
	asked     map[string][]string        // customer → ids of the accounts asked about
	since     time.Time                  // how far back history matters
}

// people reads the facts of many people in a fixed number of statements, however many they are.
func people(ctx context.Context, c conn, q factsQuery) (map[string]*dunning.Person, error) {
	found := make(map[string]*dunning.Person, len(q.customers))
	known, err := customers(ctx, c, q.customers)
	if err != nil {
		return nil, err
	}
	byAccount := map[string][]*dunning.Person{}
	var accountIDs []string
	for id, x := range known {
		p := &dunning.Person{Customer: x}
		for _, account := range q.asked[id] {
			p.Accounts = append(p.Accounts, q.accounts[account])
			if byAccount[account] == nil {
				accountIDs = append(accountIDs, account)
			}
			byAccount[account] = append(byAccount[account], p)
		}
		found[id] = p
	}
	byKey := map[string][]*dunning.Person{}
	var keys []string
	err = eachPoint(ctx, c, func(x dunning.ContactPoint) {
		p := found[x.CustomerID]
		p.Points = append(p.Points, x)
		if byKey[x.Key] == nil {
			keys = append(keys, x.Key)
		}
		if !slices.Contains(byKey[x.Key], p) {
			byKey[x.Key] = append(byKey[x.Key], p)
		}
	}, pointColumns+`WHERE customer_id IN {$1} ORDER BY customer_id, channel, position, id`, q.customers)
	if err != nil {
		return nil, err
	}
	err = eachHold(ctx, c, func(h dunning.Hold) {
		for _, p := range concerned(found[h.CustomerID], byAccount[h.AccountID]) {
			p.Holds = append(p.Holds, h)
		}
	}, holdColumns+`WHERE released_at = 0 AND (customer_id IN {$1} OR account_id IN {$2}) ORDER BY id`, q.customers, accountIDs)
	if err != nil {
		return nil, err
	}
	if err := history(ctx, c, q, accountIDs, keys, func(x dunning.Contact) {
		list := slices.Clone(byKey[x.AddressKey])
		for _, a := range x.Accounts {
			list = append(list, byAccount[a]...)
		}
		for _, p := range concerned(found[x.CustomerID], list) {
			p.History = append(p.History, x)
		}
	}); err != nil {
		return nil, err
	}
	return found, taken(ctx, c, accountIDs, func(t dunning.Taken) {
		for _, p := range byAccount[t.AccountID] {
			p.Taken = append(p.Taken, t)
		}
	})
}

// concerned is the person and the others, each once.
func concerned(p *dunning.Person, others []*dunning.Person) []*dunning.Person {
	var list []*dunning.Person
	if p != nil {
		list = append(list, p)
	}
	for _, o := range others {
		if !slices.Contains(list, o) {
			list = append(list, o)
		}
	}
	return list
}

// history reads the contacts with these people, at these addresses or about these accounts, each once.
func history(ctx context.Context, c conn, q factsQuery, accountIDs, keys []string, f func(dunning.Contact)) error {
	since := micros(q.since)
	var list []*dunning.Contact
	byID := map[string]*dunning.Contact{}
	var ids []string
	err := each(ctx, c, func(r rows) error {
		var x dunning.Contact
		var at int64
		var channel, status string
		if err := r.Scan(&x.ID, &at, &channel, &x.CustomerID, &x.AddressKey, &x.PortfolioID, &status); err != nil {
			return err
		}
		x.At, x.Channel, x.Status = instant(at), dunning.Channel(channel), dunning.ContactStatus(status)
		byID[x.ID] = &x
		list = append(list, &x)
		ids = append(ids, x.ID)
		return nil
	}, `SELECT id, at, channel, customer_id, address_key, portfolio_id, status FROM contact WHERE customer_id IN {$1} AND at >= $4
		UNION SELECT id, at, channel, customer_id, address_key, portfolio_id, status FROM contact WHERE address_key IN {$2} AND at >= $4
		UNION SELECT c.id, c.at, c.channel, c.customer_id, c.address_key, c.portfolio_id, c.status FROM contact_account x
			JOIN contact c ON c.id = x.contact_id WHERE x.account_id IN {$3} AND x.at >= $4
		ORDER BY 2, 1`, q.customers, keys, accountIDs, since)
	if err != nil || len(list) == 0 {
		return err
	}
	err = each(ctx, c, func(r rows) error {
		var id, account string
		if err := r.Scan(&id, &account); err != nil {
			return err
		}
		byID[id].Accounts = append(byID[id].Accounts, account)
		return nil
	}, `SELECT contact_id, account_id FROM contact_account WHERE contact_id IN {$1} ORDER BY contact_id, account_id`, ids)
	for _, x := range list {
		f(*x)
	}
	return err
}

// taken reads the steps of accounts that were reserved and not released.
func taken(ctx context.Context, c conn, accountIDs []string, f func(dunning.Taken)) error {
	return each(ctx, c, func(r rows) error {
		var t dunning.Taken
		var cycle, handed, updated int64
		var state string
		if err := r.Scan(&t.AccountID, &t.Step, &cycle, &state, &handed, &updated); err != nil {
			return err
		}
		t.Cycle, t.Done, t.At = int(cycle), !dunning.State(state).Owed(), instant(handed)
		if handed == 0 {
			t.At = instant(updated)
		}
		f(t)
		return nil
	}, `SELECT i.account_id, i.step, i.cycle, r.state, r.handed_at, r.updated_at FROM reminder_item i JOIN reminder r ON r.id = i.reminder_id
		WHERE i.account_id IN {$1} AND i.released = 0 ORDER BY i.account_id, r.handed_at, i.step`, accountIDs)
}

// Person reads everything about one person and one of their accounts, as a decision would see it.
func (l *Ledger) Person(ctx context.Context, accountID string, window time.Duration) (p dunning.Person, ok bool, err error) {
	found, err := accounts(ctx, l.db, accountColumns+`WHERE id = $1`, accountID)
	a, ok := found[accountID]
	if err != nil || !ok {
		return p, false, err
	}
	list, err := people(ctx, l.db, factsQuery{
		customers: []string{a.CustomerID}, accounts: found,
		asked: map[string][]string{a.CustomerID: {a.ID}}, since: l.now().Add(-window),
	})
	if err != nil || list[a.CustomerID] == nil {
		return p, false, err
	}
	return *list[a.CustomerID], true, nil
}
