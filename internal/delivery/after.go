package delivery

import (
	"time"

	"comity/internal/dunning"
)

// Retry says how temporary failures are tried again on the same channel before the next one is taken.
type Retry struct {
	Backoff []time.Duration // the wait after each failure; its length is how many tries a channel gets
}

// DefaultRetry waits half a minute, two minutes, eight and half an hour: a provider's hiccup is over by
// then, or the next channel is better.
func DefaultRetry() Retry {
	return Retry{Backoff: []time.Duration{30 * time.Second, 2 * time.Minute, 8 * time.Minute, 30 * time.Minute}}
}

// After says what follows from a provider's answer. It is pure.
//
//	accepted   → sent
//	unknown    → unknown; never sent again by itself
//	temporary  → planned again after a wait, while that is inside the permitted span and tries are left;
//	             else the next channel of the step
//	permanent  → the next channel of the step; failed when there is none
func (r Retry) After(g dunning.Grant, receipt dunning.Receipt, now time.Time) dunning.Record {
	rec := dunning.Record{AttemptID: g.Attempt.ID, ReminderID: g.Reminder.ID, Receipt: receipt}
	switch receipt.Class {
	case dunning.Accepted:
		rec.State = dunning.Sent
		return rec
	case dunning.Permanent:
		return nextChannel(g, rec, now)
	case dunning.Temporary:
		if wait, ok := r.wait(g.Reminder.Attempts, receipt.RetryHint); ok && now.Add(wait).Before(g.Attempt.NotAfter) {
			rec.State, rec.NotBefore, rec.Attempts = dunning.Planned, now.Add(wait), g.Reminder.Attempts+1
			rec.Channels, rec.Rule = g.Reminder.Channels, receipt.Code
			return rec
		}
		return nextChannel(g, rec, now)
	}
	rec.Receipt.Class = dunning.Uncertain // whoever says nothing may have taken it
	rec.State, rec.Rule = dunning.Unknown, receipt.Code
	return rec
}

func (r Retry) wait(failures int, hint time.Duration) (time.Duration, bool) {
	if failures >= len(r.Backoff) {
		return 0, false
	}
	return max(r.Backoff[failures], hint), true
}

func nextChannel(g dunning.Grant, rec dunning.Record, now time.Time) dunning.Record {
	if len(g.Reminder.Channels) < 2 {
		rec.State, rec.Rule = dunning.Failed, RuleNoChannel
		return rec
	}
	rec.State, rec.Channels, rec.NotBefore, rec.Rule = dunning.Planned, g.Reminder.Channels[1:], now, rec.Receipt.Code
	return rec
}

// Void ends an attempt whose call was never made: its slot is given back and the reminder planned again,
// on the same channel, for the claim to decide.
func Void(g dunning.Grant, now time.Time, why string) dunning.Record {
	return dunning.Record{
		AttemptID: g.Attempt.ID, ReminderID: g.Reminder.ID, Voided: true, State: dunning.Planned,
		Channels: g.Reminder.Channels, NotBefore: now, Attempts: g.Reminder.Attempts, Rule: why,
		Receipt: dunning.Receipt{Class: dunning.Temporary, Code: why},
	}
}
