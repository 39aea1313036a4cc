package nightrun

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/dunning"
)

// register keeps the one run of these tests, beside a journal.
type register struct {
	journal
	feeds []dunning.Feed
	moves []string
	moved error // what MoveRun answers; nil: it does
}

func (r *register) OpenRun(_ context.Context, x dunning.Run) (dunning.Run, bool, error) {
	if r.run.ID != "" {
		return r.run, false, nil
	}
	x.ID = "run"
	r.run = x
	return x, true, nil
}

func (r *register) MoveRun(_ context.Context, run dunning.Run, to dunning.RunState, actor, reason string) error {
	if r.moved != nil || run.State != r.run.State {
		return errors.Join(r.moved, errMoved)
	}
	r.run.State, r.run.Reason = to, reason
	r.moves = append(r.moves, strings.Join([]string{string(to), actor, reason}, " "))
	return nil
}

func (r *register) Feeds(_ context.Context, portfolio, kind string, n int) ([]dunning.Feed, error) {
	if portfolio != "book" || kind != dunning.FeedPayments {
		return nil, errors.New("asked for files of another kind")
	}
	return r.feeds[:min(n, len(r.feeds))], nil
}

// office is a register with fresh payment data, the runs in it, and a book of ten people.
func office(tb testing.TB) (*register, Runs, Walker, *shelf) {
	r, s := &register{feeds: paymentFiles(time.Hour, 10, 10)}, shelved(10)
	return r, Runs{Register: r, Now: func() time.Time { return night }}, walking(tb, s, &r.journal, 3), s
}

func TestARunIsBegunWalkedAndClosed(t *testing.T) {
	t.Parallel()
	r, runs, w, s := office(t)
	run, err := runs.Do(t.Context(), w, dunning.Schedule{}, day, "operator")
	if err != nil {
		t.Fatal(err)
	}
	if err := complete(s, &r.journal); err != nil {
		t.Error(err)
	}
	want := dunning.Run{
		ID: "run", PortfolioID: "book", BusinessDate: day, State: dunning.RunDone, Policy: w.Policy.Version(), Actor: "operator", EndedAt: night,
	}
	if diff := cmp.Diff(want, run); diff != "" {
		t.Errorf("run (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"done operator "}, r.moves); diff != "" {
		t.Errorf("moves (-want +got):\n%s", diff)
	}
}

func TestRunningADateAgainChangesNothing(t *testing.T) {
	t.Parallel()
	for _, state := range []dunning.RunState{dunning.RunDone, dunning.RunStopped} {
		r, runs, w, _ := office(t)
		r.run = dunning.Run{ID: "run", PortfolioID: "book", BusinessDate: day, State: state}
		run, err := runs.Do(t.Context(), w, dunning.Schedule{}, day, "operator")
		if err != nil || run.State != state {
			t.Errorf("a run that is %s is answered as %s, error %v", state, run.State, err)
		}
		if r.pieces > 0 || len(r.moves) > 0 {
			t.Errorf("a run that is %s: %d pieces were written, moves %v", state, r.pieces, r.moves)
		}
	}
}

func TestARunThatWasCutOffIsSeenThroughByWhoeverCallsNext(t *testing.T) {
	t.Parallel()
	r, runs, w, s := office(t)
	cut := errors.New("the power went off")
	r.during = func(pieces int) error {
		if pieces == 2 {
			return cut
		}
		return nil
	}
	if _, err := runs.Do(t.Context(), w, dunning.Schedule{}, day, "operator"); !errors.Is(err, cut) {
		t.Fatalf("the run ends with %v", err)
	}
	if r.run.State != dunning.RunWalking {
		t.Fatalf("the run that was cut off is %s", r.run.State)
	}
	r.during = nil
	if run, err := runs.Do(t.Context(), w, dunning.Schedule{}, day, "operator"); err != nil || run.State != dunning.RunDone {
		t.Fatalf("the second call leaves it %s, error %v", run.State, err)
	}
	if err := complete(s, &r.journal); err != nil {
		t.Error(err)
	}
}

func TestARunIsHeldUntilAPersonReleasesIt(t *testing.T) {
	t.Parallel()
	r, runs, w, s := office(t)
	r.feeds = nil
	for range 2 { // asking again does not let it go
		run, err := runs.Do(t.Context(), w, dunning.Schedule{}, day, "scheduler")
		if !errors.Is(err, ErrHeld) || !strings.Contains(err.Error(), "no payment file") || run.State != dunning.RunHeld {
			t.Fatalf("the run is %s, error %v", run.State, err)
		}
	}
	if r.pieces > 0 {
		t.Fatal("a held run was walked")
	}
	r.feeds = paymentFiles(0, 10, 10)
	if _, err := runs.Do(t.Context(), w, dunning.Schedule{}, day, "scheduler"); !errors.Is(err, ErrHeld) {
		t.Fatalf("data that came later released the run by themselves: %v", err)
	}
	run, err := runs.Release(t.Context(), w, r.run, "li.na", "checked by telephone")
	if err != nil || run.State != dunning.RunDone || run.Reason != "checked by telephone" {
		t.Errorf("released it is %s because %q, error %v", run.State, run.Reason, err)
	}
	if err := complete(s, &r.journal); err != nil {
		t.Error(err)
	}
	if r.moves[0] != "walking li.na checked by telephone" {
		t.Errorf("the moves are %v, want the release with who and why", r.moves)
	}
}

func TestOnlyAHeldRunIsReleased(t *testing.T) {
	t.Parallel()
	for _, state := range []dunning.RunState{dunning.RunWalking, dunning.RunDone, dunning.RunStopped} {
		r, runs, w, _ := office(t)
		r.run = begun()
		r.run.State = state
		if _, err := runs.Release(t.Context(), w, r.run, "li.na", "why not"); err == nil || r.pieces > 0 {
			t.Errorf("a run that is %s was released: %v, %d pieces", state, err, r.pieces)
		}
	}
	r, runs, w, _ := office(t)
	r.run = begun()
	r.run.State = dunning.RunHeld
	seen := r.run
	r.run.State = dunning.RunWalking // somebody else was faster
	if _, err := runs.Release(t.Context(), w, seen, "li.na", "why not"); !errors.Is(err, errMoved) || r.pieces > 0 {
		t.Errorf("a run was released twice: %v, %d pieces", err, r.pieces)
	}
}

func TestARunCanBeHeldBeforeItBeginsAndWhileItWalks(t *testing.T) {
	t.Parallel()
	hold := func(runs Runs) (dunning.Run, error) {
		return runs.Hold(t.Context(), "book", day, "li.na", "the file looks odd")
	}
	_, runs, w, _ := office(t)
	if run, err := hold(runs); err != nil || run.State != dunning.RunHeld || run.Reason != "the file looks odd" {
		t.Errorf("before it begins: %s because %q, error %v", run.State, run.Reason, err)
	}
	if _, err := runs.Do(t.Context(), w, dunning.Schedule{}, day, "scheduler"); !errors.Is(err, ErrHeld) || !strings.Contains(err.Error(), "the file looks odd") {
		t.Errorf("the run that was held begins with %v", err)
	}

	r, runs, _, _ := office(t)
	r.run = begun()
	if run, err := hold(runs); err != nil || run.State != dunning.RunHeld || r.run.State != dunning.RunHeld {
		t.Errorf("while it walks: %s, in the register %s, error %v", run.State, r.run.State, err)
	}
	if run, err := hold(runs); err != nil || run.State != dunning.RunHeld || len(r.moves) != 1 {
		t.Errorf("held twice: %s, error %v, moves %v", run.State, err, r.moves)
	}

	r, runs, _, _ = office(t)
	r.run = begun()
	r.run.State = dunning.RunDone
	if _, err := hold(runs); err == nil {
		t.Error("a run whose book was walked was held")
	}
}

func TestARunThatIsClosedBySomebodyElseSaysSo(t *testing.T) {
	t.Parallel()
	r, runs, w, _ := office(t)
	r.moved = errMoved
	if run, err := runs.Do(t.Context(), w, dunning.Schedule{}, day, "operator"); !errors.Is(err, errMoved) || run.State == dunning.RunDone {
		t.Errorf("the run is %s, error %v", run.State, err)
	}
}
