package killtest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/dunning"
	"comity/internal/ledger"
)

// books is a run as the ledger has it in the end.
type books struct {
	run       dunning.Run
	reminders map[string]dunning.Reminder
	attempts  map[string][]ledger.AttemptRow // by reminder
	events    map[string]map[string]int      // by reminder: kind → how many
	walked    []dunning.Walked
	slots     map[string]map[dunning.ContactStatus]int // by reminder: frequency slots by status
	tally     dunning.Tally
}

// keep reads everything about the only run there is.
func (s *site) keep() books {
	s.t.Helper()
	b := s.keepRun()
	s.look(func(ctx context.Context, l *ledger.Ledger) error {
		for _, r := range b.reminders {
			if err := b.add(ctx, l, r); err != nil {
				return err
			}
		}
		return nil
	})
	return b
}

// keepRun reads the only run there is, its accounts and its reminders.
func (s *site) keepRun() books {
	s.t.Helper()
	b := books{
		reminders: map[string]dunning.Reminder{}, attempts: map[string][]ledger.AttemptRow{}, events: map[string]map[string]int{},
		slots: map[string]map[dunning.ContactStatus]int{},
	}
	s.look(func(ctx context.Context, l *ledger.Ledger) error {
		runs, err := l.Runs(ctx, 10)
		if err != nil {
			return err
		}
		if len(runs) != 1 {
			s.t.Fatalf("there are %d runs, want one", len(runs))
		}
		b.run = runs[0]
		if b.tally, err = l.Tally(ctx, b.run.ID); err != nil {
			return err
		}
		if err = l.EachWalked(ctx, b.run.ID, func(w dunning.Walked) error { b.walked = append(b.walked, w); return nil }); err != nil {
			return err
		}
		list, err := l.Reminders(ctx, ledger.ReminderFilter{Limit: 1_000_000})
		for _, r := range list {
			b.reminders[r.ID] = r
		}
		return err
	})
	return b
}

// add reads what belongs to one reminder.
func (b *books) add(ctx context.Context, l *ledger.Ledger, r dunning.Reminder) (err error) {
	if b.attempts[r.ID], err = l.Attempts(ctx, r.ID); err != nil {
		return err
	}
	events, err := l.Events(ctx, r.ID)
	if err != nil {
		return err
	}
	b.events[r.ID], b.slots[r.ID] = map[string]int{}, map[dunning.ContactStatus]int{}
	for _, e := range events {
		b.events[r.ID][e.Kind]++
	}
	person, _, err := l.Person(ctx, r.Lead, 0x7fffffffffffffff)
	if err != nil {
		return err
	}
	for _, c := range person.History {
		if slices.ContainsFunc(b.attempts[r.ID], func(a ledger.AttemptRow) bool { return a.ID == c.ID }) {
			b.slots[r.ID][c.Status]++
		}
	}
	return nil
}

// audit holds a run that has come to its end against what the channels received: reminder id → how often.
func (s *site) audit(received map[string]int) books {
	s.t.Helper()
	b := s.keep()
	for id := range received {
		if _, ok := b.reminders[id]; !ok {
			s.t.Errorf("a channel received %s, which the ledger does not know", id)
		}
	}
	var accepted, unknown, ended int
	for id, r := range b.reminders {
		b.auditReminder(s.t, r, received[id])
		switch {
		case r.State == dunning.Sent:
			accepted++
		case r.State == dunning.Unknown:
			unknown++
		case !r.State.Owed():
			ended++
		}
	}
	if len(b.reminders) == 0 || len(b.reminders) != accepted+unknown+ended {
		s.t.Errorf("%d planned, but %d accepted + %d unknown + %d ended", len(b.reminders), accepted, unknown, ended)
	}
	b.auditWalk(s.t)
	s.auditUnknown(b)
	s.auditAgain(b)
	return b
}

// auditReminder holds one reminder against its attempts (P1), its slots (P3), its events, and the channels.
func (b books) auditReminder(t *testing.T, r dunning.Reminder, received int) {
	t.Helper()
	states := map[string]int{}
	for _, a := range b.attempts[r.ID] {
		states[a.State]++
	}
	wrong := func(what string) {
		t.Helper()
		t.Errorf("%s: reminder %s is %s (%s), received %d times, attempts %v, slots %v, events %v",
			what, r.ID, r.State, strings.Join(channels(r), ","), received, states, b.slots[r.ID], b.events[r.ID])
	}
	if r.State.Owed() || states["sending"] > 0 {
		wrong("it has not come to an end")
	}
	if received > 1 || states["accepted"]+states["unknown"] > 1 {
		wrong("P1, once")
	}
	want := map[dunning.State]string{dunning.Sent: "accepted", dunning.Unknown: "unknown"}[r.State]
	if n := states["accepted"] + states["unknown"]; want != "" && states[want] != 1 || want == "" && n != 0 {
		wrong("its attempts say something else")
	}
	if r.State == dunning.Sent && received != 1 || want == "" && received != 0 {
		wrong("the channels say something else")
	}
	slots := map[dunning.ContactStatus]int{
		dunning.ContactSent: states["accepted"], dunning.ContactUnknown: states["unknown"], dunning.ContactRefused: states["refused"] + states["voided"],
	}
	maps.DeleteFunc(slots, func(_ dunning.ContactStatus, n int) bool { return n == 0 })
	if diff := cmp.Diff(slots, b.slots[r.ID]); diff != "" {
		wrong("its frequency slots are not those of its attempts")
	}
	for kind, n := range map[string]int{
		"reminder.reserved": 1, "attempt.claimed": len(b.attempts[r.ID]), "attempt.accepted": states["accepted"],
		"attempt.unknown": states["unknown"], "attempt.refused": states["refused"], "attempt.voided": states["voided"],
	} {
		if b.events[r.ID][kind] != n {
			wrong("its events are not those of its attempts: " + kind)
		}
	}
}

func channels(r dunning.Reminder) (list []string) {
	for _, c := range r.Channels {
		list = append(list, string(c))
	}
	return list
}

// auditWalk holds the rows of the walked accounts against the reminders (P6).
func (b books) auditWalk(t *testing.T) {
	t.Helper()
	if b.run.State != dunning.RunDone || b.tally.Walked != len(b.walked) || !b.tally.Balances() {
		t.Errorf("P6: the run is %s; %d accounts walked, %d rows, results %v", b.run.State, b.tally.Walked, len(b.walked), b.tally.Results)
	}
	covered := map[string]bool{}
	for _, w := range b.walked {
		r, ok := b.reminders[w.ReminderID]
		switch {
		case w.Result == dunning.ResultReminded && (!ok || r.State != dunning.Sent && r.State != dunning.Unknown):
			t.Errorf("P6: account %s counts as reminded by reminder %q, which is %s", w.AccountID, w.ReminderID, r.State)
		case w.Result == dunning.ResultReminded:
			covered[r.ID] = true
		}
	}
	for id, r := range b.reminders {
		if (r.State == dunning.Sent || r.State == dunning.Unknown) && !covered[id] {
			t.Errorf("P6: no account counts as reminded by reminder %s, which is %s", id, r.State)
		}
	}
}

// auditUnknown compares the list that people work with the ledger.
func (s *site) auditUnknown(b books) {
	s.t.Helper()
	var want, got []string
	for id, r := range b.reminders {
		if r.State == dunning.Unknown {
			want = append(want, id)
		}
	}
	for _, row := range read[[]struct{ Reminder string }](s.t, s.run("unknown", "list", "--json")) {
		got = append(got, row.Reminder)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		s.t.Errorf("comity unknown list (-ledger +listed):\n%s", diff)
	}
}

// auditAgain runs the date once more, which must change nothing.
func (s *site) auditAgain(b books) {
	s.t.Helper()
	again := read[summary](s.t, s.run("run", "--date", b.run.BusinessDate.String(), "--json"))
	sum := again.Reminded + again.Deferred + again.Suppressed + again.HandedOff + again.Failed
	if again.Run != b.run.ID || again.State != "done" || !again.Balances || again.Walked != sum || again.Walked != len(b.walked) || again.Reminders != len(b.reminders) {
		s.t.Errorf("the same date again: %+v; want run %s with %d accounts and %d reminders", again, b.run.ID, len(b.walked), len(b.reminders))
	}
	if diff := cmp.Diff(b.reminders, s.keepRun().reminders); diff != "" {
		s.t.Errorf("the same date again changed reminders (-before +after):\n%s", diff)
	}
}

// count counts attempts over all reminders.
func (b books) count(which func(ledger.AttemptRow) bool) (n int) {
	for _, list := range b.attempts {
		for _, a := range list {
			if which(a) {
				n++
			}
		}
	}
	return n
}
