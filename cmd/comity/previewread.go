package main

import (
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/docread"
	"comity/internal/dunning"
	"comity/internal/message"
)

// previewLimit is how long a file of facts may be, in bytes.
const previewLimit = 1 << 20

// messageFacts reads what a message is composed from. Every mistake of the document is told, with its place. What a
// text needs and the document lacks is told when the text is composed.
func messageFacts(file string, data []byte) (f message.Facts, number int, err error) {
	r := docread.New(file)
	doc, ok := r.Document(data, previewLimit)
	if !ok {
		return f, 0, r.Err()
	}
	o, ok := doc.Object()
	if !ok {
		return f, 0, r.Err()
	}
	o.Need("date", "write the business date, for example 2026-12-15")
	o.Need("accounts", "write at least one account")
	f.Date, f.OptOutURL = factDate(o, "date"), o.Text("opt_out_url")
	f.Reminder = dunning.Reminder{ID: o.Text("id"), Locale: o.Text("locale")}
	if f.Reminder.ID == "" {
		f.Reminder.ID = "preview"
	}
	f.Portfolio.Role = dunning.Role(o.Choice("role", "first_party", "third_party", "debt_buyer"))
	if c, ok := o.Inner("customer"); ok {
		f.Customer = dunning.Customer{Name: c.Text("name"), Salutation: dunning.Salutation(c.Choice("salutation", "mr", "ms"))}
		c.Close()
	}
	if a, ok := o.Inner("address"); ok {
		f.Point.Postal = dunning.PostalAddress{
			Lines: factLines(a, "lines"), City: a.Text("city"), Region: a.Text("region"), PostalCode: a.Text("postal_code"), Country: a.Text("country"),
		}
		a.Close()
	}
	f.Portfolio.Sender = map[string]dunning.Sender{"": factSender(o)}
	f.Accounts = factAccounts(o)
	number = factMatter(o, &f.Matter)
	factParticulars(o, &f.Particulars)
	f.LegalActionApproved = o.Flag("legal_action_approved", false)
	f.CreditReportNoticeDue = o.Flag("credit_report_notice_due", false)
	f.DefaultNoticeApproved = o.Flag("default_notice_approved", false)
	o.Close()
	return f, number, r.Err()
}

func factSender(o *docread.Object) dunning.Sender {
	s, ok := o.Inner("sender")
	if !ok {
		return dunning.Sender{}
	}
	defer s.Close()
	return dunning.Sender{
		LegalName: s.Text("legal_name"), ShortName: s.Text("short_name"), Hotline: s.Text("hotline"), Hours: s.Text("hours"),
		PayURL: s.Text("pay_url"), PayHow: s.Text("pay_how"), ObjectURL: s.Text("object_url"), Email: s.Text("email"),
		ReplyTo: s.Text("reply_to"), Address: factLines(s, "address"), Website: s.Text("website"),
		Department: s.Text("department"), LetterRule: s.Text("letter_rule"),
	}
}

func factAccounts(o *docread.Object) []dunning.Account {
	var list []dunning.Account
	for _, v := range o.List("accounts") {
		a, ok := v.Object()
		if !ok {
			continue
		}
		for _, key := range []string{"last4", "currency", "due_date"} {
			a.Need(key, "")
		}
		list = append(list, dunning.Account{
			Product: a.Text("product"), Last4: a.Text("last4"), Currency: strings.ToUpper(a.Text("currency")),
			Balance: factAmount(a, "balance"), Overdue: factAmount(a, "overdue"), MinimumDue: factAmount(a, "minimum_due"),
			PaidSince: factAmount(a, "paid_since"), DueDate: factDate(a, "due_date"),
		})
		a.Close()
	}
	return list
}

// factMatter reads what was agreed, and which instalment the message is about.
func factMatter(o *docread.Object, m *dunning.Matter) (number int) {
	if p, ok := o.Inner("promise"); ok {
		m.Promise = &dunning.Promise{Amount: factAmount(p, "amount"), Date: factDate(p, "date")}
		if p.Flag("kept", false) {
			m.Promise.KeptAt = m.Promise.Date.Start(time.UTC)
		}
		p.Close()
	}
	m.Appointment = &dunning.Appointment{}
	p, ok := o.Inner("plan")
	if !ok {
		return 0
	}
	m.Plan = &dunning.RepaymentPlan{Paid: factAmount(p, "paid")}
	for _, v := range p.List("instalments") {
		if x, ok := v.Object(); ok {
			m.Plan.Instalments = append(m.Plan.Instalments, dunning.Instalment{Date: factDate(x, "date"), Amount: factAmount(x, "amount")})
			x.Close()
		}
	}
	number = int(p.Number("instalment", 1, 1000, 1, "write which instalment it is about, from 1"))
	p.Close()
	return number
}

func factParticulars(o *docread.Object, p *message.Particulars) {
	p.Creditor, p.Contact = o.Text("creditor"), o.Text("contact")
	if x, ok := o.Inner("payment"); ok {
		p.Payment = &message.Payment{Amount: factAmount(x, "amount"), Date: factDate(x, "date")}
		x.Close()
	}
	for key, into := range map[string]**message.File{"dispute": &p.Dispute, "complaint": &p.Complaint} {
		if x, ok := o.Inner(key); ok {
			*into = &message.File{Reference: x.Text("reference"), ReceivedOn: factDate(x, "received_on"), AnswerBy: factDate(x, "answer_by")}
			x.Close()
		}
	}
	if x, ok := o.Inner("handover"); ok {
		p.Handover = &message.Handover{To: x.Text("to"), On: factDate(x, "on")}
		x.Close()
	}
	if x, ok := o.Inner("credit_report"); ok {
		p.CreditReport = &message.CreditReport{To: x.Text("to"), On: factDate(x, "on")}
		x.Close()
	}
	if x, ok := o.Inner("validation"); ok {
		p.Validation = &message.Validation{
			OriginalCreditor: x.Text("original_creditor"), ItemisedOn: factDate(x, "itemised_on"), Event: x.Text("event"),
			AmountThen: factAmount(x, "amount_then"), Interest: factAmount(x, "interest"), Fees: factAmount(x, "fees"),
			Payments: factAmount(x, "payments"), Credits: factAmount(x, "credits"), DisputeBy: factDate(x, "dispute_by"),
		}
		x.Close()
	}
	if x, ok := o.Inner("breach"); ok {
		p.Breach = &message.Breach{Agreement: x.Text("agreement"), Dated: factDate(x, "dated"), Clause: x.Text("clause"), RemedyBy: factDate(x, "remedy_by")}
		x.Close()
	}
}

func factAmount(o *docread.Object, key string) int64 {
	return o.Number(key, 0, 1<<53, 0, "write a whole number of minor units: 123456 for 1,234.56")
}

func factLines(o *docread.Object, key string) []string {
	var lines []string
	for _, v := range o.List(key) {
		if s, ok := v.Text(); ok {
			lines = append(lines, s)
		}
	}
	return lines
}

func factDate(o *docread.Object, key string) calendar.Date {
	v, ok := o.Get(key)
	if !ok {
		return calendar.Date{}
	}
	s, ok := v.Text()
	if !ok {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(s)
	if err != nil {
		v.Fail("this is not a date", "write it as YYYY-MM-DD, for example 2026-02-28")
	}
	return d
}
