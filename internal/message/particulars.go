package message

import "comity/internal/calendar"

// Particulars are what the notices beside the reminders state. Each part is nil where the message is not about
// that; a text that needs one which is missing is refused.
type Particulars struct {
	Payment      *Payment      // received: payment-received
	Dispute      *File         // dispute-acknowledged
	Complaint    *File         // complaint-acknowledged
	Handover     *Handover     // legal-handover
	CreditReport *CreditReport // credit-report-notice
	Validation   *Validation   // validation-notice
	Breach       *Breach       // default-notice
	Creditor     string        // whose claim it is, where another speaks for it; empty: the sender's own
	Contact      string        // the person to ask for, by name or desk; empty: none is named
}

// Truths are statements that a text may make only where somebody with the right to do so has said that they
// are true. A text names those it needs under "needs", and is refused where one of them is false.
type Truths struct {
	LegalActionApproved   bool // legal action on this account was approved by a person with that right
	CreditReportNoticeDue bool // the notice before the first negative report is due
	DefaultNoticeApproved bool // this default notice, and the step that it names, were approved by counsel
}

// truths are their names and values.
func (t Truths) named() map[string]bool {
	return map[string]bool{
		"LegalActionApproved":   t.LegalActionApproved,
		"CreditReportNoticeDue": t.CreditReportNoticeDue,
		"DefaultNoticeApproved": t.DefaultNoticeApproved,
	}
}

// Payment is money that was received.
type Payment struct {
	Amount int64 // minor units of the account's currency
	Date   calendar.Date
}

// File is something a person raised, and under which name it is kept: a dispute or a complaint.
type File struct {
	Reference  string
	ReceivedOn calendar.Date
	AnswerBy   calendar.Date // when the answer is due
}

// Handover is to whom a matter is to be given, and not before when.
type Handover struct {
	To string        // "our in-house lawyers"
	On calendar.Date // not before this date
}

// CreditReport is where a negative entry is to be reported, and not before when.
type CreditReport struct {
	To string        // the credit bureau, by its full name
	On calendar.Date // not before this date
}

// Validation is the itemisation of a debt as 12 CFR 1006.34 asks for it. Amounts are in minor units of the
// account's currency. What is owed now is AmountThen + Interest + Fees - Payments - Credits.
type Validation struct {
	OriginalCreditor string        // the creditor on the itemisation date
	ItemisedOn       calendar.Date // the itemisation date
	Event            string        // which of the five it is: last-statement, charge-off, last-payment, transaction or judgment
	AmountThen       int64
	Interest         int64
	Fees             int64
	Payments         int64
	Credits          int64
	DisputeBy        calendar.Date // the end of the validation period
}

// Now is what the items come to.
func (v Validation) Now() int64 { return v.AmountThen + v.Interest + v.Fees - v.Payments - v.Credits }

// Breach is what a default notice is about.
type Breach struct {
	Agreement string        // the kind of agreement: "credit card agreement"
	Dated     calendar.Date // when it was made
	Clause    string        // the term that was not kept: "clause 4"
	RemedyBy  calendar.Date // at least fourteen days after the notice is given
}

// set makes a truth true.
func (t *Truths) set(name string) {
	switch name {
	case "LegalActionApproved":
		t.LegalActionApproved = true
	case "CreditReportNoticeDue":
		t.CreditReportNoticeDue = true
	case "DefaultNoticeApproved":
		t.DefaultNoticeApproved = true
	}
}
