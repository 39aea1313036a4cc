package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"comity/internal/dunning"
	"comity/internal/ledger"
)

// Run checks the contract on the database whose addresses open gives: an empty one for every call.
func Run(t *testing.T, open func(*testing.T) string) {
	t.Helper()
	checks := map[string]func(*testing.T, *World){
		"saving the same rows again changes nothing":                 savingAgain,
		"an older snapshot changes nothing":                          olderSnapshot,
		"a payment reduces what is owed once, a reversal adds it":    payments,
		"a new arrears after a cure is a new cycle":                  newCycle,
		"a file does not undo an opt-out, a new address starts anew": optOutStays,
		"everything or nothing is saved atomically":                  atomically,
		"two schedulers make one run":                                oneRun,
		"a run moves on for one writer only":                         oneWriter,
		"a step of a cycle is reserved once until released":          oneStep,
		"keys sort by bytes and instants keep microseconds":          orderAndTypes,
		"two feeders never ring the same reminder":                   twoFeeders,
		"a bell that was lost is rung again":                         lostBell,
		"persons who share a phone share its limit":                  sharedPhone,
		"joint debtors share the account's limit":                    jointDebtors,
		"two reminders of one person in one group share the limit":   onePersonOneGroup,
		"a person's many workers grant no more than the limit":       oneWinner,
		"groups with crossed members do not hang each other":         crossedGroups,
		"a payment before the claim is seen by it":                   paidBeforeClaim,
		"a reminder is claimed once, however many bells ring":        manyBells,
		"an account that leaves is released and says why":            leaving,
		"an accepted attempt keeps its slot":                         accepted,
		"a refused attempt gives its slot back":                      refused,
		"an unknown attempt counts and blocks another":               unknown,
		"an attempt is recorded once":                                recordedOnce,
		"a dead worker's attempts are found":                         strays,
		"what is too late expires, releases and counts as failed":    expires,
		"a bad row does not keep its group from being claimed":       badRow,
		"a lease has one holder":                                     leases,
		"whoever requested cannot approve":                           fourEyes,
		"every change wrote an event":                                events,
		"an id twice in one group is one claim":                      twiceInOneGroup,
		"an opt-out holds for the number, whoever has it":            optOutByNumber,
		"an account that changed hands in a run has one row":         changedHands,
		"an answer that comes late ends an unknown":                  lateAnswer,
		"one answer that cannot be stored costs no other":            strangeAnswer,
		"a payment in another currency settles nothing":              otherCurrency,
		"a lost clock's bells are rung again":                        futureBell,
		"what one file says of a person, another does not undo":      changedInParts,
		"a book knows every portfolio":                               everyPortfolio,
	}
	maps.Copy(checks, agreements())
	maps.Copy(checks, elsewhere())
	maps.Copy(checks, walks())
	maps.Copy(checks, policies())
	for name, check := range checks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, Open(t, open(t)))
		})
	}
}

func savingAgain(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	if got := w.account("a1", "c1", func(a *dunning.Account) { a.Joint = []string{"c2", "c3"} }); got != (dunning.Saved{New: 1}) {
		t.Errorf("first: %+v", got)
	}
	w.Advance(time.Hour)
	if got := w.account("a1", "c1", func(a *dunning.Account) { a.Joint = []string{"c3", "c2"} }); got != (dunning.Saved{Same: 1}) {
		t.Errorf("again: %+v", got)
	}
	if got := w.account("a1", "c1", func(a *dunning.Account) { a.Overdue++ }); got != (dunning.Saved{Changed: 1}) {
		t.Errorf("changed: %+v", got)
	}
	saved, err := w.Book().SavePoints(t.Context(), "test", []dunning.ContactPoint{point("c1", "+8610000000001")})
	w.must(err)
	if saved != (dunning.Saved{Same: 1}) {
		t.Errorf("points: %+v", saved)
	}
	feed := dunning.Feed{PortfolioID: "book", Kind: dunning.FeedPayments, AsOf: w.Now(), ReceivedAt: w.Now(), Rows: 3, SHA256: "00"}
	w.must(w.Book().SaveFeed(t.Context(), "test", feed))
	w.must(w.Book().SaveFeed(t.Context(), "test", feed))
	feeds, err := w.Feeds(t.Context(), "book", dunning.FeedPayments, 5)
	w.must(err)
	if len(feeds) != 1 || feeds[0].Rows != 3 {
		t.Errorf("feeds: %+v", feeds)
	}
}

func olderSnapshot(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	w.account("a1", "c1")
	got := w.account("a1", "c1", func(a *dunning.Account) { a.AsOf = a.AsOf.Add(-time.Hour); a.Overdue = 1 })
	if got != (dunning.Saved{Same: 1}) || w.find("a1").Overdue != 123456 {
		t.Errorf("saved %+v, overdue %d", got, w.find("a1").Overdue)
	}
}

// find reads an account as a decision would see it.
func (w *World) find(id string) dunning.Account {
	w.T.Helper()
	p, ok, err := w.Person(w.ctx(), id, time.Hour)
	w.must(err)
	if !ok {
		w.T.Fatalf("account %s is not there", id)
	}
	return p.Accounts[0]
}

func (w *World) pay(id, account string, amount int64, at time.Time) dunning.Saved {
	w.T.Helper()
	saved, err := w.Book().SavePayments(w.ctx(), "test", []dunning.Payment{{ID: id, AccountID: account, Amount: amount, Currency: "CNY", ReceivedAt: at}})
	w.must(err)
	return saved
}

func payments(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	w.account("a1", "c1")
	w.pay("before", "a1", 1000, w.find("a1").AsOf)
	w.pay("after", "a1", 23456, w.Now())
	if got := w.pay("after", "a1", 23456, w.Now()); got != (dunning.Saved{Same: 1}) {
		t.Errorf("the same payment again: %+v", got)
	}
	if got := w.find("a1").Owed(day); got != 100000 {
		t.Errorf("owed %d, want 100000", got)
	}
	w.pay("reversal", "a1", -456, w.Now())
	if got := w.find("a1").Owed(day); got != 100456 {
		t.Errorf("owed after a reversal %d, want 100456", got)
	}
	w.account("a1", "c1", func(a *dunning.Account) { a.AsOf = w.Now().Add(time.Minute); a.Overdue = 100456 })
	if got := w.find("a1").Owed(day); got != 100456 {
		t.Errorf("owed by the next snapshot, which knows the payments: %d, want 100456", got)
	}
}

func newCycle(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	w.account("a1", "c1")
	w.pay("all", "a1", 123456, w.Now())
	bounced := func(a *dunning.Account) { a.AsOf = w.Now().Add(time.Hour) }
	w.account("a1", "c1", bounced)
	if got := w.find("a1").Cycle; got != 1 {
		t.Errorf("overdue again with the same due date is the same cycle, got %d", got)
	}
	w.pay("again", "a1", 123456, w.Now().Add(2*time.Hour))
	later := day.AddDays(30)
	w.account("a1", "c1", func(a *dunning.Account) {
		a.AsOf, a.DueDate, a.TakenOn = w.Now().Add(3*time.Hour), later, later
	})
	if a := w.find("a1"); a.Cycle != 2 || a.TakenOn != later {
		t.Errorf("a new due date after a cure: cycle %d taken on %v, want 2 on %v", a.Cycle, a.TakenOn, later)
	}
	// The file of accounts comes before the payments that explain it.
	w.account("a1", "c1", func(a *dunning.Account) {
		a.AsOf, a.DueDate, a.Overdue = w.Now().Add(4*time.Hour), later.AddDays(30), 0
	})
	if a := w.find("a1"); a.Cycle != 3 {
		t.Errorf("a snapshot with nothing overdue and a new due date: cycle %d, want 3", a.Cycle)
	}
}

func optOutStays(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	p := point("c1", "+8610000000001")
	save := func(p dunning.ContactPoint) dunning.ContactPoint {
		_, err := w.Book().SavePoints(t.Context(), "test", []dunning.ContactPoint{p})
		w.must(err)
		person, _, err := w.Person(t.Context(), "a1", time.Hour)
		w.must(err)
		return person.Points[0]
	}
	w.account("a1", "c1")
	out := p
	out.Consent = dunning.ConsentWithdrawn
	save(out)
	p.Consent = dunning.ConsentGiven
	if got := save(p); got.Consent != dunning.ConsentWithdrawn {
		t.Errorf("consent after a file that does not know: %s", got.Consent)
	}
	fresh := point("c1", "+8610000000002")
	fresh.Consent = dunning.ConsentGiven
	if got := save(fresh); got.Consent != dunning.ConsentGiven {
		t.Errorf("consent of a new number: %s", got.Consent)
	}
}

func atomically(t *testing.T, w *World) {
	fail := errors.New("stop")
	err := w.Book().Atomically(t.Context(), func(b ledger.Book) error {
		if _, err := b.SaveCustomers(t.Context(), "test", []dunning.Customer{{ID: "c1"}}); err != nil {
			return err
		}
		known, err := b.Known(t.Context(), "customer", []string{"c1"})
		if err != nil || !known["c1"] {
			t.Errorf("inside, the row is not there: %v %v", known, err)
		}
		return fail
	})
	if !errors.Is(err, fail) {
		t.Fatal(err)
	}
	known, err := w.Book().Known(t.Context(), "customer", []string{"c1"})
	w.must(err)
	if known["c1"] {
		t.Error("the row outlived the failure")
	}
}

func oneRun(t *testing.T, w *World) {
	const n = 8
	fresh := make(chan bool, n)
	ids := make(chan string, n)
	for range n {
		go func() {
			r, f, err := w.OpenRun(context.Background(), dunning.Run{PortfolioID: "book", BusinessDate: day, State: dunning.RunWalking, Actor: "test"})
			if err != nil {
				t.Error(err)
			}
			fresh <- f
			ids <- r.ID
		}()
	}
	count, first := 0, <-ids
	for i := range n {
		if <-fresh {
			count++
		}
		if i > 0 && <-ids != first {
			t.Error("two runs for one date")
		}
	}
	if count != 1 {
		t.Errorf("%d of %d say they began it", count, n)
	}
}

func oneWriter(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	w.account("a1", "c1")
	w.reserve("c1", "s1", "a1")
	stale := w.run
	stale.After = ""
	if err := w.Reserve(t.Context(), stale, "zzz", nil, nil); !errors.Is(err, ledger.ErrRunMoved) {
		t.Errorf("a writer that is behind: %v", err)
	}
	tally, err := w.Tally(t.Context(), w.run.ID)
	w.must(err)
	if !tally.Balances() || tally.Walked != 1 || tally.Results[dunning.ResultReminded] != 1 || tally.Reminders != 1 || tally.ByChannel[dunning.SMS] != 1 {
		t.Errorf("tally: %+v", tally)
	}
}

func oneStep(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	w.account("a1", "c1")
	first := w.reserve("c1", "s1", "a1")
	r, _, err := w.Reminder(t.Context(), first)
	w.must(err)
	r.ID = "second"
	again := []dunning.Walked{{AccountID: "a1-again", CustomerID: "c1", Stage: "M1", Result: dunning.ResultReminded, ReminderID: "second"}}
	w.must(w.Reserve(t.Context(), w.run, "y", []dunning.Reminder{r}, again))
	w.run.After = "y"
	if _, ok, err := w.Reminder(t.Context(), "second"); err != nil || ok {
		t.Errorf("a second reminder for the same step: %v %v", ok, err)
	}
	tally, err := w.Tally(t.Context(), w.run.ID)
	w.must(err)
	if tally.Deferred["plan-inflight"] != 1 || !tally.Balances() {
		t.Errorf("tally: %+v", tally)
	}
	w.Advance(13 * time.Hour)
	if n, err := w.Expire(t.Context(), []string{first}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	w.must(w.Reserve(t.Context(), w.run, "z", []dunning.Reminder{r}, nil))
	if _, ok, _ := w.Reminder(t.Context(), "second"); !ok {
		t.Error("the released step could not be reserved again")
	}
}

func orderAndTypes(t *testing.T, w *World) {
	ids := []string{"b", "A", "a", "é", "張", "B", "a-1", "a_1", "a1"}
	for _, id := range ids {
		w.person(id, "+8610000000001")
		w.account("acc-"+id, id, func(a *dunning.Account) {
			a.Balance = -9_000_000_000_000_000_000
			a.Overdue = 9_000_000_000_000_000_000
		})
	}
	var got []string
	for after := ""; ; {
		list, err := w.Walk(t.Context(), dunning.WalkQuery{PortfolioID: "book", After: after, Until: day, Limit: 2})
		w.must(err)
		if len(list) == 0 {
			break
		}
		for _, p := range list {
			got = append(got, p.Customer.ID)
		}
		after = got[len(got)-1]
	}
	slices.Sort(ids)
	if !slices.Equal(got, ids) {
		t.Errorf("walked %q, want bytes' order %q", got, ids)
	}
	a := w.find("acc-張")
	if a.Balance != -9_000_000_000_000_000_000 || a.Overdue != 9_000_000_000_000_000_000 || a.DueDate != day.AddDays(-10) {
		t.Errorf("account came back as %+v", a)
	}
	hold := dunning.Hold{ID: "h", Kind: dunning.HoldDispute, CustomerID: "張", Starts: w.Now(), Ends: w.Now().Add(time.Microsecond), Reason: "'; DROP TABLE hold; --"}
	_, err := w.Book().SaveHolds(t.Context(), "test", []dunning.Hold{hold})
	w.must(err)
	p, _, err := w.Person(t.Context(), "acc-張", time.Hour)
	w.must(err)
	if len(p.Holds) != 1 || !p.Holds[0].Starts.Equal(hold.Starts) || !p.Holds[0].Ends.Equal(hold.Ends) || p.Holds[0].Reason != hold.Reason {
		t.Errorf("hold came back as %+v", p.Holds)
	}
	if list, err := w.Walk(t.Context(), dunning.WalkQuery{PortfolioID: "none", Until: day, Limit: 2}); err != nil || len(list) != 0 {
		t.Errorf("an empty walk: %v %v", list, err)
	}
}

func twoFeeders(t *testing.T, w *World) {
	var want []string
	for i := range 60 {
		c := fmt.Sprintf("c%02d", i)
		w.person(c, fmt.Sprintf("+86100000000%02d", i))
		w.account("a"+c, c)
		want = append(want, w.reserve(c, "s1", "a"+c))
	}
	got := make(chan []string, 12)
	for range 12 {
		go func() {
			ids, err := w.Ring(context.Background(), 10)
			if err != nil {
				t.Error(err)
			}
			got <- ids
		}()
	}
	var all []string
	for range 12 {
		all = append(all, <-got...)
	}
	for ids := w.ring(); len(ids) > 0; ids = w.ring() {
		all = append(all, ids...)
	}
	slices.Sort(all)
	slices.Sort(want)
	if !slices.Equal(all, want) {
		t.Errorf("rang %d, want each of %d once", len(all), len(want))
	}
}

func lostBell(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	w.account("a1", "c1")
	id := w.reserve("c1", "s1", "a1")
	w.ring()
	early, err := w.Rung(t.Context(), w.Now().Add(-time.Second), 10)
	w.must(err)
	w.Advance(time.Minute)
	late, err := w.Rung(t.Context(), w.Now().Add(-30*time.Second), 10)
	w.must(err)
	again, err := w.Rung(t.Context(), w.Now().Add(-30*time.Second), 10)
	w.must(err)
	if len(early) != 0 || !slices.Equal(late, []string{id}) || len(again) != 0 {
		t.Errorf("rung again: early %v, late %v, at once %v", early, late, again)
	}
}
