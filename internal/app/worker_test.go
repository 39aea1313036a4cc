package app

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/delivery"
	"comity/internal/dunning"
	"comity/internal/queue"
)

func TestASecondWorkerOnTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 0))
	lock, err := takeLock(h.settings.Dir, "worker.lock", false)
	must(t, err)
	err = h.Work(t.Context(), WorkOptions{Drain: true})
	if !errors.Is(err, ErrBusy) || !regexp.MustCompile(`process \d+`).MatchString(err.Error()) {
		t.Fatalf("the second worker ends with %v, want one that names the first", err)
	}
	lock.release()
	h.drain(h.App)
	h.drain(h.App) // a worker gives the lock back when it ends
}

func TestARedisThatOthersHearNeedsNoLock(t *testing.T) {
	t.Parallel()
	h := build(t, servers(), shanghai(10, 0))
	run := h.walk()
	apps := []*App{h.App, h.open(clockAt(h.settings, shanghai(10, 0))), h.open(clockAt(h.settings, shanghai(10, 0)))}
	var all sync.WaitGroup
	for _, a := range apps {
		all.Go(func() { h.drain(a) })
	}
	all.Wait()
	h.balanced(run)
	h.deliveredOnce(run)
}

// ring moves what is due to queued and answers the ids, as a feeder does.
func (h *house) ring() []string {
	h.t.Helper()
	ids, err := h.Ledger.Ring(h.t.Context(), 10_000)
	must(h.t, err)
	if len(ids) < 50 {
		h.t.Fatalf("%d reminders are due at %s", len(ids), h.Clock.Now())
	}
	return ids
}

func TestRedisHoldsOpaqueIDsAndMayBeEmptiedAtAnyMoment(t *testing.T) {
	t.Parallel()
	h := build(t, servers(), shanghai(10, 0))
	run := h.walk()
	ids := h.ring()
	q, err := queue.Open(queue.Options{URL: h.settings.Redis.Reveal()})
	must(t, err)
	defer q.Close()
	must(t, q.Ring(t.Context(), ids))
	held := h.redis()
	if !strings.Contains(held, ids[0]) || !strings.Contains(held, ids[len(ids)-1]) {
		t.Fatal("the ids are not in Redis: it was not read")
	}
	if where := found(held, h.private); len(where) > 0 {
		t.Errorf("Redis holds %v", where)
	}
	if known := regexp.MustCompile(`\b[ach]\d{5}\b|CNY|reminder-|-reminder|bank\.example`).FindString(held); known != "" {
		t.Errorf("Redis holds %q, which tells something", known)
	}
	must(t, q.Flush(t.Context()))
	if left := h.redis(); strings.Contains(left, ids[0]) {
		t.Fatal("Redis was not emptied")
	}
	h.drain(h.App)
	h.balanced(run)
	h.deliveredOnce(run)
	if where := found(h.redis(), h.private); len(where) > 0 {
		t.Errorf("after the delivery Redis holds %v", where)
	}
}

func TestWhatADeadWorkerLeftIsNeitherLostNorRepeatedNorUnknown(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p place) {
		h := build(t, p, shanghai(10, 0))
		run := h.walk()
		ids := h.ring()
		rest := h.dies(ids[:len(ids)*2/3]) // the last third was rung and never claimed
		if len(rest) < 30 {
			t.Fatalf("the worker claimed %d reminders before it died", len(rest))
		}
		written := h.outbox()
		h.drain(h.open(clockAt(h.settings, h.Clock.Now())))
		h.balanced(run)
		h.deliveredOnce(run)
		now := h.outbox()
		maps.DeleteFunc(now, func(name, _ string) bool { return written[name] == "" })
		if diff := changed(written, now); len(diff) > 0 || len(now) != len(written) {
			t.Errorf("messages that the dead worker had handed over were written again: %v", diff)
		}
	})
}

// dies claims reminders as a worker of its own, hands every second one over, and records none.
func (h *house) dies(ids []string) []dunning.Grant {
	h.t.Helper()
	senders, err := h.Senders()
	must(h.t, err)
	granted, err := h.Ledger.Claim(h.t.Context(), dunning.ClaimRequest{
		IDs: ids, Worker: "dead", Window: h.Window(),
		Decide: func(p dunning.Petition) dunning.Ruling {
			decider, err := h.PolicyOf(p.Portfolio)
			must(h.t, err)
			return delivery.Judge(decider, p, h.Clock.Now())
		},
	})
	must(h.t, err)
	for i, g := range granted {
		m, err := h.Compose(g)
		must(h.t, err)
		m.ID, m.AttemptID, m.NotAfter, m.Channel, m.To = g.Reminder.ID, g.Attempt.ID, g.Attempt.NotAfter, g.Attempt.Channel, g.Attempt.Point
		if i%2 == 0 {
			if r := senders[m.Channel].Send(h.t.Context(), m); r.Class != dunning.Accepted {
				h.t.Fatalf("the outbox answers %s", r.Code)
			}
		}
	}
	return granted
}

func TestAPaymentBetweenTheWalkAndTheHourIsSeenByTheClaim(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p place) {
		h := build(t, p, shanghai(2, 0))
		run := h.walk()
		rows := h.rows(run)
		pay, hold := rows["a00003"], rows["a00015"]
		if pay.Result != dunning.ResultReminded || hold.Result != dunning.ResultReminded {
			t.Fatal("the accounts of this test are not reminded to begin with")
		}
		h.Clock.Jump(shanghai(8, 0))
		_, err := h.Ledger.Book().SavePayments(t.Context(), "test", []dunning.Payment{
			{ID: "late", AccountID: pay.AccountID, Amount: 100_000_000, Currency: "CNY", ReceivedAt: h.Clock.Now()},
		})
		must(t, err)
		_, err = h.Ledger.Book().SaveHolds(t.Context(), "test", []dunning.Hold{
			{ID: "said", Kind: dunning.HoldComplaint, CustomerID: hold.CustomerID, Starts: h.Clock.Now(), Reason: "complained this morning"},
		})
		must(t, err)
		h.drain(h.App)
		for name := range h.outbox() {
			if strings.Contains(name, pay.ReminderID) || strings.Contains(name, hold.ReminderID) {
				t.Error("somebody who paid, or complained, was reminded all the same")
			}
		}
		tally := h.balancedAfterLeaving(run)
		if tally.ByState[dunning.Suppressed] != 2 {
			t.Errorf("the reminders are %v, want two suppressed", tally.ByState)
		}
	})
}

// balancedAfterLeaving checks the sums of a run of which accounts left reminders at the claim.
func (h *house) balancedAfterLeaving(run dunning.Run) dunning.Tally {
	h.t.Helper()
	tally, err := h.Ledger.Tally(h.t.Context(), run.ID)
	must(h.t, err)
	if n := len(h.rows(run)); !tally.Balances() || tally.Walked != n {
		h.t.Errorf("the sums do not balance: %d rows, %+v", n, tally)
	}
	return tally
}

func TestWhatCouldNotGoInTimeExpiresAndIsCountedAsFailed(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 0))
	run := h.walk()
	before := h.balanced(run)
	h.Clock.Jump(shanghai(0, 30).AddDate(0, 0, 1)) // nobody delivered all day
	h.drain(h.App)
	after := h.balancedAfterLeaving(run)
	if after.ByState[dunning.Expired] != before.Reminders || after.Failed[delivery.RuleDeadline] != before.Results[dunning.ResultReminded] {
		t.Errorf("of %d reminders %v; accounts failed: %v", before.Reminders, after.ByState, after.Failed)
	}
	if n := len(h.outbox()); n > 0 {
		t.Errorf("%d messages went out after their day", n)
	}
	if !strings.Contains(h.log.String(), "business date was over") {
		t.Error("nobody said so")
	}
}

func TestAWorkerThatIsStoppedWhileItWaitsEndsAndIsForgotten(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p place) {
		h := build(t, p, shanghai(2, 0))
		run := h.walk()
		h.Clock.moved = false // it waits until nine, as in production
		ctx, stop := context.WithCancel(t.Context())
		var told []time.Time
		must(t, h.Work(ctx, WorkOptions{Drain: true, Waiting: func(until time.Time) {
			told = append(told, until)
			stop()
		}}))
		if len(told) != 1 || !told[0].Equal(shanghai(9, 0)) {
			t.Errorf("told to wait until %v, want nine in the morning", told)
		}
		if leases := h.tables()["lease"]; slices.ContainsFunc(leases, func(l string) bool { return strings.HasPrefix(l, "worker:") }) {
			t.Errorf("the worker is still believed to live: %v", leases)
		}
		h.Clock.moved = true
		h.drain(h.App)
		h.deliveredOnce(run)
	})
}

func TestAMessageIsTheSameWhoeverComposesIt(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(10, 0))
	h.walk()
	for _, g := range h.dies(h.ring()) {
		once, err := h.Compose(g)
		must(t, err)
		again, err := h.Compose(g)
		must(t, err)
		if diff := cmp.Diff(len(once.PDF), len(again.PDF)); diff != "" || once.Text != again.Text || once.HTML != again.HTML || string(once.PDF) != string(again.PDF) {
			t.Errorf("a message by %s composed twice is two messages", g.Attempt.Channel)
		}
	}
}
