package ledgertest

import (
	"testing"
	"time"

	"comity/internal/dunning"
)

func twiceInOneGroup(t *testing.T, w *World) {
	id := w.crowd(1, ownNumber)[0]
	granted := w.claim(atMost(1, samePerson), id, id)
	p, _, err := w.Person(t.Context(), "ac00", time.Hour)
	w.must(err)
	if len(granted) != 1 || w.state(id) != dunning.Sending || len(p.Taken) != 1 {
		t.Errorf("granted %d, state %s, taken %+v", len(granted), w.state(id), p.Taken)
	}
}

func optOutByNumber(t *testing.T, w *World) {
	ids := w.crowd(2, oneNumber)
	w.settle(ids[0], dunning.Record{Receipt: dunning.Receipt{Class: dunning.Permanent, OptedOut: true}, State: dunning.Failed, Rule: "no-channel"})
	consent := func(account string) dunning.Consent {
		p, _, err := w.Person(t.Context(), account, time.Hour)
		w.must(err)
		return p.Points[0].Consent
	}
	if consent("ac00") != dunning.ConsentWithdrawn || consent("ac01") != dunning.ConsentWithdrawn {
		t.Errorf("consents %s and %s after the number opted out", consent("ac00"), consent("ac01"))
	}
	w.person("c00", ownNumber(7))
	if consent("ac00") == dunning.ConsentWithdrawn {
		t.Error("another number has opted out too")
	}
	w.person("c00", oneNumber(0))
	if consent("ac00") != dunning.ConsentWithdrawn {
		t.Error("the number came back and its opt-out was forgotten")
	}
}

func changedHands(t *testing.T, w *World) {
	w.person("c1", ownNumber(1))
	w.person("c2", ownNumber(2))
	w.account("a1", "c1")
	w.reserve("c1", "s1", "a1")
	w.account("a2", "c2")
	again := []dunning.Walked{
		{AccountID: "a1/s1", CustomerID: "c2", Stage: "M1", Result: dunning.ResultReminded, ReminderID: "both"},
		{AccountID: "a2", CustomerID: "c2", Stage: "M1", Result: dunning.ResultReminded, ReminderID: "both"},
	}
	both := dunning.Reminder{
		ID: "both", PortfolioID: "book", RunID: w.run.ID, BusinessDate: day, CustomerID: "c2", Lead: "a2", Channels: []dunning.Channel{dunning.SMS},
		Items: []dunning.Item{{AccountID: "a2", Step: "s1", Cycle: 1}, {AccountID: "a1/s1", Step: "s2", Cycle: 1}},
	}
	w.must(w.Reserve(t.Context(), w.run, "zz", []dunning.Reminder{both}, again))
	tally, err := w.Tally(t.Context(), w.run.ID)
	w.must(err)
	if tally.Walked != 2 || tally.Reminders != 1 || tally.Results[dunning.ResultDeferred] != 1 || !tally.Balances() {
		t.Errorf("tally %+v", tally)
	}
}

func lateAnswer(t *testing.T, w *World) {
	id := w.crowd(1, ownNumber)[0]
	g := w.claim(grant, id)[0]
	rec := dunning.Record{AttemptID: g.Attempt.ID, ReminderID: id, Receipt: dunning.Receipt{Class: dunning.Uncertain}, State: dunning.Unknown}
	if _, err := w.Record(t.Context(), "sweeper", []dunning.Record{rec}); err != nil {
		t.Fatal(err)
	}
	rec.Receipt, rec.State = dunning.Receipt{Class: dunning.Accepted, Ref: "late"}, dunning.Sent
	n, err := w.Record(t.Context(), "w1", []dunning.Record{rec})
	w.must(err)
	list, err := w.Attempts(t.Context(), id)
	w.must(err)
	if n != 1 || w.state(id) != dunning.Sent || list[0].Ref != "late" {
		t.Errorf("written %d, state %s, attempt %+v", n, w.state(id), list[0])
	}
}

func strangeAnswer(t *testing.T, w *World) {
	var records []dunning.Record
	for i, g := range w.claim(grant, w.crowd(3, ownNumber)...) {
		r := dunning.Record{AttemptID: g.Attempt.ID, ReminderID: g.Reminder.ID, Receipt: dunning.Receipt{Class: dunning.Accepted}, State: dunning.Sent}
		if i == 1 {
			r.Receipt.Ref = "a\x00b\xff"
		}
		records = append(records, r)
	}
	n, err := w.Record(t.Context(), "w1", records)
	if n != 3 || err != nil {
		t.Errorf("written %d of 3, error %v", n, err)
	}
}

func otherCurrency(t *testing.T, w *World) {
	w.person("c1", ownNumber(1))
	w.account("a1", "c1")
	_, err := w.Book().SavePayments(t.Context(), "test", []dunning.Payment{{ID: "yen", AccountID: "a1", Amount: 999999, Currency: "JPY", ReceivedAt: w.Now()}})
	w.must(err)
	w.account("a1", "c1", func(a *dunning.Account) { a.Balance++ })
	if got := w.find("a1").Owed(day); got != 123456 {
		t.Errorf("owed %d after a payment in yen, want 123456", got)
	}
}

func futureBell(t *testing.T, w *World) {
	id := w.crowd(1, ownNumber)[0]
	w.Advance(-time.Hour)
	ids, err := w.Rung(t.Context(), w.Now().Add(-time.Minute), 10)
	w.must(err)
	if len(ids) != 1 || ids[0] != id {
		t.Errorf("rung again: %v", ids)
	}
}
