package courtesy

import (
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// Message is a finished text, as its reader gets it.
type Message struct {
	Channel dunning.Channel
	Locale  string // for example zh-CN; empty: any
	Subject string // of an email or letter
	Text    string
	HTML    string // of an email; empty: none
}

// Context is what is known about a message beside its words. What is empty is not known, and is judged by
// general patterns.
type Context struct {
	Places    []calendar.Place // where the person may be
	Role      dunning.Role     // of who collects
	Facts     Facts
	Names     Names
	Phones    []string // numbers of the sender, with any separators
	Domains   []string // where links may lead, subdomains included; empty: anywhere that is decent
	Clauses   []Clause // what the rule packs want of the words
	Complete  bool     // it is to be published, or is a formal demand: everything that a law wants must be there
	Template  string   // the registered template that the text was made of
	Segments  int      // the most segments of an SMS; 0: MaxSegments
	Price     int64    // of a segment, in millionths of the currency's unit
	Recipient string   // the person's name
}

// Facts are those without which a statement is not true. A statement that needs one which is false is refused.
type Facts struct {
	LegalActionApproved   bool // a person with that right approved legal action on this account
	CreditReportNoticeDue bool // the notice before the first negative report is due, or was given
	CourtJudgment         bool // a court has decided
	TimeBarred            bool // the debt can no longer be sued for
	ValidationPeriod      bool // the person may still dispute (US)
	StatutoryNotice       bool // this is the notice that a law prescribes, in its wording
}

// Names are those of who speaks. A name that is given must appear as it is.
type Names struct {
	Legal    string // the sender's registered name
	Short    string // its signature in an SMS
	Creditor string // whose claim it is, where another collects
	Agency   string // who collects, where that is not the creditor
}

// Clause is a content rule of a rule pack, by value.
type Clause struct {
	Rule      string
	Place     calendar.Place    // below a country: who may be there; empty: everybody whom the pack is for
	Roles     []dunning.Role    // empty: all
	Channels  []dunning.Channel // empty: all
	Authority dunning.Authority
	Citation  Words
	Require   []string // elements: see Elements
	Forbid    []string // kinds of wording: see Kinds
}

// Words is a text in both languages.
type Words struct {
	ZH string `json:"zh" yaml:"zh"`
	EN string `json:"en" yaml:"en"`
}

// In is the text in the language of a locale.
func (w Words) In(locale string) string {
	if chinese(locale) || w.EN == "" {
		return w.ZH
	}
	return w.EN
}

func chinese(locale string) bool {
	language, _, _ := strings.Cut(strings.ToLower(locale), "-")
	return language == "zh"
}
