package intake

import "comity/internal/dunning"

// The kinds of feed that nothing but intake asks for: nobody waits for them.
const (
	FeedPromises     = "promises"
	FeedAppointments = "appointments"
	FeedPlans        = "plans"
	FeedNotices      = "notices"
	FeedRequests     = "requests"
	FeedContacts     = "contacts"
)

// kinds of files, in the order in which they refer to each other.
func kinds() []string {
	return []string{
		dunning.FeedPortfolio, dunning.FeedCustomers, dunning.FeedPoints, dunning.FeedAccounts, dunning.FeedPayments,
		dunning.FeedHolds, FeedPromises, FeedAppointments, FeedPlans, FeedNotices, FeedRequests, FeedContacts,
	}
}

// Kinds lists the kinds of CSV files, in the order in which they are taken in.
func Kinds() []string { return kinds()[1:] }

// undated says that nothing in a file of the kind depends on when the data were cut: each row has instants of
// its own.
func undated(kind string) bool {
	switch kind {
	case FeedPromises, FeedAppointments, FeedPlans, FeedNotices, FeedRequests, FeedContacts:
		return true
	default:
		return false
	}
}
