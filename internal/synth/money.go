package synth

import "comity/internal/intake"

// unit is how many minor units one whole unit of a currency has.
func unit(currency string) int64 {
	digits, _ := intake.Digits(currency)
	n := int64(1)
	for range digits {
		n *= 10
	}
	return n
}

// minimumDue is a tenth of the balance in whole units, rounded up, at least 100 units, and never more
// than the balance.
func minimumDue(balance int64, currency string) int64 {
	one := unit(currency)
	tenth := balance / 10
	if over := tenth % one; over > 0 {
		tenth += one - over
	}
	return min(max(tenth, 100*one), balance)
}
