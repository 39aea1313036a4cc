package intake

import (
	"context"

	"comity/internal/dunning"
)

// Saved says how many rows were new, changed or the same.
type Saved = dunning.Saved

// The kinds that Known can be asked about.
const (
	KnownPortfolio = "portfolio"
	KnownCustomer  = "customer"
	KnownAccount   = "account"
)

// Store is what the ledger offers to intake. Every Save is one transaction unless inside Atomically, is
// idempotent, and says how many rows were new, changed or the same. Rows arrive in chunks of about 1,000.
//
// The ledger owns what no file can know: Account.PaidSince and Account.Cycle arrive as 0, and TakenOn is
// a proposal that counts only when the account is first seen in this cycle; Promise.KeptAt and
// RepaymentPlan.Paid arrive as zero. A promise, an appointment, a plan, a notice or a contact that names no
// customer is the debtor's of its first account, and a contact that names no portfolio is of that account's;
// its group is that of its portfolio.
type Store interface {
	SavePortfolio(ctx context.Context, actor string, p dunning.Portfolio) (Saved, error)
	// ChangeCustomers reads each of the customers (one that is not there is new, and has but its ID), changes
	// them and saves what differs, so that nothing else comes between. Change may be called again.
	ChangeCustomers(ctx context.Context, actor string, ids []string, change func(dunning.Customer) dunning.Customer) (Saved, error)
	SavePoints(ctx context.Context, actor string, rows []dunning.ContactPoint) (Saved, error)
	SaveAccounts(ctx context.Context, actor string, rows []dunning.Account) (Saved, error)
	SavePayments(ctx context.Context, actor string, rows []dunning.Payment) (Saved, error)
	SaveHolds(ctx context.Context, actor string, rows []dunning.Hold) (Saved, error)
	SavePromises(ctx context.Context, actor string, rows []dunning.Promise) (Saved, error)
	SaveAppointments(ctx context.Context, actor string, rows []dunning.Appointment) (Saved, error)
	SavePlans(ctx context.Context, actor string, rows []dunning.RepaymentPlan) (Saved, error)
	SaveNotices(ctx context.Context, actor string, rows []dunning.Notice) (Saved, error)
	SaveContacts(ctx context.Context, actor string, rows []dunning.Contact) (Saved, error)
	// SaveFeed records which file was taken in.
	SaveFeed(ctx context.Context, actor string, f dunning.Feed) error
	// Known says which of the ids exist; kind is one of the Known kinds. Absent and false are the same.
	Known(ctx context.Context, kind string, ids []string) (map[string]bool, error)
	// Portfolio finds a portfolio; ok is false when there is none of that id.
	Portfolio(ctx context.Context, id string) (p dunning.Portfolio, ok bool, err error)
	// Portfolios lists every portfolio.
	Portfolios(ctx context.Context) ([]dunning.Portfolio, error)
	// Atomically runs do in one transaction: an error from do undoes everything that the Store it was
	// given has saved.
	Atomically(ctx context.Context, do func(Store) error) error
}
