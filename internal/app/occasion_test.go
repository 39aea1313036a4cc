package app

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"comity/internal/dunning"
	"comity/internal/synth"
)

// agree writes what was agreed with four people of the demo's book: one has kept a promise, one is to be
// reminded of theirs in the afternoon, one asked to be reminded at two, and one, who is not due for long, pays
// by instalments.
func (h *house) agree() {
	h.t.Helper()
	ctx, book, before := h.t.Context(), h.Ledger.Book(), shanghai(12, 0).AddDate(0, 0, -2)
	today := synth.DemoDate()
	_, err := book.SavePromises(ctx, "test", []dunning.Promise{
		{ID: "kept", AccountID: "a00003", Amount: 1_234_56, Date: today, MadeAt: before},
		{ID: "open", AccountID: "a00015", Amount: 2_345_67, Date: today.AddDays(1), MadeAt: before, RemindAt: shanghai(15, 0)},
	})
	must(h.t, err)
	_, err = book.SavePayments(ctx, "test", []dunning.Payment{
		{ID: "promised", AccountID: "a00003", Amount: 1_234_56, Currency: "CNY", ReceivedAt: before.Add(20 * time.Hour)},
	})
	must(h.t, err)
	_, err = book.SaveAppointments(ctx, "test", []dunning.Appointment{{ID: "asked", AccountID: "a00020", At: shanghai(14, 0)}})
	must(h.t, err)
	_, err = book.SavePlans(ctx, "test", []dunning.RepaymentPlan{{ID: "plan", AccountID: "a00029", AgreedAt: before, Instalments: []dunning.Instalment{
		{Date: today.AddDays(2), Amount: 3_456_78}, {Date: today.AddDays(32), Amount: 3_456_78},
	}}})
	must(h.t, err)
}

// What was agreed goes the whole way, from the ledger through the night and the claim into words.
func TestWhatWasAgreedIsSaidAtItsMoment(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p place) {
		h := build(t, p, shanghai(2, 0))
		h.agree()
		run := h.walk()
		rows := h.rows(run)
		h.drain(h.App)
		outbox := h.outbox()
		for account, want := range map[string]struct {
			step, says string
			from       time.Time
		}{
			"a00003": {"thanks:kept", `1,234\.56.*(arrived|收到)`, shanghai(9, 0)},
			"a00015": {"promise:open", `2,345\.67`, shanghai(15, 0)},
			"a00020": {"appointment:asked", `you asked for|约好的提醒`, shanghai(14, 0)},
			"a00029": {"instalment:plan:1", `3,456\.78`, shanghai(9, 0)},
		} {
			row := rows[account]
			if row.Step != want.step || row.Result != dunning.ResultReminded {
				t.Errorf("account %s is %s by %q, with step %q, want %s", account, row.Result, row.Rule, row.Step, want.step)
				continue
			}
			for _, r := range h.reminders(run) {
				if r.ID == row.ReminderID && (r.State != dunning.Sent || len(r.Items) != 1 || !r.NotBefore.Equal(want.from)) {
					t.Errorf("the reminder of %s is %s from %s on and covers %d accounts, want one from %s", account, r.State, r.NotBefore, len(r.Items), want.from)
				}
			}
			said := false
			for name, text := range outbox {
				said = said || strings.Contains(name, row.ReminderID) && regexp.MustCompile(want.says).MatchString(text)
			}
			if !said {
				t.Errorf("no message of the outbox says %q to account %s", want.says, account)
			}
		}
		h.balanced(run)
	})
}

// A promise that is kept between the night and the hour is not reminded of.
func TestAPromiseKeptInTheMorningIsNotRemindedOf(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 0))
	h.agree()
	run := h.walk()
	row := h.rows(run)["a00015"]
	h.Clock.Jump(shanghai(8, 0))
	_, err := h.Ledger.Book().SavePayments(t.Context(), "test", []dunning.Payment{
		{ID: "early", AccountID: "a00015", Amount: 2_345_67, Currency: "CNY", ReceivedAt: shanghai(7, 0)},
	})
	must(t, err)
	h.drain(h.App)
	if after := h.rows(run)["a00015"]; row.Step != "promise:open" || after.Result != dunning.ResultSuppressed {
		t.Errorf("the account was %s with %q and is %s by %q", row.Result, row.Step, after.Result, after.Rule)
	}
	for name := range h.outbox() {
		if strings.Contains(name, row.ReminderID) {
			t.Error("who had kept their promise was reminded of it")
		}
	}
	h.balancedAfterLeaving(run)
}
