package policy

import (
	"slices"

	"comity/internal/dunning"
)

// entry is a contact of the history, with what rules ask of it again and again worked out.
// It holds no pointers, so that laying it out costs the collector nothing.
type entry struct {
	at    int64 // nanoseconds since 1970
	index int32 // in the history of the facts
	marks marks
}

// marks are what is true of a contact, one bit for each.
type marks uint16

const (
	markSMS marks = 1 << iota
	markEmail
	markLetter
	markVoice
	markVisit
	markOther     // a channel that is not known here: counted by rules for every channel
	markMine      // with this person
	markGroup     // for the same group of portfolios
	markAccount   // about this account
	markWork      // at the place of work
	markUnasked   // the person did not ask for it
	markAttempt   // counts as an attempt
	markSent      // counts as sent
	markDelivered // counts as delivered

	everyChannel = markSMS | markEmail | markLetter | markVoice | markVisit | markOther
)

// channelMarks is the marks of channels.
func channelMarks(channels ...dunning.Channel) (m marks) {
	for _, c := range channels {
		switch c {
		case dunning.SMS:
			m |= markSMS
		case dunning.Email:
			m |= markEmail
		case dunning.Letter:
			m |= markLetter
		case dunning.Voice:
			m |= markVoice
		case dunning.Visit:
			m |= markVisit
		default:
			m |= markOther
		}
	}
	return m
}

// marks says what is true of a contact.
func (s *situation) marks(c *dunning.Contact) marks {
	m := channelMarks(c.Channel)
	set := func(yes bool, mark marks) {
		if yes {
			m |= mark
		}
	}
	set(c.CustomerID == s.facts.Customer.ID, markMine)
	set(s.group(c), markGroup)
	set(slices.Contains(c.Accounts, s.facts.Account.ID), markAccount)
	set(c.Work, markWork)
	set(!c.Asked, markUnasked)
	set(c.Status.Counts(dunning.UnitAttempt), markAttempt)
	set(c.Status.Counts(dunning.UnitSent), markSent)
	set(c.Status.Counts(dunning.UnitDelivered), markDelivered)
	return m
}
