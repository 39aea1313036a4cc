package ledgertest

import (
	"context"
	"testing"
	"time"

	"comity/internal/dunning"
)

func stepSkipped(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	w.account("a1", "c1")
	skip := func(reason string) (dunning.Saved, error) {
		return w.Book().SkipStep(t.Context(), "li", "a1", "s1", reason)
	}
	if _, err := skip(""); err == nil {
		t.Error("skipped without a reason")
	}
	first, err := skip("said on the telephone")
	w.must(err)
	again, err := skip("once more")
	w.must(err)
	if first != (dunning.Saved{New: 1}) || again != (dunning.Saved{Same: 1}) {
		t.Errorf("first %+v, again %+v", first, again)
	}
	same(t, "taken", w.facts("a1").Taken, []dunning.Taken{{AccountID: "a1", Step: "s1", Cycle: 1, Done: true}})
	list, err := w.Circumstances(t.Context(), "a1")
	w.must(err)
	if len(list.Skipped) != 1 || list.Skipped[0].Actor != "li" || list.Skipped[0].Reason != "said on the telephone" || !list.Skipped[0].At.Equal(w.Now()) {
		t.Errorf("skipped: %+v", list.Skipped)
	}
	w.pay("all", "a1", 123456, w.Now())
	w.account("a1", "c1", func(a *dunning.Account) { a.AsOf, a.DueDate = w.Now().Add(time.Hour), day.AddDays(30) })
	if saved, err := skip("the next arrears"); err != nil || saved.New != 1 {
		t.Errorf("in the next cycle: %+v, %v", saved, err)
	}
}

func stepReserved(t *testing.T, w *World) {
	w.person("c1", "+8610000000001")
	w.account("a1", "c1")
	w.reserve("c1", "s1", "a1")
	if _, err := w.Book().SkipStep(t.Context(), "li", "a1", "s1", "too late"); err == nil {
		t.Error("a step was skipped that a reminder has")
	}
	if _, err := w.Book().SkipStep(t.Context(), "li", "a1", "s2", "in time"); err != nil {
		t.Error(err)
	}
}

// changesWait tries to change what a claim reads while it decides. Whoever does not wait for the claim's locks
// would be done before the claim is.
func changesWait(t *testing.T, w *World) {
	id := w.crowd(1, ownNumber)[0]
	b, now := w.Book(), w.Now()
	call := dunning.Contact{ID: "call", At: now, CustomerID: "stranger"}
	byPerson, byAddress, byAccount := call, call, call
	byPerson.CustomerID, byAddress.AddressKey, byAccount.Accounts = "c00", point("", ownNumber(0)).Key, []string{"ac00"}
	changes := map[string]func(context.Context) (dunning.Saved, error){
		"a contact with the person": func(ctx context.Context) (dunning.Saved, error) {
			return b.SaveContacts(ctx, "test", []dunning.Contact{byPerson})
		},
		"a contact at the address": func(ctx context.Context) (dunning.Saved, error) {
			return b.SaveContacts(ctx, "test", []dunning.Contact{byAddress})
		},
		"a contact about the account": func(ctx context.Context) (dunning.Saved, error) {
			return b.SaveContacts(ctx, "test", []dunning.Contact{byAccount})
		},
		"a promise": func(ctx context.Context) (dunning.Saved, error) {
			return b.SavePromises(ctx, "test", []dunning.Promise{{ID: "p", AccountID: "ac00", CustomerID: "stranger", MadeAt: now}})
		},
		"a notice": func(ctx context.Context) (dunning.Saved, error) {
			return b.SaveNotices(ctx, "test", []dunning.Notice{{Kind: "transfer", CustomerID: "c00", At: now}})
		},
		"a skipped step": func(ctx context.Context) (dunning.Saved, error) {
			return b.SkipStep(ctx, "test", "ac00", "s2", "asked for")
		},
	}
	w.claim(func(p dunning.Petition) dunning.Ruling {
		for name, change := range changes {
			ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
			if _, err := change(ctx); err == nil {
				t.Errorf("%s was saved while a claim decided", name)
			}
			cancel()
		}
		return grant(p)
	}, id)
	saved, err := changes["a promise"](t.Context())
	w.must(err)
	if saved.New != 1 {
		t.Errorf("after the claim: %+v", saved)
	}
}
