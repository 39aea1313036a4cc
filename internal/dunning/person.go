package dunning

import "time"

// Person is what is known about one person when a decision is taken.
type Person struct {
	Customer     Customer
	Points       []ContactPoint
	Accounts     []Account // those asked about, by id
	Holds        []Hold    // on the person, or on one of the accounts
	Promises     []Promise // of the person, or about one of the accounts; so the next three
	Appointments []Appointment
	Plans        []RepaymentPlan
	Notices      []Notice
	History      History // with the person, at one of their contact points, or about one of the accounts
	Taken        []Taken // steps of the accounts
}

// Facts are what a decision about one of the person's accounts may look at.
func (p Person) Facts(a Account, b Portfolio, now time.Time, cause Cause, channels []Channel) Facts {
	if a.Role == RoleUnknown {
		a.Role = b.Role
	}
	return Facts{
		Now: now, Zone: b.Zone, Customer: p.Customer, Points: p.Points, Account: a, Cause: cause, Group: b.Group,
		Holds: p.Holds, Promises: p.Promises, Appointments: p.Appointments, Plans: p.Plans, Notices: p.Notices,
		History: p.History, Channels: channels,
	}
}

// Account finds one of the person's accounts.
func (p Person) Account(id string) (Account, bool) {
	for _, a := range p.Accounts {
		if a.ID == id {
			return a, true
		}
	}
	return Account{}, false
}

// Point finds one of the person's contact points.
func (p Person) Point(id string) (ContactPoint, bool) {
	for _, c := range p.Points {
		if c.ID == id {
			return c, true
		}
	}
	return ContactPoint{}, false
}

// Result is what became of an account in a run.
type Result string

// The results. Every walked account has exactly one, so that their counts add up to those walked (P6).
const (
	ResultReminded   Result = "reminded"
	ResultDeferred   Result = "deferred"
	ResultSuppressed Result = "suppressed"
	ResultHandedOff  Result = "handed_off"
	ResultFailed     Result = "failed"
)

// Results lists every result, in the order in which they are shown.
func Results() []Result {
	return []Result{ResultReminded, ResultDeferred, ResultSuppressed, ResultHandedOff, ResultFailed}
}

// Walked is one account of a run: what was decided about it, and why.
type Walked struct {
	AccountID  string
	CustomerID string
	Stage      string
	Step       string
	Result     Result
	Rule       string // the first rule that blocked; empty for reminded
	ReminderID string // empty: none
	Findings   []Finding
}

// Petition asks, inside a claim, whether a reminder may be handed over now.
type Petition struct {
	Reminder  Reminder
	Portfolio Portfolio
	Person    Person
}

// Ruling answers a petition.
type Ruling struct {
	State     State        // Sending: granted; Planned: later; or an end: Suppressed, Cancelled, Expired, Failed
	Channels  []Channel    // granted or later: the channels still to be tried, the current one first
	Point     ContactPoint // granted: where it goes
	NotBefore time.Time    // later: not before
	NotAfter  time.Time    // granted: the call must be made before
	Rule      string       // why not granted
	Template  string       // granted: version of the wording
	Leaving   []Leaving    // accounts that leave the message; for an end: all of them
}

// Leaving is an account that leaves a reminder: its step is released, its row in the run says why.
type Leaving struct {
	AccountID string
	Result    Result
	Rule      string
	Findings  []Finding
}

// Grant is a granted claim: everything that composing and handing over take.
type Grant struct {
	Attempt   Attempt
	Reminder  Reminder // with the accounts that left taken out
	Portfolio Portfolio
	Customer  Customer
	Accounts  []Account // those covered, the lead first
	Matter    Matter    // what its step is about, where that stands beside the ladder
}

// Record is what became of an attempt, and where its reminder goes from there.
type Record struct {
	AttemptID  string
	ReminderID string
	Receipt    Receipt
	Template   string // version of the wording that was sent
	BodySHA256 string // of the exact bytes that were handed over; empty when none were
	Voided     bool   // the call was never made
	State      State  // of the reminder
	Channels   []Channel
	NotBefore  time.Time
	Attempts   int
	Rule       string // why it goes there, when it is not sent
}
