package message

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"github.com/bojanz/currency"
)

// words are the fixed words and forms of one locale, from templates/words.
type words struct {
	Locale    string            `yaml:"locale"`
	Date      string            `yaml:"date"`       // layout of package time
	ShortDate string            `yaml:"short_date"` // for an SMS, where the year goes without saying
	Greeting  map[string]string `yaml:"greeting"`   // by salutation; # stands for the name
	Hotline   string            `yaml:"hotline"`    // # for the number, @ for the hours after it
	Account   string            `yaml:"account"`    // # for the product, @ for the last four digits
	Products  map[string]string `yaml:"products"`   // by product code
	Money     map[string]string `yaml:"money"`      // by currency; # stands for the number
	Whole     []string          `yaml:"whole"`      // currencies written without decimals, though they have some
	And       string            `yaml:"and"`        // between two amounts of different currencies
	Lines     string            `yaml:"lines"`      // between the lines of an address when they stand in one
	Capitals  string            `yaml:"capitals"`   // currency whose amounts a letter repeats in capitals; empty: none
	Columns   map[string]string `yaml:"columns"`    // headings of the table of accounts
	Accounts  string            `yaml:"accounts"`   // caption of that table
	Plan      string            `yaml:"plan"`       // caption of the table of instalments
	Itemised  string            `yaml:"itemised"`   // caption of the table of items; empty: the locale has no validation notice
	Items     map[string]string `yaml:"items"`      // its rows: then, interest, fees, payments, credits, now
	Events    map[string]string `yaml:"events"`     // by event: what happened on the itemisation date
	Spelling  map[string]string `yaml:"spelling"`   // of a variant: words of the language that it spells otherwise
	Total     string            `yaml:"total"`
	NotDue    string            `yaml:"not_due"` // in the column of days, for an account that is not past due
	Email     emailWords        `yaml:"email"`
	Letter    letterWords       `yaml:"letter"`

	money *moneyForm
	spans string // put between the lines of a paragraph when they are joined
}

type emailWords struct {
	Label string `yaml:"label"` // between a heading and its value in the text part
}

type letterWords struct {
	Reference string `yaml:"reference"`
	Date      string `yaml:"date"`
	Page      string `yaml:"page"` // with %d twice
	Hotline   string `yaml:"hotline"`
	Private   string `yaml:"private"`
	PayHint   string `yaml:"pay_hint"`
	Seal      string `yaml:"seal"` // marks the place of the seal; empty: none
}

// The greetings beside those for each salutation: of a person whose name we lack, and of an SMS that is too long.
const (
	unnamed = "unnamed"
	brief   = "brief"
)

// parseWords reads the words of a locale, over those of its language where it is a variant (base), and refuses
// a file that lacks some.
func parseWords(file string, base, data []byte) (*words, error) {
	w := &words{}
	for _, layer := range [][]byte{base, data} {
		if layer == nil {
			continue
		}
		if err := decodeYAML(file, string(layer), w); err != nil {
			return nil, err
		}
	}
	for name, value := range map[string]string{
		"locale": w.Locale, "date": w.Date, "short_date": w.ShortDate, "hotline": w.Hotline, "and": w.And,
		"accounts": w.Accounts, "plan": w.Plan, "total": w.Total, "not_due": w.NotDue, "email.label": w.Email.Label,
		"lines": w.Lines, "greeting.unnamed": w.Greeting[unnamed],
		"letter.reference": w.Letter.Reference, "letter.date": w.Letter.Date, "letter.page": w.Letter.Page,
		"letter.hotline": w.Letter.Hotline, "letter.private": w.Letter.Private, "letter.pay_hint": w.Letter.PayHint,
	} {
		if value == "" {
			return nil, fmt.Errorf("%s:1: %s is missing", file, name)
		}
	}
	for _, s := range []string{"neutral", "mr", "ms"} {
		if !strings.Contains(w.Greeting[s], "#") {
			return nil, fmt.Errorf("%s:1: greeting.%s must hold # for the name; in YAML a # after a space needs quotes", file, s)
		}
	}
	for code, form := range w.Money {
		if !strings.Contains(form, "#") || !currency.IsValid(code) {
			return nil, fmt.Errorf("%s:1: money.%s must be a currency, and hold # for the number", file, code)
		}
	}
	for _, c := range append(tables()["accounts"], tables()["plan"]...) {
		if w.Columns[c] == "" {
			return nil, fmt.Errorf("%s:1: columns.%s is missing", file, c)
		}
	}
	if !strings.Contains(w.Account, "#") || !strings.Contains(w.Account, "@") {
		return nil, fmt.Errorf("%s:1: account must hold # for the product and @ for the last four digits", file)
	}
	if at := strings.Index(w.Hotline, "@"); at < strings.Index(w.Hotline, "#") || !strings.Contains(w.Hotline, "#") {
		return nil, fmt.Errorf("%s:1: hotline must hold # for the number and, after it, @ for the hours", file)
	}
	w.money = newMoneyForm(w.Locale)
	w.spans = " "
	if strings.HasPrefix(w.Locale, "zh") {
		w.spans = ""
	}
	return w, nil
}

// caption is what stands above a table.
func (w *words) caption(t *dunning.Table) string {
	switch t.Columns[0] {
	case w.Columns["number"]:
		return w.Plan
	case w.Columns["item"]:
		return w.Itemised
	}
	return w.Accounts
}

// date writes a date in full.
func (w *words) date(d calendar.Date) string { return goTime(d).Format(w.Date) }

// shortDate leaves the year out where it is that of today.
func (w *words) shortDate(d, today calendar.Date) string {
	if d.Year == today.Year {
		return goTime(d).Format(w.ShortDate)
	}
	return w.date(d)
}

func goTime(d calendar.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// greeting addresses a person; an empty name is addressed without one.
func (w *words) greeting(name string, s dunning.Salutation) string {
	form, ok := w.Greeting[string(s)]
	switch {
	case name == "":
		return w.Greeting[unnamed]
	case !ok || s == dunning.SalutationNeutral:
		form = w.Greeting["neutral"]
	}
	return strings.Replace(form, "#", name, 1)
}

// product names an account's product; a code without a word of its own is shown as the creditor wrote it.
func (w *words) product(code string) string {
	if word, ok := w.Products[code]; ok {
		return word
	}
	return clean(code, maxName)
}

// respell writes words as the locale spells them; capitals at their beginning stay.
func (w *words) respell() func(string) string {
	if len(w.Spelling) == 0 {
		return func(s string) string { return s }
	}
	return func(s string) string {
		return word.ReplaceAllStringFunc(s, func(have string) string {
			if other, ok := w.Spelling[have]; ok {
				return other
			}
			if other, ok := w.Spelling[strings.ToLower(have)]; ok {
				return upperFirst(other)
			}
			return have
		})
	}
}

var word = regexp.MustCompile(`[A-Za-z]+`)
