package intake

import (
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"comity/internal/dunning"
)

// fileSet is what the files of one run have in common.
type fileSet struct {
	portfolio dunning.Portfolio
	zone      *time.Location // the portfolio's
	region    string         // ISO 3166-1, of the portfolio's locale; may be empty
	asOf      time.Time
	now       time.Time
	zones     *zones
	defaulted int // customers whose zone nothing told
}

// file is one file to take in.
type file struct {
	path   string
	name   string // without the folder: what is shown
	kind   string
	survey survey
}

const rejectsSuffix = ".rejects.csv"

// fileNames are the names that are known, for showing them.
func fileNames() []string {
	names := []string{"portfolio.yaml"}
	for _, k := range Kinds() {
		names = append(names, k+".csv")
	}
	return names
}

// kindOf tells a file's kind by its name: payments.csv, or payments-20260228.csv.
func kindOf(name string) (kind string, ok bool) {
	lower := strings.ToLower(name)
	if lower == "portfolio.yaml" || lower == "portfolio.yml" {
		return dunning.FeedPortfolio, true
	}
	stem, csv := strings.CutSuffix(lower, ".csv")
	if !csv || strings.HasSuffix(lower, rejectsSuffix) {
		return "", false
	}
	stem, _, _ = strings.Cut(stem, "-")
	return stem, slices.Contains(Kinds(), stem)
}

// open opens a CSV file for reading its rows, the header taken off. The caller closes the closer.
func (f file) open(columns []Column, locale string) (*csvFile, error) {
	handle, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	c := &csvFile{closer: handle, sum: newSum(handle)}
	if err := c.begin(f, columns, locale); err != nil {
		return nil, errors.Join(err, handle.Close())
	}
	return c, nil
}
