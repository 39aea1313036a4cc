package message

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// View is what a template sees: {{.Hotline}} calls the method Hotline. All texts are cleaned, and written
// in the locale of the template. A method that returns an error is a required fact: composing fails where it
// is missing, and the file that names it lists it under "facts". The others may be empty; put them
// inside {{with …}}.
type View struct {
	facts  *Facts
	words  *words
	sender dunning.Sender
	header header
	brief  int  // how much is left out to shorten an SMS: 1 the hours, 2 also the name
	short  bool // dates without the year where it goes without saying
	desk   *desk
}

// Greeting addresses the person: "尊敬的张伟先生：", "Dear Zhang Wei,".
func (v *View) Greeting() string {
	if v.brief >= 2 {
		return v.words.Greeting[brief]
	}
	return v.words.greeting(clean(v.facts.Customer.Name, maxName), v.facts.Customer.Salutation)
}

// Name is the person's full name.
func (v *View) Name() (string, error) {
	name := clean(v.facts.Customer.Name, maxName)
	if name == "" {
		return "", &FactError{"Name", "the customer has no name"}
	}
	return name, nil
}

// Sender is the creditor's registered name.
func (v *View) Sender() (string, error) {
	return need("Sender", v.sender.LegalName, "sender.legal_name")
}

// ShortName is the signature of an SMS, without brackets.
func (v *View) ShortName() (string, error) {
	return need("ShortName", v.sender.ShortName, "sender.short_name")
}

// Department signs letters; it may be empty.
func (v *View) Department() string { return clean(v.sender.Department, maxText) }

// Hotline is the number to call.
func (v *View) Hotline() (string, error) { return need("Hotline", v.sender.Hotline, "sender.hotline") }

// Hours says when the hotline is answered.
func (v *View) Hours() (string, error) { return need("Hours", v.sender.Hours, "sender.hours") }

// HotlineHours is the number with its hours; a text that is too long leaves the hours out.
func (v *View) HotlineHours() (string, error) {
	hotline, err := v.Hotline()
	if err != nil || v.brief >= 1 {
		return hotline, err
	}
	hours, err := v.Hours()
	if err != nil {
		return "", err
	}
	at := strings.Index(v.words.Hotline, "@")
	return strings.Replace(v.words.Hotline[:at], "#", hotline, 1) + hours + v.words.Hotline[at+1:], nil
}

// PayHow says in words how to pay, without a full stop at its end.
func (v *View) PayHow() (string, error) {
	how, err := need("PayHow", v.sender.PayHow, "sender.pay_how")
	return strings.TrimRight(how, " .。"), err
}

// PayURL is where to pay.
func (v *View) PayURL() (string, error) { return needURL("PayURL", v.sender.PayURL, "sender.pay_url") }

// PayShort is PayURL or PayHow, whichever is shorter.
func (v *View) PayShort() (string, error) {
	how, _ := v.PayHow()
	if v.sender.PayURL == "" && how != "" {
		return how, nil
	}
	url, err := v.PayURL()
	if err == nil && how != "" && utf8.RuneCountInString(how) < utf8.RuneCountInString(url) {
		return how, nil
	}
	return url, err
}

// ObjectURL is where to object or ask for help on the web; it may be empty.
func (v *View) ObjectURL() string { return optionalURL(v.sender.ObjectURL) }

// OptOutURL is where this address can be taken off the list; it may be empty.
func (v *View) OptOutURL() string { return optionalURL(v.facts.OptOutURL) }

// Website is the official site; it may be empty.
func (v *View) Website() string { return optionalURL(v.sender.Website) }

// ReplyTo is the email address that answers go to; it may be empty.
func (v *View) ReplyTo() string {
	if v.sender.ReplyTo != "" {
		return clean(v.sender.ReplyTo, maxText)
	}
	return clean(v.sender.Email, maxText)
}

// Address is the sender's postal address in one line; it may be empty.
func (v *View) Address() string { return clean(strings.Join(v.sender.Address, v.words.Lines), maxText) }

// LetterRule is the legal basis that a formal letter names.
func (v *View) LetterRule() (string, error) {
	return need("LetterRule", v.sender.LetterRule, "sender.letter_rule")
}

// Reference is the opaque id of the reminder, to be named in answers.
func (v *View) Reference() (string, error) {
	return need("Reference", v.facts.Reminder.ID, "the reminder's id")
}

// Account names the lead account by product and last four digits: "尾号1234的信用卡".
func (v *View) Account() (string, error) { return v.account(v.facts.Accounts[0]) }

func (v *View) account(a dunning.Account) (string, error) {
	if len(a.Last4) != 4 || strings.ContainsFunc(a.Last4, func(r rune) bool { return r < '0' || r > '9' }) {
		return "", &FactError{"Last4", "an account's last four must be four digits"}
	}
	product := v.words.product(a.Product)
	if product == "" {
		return "", &FactError{"Product", "an account has no product"}
	}
	at := strings.Index(v.words.Account, "@")
	head, tail := v.words.Account[:at], v.words.Account[at+1:]
	if strings.Contains(head, "#") {
		return strings.Replace(head, "#", product, 1) + a.Last4 + tail, nil
	}
	return head + a.Last4 + strings.Replace(tail, "#", product, 1), nil
}

// Several says that more than one account is covered.
func (v *View) Several() bool { return len(v.facts.Accounts) > 1 }

// Count is how many accounts are covered.
func (v *View) Count() int { return len(v.facts.Accounts) }

// FallsDue is the date on which the lead account, not yet past due, is to be paid; of several the earliest.
func (v *View) FallsDue() (string, error) {
	if v.facts.Accounts[0].DPD(v.facts.Date) > 0 {
		return "", &FactError{"FallsDue", "the account is past due already: use FellDue"}
	}
	return v.earliest(), nil
}

// FellDue is the date on which the lead account, now past due, was to be paid; of several the earliest.
func (v *View) FellDue() (string, error) {
	if err := v.pastDue("FellDue"); err != nil {
		return "", err
	}
	return v.earliest(), nil
}

func (v *View) pastDue(field string) error {
	if v.facts.Accounts[0].DPD(v.facts.Date) <= 0 {
		return &FactError{field, "the account is not past due on this date"}
	}
	return nil
}

func (v *View) earliest() string {
	first := v.facts.Accounts[0].DueDate
	for _, a := range v.facts.Accounts[1:] {
		if a.DueDate.Before(first) {
			first = a.DueDate
		}
	}
	return v.date(first)
}

// Today is the business date.
func (v *View) Today() string { return v.date(v.facts.Date) }

// DueOn is the date on which the account is, or was, to be paid; of several the earliest.
func (v *View) DueOn() string { return v.earliest() }

// ReplyBy is the date by which an answer is asked for: Today and the header's reply_days.
func (v *View) ReplyBy() (string, error) {
	if v.header.ReplyDays <= 0 {
		return "", &FactError{"ReplyBy", "is not known: set reply_days in the header"}
	}
	return v.date(v.facts.Date.AddDays(v.header.ReplyDays)), nil
}

func (v *View) date(d calendar.Date) string {
	if v.short {
		return v.words.shortDate(d, v.facts.Date)
	}
	return v.words.date(d)
}

// upperFirst begins a table cell with a capital letter, where the script has them.
func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
