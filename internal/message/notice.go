package message

import (
	"strconv"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// shortestRemedy is how many days a default notice leaves at least (Consumer Credit Act 1974, s. 88).
const shortestRemedy = 14

// Collector says that somebody else than the first creditor collects: an agency, or whoever bought the debt.
func (v *View) Collector() bool {
	role := v.facts.Accounts[0].Role
	if role == dunning.RoleUnknown {
		role = v.facts.Portfolio.Role
	}
	return role == dunning.ThirdParty || role == dunning.DebtBuyer
}

// Thanking says that the message only thanks.
func (v *View) Thanking() bool {
	return v.header.Occasion == "thanks" || v.header.Occasion == "payment"
}

// Creditor is whose claim it is, where another speaks for it; it may be empty.
func (v *View) Creditor() string { return clean(v.facts.Particulars.Creditor, maxText) }

// CreditorName is Creditor, where the text may not do without.
func (v *View) CreditorName() (string, error) {
	return need("CreditorName", v.facts.Particulars.Creditor, "the creditor's name")
}

// Contact is the person to ask for; it may be empty.
func (v *View) Contact() string { return clean(v.facts.Particulars.Contact, maxName) }

// PaymentAmount is what was received.
func (v *View) PaymentAmount() (string, error) {
	if v.facts.Payment == nil {
		return "", &FactError{"PaymentAmount", "the message is not about a payment"}
	}
	return v.agreed("PaymentAmount", v.facts.Payment.Amount)
}

// PaymentDate is when it was received.
func (v *View) PaymentDate() (string, error) {
	if v.facts.Payment == nil {
		return "", &FactError{"PaymentDate", "the message is not about a payment"}
	}
	return v.dated("PaymentDate", v.facts.Payment.Date)
}

// DisputeReference is under which name the dispute is kept.
func (v *View) DisputeReference() (string, error) {
	return fileReference("DisputeReference", v.facts.Dispute)
}

// DisputeDate is when it was received.
func (v *View) DisputeDate() (string, error) { return v.fileDate("DisputeDate", v.facts.Dispute) }

// DisputeAnswerBy is when the answer is due.
func (v *View) DisputeAnswerBy() (string, error) {
	return v.answerBy("DisputeAnswerBy", v.facts.Dispute)
}

// ComplaintReference is under which name the complaint is kept.
func (v *View) ComplaintReference() (string, error) {
	return fileReference("ComplaintReference", v.facts.Complaint)
}

// ComplaintDate is when it was received.
func (v *View) ComplaintDate() (string, error) { return v.fileDate("ComplaintDate", v.facts.Complaint) }

// ComplaintAnswerBy is when the answer is due.
func (v *View) ComplaintAnswerBy() (string, error) {
	return v.answerBy("ComplaintAnswerBy", v.facts.Complaint)
}

func fileReference(field string, f *File) (string, error) {
	if f == nil {
		return "", &FactError{field, "the message is not about one"}
	}
	return need(field, f.Reference, "the reference under which it is kept")
}

func (v *View) fileDate(field string, f *File) (string, error) {
	if f == nil {
		return "", &FactError{field, "the message is not about one"}
	}
	return v.dated(field, f.ReceivedOn)
}

func (v *View) answerBy(field string, f *File) (string, error) {
	if f == nil {
		return "", &FactError{field, "the message is not about one"}
	}
	return v.ahead(field, f.AnswerBy, 0)
}

// HandoverTo is to whom the matter is to be given.
func (v *View) HandoverTo() (string, error) {
	if v.facts.Handover == nil {
		return "", &FactError{"HandoverTo", "the message is not about a hand-over"}
	}
	return need("HandoverTo", v.facts.Handover.To, "to whom the matter is to be given")
}

// HandoverDate is the date before which it is not given.
func (v *View) HandoverDate() (string, error) {
	if v.facts.Handover == nil {
		return "", &FactError{"HandoverDate", "the message is not about a hand-over"}
	}
	return v.ahead("HandoverDate", v.facts.Handover.On, 1)
}

// CreditBureau is where an entry is to be reported.
func (v *View) CreditBureau() (string, error) {
	if v.facts.CreditReport == nil {
		return "", &FactError{"CreditBureau", "the message is not about a report"}
	}
	return need("CreditBureau", v.facts.CreditReport.To, "the full name of the credit bureau")
}

// CreditReportDate is the date before which it is not reported.
func (v *View) CreditReportDate() (string, error) {
	if v.facts.CreditReport == nil {
		return "", &FactError{"CreditReportDate", "the message is not about a report"}
	}
	return v.ahead("CreditReportDate", v.facts.CreditReport.On, 1)
}

// Agreement is the kind of agreement that a default notice is about.
func (v *View) Agreement() (string, error) {
	if v.facts.Breach == nil {
		return "", &FactError{"Agreement", "the message is not about a breach"}
	}
	return need("Agreement", v.facts.Breach.Agreement, "the kind of agreement")
}

// AgreementDate is when it was made.
func (v *View) AgreementDate() (string, error) {
	if v.facts.Breach == nil {
		return "", &FactError{"AgreementDate", "the message is not about a breach"}
	}
	return v.dated("AgreementDate", v.facts.Breach.Dated)
}

// BreachClause is the term that was not kept.
func (v *View) BreachClause() (string, error) {
	if v.facts.Breach == nil {
		return "", &FactError{"BreachClause", "the message is not about a breach"}
	}
	return need("BreachClause", v.facts.Breach.Clause, "the term that was not kept")
}

// RemedyBy is until when the breach may be put right: at least fourteen days after the business date.
func (v *View) RemedyBy() (string, error) {
	if v.facts.Breach == nil {
		return "", &FactError{"RemedyBy", "the message is not about a breach"}
	}
	return v.ahead("RemedyBy", v.facts.Breach.RemedyBy, shortestRemedy)
}

// dated writes a date that must be known.
func (v *View) dated(field string, d calendar.Date) (string, error) {
	if d.IsZero() {
		return "", &FactError{field, "the date is missing"}
	}
	return v.date(d), nil
}

// ahead writes a date that must lie at least so many days after the business date.
func (v *View) ahead(field string, d calendar.Date, days int) (string, error) {
	if !d.IsZero() && d.DaysSince(v.facts.Date) < days {
		return "", &FactError{field, "the date must lie at least " + strconv.Itoa(days) + " days after the business date"}
	}
	return v.dated(field, d)
}
