package app

import (
	"sync"
	"time"
)

// Clock is our clock: the machine's, or one that was moved and runs on from there.
type Clock struct {
	mu    sync.Mutex
	shift time.Duration
	moved bool
}

// NewClock starts at an instant; the zero time is the machine's clock.
func NewClock(at time.Time) *Clock {
	c := &Clock{}
	if !at.IsZero() {
		c.shift, c.moved = time.Until(at), true
	}
	return c
}

// Now is the time by this clock, to the microsecond, as the ledger keeps it.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.shift).UTC().Truncate(time.Microsecond)
}

// Moved says that this is not the machine's clock.
func (c *Clock) Moved() bool { return c.moved }

// Jump moves a moved clock forward to an instant; it never goes back, and a clock that was not moved
// stays what it is.
func (c *Clock) Jump(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := to.Sub(time.Now().Add(c.shift)); c.moved && d > 0 {
		c.shift += d
	}
}

// wall is the machine's clock, by which leases lapse.
func wall() time.Time { return time.Now() }
