package message

import (
	"slices"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
)

// moneyForm writes numbers as a locale does. Where the locale groups by three, which is nearly everywhere, it
// does so itself; the library, which knows every locale, takes forty times as long.
type moneyForm struct {
	library *currency.Formatter
	plain   bool // the locale groups by three
	group   string
	point   string
}

func newMoneyForm(locale string) *moneyForm {
	f := &moneyForm{library: currency.NewFormatter(currency.NewLocale(locale))}
	f.library.CurrencyDisplay = currency.DisplayNone
	a, err := currency.NewAmountFromInt64(1234567_89, "USD")
	if err != nil {
		return f
	}
	sample := strings.ReplaceAll(f.library.Format(a), "\u00a0", " ")
	f.group = between(sample, "1", "234")
	f.point = between(sample, "567", "89")
	f.plain = sample == "1"+f.group+"234"+f.group+"567"+f.point+"89"
	return f
}

func between(s, before, after string) string {
	_, s, _ = strings.Cut(s, before)
	s, _, _ = strings.Cut(s, after)
	return s
}

// number writes minor units of a currency that has so many digits after the point; or, whole, rounds them off.
func (f *moneyForm) number(minor int64, code string, digits int, whole bool) string {
	if !f.plain || minor < 0 {
		return f.byLibrary(minor, code, whole)
	}
	unit := int64(1)
	for range digits {
		unit *= 10
	}
	if whole && digits > 0 {
		minor, unit, digits = minor/unit+minor%unit/(unit/2), 1, 0
	}
	var buf [48]byte
	head := strconv.AppendInt(buf[:0], minor/unit, 10)
	var b strings.Builder
	b.Grow(48)
	for i, d := range head {
		if i > 0 && (len(head)-i)%3 == 0 {
			b.WriteString(f.group)
		}
		b.WriteByte(d)
	}
	if digits > 0 {
		b.WriteString(f.point)
		rest := strconv.AppendInt(buf[:0], unit+minor%unit, 10)
		b.Write(rest[1:])
	}
	return b.String()
}

func (f *moneyForm) byLibrary(minor int64, code string, whole bool) string {
	a, err := currency.NewAmountFromInt64(minor, code)
	if err != nil {
		return ""
	}
	form := *f.library
	if whole {
		form.MinDigits, form.MaxDigits = 0, 0
	}
	return strings.ReplaceAll(form.Format(a), "\u00a0", " ")
}

// amount writes minor units in the form of the locale, with the currency always named.
func (w *words) amount(minor int64, code string) (string, error) {
	digits, ok := currency.GetDigits(code)
	if !ok {
		return "", &FactError{"Amount", "the account's currency is not an ISO 4217 code"}
	}
	number := w.money.number(minor, code, int(digits), slices.Contains(w.Whole, code))
	if form, ok := w.Money[code]; ok {
		return strings.Replace(form, "#", number, 1), nil
	}
	return code + " " + number, nil
}
