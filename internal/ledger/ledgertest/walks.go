package ledgertest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// walks checks who is walked for what was agreed for the business date, whatever they owe.
func walks() map[string]func(*testing.T, *World) {
	return map[string]func(*testing.T, *World){
		"a walk that asks for no occasion visits who is late alone":           walkPlain,
		"an appointment on the date is walked":                                walkAppointment,
		"a promise is walked on the date of its reminder":                     walkPromise,
		"a promise kept lately is walked for thanks":                          walkThanks,
		"an instalment soon due or just missed is walked until it is paid":    walkInstalment,
		"a walk in pieces visits everybody once, with the accounts concerned": walkPieces,
		"occasions of other portfolios are left to their walks":               walkOther,
	}
}

var shanghai = time.FixedZone("UTC+8", 8*60*60)

// occasions are those of the business date of the suite, as a policy might ask for them.
func occasions() dunning.WalkOccasions {
	return dunning.WalkOccasions{
		Day: day.In(shanghai), Date: day, Lead: 3, Missed: 2, Thanks: day.AddDays(-3).Start(shanghai),
	}
}

// early saves a person whose one account is not due for a month.
func (w *World) early(n int) (account string) {
	w.T.Helper()
	c := fmt.Sprintf("c%02d", n)
	w.person(c, ownNumber(n))
	w.account("a"+c, c, func(a *dunning.Account) { a.DueDate = day.AddDays(30) })
	return "a" + c
}

// walked lists who is walked, and checks that as many accounts are counted as are visited.
func (w *World) walked(o dunning.WalkOccasions, limit int) []string {
	w.T.Helper()
	var ids []string
	accounts := 0
	q := dunning.WalkQuery{PortfolioID: "book", Until: day, Since: w.Now().Add(-time.Hour), Limit: limit, Occasions: o}
	for {
		list, err := w.Walk(w.ctx(), q)
		w.must(err)
		if len(list) == 0 {
			break
		}
		if len(list) > limit {
			w.T.Errorf("%d people in a piece of %d", len(list), limit)
		}
		for _, p := range list {
			ids = append(ids, p.Customer.ID)
			accounts += len(p.Accounts)
		}
		q.After = ids[len(ids)-1]
	}
	n, err := w.CountWalk(w.ctx(), q)
	w.must(err)
	if n != accounts {
		w.T.Errorf("counted %d accounts, visited %d", n, accounts)
	}
	return ids
}

func (w *World) expectWalked(what string, want ...string) {
	w.T.Helper()
	if got := w.walked(occasions(), 100); !slices.Equal(got, want) {
		w.T.Errorf("%s: walked %v, want %v", what, got, want)
	}
}

func walkPlain(t *testing.T, w *World) {
	w.debtor()
	early := w.early(2)
	w.appointments(dunning.Appointment{ID: "x", AccountID: early, At: day.Start(shanghai)})
	if got := w.walked(dunning.WalkOccasions{}, 100); !slices.Equal(got, []string{"c1"}) {
		t.Errorf("walked %v", got)
	}
}

func (w *World) appointments(list ...dunning.Appointment) {
	w.T.Helper()
	_, err := w.Book().SaveAppointments(w.ctx(), "test", list)
	w.must(err)
}

func (w *World) promises(list ...dunning.Promise) {
	w.T.Helper()
	_, err := w.Book().SavePromises(w.ctx(), "test", list)
	w.must(err)
}

func walkAppointment(t *testing.T, w *World) {
	at := day.In(shanghai)
	w.appointments(
		dunning.Appointment{ID: "first", AccountID: w.early(1), At: at.Start},
		dunning.Appointment{ID: "last", AccountID: w.early(2), At: at.End.Add(-time.Microsecond)},
		dunning.Appointment{ID: "early", AccountID: w.early(3), At: at.Start.Add(-time.Microsecond)},
		dunning.Appointment{ID: "late", AccountID: w.early(4), At: at.End},
		dunning.Appointment{ID: "cancelled", AccountID: w.early(5), At: at.Start, Cancelled: w.Now()},
	)
	w.expectWalked("appointments", "c01", "c02")
}

func walkPromise(t *testing.T, w *World) {
	at := day.In(shanghai)
	w.promises(
		dunning.Promise{ID: "first", AccountID: w.early(1), Amount: 1, MadeAt: w.Now(), RemindAt: at.Start},
		dunning.Promise{ID: "last", AccountID: w.early(2), Amount: 1, MadeAt: w.Now(), RemindAt: at.End.Add(-time.Microsecond)},
		dunning.Promise{ID: "early", AccountID: w.early(3), Amount: 1, MadeAt: w.Now(), RemindAt: at.Start.Add(-time.Microsecond)},
		dunning.Promise{ID: "late", AccountID: w.early(4), Amount: 1, MadeAt: w.Now(), RemindAt: at.End},
		dunning.Promise{ID: "none", AccountID: w.early(5), Amount: 1, MadeAt: w.Now()},
		dunning.Promise{ID: "cancelled", AccountID: w.early(6), Amount: 1, MadeAt: w.Now(), RemindAt: at.Start, Cancelled: w.Now()},
	)
	w.expectWalked("promises to be reminded of", "c01", "c02")
}

func walkThanks(t *testing.T, w *World) {
	made, from := day.AddDays(-20).Start(shanghai), occasions().Thanks
	for i, kept := range []time.Time{from, from.Add(-time.Microsecond), day.End(shanghai), day.End(shanghai).Add(-time.Microsecond), {}} {
		a := w.early(i)
		w.promises(dunning.Promise{ID: "of " + a, AccountID: a, Amount: 100, Date: day, MadeAt: made})
		if !kept.IsZero() {
			w.pay("by "+a, a, 100, kept)
		}
	}
	w.expectWalked("promises kept", "c00", "c03")
	quiet := occasions()
	quiet.Thanks = time.Time{}
	if got := w.walked(quiet, 100); len(got) != 0 {
		t.Errorf("without thanks, walked %v", got)
	}
}

func walkInstalment(t *testing.T, w *World) {
	for i, ahead := range []int{-3, -2, -1, 0, 3, 4} {
		a := w.early(i)
		_, err := w.Book().SavePlans(t.Context(), "test", []dunning.RepaymentPlan{{
			ID: "of " + a, AccountID: a, AgreedAt: w.Now(),
			Instalments: []dunning.Instalment{{Date: day.AddDays(-40), Amount: 100}, {Date: day.AddDays(ahead), Amount: 100}, {Date: day.AddDays(40), Amount: 100}},
		}})
		w.must(err)
	}
	w.expectWalked("instalments", "c01", "c02", "c03", "c04")
	w.pay("all", "ac01", 200, w.Now())
	w.pay("less", "ac02", 199, w.Now())
	w.expectWalked("instalments once some are paid", "c02", "c03", "c04")
	_, err := w.Book().SavePlans(t.Context(), "test", []dunning.RepaymentPlan{{
		ID: "of ac03", AccountID: "ac03", AgreedAt: w.Now(), EndedAt: w.Now(), Instalments: []dunning.Instalment{{Date: day, Amount: 100}},
	}})
	w.must(err)
	w.expectWalked("instalments once a plan has ended", "c02", "c04")
}

func walkPieces(t *testing.T, w *World) {
	var want []string
	for i := range 20 {
		a := w.early(i)
		c := fmt.Sprintf("c%02d", i)
		if i%3 == 0 {
			w.account("late-"+c, c)
		}
		if i%2 == 0 {
			w.appointments(dunning.Appointment{ID: c, AccountID: a, At: w.Now()})
		}
		if i%3 == 0 || i%2 == 0 {
			want = append(want, c)
		}
	}
	for _, limit := range []int{1, 3, 100} {
		if got := w.walked(occasions(), limit); !slices.Equal(got, want) {
			t.Errorf("in pieces of %d walked %v, want %v", limit, got, want)
		}
	}
	list, err := w.Walk(t.Context(), dunning.WalkQuery{PortfolioID: "book", Until: day, Limit: 4, Occasions: occasions()})
	w.must(err)
	var got []string
	for _, p := range list {
		for _, a := range p.Accounts {
			got = append(got, fmt.Sprintf("%s %d", a.ID, len(p.Appointments)))
		}
	}
	same(t, "accounts of the first people", got, []string{"ac00 1", "late-c00 1", "ac02 1", "late-c03 0", "ac04 1"})
}

func walkOther(t *testing.T, w *World) {
	_, err := w.Book().SavePortfolio(t.Context(), "test", dunning.Portfolio{ID: "other"})
	w.must(err)
	w.person("c1", ownNumber(1))
	w.account("a1", "c1", func(a *dunning.Account) {
		a.PortfolioID, a.DueDate = "other", calendar.Date{Year: 2027, Month: 1, Day: 1}
	})
	w.appointments(dunning.Appointment{ID: "x", AccountID: "a1", At: w.Now()})
	w.expectWalked("another portfolio's appointment")
}
