package dunning

import (
	"time"

	"comity/internal/calendar"
)

// RunState is where a run stands.
type RunState string

// The states of a run.
const (
	RunHeld    RunState = "held"    // waits for a person: Reason says why
	RunWalking RunState = "walking" // the book is being walked, or was when the process ended
	RunDone    RunState = "done"    // the whole book was walked
	RunStopped RunState = "stopped" // a person ended it
)

// Run is one walk over a portfolio's book for one business date. There is one per portfolio and date.
type Run struct {
	ID           string
	PortfolioID  string
	BusinessDate calendar.Date
	State        RunState
	Policy       string // version that decided
	Reason       string // why it is held or was stopped
	After        string // the last customer whose accounts were walked
	Actor        string
	StartedAt    time.Time
	EndedAt      time.Time
}

// Schedule says when a portfolio's runs start, and which data they need.
type Schedule struct {
	PortfolioID string   `json:"portfolio" yaml:"portfolio"`
	At          string   `json:"at" yaml:"at"`         // local time, "02:00"
	Zone        string   `json:"zone" yaml:"zone"`     // IANA; empty: the portfolio's
	Days        []string `json:"days" yaml:"days"`     // "mon" … "sun"; empty: every day
	Latest      string   `json:"latest" yaml:"latest"` // local time after which a run no longer starts by itself
	MaxAgeHours int      `json:"max_age_hours" yaml:"max_age_hours"`
	// A payment file with fewer rows than this share of the one before it holds the run; percent.
	ShrinkPercent int  `json:"shrink_percent" yaml:"shrink_percent"`
	Enabled       bool `json:"enabled" yaml:"enabled"`
}

// Tally is a run in numbers, read from its rows. In accounts, but for Persons, Reminders and ByChannel.
type Tally struct {
	Walked    int             `json:"walked"`
	Results   map[Result]int  `json:"-"`
	ByStage   map[string]int  `json:"by_stage"`
	Withheld  map[string]int  `json:"suppressed_by"` // rule → accounts suppressed
	Deferred  map[string]int  `json:"deferred_by"`
	HandedOff map[string]int  `json:"handed_off_by"`
	Failed    map[string]int  `json:"failed_by"`
	Covered   int             `json:"-"` // accounts that a reminder of the run still covers
	Persons   int             `json:"persons"`
	Reminders int             `json:"reminders"`
	ByChannel map[Channel]int `json:"by_channel"` // reminders, by the channel they went or will go through
	ByState   map[State]int   `json:"by_state"`
}

// NewTally is a tally of nothing.
func NewTally() Tally {
	return Tally{
		Results: map[Result]int{}, ByStage: map[string]int{}, Withheld: map[string]int{}, Deferred: map[string]int{},
		HandedOff: map[string]int{}, Failed: map[string]int{}, ByChannel: map[Channel]int{}, ByState: map[State]int{},
	}
}

// Count adds one account; one that names a reminder is covered by it.
func (t *Tally) Count(w Walked) {
	t.Walked++
	if w.ReminderID != "" {
		t.Covered++
	}
	t.CountMany(w, 1)
}

// CountMany adds n accounts of the same stage, result and rule, but not to Walked.
func (t *Tally) CountMany(w Walked, n int) {
	t.Results[w.Result] += n
	t.ByStage[w.Stage] += n
	by := map[Result]map[string]int{
		ResultSuppressed: t.Withheld, ResultDeferred: t.Deferred, ResultHandedOff: t.HandedOff, ResultFailed: t.Failed,
	}
	if m := by[w.Result]; m != nil {
		m[w.Rule] += n
	}
}

// CountReminder adds n reminders whose channels still to be tried are these.
func (t *Tally) CountReminder(channels []Channel, s State, n int) {
	t.Reminders += n
	t.ByState[s] += n
	if len(channels) > 0 {
		t.ByChannel[channels[0]] += n
	}
}

// Balances says whether every walked account has exactly one result, and every account that counts as
// reminded is covered by a reminder (P6). The two come from different rows: a sum that does not balance is
// an alarm.
func (t Tally) Balances() bool {
	sum := 0
	for _, n := range t.Results {
		sum += n
	}
	return sum == t.Walked && t.Covered == t.Results[ResultReminded]
}

// Owed is what the ledger still has to see done.
type Owed struct {
	Planned int
	Queued  int
	Sending int
	NextDue time.Time // the earliest not-before of those planned; zero: none
}

// WalkQuery names a piece of a walk over a book.
type WalkQuery struct {
	PortfolioID string
	After       string        // the customer before the first one
	Until       calendar.Date // the latest due date that is walked
	Since       time.Time     // how far back history matters
	Limit       int           // people
	Occasions   WalkOccasions // people who are walked whatever they owe
}
