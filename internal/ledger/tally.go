package ledger

import (
	"context"
	"encoding/json"

	"comity/internal/dunning"
)

// Tally counts a run, by queries over its rows (P6).
func (l *Ledger) Tally(ctx context.Context, runID string) (t dunning.Tally, err error) {
	t = dunning.NewTally()
	err = each(ctx, l.db, func(r rows) error {
		var stage, outcome, rule string
		var n int64
		if err := r.Scan(&stage, &outcome, &rule, &n); err != nil {
			return err
		}
		t.CountMany(dunning.Walked{Stage: stage, Result: dunning.Result(outcome), Rule: rule}, int(n))
		return nil
	}, `SELECT stage, outcome, rule, COUNT(*) FROM run_account WHERE run_id = $1 GROUP BY stage, outcome, rule`, runID)
	if err != nil {
		return t, err
	}
	var walked, persons int64
	if _, err = one(ctx, l.db, []any{&walked, &persons},
		`SELECT COUNT(*), COUNT(DISTINCT customer_id) FROM run_account WHERE run_id = $1`, runID); err != nil {
		return t, err
	}
	t.Walked, t.Persons = int(walked), int(persons)
	var covered int64
	if _, err = one(ctx, l.db, []any{&covered}, `SELECT COUNT(*) FROM reminder_item i JOIN reminder r ON r.id = i.reminder_id
		WHERE r.run_id = $1 AND i.released = 0`, runID); err != nil {
		return t, err
	}
	t.Covered = int(covered)
	return t, each(ctx, l.db, func(r rows) error {
		var channels, state string
		var n int64
		if err := r.Scan(&channels, &state, &n); err != nil {
			return err
		}
		t.CountReminder(channelList(channels), dunning.State(state), int(n))
		return nil
	}, `SELECT channels, state, COUNT(*) FROM reminder WHERE run_id = $1 GROUP BY channels, state`, runID)
}

// EachWalked reads the rows of a run, by account, with their findings.
func (l *Ledger) EachWalked(ctx context.Context, runID string, f func(dunning.Walked) error) error {
	return each(ctx, l.db, func(r rows) error {
		w, err := scanWalked(r)
		if err != nil {
			return err
		}
		return f(w)
	}, walkedColumns+`WHERE run_id = $1 ORDER BY account_id`, runID)
}

const walkedColumns = `SELECT account_id, customer_id, stage, step, outcome, rule, reminder_id, findings FROM run_account `

func scanWalked(r rows) (w dunning.Walked, err error) {
	var outcome, findings string
	if err := r.Scan(&w.AccountID, &w.CustomerID, &w.Stage, &w.Step, &outcome, &w.Rule, &w.ReminderID, &findings); err != nil {
		return w, err
	}
	w.Result = dunning.Result(outcome)
	return w, json.Unmarshal([]byte(findings), &w.Findings)
}

// WalkedAccount is what runs decided about an account, newest first, with the date of each run.
func (l *Ledger) WalkedAccount(ctx context.Context, accountID string, n int) (list []dunning.Walked, dates []string, err error) {
	err = each(ctx, l.db, func(r rows) error {
		var w dunning.Walked
		var day, outcome, findings string
		if err := r.Scan(&day, &w.AccountID, &w.CustomerID, &w.Stage, &w.Step, &outcome, &w.Rule, &w.ReminderID, &findings); err != nil {
			return err
		}
		w.Result = dunning.Result(outcome)
		list, dates = append(list, w), append(dates, day)
		return json.Unmarshal([]byte(findings), &w.Findings)
	}, `SELECT r.business_date, a.account_id, a.customer_id, a.stage, a.step, a.outcome, a.rule, a.reminder_id, a.findings
		FROM run_account a JOIN run r ON r.id = a.run_id WHERE a.account_id = $1 ORDER BY r.business_date DESC, r.id LIMIT $2`, accountID, int64(n))
	return list, dates, err
}
