package dunning

import (
	"strconv"
	"strings"
	"time"

	"comity/internal/calendar"
)

// Role says in whose name a debt is collected: some laws bind only those who collect for others.
type Role string

// The roles. Of an account whose role is not known, the rules for every role apply.
const (
	RoleUnknown Role = ""
	FirstParty  Role = "first_party" // the creditor itself
	ThirdParty  Role = "third_party" // an agency, on the creditor's behalf
	DebtBuyer   Role = "debt_buyer"  // whoever bought the debt
)

// Roles lists the roles.
func Roles() []Role { return []Role{FirstParty, ThirdParty, DebtBuyer} }

// Relation is what a person is to a debt.
type Relation string

// The relations. Nobody else is ever written to about it.
const (
	Debtor    Relation = "debtor"
	Joint     Relation = "joint"     // owes it jointly
	Guarantor Relation = "guarantor" // answers for it
	Stranger  Relation = "stranger"
)

// Relation is what a customer is to the account. An account that names no debtor is taken to be the
// customer's own.
func (a Account) Relation(customer string) Relation {
	switch {
	case a.CustomerID == "" || a.CustomerID == customer:
		return Debtor
	case contains(a.Joint, customer):
		return Joint
	case contains(a.Guarantors, customer):
		return Guarantor
	}
	return Stranger
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Basis says why a rule that would forbid a contact does not, for this person; and why an address at work
// may be used.
type Basis string

// The bases.
const (
	BasisConsent   Basis = "consent"   // the person consented
	BasisAgreement Basis = "agreement" // it was agreed in a contract or since
	BasisRequest   Basis = "request"   // the person asked for it
)

// Bases lists the bases.
func Bases() []Basis { return []Basis{BasisConsent, BasisAgreement, BasisRequest} }

// Waiver is what a person agreed to, consented to or asked for, so that a rule does not hold for them. It
// counts only where the rule says that such a basis may override it.
type Waiver struct {
	Rule    string    `json:"rule,omitempty"`    // the id of the rule; empty: every rule of the kind
	Kind    string    `json:"kind,omitempty"`    // the kind of rule, for example "window"
	Channel Channel   `json:"channel,omitempty"` // empty: every channel
	Basis   Basis     `json:"basis"`
	Starts  time.Time `json:"starts,omitzero"` // inclusive; zero: ever since
	Ends    time.Time `json:"ends,omitzero"`   // exclusive; zero: until withdrawn
}

// Inconvenient is a time at which a person asked not to be contacted: every week on Days (none: every day)
// during Hours (zero: all day), on the clock of every zone the person may be in.
type Inconvenient struct {
	Days    []time.Weekday  `json:"days,omitempty"`
	Hours   calendar.Window `json:"hours"`
	Channel Channel         `json:"channel,omitempty"` // empty: every channel
}

// Promise is a promise to pay. It pauses contact about its account from MadeAt until its date and what the
// policy grants beyond, unless it was kept before, and lets only its own reminder through.
type Promise struct {
	ID         string
	CustomerID string
	AccountID  string
	Amount     int64         // minor units
	Date       calendar.Date // to be paid on or before
	MadeAt     time.Time
	RemindAt   time.Time // the moment agreed for its one reminder; zero: none was agreed
	Channel    Channel   // agreed for that reminder; empty: any
	KeptAt     time.Time // when payments since MadeAt reached the amount, in time or not: see Kept; zero: they have not
	Cancelled  time.Time // taken back or replaced; zero: not
}

// Ends is when the pause ends if nothing is paid: the end of the date and of grace days more.
func (p Promise) Ends(grace int, zone *time.Location) time.Time {
	return p.Date.AddDays(grace).End(zone)
}

// Kept says that the promise was kept: that payments reached its amount before its pause would have ended. One
// that was paid later was broken first.
func (p Promise) Kept(grace int, zone *time.Location) bool {
	return !p.KeptAt.IsZero() && (p.Date.IsZero() || p.KeptAt.Before(p.Ends(grace, zone)))
}

// Appointment is a reminder that a person asked for, at a moment of their choice.
type Appointment struct {
	ID         string
	CustomerID string
	AccountID  string
	At         time.Time
	Channel    Channel   // empty: any
	Cancelled  time.Time // zero: not
}

// RepaymentPlan is an agreement to pay by instalments. While it is kept only its instalments are reminded of.
type RepaymentPlan struct {
	ID          string
	CustomerID  string
	AccountID   string
	AgreedAt    time.Time
	EndedAt     time.Time // ended by agreement; zero: not
	Instalments []Instalment
	Paid        int64 // minor units received since AgreedAt
}

// Instalment is one payment of a plan.
type Instalment struct {
	Date   calendar.Date `json:"date"`
	Amount int64         `json:"amount"` // minor units
}

// Next is the first instalment that payments do not cover, counted from 0, and what is missing of it in minor
// units; ok is false when all are covered.
func (p RepaymentPlan) Next() (index int, missing int64, ok bool) {
	sum := int64(0)
	for i, x := range p.Instalments {
		if sum += x.Amount; sum > p.Paid {
			return i, min(sum-p.Paid, x.Amount), true
		}
	}
	return 0, 0, false
}

// Breaks is when the plan is broken if nothing more is paid: the end of the date of the first instalment not
// covered, and of grace days more. It is zero when all are covered.
func (p RepaymentPlan) Breaks(grace int, zone *time.Location) time.Time {
	i, _, ok := p.Next()
	if !ok {
		return time.Time{}
	}
	return p.Instalments[i].Date.AddDays(grace).End(zone)
}

// Notice is a notice that law wants, given to the person at an instant.
type Notice struct {
	Kind       string // as a rule of the policy names it, for example "transfer"
	CustomerID string
	AccountID  string // empty: about every account
	At         time.Time
}

// Purpose is what a contact is for.
type Purpose string

// The purposes.
const (
	PurposeReminder    Purpose = ""            // of arrears, or of an amount falling due
	PurposePromise     Purpose = "promise"     // of a promise, at the moment agreed
	PurposeAppointment Purpose = "appointment" // at a moment the person chose
	PurposeInstalment  Purpose = "instalment"  // of an instalment of a plan
	PurposeThanks      Purpose = "thanks"      // for a promise kept
	PurposeNotice      Purpose = "notice"      // that law wants: house limits do not stop it, holds do
)

// Purposes lists the purposes.
func Purposes() []Purpose {
	return []Purpose{PurposeReminder, PurposePromise, PurposeAppointment, PurposeInstalment, PurposeThanks, PurposeNotice}
}

// Cause is what a contact is for, and which promise, appointment, plan or notice it is about.
type Cause struct {
	Purpose Purpose
	ID      string
	Number  int  // of an instalment, from 1
	Missed  bool // the instalment is late
}

// Step is the id under which a contact for this cause is reserved and taken, for example "instalment:p1:3". It
// is empty for a reminder of arrears, which has steps of its own.
func (c Cause) Step() string {
	switch {
	case c.Purpose == PurposeReminder:
		return ""
	case c.Number == 0:
		return string(c.Purpose) + ":" + c.ID
	case c.Missed:
		return "missed:" + c.ID + ":" + strconv.Itoa(c.Number)
	}
	return string(c.Purpose) + ":" + c.ID + ":" + strconv.Itoa(c.Number)
}

// CauseOf reads the id of a step.
func CauseOf(step string) Cause {
	purpose, id, ok := strings.Cut(step, ":")
	if !ok {
		return Cause{}
	}
	c := Cause{Purpose: Purpose(purpose), ID: id}
	if purpose == "missed" {
		c.Purpose, c.Missed = PurposeInstalment, true
	}
	if c.Purpose == PurposeInstalment {
		if i := strings.LastIndexByte(id, ':'); i >= 0 {
			c.ID = id[:i]
			c.Number, _ = strconv.Atoi(id[i+1:]) // not a number: 0, which is no instalment
		}
	}
	return c
}
