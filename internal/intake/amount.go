package intake

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
)

// What may be wrong with an amount. The texts are for programmers; a report says it in the reader's language.
var (
	ErrAmountForm     = errors.New("not a decimal amount: write it like 1234.56, without grouping or symbols")
	ErrAmountDecimals = errors.New("more decimals than the currency has")
	ErrAmountOverflow = errors.New("larger than an amount can be")
	ErrCurrency       = errors.New("not a currency of ISO 4217")
)

// The longest amount that is looked at, and the largest power of ten: enough for every int64, and little
// enough that no text makes us work.
const (
	amountLength   = 64
	amountExponent = 99
)

// Digits is how many decimals a currency of ISO 4217 has; ok is false for an unknown one.
func Digits(code string) (digits int, ok bool) {
	if !currency.IsValid(code) {
		return 0, false
	}
	d, ok := currency.GetDigits(code)
	return int(d), ok
}

// ParseAmount reads a decimal text exactly into minor units of a currency: "1234.56" in CNY is 123456,
// "1.00E+05" is 10000000. It never rounds: 1.005 in CNY is ErrAmountDecimals, 1.500 is not.
func ParseAmount(text, code string) (int64, error) {
	digits, ok := Digits(code)
	if !ok {
		return 0, ErrCurrency
	}
	d, ok := readDecimal(text)
	if !ok {
		return 0, ErrAmountForm
	}
	return d.minor(digits)
}

// FormatAmount writes minor units of a currency as ParseAmount reads them, with all its decimals.
func FormatAmount(minor int64, code string) (string, error) {
	digits, ok := Digits(code)
	if !ok {
		return "", ErrCurrency
	}
	sign, abs := "", uint64(minor)
	if minor < 0 {
		sign, abs = "-", -uint64(minor)
	}
	s := strconv.FormatUint(abs, 10)
	if digits == 0 {
		return sign + s, nil
	}
	if short := digits + 1 - len(s); short > 0 {
		s = strings.Repeat("0", short) + s
	}
	return sign + s[:len(s)-digits] + "." + s[len(s)-digits:], nil
}

// decimal is digits × 10^-scale.
type decimal struct {
	negative bool
	digits   string // without leading zeros; empty is zero
	scale    int
}

// readDecimal reads [-]digits[.digits][E[+-]digits].
func readDecimal(text string) (decimal, bool) {
	if len(text) > amountLength {
		return decimal{}, false
	}
	rest, negative := strings.CutPrefix(text, "-")
	mantissa, exponent := rest, 0
	if i := strings.IndexAny(rest, "eE"); i >= 0 {
		e, ok := readExponent(rest[i+1:])
		if !ok {
			return decimal{}, false
		}
		mantissa, exponent = rest[:i], e
	}
	whole, fraction, dotted := strings.Cut(mantissa, ".")
	if !allDigits(whole) || dotted && !allDigits(fraction) {
		return decimal{}, false
	}
	return decimal{negative, strings.TrimLeft(whole+fraction, "0"), len(fraction) - exponent}, true
}

func readExponent(s string) (int, bool) {
	unsigned := strings.TrimPrefix(strings.TrimPrefix(s, "+"), "-")
	if len(s)-len(unsigned) > 1 || !allDigits(unsigned) {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && -amountExponent <= n && n <= amountExponent
}

// minor is the decimal in units of 10^-digits.
func (d decimal) minor(digits int) (int64, error) {
	s, scale := d.digits, d.scale
	for scale > digits && strings.HasSuffix(s, "0") {
		s, scale = s[:len(s)-1], scale-1
	}
	if s == "" {
		return 0, nil
	}
	if scale > digits {
		return 0, ErrAmountDecimals
	}
	if len(s)+digits-scale > 19 {
		return 0, ErrAmountOverflow
	}
	n, err := strconv.ParseUint(s+strings.Repeat("0", digits-scale), 10, 64)
	if err != nil || n > math.MaxInt64 {
		return 0, ErrAmountOverflow
	}
	if d.negative {
		return -int64(n), nil
	}
	return int64(n), nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
