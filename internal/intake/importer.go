package intake

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"
)

// ErrRefused says that a strict run found rows to reject, and therefore loaded nothing. The report says
// which rows.
var ErrRefused = errors.New("rows were rejected, and a strict run loads all or nothing: nothing was loaded")

// Importer takes books in.
type Importer struct {
	store Store
	now   func() time.Time
}

// New is an importer into a store. Now is the clock that says when files were received.
func New(store Store, now func() time.Time) *Importer { return &Importer{store, now} }

// Options say what to take in, and how.
type Options struct {
	Paths       []string          // folders, or single files
	Files       map[string]string // single files of any name, by their kind
	Strict      bool              // load all or nothing
	AsOf        time.Time         // when the data were cut; zero: as portfolio.yaml says, or now where no row depends on it
	PortfolioID string            // needed when no portfolio.yaml is among the files, unless there is but one portfolio and no row depends on it
	RejectsDir  string            // where rejects files go; empty: beside the file
	Actor       string            // who does it
	Locale      string            // of sentences in the report, rejects and errors: zh-CN, or else en
}

func (o Options) rejectsPath(f file) string {
	dir := o.RejectsDir
	if dir == "" {
		dir = filepath.Dir(f.path)
	}
	return filepath.Join(dir, strings.TrimSuffix(f.name, filepath.Ext(f.name))+rejectsSuffix)
}

// Run takes files in. Before anything is loaded every file is looked at: a file that cannot be taken in
// as a whole (empty, a wrong header) is a *FileError, and nothing is loaded at all. Rejected rows are in
// the report and are no error, except in a strict run: ErrRefused. The report is right also beside an error.
func (i *Importer) Run(ctx context.Context, opts Options) (Report, error) {
	files, err := findFiles(opts)
	if err != nil {
		return Report{}, err
	}
	prepared, err := i.prepare(ctx, files, opts)
	if err != nil {
		return Report{}, err
	}
	if !opts.Strict {
		r := prepared.on(i.store)
		err := r.all(ctx)
		return *r.report, err
	}
	report := &Report{}
	err = i.store.Atomically(ctx, func(s Store) error {
		r := prepared.on(s)
		report = r.report
		err := r.all(ctx)
		if err == nil && report.Rejected() > 0 {
			return ErrRefused
		}
		return err
	})
	if err != nil {
		report.refuse()
	}
	return *report, err
}
