// Package dunning holds the nouns of Comity: what a customer, an account, a reminder, a verdict and an
// attempt are, and which states they pass through. It decides nothing and reads nothing; every other
// room speaks in these words. It needs the standard library and package calendar only.
//
// Amounts are int64 in minor units of an ISO 4217 currency (fen, cents; yen). Instants are time.Time,
// kept to the microsecond. Dates are calendar.Date. Identifiers are opaque strings.
package dunning
