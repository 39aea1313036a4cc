package ledger

import (
	"context"

	"comity/internal/dunning"
)

// Record is W3: it writes, in one transaction, what became of attempts and where their reminders go. An
// attempt that was already ended by somebody else (a sweeper that thought its worker dead, a callback)
// is left as it is; the answer counts those written.
func (l *Ledger) Record(ctx context.Context, actor string, list []dunning.Record) (written int, err error) {
	err = l.write(ctx, func(c conn) error {
		written = 0
		ends := make([]statement, len(list))
		for i, r := range list {
			ends[i] = do(`UPDATE attempt SET state = $2, provider = $3, ref = $4, code = $5, detail = $6, body_sha256 = $7, ended_at = $8,
				template = CASE WHEN CAST($9 AS TEXT) = '' THEN template ELSE CAST($9 AS TEXT) END WHERE id = $1 AND state = 'sending'`,
				r.AttemptID, attemptState(r), r.Receipt.Provider, r.Receipt.Ref, r.Receipt.Code, r.Receipt.Detail, r.BodySHA256,
				micros(l.now()), r.Template)
		}
		counts, err := c.batch(ctx, ends)
		if err != nil {
			return err
		}
		var statements []statement
		for i, r := range list {
			if counts[i] == 1 {
				written++
				statements = append(statements, l.after(r, actor)...)
			}
		}
		_, err = c.batch(ctx, statements)
		return err
	})
	return written, err
}

// after moves the reminder, settles the slot and appends the event.
func (l *Ledger) after(r dunning.Record, actor string) []statement {
	now := micros(l.now())
	handed := int64(0)
	if r.Receipt.Class == dunning.Accepted || r.Receipt.Class == dunning.Uncertain {
		handed = now
	}
	list := []statement{
		do(`UPDATE contact SET status = $2 WHERE id = $1`, r.AttemptID, string(contactStatus(r))),
		do(`UPDATE reminder SET state = $2, channels = CASE WHEN CAST($3 AS TEXT) = '' THEN channels ELSE CAST($3 AS TEXT) END, not_before = CASE WHEN CAST($4 AS BIGINT) = 0 THEN not_before ELSE CAST($4 AS BIGINT) END,
			attempts = $5, rule = $6, handed_at = $7, updated_at = $8 WHERE id = $1 AND state = 'sending'`,
			r.ReminderID, string(r.State), channelText(r.Channels), micros(r.NotBefore), int64(r.Attempts), r.Rule, handed, now),
		l.event("attempt."+attemptState(r), r.ReminderID, actor, map[string]any{
			"attempt": r.AttemptID, "provider": r.Receipt.Provider, "ref": r.Receipt.Ref, "code": r.Receipt.Code, "next": r.State,
			"body_sha256": r.BodySHA256,
		}),
	}
	if r.Receipt.BadPoint {
		list = append(list, do(`UPDATE contact_point SET health = 'bad', updated_at = $2
			WHERE id = (SELECT point_id FROM attempt WHERE id = $1)`, r.AttemptID, now))
	}
	if r.Receipt.OptedOut {
		list = append(list, do(`UPDATE contact_point SET consent = 'withdrawn', updated_at = $2
			WHERE id = (SELECT point_id FROM attempt WHERE id = $1)`, r.AttemptID, now),
			l.event("point.opted-out", r.ReminderID, actor, map[string]any{"attempt": r.AttemptID, "provider": r.Receipt.Provider}))
	}
	if r.State == dunning.Failed || r.State == dunning.Expired {
		list = append(list,
			do(`UPDATE reminder_item SET released = 1 WHERE reminder_id = $1`, r.ReminderID),
			do(`UPDATE run_account SET outcome = $2, rule = $3 WHERE reminder_id = $1 AND outcome = $4`,
				r.ReminderID, string(dunning.ResultFailed), r.Rule, string(dunning.ResultReminded)))
	}
	return list
}

func attemptState(r dunning.Record) string {
	switch {
	case r.Voided:
		return "voided"
	case r.Receipt.Class == dunning.Accepted:
		return "accepted"
	case r.Receipt.Class == dunning.Uncertain:
		return "unknown"
	default:
		return "refused"
	}
}

// contactStatus settles the frequency slot: it is given back only when no provider accepted.
func contactStatus(r dunning.Record) dunning.ContactStatus {
	switch attemptState(r) {
	case "accepted":
		return dunning.ContactSent
	case "unknown":
		return dunning.ContactUnknown
	default:
		return dunning.ContactRefused
	}
}

// Strays lists up to limit attempts that are on their way and that nobody answers for: their worker's
// lease had lapsed, by the wall clock, because it died between claim and record; or they are the asking
// worker's own, claimed so long ago that it cannot be waiting for an answer any more.
func (l *Ledger) Strays(ctx context.Context, q dunning.StrayQuery) ([]dunning.Stray, error) {
	var list []dunning.Stray
	var ids []string
	err := each(ctx, l.db, func(r rows) error {
		var s dunning.Stray
		var channel string
		var after int64
		err := r.Scan(&s.Attempt.ID, &s.Attempt.ReminderID, &channel, &after)
		s.Attempt.Channel, s.Attempt.NotAfter = dunning.Channel(channel), instant(after)
		list, ids = append(list, s), append(ids, s.Attempt.ReminderID)
		return err
	}, `SELECT a.id, a.reminder_id, a.channel, a.not_after FROM attempt a LEFT JOIN lease l ON l.name = 'worker:' || a.worker
		WHERE a.state = 'sending' AND (l.until IS NULL OR l.until <= $1 OR (a.worker = $2 AND a.claimed_at <= $3))
		ORDER BY a.claimed_at, a.id LIMIT $4`, micros(q.Wall), q.Worker, micros(q.Before), int64(q.Limit))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	found, err := reminders(ctx, l.db, `WHERE id IN {$1}`, ids)
	for i := range list {
		list[i].Reminder = found[list[i].Attempt.ReminderID]
	}
	return list, err
}
