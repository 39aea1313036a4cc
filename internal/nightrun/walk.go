package nightrun

import (
	"context"
	"fmt"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/policy"
)

// Book is what a walk reads.
type Book interface {
	// Walk reads the next people of a portfolio after a given one, with everything a decision needs.
	Walk(ctx context.Context, q Query) ([]dunning.Person, error)
	// CountWalk counts the accounts that a walk from its beginning will visit.
	CountWalk(ctx context.Context, q Query) (int, error)
}

// Query names a piece of a walk; see Book.
type Query = dunning.WalkQuery

// Reserver writes a piece of a walk and moves the run on, in one transaction (W1).
type Reserver interface {
	Reserve(ctx context.Context, run dunning.Run, after string, reminders []dunning.Reminder, walked []dunning.Walked) error
}

// Walker walks one portfolio's book.
type Walker struct {
	Book      Book
	Reserver  Reserver // nil: a walk that only looks
	Policy    *policy.Policy
	Portfolio dunning.Portfolio
	Zone      *time.Location
	Now       func() time.Time
	NewID     func() string
	Piece     int                                        // people per transaction; 0: 500
	Progress  func(Progress)                             // after every piece; may be nil
	Seen      func([]dunning.Reminder, []dunning.Walked) // after every piece; may be nil
}

// Progress says how far a walk is, in accounts.
type Progress struct{ Walked, Total int }

// piece is what was read and decided together.
type piece struct {
	people    []dunning.Person
	reminders []dunning.Reminder
	walked    []dunning.Walked
}

// Walk walks the book for the run's business date, from where the run stands to the end. The next piece
// is read while the last one is written.
func (w Walker) Walk(ctx context.Context, run dunning.Run) error {
	query := w.query(run)
	total, err := w.Book.CountWalk(ctx, query)
	if err != nil {
		return fmt.Errorf("count the accounts that are due: %w", err)
	}
	query.After = run.After
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pieces, failed := make(chan []dunning.Person, 1), make(chan error, 1)
	go func() {
		defer close(pieces)
		failed <- w.read(ctx, query, pieces)
	}()
	done := 0
	for people := range pieces {
		p := w.decide(run, people)
		after := people[len(people)-1].Customer.ID
		if w.Reserver != nil {
			if err := w.Reserver.Reserve(ctx, run, after, p.reminders, p.walked); err != nil {
				return fmt.Errorf("reserve reminders: %w", err)
			}
		}
		run.After = after
		done += len(p.walked)
		if w.Seen != nil {
			w.Seen(p.reminders, p.walked)
		}
		if w.Progress != nil {
			w.Progress(Progress{Walked: done, Total: total})
		}
	}
	return <-failed
}

// query asks for the whole walk of a run: accounts on the ladder, or so near that it begins, and those with an
// occasion on the business date.
func (w Walker) query(run dunning.Run) Query {
	q := Query{
		PortfolioID: w.Portfolio.ID, Until: run.BusinessDate.AddDays(w.Policy.Ladder().Lead()),
		Since: w.Now().Add(-w.Policy.HistoryWindow()), Limit: w.Piece,
		Occasions: occasions(w.Policy.Occasions(), w.Policy.Grace(dunning.HoldPlan), run.BusinessDate, w.Zone),
	}
	if q.Limit == 0 {
		q.Limit = 500
	}
	return q
}

// occasions says whom a date brings up, by what a policy speaks of. A missed instalment is spoken of until
// its plan is broken, grace days later.
func occasions(o dunning.Occasions, grace int, date calendar.Date, zone *time.Location) dunning.WalkOccasions {
	if o.None() {
		return dunning.WalkOccasions{}
	}
	q := dunning.WalkOccasions{Day: date.In(zone), Date: date, Lead: o.Instalment.Lead}
	if o.Missed.Said() {
		q.Missed = grace
	}
	if o.Thanks.Said() {
		q.Thanks = date.AddDays(-o.Thanks.Within).Start(zone)
	}
	return q
}

// read sends the people of the book in pieces.
func (w Walker) read(ctx context.Context, q Query, pieces chan<- []dunning.Person) error {
	for {
		people, err := w.Book.Walk(ctx, q)
		if err != nil {
			return fmt.Errorf("read the book: %w", err)
		}
		if len(people) == 0 {
			return nil
		}
		q.After = people[len(people)-1].Customer.ID
		select {
		case pieces <- people:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (w Walker) decide(run dunning.Run, people []dunning.Person) piece {
	d := decider{
		policy: w.Policy, portfolio: w.Portfolio, zone: w.Zone, date: run.BusinessDate, now: w.Now(), newID: w.NewID, runID: run.ID,
	}
	p := piece{people: people}
	for _, person := range people {
		reminder, walked := d.person(person)
		if reminder != nil {
			p.reminders = append(p.reminders, *reminder)
		}
		p.walked = append(p.walked, walked...)
	}
	return p
}
