package ledger

import (
	"context"
	"slices"
	"time"

	"comity/internal/dunning"
)

// Ring moves up to limit planned reminders whose time has come to queued, the longest due first, and
// answers their ids, to be rung. Two feeders never get the same one.
func (l *Ledger) Ring(ctx context.Context, limit int) ([]string, error) {
	now := micros(l.now())
	var ids []string
	err := l.write(ctx, func(c conn) (err error) {
		ids, err = texts(ctx, c, `UPDATE reminder SET state = 'queued', updated_at = $1 WHERE state = 'planned' AND id IN (
				SELECT id FROM reminder WHERE state = 'planned' AND not_before <= $1 ORDER BY not_before, id LIMIT $2)
			RETURNING id`, now, int64(limit))
		return err
	})
	slices.Sort(ids)
	return ids, err
}

// Rung lists up to limit queued reminders whose bell was rung at or before t, or by a clock that was ahead
// of ours: should the bell have been lost, they are rung again.
func (l *Ledger) Rung(ctx context.Context, t time.Time, limit int) ([]string, error) {
	var ids []string
	err := l.write(ctx, func(c conn) (err error) {
		ids, err = texts(ctx, c, `UPDATE reminder SET updated_at = $1 WHERE state = 'queued' AND id IN (
				SELECT id FROM reminder WHERE state = 'queued' AND (updated_at <= $2 OR updated_at > $1) ORDER BY not_before, id LIMIT $3)
			RETURNING id`, micros(l.now()), micros(t), int64(limit))
		return err
	})
	return ids, err
}

// CountQueued counts the reminders that were rung and not yet claimed.
func (l *Ledger) CountQueued(ctx context.Context) (n int, err error) {
	var count int64
	_, err = one(ctx, l.db, []any{&count}, `SELECT COUNT(*) FROM reminder WHERE state = 'queued'`)
	return int(count), err
}

// Owed says what is still to be done.
func (l *Ledger) Owed(ctx context.Context) (o dunning.Owed, err error) {
	err = each(ctx, l.db, func(r rows) error {
		var state string
		var n, next int64
		if err := r.Scan(&state, &n, &next); err != nil {
			return err
		}
		switch dunning.State(state) {
		case dunning.Planned:
			o.Planned, o.NextDue = int(n), instant(next)
		case dunning.Queued:
			o.Queued = int(n)
		case dunning.Sending:
			o.Sending = int(n)
		}
		return nil
	}, `SELECT state, COUNT(*), MIN(not_before) FROM reminder WHERE state IN ('planned', 'queued', 'sending') GROUP BY state`)
	return o, err
}

// Overdue lists up to limit reminders, planned or queued, whose time is over.
func (l *Ledger) Overdue(ctx context.Context, limit int) ([]string, error) {
	return texts(ctx, l.db, `SELECT id FROM reminder WHERE state IN ('planned', 'queued') AND not_after <= $1 ORDER BY not_after, id LIMIT $2`,
		micros(l.now()), int64(limit))
}

// Expire ends reminders whose time is over: their steps are released for the next walk, and their
// accounts count as failed in their run, for a reminder that was owed did not go.
func (l *Ledger) Expire(ctx context.Context, ids []string) (n int, err error) {
	err = l.write(ctx, func(c conn) error {
		n = 0
		now := micros(l.now())
		for _, id := range sorted(ids) { // in the order in which a claim locks them
			moved, err := c.exec(ctx, `UPDATE reminder SET state = 'expired', rule = 'deadline', updated_at = $2
				WHERE id = $1 AND state IN ('planned', 'queued') AND not_after <= $2`, id, now)
			if err != nil {
				return err
			}
			if moved == 0 {
				continue
			}
			n++
			if _, err := c.batch(ctx, []statement{
				do(`UPDATE reminder_item SET released = 1 WHERE reminder_id = $1`, id),
				do(`UPDATE run_account SET outcome = $2, rule = 'deadline' WHERE reminder_id = $1 AND outcome = $3`,
					id, string(dunning.ResultFailed), string(dunning.ResultReminded)),
				l.event("reminder.expired", id, "sweeper", nil),
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}
