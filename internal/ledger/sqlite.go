package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteDB is the embedded database: one connection that writes, and a pool that only reads. Writers of
// this process queue in Go, so that none starves; other processes are waited for by the busy timeout.
type sqliteDB struct {
	path    string
	dialect dialect
	readers *sql.DB
	writers *sql.DB
	writer  *sql.Conn            // the one connection that writes
	turn    chan struct{}        // holds one token: whose turn it is to use writer
	kept    map[string]*sql.Stmt // prepared on writer; used by the holder of the turn only
}

// openSQLite opens or creates the file. Every commit reaches the disk before it is answered
// (synchronous=FULL), because a record of a hand-over must survive a power cut.
func openSQLite(ctx context.Context, path string) (*sqliteDB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("create the ledger's folder: %w", err)
	}
	// It holds personal data: nobody but its owner reads it, whatever the folder allows.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the ledger: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	dsn := func(more string) string {
		return "file:" + (&url.URL{Path: path}).EscapedPath() +
			"?_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
			"&_pragma=foreign_keys(ON)&_pragma=cache_size(-16384)" + more
	}
	d := &sqliteDB{path: path, turn: make(chan struct{}, 1), kept: map[string]*sql.Stmt{}}
	d.dialect.in, d.dialect.rows = "IN (SELECT value FROM json_each($1))", sqliteRowsText
	if d.writers, err = sql.Open("sqlite", dsn("")); err != nil {
		return nil, err
	}
	d.writers.SetMaxOpenConns(2) // the writer's own, and one for migrations
	if d.writer, err = d.writers.Conn(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), d.writers.Close())
	}
	if d.readers, err = sql.Open("sqlite", dsn("&_pragma=query_only(ON)")); err != nil {
		return nil, errors.Join(err, d.writers.Close())
	}
	d.readers.SetMaxOpenConns(4)
	return d, nil
}

func (d *sqliteDB) ping(ctx context.Context) error { return d.readers.PingContext(ctx) }

func (d *sqliteDB) close() error {
	for _, s := range d.kept {
		_ = s.Close()
	}
	return errors.Join(d.writer.Close(), d.writers.Close(), d.readers.Close())
}

// study does nothing: SQLite plans by its indexes, however many rows there are.
func (d *sqliteDB) study(context.Context, ...string) error { return nil }

func (d *sqliteDB) contended(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

func (d *sqliteDB) query(ctx context.Context, text string, args ...any) (rows, error) {
	r, err := d.readers.QueryContext(ctx, d.dialect.rewrite(text), sqliteArgs(args)...)
	if err != nil {
		return nil, err
	}
	return sqliteRows{r}, nil
}

func (d *sqliteDB) ask(ctx context.Context, questions []question) error {
	return oneByOne(ctx, d, questions)
}

func (d *sqliteDB) exec(ctx context.Context, text string, args ...any) (n int64, err error) {
	err = d.write(ctx, func(c conn) error {
		n, err = c.exec(ctx, text, args...)
		return err
	})
	return n, err
}

func (d *sqliteDB) batch(ctx context.Context, statements []statement, rows ...bulk) (n []int64, err error) {
	err = d.write(ctx, func(c conn) error {
		n, err = c.batch(ctx, statements, rows...)
		return err
	})
	return n, err
}

// write waits for its turn and takes the write lock at once (BEGIN IMMEDIATE): what is read afterwards
// cannot have changed when it is acted upon.
func (d *sqliteDB) write(ctx context.Context, f func(conn) error) (err error) {
	select {
	case d.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-d.turn }()
	tx := sqliteTx{d}
	// Neither the begin nor the end of a transaction may be lost to a context that ends meanwhile: a
	// transaction that nobody knows of would stand in the way of every other.
	whole := context.WithoutCancel(ctx)
	if _, err := tx.exec(whole, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_, _ = tx.exec(whole, "ROLLBACK")
		}
	}()
	if err = ctx.Err(); err != nil {
		return err
	}
	if err = f(tx); err != nil {
		return err
	}
	_, err = tx.exec(whole, "COMMIT")
	return err
}

// writeByKey is write: SQLite plans by its indexes anyway, and each statement once.
func (d *sqliteDB) writeByKey(ctx context.Context, f func(conn) error) error { return d.write(ctx, f) }

// sqliteTx runs statements on the writer while its turn lasts.
type sqliteTx struct{ d *sqliteDB }

func (t sqliteTx) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if s, ok := t.d.kept[text]; ok {
		return s, nil
	}
	s, err := t.d.writer.PrepareContext(ctx, t.d.dialect.rewrite(text))
	if err != nil {
		return nil, err
	}
	t.d.kept[text] = s
	return s, nil
}

func (t sqliteTx) exec(ctx context.Context, text string, args ...any) (int64, error) {
	s, err := t.prepared(ctx, text)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(ctx, sqliteArgs(args)...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (t sqliteTx) query(ctx context.Context, text string, args ...any) (rows, error) {
	s, err := t.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	r, err := s.QueryContext(ctx, sqliteArgs(args)...)
	if err != nil {
		return nil, err
	}
	return sqliteRows{r}, nil
}

func (t sqliteTx) ask(ctx context.Context, questions []question) error {
	return oneByOne(ctx, t, questions)
}

// rowsAtOnce balances the cost of a statement against that of binding many values to one.
const rowsAtOnce = 40

func (t sqliteTx) batch(ctx context.Context, statements []statement, rows ...bulk) ([]int64, error) {
	counts := make([]int64, len(statements))
	for i, s := range statements {
		n, err := t.exec(ctx, s.sql, s.args...)
		if err != nil {
			return nil, err
		}
		counts[i] = n
	}
	for _, b := range rows {
		for _, s := range b.inserts(rowsAtOnce) {
			if _, err := t.exec(ctx, s.sql, s.args...); err != nil {
				return nil, err
			}
		}
	}
	return counts, nil
}

// sqliteArgs turns lists into JSON, which json_each reads.
func sqliteArgs(args []any) []any {
	var out []any
	for i, a := range args {
		var text string
		switch x := a.(type) {
		case []string:
			b, _ := json.Marshal(append([]string{}, x...)) // strings always marshal; never null
			text = string(b)
		case list:
			text, _ = x.json() // of strings and numbers
		default:
			continue
		}
		if out == nil {
			out = append([]any(nil), args...)
		}
		out[i] = text
	}
	if out == nil {
		return args
	}
	return out
}

type sqliteRows struct{ *sql.Rows }

func (r sqliteRows) Close() { _ = r.Rows.Close() }
