package ledger

import (
	"context"
	"errors"
	"strings"

	"comity/internal/dunning"
)

// Record is W3: it writes, in one transaction, what became of attempts and where their reminders go. An
// attempt that was already ended by somebody else (a sweeper that thought its worker dead) is left as it
// is, but for one that was thought unknown and turns out accepted; the answer counts those written.
func (l *Ledger) Record(ctx context.Context, actor string, records []dunning.Record) (written int, err error) {
	err = l.writeByKey(ctx, func(c conn) error {
		if err := lockOptOuts(ctx, c, records); err != nil {
			return err
		}
		ended, err := l.endAttempts(ctx, c, records)
		if err != nil {
			return err
		}
		written = len(ended)
		w := recordWriter{l: l, actor: actor}
		for _, r := range records {
			if ended[r.AttemptID] {
				w.add(r)
			}
		}
		return w.write(ctx, c)
	})
	if err == nil {
		l.grown(ctx, written)
	}
	if err == nil || len(records) < 2 || ctx.Err() != nil {
		return written, err
	}
	half := len(records) / 2 // an answer that cannot be stored must not cost the others theirs
	first, errFirst := l.Record(ctx, actor, records[:half])
	second, errSecond := l.Record(ctx, actor, records[half:])
	return first + second, errors.Join(errFirst, errSecond)
}

// lockOptOuts takes the numbers that opted out, as a claim takes them, before anything else is written.
func lockOptOuts(ctx context.Context, c conn, records []dunning.Record) error {
	var attempts, keys []string
	for _, r := range records {
		if r.Receipt.OptedOut {
			attempts = append(attempts, r.AttemptID)
		}
	}
	if len(attempts) == 0 {
		return nil
	}
	values, err := texts(ctx, c, `SELECT address_key FROM contact WHERE id IN {$1}`, attempts)
	if err != nil {
		return err
	}
	for _, v := range values {
		keys = append(keys, addressKey(v))
	}
	return lock(ctx, c, keys)
}

// clean keeps what a provider said storable: valid UTF-8 without NUL, and not endless.
func clean(s string) string {
	const most = 500
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "?"), "\x00", "")
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return s
}

// endAttempts ends those that are on their way, and says which.
func (l *Ledger) endAttempts(ctx context.Context, c conn, records []dunning.Record) (map[string]bool, error) {
	now := micros(l.now())
	ends := make(list, len(records))
	for i, r := range records {
		ends[i] = []any{
			r.AttemptID, attemptState(r), r.Receipt.Provider, clean(r.Receipt.Ref), clean(r.Receipt.Code), clean(r.Receipt.Detail),
			r.BodySHA256, now, r.Template,
		}
	}
	return idSet(ctx, c, `UPDATE attempt SET state = x.state, provider = x.provider, ref = x.ref, code = x.code, detail = x.detail, body_sha256 = x.body,
			ended_at = x.at, template = CASE WHEN x.template = '' THEN attempt.template ELSE x.template END
		FROM {rows $1 id text, state text, provider text, ref text, code text, detail text, body text, at bigint, template text} AS x
		WHERE attempt.id = x.id AND attempt.id IN {$2} AND (attempt.state = 'sending' OR (attempt.state = 'unknown' AND x.state = 'accepted'))
		RETURNING attempt.id`, ends, ids(ends))
}

// recordWriter collects what a group of records writes.
type recordWriter struct {
	l          *Ledger
	actor      string
	slots      list
	moves      list
	events     [][]any
	statements []statement // of the few that did not simply go
}

// add moves the reminder, settles the slot and appends the event.
func (w *recordWriter) add(r dunning.Record) {
	now := micros(w.l.now())
	handed := int64(0)
	if r.Receipt.Class == dunning.Accepted || r.Receipt.Class == dunning.Uncertain {
		handed = now
	}
	w.slots = append(w.slots, []any{r.AttemptID, string(contactStatus(r))})
	w.moves = append(w.moves, []any{
		r.ReminderID, string(r.State), channelText(r.Channels), micros(r.NotBefore), int64(r.Attempts), clean(r.Rule), handed, now,
	})
	w.events = append(w.events, w.l.eventRow("attempt."+attemptState(r), r.ReminderID, w.actor, map[string]any{
		"attempt": r.AttemptID, "provider": r.Receipt.Provider, "ref": clean(r.Receipt.Ref), "code": clean(r.Receipt.Code), "next": r.State,
		"body_sha256": r.BodySHA256,
	}))
	if r.Receipt.BadPoint {
		w.point(r, `UPDATE contact_point SET health = 'bad', updated_at = $2 WHERE id = (SELECT point_id FROM attempt WHERE id = $1)`, "point.bad")
	}
	if r.Receipt.OptedOut {
		w.point(r, `INSERT INTO withdrawal (key, at) SELECT address_key, CAST($2 AS BIGINT) FROM contact WHERE id = $1 ON CONFLICT DO NOTHING`, "point.opted-out")
		w.statements = append(w.statements, do(`UPDATE contact_point SET consent = 'withdrawn', updated_at = $2
			WHERE key = (SELECT address_key FROM contact WHERE id = $1)`, r.AttemptID, now))
	}
	if r.State == dunning.Failed || r.State == dunning.Expired {
		w.statements = append(w.statements,
			do(`UPDATE reminder_item SET released = 1 WHERE reminder_id = $1`, r.ReminderID),
			do(`UPDATE run_account SET outcome = $2, rule = $3 WHERE reminder_id = $1 AND outcome = $4`,
				r.ReminderID, string(dunning.ResultFailed), r.Rule, string(dunning.ResultReminded)))
	}
}

// point writes what a provider said about the contact point itself.
func (w *recordWriter) point(r dunning.Record, text, event string) {
	w.statements = append(w.statements, do(text, r.AttemptID, micros(w.l.now())))
	w.events = append(w.events, w.l.eventRow(event, r.ReminderID, w.actor, map[string]any{"attempt": r.AttemptID, "provider": r.Receipt.Provider}))
}

// write carries everything out.
func (w *recordWriter) write(ctx context.Context, c conn) error {
	if len(w.moves) == 0 {
		return nil
	}
	statements := append([]statement{
		do(`UPDATE contact SET status = x.status FROM {rows $1 id text, status text} AS x
			WHERE contact.id = x.id AND contact.id IN {$2}`, w.slots, ids(w.slots)),
		do(`UPDATE reminder SET state = x.state, channels = CASE WHEN x.channels = '' THEN reminder.channels ELSE x.channels END,
				not_before = CASE WHEN x.not_before = 0 THEN reminder.not_before ELSE x.not_before END, attempts = x.attempts, rule = x.rule,
				handed_at = x.handed, updated_at = x.at
			FROM {rows $1 id text, state text, channels text, not_before bigint, attempts bigint, rule text, handed bigint, at bigint} AS x
			WHERE reminder.id = x.id AND reminder.id IN {$2} AND (reminder.state = 'sending' OR (reminder.state = 'unknown' AND x.state = 'sent'))`,
			w.moves, ids(w.moves)),
	}, w.statements...)
	_, err := c.batch(ctx, statements, bulk{intoEvent(), w.events})
	return err
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
		WHERE a.state = 'sending' AND ((a.worker <> $2 AND (l.until IS NULL OR l.until <= $1)) OR (a.worker = $2 AND a.claimed_at <= $3))
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
