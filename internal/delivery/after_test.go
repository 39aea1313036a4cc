package delivery

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"comity/internal/dunning"
)

// grant is a claim that was granted for the first of these channels, after so many failures on it.
func grant(failures int, channels ...dunning.Channel) dunning.Grant {
	return dunning.Grant{
		Attempt:  dunning.Attempt{ID: "attempt", ReminderID: "reminder", Channel: channels[0], Point: point(channels[0]), NotAfter: evening},
		Reminder: dunning.Reminder{ID: "reminder", Channels: channels, Attempts: failures, State: dunning.Sending, NotAfter: midnight},
	}
}

// state is what is left when an answer comes.
type state struct{ tries, channels, window bool }

// The whole table: what follows from each class of answer, with tries left or not, another channel left
// or not, and the wait still inside the permitted span or not.
func TestWhatFollowsFromAnAnswer(t *testing.T) {
	t.Parallel()
	const again, next, failed = "planned on the same channel", "planned on the next channel", "failed"
	for class, table := range map[dunning.Class]map[state]string{
		dunning.Temporary: {
			{true, true, true}: again, {true, false, true}: again,
			{true, true, false}: next, {true, false, false}: failed,
			{false, true, true}: next, {false, false, true}: failed,
			{false, true, false}: next, {false, false, false}: failed,
		},
		dunning.Permanent: {
			{true, true, true}: next, {true, false, true}: failed,
			{true, true, false}: next, {true, false, false}: failed,
			{false, true, true}: next, {false, false, true}: failed,
			{false, true, false}: next, {false, false, false}: failed,
		},
		dunning.Accepted:  everywhere("sent"),
		dunning.Uncertain: everywhere("unknown"),
	} {
		if len(table) != 8 {
			t.Fatalf("%s: the table has %d rows, want 8", class, len(table))
		}
		for s, want := range table {
			t.Run(fmt.Sprintf("%s, tries left %t, channels left %t, window left %t", class, s.tries, s.channels, s.window), func(t *testing.T) {
				t.Parallel()
				g, now := grant(0, dunning.SMS), noon
				if s.channels {
					g = grant(0, dunning.SMS, dunning.Email)
				}
				if !s.tries {
					g.Reminder.Attempts = len(DefaultRetry().Backoff)
				}
				if !s.window {
					now = evening.Add(-30 * time.Second) // the first wait would end with the span
				}
				receipt := dunning.Receipt{Class: class, Provider: "p", Ref: "ref", Code: "code"}
				rec := DefaultRetry().After(g, receipt, now)
				if got := describe(g, rec); got != want {
					t.Errorf("it is %s, want %s", got, want)
				}
				if rec.AttemptID != "attempt" || rec.ReminderID != "reminder" || rec.Voided || !cmp.Equal(receipt, rec.Receipt) {
					t.Errorf("the record is not that of the attempt and its answer: %+v", rec)
				}
			})
		}
	}
}

func everywhere(what string) map[state]string {
	table := map[state]string{}
	for n := range 8 {
		table[state{n&1 > 0, n&2 > 0, n&4 > 0}] = what
	}
	return table
}

// describe says in words where a record leads.
func describe(g dunning.Grant, rec dunning.Record) string {
	switch {
	case rec.State != dunning.Planned:
		return string(rec.State)
	case cmp.Equal(rec.Channels, g.Reminder.Channels):
		return "planned on the same channel"
	case cmp.Equal(rec.Channels, g.Reminder.Channels[1:]):
		return "planned on the next channel"
	}
	return fmt.Sprintf("planned on %v", rec.Channels)
}

func TestTemporaryFailuresAreTriedAgainAfterLongerAndLongerWaits(t *testing.T) {
	t.Parallel()
	g := grant(0, dunning.SMS, dunning.Email)
	failure := dunning.Receipt{Class: dunning.Temporary, Code: "busy"}
	var waits []time.Duration
	for now := noon; ; {
		rec := DefaultRetry().After(g, failure, now)
		if len(rec.Channels) != 2 {
			if rec.Attempts != 0 || !rec.NotBefore.Equal(now) || rec.Rule != "busy" {
				t.Errorf("the next channel begins with %d failures, at %s, because of %q", rec.Attempts, rec.NotBefore.Sub(now), rec.Rule)
			}
			break
		}
		waits = append(waits, rec.NotBefore.Sub(now))
		if rec.Attempts != len(waits) || rec.Rule != "busy" {
			t.Fatalf("after %d failures the record counts %d, because of %q", len(waits), rec.Attempts, rec.Rule)
		}
		g.Reminder.Attempts, now = rec.Attempts, rec.NotBefore
	}
	want := []time.Duration{30 * time.Second, 2 * time.Minute, 8 * time.Minute, 30 * time.Minute}
	if diff := cmp.Diff(want, waits); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
}

func TestAProviderThatAsksForALongerWaitGetsIt(t *testing.T) {
	t.Parallel()
	for hint, want := range map[time.Duration]time.Duration{
		0: 30 * time.Second, time.Second: 30 * time.Second, 5 * time.Minute: 5 * time.Minute,
	} {
		rec := DefaultRetry().After(grant(0, dunning.SMS), dunning.Receipt{Class: dunning.Temporary, RetryHint: hint}, noon)
		if got := rec.NotBefore.Sub(noon); rec.State != dunning.Planned || got != want {
			t.Errorf("asked to wait %s it is %s after %s, want planned after %s", hint, rec.State, got, want)
		}
	}
	rec := DefaultRetry().After(grant(0, dunning.SMS), dunning.Receipt{Class: dunning.Temporary, RetryHint: 6 * time.Hour}, noon)
	if rec.State != dunning.Failed || rec.Rule != RuleNoChannel {
		t.Errorf("asked to wait past the permitted span it is %s by %q, want failed: no channel is left", rec.State, rec.Rule)
	}
}

func TestAReminderIsTriedAgainOnlyInsideThePermittedSpanAndNeverForEver(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		channels := both[rapid.IntRange(0, 1).Draw(t, "passed over"):]
		g, now := grant(0, channels...), noon
		g.Attempt.NotAfter = noon.Add(time.Duration(rapid.Int64Range(1, int64(2*time.Hour)).Draw(t, "span")))
		for calls := 1; ; calls++ {
			if calls > len(channels)*(len(DefaultRetry().Backoff)+1) {
				t.Fatalf("%d calls to providers, and no end", calls)
			}
			rec := DefaultRetry().After(g, dunning.Receipt{
				Class:     rapid.SampledFrom([]dunning.Class{dunning.Temporary, dunning.Temporary, dunning.Permanent}).Draw(t, "class"),
				RetryHint: time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "hint")),
			}, now)
			if rec.State != dunning.Planned {
				return
			}
			if rec.NotBefore.Before(now) || (len(rec.Channels) == len(g.Reminder.Channels) && !rec.NotBefore.Before(g.Attempt.NotAfter)) {
				t.Fatalf("at %s, inside a span that ends %s, it is to be tried again at %s", now, g.Attempt.NotAfter, rec.NotBefore)
			}
			g.Reminder.Channels, g.Reminder.Attempts, now = rec.Channels, rec.Attempts, rec.NotBefore
		}
	})
}

func TestACallThatWasNeverMadeGivesItsSlotBackAndCostsNoTry(t *testing.T) {
	t.Parallel()
	got := Void(grant(3, dunning.SMS, dunning.Email), evening, RuleDeadline)
	want := dunning.Record{
		AttemptID: "attempt", ReminderID: "reminder", Voided: true, State: dunning.Planned, Channels: both, NotBefore: evening,
		Attempts: 3, Rule: RuleDeadline, Receipt: dunning.Receipt{Class: dunning.Temporary, Code: RuleDeadline},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}
