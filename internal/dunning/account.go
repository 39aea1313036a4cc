package dunning

import (
	"time"

	"comity/internal/calendar"
)

// Account is one credit agreement, as the creditor's last snapshot and the payments since then tell it.
type Account struct {
	ID          string
	PortfolioID string
	CustomerID  string // the primary debtor
	Product     string // "credit-card", "loan", …
	Last4       string // the only digits of the account number that are ever shown
	Currency    string // ISO 4217
	Balance     int64  // minor units, as of AsOf
	Overdue     int64  // minor units overdue, as of AsOf
	MinimumDue  int64  // minor units due on DueDate
	PaidSince   int64  // minor units received after AsOf
	DueDate     calendar.Date
	AsOf        time.Time     // the instant of the snapshot
	TakenOn     calendar.Date // when this cycle was first seen here: steps of earlier stages were never ours to take
	Cycle       int           // 1 for the first arrears; a new arrears after a cure is the next
	Joint       []string      // customers who owe it jointly, beside the primary debtor
	Guarantors  []string      // customers who answer for it
	Role        Role          // of whoever collects it
}

// DPD is the number of days past due on date; negative before the due date.
func (a Account) DPD(date calendar.Date) int { return date.DaysSince(a.DueDate) }

// Owed is what remains to be paid, in minor units, never negative: the overdue amount once the due date
// has passed, the minimum due before.
func (a Account) Owed(date calendar.Date) int64 {
	due := a.Overdue
	if a.DPD(date) <= 0 {
		due = a.MinimumDue
	}
	return max(due-a.PaidSince, 0)
}

// Payment is money received on an account.
type Payment struct {
	ID         string
	AccountID  string
	Amount     int64 // minor units; negative for a reversal
	Currency   string
	ReceivedAt time.Time
}

// Stage is a span of days past due, with its steps.
type Stage struct {
	ID      string // M0 … M7+
	From    int    // first day past due, inclusive
	To      int    // last day past due, inclusive
	Handoff string // not empty: from here on a person works the account, for this reason
	Steps   []Step
}

// Step is one planned touch in a stage.
type Step struct {
	ID          string
	Stage       string
	Day         int       // first day past due on which it may be taken
	Spacing     int       // days that must have passed since the step before it was taken
	Channels    []Channel // in order of preference
	Template    string
	Cause       Cause // what it is for; zero: a reminder
	Expires     bool  // no longer wanted once its stage has passed (a notice before the due date)
	Approval    bool  // a person approves it before it goes
	Conditional bool  // only for accounts that its condition fits; passed over for good once a later step was taken
}

// Ladder is the stages of a policy, in order of their days.
type Ladder []Stage

// At is the stage of an account that many days past due.
func (l Ladder) At(dpd int) (Stage, bool) {
	for _, s := range l {
		if s.From <= dpd && dpd <= s.To {
			return s, true
		}
	}
	return Stage{}, false
}

// Rank is the position of a stage, for comparing which is higher; -1 for an unknown one.
func (l Ladder) Rank(stage string) int {
	for i, s := range l {
		if s.ID == stage {
			return i
		}
	}
	return -1
}

// Lead is how many days before the due date the first stage begins.
func (l Ladder) Lead() int {
	if len(l) == 0 {
		return 0
	}
	return max(-l[0].From, 0)
}

// Step finds a step by its id.
func (l Ladder) Step(id string) (Step, bool) {
	for _, s := range l {
		for _, step := range s.Steps {
			if step.ID == id {
				return step, true
			}
		}
	}
	return Step{}, false
}

// Taken records that a step of an account's cycle was reserved or taken.
type Taken struct {
	AccountID string
	Step      string
	Cycle     int
	Done      bool      // false: its reminder is still on its way
	At        time.Time // when it was handed over; for one on its way, when it was reserved; zero: it was skipped
}
