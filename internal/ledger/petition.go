package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"comity/internal/dunning"
)

// depth is how much of a petition is read.
type depth bool

const (
	keysOnly depth = false // what it takes to know which rows to lock
	allFacts depth = true
)

// petitions reads queued reminders, in the order of the ids given, with the facts about their people.
// Those in another state are left out.
func petitions(ctx context.Context, c conn, ids []string, since time.Time, deep depth) ([]dunning.Petition, error) {
	which := `WHERE id IN {$1} AND state = 'queued'`
	if deep {
		which += ` ORDER BY id {lock}` // nobody may end it between this look and the claim
	}
	found, err := reminders(ctx, c, which, ids)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	var people []string
	var accountIDs []string
	for _, r := range found {
		people = append(people, r.CustomerID)
		for _, i := range r.Items {
			accountIDs = append(accountIDs, i.AccountID)
		}
	}
	list := make([]dunning.Petition, 0, len(found))
	build := petitionKeys
	if deep {
		build = petitionFacts
	}
	persons, err := build(ctx, c, found, sorted(people), sorted(accountIDs), since)
	if err != nil {
		return nil, err
	}
	portfolios := map[string]dunning.Portfolio{}
	for _, id := range ids {
		r, ok := found[id]
		if !ok {
			continue
		}
		p := dunning.Petition{Reminder: r, Person: persons(r)}
		if deep {
			if _, ok := portfolios[r.PortfolioID]; !ok {
				if portfolios[r.PortfolioID], ok, err = portfolio(ctx, c, r.PortfolioID); err == nil && !ok {
					err = errors.New("it is not there")
				}
				if err != nil {
					return nil, fmt.Errorf("portfolio %s of reminder %s cannot be read: %w", r.PortfolioID, r.ID, err)
				}
			}
			p.Portfolio = portfolios[r.PortfolioID]
		}
		list = append(list, p)
	}
	return list, nil
}

// petitionKeys reads just enough of people to know their keys.
func petitionKeys(ctx context.Context, c conn, _ map[string]dunning.Reminder, customerIDs, _ []string, _ time.Time) (func(dunning.Reminder) dunning.Person, error) {
	points := map[string][]dunning.ContactPoint{}
	err := each(ctx, c, func(r rows) error {
		var id, key string
		err := r.Scan(&id, &key)
		points[id] = append(points[id], dunning.ContactPoint{Key: key})
		return err
	}, `SELECT customer_id, key FROM contact_point WHERE customer_id IN {$1}`, customerIDs)
	return func(r dunning.Reminder) dunning.Person {
		p := dunning.Person{Customer: dunning.Customer{ID: r.CustomerID}, Points: points[r.CustomerID]}
		for _, i := range r.Items {
			p.Accounts = append(p.Accounts, dunning.Account{ID: i.AccountID})
		}
		return p
	}, err
}

// petitionFacts reads everything. A person with two reminders in the group is read once; each petition
// sees only the accounts of its own reminder.
func petitionFacts(ctx context.Context, c conn, found map[string]dunning.Reminder, customerIDs, accountIDs []string, since time.Time) (func(dunning.Reminder) dunning.Person, error) {
	all, err := accounts(ctx, c, accountColumns+`WHERE id IN {$1}`, accountIDs)
	if err != nil {
		return nil, err
	}
	asked := map[string][]string{}
	for _, r := range found {
		for _, i := range r.Items {
			asked[r.CustomerID] = append(asked[r.CustomerID], i.AccountID)
		}
	}
	for id, list := range asked {
		asked[id] = sorted(list)
	}
	facts, err := people(ctx, c, factsQuery{customers: customerIDs, accounts: all, asked: asked, since: since})
	return func(r dunning.Reminder) dunning.Person {
		p := facts[r.CustomerID]
		if p == nil {
			return dunning.Person{Customer: dunning.Customer{ID: r.CustomerID}}
		}
		own := *p
		own.Accounts = nil
		own.History = slices.Clone(p.History)
		for _, i := range r.Items {
			own.Accounts = append(own.Accounts, all[i.AccountID])
		}
		return own
	}, err
}

const reminderColumns = `SELECT id, portfolio_id, run_id, business_date, customer_id, lead_account, stage, step, template, locale, channels,
	state, not_before, not_after, policy, attempts FROM reminder `

// reminders reads reminders by id, with the items they still cover.
func reminders(ctx context.Context, c conn, where string, args ...any) (map[string]dunning.Reminder, error) {
	found := map[string]dunning.Reminder{}
	var ids []string
	err := each(ctx, c, func(r rows) error {
		var x dunning.Reminder
		var day, channels, state string
		var before, after, attempts int64
		err := r.Scan(&x.ID, &x.PortfolioID, &x.RunID, &day, &x.CustomerID, &x.Lead, &x.Stage, &x.Step, &x.Template, &x.Locale, &channels,
			&state, &before, &after, &x.Policy, &attempts)
		if err != nil {
			return err
		}
		x.Channels, x.State, x.NotBefore, x.NotAfter, x.Attempts = channelList(channels), dunning.State(state), instant(before), instant(after), int(attempts)
		x.BusinessDate, err = date(day)
		found[x.ID] = x
		ids = append(ids, x.ID)
		return err
	}, reminderColumns+where, args...)
	if err != nil || len(ids) == 0 {
		return found, err
	}
	return found, each(ctx, c, func(r rows) error {
		var id string
		var i dunning.Item
		var cycle int64
		if err := r.Scan(&id, &i.AccountID, &i.Stage, &i.Step, &cycle); err != nil {
			return err
		}
		i.Cycle = int(cycle)
		x := found[id]
		x.Items = append(x.Items, i)
		found[id] = x
		return nil
	}, `SELECT reminder_id, account_id, stage, step, cycle FROM reminder_item WHERE reminder_id IN {$1} AND released = 0 ORDER BY reminder_id, position`, ids)
}
