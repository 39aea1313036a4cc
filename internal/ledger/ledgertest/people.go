package ledgertest

import (
	"testing"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// changedInParts has one file say a person's name and another what they asked for: neither undoes the other.
func changedInParts(t *testing.T, w *World) {
	named := func(name string) func(dunning.Customer) dunning.Customer {
		return func(c dunning.Customer) dunning.Customer {
			c.Name = name
			return c
		}
	}
	sunday := []dunning.Inconvenient{{Hours: calendar.Window{From: 60, To: 120}, Channel: dunning.Voice}}
	asked := func(c dunning.Customer) dunning.Customer {
		c.Inconvenient = sunday
		return c
	}
	change := func(want dunning.Saved, f func(dunning.Customer) dunning.Customer, ids ...string) {
		t.Helper()
		got, err := w.Book().ChangeCustomers(t.Context(), "test", ids, f)
		w.must(err)
		if got != want {
			t.Errorf("saved %+v, want %+v", got, want)
		}
	}
	change(dunning.Saved{New: 2}, named("甲"), "c1", "c2")
	change(dunning.Saved{Changed: 1}, asked, "c1")
	change(dunning.Saved{Changed: 2}, named("乙"), "c1", "c2")
	change(dunning.Saved{Same: 2}, named("乙"), "c1", "c2")
	w.account("a1", "c1")
	p, ok, err := w.Person(t.Context(), "a1", 0)
	w.must(err)
	if c := p.Customer; !ok || c.Name != "乙" || len(c.Inconvenient) != 1 || c.Inconvenient[0].Channel != dunning.Voice {
		t.Errorf("%v: %+v", ok, c)
	}
}

func everyPortfolio(t *testing.T, w *World) {
	for _, id := range []string{"z", "y"} {
		_, err := w.Book().SavePortfolio(t.Context(), "test", dunning.Portfolio{ID: id})
		w.must(err)
	}
	list, err := w.Book().Portfolios(t.Context())
	w.must(err)
	n := len(list)
	if n < 2 || list[n-2].ID != "y" || list[n-1].ID != "z" {
		t.Errorf("%+v", list)
	}
}
