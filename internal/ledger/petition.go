package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"comity/internal/dunning"
)

// locked are the keys that a transaction holds.
type locked map[string]bool

// ids lists what is locked of one kind: those with this prefix, without it.
func (l locked) ids(prefix string) []string {
	var list []string
	for k := range l {
		if id, ok := strings.CutPrefix(k, prefix); ok {
			list = append(list, id)
		}
	}
	return sorted(list)
}

// queued is the state of what is claimed, said so that no database looks for it by the state: when it was last
// studied there may have been none, and now there may be thousands.
const queued = `reminder.state || '' = 'queued'`

// lockPetitions locks every person, contact-point value and account of reminders, in one statement ordered
// by key. What stands there once the locks are granted is for a later statement to read.
func lockPetitions(ctx context.Context, c conn, ids []string) (locked, error) {
	keys, err := idSet(ctx, c, `SELECT key FROM subject WHERE key IN (
			SELECT 'c:' || customer_id FROM reminder WHERE id IN {$1}
			UNION SELECT 'k:' || p.key FROM reminder r JOIN contact_point p ON p.customer_id = r.customer_id WHERE r.id IN {$1}
			UNION SELECT 'a:' || account_id FROM reminder_item WHERE reminder_id IN {$1} AND released = 0)
		ORDER BY key {lock}`, ids)
	return keys, err
}

// petitions reads queued reminders with the facts about the people, addresses and accounts that are locked,
// all in one round trip, and answers them in the order of the ids given. Left out is a reminder that is in
// another state, or that concerns something that is not locked, because somebody gave the person a new
// address meanwhile: the next bell finds it.
func petitions(ctx context.Context, c conn, ids []string, keys locked, since time.Time) ([]dunning.Petition, error) {
	found := map[string]dunning.Reminder{}
	portfolios := map[string]dunning.Portfolio{}
	k := newCollection()
	accountIDs := keys.ids(accountKey(""))
	questions := append([]question{
		// nobody may end it between this look and the claim
		remindersBy(found, `WHERE id IN {$1} AND `+queued+` ORDER BY id {lock}`, ids),
		itemsOf(found, ids),
		{
			do(`SELECT body FROM portfolio WHERE id IN (SELECT portfolio_id FROM reminder WHERE id IN {$1})`, ids),
			keep(scanPortfolio, func(p dunning.Portfolio) { portfolios[p.ID] = p }),
		},
		k.accountsBy(`WHERE id IN {$1}`, accountIDs),
	}, k.about(keys.ids(customerKey("")), accountIDs, since)...)
	if err := c.ask(ctx, questions); err != nil {
		return nil, err
	}
	people := k.people(askedBy(found))
	list := make([]dunning.Petition, 0, len(found))
	for _, id := range ids {
		r, ok := found[id]
		if !ok {
			continue
		}
		p := dunning.Petition{Reminder: r, Person: k.petitioner(people[r.CustomerID], r)}
		if !keys.cover(p) {
			continue
		}
		if p.Portfolio, ok = portfolios[r.PortfolioID]; !ok {
			return nil, fmt.Errorf("portfolio %s of reminder %s cannot be read: %w", r.PortfolioID, r.ID, errors.New("it is not there"))
		}
		list = append(list, p)
	}
	return list, nil
}

// askedBy says which accounts of each person the reminders are about.
func askedBy(found map[string]dunning.Reminder) map[string][]string {
	asked := map[string][]string{}
	for _, r := range found {
		for _, i := range r.Items {
			asked[r.CustomerID] = append(asked[r.CustomerID], i.AccountID)
		}
	}
	for id, list := range asked {
		asked[id] = sorted(list)
	}
	return asked
}

// petitioner is a person as one reminder sees them. A person with two reminders in the group was read once;
// each petition sees only the accounts of its own.
func (k *collection) petitioner(p *dunning.Person, r dunning.Reminder) dunning.Person {
	if p == nil {
		return dunning.Person{Customer: dunning.Customer{ID: r.CustomerID}}
	}
	own := *p
	own.Accounts = nil
	own.History = own.History[:len(own.History):len(own.History)] // what is added is this petition's alone
	for _, i := range r.Items {
		own.Accounts = append(own.Accounts, k.accounts[i.AccountID])
	}
	return own
}

// cover says whether everything that a claim must have locked is.
func (l locked) cover(p dunning.Petition) bool {
	if !l[customerKey(p.Person.Customer.ID)] {
		return false
	}
	for _, x := range p.Person.Points {
		if !l[addressKey(x.Key)] {
			return false
		}
	}
	for _, a := range p.Person.Accounts {
		if !l[accountKey(a.ID)] {
			return false
		}
	}
	return true
}

const reminderColumns = `SELECT id, portfolio_id, run_id, business_date, customer_id, lead_account, stage, step, template, locale, channels,
	state, not_before, not_after, policy, attempts FROM reminder `

func scanReminder(r rows) (x dunning.Reminder, err error) {
	var day, channels, state string
	var before, after, attempts int64
	if err := r.Scan(&x.ID, &x.PortfolioID, &x.RunID, &day, &x.CustomerID, &x.Lead, &x.Stage, &x.Step, &x.Template, &x.Locale, &channels,
		&state, &before, &after, &x.Policy, &attempts); err != nil {
		return x, err
	}
	x.Channels, x.State, x.NotBefore, x.NotAfter, x.Attempts = channelList(channels), dunning.State(state), instant(before), instant(after), int(attempts)
	x.BusinessDate, err = date(day)
	return x, err
}

// remindersBy asks for reminders.
func remindersBy(found map[string]dunning.Reminder, where string, args ...any) question {
	return question{do(reminderColumns+where, args...), keep(scanReminder, func(x dunning.Reminder) { found[x.ID] = x })}
}

// itemsOf asks what reminders that were asked for before still cover.
func itemsOf(found map[string]dunning.Reminder, ids []string) question {
	return question{
		do(`SELECT reminder_id, account_id, stage, step, cycle FROM reminder_item WHERE reminder_id IN {$1} AND released = 0
			ORDER BY reminder_id, position`, ids),
		func(r rows) error {
			var id string
			var i dunning.Item
			var cycle int64
			if err := r.Scan(&id, &i.AccountID, &i.Stage, &i.Step, &cycle); err != nil {
				return err
			}
			i.Cycle = int(cycle)
			if x, ok := found[id]; ok {
				x.Items = append(x.Items, i)
				found[id] = x
			}
			return nil
		},
	}
}

// reminders reads reminders by id, with the items they still cover.
func reminders(ctx context.Context, c conn, where string, args ...any) (map[string]dunning.Reminder, error) {
	found := map[string]dunning.Reminder{}
	if err := c.ask(ctx, []question{remindersBy(found, where, args...)}); err != nil || len(found) == 0 {
		return found, err
	}
	ids := make([]string, 0, len(found))
	for id := range found {
		ids = append(ids, id)
	}
	return found, c.ask(ctx, []question{itemsOf(found, ids)})
}

func scanPortfolio(r rows) (p dunning.Portfolio, err error) {
	var body string
	if err := r.Scan(&body); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(body), &p)
}
