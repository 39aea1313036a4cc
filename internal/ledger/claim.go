package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"comity/internal/dunning"
)

// Claim is W2: in one transaction it locks every person, contact-point value and account of the group in
// one statement ordered by key, reads facts and history in later statements, decides in order, and
// writes attempts, frequency slots, states and events. The answer holds those granted; the others were
// moved to where their ruling says. A reminder that is not queued, or whose keys changed while the locks
// were awaited, is left alone.
//
// When the group fails, because of a deadlock or a row that cannot be read, it is halved and repeated
// until the row at fault stands alone.
//
// An error grants nothing: a claim whose transaction did not commit is not a claim. When only the answer to
// the commit was lost, the attempts are looked for, and those that are there are granted.
func (l *Ledger) Claim(ctx context.Context, req dunning.ClaimRequest) ([]dunning.Grant, error) {
	req.IDs = eachOnce(req.IDs)
	granted, err := l.claimGroup(ctx, req)
	if err == nil || len(req.IDs) < 2 || ctx.Err() != nil {
		return granted, err
	}
	half := len(req.IDs) / 2
	first, second := req, req
	first.IDs, second.IDs = req.IDs[:half], req.IDs[half:]
	granted, errFirst := l.Claim(ctx, first)
	more, errSecond := l.Claim(ctx, second)
	return append(granted, more...), errors.Join(errFirst, errSecond)
}

// eachOnce is each id once, where it came first: a second petition for the same reminder would be
// judged against the slot of the first.
func eachOnce(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		again := seen[id]
		seen[id] = true
		return again
	})
}

func (l *Ledger) claimGroup(ctx context.Context, req dunning.ClaimRequest) ([]dunning.Grant, error) {
	var granted []dunning.Grant
	err := l.writeByKey(ctx, func(c conn) (err error) {
		granted = nil
		granted, err = l.claim(ctx, c, req)
		return err
	})
	if err == nil || len(granted) == 0 {
		return granted, err
	}
	if there, lookErr := l.committed(ctx, granted); lookErr == nil && there {
		return granted, nil
	}
	return nil, err
}

// committed says whether the attempts of a group are in the ledger: they are there together or not at all.
func (l *Ledger) committed(ctx context.Context, granted []dunning.Grant) (bool, error) {
	var id string
	return one(ctx, l.db, []any{&id}, `SELECT id FROM attempt WHERE id = $1`, granted[0].Attempt.ID)
}

func (l *Ledger) claim(ctx context.Context, c conn, req dunning.ClaimRequest) ([]dunning.Grant, error) {
	keys, err := lockPetitions(ctx, c, req.IDs)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	// A later statement: it sees what was committed while the locks were awaited.
	list, err := petitions(ctx, c, req.IDs, keys, l.now().Add(-req.Window))
	if err != nil {
		return nil, err
	}
	w := claimWriter{l: l, worker: req.Worker}
	for _, p := range list {
		for _, x := range w.concerning(p) {
			p.Person.History.Add(x)
		}
		w.rule(p, req.Decide(p))
	}
	if err := w.write(ctx, c); err != nil {
		return nil, err
	}
	return w.granted, nil
}

// claimWriter collects what a group's claims write.
type claimWriter struct {
	l          *Ledger
	worker     string
	statements []statement // of those not granted
	granted    []dunning.Grant
	contacts   []dunning.Contact // slots taken in this group
	sending    list
	attempts   [][]any
	slots      [][]any
	about      [][]any // which account a slot counts for
	events     [][]any
}

// write carries everything out, in one round trip while the group is small.
func (w *claimWriter) write(ctx context.Context, c conn) error {
	statements := w.statements
	if len(w.sending) > 0 {
		statements = append(statements, do(`UPDATE reminder SET state = 'sending', channels = x.channels, rule = '', updated_at = x.at
			FROM {rows $1 id text, channels text, at bigint} AS x
			WHERE reminder.id = x.id AND reminder.id IN {$2} AND `+queued, w.sending, ids(w.sending)))
	}
	counts, err := c.batch(ctx, statements,
		bulk{into{"attempt", []string{
			"id", "reminder_id", "channel", "point_id", "state", "worker", "template", "body_sha256",
			"provider", "ref", "code", "detail", "not_after", "claimed_at", "ended_at",
		}}, w.attempts},
		bulk{intoContact(), w.slots}, bulk{intoAbout(), w.about}, bulk{intoEvent(), w.events})
	if err == nil && len(w.sending) > 0 && counts[len(statements)-1] != int64(len(w.sending)) {
		err = errors.New("a reminder changed its state under its lock") // nothing is granted
	}
	return err
}

// concerning lists the slots taken earlier in this group that count for a petition.
func (w *claimWriter) concerning(p dunning.Petition) []dunning.Contact {
	var list []dunning.Contact
	for _, x := range w.contacts {
		if x.CustomerID == p.Person.Customer.ID ||
			slices.ContainsFunc(p.Person.Points, func(c dunning.ContactPoint) bool { return c.Key == x.AddressKey }) ||
			slices.ContainsFunc(p.Person.Accounts, func(a dunning.Account) bool { return slices.Contains(x.Accounts, a.ID) }) {
			list = append(list, x)
		}
	}
	return list
}

func (w *claimWriter) add(list ...statement) { w.statements = append(w.statements, list...) }

func (w *claimWriter) rule(p dunning.Petition, ruling dunning.Ruling) {
	gone := map[string]bool{}
	for _, x := range ruling.Leaving {
		gone[x.AccountID] = true
		w.leave(p.Reminder.ID, x)
	}
	now := micros(w.l.now())
	switch ruling.State {
	case dunning.Sending:
		w.grant(p, ruling, gone)
	case dunning.Planned:
		tries := int64(p.Reminder.Attempts)
		if len(ruling.Channels) < len(p.Reminder.Channels) {
			tries = 0 // they are counted on one channel
		}
		w.add(do(`UPDATE reminder SET state = 'planned', not_before = $2, channels = $3, rule = $4, updated_at = $5, attempts = $6
			WHERE id = $1 AND state = 'queued'`,
			p.Reminder.ID, micros(ruling.NotBefore), channelText(ruling.Channels), ruling.Rule, now, tries),
			w.l.event("reminder.deferred", p.Reminder.ID, w.worker, map[string]any{"until": ruling.NotBefore, "rule": ruling.Rule}))
	default:
		w.add(do(`UPDATE reminder SET state = $2, rule = $3, updated_at = $4 WHERE id = $1 AND state = 'queued'`,
			p.Reminder.ID, string(ruling.State), ruling.Rule, now),
			do(`UPDATE reminder_item SET released = 1 WHERE reminder_id = $1`, p.Reminder.ID),
			w.l.event("reminder."+string(ruling.State), p.Reminder.ID, w.worker, map[string]any{"rule": ruling.Rule}))
	}
}

func (w *claimWriter) leave(reminder string, x dunning.Leaving) {
	findings, _ := json.Marshal(x.Findings) // findings are strings and times: they always marshal
	w.add(do(`UPDATE reminder_item SET released = 1 WHERE reminder_id = $1 AND account_id = $2`, reminder, x.AccountID),
		do(`UPDATE run_account SET outcome = $3, rule = $4, findings = $5 WHERE reminder_id = $1 AND account_id = $2`,
			reminder, x.AccountID, string(x.Result), x.Rule, string(findings)),
		w.l.event("reminder.left", reminder, w.worker, map[string]any{"account": x.AccountID, "rule": x.Rule}))
}

// grant writes the attempt and takes the frequency slot.
func (w *claimWriter) grant(p dunning.Petition, ruling dunning.Ruling, gone map[string]bool) {
	now := w.l.now()
	r := p.Reminder
	if len(ruling.Channels) < len(r.Channels) {
		r.Attempts = 0 // tries are counted on one channel
	}
	r.State, r.Channels = dunning.Sending, ruling.Channels
	r.Items = slices.DeleteFunc(slices.Clone(r.Items), func(i dunning.Item) bool { return gone[i.AccountID] })
	attempt := dunning.Attempt{ID: w.l.newID(), ReminderID: r.ID, Channel: ruling.Channels[0], Point: ruling.Point, NotAfter: ruling.NotAfter}
	contact := dunning.Contact{
		ID: attempt.ID, At: now, Channel: attempt.Channel, CustomerID: r.CustomerID, AddressKey: ruling.Point.Key,
		PortfolioID: r.PortfolioID, Group: groupOf(p.Portfolio), Status: dunning.ContactAttempt,
		// what the person asked to be reminded of is not unsolicited
		Asked: dunning.CauseOf(r.Step).Purpose == dunning.PurposeAppointment, Work: ruling.Point.Work,
	}
	var covered []dunning.Account
	for _, i := range r.Items {
		if a, ok := p.Person.Account(i.AccountID); ok {
			covered = append(covered, a)
			contact.Accounts = append(contact.Accounts, a.ID)
		}
	}
	at := micros(now)
	w.sending = append(w.sending, []any{r.ID, channelText(ruling.Channels), at})
	w.attempts = append(w.attempts, []any{
		attempt.ID, r.ID, string(attempt.Channel), ruling.Point.ID, "sending", w.worker, ruling.Template, "", "", "", "", "",
		micros(ruling.NotAfter), at, int64(0),
	})
	w.slots = append(w.slots, contactRow(contact, fromComity))
	for _, a := range contact.Accounts {
		w.about = append(w.about, []any{contact.ID, a, at})
	}
	w.events = append(w.events, w.l.eventRow("attempt.claimed", r.ID, w.worker, map[string]any{
		"attempt": attempt.ID, "channel": attempt.Channel, "not_after": ruling.NotAfter,
	}))
	w.contacts = append(w.contacts, contact)
	w.granted = append(w.granted, dunning.Grant{
		Attempt: attempt, Reminder: r, Portfolio: p.Portfolio, Customer: p.Person.Customer, Accounts: covered,
		Matter: p.Person.Matter(dunning.CauseOf(r.Step)),
	})
}
