package dunning

import "time"

// ClaimRequest asks for a group of reminders to be claimed together.
type ClaimRequest struct {
	IDs    []string
	Worker string        // who claims, so that a dead worker's attempts are found
	Window time.Duration // how far back history can matter
	// Decide rules on one petition, from values alone. It is called under the locks, once for every
	// reminder of the group, in order; each granted claim is in the history of the next.
	Decide func(Petition) Ruling
}

// Stray is an attempt whose worker no longer answers for it.
type Stray struct {
	Attempt  Attempt
	Reminder Reminder
}

// StrayQuery asks for strays.
type StrayQuery struct {
	Wall   time.Time // the wall clock, by which leases lapse
	Worker string    // who asks
	Before time.Time // own attempts claimed at or before this instant, of our clock, are strays too
	Limit  int
}
