package ledger

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
)

// statement is one SQL text with its arguments.
type statement struct {
	sql  string
	args []any
}

// do is shorthand for a statement.
func do(sql string, args ...any) statement { return statement{sql, args} }

// question is a query, and what reads each row of the answer.
type question struct {
	statement
	row func(rows) error
}

// rows is what a query answers, on either database.
type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

// conn runs statements, inside a transaction or on its own.
type conn interface {
	exec(ctx context.Context, sql string, args ...any) (affected int64, err error)
	query(ctx context.Context, sql string, args ...any) (rows, error)
	// ask sends questions that do not need one another's answers, in one round trip where the database has
	// one, and reads the answers in order.
	ask(ctx context.Context, questions []question) error
	// batch runs statements in order and then inserts rows as fast as the database can, all in one round
	// trip where the database has one, and answers how many rows each statement touched. The first
	// failure ends it.
	batch(ctx context.Context, statements []statement, rows ...bulk) ([]int64, error)
}

// database is one of the two.
type database interface {
	conn
	// write runs f in a transaction that may lock and change rows; an error rolls everything back.
	write(ctx context.Context, f func(conn) error) error
	// writeByKey is write for what is done all the time and finds every row by an indexed key.
	writeByKey(ctx context.Context, f func(conn) error) error
	migrating(f func(*goose.Provider) error) error
	ping(ctx context.Context) error
	close() error
	// study lets the database look at tables that have grown, so that it plans well.
	study(ctx context.Context, tables ...string) error
	// contended says that a transaction lost against another one and may be tried again.
	contended(err error) bool
}

// dialect rewrites the one SQL text into that of a database. It has three words:
//
//	x IN {$1}                    x is a member of the string list $1
//	{rows $1 id text, at bigint} a table of the rows of the list $1
//	{lock}                       the rows read are locked until the transaction ends
type dialect struct {
	in    string // replaces IN {$1}; $1 stands for the parameter
	rows  func(string) string
	lock  string
	cache sync.Map // text → rewritten text
}

var member = regexp.MustCompile(`IN \{(\$\d+)\}`)

func (d *dialect) rewrite(sql string) string {
	if !strings.Contains(sql, "{") {
		return sql
	}
	if s, ok := d.cache.Load(sql); ok {
		return s.(string)
	}
	s := member.ReplaceAllString(sql, d.in)
	s = strings.ReplaceAll(d.rows(s), "{lock}", d.lock)
	d.cache.Store(sql, s)
	return s
}

// each reads all rows of a query through scan.
func each(ctx context.Context, c conn, scan func(rows) error, sql string, args ...any) error {
	r, err := c.query(ctx, sql, args...)
	if err != nil {
		return err
	}
	return drain(r, scan)
}

// drain reads all rows of an answer through scan, and closes it.
func drain(r rows, scan func(rows) error) error {
	defer r.Close()
	for r.Next() {
		if err := scan(r); err != nil {
			return err
		}
	}
	return r.Err()
}

// oneByOne asks questions of a database that sits in the same process.
func oneByOne(ctx context.Context, c conn, questions []question) error {
	for _, q := range questions {
		if err := each(ctx, c, q.row, q.sql, q.args...); err != nil {
			return err
		}
	}
	return nil
}

// texts reads the one column of a query.
func texts(ctx context.Context, c conn, sql string, args ...any) ([]string, error) {
	var list []string
	err := each(ctx, c, func(r rows) error {
		var s string
		err := r.Scan(&s)
		list = append(list, s)
		return err
	}, sql, args...)
	return list, err
}

// one reads a single row; found is false when there is none.
func one(ctx context.Context, c conn, dest []any, sql string, args ...any) (found bool, err error) {
	err = each(ctx, c, func(r rows) error {
		if found {
			return errors.New("more than one row where one was expected")
		}
		found = true
		return r.Scan(dest...)
	}, sql, args...)
	return found, err
}

// micros stores an instant; the zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant reads one back, in UTC.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
