package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"comity/internal/dunning"
)

// How many rows, and how many bytes of them, are handed to the store at once.
const (
	chunkRows  = 1_000
	chunkBytes = 4 << 20
)

// loader is a kind of CSV file.
type loader interface {
	kind() string
	columns() []Column
	load(ctx context.Context, run *run, f file) error
}

func tables() []loader {
	return []loader{customers(), points(), accounts(), payments(), holds()}
}

// table says how rows of a kind become values, and where they go. The first column is the id.
type table[T any] struct {
	name  string
	cols  []Column
	parse func(*row) T
	refs  func(T) []ref // ids that must exist; nil: none
	save  func(Store, context.Context, string, []T) (Saved, error)
}

// ref is an id of another row.
type ref struct{ column, kind, id string }

func (t table[T]) kind() string      { return t.name }
func (t table[T]) columns() []Column { return t.cols }

// item is a row on its way to the store.
type item[T any] struct {
	row   *row
	value T
}

// load takes a file in, chunk by chunk. An error leaves chunks before it loaded, unless the run is strict.
func (t table[T]) load(ctx context.Context, run *run, f file) (err error) {
	opened, err := f.open(t.cols, run.opts.Locale)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.closer.Close()) }()
	l := loading[T]{table: t, run: run, file: f, head: opened.head, ids: map[idHash]uint32{}, report: run.report.file(f)}
	l.rejects = newRejects(run.opts.rejectsPath(f), opened.head.names)
	defer func() { err = errors.Join(err, l.rejects.discard()) }()
	for {
		rec, err := opened.rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: line %d: %w", f.name, opened.rows.line, err)
		}
		if err := l.take(ctx, rec); err != nil {
			return err
		}
	}
	if err := l.flush(ctx); err != nil {
		return err
	}
	if !opened.unchanged(f.survey) {
		return fmt.Errorf("%s changed while it was read: take it in again once it is complete", f.name)
	}
	return l.finish(ctx)
}

// loading is a file being taken in.
type loading[T any] struct {
	table   table[T]
	run     *run
	file    file
	head    header
	ids     map[idHash]uint32 // the line on which an id was first seen
	chunk   []item[T]
	bytes   int
	report  *FileReport
	rejects *rejects
}

// take reads one row into the chunk, and hands a full chunk on.
func (l *loading[T]) take(ctx context.Context, rec record) error {
	r := &row{record: rec, head: l.head, set: &l.run.set, locale: l.run.opts.Locale}
	it := item[T]{row: r}
	if r.check(l.file.survey.encoding) {
		it.value = l.table.parse(r)
		l.unique(r)
	}
	l.chunk = append(l.chunk, it)
	l.bytes += 2 * len(rec.raw)
	if len(l.chunk) < chunkRows && l.bytes < chunkBytes {
		return nil
	}
	return l.flush(ctx)
}

// unique rejects an id that was there before, even on a row that was rejected: which of the two is right
// is for those to say who made the file.
func (l *loading[T]) unique(r *row) {
	column := l.table.cols[0].Name
	id := r.text(column)
	if !safeID(id) {
		return
	}
	hash := hashID(id)
	if first, twice := l.ids[hash]; twice {
		r.fault(column, idTwice, id, first)
		return
	}
	l.ids[hash] = uint32(r.line)
}

// flush hands the good rows of the chunk to the store and the others to the rejects.
func (l *loading[T]) flush(ctx context.Context) error {
	if len(l.chunk) == 0 {
		return ctx.Err()
	}
	if err := l.refer(ctx); err != nil {
		return err
	}
	good := make([]T, 0, len(l.chunk))
	for _, it := range l.chunk {
		l.report.Rows++
		if len(it.row.faults) == 0 {
			good = append(good, it.value)
			continue
		}
		l.report.reject(it.row.faults)
		if err := l.rejects.write(it.row); err != nil {
			return err
		}
	}
	first, last := l.chunk[0].row.line, l.chunk[len(l.chunk)-1].row.line
	l.chunk, l.bytes = l.chunk[:0], 0
	if len(good) == 0 {
		return ctx.Err()
	}
	saved, err := l.table.save(l.run.store, ctx, l.run.opts.Actor, good)
	if err != nil {
		return fmt.Errorf("%s: rows of lines %d to %d: %w", l.file.name, first, last, err)
	}
	l.report.Saved = l.report.Saved.Plus(saved)
	l.report.Loaded += len(good)
	return nil
}

// refer notes references to what is not there.
func (l *loading[T]) refer(ctx context.Context) error {
	if l.table.refs == nil {
		return nil
	}
	asked := map[string][]string{}
	for _, it := range l.chunk {
		for _, ref := range l.refsOf(it) {
			asked[ref.kind] = append(asked[ref.kind], ref.id)
		}
	}
	known := map[string]map[string]bool{}
	for kind, ids := range asked {
		slices.Sort(ids)
		found, err := l.run.store.Known(ctx, kind, slices.Compact(ids))
		if err != nil {
			return fmt.Errorf("%s: looking for each %s named: %w", l.file.name, kind, err)
		}
		known[kind] = found
	}
	for _, it := range l.chunk {
		for _, ref := range l.refsOf(it) {
			if known[ref.kind][ref.id] {
				continue
			}
			c := unknownCustomer
			if ref.kind == KnownAccount {
				c = unknownAccount
			}
			it.row.fault(ref.column, c, ref.id)
		}
	}
	return nil
}

// refsOf leaves out rows that are rejected anyway.
func (l *loading[T]) refsOf(it item[T]) []ref {
	if len(it.row.faults) > 0 {
		return nil
	}
	return l.table.refs(it.value)
}

// finish completes the rejects file and records the feed.
func (l *loading[T]) finish(ctx context.Context) error {
	path, err := l.rejects.keep()
	if err != nil {
		return err
	}
	l.report.RejectsFile = path
	return l.run.feed(ctx, l.file, l.report.Loaded)
}

// feed records that a file was taken in.
func (r *run) feed(ctx context.Context, f file, rows int) error {
	err := r.store.SaveFeed(ctx, r.opts.Actor, dunning.Feed{
		PortfolioID: r.set.portfolio.ID, Kind: f.kind, AsOf: r.set.asOf, ReceivedAt: r.now,
		Rows: rows, SHA256: f.survey.sha256,
	})
	if err != nil {
		return fmt.Errorf("%s: recording the feed: %w", f.name, err)
	}
	return nil
}
