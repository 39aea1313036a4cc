package intake

import (
	"context"
	"slices"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// MaxEntries is how many contacts may come at once.
const MaxEntries = 1_000

// Contact is a contact made elsewhere, as another system tells it: the columns of contacts.csv by name.
type Contact struct {
	ID         string   `json:"contact_id"`
	At         string   `json:"at"` // RFC 3339
	Channel    string   `json:"channel"`
	Status     string   `json:"status"`
	Customer   string   `json:"customer_id"`
	Accounts   []string `json:"account_ids"`
	Address    string   `json:"address"`
	Line1      string   `json:"line1"`
	Line2      string   `json:"line2"`
	Line3      string   `json:"line3"`
	City       string   `json:"city"`
	Region     string   `json:"region"`
	PostalCode string   `json:"postal_code"`
	Country    string   `json:"country"`
	Portfolio  string   `json:"portfolio"`
	Group      string   `json:"group"`
	Asked      bool     `json:"asked"`
	Work       bool     `json:"work"`
	Source     string   `json:"source"`
}

// TakeContacts takes contacts in that were made elsewhere: all of them or, where one has a fault, none. The
// line of a fault is the position of its contact, from 1. The same contacts again change nothing.
func (i *Importer) TakeContacts(ctx context.Context, actor, locale string, list []Contact) (Saved, []Fault, error) {
	l := loading[dunning.Contact]{table: contacts(), ids: map[idHash]uint32{}, file: file{name: "contacts"}}
	l.run = &run{store: i.store, opts: Options{Actor: actor, Locale: locale}, now: i.now()}
	sets, head := map[string]*fileSet{}, header{names: columnNames(contacts().cols), at: map[string]int{}}
	for i, name := range head.names {
		head.at[name] = i
	}
	for n, c := range list {
		set, err := l.run.setOf(ctx, sets, c.Portfolio)
		if err != nil {
			return Saved{}, nil, err
		}
		r := &row{record: record{line: n + 1, cells: c.cells()}, head: head, set: set, locale: locale}
		it := item[dunning.Contact]{id: l.idOf(r), rows: []*row{r}}
		if r.check(UTF8) {
			it.value = parseEntry(r, c)
		}
		l.unique(it)
		l.chunk = append(l.chunk, it)
	}
	if err := l.refer(ctx); err != nil {
		return Saved{}, nil, err
	}
	good, faults := make([]dunning.Contact, 0, len(l.chunk)), []Fault(nil)
	for _, it := range l.chunk {
		good, faults = append(good, it.value), append(faults, it.rows[0].faults...)
	}
	if len(faults) > 0 || len(good) == 0 {
		return Saved{}, faults, nil
	}
	saved, err := i.store.SaveContacts(ctx, actor, good)
	return saved, nil, err
}

// parseEntry is parseContact, but for what an entry must say that a file says for all of its rows.
func parseEntry(r *row, c Contact) dunning.Contact {
	if _, err := calendar.ParseDate(strings.TrimSpace(c.At)); err == nil {
		r.fault("at", badMoment)
	}
	if slices.ContainsFunc(c.Accounts, func(id string) bool { return strings.Contains(id, ";") }) {
		r.fault("account_ids", idForm) // a file would take it for two
	}
	contact := parseContact(r)
	if contact.PortfolioID == "" && len(contact.Accounts) == 0 && len(r.faults) == 0 {
		r.fault("portfolio", cellRequired)
	}
	return contact
}

// setOf is what goes with a portfolio; of one that is not there, next to nothing. An entry that names none is
// of the only one, if there is but one.
func (r *run) setOf(ctx context.Context, sets map[string]*fileSet, id string) (*fileSet, error) {
	id = strings.TrimSpace(id)
	if set, ok := sets[id]; ok {
		return set, nil
	}
	var p dunning.Portfolio
	var ok bool
	var err error
	switch {
	case id == "":
		p, ok, err = sole(ctx, r.store)
	case safeID(id):
		p, ok, err = r.store.Portfolio(ctx, id)
	}
	if err != nil {
		return nil, err
	}
	set := &fileSet{now: r.now}
	if ok {
		set.portfolio = p
	}
	sets[id] = set
	return set, set.settle()
}

// cells are the contact as a file would have it, in the order of the columns.
func (c Contact) cells() []string {
	return []string{
		c.ID, c.At, c.Channel, c.Status, c.Customer, strings.Join(c.Accounts, ";"), c.Address,
		c.Line1, c.Line2, c.Line3, c.City, c.Region, c.PostalCode, c.Country,
		c.Portfolio, c.Group, answer(c.Asked), answer(c.Work), c.Source,
	}
}

func answer(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
