package dunning

import "time"

// PolicyOrigin says where a version of a policy comes from.
type PolicyOrigin string

// The origins.
const (
	PolicyShipped PolicyOrigin = "shipped" // a file that came with Comity
	PolicyEdited  PolicyOrigin = "edited"  // changed here, which takes two people
)

// PolicyVersion is a policy as it was at one time: everything that a decision can be repeated with.
type PolicyVersion struct {
	ID          string            // made from the content, for example "cn@1a2b3c…"; a reminder keeps it
	Name        string            // the policy, for example "cn"
	Files       map[string]string // every file the version was compiled from, by its path
	Origin      PolicyOrigin
	Note        string // why it was changed
	ProposedBy  string
	ProposedAt  time.Time
	PublishedBy string    // empty: proposed only; of an edited version never who proposed it
	PublishedAt time.Time // zero: proposed only
}
