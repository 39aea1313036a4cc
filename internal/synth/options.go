package synth

import (
	"errors"
	"fmt"
	"time"

	"comity/internal/calendar"
	"comity/internal/intake"
)

// Options say what to invent, and where to put it.
type Options struct {
	AsOf     calendar.Date // the business date: the data are cut as it begins. Demo has its own
	Currency string        // ISO 4217; empty: CNY. Invented: the source's amounts are taken as they stand
	Zone     string        // IANA; empty: Asia/Shanghai. Invented
	Seed     uint64        // another seed, other people
	Out      string        // the folder to write to; made if it is not there
	Accounts int           // of Demo; 0: 120
}

// Summary counts what was written.
type Summary struct {
	Customers int `json:"customers"`
	Points    int `json:"contact_points"`
	Accounts  int `json:"accounts"`
	Payments  int `json:"payments"`
	Holds     int `json:"holds"`
	Late      int `json:"late"`         // accounts past their due date
	Nothing   int `json:"nothing_owed"` // of these, accounts with nothing overdue
}

// settle fills in what was left empty and checks the rest.
func (o *Options) settle() (zone *time.Location, err error) {
	if o.Currency == "" {
		o.Currency = "CNY"
	}
	if o.Zone == "" {
		o.Zone = "Asia/Shanghai"
	}
	if _, ok := intake.Digits(o.Currency); !ok {
		return nil, fmt.Errorf("currency %q: %w", o.Currency, intake.ErrCurrency)
	}
	if zone, err = time.LoadLocation(o.Zone); err != nil || o.Zone == "Local" {
		return nil, fmt.Errorf("zone %q is not one of IANA's: write it like Asia/Shanghai", o.Zone)
	}
	if o.AsOf.IsZero() {
		return nil, errors.New("as-of is missing: say for which business date the book is, as YYYY-MM-DD")
	}
	if o.Out == "" {
		return nil, errors.New("out is missing: say into which folder to write")
	}
	return zone, nil
}
