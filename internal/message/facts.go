package message

import (
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// Facts is what a message is composed from: one person, one address, one or more accounts.
type Facts struct {
	Reminder  dunning.Reminder     // its Template, Locale and ID are used
	Portfolio dunning.Portfolio    // whose Sender speaks
	Customer  dunning.Customer     // to whom
	Point     dunning.ContactPoint // where it goes; its channel decides what is composed
	Accounts  []dunning.Account    // those covered, the lead first; each must owe something on Date, see asks
	Date      calendar.Date        // the business date: days and amounts are counted on it; zero: the reminder's
	OptOutURL string               // where this address can be taken off the list; empty: none
	Matter    dunning.Matter       // what was agreed, where the message is about that; it concerns one account
	Particulars
	Truths
}

// check refuses facts about which nothing true could be said, whatever the template.
func (f *Facts) check() error {
	if len(f.Accounts) == 0 {
		return &FactError{"Account", "no account is covered"}
	}
	if f.Date.IsZero() {
		return &FactError{"Today", "there is no business date"}
	}
	if err := f.checkMatter(); err != nil {
		return err
	}
	for _, a := range f.Accounts {
		if a.DueDate.IsZero() {
			return &FactError{"DueDate", "an account has no due date"}
		}
		if f.asks() && a.Owed(f.Date) <= 0 {
			return &FactError{"Amount", "nothing is owed on an account on this date: nothing may be asked for"}
		}
	}
	return nil
}

// locales are those to try, in order.
func (f *Facts) locales() []string {
	return []string{f.Reminder.Locale, f.Customer.Locale, f.Portfolio.Locale}
}

// need is value, cleaned; empty, it is an error that names the fact and says where to set it.
func need(field, value, where string) (string, error) {
	value = clean(value, maxText)
	if value == "" {
		return "", &FactError{field, "is missing: set " + where}
	}
	return value, nil
}

// needURL is an address on the web, and nothing but https.
func needURL(field, value, where string) (string, error) {
	value = clean(value, 2*maxText)
	if value == "" {
		return "", &FactError{field, "is missing: set " + where}
	}
	if !isWebAddress(value) {
		return "", &FactError{field, "is not a web address: " + where + " must begin with https:// and hold no spaces"}
	}
	return value, nil
}

func isWebAddress(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	return ok && rest != "" && !strings.ContainsAny(s, " <>\"'`\\…")
}

// optionalURL is an address on the web, or nothing.
func optionalURL(value string) string {
	if value = clean(value, 2*maxText); isWebAddress(value) {
		return value
	}
	return ""
}
