package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"comity/internal/dunning"
	"comity/internal/place"
)

// run is one run of an importer.
type run struct {
	files  []file
	opts   Options
	now    time.Time
	yaml   bool // the portfolio came with the files
	set    fileSet
	store  Store
	report *Report
}

// on starts a prepared run afresh on a store: a transaction may have to be repeated.
func (r run) on(s Store) *run {
	r.store = s
	r.report = &Report{Portfolio: r.set.portfolio.ID, AsOf: r.set.asOf.In(r.set.zone), Strict: r.opts.Strict}
	return &r
}

// prepare reads the portfolio and looks at every file, its header included.
func (i *Importer) prepare(ctx context.Context, files []file, opts Options) (run, error) {
	p := run{files: files, opts: opts, now: i.now().UTC().Truncate(time.Microsecond)}
	p.set.now = p.now
	var wrong []error
	for n := range files {
		if err := p.examine(&files[n]); err != nil {
			wrong = append(wrong, err)
		}
	}
	if err := errors.Join(wrong...); err != nil {
		return p, err
	}
	if err := p.identify(ctx, i.store); err != nil {
		return p, err
	}
	return p, p.whereabouts(ctx)
}

func (r *run) examine(f *file) error {
	for _, t := range tables() {
		if t.kind() == f.kind {
			return f.examine(t.columns(), r.opts.Locale)
		}
	}
	read, err := readPortfolio(f, r.opts.Locale)
	if err == nil {
		r.yaml, r.set.portfolio, r.set.asOf = true, read.Portfolio, read.AsOf
	}
	return err
}

// all takes every file in, and notes what should be known about the whole.
func (r *run) all(ctx context.Context) error {
	for _, f := range r.files {
		if err := r.one(ctx, f); err != nil {
			return err
		}
	}
	r.notes()
	return nil
}

func (r *run) one(ctx context.Context, f file) error {
	for _, t := range tables() {
		if t.kind() == f.kind {
			return t.load(ctx, r, f)
		}
	}
	saved, err := r.store.SavePortfolio(ctx, r.opts.Actor, r.set.portfolio)
	if err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	entry := r.report.file(f)
	entry.Rows, entry.Loaded, entry.Saved = 1, 1, saved
	return r.feed(ctx, f, 1)
}

// file is the file of a kind; it has no kind when there is none.
func (r *run) file(kind string) file {
	for _, f := range r.files {
		if f.kind == kind {
			return f
		}
	}
	return file{}
}

func (r *run) has(kind string) bool { return r.file(kind).kind != "" }

// whereabouts works out the zones of customers from their phone numbers and postal addresses, before
// customers.csv is read. Rows that are wrong are left for later, when they are reported.
func (r *run) whereabouts(ctx context.Context) (err error) {
	if !r.has(dunning.FeedCustomers) || !r.has(dunning.FeedPoints) {
		return nil
	}
	f := r.file(dunning.FeedPoints)
	opened, err := f.open(points().cols, r.opts.Locale)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.closer.Close()) }()
	for n := 0; ; n++ {
		rec, err := opened.rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && n%chunkRows == 0 {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("%s: line %d: %w", f.name, opened.rows.line, err)
		}
		r.locate(&row{record: rec, head: opened.head, set: &r.set}, f.survey.encoding)
	}
}

// locate notes where one row's number or address says that its customer may be.
func (r *run) locate(row *row, encoding string) {
	if !row.check(encoding) {
		return
	}
	var p dunning.ContactPoint
	switch channel := row.text("channel"); {
	case strings.EqualFold(channel, string(dunning.SMS)):
		if n, c := phoneNumber(row.text("value"), row.country()); c == "" {
			p.Value = e164(n)
		}
	case strings.EqualFold(channel, string(dunning.Letter)):
		p.Postal = row.postal()
	}
	r.set.zones.add(row.text("customer_id"), place.OfPoint(p))
}

// notes says what is not wrong with any row and yet should be known.
func (r *run) notes() {
	note := func(c Code, args ...any) {
		r.report.Notes = append(r.report.Notes, c.fault(r.opts.Locale, 0, "", 0, args...))
	}
	if r.set.asOf.After(r.now) {
		note(noteFuture, r.set.asOf.In(r.set.zone).Format(time.RFC3339))
	}
	if n := r.set.defaulted; n > 0 && !r.has(dunning.FeedPoints) {
		note(noteZones, n)
	}
	if r.has(dunning.FeedPoints) && !r.has(dunning.FeedCustomers) {
		note(notePoints)
	}
	for _, f := range r.report.Files {
		if f.Kind == dunning.FeedPayments && f.Rejected > 0 {
			note(notePayments, f.Rejected)
		}
	}
}
