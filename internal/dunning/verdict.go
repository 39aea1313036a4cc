package dunning

import (
	"slices"
	"time"
)

// Facts is everything that a decision may look at. All zones are resolved, all amounts current.
type Facts struct {
	Now          time.Time
	Zone         string // the portfolio's zone, for business dates
	Customer     Customer
	Points       []ContactPoint
	Account      Account // the account decided about
	Cause        Cause   // what the contact is for
	Group        string  // the portfolio's group; empty: the portfolio itself
	Holds        []Hold
	Promises     []Promise
	Appointments []Appointment
	Plans        []RepaymentPlan
	Notices      []Notice
	History      History   // contacts with this person, these contact points or this account
	Channels     []Channel // asked about, in order of preference
}

// Outcome is what a finding or a verdict says, from mildest to strictest.
type Outcome string

// The outcomes.
const (
	Allow    Outcome = "allow"
	Defer    Outcome = "defer"    // not before a given instant
	Handoff  Outcome = "handoff"  // to a person
	Suppress Outcome = "suppress" // not at all
)

// Authority says who stands behind a rule.
type Authority string

// The authorities. House rules are ours and are never dressed up as law.
const (
	Law            Authority = "law"
	Standard       Authority = "standard"
	SelfDiscipline Authority = "self-discipline"
	House          Authority = "house"
)

// Finding is what one rule said, with what it takes to say it in a sentence.
type Finding struct {
	Rule      string    `json:"rule"`
	Outcome   Outcome   `json:"outcome"`
	Channel   Channel   `json:"channel,omitempty"` // empty: every channel
	Until     time.Time `json:"until,omitzero"`    // for defer: the first instant at which this rule permits
	Args      Args      `json:"args,omitempty"`
	Authority Authority `json:"authority"`
	Citation  string    `json:"citation"`
}

// ChannelVerdict is the verdict for one channel.
type ChannelVerdict struct {
	Channel   Channel
	Outcome   Outcome
	Point     string    // the contact point to use
	NotBefore time.Time // the earliest permitted instant, at or after the one asked about; zero if there is none
	NotAfter  time.Time // exclusive: the end of the permitted span that begins at NotBefore
}

// Verdict is what may be done at the instant asked about, and why.
type Verdict struct {
	Outcome   Outcome
	NotBefore time.Time // of the channel that may go first; zero when none may
	NotAfter  time.Time
	Channels  []ChannelVerdict // one for each channel asked about, in that order
	Findings  []Finding
	Policy    string // version of the policy that decided
}

// Channel is the verdict for one channel.
func (v Verdict) Channel(c Channel) (ChannelVerdict, bool) {
	i := slices.IndexFunc(v.Channels, func(cv ChannelVerdict) bool { return cv.Channel == c })
	if i < 0 {
		return ChannelVerdict{}, false
	}
	return v.Channels[i], true
}

// Blocking is the first finding that kept the verdict from being allow; ok is false when nothing did.
func (v Verdict) Blocking() (Finding, bool) {
	for _, f := range v.Findings {
		if f.Outcome == v.Outcome && v.Outcome != Allow {
			return f, true
		}
	}
	for _, f := range v.Findings {
		if f.Outcome != Allow {
			return f, true
		}
	}
	return Finding{}, false
}

// ContactStatus is how far a contact of the history got.
type ContactStatus string

// The statuses. All but Refused count as an attempt and as sent; Undelivered does not count as
// delivered; Unknown counts as everything.
const (
	ContactAttempt     ContactStatus = "attempt" // handed over, or about to be
	ContactSent        ContactStatus = "sent"
	ContactDelivered   ContactStatus = "delivered"
	ContactUndelivered ContactStatus = "undelivered"
	ContactUnknown     ContactStatus = "unknown"
	ContactRefused     ContactStatus = "refused" // no provider accepted it: counts as nothing
)

// Unit is what a limit counts.
type Unit string

// The units.
const (
	UnitAttempt   Unit = "attempt"
	UnitSent      Unit = "sent"
	UnitDelivered Unit = "delivered"
)

// Counts says whether a contact with this status counts as one of the unit.
func (s ContactStatus) Counts(u Unit) bool {
	switch s {
	case ContactRefused:
		return false
	case ContactUndelivered:
		return u != UnitDelivered
	default:
		return true
	}
}

// Contact is an entry of the history that limits are counted over.
type Contact struct {
	ID          string
	At          time.Time
	Channel     Channel
	CustomerID  string
	AddressKey  string
	PortfolioID string
	Group       string // the group of portfolios it was made for; empty: PortfolioID alone
	Accounts    []string
	Status      ContactStatus
	Asked       bool // the person asked for it, or began it: limits on unsolicited contact leave it out
	Work        bool // at the person's place of work
}

// History is contacts in order of time, the oldest first. Deciding looks back from its end, only as far as
// limits do.
type History []Contact

// Add puts a contact where it belongs.
func (h *History) Add(c Contact) {
	i := len(*h)
	for i > 0 && c.At.Before((*h)[i-1].At) {
		i--
	}
	*h = slices.Insert(*h, i, c)
}

// NewHistory puts contacts in order.
func NewHistory(list []Contact) History {
	h := slices.Clone(list)
	slices.SortStableFunc(h, func(a, b Contact) int { return a.At.Compare(b.At) })
	return h
}
