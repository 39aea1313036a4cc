package ledgertest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"comity/internal/dunning"
)

// elsewhere checks contacts that were not made here, and how all of them are told apart and put in order.
func elsewhere() map[string]func(*testing.T, *World) {
	return map[string]func(*testing.T, *World){
		"contacts made elsewhere come back and count":                   contactsCount,
		"a contact says whom it was with by its account":                contactCompleted,
		"one of our own contacts is not overwritten":                    contactNotOurs,
		"contacts come in while their people are claimed":               contactsMeanwhile,
		"many contacts are saved at once":                               manyContacts,
		"what a claim adds to a history stands where its instant does":  historyInOrder,
		"a contact counts for the group its portfolio had at the time":  groupAtTheTime,
		"a reminder asked for is kept as asked, an address at work too": askedAndWork,
	}
}

func aCall(w *World) dunning.Contact {
	return dunning.Contact{
		ID: "call-1", At: w.Now(), Channel: dunning.Voice, CustomerID: "c1", AddressKey: point("c1", "+8610000000001").Key, PortfolioID: "book",
		Group: "group", Accounts: []string{"a1", "a2"}, Status: dunning.ContactAttempt, Asked: true, Work: true,
	}
}

func (w *World) contacts(list ...dunning.Contact) dunning.Saved {
	w.T.Helper()
	saved, err := w.Book().SaveContacts(w.ctx(), "test", list)
	w.must(err)
	return saved
}

func contactsCount(t *testing.T, w *World) {
	w.debtor()
	w.account("a2", "c1")
	call := aCall(w)
	if got := w.contacts(call, call); got != (dunning.Saved{New: 1, Same: 1}) {
		t.Errorf("first: %+v", got)
	}
	w.Advance(time.Minute)
	call.Accounts = []string{"a2", "a1"}
	if got := w.contacts(call); got != (dunning.Saved{Same: 1}) {
		t.Errorf("again: %+v", got)
	}
	call.Accounts = []string{"a1", "a2"}
	same(t, "history", w.facts("a1").History, dunning.History{call})
	call.Status, call.Accounts, call.At = dunning.ContactDelivered, []string{"a2"}, call.At.Add(-time.Hour)
	if got := w.contacts(call); got != (dunning.Saved{Changed: 1}) {
		t.Errorf("changed: %+v", got)
	}
	same(t, "history", w.facts("a1").History, dunning.History{call})
	// By the address alone, and by the account alone.
	w.person("c2", "+8610000000001")
	w.account("a3", "c2")
	w.person("c3", "+8610000000003")
	w.account("a2", "c3")
	for _, a := range []string{"a2", "a3"} {
		same(t, "history of "+a, w.facts(a).History, dunning.History{call})
	}
	list, err := w.ContactsOf(t.Context(), "c1", 10)
	w.must(err)
	if len(list) != 1 || list[0].Source != "import" {
		t.Errorf("listed %+v", list)
	}
	w.person("c9", ownNumber(9))
	w.account("a9", "c9")
	id := w.reserve("c9", "s1", "a9")
	w.ring()
	w.contacts(dunning.Contact{ID: "call-9", At: w.Now(), Channel: dunning.Voice, Accounts: []string{"a9"}, Status: dunning.ContactAttempt})
	if granted := w.claim(atMost(1, samePerson), id); len(granted) != 0 {
		t.Error("a call made elsewhere did not count")
	}
}

func contactCompleted(t *testing.T, w *World) {
	w.debtor()
	w.contacts(
		dunning.Contact{ID: "by-account", At: w.Now(), Channel: dunning.Visit, Accounts: []string{"a1"}},
		dunning.Contact{ID: "by-person", At: w.Now(), Channel: dunning.Visit, CustomerID: "c1"},
		dunning.Contact{ID: "strange-book", At: w.Now(), Channel: dunning.Visit, CustomerID: "c1", PortfolioID: "agency"},
	)
	if got := w.contacts(dunning.Contact{ID: "strange-book", At: w.Now(), Channel: dunning.Visit, CustomerID: "c1", PortfolioID: "agency"}); got.Same != 1 {
		t.Errorf("again: %+v", got)
	}
	var got []string
	for _, c := range w.facts("a1").History {
		got = append(got, fmt.Sprintf("%s %s %s/%s", c.ID, c.CustomerID, c.PortfolioID, c.Group))
	}
	same(t, "completed", got, []string{"by-account c1 book/book", "by-person c1 /", "strange-book c1 agency/agency"})
	for _, wrong := range []dunning.Contact{{ID: "nobody", At: w.Now()}, {ID: "nothing", At: w.Now(), Accounts: []string{"none"}}} {
		if _, err := w.Book().SaveContacts(t.Context(), "test", []dunning.Contact{wrong}); err == nil {
			t.Errorf("contact %s was saved", wrong.ID)
		}
	}
}

func contactNotOurs(t *testing.T, w *World) {
	id := w.crowd(1, ownNumber)[0]
	ours := w.claim(grant, id)[0].Attempt.ID
	_, err := w.Book().SaveContacts(t.Context(), "test", []dunning.Contact{{ID: ours, At: w.Now(), CustomerID: "c00", Status: dunning.ContactRefused}})
	if err == nil {
		t.Error("an import gave one of our slots back")
	}
}

// contactsMeanwhile crosses the members of imports and claims: without one order of locks they would wait for
// each other.
func contactsMeanwhile(t *testing.T, w *World) {
	ids := w.crowd(12, func(i int) string { return ownNumber(i % 3) })
	done := make(chan error, 6)
	for n := range 6 {
		go func() {
			var list []dunning.Contact
			for i := range 12 {
				if n%2 == 1 {
					i = 11 - i
				}
				list = append(list, dunning.Contact{
					ID: fmt.Sprintf("call-%d-%d", n, i), At: w.Now(), Channel: dunning.Voice, Accounts: []string{fmt.Sprintf("ac%02d", i)},
					AddressKey: point("", ownNumber(i%3)).Key, Status: dunning.ContactAttempt,
				})
			}
			_, err := w.Book().SaveContacts(context.Background(), "test", list)
			done <- err
		}()
	}
	w.claimAtOnce(atMost(7, samePhone), ids)
	for range 6 {
		w.must(<-done)
	}
	if calls := len(w.facts("ac00").History); calls < 24 {
		t.Errorf("%d contacts at one number, want all that were made", calls)
	}
}

func manyContacts(t *testing.T, w *World) {
	w.debtor()
	var list []dunning.Contact
	for i := range 300 {
		list = append(list, dunning.Contact{ID: fmt.Sprintf("call-%03d", i), At: w.Now().Add(-time.Duration(i) * time.Minute), Accounts: []string{"a1"}})
	}
	if got := w.contacts(list...); got.New != 300 {
		t.Errorf("saved %+v", got)
	}
	if got := w.contacts(list...); got.Same != 300 {
		t.Errorf("again %+v", got)
	}
	newest, err := w.ContactsOf(t.Context(), "c1", 3)
	w.must(err)
	var ids []string
	for _, c := range newest {
		ids = append(ids, c.ID)
	}
	same(t, "the newest three", ids, []string{"call-000", "call-001", "call-002"})
	h := w.facts("a1").History
	if len(h) != 300 || !slices.IsSortedFunc(h, func(a, b dunning.Contact) int { return a.At.Compare(b.At) }) {
		t.Errorf("%d in the history, or out of order", len(h))
	}
}

// historyInOrder has a letter counted ahead, on a day to come, before a group of claims adds to it.
func historyInOrder(t *testing.T, w *World) {
	w.person("c1", ownNumber(1))
	w.account("a1", "c1")
	w.account("a2", "c1")
	ids := []string{w.reserve("c1", "s1", "a1"), w.reserve("c1", "s2", "a2")}
	w.ring()
	w.contacts(
		dunning.Contact{ID: "ahead", At: w.Now().Add(48 * time.Hour), Channel: dunning.Letter, CustomerID: "c1"},
		dunning.Contact{ID: "before", At: w.Now().Add(-time.Hour), Channel: dunning.SMS, CustomerID: "c1"},
	)
	var seen []dunning.History
	granted := w.claim(func(p dunning.Petition) dunning.Ruling {
		seen = append(seen, slices.Clone(p.Person.History))
		return grant(p)
	}, ids...)
	if len(granted) != 2 || len(seen) != 2 || len(seen[1]) != 3 || seen[1][1].ID != granted[0].Attempt.ID || seen[1][2].ID != "ahead" {
		t.Errorf("the second of %d sees %+v", len(granted), seen)
	}
}

func groupAtTheTime(t *testing.T, w *World) {
	ids := w.crowd(2, ownNumber)
	w.claim(grant, ids[0])
	b := dunning.Portfolio{ID: "book", Group: "bank"}
	_, err := w.Book().SavePortfolio(t.Context(), "test", b)
	w.must(err)
	w.claim(grant, ids[1])
	if first, second := w.facts("ac00").History[0], w.facts("ac01").History[0]; first.Group != "book" || second.Group != "bank" {
		t.Errorf("groups %q and %q, want book and bank", first.Group, second.Group)
	}
	w.contacts(dunning.Contact{ID: "call", At: w.Now().Add(time.Hour), Accounts: []string{"ac00"}})
	if got := w.facts("ac00").History[1].Group; got != "bank" {
		t.Errorf("a call for the portfolio counts for %q, want its group", got)
	}
}

func askedAndWork(t *testing.T, w *World) {
	w.debtor()
	ids := []string{w.reserve("c1", "appointment:ap1", "a1")}
	w.account("a2", "c1")
	ids = append(ids, w.reserve("c1", "s1", "a2"))
	w.ring()
	work := func(p dunning.Petition) dunning.Ruling {
		r := grant(p)
		r.Point.Work = p.Reminder.ID == ids[0]
		return r
	}
	w.claim(work, ids[0])
	w.Advance(time.Minute)
	w.claim(work, ids[1])
	h := w.facts("a1").History
	if len(h) != 2 || !h[0].Asked || !h[0].Work || h[1].Asked || h[1].Work {
		t.Errorf("history %+v", h)
	}
}
