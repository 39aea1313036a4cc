package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

func intoCustomer() into {
	return into{"customer", []string{"id", "name", "salutation", "locale", "zones", "places", "inconvenient", "waivers", "prefers", "updated_at"}}
}

// customerRow is a person as the table has it, but for when that was written: two that are the same are equal.
func customerRow(x dunning.Customer) []any {
	waivers := make([]dunning.Waiver, len(x.Waivers))
	for i, w := range x.Waivers {
		w.Starts, w.Ends = instant(micros(w.Starts)), instant(micros(w.Ends))
		waivers[i] = w
	}
	return []any{
		x.ID, x.Name, string(x.Salutation), x.Locale, strings.Join(x.Zones, " "), words(x.Places), listText(x.Inconvenient), listText(waivers), words(x.Prefers),
	}
}

const customerColumns = `SELECT id, name, salutation, locale, zones, places, inconvenient, waivers, prefers FROM customer `

func scanCustomer(r rows) (x dunning.Customer, err error) {
	var salutation, zones, places, inconvenient, waivers, prefers string
	if err := r.Scan(&x.ID, &x.Name, &salutation, &x.Locale, &zones, &places, &inconvenient, &waivers, &prefers); err != nil {
		return x, err
	}
	x.Salutation, x.Zones, x.Places, x.Prefers = dunning.Salutation(salutation), fields(zones), wordList[calendar.Place](places), channelList(prefers)
	if err := readList(inconvenient, &x.Inconvenient); err != nil {
		return x, fmt.Errorf("the inconvenient times of customer %s: %w", x.ID, err)
	}
	if err := readList(waivers, &x.Waivers); err != nil {
		return x, fmt.Errorf("the waivers of customer %s: %w", x.ID, err)
	}
	return x, nil
}

func customers(ctx context.Context, c conn, ids []string) (map[string]dunning.Customer, error) {
	found := make(map[string]dunning.Customer, len(ids))
	err := each(ctx, c, keep(scanCustomer, func(x dunning.Customer) { found[x.ID] = x }), customerColumns+`WHERE id IN {$1}`, ids)
	return found, err
}

func intoPoint() into {
	return into{"contact_point", []string{
		"id", "customer_id", "channel", "value", "postal", "key", "consent", "form", "confirmed_at", "work", "basis", "health", "position", "updated_at",
	}}
}

// pointRow is a contact point as the table has it, but for when that was written.
func pointRow(p dunning.ContactPoint) []any {
	postal, _ := json.Marshal(p.Postal) // of strings
	return []any{
		p.ID, p.CustomerID, string(p.Channel), p.Value, string(postal), p.Key, string(p.Consent), string(p.Form), micros(p.Confirmed), flag(p.Work),
		string(p.Basis), string(p.Health), int64(p.Rank),
	}
}

const pointColumns = `SELECT id, customer_id, channel, value, postal, key, consent, form, confirmed_at, work, basis, health, position FROM contact_point `

func scanPoint(r rows) (p dunning.ContactPoint, err error) {
	var channel, postal, consent, form, basis, health string
	var confirmed, work, rank int64
	if err := r.Scan(&p.ID, &p.CustomerID, &channel, &p.Value, &postal, &p.Key, &consent, &form, &confirmed, &work, &basis, &health, &rank); err != nil {
		return p, err
	}
	p.Channel, p.Consent, p.Form, p.Confirmed = dunning.Channel(channel), dunning.Consent(consent), dunning.ConsentForm(form), instant(confirmed)
	p.Work, p.Basis, p.Health, p.Rank = work != 0, dunning.Basis(basis), dunning.Health(health), int(rank)
	if p.Channel == dunning.Letter {
		if err := json.Unmarshal([]byte(postal), &p.Postal); err != nil {
			return p, fmt.Errorf("contact point %s: %w", p.ID, err)
		}
	}
	return p, nil
}

// Person reads everything about one person and one of their accounts, as a decision would see it.
func (l *Ledger) Person(ctx context.Context, accountID string, window time.Duration) (p dunning.Person, ok bool, err error) {
	k := newCollection()
	if err := l.db.ask(ctx, []question{k.accountsBy(`WHERE id = $1`, accountID)}); err != nil {
		return p, false, err
	}
	a, ok := k.accounts[accountID]
	if !ok {
		return p, false, nil
	}
	if err := l.db.ask(ctx, k.about([]string{a.CustomerID}, []string{a.ID}, l.now().Add(-window))); err != nil {
		return p, false, err
	}
	found := k.people(map[string][]string{a.CustomerID: {a.ID}})[a.CustomerID]
	if found == nil {
		return p, false, nil
	}
	return *found, true, nil
}
