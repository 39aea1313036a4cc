package synth

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"comity/internal/dunning"
	"comity/internal/intake"
)

// files writes a book: nouns in, the files of intake out. The first error sticks and is told by close.
type files struct {
	dir      string
	zone     *time.Location // in which instants are written
	currency string
	csv      map[string]*csvFile
	done     []string // every name written under, in order
	count    Summary
	err      error
}

type csvFile struct {
	file   *os.File
	buffer *bufio.Writer
	out    *csv.Writer
}

// partial is the name of a file until the whole book is written.
func partial(path string) string { return path + ".partial" }

// create begins a book: every file with its header, so that a book without holds says so.
func create(dir string, zone *time.Location, currency string) (*files, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f := &files{dir: dir, zone: zone, currency: currency, csv: map[string]*csvFile{}}
	for _, kind := range []string{
		dunning.FeedCustomers, dunning.FeedPoints, dunning.FeedAccounts, dunning.FeedPayments, dunning.FeedHolds,
	} {
		var names []string
		for _, c := range intake.Columns(kind) {
			names = append(names, c.Name)
		}
		f.open(kind)
		f.row(kind, names...)
	}
	return f, nil
}

func (f *files) open(kind string) {
	if f.err != nil {
		return
	}
	path := filepath.Join(f.dir, kind+".csv")
	file, err := os.Create(partial(path))
	if err != nil {
		f.err = err
		return
	}
	f.done = append(f.done, path)
	buffer := bufio.NewWriterSize(file, 64<<10)
	f.csv[kind] = &csvFile{file, buffer, csv.NewWriter(buffer)}
}

// row writes a row; columns at its end that nothing is said in are empty.
func (f *files) row(kind string, cells ...string) {
	if f.err == nil {
		f.err = f.csv[kind].out.Write(append(cells, make([]string, len(intake.Columns(kind))-len(cells))...))
	}
}

// close completes the book and gives every file its name; after an error it removes them all.
func (f *files) close(failed error) error {
	err := errors.Join(failed, f.err)
	for _, c := range f.csv {
		c.out.Flush()
		err = errors.Join(err, c.out.Error(), c.buffer.Flush(), c.file.Close())
	}
	for _, path := range f.done {
		if err == nil {
			err = os.Rename(partial(path), path)
		} else {
			_ = os.Remove(partial(path)) // the first error is the one to tell
		}
	}
	return err
}

// portfolio writes portfolio.yaml.
func (f *files) portfolio(p dunning.Portfolio, asOf time.Time) {
	if f.err != nil {
		return
	}
	text, err := yaml.Marshal(struct {
		AsOf              string `yaml:"as_of"`
		dunning.Portfolio `yaml:",inline"`
	}{f.instant(asOf), p})
	if err == nil {
		path := filepath.Join(f.dir, "portfolio.yaml")
		f.done = append(f.done, path)
		text = append([]byte("# An invented creditor. as_of is the instant at which the data beside this file were cut.\n"), text...)
		err = os.WriteFile(partial(path), text, 0o644)
	}
	f.err = err
}

func (f *files) customer(c dunning.Customer) {
	f.count.Customers++
	f.row(dunning.FeedCustomers, c.ID, c.Name, string(c.Salutation), c.Locale, strings.Join(c.Zones, ";"))
}

func (f *files) point(p dunning.ContactPoint) {
	f.count.Points++
	var lines [3]string
	copy(lines[:], p.Postal.Lines)
	f.row(dunning.FeedPoints, p.ID, p.CustomerID, string(p.Channel), p.Value, lines[0], lines[1], lines[2],
		p.Postal.City, p.Postal.Region, p.Postal.PostalCode, p.Postal.Country, string(p.Consent), strconv.Itoa(p.Rank))
}

func (f *files) account(a dunning.Account) {
	f.count.Accounts++
	taken := ""
	if !a.TakenOn.IsZero() {
		taken = a.TakenOn.String()
	}
	f.row(dunning.FeedAccounts, a.ID, a.CustomerID, a.Product, a.Last4, f.currency, f.amount(a.Balance), f.amount(a.Overdue),
		f.amount(a.MinimumDue), a.DueDate.String(), f.instant(a.AsOf), taken, strings.Join(a.Joint, ";"),
		strings.Join(a.Guarantors, ";"), string(a.Role))
}

func (f *files) payment(p dunning.Payment) {
	f.count.Payments++
	kind, amount := "payment", p.Amount
	if amount < 0 {
		kind, amount = "reversal", -amount
	}
	f.row(dunning.FeedPayments, p.ID, p.AccountID, f.amount(amount), f.currency, f.instant(p.ReceivedAt), kind)
}

func (f *files) hold(h dunning.Hold) {
	f.count.Holds++
	f.row(dunning.FeedHolds, h.ID, string(h.Kind), h.CustomerID, h.AccountID, string(h.Channel),
		f.instant(h.Starts), f.instant(h.Ends), h.Reason)
}

// instant is RFC 3339 in the book's zone; empty for none.
func (f *files) instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(f.zone).Format(time.RFC3339)
}

func (f *files) amount(minor int64) string {
	text, err := intake.FormatAmount(minor, f.currency)
	if err != nil && f.err == nil {
		f.err = fmt.Errorf("amount: %w", err)
	}
	return text
}
