package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// ErrNoRun says that there is no such run.
var ErrNoRun = errors.New("there is no such run")

// ErrRunMoved says that another process has moved the run meanwhile.
var ErrRunMoved = errors.New("another process is working on this run")

// OpenRun finds the run of a portfolio and date, or begins it in the state and for the reason given.
// Two schedulers that call it at the same moment get the same run; fresh is true for one of them.
func (l *Ledger) OpenRun(ctx context.Context, r dunning.Run) (run dunning.Run, fresh bool, err error) {
	err = l.write(ctx, func(c conn) error {
		id := l.newID()
		n, err := c.exec(ctx, `INSERT INTO run (id, portfolio_id, business_date, state, policy, reason, after_customer, actor, started_at, ended_at)
			VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, 0) ON CONFLICT (portfolio_id, business_date) DO NOTHING`,
			id, r.PortfolioID, r.BusinessDate.String(), string(r.State), r.Policy, r.Reason, r.Actor, micros(l.now()))
		if err != nil {
			return err
		}
		if fresh = n == 1; fresh {
			if _, err := c.batch(ctx, []statement{l.event("run."+string(r.State), id, r.Actor, map[string]any{
				"portfolio": r.PortfolioID, "date": r.BusinessDate, "policy": r.Policy, "reason": r.Reason,
			})}); err != nil {
				return err
			}
		}
		list, err := runs(ctx, c, `WHERE portfolio_id = $1 AND business_date = $2`, r.PortfolioID, r.BusinessDate.String())
		if err != nil {
			return err
		}
		run = list[0]
		return nil
	})
	return run, fresh, err
}

func runs(ctx context.Context, c conn, where string, args ...any) ([]dunning.Run, error) {
	var list []dunning.Run
	err := each(ctx, c, func(r rows) error {
		var x dunning.Run
		var day, state string
		var started, ended int64
		err := r.Scan(&x.ID, &x.PortfolioID, &day, &state, &x.Policy, &x.Reason, &x.After, &x.Actor, &started, &ended)
		if err != nil {
			return err
		}
		x.State, x.StartedAt, x.EndedAt = dunning.RunState(state), instant(started), instant(ended)
		x.BusinessDate, err = date(day)
		list = append(list, x)
		return err
	}, `SELECT id, portfolio_id, business_date, state, policy, reason, after_customer, actor, started_at, ended_at FROM run `+where, args...)
	return list, err
}

// Run finds a run by its id.
func (l *Ledger) Run(ctx context.Context, id string) (dunning.Run, error) {
	list, err := runs(ctx, l.db, `WHERE id = $1`, id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%w: %s", ErrNoRun, id)
	}
	if err != nil {
		return dunning.Run{}, err
	}
	return list[0], nil
}

// RunOn finds the run of a portfolio and date; ok is false when there is none.
func (l *Ledger) RunOn(ctx context.Context, portfolio string, day calendar.Date) (run dunning.Run, ok bool, err error) {
	list, err := runs(ctx, l.db, `WHERE portfolio_id = $1 AND business_date = $2`, portfolio, day.String())
	if err != nil || len(list) == 0 {
		return run, false, err
	}
	return list[0], true, nil
}

// Runs lists the newest n runs, newest first.
func (l *Ledger) Runs(ctx context.Context, n int) ([]dunning.Run, error) {
	return runs(ctx, l.db, `ORDER BY business_date DESC, portfolio_id LIMIT $1`, int64(n))
}

// MoveRun changes the state of a run that is still in the state it was seen in; else ErrRunMoved.
func (l *Ledger) MoveRun(ctx context.Context, run dunning.Run, to dunning.RunState, actor, reason string) error {
	err := l.write(ctx, func(c conn) error {
		ended := int64(0)
		if to == dunning.RunDone || to == dunning.RunStopped {
			ended = micros(l.now())
		}
		n, err := c.exec(ctx, `UPDATE run SET state = $3, reason = $4, ended_at = $5 WHERE id = $1 AND state = $2`,
			run.ID, string(run.State), string(to), reason, ended)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrRunMoved
		}
		_, err = c.batch(ctx, []statement{l.event("run."+string(to), run.ID, actor, map[string]any{"reason": reason})})
		return err
	})
	if err == nil && to == dunning.RunDone {
		_ = l.db.study(ctx, "reminder", "reminder_item", "run_account") // costs speed only
	}
	return err
}

// Reserve writes one piece of a walk (W1): the row of every account, the reminders with what they cover,
// and an event for each, all in one transaction that also moves the run on from run.After to after. When
// another process has moved it first, nothing is written and the answer is ErrRunMoved.
//
// Should a step have been taken meanwhile by another reminder, the later reminder is not made, and its
// accounts are deferred.
func (l *Ledger) Reserve(ctx context.Context, run dunning.Run, after string, reminders []dunning.Reminder, walked []dunning.Walked) error {
	return l.write(ctx, func(c conn) error {
		n, err := c.exec(ctx, `UPDATE run SET after_customer = $4 WHERE id = $1 AND after_customer = $2 AND state = $3`,
			run.ID, run.After, string(dunning.RunWalking), after)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrRunMoved
		}
		reminders, walked, err = unwalked(ctx, c, run.ID, reminders, walked)
		if err != nil {
			return err
		}
		lost, err := l.insertReminders(ctx, c, reminders)
		if err != nil {
			return err
		}
		accounts := make([][]any, 0, len(walked))
		for _, w := range walked {
			if lost[w.ReminderID] {
				w.Result, w.Rule, w.ReminderID = dunning.ResultDeferred, "plan-inflight", ""
			}
			findings, err := json.Marshal(w.Findings)
			if err != nil {
				return err
			}
			accounts = append(accounts, []any{
				run.ID, w.AccountID, w.CustomerID, w.Stage, w.Step, string(w.Result), w.Rule, w.ReminderID, string(findings),
			})
		}
		var events [][]any
		for _, r := range reminders {
			if !lost[r.ID] {
				events = append(events, l.eventRow("reminder.reserved", r.ID, run.Actor, map[string]any{
					"run": r.RunID, "step": r.Step, "accounts": len(r.Items), "policy": r.Policy, "not_before": r.NotBefore,
				}))
			}
		}
		_, err = c.batch(ctx, nil,
			bulk{into{"run_account", []string{
				"run_id", "account_id", "customer_id", "stage", "step", "outcome", "rule", "reminder_id", "findings",
			}}, accounts},
			bulk{intoEvent(), events})
		return err
	})
}

// unwalked leaves out accounts that have a row in this run already, because their owner changed while it
// was walking: one account, one row. Reminders that cover such an account are left to the next walk.
func unwalked(ctx context.Context, c conn, runID string, reminders []dunning.Reminder, walked []dunning.Walked) ([]dunning.Reminder, []dunning.Walked, error) {
	ids := make([]string, len(walked))
	for i, w := range walked {
		ids[i] = w.AccountID
	}
	have, err := idSet(ctx, c, `SELECT account_id FROM run_account WHERE run_id = $1 AND account_id IN {$2}`, runID, ids)
	if err != nil || len(have) == 0 {
		return reminders, walked, err
	}
	dropped := map[string]bool{}
	reminders = slices.DeleteFunc(slices.Clone(reminders), func(r dunning.Reminder) bool {
		drop := slices.ContainsFunc(r.Items, func(i dunning.Item) bool { return have[i.AccountID] })
		dropped[r.ID] = drop
		return drop
	})
	left := make([]dunning.Walked, 0, len(walked))
	for _, w := range walked {
		if dropped[w.ReminderID] {
			w.Result, w.Rule, w.ReminderID = dunning.ResultDeferred, "plan-inflight", ""
		}
		if !have[w.AccountID] {
			left = append(left, w)
		}
	}
	return reminders, left, nil
}

// insertReminders writes reminders and items, and says which lost a step to another reminder: those are
// taken back in the same transaction.
func (l *Ledger) insertReminders(ctx context.Context, c conn, reminders []dunning.Reminder) (lost map[string]bool, err error) {
	now := micros(l.now())
	heads := make([][]any, 0, len(reminders))
	var items list
	for _, r := range reminders {
		heads = append(heads, []any{
			r.ID, r.PortfolioID, r.RunID, r.BusinessDate.String(), r.CustomerID, r.Lead, r.Stage, r.Step, r.Template, r.Locale,
			channelText(r.Channels), string(dunning.Planned), micros(r.NotBefore), micros(r.NotAfter), r.Policy, int64(0), "", int64(0), now,
		})
		for i, it := range r.Items {
			items = append(items, []any{r.ID, it.AccountID, it.Stage, it.Step, int64(it.Cycle), int64(i)})
		}
	}
	if _, err := c.batch(ctx, nil, bulk{into{"reminder", []string{
		"id", "portfolio_id", "run_id", "business_date", "customer_id", "lead_account", "stage", "step", "template", "locale",
		"channels", "state", "not_before", "not_after", "policy", "attempts", "rule", "handed_at", "updated_at",
	}}, heads}); err != nil {
		return nil, err
	}
	wrote := map[string]int{}
	err = each(ctx, c, func(r rows) error {
		var id string
		err := r.Scan(&id)
		wrote[id]++
		return err
	}, `INSERT INTO reminder_item (reminder_id, account_id, stage, step, cycle, position, released)
		SELECT reminder_id, account_id, stage, step, cycle, position, 0
		FROM {rows $1 reminder_id text, account_id text, stage text, step text, cycle bigint, position bigint} AS x
		WHERE true ON CONFLICT DO NOTHING RETURNING reminder_id`, items)
	if err != nil {
		return nil, err
	}
	lost = map[string]bool{}
	var undo []statement
	for _, r := range reminders {
		if wrote[r.ID] < len(r.Items) {
			lost[r.ID] = true
			undo = append(undo, do(`DELETE FROM reminder_item WHERE reminder_id = $1`, r.ID), do(`DELETE FROM reminder WHERE id = $1`, r.ID))
		}
	}
	_, err = c.batch(ctx, undo)
	return lost, err
}
