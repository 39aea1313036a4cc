package intake

import (
	"context"
	"errors"
	"fmt"
	"io"

	"comity/internal/dunning"
)

// How many rows, and how many bytes of them, are handed to the store at once.
const (
	chunkRows  = 1_000
	chunkBytes = 4 << 20
)

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
	lost    bool // the row before had no id that could be read
	bytes   int
	report  *FileReport
	rejects *rejects
}

// take reads one row into the chunk, and hands a full chunk on before it begins another item.
func (l *loading[T]) take(ctx context.Context, rec record) error {
	r := &row{record: rec, head: l.head, set: &l.run.set, locale: l.run.opts.Locale}
	it := item[T]{id: l.idOf(r), rows: []*row{r}}
	if r.check(l.file.survey.encoding) {
		it.value = l.table.parse(r)
	}
	if l.joined(it) {
		l.bytes += 2 * len(rec.raw)
		return nil
	}
	if len(l.chunk) >= chunkRows || l.bytes >= chunkBytes {
		if err := l.flush(ctx); err != nil {
			return err
		}
	}
	l.unique(it)
	l.chunk = append(l.chunk, it)
	l.bytes += 2 * len(rec.raw)
	return nil
}

// flush hands the good items of the chunk to the store and the others to the rejects.
func (l *loading[T]) flush(ctx context.Context) error {
	if len(l.chunk) == 0 {
		return ctx.Err()
	}
	if err := l.refer(ctx); err != nil {
		return err
	}
	good, rows := make([]T, 0, len(l.chunk)), 0
	for _, it := range l.chunk {
		l.report.Rows += len(it.rows)
		if !it.faulty() {
			good, rows = append(good, it.value), rows+len(it.rows)
			continue
		}
		if err := l.reject(it); err != nil {
			return err
		}
	}
	first, last := l.chunk[0].rows[0].line, l.chunk[len(l.chunk)-1].rows[0].line
	l.chunk, l.bytes = l.chunk[:0], 0
	if len(good) == 0 {
		return ctx.Err()
	}
	saved, err := l.table.save(l.run.store, ctx, l.run.opts.Actor, good)
	if err != nil {
		return fmt.Errorf("%s: rows of lines %d to %d: %w", l.file.name, first, last, err)
	}
	l.report.Saved = l.report.Saved.Plus(saved)
	l.report.Loaded += rows
	return nil
}

// reject reports every row of an item, those that are only rejected with another among them.
func (l *loading[T]) reject(it item[T]) error {
	for _, r := range it.rows {
		if len(r.faults) == 0 {
			r.fault("", rowWithOthers)
		}
		l.report.reject(r.faults)
		if err := l.rejects.write(r); err != nil {
			return err
		}
	}
	return nil
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
