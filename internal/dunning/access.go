package dunning

import "time"

// User is somebody, or some program, that acts in an installation.
type User struct {
	ID       string // short and stable, for example "li.na"; it is what records of an action name
	Name     string // as shown on screens
	Roles    []string
	Disabled bool // kept for the record, may no longer act
}

// Token is a secret that a user may act with. Only its hash is ever kept.
type Token struct {
	ID        string
	UserID    string
	Hash      string    // SHA-256 of the secret, lower-case hex
	Scopes    []string  // narrows what the user's roles allow; empty: not narrowed
	ExpiresAt time.Time // exclusive; zero: never
	RevokedAt time.Time // zero: not revoked
}

// Live says whether the token may be used at t: neither revoked by then nor expired.
func (t Token) Live(at time.Time) bool {
	return (t.RevokedAt.IsZero() || at.Before(t.RevokedAt)) &&
		(t.ExpiresAt.IsZero() || at.Before(t.ExpiresAt))
}

// Approval is a request that a second person decides.
type Approval struct {
	ID          string
	Subject     string // the id of what is asked for: a letter, a version of a policy
	Kind        string // the right that the approver needs, for example "letter.approve"
	RequestedBy string
	RequestedAt time.Time
	ApprovedBy  string    // empty: still waiting; never the one who requested
	ApprovedAt  time.Time // zero: still waiting
}
