package message

import (
	"errors"
	"strings"
	"testing"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// What a notice states must be there, and must be such that it can be true: each is an error that names the file, the
// line and the fact.
func TestANoticeIsRefusedWhereItsFactsAreMissingOrCannotBeTrue(t *testing.T) {
	t.Parallel()
	letter, email := dunning.Letter, dunning.Email
	for _, c := range []struct {
		name, template string
		channel        dunning.Channel
		locale         string
		change         func(*Facts)
		fact           string
	}{
		{"a payment that there is not", "payment-received", email, "en", func(f *Facts) { f.Payment = nil }, "PaymentAmount"},
		{"a payment of nothing", "payment-received", email, "en", func(f *Facts) { f.Payment.Amount = 0 }, "PaymentAmount"},
		{"a payment of no day", "payment-received", email, "zh-TW", func(f *Facts) { f.Payment.Date = calendar.Date{} }, "PaymentDate"},
		{"a dispute without a reference", "dispute-acknowledged", letter, "en", func(f *Facts) { f.Dispute.Reference = "\u200b" }, "DisputeReference"},
		{"an answer promised for yesterday", "dispute-acknowledged", email, "en", func(f *Facts) { f.Dispute.AnswerBy = f.Date.AddDays(-1) }, "DisputeAnswerBy"},
		{"a complaint without a date", "complaint-acknowledged", letter, "zh-TW", func(f *Facts) { f.Complaint.ReceivedOn = calendar.Date{} }, "ComplaintDate"},
		{"a hand-over that happened already", "legal-handover", letter, "zh-CN", func(f *Facts) { f.Handover.On = f.Date }, "HandoverDate"},
		{"a hand-over to nobody", "legal-handover", letter, "en", func(f *Facts) { f.Handover.To = "" }, "HandoverTo"},
		{"a hand-over that nobody approved", "legal-handover", letter, "en", func(f *Facts) { f.LegalActionApproved = false }, "LegalActionApproved"},
		{"a report that is not due", "credit-report-notice", email, "zh-CN", func(f *Facts) { f.CreditReportNoticeDue = false }, "CreditReportNoticeDue"},
		{"a report to no bureau", "credit-report-notice", email, "zh-CN", func(f *Facts) { f.CreditReport.To = "" }, "CreditBureau"},
		{"a plan without instalments", "plan-confirmation", letter, "en", func(f *Facts) { f.Matter.Plan.Instalments = nil }, "PlanCount"},
		{"items that do not come to the balance", "validation-notice", letter, "en-US", func(f *Facts) { f.Validation.Fees++ }, "AmountNow"},
		{"a dispute period that is too short", "validation-notice", letter, "en-US", func(f *Facts) { f.Validation.DisputeBy = f.Date.AddDays(29) }, "DisputeBy"},
		{"an event that there is not", "validation-notice", email, "en-US", func(f *Facts) { f.Validation.Event = "whim" }, "ItemisedEvent"},
		{"no creditor", "validation-notice", letter, "en-US", func(f *Facts) { f.Creditor = "" }, "CreditorName"},
		{"thirteen days", "default-notice", letter, "en-GB", func(f *Facts) { f.Breach.RemedyBy = f.Date.AddDays(13) }, "RemedyBy"},
		{"no breach", "default-notice", letter, "en-GB", func(f *Facts) { f.Breach = nil }, "Agreement"},
		{"two accounts", "legal-handover", letter, "en", func(f *Facts) { f.Accounts = append(f.Accounts, f.Accounts[0]) }, "Account"},
		{"a credit that nothing is owed on", "legal-handover", letter, "en", func(f *Facts) { f.Accounts[0].PaidSince = f.Accounts[0].Overdue }, "Amount"},
	} {
		f := factsFor(t, c.template, c.channel, c.locale, 1)
		c.change(&f)
		r := newComposer(t).Render(Info{Template: c.template, Channel: c.channel, Locale: c.locale}, c.name, f)
		if fact := (*FactError)(nil); !errors.As(r.Err, &fact) || fact.Field != c.fact || !strings.Contains(r.Err.Error(), ".txt") {
			t.Errorf("%s: want an error about %s, got %v", c.name, c.fact, r.Err)
		}
	}
}

// What asks for nothing is said about an account on which nothing is owed, and no letter of it holds a payment code.
func TestAnAcknowledgementIsSaidWhereNothingIsOwed(t *testing.T) {
	t.Parallel()
	for _, template := range []string{"payment-received", "dispute-acknowledged", "complaint-acknowledged", "plan-confirmation"} {
		for _, channel := range []dunning.Channel{dunning.Email, dunning.Letter} {
			if !newComposer(t).Has(template, channel, "en") {
				continue
			}
			f := factsFor(t, template, channel, "en", 1)
			f.Accounts[0].PaidSince = f.Accounts[0].Overdue
			r := newComposer(t).Render(Info{Template: template, Channel: channel, Locale: "en"}, "cured", f)
			if r.Err != nil {
				t.Errorf("%s: %v", template, r.Err)
			}
			if r.Letter != nil && (r.Letter.PayCode != "" || r.Letter.PayHint != "") {
				t.Errorf("%s presses a payment code on its reader", template)
			}
		}
	}
}

func TestALetterIsReadInFullAsText(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "formal-demand", dunning.Letter, "zh-CN", 2)
	r := newComposer(t).Render(Info{Template: "formal-demand", Channel: dunning.Letter, Locale: "zh-CN"}, "", f)
	for _, words := range []string{"私人信件", "张伟", r.Letter.PayHint, "编号：r-7f3k2m9x", "（业务公章）", "尾号5678的贷款", "客服电话"} {
		if !strings.Contains(r.Text, words) {
			t.Errorf("the text of a letter lacks %q", words)
		}
	}
}
