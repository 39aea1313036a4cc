package dunning

import "time"

// Feed records that a file of a portfolio was taken in: how fresh the data are, and how many rows there
// were. A payment file of no rows is a feed too: nobody paid, which is different from nobody told us.
type Feed struct {
	PortfolioID string
	Kind        string    // see the Feed kinds
	AsOf        time.Time // the instant at which the creditor cut the data
	ReceivedAt  time.Time
	Rows        int    // data rows in the file that were loaded, new or not
	SHA256      string // of the file's bytes, in hex
}

// The kinds of feed.
const (
	FeedPortfolio = "portfolio"
	FeedCustomers = "customers"
	FeedPoints    = "contact_points"
	FeedAccounts  = "accounts"
	FeedPayments  = "payments"
	FeedHolds     = "holds"
)

// Saved says what became of rows that were handed to the ledger.
type Saved struct {
	New     int `json:"new"`     // not there before
	Changed int `json:"changed"` // there, and different
	Same    int `json:"same"`    // there already, exactly so
}

// Plus adds two counts.
func (s Saved) Plus(t Saved) Saved {
	return Saved{New: s.New + t.New, Changed: s.Changed + t.Changed, Same: s.Same + t.Same}
}
