package facts

import (
	"time"

	"comity/internal/dunning"
)

// Case is one question to the engine, and possibly what it should answer.
type Case struct {
	ID       string   // empty: none
	Source   string   // where the case comes from, for people
	Packs    []string // rule packs to apply; empty: the file names none
	House    *bool    // whether house rules apply; nil: the file does not say
	Facts    dunning.Facts
	Taken    []dunning.Taken
	HasTaken bool // the plan of steps is asked too, even when no step was taken
	Expect   *Expect
	Remarks  []string // what may be a slip, though it is no mistake
	Line     int      // where the case begins in its file
	Alone    bool     // the file holds this case, and not a list
}

// Expect is what a case should be answered. What it leaves empty is not looked at.
type Expect struct {
	Verdict   dunning.Outcome
	NotBefore time.Time
	NotAfter  time.Time
	Rules     []string // each has a finding
	NotRules  []string // none of them stands in the way: it has no finding, or one that allows
	Channels  []ChannelExpect
}

// ChannelExpect is what should be said of one channel.
type ChannelExpect struct {
	Channel   dunning.Channel
	Verdict   dunning.Outcome
	NotBefore time.Time
	NotAfter  time.Time
	Point     string
}
