package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

// kinds of files, in the order in which they refer to each other.
func kinds() []string {
	return []string{
		dunning.FeedPortfolio, dunning.FeedCustomers, dunning.FeedPoints,
		dunning.FeedAccounts, dunning.FeedPayments, dunning.FeedHolds,
	}
}

// fileNames are the names that are known, for showing them.
func fileNames() []string {
	names := []string{"portfolio.yaml"}
	for _, k := range kinds()[1:] {
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
	for _, k := range kinds()[1:] {
		if stem == k {
			return k, true
		}
	}
	return "", false
}

// findFiles lists the files of the paths, folders looked into but not their folders, in order of kinds.
func findFiles(paths []string, locale string) ([]file, error) {
	if len(paths) == 0 {
		return nil, errors.New("nothing to take in: name a folder, or files")
	}
	byKind := map[string]file{}
	var wrong []error
	for _, path := range paths {
		found, err := filesAt(path, locale)
		if err != nil {
			wrong = append(wrong, err)
		}
		for _, f := range found {
			if _, twice := byKind[f.kind]; twice {
				wrong = append(wrong, &FileError{f.name, fileTwice.fault(locale, 0, "", 0, f.kind)})
			}
			byKind[f.kind] = f
		}
	}
	var list []file
	for _, k := range kinds() {
		if f, ok := byKind[k]; ok {
			list = append(list, f)
		}
	}
	if len(list) == 0 && len(wrong) == 0 {
		wrong = append(wrong, fmt.Errorf("nothing to take in: none of %s is there", strings.Join(fileNames(), ", ")))
	}
	return list, errors.Join(wrong...)
}

func filesAt(path, locale string) ([]file, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		f, err := fileAt(path, info, locale)
		if err != nil {
			return nil, err
		}
		return []file{f}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var list []file
	var wrong []error
	for _, e := range entries {
		if !mine(e) {
			continue
		}
		full := filepath.Join(path, e.Name())
		info, err := os.Stat(full)
		if err == nil {
			var f file
			f, err = fileAt(full, info, locale)
			list = append(list, f)
		}
		if err != nil {
			return nil, err
		}
	}
	return list, errors.Join(wrong...)
}

// mine says whether an entry of a folder is one to take in, or to complain about. Other files may lie
// beside, but a CSV file with a name that is not known was probably meant for us.
func mine(e fs.DirEntry) bool {
	lower := strings.ToLower(e.Name())
	if e.IsDir() || strings.HasPrefix(lower, ".") || strings.HasSuffix(lower, rejectsSuffix) {
		return false
	}
	_, known := kindOf(lower)
	return known || strings.HasSuffix(lower, ".csv")
}

func fileAt(path string, info fs.FileInfo, locale string) (file, error) {
	f := file{path: path, name: filepath.Base(path)}
	kind, ok := kindOf(f.name)
	switch {
	case !ok:
		return f, &FileError{f.name, fileName.fault(locale, 0, "", 0, nearest(strings.ToLower(f.name), fileNames()))}
	case !info.Mode().IsRegular():
		return f, &FileError{f.name, fileKind.fault(locale, 0, "", 0)}
	}
	f.kind = kind
	return f, nil
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
