package message

import (
	"slices"
	"strconv"

	"comity/internal/dunning"
)

// occasions are what a text may be for beside the stages: what was agreed, and notices.
func occasions() []string {
	return append([]string{"promise", "appointment", "instalment", "missed", "thanks"}, notices()...)
}

// notices are the occasions that are notices of a kind, and that this package has facts for.
func notices() []string {
	return []string{"payment", "dispute", "complaint", "plan", "legal", "credit-report", "validation", "default"}
}

// occasionOf names the occasion of a cause; empty for a reminder of arrears, and for a notice of another kind.
func occasionOf(c dunning.Cause) string {
	switch c.Purpose {
	case dunning.PurposeReminder:
		return ""
	case dunning.PurposeNotice:
		return oneOf(c.ID, notices())
	case dunning.PurposeInstalment:
		if c.Missed {
			return "missed"
		}
	}
	return oneOf(string(c.Purpose), occasions())
}

// CauseFor is a cause of an occasion, as a text for it wants one: for trying texts out. The number is that of an
// instalment.
func CauseFor(occasion string, number int) dunning.Cause {
	switch {
	case occasion == "":
		return dunning.Cause{}
	case slices.Contains(notices(), occasion):
		return dunning.Cause{Purpose: dunning.PurposeNotice, ID: occasion}
	case occasion == "instalment" || occasion == "missed":
		return dunning.CauseOf(occasion + ":preview:" + strconv.Itoa(number))
	}
	return dunning.CauseOf(occasion + ":preview")
}

func oneOf(name string, known []string) string {
	if slices.Contains(known, name) {
		return name
	}
	return ""
}

// occasionName is an occasion in an error.
func occasionName(occasion string) string {
	if occasion == "" {
		return "a step"
	}
	return strconv.Quote(occasion)
}

// most is how many accounts a text may cover, of n: what was agreed, and what a notice is about, concerns one.
func (h header) most(n int) int {
	if h.Occasion != "" {
		return min(n, 1)
	}
	return n
}

// asks says that the message asks for what is owed on its accounts. An instalment asks for what was agreed;
// thanks, and a notice that something arrived or was agreed, ask for nothing.
func (f *Facts) asks() bool {
	switch f.Matter.Cause.Purpose {
	case dunning.PurposeThanks, dunning.PurposeInstalment:
		return false
	case dunning.PurposeNotice:
		return !slices.Contains([]string{"payment", "dispute", "complaint", "plan"}, f.Matter.Cause.ID)
	}
	return true
}

// checkMatter refuses to speak of what is settled or not known, and of one agreement to several accounts.
func (f *Facts) checkMatter() error {
	switch {
	case occasionOf(f.Matter.Cause) == "":
		return nil
	case len(f.Accounts) > 1:
		return &FactError{"Account", "what was agreed concerns one account, and several are covered"}
	case !f.Matter.Stands():
		return &FactError{"Matter", "what was agreed is settled, or is not among the facts: there is nothing to say about it"}
	}
	return nil
}

// PromisedAmount is what the person promised to pay.
func (v *View) PromisedAmount() (string, error) {
	if v.facts.Matter.Promise == nil {
		return "", &FactError{"PromisedAmount", "the message is not about a promise"}
	}
	return v.agreed("PromisedAmount", v.facts.Matter.Promise.Amount)
}

// PromisedDate is the date on or before which that was to be paid.
func (v *View) PromisedDate() (string, error) {
	p := v.facts.Matter.Promise
	if p == nil || p.Date.IsZero() {
		return "", &FactError{"PromisedDate", "the message is not about a promise with a date"}
	}
	return v.date(p.Date), nil
}

// InstalmentAmount is what is still to be paid of the instalment: payments received so far are taken off.
func (v *View) InstalmentAmount() (string, error) {
	if _, err := v.instalment("InstalmentAmount"); err != nil {
		return "", err
	}
	return v.agreed("InstalmentAmount", v.facts.Matter.Plan.Missing(v.facts.Matter.Cause.Number-1))
}

// InstalmentDate is the date agreed for the instalment.
func (v *View) InstalmentDate() (string, error) {
	x, err := v.instalment("InstalmentDate")
	if err != nil {
		return "", err
	}
	return v.date(x.Date), nil
}

// InstalmentNumber is which instalment of the plan it is, from 1.
func (v *View) InstalmentNumber() (string, error) {
	_, err := v.instalment("InstalmentNumber")
	return strconv.Itoa(v.facts.Matter.Cause.Number), err
}

// InstalmentCount is how many instalments the plan has.
func (v *View) InstalmentCount() (string, error) {
	if _, err := v.instalment("InstalmentCount"); err != nil {
		return "", err
	}
	return strconv.Itoa(len(v.facts.Matter.Plan.Instalments)), nil
}

func (v *View) instalment(field string) (dunning.Instalment, error) {
	m := v.facts.Matter
	if i := m.Cause.Number - 1; m.Plan != nil && 0 <= i && i < len(m.Plan.Instalments) {
		return m.Plan.Instalments[i], nil
	}
	return dunning.Instalment{}, &FactError{field, "the message is not about an instalment"}
}

// agreed writes an amount that was agreed, in the account's currency.
func (v *View) agreed(field string, minor int64) (string, error) {
	if minor <= 0 {
		return "", &FactError{field, "no amount was agreed"}
	}
	return v.words.amount(minor, v.facts.Accounts[0].Currency)
}
