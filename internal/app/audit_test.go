package app

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"comity/internal/dunning"
	"comity/internal/policy"
	"comity/internal/report"
)

// balanced checks the sums of a run (P6): one row for every account, one result for every row, and
// reminders that cover exactly the accounts whose rows say so.
func (h *house) balanced(run dunning.Run) dunning.Tally {
	h.t.Helper()
	tally, err := h.Ledger.Tally(h.t.Context(), run.ID)
	must(h.t, err)
	rows := h.rows(run)
	if s := report.Summarise(run, tally); !s.Balances || s.Walked != len(rows) ||
		s.Walked != s.Reminded+s.Deferred+s.Suppressed+s.HandedOff+s.Failed {
		h.t.Errorf("the sums do not balance: %d rows, %+v", len(rows), s)
	}
	covered := map[string]string{}
	for _, r := range h.reminders(run) {
		for _, i := range r.Items {
			covered[i.AccountID] = r.ID
		}
	}
	for id, w := range rows {
		if w.Result == dunning.ResultReminded && covered[id] != w.ReminderID {
			h.t.Errorf("account %s was reminded by %q, which does not cover it", id, w.ReminderID)
		}
		if w.Result != dunning.ResultReminded && (covered[id] != "" || w.Rule == "") {
			h.t.Errorf("account %s is %s by rule %q, and yet in reminder %q", id, w.Result, w.Rule, covered[id])
		}
		delete(covered, id)
	}
	if len(covered) > 0 {
		h.t.Errorf("%d accounts are in reminders and were not walked", len(covered))
	}
	return tally
}

// deliveredOnce checks that every reminder of a run went to the outbox exactly once, in hours, and that
// nothing else did (P1, P2).
func (h *house) deliveredOnce(run dunning.Run) {
	h.t.Helper()
	files := map[string]string{} // reminder → channel
	for name := range h.outbox() {
		id := strings.TrimSuffix(path.Base(name), path.Ext(name))
		if files[id] != "" {
			h.t.Errorf("reminder %s went by %s and by %s", id, files[id], path.Dir(name))
		}
		files[id] = path.Dir(name)
	}
	for _, r := range h.reminders(run) {
		accepted := h.accepted(r)
		if r.State != dunning.Sent || len(accepted) != 1 || files[r.ID] != string(accepted[0]) {
			h.t.Errorf("reminder %s is %s, accepted by %v, and its file is under %q", r.ID, r.State, accepted, files[r.ID])
		}
		delete(files, r.ID)
	}
	if len(files) > 0 {
		h.t.Errorf("%d files of reminders that nobody planned", len(files))
	}
}

// accepted lists the channels that took a reminder, and checks the hours of each attempt.
func (h *house) accepted(r dunning.Reminder) (list []dunning.Channel) {
	h.t.Helper()
	attempts, err := h.Ledger.Attempts(h.t.Context(), r.ID)
	must(h.t, err)
	for _, a := range attempts {
		if a.State != "accepted" {
			continue
		}
		list = append(list, a.Channel)
		local := a.ClaimedAt.In(shanghai(0, 0).Location())
		if a.Channel != dunning.Letter && (local.Hour() < 9 || local.Hour() >= 18 || local.Day() != shanghai(0, 0).Day()) {
			h.t.Errorf("a message by %s was handed over at %s", a.Channel, local.Format("2 January, 15:04"))
		}
	}
	return list
}

// evidence checks that every message of a run can be proved: which wording it had, and its digest (P5).
func (h *house) evidence(run dunning.Run) {
	h.t.Helper()
	for _, r := range h.reminders(run) {
		attempts, err := h.Ledger.Attempts(h.t.Context(), r.ID)
		must(h.t, err)
		for _, a := range attempts {
			if !strings.HasPrefix(a.Template, r.Template+"@") || len(a.BodySHA256) != 64 || a.EndedAt.Before(a.ClaimedAt) {
				h.t.Errorf("an attempt by %s that is %s has the template %q and the digest %q, and ended %s after its claim",
					a.Channel, a.State, a.Template, a.BodySHA256, a.EndedAt.Sub(a.ClaimedAt))
			}
		}
	}
}

func TestTheDemosBookGoesOutOnceAndEverythingIsAccountedFor(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p place) {
		h := build(t, p, shanghai(2, 0))
		run := h.walk()
		planned := h.balanced(run)
		if planned.Walked < 60 || planned.ByState[dunning.Planned] != planned.Reminders || planned.Reminders < 50 {
			t.Fatalf("the run came to %+v", planned)
		}
		if n := len(h.outbox()); n > 0 {
			t.Fatalf("%d messages went out at two in the morning", n)
		}
		h.drain(h.App)
		delivered := h.balanced(run)
		if delivered.ByState[dunning.Sent] != delivered.Reminders || delivered.Reminders != planned.Reminders {
			t.Errorf("of %d reminders %v", planned.Reminders, delivered.ByState)
		}
		h.deliveredOnce(run)
		h.evidence(run)
		h.scenes(run)

		before := h.outbox()
		if again := h.walk(); again.ID != run.ID || again.State != dunning.RunDone {
			t.Errorf("the second run of the date is %s, %s", again.ID, again.State)
		}
		h.drain(h.App)
		if diff := changed(before, h.outbox()); len(diff) > 0 {
			t.Errorf("the second run wrote %v", diff)
		}
		h.deliveredOnce(run)
	})
}

// changed lists the files that are new, or not what they were.
func changed(before, after map[string]string) (names []string) {
	for name, data := range after {
		if before[name] != data {
			names = append(names, name)
		}
	}
	return names
}

// scenes checks what became of the accounts that the demo's book tells a story about.
func (h *house) scenes(run dunning.Run) {
	h.t.Helper()
	rows := h.rows(run)
	for id, want := range map[string]struct {
		result dunning.Result
		rule   string
	}{
		"a00003": {dunning.ResultReminded, ""},
		"a00019": {dunning.ResultSuppressed, policy.RulePaid},
		"a00020": {dunning.ResultReminded, ""}, // paid one half
		"a00021": {dunning.ResultReminded, ""}, // paid, and the payment was reversed
		"a00022": {dunning.ResultSuppressed, policy.RuleTolerance},
		"a00023": {dunning.ResultSuppressed, policy.RuleNothingOwed},
		"a00024": {dunning.ResultSuppressed, policy.RuleOptOut},
		"a00025": {dunning.ResultReminded, ""},
		"a00031": {dunning.ResultSuppressed, policy.HoldRule(dunning.HoldDispute)},
		"a00033": {dunning.ResultSuppressed, policy.HoldRule(dunning.HoldDeceased)},
	} {
		if got := rows[id]; got.Result != want.result || got.Rule != want.rule {
			h.t.Errorf("account %s is %s by %q, want %s by %q", id, got.Result, got.Rule, want.result, want.rule)
		}
	}
	if _, walked := rows["a00029"]; walked {
		h.t.Error("an account that is not due for long was walked")
	}
	if a, b := rows["a00007"], rows["a00016"]; a.ReminderID == "" || a.ReminderID != b.ReminderID {
		h.t.Errorf("one person's two accounts are in reminders %q and %q", a.ReminderID, b.ReminderID)
	}
	h.sharedPhone(rows)
}

// sharedPhone: two persons share a number, which gets one SMS a day (P3).
func (h *house) sharedPhone(rows map[string]dunning.Walked) {
	h.t.Helper()
	took := map[string]int{}
	for name, data := range h.outbox() {
		if path.Dir(name) != string(dunning.SMS) {
			continue
		}
		var m struct{ ID, To string }
		must(h.t, json.Unmarshal([]byte(data), &m))
		took[m.To]++
	}
	for _, n := range took {
		if n > 1 {
			h.t.Errorf("a number got %d messages on one day", n)
		}
	}
	var channels []string
	for _, id := range []string{"a00017", "a00018"} {
		r, _, err := h.Ledger.Reminder(h.t.Context(), rows[id].ReminderID)
		must(h.t, err)
		channels = append(channels, fmt.Sprint(h.accepted(r)))
	}
	slices.Sort(channels)
	if !slices.Equal(channels, []string{"[email]", "[sms]"}) {
		h.t.Errorf("the two persons who share a phone were reached by %v, want one by SMS and one by email", channels)
	}
}

func TestTheSearchForPersonalDataFindsIt(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 0))
	log := newNotes()
	fmt.Fprintf(log, `{"msg":"sent to %s at %s"}`, h.private[0].text, h.private[len(h.private)-1].text)
	if got := found(log.String(), h.private); len(got) < 2 {
		t.Errorf("of two that were planted %d were found", len(got))
	}
}
