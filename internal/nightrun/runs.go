package nightrun

import (
	"context"
	"errors"
	"fmt"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// ErrHeld says that a run waits for a person, who releases it.
var ErrHeld = errors.New("the run is held")

// Register is where runs are kept.
type Register interface {
	// OpenRun finds the run of a portfolio and date, or begins it as it is given.
	OpenRun(ctx context.Context, r dunning.Run) (run dunning.Run, fresh bool, err error)
	// MoveRun changes the state of a run that still is in the state it was seen in.
	MoveRun(ctx context.Context, run dunning.Run, to dunning.RunState, actor, reason string) error
	// Feeds lists the newest files of a kind that were taken in.
	Feeds(ctx context.Context, portfolio, kind string, n int) ([]dunning.Feed, error)
}

// Runs begins, holds, releases and finishes runs.
type Runs struct {
	Register Register
	Now      func() time.Time
}

// Do sees the run of a date through: it begins it, or goes on with the one there is, and closes it when
// the whole book was walked. Payment data that is not fit to go by holds it before it begins; ErrHeld
// then names the reason. A run that is done is answered as it is: running a date again changes nothing.
func (r Runs) Do(ctx context.Context, w Walker, s dunning.Schedule, date calendar.Date, actor string) (dunning.Run, error) {
	feeds, err := r.Register.Feeds(ctx, w.Portfolio.ID, dunning.FeedPayments, 2)
	if err != nil {
		return dunning.Run{}, fmt.Errorf("read which payment files came: %w", err)
	}
	wanted := dunning.Run{PortfolioID: w.Portfolio.ID, BusinessDate: date, Policy: w.Policy.Version(), Actor: actor, State: dunning.RunWalking}
	if wanted.Reason = Gate(s, feeds, r.Now()); wanted.Reason != "" {
		wanted.State = dunning.RunHeld
	}
	run, _, err := r.Register.OpenRun(ctx, wanted)
	switch {
	case err != nil:
		return run, fmt.Errorf("begin the run: %w", err)
	case run.State == dunning.RunHeld:
		return run, fmt.Errorf("%w: %s", ErrHeld, run.Reason)
	case run.State != dunning.RunWalking:
		return run, nil
	}
	return r.walk(ctx, w, run)
}

// Release lets a held run go, and walks it. The reason is kept with the run.
func (r Runs) Release(ctx context.Context, w Walker, run dunning.Run, actor, reason string) (dunning.Run, error) {
	if run.State != dunning.RunHeld {
		return run, fmt.Errorf("run %s is %s, not held: there is nothing to release", run.ID, run.State)
	}
	if err := r.Register.MoveRun(ctx, run, dunning.RunWalking, actor, reason); err != nil {
		return run, err
	}
	run.State, run.Reason = dunning.RunWalking, reason
	return r.walk(ctx, w, run)
}

// Hold stops a run that is walking, or keeps the run of a date from beginning. What was reserved before
// stays owed.
func (r Runs) Hold(ctx context.Context, portfolio string, date calendar.Date, actor, reason string) (dunning.Run, error) {
	run, fresh, err := r.Register.OpenRun(ctx, dunning.Run{
		PortfolioID: portfolio, BusinessDate: date, State: dunning.RunHeld, Reason: reason, Actor: actor,
	})
	switch {
	case err != nil || fresh || run.State == dunning.RunHeld:
		return run, err
	case run.State != dunning.RunWalking:
		return run, fmt.Errorf("run %s is %s: its book was walked, and there is nothing left to hold", run.ID, run.State)
	}
	err = r.Register.MoveRun(ctx, run, dunning.RunHeld, actor, reason)
	run.State, run.Reason = dunning.RunHeld, reason
	return run, err
}

func (r Runs) walk(ctx context.Context, w Walker, run dunning.Run) (dunning.Run, error) {
	if err := w.Walk(ctx, run); err != nil {
		return run, err
	}
	if err := r.Register.MoveRun(ctx, run, dunning.RunDone, run.Actor, run.Reason); err != nil {
		return run, fmt.Errorf("close the run: %w", err)
	}
	run.State, run.EndedAt = dunning.RunDone, r.Now()
	return run, nil
}
