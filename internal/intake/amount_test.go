package intake

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestAmountsAreReadExactly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, currency string
		want           int64
		err            error
	}{
		{"1234.56", "CNY", 123456, nil},
		{"1.00E+05", "CNY", 10000000, nil},
		{"1.234e3", "CNY", 123400, nil},
		{"125E-2", "CNY", 125, nil},
		{"0.1", "CNY", 10, nil},
		{"0", "CNY", 0, nil},
		{"0E-99", "CNY", 0, nil},
		{"-0.01", "CNY", -1, nil},
		{"007", "CNY", 700, nil},
		{"1.500", "CNY", 150, nil},
		{"1.005", "CNY", 0, ErrAmountDecimals},
		{"1.5", "JPY", 0, ErrAmountDecimals},
		{"15.00", "JPY", 15, nil},
		{"1.234", "KWD", 1234, nil},
		{"92233720368547758.07", "CNY", math.MaxInt64, nil},
		{"92233720368547758.08", "CNY", 0, ErrAmountOverflow},
		{"1E99", "CNY", 0, ErrAmountOverflow},
		{"184467440737095516.17", "CNY", 0, ErrAmountOverflow},
		{"1E100", "CNY", 0, ErrAmountForm},
		{"", "CNY", 0, ErrAmountForm},
		{"-", "CNY", 0, ErrAmountForm},
		{"+5", "CNY", 0, ErrAmountForm},
		{".5", "CNY", 0, ErrAmountForm},
		{"5.", "CNY", 0, ErrAmountForm},
		{"1,234.56", "CNY", 0, ErrAmountForm},
		{"1.2.3", "CNY", 0, ErrAmountForm},
		{"1E+-5", "CNY", 0, ErrAmountForm},
		{"1E", "CNY", 0, ErrAmountForm},
		{"NaN", "CNY", 0, ErrAmountForm},
		{"Inf", "CNY", 0, ErrAmountForm},
		{"0x10", "CNY", 0, ErrAmountForm},
		{"１２", "CNY", 0, ErrAmountForm},
		{"5", "ZZZ", 0, ErrCurrency},
	} {
		got, err := ParseAmount(c.text, c.currency)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q in %s: got %d, %v; want %d, %v", c.text, c.currency, got, err, c.want, c.err)
		}
	}
}

func TestAnAmountWrittenIsTheAmountRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-math.MaxInt64, math.MaxInt64).Draw(t, "minor units")
		currency := rapid.SampledFrom([]string{"CNY", "JPY", "KWD", "USD"}).Draw(t, "currency")
		text, err := FormatAmount(n, currency)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseAmount(text, currency); err != nil || got != n {
			t.Fatalf("%d was written %q and read %d, %v", n, text, got, err)
		}
	})
}

// The reader agrees with exact arithmetic on every text that it takes.
func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"1.00E+05", "-12.30", "1e-2", "99999999999999999999", "0.001E1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseAmount(text, "CNY")
		if err != nil {
			return
		}
		exact, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("%q was taken and is not a number", text)
		}
		if exact.Mul(exact, big.NewRat(100, 1)).Cmp(new(big.Rat).SetInt64(got)) != 0 {
			t.Fatalf("%q was read as %d", text, got)
		}
	})
}
