package ledgertest

import (
	"testing"
	"time"

	"comity/internal/dunning"
)

// promised makes a promise of 5000 about account a1, now, to be kept in three days.
func (w *World) promised(change ...func(*dunning.Promise)) {
	w.T.Helper()
	p := dunning.Promise{ID: "p1", AccountID: "a1", Amount: 5000, Date: day.AddDays(3), MadeAt: w.Now()}
	for _, c := range change {
		c(&p)
	}
	_, err := w.Book().SavePromises(w.ctx(), "test", []dunning.Promise{p})
	w.must(err)
}

// keptAt is when the promise was kept.
func (w *World) keptAt() time.Time {
	w.T.Helper()
	p := w.facts("a1")
	if len(p.Promises) != 1 {
		w.T.Fatalf("%d promises, want one", len(p.Promises))
	}
	return p.Promises[0].KeptAt
}

func (w *World) debtor() {
	w.T.Helper()
	w.person("c1", "+8610000000001")
	w.account("a1", "c1")
}

func promiseKept(t *testing.T, w *World) {
	w.debtor()
	w.promised()
	w.pay("before", "a1", 5000, w.Now().Add(-time.Second))
	w.pay("first", "a1", 3000, w.Now())
	if got := w.keptAt(); !got.IsZero() {
		t.Errorf("kept by what was paid before it, at %v", got)
	}
	second := w.Now().Add(time.Hour)
	w.pay("third", "a1", 1000, w.Now().Add(2*time.Hour))
	w.pay("second", "a1", 2000, second) // known later than the third
	if got := w.keptAt(); !got.Equal(second) {
		t.Errorf("kept at %v, want %v", got, second)
	}
	w.promised(func(p *dunning.Promise) { p.KeptAt = time.Time{} }) // a file does not know it
	if got := w.keptAt(); !got.Equal(second) {
		t.Errorf("after the file came again, kept at %v", got)
	}
}

func promiseReopened(t *testing.T, w *World) {
	w.debtor()
	w.promised()
	w.pay("paid", "a1", 5000, w.Now())
	w.pay("bounced", "a1", -5000, w.Now().Add(time.Hour))
	if got := w.keptAt(); !got.IsZero() {
		t.Errorf("kept at %v by money that was taken back", got)
	}
	again := w.Now().Add(2 * time.Hour)
	w.pay("again", "a1", 5000, again)
	if got := w.keptAt(); !got.Equal(again) {
		t.Errorf("kept at %v, want %v", got, again)
	}
	var kinds []string
	list, err := w.Events(t.Context(), "a1")
	w.must(err)
	for _, e := range list {
		if e.Kind == "promise.paid" || e.Kind == "promise.reopened" {
			kinds = append(kinds, e.Kind)
		}
	}
	same(t, "events", sorted(kinds), []string{"promise.paid", "promise.paid", "promise.reopened"})
}

func promiseKnownLate(t *testing.T, w *World) {
	w.debtor()
	w.pay("paid", "a1", 5000, w.Now())
	w.promised()
	if got := w.keptAt(); !got.Equal(w.Now()) {
		t.Errorf("kept at %v, want %v", got, w.Now())
	}
}

func promiseChanged(t *testing.T, w *World) {
	w.debtor()
	w.promised()
	w.pay("paid", "a1", 5000, w.Now())
	w.promised(func(p *dunning.Promise) { p.Amount = 6000 })
	if got := w.keptAt(); !got.IsZero() {
		t.Errorf("kept at %v by less than was promised", got)
	}
}

func promiseCurrency(t *testing.T, w *World) {
	w.debtor()
	w.promised()
	_, err := w.Book().SavePayments(t.Context(), "test", []dunning.Payment{{ID: "yen", AccountID: "a1", Amount: 5000, Currency: "JPY", ReceivedAt: w.Now()}})
	w.must(err)
	if got := w.keptAt(); !got.IsZero() {
		t.Errorf("kept in yen at %v", got)
	}
	w.account("a1", "c1", func(a *dunning.Account) { a.Currency, a.AsOf = "JPY", a.AsOf.Add(time.Minute) })
	if got := w.keptAt(); !got.Equal(w.Now()) {
		t.Errorf("kept at %v by yen on an account in yen, want %v", got, w.Now())
	}
}

func planPaid(t *testing.T, w *World) {
	w.debtor()
	w.pay("before", "a1", 100, w.Now().Add(-time.Second))
	w.pay("since", "a1", 300, w.Now())
	_, err := w.Book().SavePlans(t.Context(), "test", []dunning.RepaymentPlan{{
		ID: "r1", AccountID: "a1", AgreedAt: w.Now(), Instalments: []dunning.Instalment{{Date: day, Amount: 300}, {Date: day.AddDays(30), Amount: 300}},
	}})
	w.must(err)
	if got := w.facts("a1").Plans[0].Paid; got != 300 {
		t.Errorf("paid %d when it was saved, want 300", got)
	}
	w.pay("more", "a1", 50, w.Now().Add(time.Hour))
	w.pay("reversal", "a1", -10, w.Now().Add(2*time.Hour))
	if got := w.facts("a1").Plans[0].Paid; got != 340 {
		t.Errorf("paid %d, want 340", got)
	}
}
