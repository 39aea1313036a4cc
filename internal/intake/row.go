package intake

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"comity/internal/calendar"
)

// row is a record whose cells are asked for by name. Whatever is wrong is noted, not returned, so that
// one look at a row finds all of its faults.
type row struct {
	record
	head   header
	set    *fileSet
	locale string // of the sentences
	faults []Fault
}

// fault notes what is wrong with a column; an empty name is the row as a whole.
func (r *row) fault(column string, c Code, args ...any) {
	number := 0
	if i, ok := r.head.at[column]; ok {
		number = i + 1
	}
	r.faults = append(r.faults, c.fault(r.locale, r.line, column, number, args...))
}

// check looks at what holds for every cell, whichever column it is. It says whether the cells may be
// looked at further.
func (r *row) check(encoding string) bool {
	if r.record.fault != "" {
		r.structural()
		return false
	}
	for i, cell := range r.cells {
		name := r.head.names[i]
		switch {
		case strings.Contains(cell, "\x00"):
			r.fault(name, cellNUL)
		case !utf8.ValidString(cell) || strings.ContainsRune(cell, utf8.RuneError):
			r.fault(name, cellEncoding, strings.ToUpper(encoding))
		case len(cell) > maxCell && utf8.RuneCountInString(cell) > maxCell:
			r.fault(name, cellTooLong, maxCell)
		case strings.ContainsAny(cell, "\r\n"):
			r.fault(name, cellBreak)
		}
	}
	return len(r.faults) == 0
}

// structural notes why the line is not a row.
func (r *row) structural() {
	name := ""
	if 0 < r.column && r.column <= len(r.head.names) {
		name = r.head.names[r.column-1]
	}
	switch r.record.fault {
	case cellCount:
		r.fault("", cellCount, len(r.cells), len(r.head.names))
	case lineTooLong:
		r.fault(name, lineTooLong, maxLine, maxCell)
	default:
		r.fault(name, r.record.fault)
	}
}

// text is a cell without the space around it; empty when the file has no such column.
func (r *row) text(name string) string {
	value := ""
	if i, ok := r.head.at[name]; ok {
		value = strings.TrimSpace(r.cells[i])
	}
	return value
}

// required is a cell that must be filled.
func (r *row) required(name string) (value string, ok bool) {
	if value = r.text(name); value == "" {
		r.fault(name, cellRequired)
		return "", false
	}
	return value, true
}

// id is an identifier of its own or of another row.
func (r *row) id(name string) string {
	value, ok := r.required(name)
	if ok && !safeID(value) {
		r.fault(name, idForm)
		return ""
	}
	return value
}

// optionalID may be empty.
func (r *row) optionalID(name string) string {
	if r.text(name) == "" {
		return ""
	}
	return r.id(name)
}

// ids are identifiers separated by semicolons.
func (r *row) ids(name string) []string {
	list := parts(r.text(name))
	for _, id := range list {
		if !safeID(id) {
			r.fault(name, idForm)
			return nil
		}
	}
	return list
}

// parts takes a list apart at its semicolons.
func parts(value string) []string {
	var list []string
	for p := range strings.SplitSeq(value, ";") {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

// prose is free text that will be shown: no more than limit characters, and nothing that acts.
func (r *row) prose(name string, limit int) string {
	value := r.text(name)
	if c, args := actingText(value, limit); c != "" {
		r.fault(name, c, args...)
		return ""
	}
	return value
}

// oneOf is a word of a list, or fallback where the cell is empty.
func oneOf[T ~string](r *row, name string, fallback T, words ...T) T {
	value := T(strings.ToLower(r.text(name)))
	if value == "" {
		return fallback
	}
	for _, w := range words {
		if w == value {
			return w
		}
	}
	r.fault(name, cellOneOf, join(words))
	return fallback
}

func join[T ~string](words []T) string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	return strings.Join(list, ", ")
}

// currency is the portfolio's: the cell may say so, or be empty.
func (r *row) currency(name string) string {
	own := r.set.portfolio.Currency
	value := strings.ToUpper(r.text(name))
	if value == "" || value == own {
		return own
	}
	if _, ok := Digits(value); !ok {
		r.fault(name, badCurrency)
	} else {
		r.fault(name, otherCurrency, own)
	}
	return own
}

// amount is never negative.
func (r *row) amount(name string) int64 {
	value, ok := r.required(name)
	if !ok {
		return 0
	}
	currency := r.set.portfolio.Currency
	n, err := ParseAmount(value, currency)
	switch {
	case err == nil:
		if n < 0 {
			r.fault(name, amountNegative)
			return 0
		}
		return n
	case errors.Is(err, ErrAmountDecimals):
		digits, _ := Digits(currency)
		r.fault(name, amountDecimals, currency, digits)
	case errors.Is(err, ErrAmountOverflow):
		r.fault(name, amountOverflow)
	default:
		r.fault(name, amountForm)
	}
	return 0
}

// The years that a book of debts can speak of.
const firstYear, lastYear = 1970, 2199

// date is a calendar date; zero when the cell is empty or wrong.
func (r *row) date(name string) calendar.Date {
	value := r.text(name)
	if value == "" {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(value)
	if err != nil {
		r.fault(name, badDate)
		return calendar.Date{}
	}
	r.year(name, d.Year)
	return d
}

func (r *row) year(name string, y int) {
	if y < firstYear || y > lastYear {
		r.fault(name, farDate, strconv.Itoa(firstYear)+"-"+strconv.Itoa(lastYear))
	}
}

// instant is RFC 3339, or a date, which means what edge makes of it in the portfolio's zone; zero when
// the cell is empty or wrong.
func (r *row) instant(name string, edge func(calendar.Date, *time.Location) time.Time) time.Time {
	value := r.text(name)
	if value == "" {
		return time.Time{}
	}
	if d, err := calendar.ParseDate(value); err == nil {
		r.year(name, d.Year)
		return edge(d, r.set.zone).UTC()
	}
	t, err := time.Parse(time.RFC3339, strings.ToUpper(value))
	if err != nil {
		r.fault(name, badInstant)
		return time.Time{}
	}
	r.year(name, t.Year())
	return t.UTC().Truncate(time.Microsecond)
}

// How a date is read where an instant is wanted.
func dayStart(d calendar.Date, zone *time.Location) time.Time { return d.Start(zone) }
func dayEnd(d calendar.Date, zone *time.Location) time.Time   { return d.End(zone) }
func dayLast(d calendar.Date, zone *time.Location) time.Time {
	return d.End(zone).Add(-time.Microsecond)
}

// asOf is the account's own instant, or that of the whole set.
func (r *row) asOf(name string) time.Time {
	if t := r.instant(name, dayStart); !t.IsZero() {
		return t
	}
	return r.set.asOf
}
