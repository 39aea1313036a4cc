package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"comity/internal/dunning"
)

// agreement is how one kind of what was agreed with people about their accounts is kept.
type agreement[T any] struct {
	table string // as circumstanceText names it
	event string
	id    func(T) string
	party func(*T) (customer *string, account string)
	found func(circumstances) []T
	row   func(T) []any // two that are the same are equal
	write func(x T, exists bool, now int64) []statement
	data  func(T) map[string]any // for the event
}

// saveAgreed saves such rows. One that names no customer was agreed with the account's debtor.
func saveAgreed[T any](ctx context.Context, b Book, actor string, list []T, k agreement[T]) (saved dunning.Saved, err error) {
	list = slices.Clone(list)
	err = b.write(ctx, func(c conn) error {
		keys, err := k.parties(ctx, c, list)
		if err != nil {
			return err
		}
		if err := b.l.subjects(ctx, c, keys); err != nil {
			return err
		}
		have, err := k.have(ctx, c, list)
		if err != nil {
			return err
		}
		var ch changes
		var touched []string
		now := micros(b.l.now())
		for _, x := range list {
			old, exists := have[k.id(x)]
			customer, account := k.party(&x)
			subject := account
			if subject == "" {
				subject = *customer
			}
			same := exists && slices.Equal(k.row(x), k.row(old))
			if !same {
				touched = append(touched, account)
			}
			statements := append(k.write(x, exists, now), b.l.event(k.event, subject, actor, k.data(x)))
			ch.upsert(exists, same, statements, statements)
			have[k.id(x)] = x // a second row of the same id in one chunk
		}
		saved = ch.saved
		if _, err := c.batch(ctx, ch.statements); err != nil {
			return err
		}
		return b.settle(ctx, c, actor, sorted(touched))
	})
	return saved, err
}

// parties fills in who is not named, and says what is to be locked.
func (k agreement[T]) parties(ctx context.Context, c conn, list []T) (keys []string, err error) {
	var accountIDs []string
	for i := range list {
		if _, account := k.party(&list[i]); account != "" {
			accountIDs = append(accountIDs, account)
		}
	}
	owners, err := ownersOf(ctx, c, accountIDs)
	if err != nil {
		return nil, err
	}
	for i := range list {
		customer, account := k.party(&list[i])
		owner, known := owners[account]
		if account != "" && !known {
			return nil, fmt.Errorf("%s %s is about account %s, which is not known: import the account first", k.table, k.id(list[i]), account)
		}
		if account != "" {
			keys = append(keys, accountKey(account))
		}
		if *customer == "" {
			*customer = owner.customer
		}
		if *customer == "" {
			return nil, fmt.Errorf("%s %s names neither an account nor a customer", k.table, k.id(list[i]))
		}
		keys = append(keys, customerKey(*customer))
	}
	return keys, nil
}

func (k agreement[T]) have(ctx context.Context, c conn, list []T) (map[string]T, error) {
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = k.id(x)
	}
	found, err := circumstancesBy(ctx, c, k.table, ids)
	return byID(k.found(found), k.id), err
}

// owner is whose an account is.
type owner struct{ customer, portfolio string }

func ownersOf(ctx context.Context, c conn, accountIDs []string) (map[string]owner, error) {
	owners := map[string]owner{}
	err := each(ctx, c, func(r rows) error {
		var id string
		var o owner
		err := r.Scan(&id, &o.customer, &o.portfolio)
		owners[id] = o
		return err
	}, `SELECT id, customer_id, portfolio_id FROM account WHERE id IN {$1}`, sorted(accountIDs))
	return owners, err
}

// SavePromises saves promises to pay. Whether one was kept is worked out from payments.
func (b Book) SavePromises(ctx context.Context, actor string, list []dunning.Promise) (dunning.Saved, error) {
	t := into{"promise", []string{"id", "customer_id", "account_id", "amount", "due_on", "made_at", "remind_at", "channel", "cancelled_at", "updated_at"}}
	row := func(p dunning.Promise) []any {
		return []any{
			p.ID, p.CustomerID, p.AccountID, p.Amount, p.Date.String(), micros(p.MadeAt), micros(p.RemindAt), string(p.Channel), micros(p.Cancelled),
		}
	}
	return saveAgreed(ctx, b, actor, list, agreement[dunning.Promise]{
		table: "promise", event: "promise.set", row: row, write: writer(t, row),
		id:    func(p dunning.Promise) string { return p.ID },
		party: func(p *dunning.Promise) (*string, string) { return &p.CustomerID, p.AccountID },
		found: func(s circumstances) []dunning.Promise { return s.promises },
		data: func(p dunning.Promise) map[string]any {
			return told(map[string]any{"promise": p.ID, "amount": p.Amount, "date": p.Date}, "remind_at", p.RemindAt, "cancelled", p.Cancelled)
		},
	})
}

// SaveAppointments saves reminders that people asked for.
func (b Book) SaveAppointments(ctx context.Context, actor string, list []dunning.Appointment) (dunning.Saved, error) {
	t := into{"appointment", []string{"id", "customer_id", "account_id", "at", "channel", "cancelled_at", "updated_at"}}
	row := func(a dunning.Appointment) []any {
		return []any{a.ID, a.CustomerID, a.AccountID, micros(a.At), string(a.Channel), micros(a.Cancelled)}
	}
	return saveAgreed(ctx, b, actor, list, agreement[dunning.Appointment]{
		table: "appointment", event: "appointment.set", row: row, write: writer(t, row),
		id:    func(a dunning.Appointment) string { return a.ID },
		party: func(a *dunning.Appointment) (*string, string) { return &a.CustomerID, a.AccountID },
		found: func(s circumstances) []dunning.Appointment { return s.appointments },
		data: func(a dunning.Appointment) map[string]any {
			return told(map[string]any{"appointment": a.ID, "at": a.At}, "cancelled", a.Cancelled)
		},
	})
}

// writer inserts or changes the row of a table, whose last column says when.
func writer[T any](t into, row func(T) []any) func(T, bool, int64) []statement {
	return func(x T, exists bool, now int64) []statement {
		if exists {
			return []statement{t.change(append(row(x), now))}
		}
		return []statement{t.put(append(row(x), now))}
	}
}

// SavePlans saves repayment plans with their instalments. How much was paid is worked out from payments.
func (b Book) SavePlans(ctx context.Context, actor string, list []dunning.RepaymentPlan) (dunning.Saved, error) {
	t := into{"repayment_plan", []string{"id", "customer_id", "account_id", "agreed_at", "ended_at", "updated_at"}}
	head := func(p dunning.RepaymentPlan) []any {
		return []any{p.ID, p.CustomerID, p.AccountID, micros(p.AgreedAt), micros(p.EndedAt)}
	}
	return saveAgreed(ctx, b, actor, list, agreement[dunning.RepaymentPlan]{
		table: "plan", event: "plan.set",
		row: func(p dunning.RepaymentPlan) []any { return append(head(p), listText(p.Instalments)) },
		write: func(p dunning.RepaymentPlan, exists bool, now int64) []statement {
			list := append(writer(t, head)(p, exists, now), do(`DELETE FROM instalment WHERE plan_id = $1`, p.ID))
			upto := int64(0)
			for i, x := range p.Instalments {
				upto += x.Amount
				list = append(list, do(`INSERT INTO instalment (plan_id, number, due_on, amount, upto) VALUES ($1, $2, $3, $4, $5)`,
					p.ID, int64(i+1), x.Date.String(), x.Amount, upto))
			}
			return list
		},
		id:    func(p dunning.RepaymentPlan) string { return p.ID },
		party: func(p *dunning.RepaymentPlan) (*string, string) { return &p.CustomerID, p.AccountID },
		found: func(s circumstances) []dunning.RepaymentPlan { return s.plans },
		data: func(p dunning.RepaymentPlan) map[string]any {
			return map[string]any{"plan": p.ID, "instalments": p.Instalments, "ended": p.EndedAt}
		},
	})
}

// told adds instants to what an event says, by name and value, without those that there are not.
func told(data map[string]any, instants ...any) map[string]any {
	for i := 0; i+1 < len(instants); i += 2 {
		if at, ok := instants[i+1].(time.Time); ok && !at.IsZero() {
			data[instants[i].(string)] = at
		}
	}
	return data
}
