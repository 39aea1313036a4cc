package ledger

import (
	"context"
	"fmt"
	"slices"

	"comity/internal/dunning"
)

func intoContact() into {
	return into{"contact", []string{
		"id", "at", "channel", "customer_id", "address_key", "portfolio_id", "grp", "status", "asked", "work", "source",
	}}
}

func intoAbout() into { return into{"contact_account", []string{"contact_id", "account_id", "at"}} }

func contactRow(x dunning.Contact, source string) []any {
	return []any{
		x.ID, micros(x.At), string(x.Channel), x.CustomerID, x.AddressKey, x.PortfolioID, x.Group, string(x.Status), flag(x.Asked), flag(x.Work), source,
	}
}

func aboutRows(x dunning.Contact) [][]any {
	var list [][]any
	for _, a := range sorted(x.Accounts) {
		list = append(list, []any{x.ID, a, micros(x.At)})
	}
	return list
}

// groupOf is what a portfolio's contacts are counted with.
func groupOf(p dunning.Portfolio) string {
	if p.Group != "" {
		return p.Group
	}
	return p.ID
}

// SaveContacts records contacts that were made elsewhere, so that they count. The same one again changes
// nothing; what was learned about it since changes it. A contact that says neither whom it was with nor for
// which portfolio was with the debtor of its first account, for the portfolio of that.
func (b Book) SaveContacts(ctx context.Context, actor string, list []dunning.Contact) (saved dunning.Saved, err error) {
	list = slices.Clone(list)
	err = b.write(ctx, func(c conn) error {
		if err := completeContacts(ctx, c, list); err != nil {
			return err
		}
		if err := b.l.subjects(ctx, c, contactKeys(list)); err != nil {
			return err
		}
		w, err := b.contactWriter(ctx, c, actor, list)
		if err != nil {
			return err
		}
		saved = w.saved
		return w.write(ctx, c)
	})
	if err == nil && b.c == nil {
		b.l.grown(ctx, saved.New)
	}
	return saved, err
}

// completeContacts fills in what contacts leave out, from their accounts and portfolios.
func completeContacts(ctx context.Context, c conn, list []dunning.Contact) error {
	var accountIDs []string
	for _, x := range list {
		accountIDs = append(accountIDs, x.Accounts...)
	}
	owners, err := ownersOf(ctx, c, accountIDs)
	if err != nil {
		return err
	}
	groups := map[string]string{}
	err = each(ctx, c, keep(scanPortfolio, func(p dunning.Portfolio) { groups[p.ID] = groupOf(p) }), `SELECT body FROM portfolio`)
	if err != nil {
		return err
	}
	for i := range list {
		x := &list[i]
		for _, a := range x.Accounts {
			o, known := owners[a]
			if !known {
				return fmt.Errorf("contact %s is about account %s, which is not known: import the account first", x.ID, a)
			}
			if x.CustomerID == "" {
				x.CustomerID = o.customer
			}
			if x.PortfolioID == "" {
				x.PortfolioID = o.portfolio
			}
		}
		if x.CustomerID == "" {
			return fmt.Errorf("contact %s names neither a customer nor an account", x.ID)
		}
		if x.Group == "" {
			x.Group = groups[x.PortfolioID]
		}
		if x.Group == "" {
			x.Group = x.PortfolioID
		}
	}
	return nil
}

// contactKeys is what a claim that these contacts count for would lock.
func contactKeys(list []dunning.Contact) []string {
	var keys []string
	for _, x := range list {
		keys = append(keys, customerKey(x.CustomerID))
		if x.AddressKey != "" {
			keys = append(keys, addressKey(x.AddressKey))
		}
		for _, a := range x.Accounts {
			keys = append(keys, accountKey(a))
		}
	}
	return keys
}

// contactWriter collects what is to be written, each table in one go.
type contactWriter struct {
	saved   dunning.Saved
	changes []statement
	rows    [][]any
	about   [][]any
	events  [][]any
}

func (b Book) contactWriter(ctx context.Context, c conn, actor string, list []dunning.Contact) (contactWriter, error) {
	var w contactWriter
	have, err := contactsByID(ctx, c, list)
	if err != nil {
		return w, err
	}
	for _, x := range list {
		old, exists := have[x.ID]
		row := contactRow(x, fromElsewhere)
		kind := "contact.recorded"
		switch {
		case !exists:
			w.saved.New++
			w.rows = append(w.rows, row)
			w.about = append(w.about, aboutRows(x)...)
		case old.Source != fromElsewhere:
			return w, fmt.Errorf("contact %s cannot be imported: one that Comity made has this id", x.ID)
		case slices.Equal(row, contactRow(old.Contact, old.Source)) && slices.Equal(sorted(x.Accounts), old.Accounts):
			w.saved.Same++
			continue
		default:
			kind = "contact.changed"
			w.saved.Changed++
			w.changes = append(w.changes, intoContact().change(row), do(`DELETE FROM contact_account WHERE contact_id = $1`, x.ID))
			for _, a := range aboutRows(x) {
				w.changes = append(w.changes, intoAbout().put(a))
			}
		}
		x.Accounts = sorted(x.Accounts)
		have[x.ID] = ContactRow{x, fromElsewhere} // a second row of the same id in one chunk
		w.events = append(w.events, b.l.eventRow(kind, x.CustomerID, actor, map[string]any{
			"contact": x.ID, "at": x.At, "channel": x.Channel, "status": x.Status, "accounts": x.Accounts,
		}))
	}
	return w, nil
}

func (w contactWriter) write(ctx context.Context, c conn) error {
	if _, err := c.batch(ctx, nil, bulk{intoContact(), w.rows}, bulk{intoAbout(), w.about}); err != nil {
		return err
	}
	_, err := c.batch(ctx, w.changes, bulk{intoEvent(), w.events})
	return err
}

func contactsByID(ctx context.Context, c conn, list []dunning.Contact) (map[string]ContactRow, error) {
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = x.ID
	}
	found, err := contactRows(ctx, c, contactColumns+`, COALESCE(x.account_id, '') FROM contact c LEFT JOIN contact_account x ON x.contact_id = c.id
		WHERE c.id IN {$1} ORDER BY c.id, x.account_id`, ids)
	return byID(found, func(x ContactRow) string { return x.ID }), err
}

// contactRows reads contacts, each of which comes once for every account that it was about.
func contactRows(ctx context.Context, c conn, text string, args ...any) ([]ContactRow, error) {
	var list []ContactRow
	err := each(ctx, c, keep(scanContact, func(x ContactRow) { list = joined(list, x) }), text, args...)
	return list, err
}

// ContactsOf lists the contacts with a customer, newest first.
func (l *Ledger) ContactsOf(ctx context.Context, customer string, limit int) ([]ContactRow, error) {
	return contactRows(ctx, l.db, `SELECT c.*, COALESCE(x.account_id, '') FROM (`+
		contactColumns+`FROM contact c WHERE c.customer_id = $1 ORDER BY c.at DESC, c.id DESC LIMIT $2
		) AS c LEFT JOIN contact_account x ON x.contact_id = c.id ORDER BY c.at DESC, c.id DESC, x.account_id`, customer, int64(limit))
}
