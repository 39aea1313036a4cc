package ledger

import (
	"context"
	"slices"
	"time"

	"comity/internal/dunning"
)

// Reminder finds one reminder; ok is false when there is none.
func (l *Ledger) Reminder(ctx context.Context, id string) (r dunning.Reminder, ok bool, err error) {
	found, err := reminders(ctx, l.db, `WHERE id = $1`, id)
	r, ok = found[id]
	return r, ok, err
}

// ReminderFilter chooses reminders; empty fields choose all.
type ReminderFilter struct {
	RunID   string
	State   dunning.State
	Channel dunning.Channel // the current one
	Limit   int
}

// Reminders lists reminders, by id.
func (l *Ledger) Reminders(ctx context.Context, f ReminderFilter) ([]dunning.Reminder, error) {
	found, err := reminders(ctx, l.db, `WHERE (CAST($1 AS TEXT) = '' OR run_id = $1) AND (CAST($2 AS TEXT) = '' OR state = $2)
		AND (CAST($3 AS TEXT) = '' OR channels = $3 OR channels LIKE $3 || ' %') ORDER BY id LIMIT $4`,
		f.RunID, string(f.State), string(f.Channel), int64(f.Limit))
	if err != nil {
		return nil, err
	}
	list := make([]dunning.Reminder, 0, len(found))
	for _, r := range found {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b dunning.Reminder) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return list, nil
}

// AttemptRow is an attempt as it stands in the ledger.
type AttemptRow struct {
	ID, ReminderID, State, Provider, Ref, Code, Detail, Template, BodySHA256 string
	Channel                                                                  dunning.Channel
	ClaimedAt, EndedAt                                                       time.Time
}

// Attempts lists the attempts of a reminder, oldest first.
func (l *Ledger) Attempts(ctx context.Context, reminderID string) ([]AttemptRow, error) {
	var list []AttemptRow
	err := each(ctx, l.db, func(r rows) error {
		var a AttemptRow
		var channel string
		var claimed, ended int64
		err := r.Scan(&a.ID, &a.ReminderID, &channel, &a.State, &a.Provider, &a.Ref, &a.Code, &a.Detail, &a.Template, &a.BodySHA256, &claimed, &ended)
		a.Channel, a.ClaimedAt, a.EndedAt = dunning.Channel(channel), instant(claimed), instant(ended)
		list = append(list, a)
		return err
	}, `SELECT id, reminder_id, channel, state, provider, ref, code, detail, template, body_sha256, claimed_at, ended_at
		FROM attempt WHERE reminder_id = $1 ORDER BY claimed_at, id`, reminderID)
	return list, err
}
