package policy_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"pgregory.net/rapid"
)

// roomy gives every list of the facts room behind its end, and says what is in that room.
func roomy(f dunning.Facts) (dunning.Facts, func() string) {
	f.History = append(slices.Clone(f.History), dunning.Contact{ID: "behind"})[:len(f.History)]
	f.Holds = append(slices.Clone(f.Holds), dunning.Hold{ID: "behind"})[:len(f.Holds)]
	f.Points = append(slices.Clone(f.Points), dunning.ContactPoint{ID: "behind"})[:len(f.Points)]
	f.Promises = append(slices.Clone(f.Promises), dunning.Promise{ID: "behind"})[:len(f.Promises)]
	f.Channels = append(slices.Clone(f.Channels), "behind")[:len(f.Channels)]
	f.Customer.Zones = append(slices.Clone(f.Customer.Zones), "behind")[:len(f.Customer.Zones)]
	f.Customer.Places = append(slices.Clone(f.Customer.Places), calendar.Place("behind"))[:len(f.Customer.Places)]
	f.Customer.Inconvenient = append(slices.Clone(f.Customer.Inconvenient), dunning.Inconvenient{Channel: "behind"})[:len(f.Customer.Inconvenient)]
	return f, func() string {
		return fmt.Sprintf("%#v %#v %#v", f, f.History[:len(f.History)+1], []any{
			f.Holds[:len(f.Holds)+1], f.Points[:len(f.Points)+1], f.Promises[:len(f.Promises)+1], f.Channels[:len(f.Channels)+1], f.Customer.Zones[:len(f.Customer.Zones)+1],
			f.Customer.Places[:len(f.Customer.Places)+1], f.Customer.Inconvenient[:len(f.Customer.Inconvenient)+1],
		})
	}
}

// The facts are the caller's: deciding changes nothing in them, not even behind the end of a list, and also not where
// the history is out of order.
func TestDecidingChangesNoFact(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		f, all := roomy(w.judge.facts)
		if rapid.Bool().Draw(t, "out of order") {
			slices.Reverse(f.History)
		}
		before := all()
		w.engine().Decide(f)
		if after := all(); after != before {
			t.Fatalf("the facts were\n%s\nand are\n%s", before, after)
		}
	})
}

// The memory that decisions share holds nothing of one when the next is made: the same facts get the same verdict
// whatever was decided before, and a verdict that was given does not change under whoever holds it.
func TestNoDecisionIsSeenInTheNext(t *testing.T) {
	shelf := newShelf(t)
	thoroughly(t, func(t *rapid.T) {
		a, b := drawShipped(t), drawShipped(t)
		p := shelf.policy(t, rapid.Bool().Draw(t, "house"), a.pack)
		first := p.Decide(a.facts)
		kept := fmt.Sprintf("%+v", first)
		for range 3 {
			p.Decide(b.facts)
			b.facts.History, b.facts.Holds = nil, nil
			b.facts.Zone = sample(t, "then", "nowhere", a.facts.Zone)
		}
		if now := fmt.Sprintf("%+v", first); now != kept {
			t.Fatalf("a verdict changed from\n%s\nto\n%s", kept, now)
		}
		same(t, first, p.Decide(a.facts))
	})
}

func TestTheSameFactsGiveTheSameVerdict(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		same(t, w.engine().Decide(w.judge.facts), w.engine().Decide(w.judge.facts))
	})
}

// Any number of goroutines may decide with one policy.
func TestManyDecideAtOnce(t *testing.T) {
	t.Parallel()
	shelf := newShelf(t)
	var facts []dunning.Facts
	for seed := range 60 {
		facts = append(facts, rapid.Custom(func(t *rapid.T) dunning.Facts { return drawShipped(t).facts }).Example(seed))
	}
	for _, pack := range countries {
		p := shelf.policy(t, true, pack)
		var want []string
		for _, f := range facts {
			want = append(want, fmt.Sprintf("%+v", p.Decide(f)))
		}
		var wg sync.WaitGroup
		for worker := range 8 {
			wg.Go(func() {
				for i := range 5 * len(facts) {
					k := (i*(worker+7) + worker) % len(facts) // each in an order of its own
					if got := fmt.Sprintf("%+v", p.Decide(facts[k])); got != want[k] {
						t.Errorf("%s: alone\n%s\namong others\n%s", pack, want[k], got)
						return
					}
				}
			})
		}
		wg.Wait()
	}
}

// A history that is out of order, within what matters, gives the verdict of the one in order.
func TestTheOrderOfTheHistoryDoesNotMatter(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		p, f := w.engine(), clone(w.judge.facts)
		f.History = slices.DeleteFunc(f.History, func(c dunning.Contact) bool { return c.At.Before(f.Now.Add(-p.HistoryWindow())) })
		f.History = rapid.Permutation(f.History).Draw(t, "order")
		if a, b := p.Decide(w.judge.facts), p.Decide(f); a.Outcome != b.Outcome || !slices.Equal(a.Channels, b.Channels) {
			t.Fatalf("%v\nout of order\n%v", a.Channels, b.Channels)
		}
	})
}

// What deciding costs does not grow with contacts that are too old to matter: it takes no more memory for ten
// thousand of them than for none, and does not look at any of them.
func TestOldHistoryCostsNothing(t *testing.T) {
	shelf := newShelf(t)
	for _, pack := range countries {
		p := shelf.policy(t, true, pack)
		f := rapid.Custom(func(t *rapid.T) dunning.Facts { return drawShipped(t).facts }).Example(7)
		recent := f.History
		measure := func(f dunning.Facts) float64 { return testing.AllocsPerRun(20, func() { p.Decide(f) }) }
		without := measure(f)
		f.History = nil
		for i := range 10_000 {
			f.History = append(f.History, dunning.Contact{At: f.Now.AddDate(-3, 0, 0).Add(-1), ID: fmt.Sprint(i), CustomerID: "person", Channel: sms, AddressKey: "phone-key", Status: dunning.ContactSent})
		}
		f.History = append(f.History, recent...)
		if with := measure(f); with > without+1 {
			t.Errorf("%s: %v allocations with old contacts, %v without", pack, with, without)
		}
	}
}
