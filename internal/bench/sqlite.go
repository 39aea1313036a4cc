package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"comity/internal/settings"
)

// sqlite keeps every ledger in a folder of its own.
type sqlite struct{ dir string }

func (sqlite) name() string      { return "SQLite" }
func (sqlite) floorName() string { return "a bare scan and multi-row inserts" }

func (sqlite) settings(p place) settings.Settings {
	s := settings.Default()
	s.Dir, s.Log.Level = p.at, "error"
	return s
}

func (e sqlite) create(context.Context) (place, error) {
	dir, err := os.MkdirTemp(e.dir, "sqlite-")
	return place{at: dir, drop: func() error { return os.RemoveAll(dir) }}, err
}

// clone copies the file: whoever closed the ledger last has put everything into it.
func (e sqlite) clone(ctx context.Context, p place) (place, error) {
	to, err := e.create(ctx)
	if err != nil {
		return to, err
	}
	in, err := os.Open(ledgerFile(p))
	if err != nil {
		return to, err
	}
	defer in.Close()
	out, err := os.Create(ledgerFile(to))
	if err != nil {
		return to, err
	}
	_, err = io.Copy(out, in)
	return to, errors.Join(err, out.Sync(), out.Close())
}

func ledgerFile(p place) string { return filepath.Join(p.at, "ledger.db") }

func (sqlite) settle(context.Context, place) error { return nil }

// connect opens the file as the ledger does, so that both write equally durably.
func (sqlite) connect(p place) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: ledgerFile(p)}).EscapedPath()+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=cache_size(-65536)")
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

func (e sqlite) written(ctx context.Context, p place) (list []table, err error) {
	db, err := e.connect(p)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, q := range runTables() {
		t := table{name: q.table}
		err := scanSQLite(ctx, db, q.table+q.where, func(columns []string, into []any) {
			t.columns = columns
			row := make([]any, len(into))
			for i := range into {
				row[i] = *into[i].(*any)
			}
			t.rows = append(t.rows, row)
		})
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}

// scanSQLite reads rows into variables of any type, as the driver hands them out.
func scanSQLite(ctx context.Context, db *sql.DB, from string, each func([]string, []any)) error {
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+from)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		each(columns, into)
	}
	return rows.Err()
}

func (e sqlite) floor(ctx context.Context, p place, list []table) (took time.Duration, err error) {
	db, err := e.connect(p)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.PingContext(ctx); err != nil {
		return 0, err
	}
	start := time.Now()
	for _, name := range bookTables() {
		if err := scanSQLite(ctx, db, name, func([]string, []any) {}); err != nil {
			return 0, err
		}
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	for _, t := range list {
		if err := insertSQLite(ctx, tx, t); err != nil {
			return 0, errors.Join(fmt.Errorf("insert into %s: %w", t.name, err), tx.Rollback())
		}
	}
	err = tx.Commit()
	return time.Since(start), err
}

// insertSQLite inserts many rows with each statement, and the rest one by one.
func insertSQLite(ctx context.Context, tx *sql.Tx, t table) error {
	const most = 100 // rows in a statement: more gain nothing
	rows := t.rows
	for _, n := range []int{most, 1} {
		if len(rows) < n {
			continue
		}
		one := "(" + strings.TrimSuffix(strings.Repeat("?,", len(t.columns)), ",") + ")"
		insert, err := tx.PrepareContext(ctx, "INSERT INTO "+t.name+" ("+strings.Join(t.columns, ",")+") VALUES "+
			strings.TrimSuffix(strings.Repeat(one+",", n), ","))
		if err != nil {
			return err
		}
		for ; len(rows) >= n; rows = rows[n:] {
			var args []any
			for _, r := range rows[:n] {
				args = append(args, r...)
			}
			if _, err := insert.ExecContext(ctx, args...); err != nil {
				return err
			}
		}
		if err := insert.Close(); err != nil {
			return err
		}
	}
	return nil
}
