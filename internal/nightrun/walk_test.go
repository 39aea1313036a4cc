package nightrun

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"comity/internal/dunning"
)

// shelf is a book in memory, in order of people.
type shelf struct {
	people []dunning.Person
	asked  []Query
	fails  error
	before func(Query) // called before a piece is read; may be nil
	mu     sync.Mutex
}

func (s *shelf) Walk(ctx context.Context, q Query) ([]dunning.Person, error) {
	if s.before != nil {
		s.before(q)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, q)
	if err := errors.Join(ctx.Err(), s.fails); err != nil {
		return nil, err
	}
	var list []dunning.Person
	for _, p := range s.people {
		if p.Customer.ID > q.After && len(list) < q.Limit {
			list = append(list, p)
		}
	}
	return list, nil
}

func (s *shelf) CountWalk(_ context.Context, q Query) (int, error) {
	if q.PortfolioID != "book" || q.Until != day.AddDays(3) || q.Occasions.None() {
		return 0, fmt.Errorf("asked for %+v", q)
	}
	n := 0
	for _, p := range s.people {
		n += len(p.Accounts)
	}
	return n, nil
}

// shelved is a book of so many people with an account each; every third has two.
func shelved(people int) *shelf {
	s := &shelf{}
	for n := range people {
		accounts := []dunning.Account{late(fmt.Sprintf("a%04d", n), 5)}
		if n%3 == 0 {
			accounts = append(accounts, late(fmt.Sprintf("b%04d", n), 8))
		}
		s.people = append(s.people, someone(fmt.Sprintf("p%04d", n), accounts...))
	}
	return s
}

// journal is a ledger in memory, as far as a walk writes to it.
type journal struct {
	run       dunning.Run
	reminders []dunning.Reminder
	walked    []dunning.Walked
	pieces    int
	during    func(pieces int) error // called inside every Reserve; may be nil
}

var errMoved = errors.New("another process moved the run")

func (j *journal) Reserve(_ context.Context, run dunning.Run, after string, reminders []dunning.Reminder, walked []dunning.Walked) error {
	if run.ID != j.run.ID || run.After != j.run.After {
		return errMoved
	}
	if j.during != nil {
		if err := j.during(j.pieces); err != nil {
			return err
		}
	}
	j.run.After = after
	j.reminders = append(j.reminders, reminders...)
	j.walked = append(j.walked, walked...)
	j.pieces++
	return nil
}

func walking(tb testing.TB, b Book, r Reserver, piece int) Walker {
	n := 0
	return Walker{
		Book: b, Reserver: r, Policy: packed(tb), Portfolio: book(), Zone: zone(tb, "Asia/Shanghai"), Piece: piece,
		Now: func() time.Time { return night }, NewID: func() string { n++; return fmt.Sprintf("r%05d", n) },
	}
}

func begun() dunning.Run {
	return dunning.Run{ID: "run", PortfolioID: "book", BusinessDate: day, State: dunning.RunWalking}
}

// complete says what is wrong with a journal of a whole walk over a shelf.
func complete(s *shelf, j *journal) error {
	seen := map[string]int{}
	for _, w := range j.walked {
		seen[w.AccountID]++
	}
	for _, p := range s.people {
		for _, a := range p.Accounts {
			if seen[a.ID] != 1 {
				return fmt.Errorf("account %s has %d rows", a.ID, seen[a.ID])
			}
			delete(seen, a.ID)
		}
	}
	if len(seen) > 0 {
		return fmt.Errorf("rows of accounts that are not in the book: %v", seen)
	}
	people := map[string]int{}
	for _, r := range j.reminders {
		people[r.CustomerID]++
	}
	for _, p := range s.people {
		if people[p.Customer.ID] != 1 {
			return fmt.Errorf("%s has %d reminders", p.Customer.ID, people[p.Customer.ID])
		}
	}
	return nil
}

func TestAWalkVisitsEverybodyOnceWhateverThePiece(t *testing.T) {
	t.Parallel()
	for _, piece := range []int{0, 1, 7, 30, 31, 1000} {
		t.Run(fmt.Sprintf("pieces of %d", piece), func(t *testing.T) {
			t.Parallel()
			s, j := shelved(30), &journal{run: begun()}
			w := walking(t, s, j, piece)
			var last Progress
			w.Progress = func(p Progress) {
				if p.Walked <= last.Walked {
					t.Errorf("progress went from %d to %d", last.Walked, p.Walked)
				}
				last = p
			}
			if err := w.Walk(t.Context(), begun()); err != nil {
				t.Fatal(err)
			}
			if err := complete(s, j); err != nil {
				t.Error(err)
			}
			if want := (Progress{Walked: 40, Total: 40}); last != want {
				t.Errorf("the last progress is %+v, want %+v", last, want)
			}
			if j.run.After != "p0029" {
				t.Errorf("the run stands at %q", j.run.After)
			}
		})
	}
}

func TestAWalkAsksForWhatTheDecisionsNeed(t *testing.T) {
	t.Parallel()
	s := shelved(3)
	w := walking(t, s, nil, 0)
	if err := w.Walk(t.Context(), begun()); err != nil {
		t.Fatal(err)
	}
	want := Query{
		PortfolioID: "book", Until: day.AddDays(3), Since: night.Add(-w.Policy.HistoryWindow()), Limit: 500,
		Occasions: dunning.WalkOccasions{
			Day: day.In(w.Zone), Date: day, Lead: 3, Missed: 5, Thanks: day.AddDays(-3).Start(w.Zone),
		},
	}
	if diff := cmp.Diff(want, s.asked[0]); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
	if w.Policy.HistoryWindow() < 24*time.Hour {
		t.Errorf("history is read back %s only, though a rule counts over a day", w.Policy.HistoryWindow())
	}
}

func TestAWalkThatOnlyLooksSeesTheSameAndWritesNothing(t *testing.T) {
	t.Parallel()
	s, j, dry := shelved(30), &journal{run: begun()}, &journal{}
	if err := walking(t, s, j, 7).Walk(t.Context(), begun()); err != nil {
		t.Fatal(err)
	}
	w := walking(t, s, nil, 7)
	w.Seen = func(reminders []dunning.Reminder, walked []dunning.Walked) {
		dry.reminders, dry.walked = append(dry.reminders, reminders...), append(dry.walked, walked...)
	}
	if err := w.Walk(t.Context(), begun()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(j.reminders, dry.reminders); diff != "" {
		t.Errorf("reminders (-real +dry):\n%s", diff)
	}
	if diff := cmp.Diff(j.walked, dry.walked); diff != "" {
		t.Errorf("rows (-real +dry):\n%s", diff)
	}
}

func TestAWalkThatWasCutOffGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	p := packed(t)
	rapid.Check(t, func(t *rapid.T) {
		s, j := shelved(rapid.IntRange(1, 25).Draw(t, "people")), &journal{run: begun()}
		cut := errors.New("the power went off")
		n := 0
		w := Walker{
			Book: s, Reserver: j, Policy: p, Portfolio: book(), Zone: time.UTC, Now: func() time.Time { return night },
			NewID: func() string { n++; return fmt.Sprintf("r%05d", n) },
		}
		for range 100 {
			w.Piece = rapid.IntRange(1, 9).Draw(t, "piece")
			at := rapid.IntRange(0, 5).Draw(t, "cut after")
			j.during = func(pieces int) error {
				if at--; at < 0 {
					return cut
				}
				return nil
			}
			err := w.Walk(context.Background(), j.run)
			if err == nil {
				if err := complete(s, j); err != nil {
					t.Fatal(err)
				}
				return
			}
			if !errors.Is(err, cut) {
				t.Fatal(err)
			}
		}
		t.Skip("cut off a hundred times")
	})
}

func TestARunThatAnotherProcessMovedEndsTheWalk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // the bubble also waits for whoever reads: nobody may stay behind
		s, j := shelved(30), &journal{run: begun()}
		j.during = func(pieces int) error {
			if pieces == 2 {
				j.run.After = "p0029" // somebody else walked on
				return errMoved
			}
			return nil
		}
		if err := walking(t, s, j, 5).Walk(context.Background(), begun()); !errors.Is(err, errMoved) {
			t.Errorf("the walk ends with %v, want the reserver's error", err)
		}
		if j.pieces != 2 || len(j.walked) != 14 {
			t.Errorf("%d pieces with %d rows were written after the run was moved, want the first two", j.pieces, len(j.walked))
		}
	})
}

func TestTheNextPieceIsReadWhileTheLastOneIsWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, j := shelved(30), &journal{run: begun()}
		read := make(chan string, 100)
		s.before = func(q Query) { read <- q.After }
		j.during = func(pieces int) error {
			want := fmt.Sprintf("p%04d", 5*(pieces+1)-1) // the piece after the one being written
			for {
				select {
				case after := <-read:
					if after == want {
						return nil
					}
				case <-time.After(time.Minute):
					return fmt.Errorf("nobody reads on after %s while piece %d is written", want, pieces)
				}
			}
		}
		if err := walking(t, s, j, 5).Walk(t.Context(), begun()); err != nil {
			t.Fatal(err)
		}
		if err := complete(s, j); err != nil {
			t.Error(err)
		}
		after := slices.IsSortedFunc(s.asked, func(a, b Query) int { return strings.Compare(a.After, b.After) })
		if !after || len(s.asked) != 7 {
			t.Errorf("the book was read in %d pieces, in order: %t", len(s.asked), after)
		}
	})
}

func TestABookIsReadAtMostTwoPiecesAhead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, j := shelved(60), &journal{run: begun()}
		j.during = func(pieces int) error {
			synctest.Wait() // whoever reads has read as far as it will
			s.mu.Lock()
			defer s.mu.Unlock()
			if ahead := len(s.asked) - pieces - 1; ahead > 2 {
				return fmt.Errorf("%d pieces are in memory ahead of the one that is written", ahead)
			}
			return nil
		}
		if err := walking(t, s, j, 2).Walk(t.Context(), begun()); err != nil {
			t.Error(err)
		}
	})
}

func TestAWalkEndsWhenItIsToldTo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		s, j := shelved(30), &journal{run: begun()}
		j.during = func(pieces int) error {
			if pieces == 1 {
				stop()
				synctest.Wait()
			}
			return nil
		}
		if err := walking(t, s, j, 5).Walk(ctx, begun()); !errors.Is(err, context.Canceled) {
			t.Errorf("the walk ends with %v", err)
		}
		if len(j.walked) == 0 || len(j.walked) == 40 {
			t.Errorf("%d of 40 accounts were walked", len(j.walked))
		}
	})
}

func TestABookThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	torn := errors.New("the book is torn")
	s, j := shelved(30), &journal{run: begun()}
	s.fails = torn
	if err := walking(t, s, j, 5).Walk(t.Context(), begun()); !errors.Is(err, torn) {
		t.Errorf("the walk ends with %v", err)
	}
	if j.pieces > 0 {
		t.Errorf("%d pieces of a book that cannot be read", j.pieces)
	}
}

func TestAnEmptyBookIsWalkedAtOnce(t *testing.T) {
	t.Parallel()
	j := &journal{run: begun()}
	if err := walking(t, shelved(0), j, 5).Walk(t.Context(), begun()); err != nil || j.pieces > 0 {
		t.Errorf("%d pieces, error %v", j.pieces, err)
	}
}
