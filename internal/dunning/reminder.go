package dunning

import (
	"time"

	"comity/internal/calendar"
)

// State is where a reminder stands. docs/states.md draws the paths.
type State string

// The states of a reminder.
const (
	Planned     State = "planned"     // owed, not before NotBefore
	Queued      State = "queued"      // its bell was rung
	Sending     State = "sending"     // claimed: an attempt is being handed over
	Sent        State = "sent"        // a provider accepted it
	Delivered   State = "delivered"   // a provider said that it arrived
	Undelivered State = "undelivered" // a provider said that it did not arrive
	Suppressed  State = "suppressed"  // became wrong before it went
	Expired     State = "expired"     // its business date ended before it could go
	Failed      State = "failed"      // no channel of its step could carry it
	Cancelled   State = "cancelled"   // its lead left; the next walk decides anew
	Unknown     State = "unknown"     // a provider may have taken it: never sent again by itself
)

// States lists every state in the order of the path.
func States() []State {
	return []State{Planned, Queued, Sending, Sent, Delivered, Undelivered, Suppressed, Expired, Failed, Cancelled, Unknown}
}

// Owed says that something is still to be done about a reminder in this state.
func (s State) Owed() bool { return s == Planned || s == Queued || s == Sending }

// Reminder is one intended contact with one person, through one channel at a time.
type Reminder struct {
	ID           string // opaque, random
	PortfolioID  string
	RunID        string
	BusinessDate calendar.Date
	CustomerID   string
	Lead         string // the account that sets wording and channels
	Items        []Item // every account covered, the lead first
	Stage        string
	Step         string
	Template     string
	Locale       string
	Channels     []Channel // still to be tried, in order of preference; the first is the current one
	State        State
	NotBefore    time.Time
	NotAfter     time.Time // exclusive: the end of the business date or of the permitted span, whichever is earlier
	Policy       string    // version of the policy that decided
	Attempts     int       // temporary failures on the current channel so far
}

// Item is one account that a reminder covers, with the step it takes for that account.
type Item struct {
	AccountID string
	Stage     string
	Step      string
	Cycle     int
}

// Attempt is one hand-over to a provider; its row exists before the call is made.
type Attempt struct {
	ID         string
	ReminderID string
	Channel    Channel
	Point      ContactPoint
	NotAfter   time.Time // the call must not be made at or after this instant
}

// Message is what is handed to a provider: one message, one person, one address.
type Message struct {
	ID        string // the reminder's id: opaque, and the same over all attempts
	AttemptID string
	Channel   Channel
	Locale    string
	From      Sender
	To        ContactPoint
	ToName    string // for an email's To header and a letter's address block
	Subject   string // email and letter
	Text      string // SMS and plain-text email
	HTML      string // email
	PDF       []byte // letter
	Template  string // template id and version
	NotAfter  time.Time
}

// Class is what became of a hand-over.
type Class string

// The classes of outcome.
const (
	Accepted  Class = "accepted"
	Temporary Class = "temporary" // certainly not taken; may be tried again
	Permanent Class = "permanent" // certainly not taken, and never will be at this address
	Uncertain Class = "unknown"   // may have been taken
)

// Receipt is what a provider answered.
type Receipt struct {
	Class     Class
	Provider  string // which provider
	Ref       string // the provider's reference
	Code      string // the provider's code, for people and tables
	Detail    string // in words, without personal data
	BadPoint  bool   // the contact point itself is at fault
	OptedOut  bool   // the person told this provider to stop: an opt-out to be kept, not a fault of the address
	RetryHint time.Duration
}
