package dunning

import (
	"slices"
	"strings"
	"time"

	"comity/internal/calendar"
)

// Portfolio is a creditor's book: who speaks, in which language, by which policy.
type Portfolio struct {
	ID       string            `json:"id" yaml:"id"`
	Policy   string            `json:"policy" yaml:"policy"`         // policy name, for example "cn"
	Zone     string            `json:"zone" yaml:"zone"`             // IANA name; business dates are counted here
	Currency string            `json:"currency" yaml:"currency"`     // ISO 4217
	Role     Role              `json:"role,omitempty" yaml:"role"`   // of its accounts, where they do not say otherwise
	Group    string            `json:"group,omitempty" yaml:"group"` // portfolios of one group are counted together; empty: this one alone
	Locale   string            `json:"locale" yaml:"locale"`         // BCP 47; the default for its customers
	Sender   map[string]Sender `json:"sender" yaml:"sender"`         // by locale
}

// SenderFor is the sender's identity in the language nearest to locale: the same locale, the same
// language, the portfolio's default.
func (p Portfolio) SenderFor(locale string) (Sender, bool) {
	if s, ok := p.Sender[locale]; ok {
		return s, true
	}
	language, _, _ := strings.Cut(locale, "-")
	for _, l := range sortedKeys(p.Sender) {
		if have, _, _ := strings.Cut(l, "-"); have == language {
			return p.Sender[l], true
		}
	}
	s, ok := p.Sender[p.Locale]
	return s, ok
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Sender is how a creditor introduces itself in one language.
type Sender struct {
	LegalName  string   `json:"legal_name" yaml:"legal_name"`   // the registered name, as the law wants it
	ShortName  string   `json:"short_name" yaml:"short_name"`   // the SMS signature, without 【】
	Hotline    string   `json:"hotline" yaml:"hotline"`         // for questions, and to object
	Hours      string   `json:"hours" yaml:"hours"`             // when the hotline is answered, in words
	PayURL     string   `json:"pay_url" yaml:"pay_url"`         // where to pay
	PayHow     string   `json:"pay_how" yaml:"pay_how"`         // how to pay, in words
	ObjectURL  string   `json:"object_url" yaml:"object_url"`   // where to object or ask for help
	Email      string   `json:"email" yaml:"email"`             // From address
	ReplyTo    string   `json:"reply_to" yaml:"reply_to"`       // answers go here
	Address    []string `json:"address" yaml:"address"`         // postal address, line by line
	Website    string   `json:"website" yaml:"website"`         // the official site
	Department string   `json:"department" yaml:"department"`   // who signs
	LetterRule string   `json:"letter_rule" yaml:"letter_rule"` // the legal basis a formal letter names
}

// Salutation says how a person wants to be addressed; unknown is neutral.
type Salutation string

// The salutations.
const (
	SalutationNeutral Salutation = ""
	SalutationMr      Salutation = "mr"
	SalutationMs      Salutation = "ms"
)

// Customer is a person, known once in the installation.
type Customer struct {
	ID           string
	Name         string
	Salutation   Salutation
	Locale       string           // BCP 47; empty: the portfolio's
	Zones        []string         // every IANA zone the person may be in, resolved before deciding
	Places       []calendar.Place // every place the person may be in, resolved before deciding; none: not known
	Inconvenient []Inconvenient   // times at which the person asked not to be contacted
	Waivers      []Waiver         // what the person agreed to
	Prefers      []Channel        // the channels the person asked for, the most wanted first
}

// Channel is a way to reach a person.
type Channel string

// The channels.
const (
	SMS    Channel = "sms"
	Email  Channel = "email"
	Letter Channel = "letter"
	Voice  Channel = "voice" // telephone: never sent through, but decided about, and counted
	Visit  Channel = "visit" // likewise
)

// Channels lists every channel that messages are sent through, in the order in which they are shown.
func Channels() []Channel { return []Channel{SMS, Email, Letter} }

// EveryChannel lists every channel, those too that only people use.
func EveryChannel() []Channel { return []Channel{SMS, Email, Letter, Voice, Visit} }

// Consent is what a person said about a contact point.
type Consent string

// The consents. Unknown is not given: whether it suffices is policy.
const (
	ConsentUnknown   Consent = "unknown"
	ConsentGiven     Consent = "given"
	ConsentWithdrawn Consent = "withdrawn" // the person opted out
)

// ConsentForm is how consent was given.
type ConsentForm string

// The forms of consent.
const (
	FormUnknown ConsentForm = ""
	FormWritten ConsentForm = "written" // on paper or electronically
	FormOral    ConsentForm = "oral"
)

// Health is what we learned about whether a contact point reaches anybody.
type Health string

// The healths.
const (
	HealthOK  Health = "ok"
	HealthBad Health = "bad" // a provider said that it can never be reached
)

// ContactPoint is a phone number, an email address or a postal address of one customer.
type ContactPoint struct {
	ID         string
	CustomerID string
	Channel    Channel
	Value      string        // E.164 number, or email address; empty for a postal address
	Postal     PostalAddress // for letters
	Key        string        // see AddressKey: limits are counted and rows locked over it
	Consent    Consent
	Form       ConsentForm // how consent was given, where that is known
	Confirmed  time.Time   // when the point was last known to be this person's; zero: not known
	Work       bool        // at the person's place of work
	Basis      Basis       // why an address at work may be used; empty: nothing says that it may
	Health     Health
	Rank       int // lower is preferred
}

// PostalAddress is where a letter goes.
type PostalAddress struct {
	Lines      []string `json:"lines"` // street and house, district: as written, without name
	City       string   `json:"city"`
	Region     string   `json:"region"`
	PostalCode string   `json:"postal_code"`
	Country    string   `json:"country"` // ISO 3166-1 alpha-2
}

// IsZero says that there is no address.
func (a PostalAddress) IsZero() bool { return len(a.Lines) == 0 && a.City == "" && a.PostalCode == "" }

// HoldKind says why contact must stop.
type HoldKind string

// The kinds of hold.
const (
	HoldDispute     HoldKind = "dispute"
	HoldComplaint   HoldKind = "complaint"
	HoldHardship    HoldKind = "hardship"
	HoldPromise     HoldKind = "promise"
	HoldPlan        HoldKind = "plan"
	HoldBankruptcy  HoldKind = "bankruptcy"
	HoldDeceased    HoldKind = "deceased"
	HoldRepresented HoldKind = "represented"
	HoldCease       HoldKind = "cease"
	HoldFraud       HoldKind = "fraud"
	HoldLegal       HoldKind = "legal"
	HoldManual      HoldKind = "manual"
	HoldBreathing   HoldKind = "breathing-space"      // a statutory moratorium
	HoldCrisis      HoldKind = "mental-health-crisis" // a moratorium while a crisis is treated: Ends is the end of treatment
)

// HoldKinds lists every kind of hold.
func HoldKinds() []HoldKind {
	return []HoldKind{
		HoldDispute, HoldComplaint, HoldHardship, HoldPromise, HoldPlan, HoldBankruptcy,
		HoldDeceased, HoldRepresented, HoldCease, HoldFraud, HoldLegal, HoldManual, HoldBreathing, HoldCrisis,
	}
}

// Hold stops contact with a customer, over one account or over all, through one channel or through all,
// while Starts <= now < Ends.
type Hold struct {
	ID         string
	Kind       HoldKind
	CustomerID string
	AccountID  string        // empty: every account of the customer
	Channel    Channel       // empty: every channel
	Starts     time.Time     // inclusive
	Ends       time.Time     // exclusive; zero: until released
	Review     calendar.Date // when a person looks at it again; zero: no date was set
	Reason     string
}

// Covers says whether the hold stops contact about account through channel (empty: any) at t.
func (h Hold) Covers(account string, channel Channel, t time.Time) bool {
	return (h.AccountID == "" || h.AccountID == account) &&
		(h.Channel == "" || h.Channel == channel) &&
		!t.Before(h.Starts) && (h.Ends.IsZero() || t.Before(h.Ends))
}
