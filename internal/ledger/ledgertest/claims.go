package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"comity/internal/dunning"
	"comity/internal/ledger"
)

// crowd makes n people, each with an account and a reminder that was rung; phone gives each a number.
func (w *World) crowd(n int, phone func(i int) string) []string {
	w.T.Helper()
	var ids []string
	for i := range n {
		c := fmt.Sprintf("c%02d", i)
		w.person(c, phone(i))
		w.account("a"+c, c)
		ids = append(ids, w.reserve(c, "s1", "a"+c))
	}
	w.ring()
	return ids
}

func oneNumber(int) string { return "+8610000000000" }

func ownNumber(i int) string { return fmt.Sprintf("+86100000000%02d", i) }

func sharedPhone(t *testing.T, w *World) {
	ids := w.crowd(16, oneNumber)
	if n := w.claimAtOnce(atMost(2, samePhone), ids); n != 2 {
		t.Errorf("%d granted at one number, want 2", n)
	}
}

func jointDebtors(t *testing.T, w *World) {
	w.person("c0", ownNumber(0))
	w.account("a0", "c0", func(a *dunning.Account) { a.Joint = []string{"c1", "c2", "c3"} })
	ids := []string{w.reserve("c0", "s0", "a0")}
	for i := 1; i < 4; i++ {
		c := fmt.Sprintf("c%d", i)
		w.person(c, ownNumber(i))
		ids = append(ids, w.reserve(c, fmt.Sprintf("s%d", i), "a0"))
	}
	w.ring()
	if n := w.claimAtOnce(atMost(1, sameAccount), ids); n != 1 {
		t.Errorf("%d granted about one account, want 1", n)
	}
}

func onePersonOneGroup(t *testing.T, w *World) {
	w.person("c1", ownNumber(1))
	var ids []string
	for i := range 5 {
		a := fmt.Sprintf("a%d", i)
		w.account(a, "c1")
		ids = append(ids, w.reserve("c1", "s-"+a, a))
	}
	w.ring()
	if granted := w.claim(atMost(1, samePerson), ids...); len(granted) != 1 || granted[0].Reminder.ID != ids[0] {
		t.Errorf("granted %v, want the first one only", granted)
	}
	if got := w.state(ids[4]); got != dunning.Planned {
		t.Errorf("the last one is %s, want planned", got)
	}
}

func oneWinner(t *testing.T, w *World) {
	w.person("c1", ownNumber(1))
	var ids []string
	for i := range 12 {
		a := fmt.Sprintf("a%02d", i)
		w.account(a, "c1")
		ids = append(ids, w.reserve("c1", "s-"+a, a))
	}
	w.ring()
	if n := w.claimAtOnce(atMost(3, samePerson), ids); n != 3 {
		t.Errorf("%d granted, want 3", n)
	}
}

// crossedGroups claims overlapping sets in opposite orders: without one order of locks they would wait
// for each other.
func crossedGroups(t *testing.T, w *World) {
	ids := w.crowd(20, func(i int) string { return ownNumber(i % 5) })
	back := slices.Clone(ids)
	slices.Reverse(back)
	counts := make(chan int, 8)
	for i := range 8 {
		group := slices.Clone(ids[i : i+12])
		if i%2 == 1 {
			group = slices.Clone(back[i : i+12])
		}
		go func() {
			granted, err := w.Claim(context.Background(), dunning.ClaimRequest{IDs: group, Worker: "w", Window: time.Hour, Decide: atMost(2, samePhone)})
			if err != nil {
				t.Error(err)
			}
			counts <- len(granted)
		}()
	}
	total := 0
	for range 8 {
		total += <-counts
	}
	if total != 10 {
		t.Errorf("%d granted at five numbers, want two each", total)
	}
}

func paidBeforeClaim(t *testing.T, w *World) {
	w.person("c1", ownNumber(1))
	w.account("a1", "c1")
	id := w.reserve("c1", "s1", "a1")
	w.ring()
	w.pay("p1", "a1", 123456, w.Now())
	granted := w.claim(func(p dunning.Petition) dunning.Ruling {
		if p.Person.Accounts[0].Owed(day) == 0 {
			return dunning.Ruling{State: dunning.Suppressed, Rule: "paid", Leaving: []dunning.Leaving{{AccountID: "a1", Result: dunning.ResultSuppressed, Rule: "paid"}}}
		}
		return grant(p)
	}, id)
	if len(granted) != 0 || w.state(id) != dunning.Suppressed {
		t.Errorf("granted %d, state %s", len(granted), w.state(id))
	}
}

func manyBells(t *testing.T, w *World) {
	id := w.crowd(1, ownNumber)[0]
	if n := w.claimAtOnce(grant, slices.Repeat([]string{id}, 10)); n != 1 {
		t.Errorf("%d granted, want 1", n)
	}
	if got := w.claim(grant, id, id); len(got) != 0 {
		t.Error("claimed again while it is on its way")
	}
}

func leaving(t *testing.T, w *World) {
	w.person("c1", ownNumber(1))
	w.account("a1", "c1")
	w.account("a2", "c1")
	id := w.reserve("c1", "s1", "a1", "a2")
	w.ring()
	granted := w.claim(func(p dunning.Petition) dunning.Ruling {
		r := grant(p)
		r.Leaving = []dunning.Leaving{{AccountID: "a2", Result: dunning.ResultSuppressed, Rule: "hold-dispute"}}
		return r
	}, id)
	if len(granted) != 1 || len(granted[0].Accounts) != 1 || granted[0].Accounts[0].ID != "a1" || len(granted[0].Reminder.Items) != 1 {
		t.Fatalf("granted %+v", granted)
	}
	p, _, err := w.Person(t.Context(), "a2", time.Hour)
	w.must(err)
	if len(p.Taken) != 0 {
		t.Error("the step of the account that left was not released")
	}
}

// settle claims one reminder and records an answer.
func (w *World) settle(id string, rec dunning.Record) dunning.Person {
	w.T.Helper()
	granted := w.claim(grant, id)
	if len(granted) != 1 {
		w.T.Fatal("not granted")
	}
	rec.AttemptID, rec.ReminderID = granted[0].Attempt.ID, id
	if n, err := w.Record(w.ctx(), "w1", []dunning.Record{rec}); err != nil || n != 1 {
		w.T.Fatal(n, err)
	}
	p, _, err := w.Person(w.ctx(), granted[0].Accounts[0].ID, time.Hour)
	w.must(err)
	return p
}

func accepted(t *testing.T, w *World) {
	id := w.crowd(1, ownNumber)[0]
	p := w.settle(id, dunning.Record{Receipt: dunning.Receipt{Class: dunning.Accepted, Provider: "x", Ref: "ref"}, State: dunning.Sent})
	if w.state(id) != dunning.Sent || len(p.History) != 1 || p.History[0].Status != dunning.ContactSent || !p.History[0].At.Equal(w.Now()) {
		t.Errorf("state %s, history %+v", w.state(id), p.History)
	}
	if len(p.Taken) != 1 || !p.Taken[0].Done || !p.Taken[0].At.Equal(w.Now()) {
		t.Errorf("taken %+v", p.Taken)
	}
}

func refused(t *testing.T, w *World) {
	id := w.crowd(1, ownNumber)[0]
	p := w.settle(id, dunning.Record{
		Receipt: dunning.Receipt{Class: dunning.Permanent, BadPoint: true}, State: dunning.Planned, Channels: []dunning.Channel{dunning.Email}, NotBefore: w.Now().Add(time.Minute),
	})
	if w.state(id) != dunning.Planned || p.History[0].Status.Counts(dunning.UnitAttempt) || p.Points[0].Health != dunning.HealthBad {
		t.Errorf("state %s, history %+v, points %+v", w.state(id), p.History, p.Points)
	}
	r, _, err := w.Reminder(t.Context(), id)
	w.must(err)
	if !slices.Equal(r.Channels, []dunning.Channel{dunning.Email}) || !r.NotBefore.Equal(w.Now().Add(time.Minute)) {
		t.Errorf("reminder %+v", r)
	}
	if ids := w.ring(); len(ids) != 0 {
		t.Error("rung before its wait was over")
	}
	w.Advance(time.Minute)
	w.ring()
	if granted := w.claim(grant, id); len(granted) != 1 {
		t.Error("a second attempt after a refusal was not granted")
	}
}

func unknown(t *testing.T, w *World) {
	id := w.crowd(1, ownNumber)[0]
	p := w.settle(id, dunning.Record{Receipt: dunning.Receipt{Class: dunning.Uncertain, Code: "timeout"}, State: dunning.Unknown})
	if w.state(id) != dunning.Unknown || !p.History[0].Status.Counts(dunning.UnitDelivered) || !p.Taken[0].Done {
		t.Errorf("state %s, history %+v, taken %+v", w.state(id), p.History, p.Taken)
	}
	list, err := w.Reminders(t.Context(), ledger.ReminderFilter{State: dunning.Unknown, Limit: 10})
	w.must(err)
	if len(list) != 1 || list[0].ID != id {
		t.Errorf("listed %+v", list)
	}
	if ids := w.ring(); len(ids) != 0 {
		t.Error("an unknown reminder was rung")
	}
}

func recordedOnce(t *testing.T, w *World) {
	id := w.crowd(1, ownNumber)[0]
	g := w.claim(grant, id)[0]
	rec := dunning.Record{AttemptID: g.Attempt.ID, ReminderID: id, Receipt: dunning.Receipt{Class: dunning.Accepted}, State: dunning.Sent}
	late := rec
	late.Receipt.Class, late.State = dunning.Uncertain, dunning.Unknown
	first, err := w.Record(t.Context(), "w1", []dunning.Record{rec})
	w.must(err)
	second, err := w.Record(t.Context(), "w1", []dunning.Record{late})
	w.must(err)
	if first != 1 || second != 0 || w.state(id) != dunning.Sent {
		t.Errorf("written %d then %d, state %s", first, second, w.state(id))
	}
}

func strays(t *testing.T, w *World) {
	ids := w.crowd(2, ownNumber)
	wall := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	took, err := w.TakeLease(t.Context(), ledger.Lease{Name: "worker:w1", Holder: "w1", Now: wall, TTL: time.Minute})
	if w.must(err); !took {
		t.Fatal("no lease")
	}
	w.claim(grant, ids[0])
	count := func(q dunning.StrayQuery) int {
		q.Limit = 10
		list, err := w.Strays(t.Context(), q)
		w.must(err)
		return len(list)
	}
	if n := count(dunning.StrayQuery{Wall: wall}); n != 0 {
		t.Errorf("%d strays of a living worker", n)
	}
	if n := count(dunning.StrayQuery{Wall: wall.Add(time.Minute)}); n != 1 {
		t.Errorf("%d strays of a dead worker, want 1", n)
	}
	if n := count(dunning.StrayQuery{Wall: wall, Worker: "w1", Before: w.Now()}); n != 1 {
		t.Errorf("%d old strays of the asking worker, want 1", n)
	}
	w.must(w.DropWorkers(t.Context()))
	list, err := w.Strays(t.Context(), dunning.StrayQuery{Wall: wall, Limit: 10})
	w.must(err)
	if len(list) != 1 || list[0].Reminder.ID != ids[0] || list[0].Attempt.Channel != dunning.SMS || len(list[0].Reminder.Items) != 1 {
		t.Errorf("strays %+v", list)
	}
}

func expires(t *testing.T, w *World) {
	ids := w.crowd(2, ownNumber)
	w.claim(grant, ids[0])
	w.Advance(12 * time.Hour)
	over, err := w.Overdue(t.Context(), 10)
	w.must(err)
	if !slices.Equal(over, ids[1:]) {
		t.Fatalf("overdue %v, want the one that is not on its way", over)
	}
	n, err := w.Expire(t.Context(), ids)
	w.must(err)
	if n != 1 || w.state(ids[1]) != dunning.Expired || w.state(ids[0]) != dunning.Sending {
		t.Errorf("expired %d, states %s and %s", n, w.state(ids[1]), w.state(ids[0]))
	}
	tally, err := w.Tally(t.Context(), w.run.ID)
	w.must(err)
	if tally.Failed["deadline"] != 1 || !tally.Balances() {
		t.Errorf("tally %+v", tally)
	}
}

// badRow gives one reminder of a group a portfolio that cannot be read.
func badRow(t *testing.T, w *World) {
	ids := w.crowd(4, ownNumber)
	r, _, err := w.Reminder(t.Context(), ids[0])
	w.must(err)
	r.ID, r.PortfolioID, r.Items = "bad", "nowhere", []dunning.Item{{AccountID: "ac00", Stage: "M1", Step: "other", Cycle: 1}}
	w.must(w.Reserve(t.Context(), w.run, "zz", []dunning.Reminder{r}, nil))
	w.ring()
	granted, err := w.Claim(t.Context(), dunning.ClaimRequest{IDs: append([]string{"bad"}, ids...), Worker: "w", Window: time.Hour, Decide: grant})
	if err == nil || len(granted) != 4 {
		t.Errorf("granted %d of 4, error %v", len(granted), err)
	}
}

func leases(t *testing.T, w *World) {
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	take := func(holder string, at time.Time) bool {
		ok, err := w.TakeLease(t.Context(), ledger.Lease{Name: "sweep", Holder: holder, Now: at, TTL: time.Minute})
		w.must(err)
		return ok
	}
	if !take("a", now) || take("b", now.Add(59*time.Second)) || !take("a", now.Add(30*time.Second)) || !take("b", now.Add(90*time.Second)) {
		t.Error("a lease was shared, or did not lapse")
	}
	w.must(w.DropLease(t.Context(), "sweep", "b"))
	if !take("c", now.Add(91*time.Second)) {
		t.Error("a lease that was given back is still held")
	}
}

func fourEyes(t *testing.T, w *World) {
	a := dunning.Approval{ID: "x", Kind: "letter.approve", Subject: "l1", RequestedBy: "li", RequestedAt: w.Now()}
	w.must(w.RequestApproval(t.Context(), a))
	if err := w.Approve(t.Context(), "x", "li", w.Now()); !errors.Is(err, ledger.ErrNotApproved) {
		t.Errorf("the requester: %v", err)
	}
	w.must(w.Approve(t.Context(), "x", "wang", w.Now()))
	if err := w.Approve(t.Context(), "x", "zhao", w.Now()); !errors.Is(err, ledger.ErrNotApproved) {
		t.Errorf("a decided one: %v", err)
	}
}

func events(t *testing.T, w *World) {
	id := w.crowd(1, ownNumber)[0]
	w.settle(id, dunning.Record{Receipt: dunning.Receipt{Class: dunning.Accepted}, State: dunning.Sent})
	list, err := w.Events(t.Context(), id)
	w.must(err)
	var kinds []string
	for _, e := range list {
		kinds = append(kinds, e.Kind)
	}
	if want := []string{"reminder.reserved", "attempt.claimed", "attempt.accepted"}; len(kinds) != 3 || !slices.Equal(sorted(kinds), sorted(want)) {
		t.Errorf("events %v, want %v", kinds, want)
	}
	w.pay("p", "ac00", 1, w.Now())
	list, err = w.Events(t.Context(), "ac00")
	w.must(err)
	if len(list) != 2 {
		t.Errorf("account events %+v", list)
	}
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}
