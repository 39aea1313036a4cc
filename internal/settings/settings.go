package settings

import (
	"path/filepath"
	"time"
)

// The drivers of channels.
const (
	Outbox = "outbox" // files in a folder
	Twilio = "twilio"
	SMTP   = "smtp"
)

// Off, as the address of a door, leaves it shut.
const Off = "off"

// Settings is everything an installation can be told. The meaning of each field is in fields.go.
type Settings struct {
	Dir      string
	Ledger   Address // empty: SQLite in Dir
	Redis    Address // empty: embedded
	Channels Channels
	Outbox   OutboxSettings
	Twilio   TwilioSettings
	SMTP     SMTPSettings
	Policies Folder
	// PoliciesReviewed says that the policies folder itself is reviewed, so that what is in it decides at once.
	PoliciesReviewed bool
	Templates        Folder
	Workers          Workers
	Feeder           Feeder
	Listen           Listen
	Log              Log
	Brake            Brake
}

// Channels names the driver of each channel.
type Channels struct {
	SMS    string // Outbox or Twilio
	Email  string // Outbox or SMTP
	Letter string // Outbox
}

// OutboxSettings is where the outbox writes. See Settings.OutboxDir.
type OutboxSettings struct {
	Dir string
}

// TwilioSettings is how SMS are handed to Twilio.
type TwilioSettings struct {
	AccountSID          string
	AuthToken           Secret
	From                string
	MessagingServiceSID string
	BaseURL             string
	CallbackURL         string
	Timeout             time.Duration
}

// SMTPSettings is how email is handed to a mail server.
type SMTPSettings struct {
	Host            string
	Port            int
	Username        string
	Password        Secret
	TLS             string // mandatory, implicit or none
	Connections     int
	HELO            string
	DKIM            DKIM
	UnsubscribeURL  string
	MessageIDDomain string
	Timeout         time.Duration
}

// DKIM is the key that email is signed with; all three or none.
type DKIM struct {
	Domain   string
	Selector string
	KeyFile  string // PEM
}

// Folder replaces something that is built in; empty: built in.
type Folder struct {
	Dir string
}

// Workers is how delivery runs in one process.
type Workers struct {
	Servers     int
	Concurrency int           // per server
	Group       int           // claims that share a transaction, at most
	Lease       time.Duration // how long a worker that says nothing is believed to live
}

// Feeder is how far the queue is filled.
type Feeder struct {
	Ahead int           // reminders rung ahead of the workers, at most
	Again time.Duration // a bell unheard for so long is rung again
}

// Listen is where the doors are: host:port, or Off.
type Listen struct {
	Staff  string
	Public string
	Vendor string
}

// Log is what is said to operations.
type Log struct {
	Level  string // debug, info, warn or error
	Format string // text or json
}

// Brake holds a run whose payment data looks wrong. A portfolio's schedule may say otherwise.
type Brake struct {
	ShrinkPercent int
	MaxAge        time.Duration
}

// AllOutbox says whether nothing leaves the house: every channel is the outbox. Only then may the clock be
// moved.
func (s Settings) AllOutbox() bool {
	return s.Channels.SMS == Outbox && s.Channels.Email == Outbox && s.Channels.Letter == Outbox
}

// OutboxDir is the folder of the outbox: as set, or "outbox" in Dir.
func (s Settings) OutboxDir() string {
	if s.Outbox.Dir != "" {
		return s.Outbox.Dir
	}
	return filepath.Join(s.Dir, "outbox")
}
