package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/settings"
)

// postgres keeps every ledger in a database of its own on one server.
type postgres struct {
	server string // URL
	dir    string // for what an installation keeps beside its ledger
}

func (postgres) name() string      { return "PostgreSQL" }
func (postgres) floorName() string { return "a bare scan and COPY" }

func (e postgres) settings(p place) settings.Settings {
	s := settings.Default()
	s.Dir, s.Ledger, s.Log.Level = e.dir, settings.NewAddress(p.at), "error"
	return s
}

func (e postgres) create(ctx context.Context) (place, error) {
	p, err := e.database(ctx, "template0")
	if err != nil {
		return p, err
	}
	err = app.Migrate(ctx, e.settings(p), func(access.Store) error { return nil })
	return p, err
}

func (e postgres) clone(ctx context.Context, p place) (place, error) {
	u, err := url.Parse(p.at)
	if err != nil {
		return place{}, errors.New("the address of PostgreSQL is not a URL")
	}
	return e.database(ctx, strings.TrimPrefix(u.Path, "/"))
}

// database makes a database like another one.
func (e postgres) database(ctx context.Context, like string) (place, error) {
	name := "bench_" + strings.ToLower(rand.Text())
	u, err := url.Parse(e.server)
	if err != nil {
		return place{}, errors.New("the address of PostgreSQL is not a URL")
	}
	u.Path = "/" + name
	p := place{at: u.String(), drop: func() error {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		return e.execute(ctx, e.server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	}}
	return p, e.execute(ctx, e.server, "CREATE DATABASE "+name+" TEMPLATE "+like)
}

func (e postgres) execute(ctx context.Context, address, statement string) error {
	return e.with(ctx, address, func(c *pgx.Conn) error {
		_, err := c.Exec(ctx, statement)
		return err
	})
}

func (postgres) with(ctx context.Context, address string, do func(*pgx.Conn) error) error {
	c, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	return errors.Join(do(c), c.Close(context.WithoutCancel(ctx)))
}

// settle also counts rows for the planner, as autovacuum does within a minute: in tables that have any. One
// that was analysed while it was empty would be read from end to end for as long as a plan is kept.
func (e postgres) settle(ctx context.Context, p place) error {
	return e.with(ctx, p.at, func(c *pgx.Conn) error {
		rows, err := c.Query(ctx, "SELECT relname FROM pg_stat_user_tables WHERE pg_relation_size(relid) > 0")
		if err != nil {
			return err
		}
		tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
		for _, t := range tables {
			if err == nil {
				_, err = c.Exec(ctx, "VACUUM ANALYZE "+t)
			}
		}
		if err == nil {
			_, err = c.Exec(ctx, "CHECKPOINT")
		}
		return err
	})
}

func (e postgres) written(ctx context.Context, p place) (list []table, err error) {
	err = e.with(ctx, p.at, func(c *pgx.Conn) error {
		for _, q := range runTables() {
			rows, err := c.Query(ctx, "SELECT * FROM "+q.table+q.where)
			if err != nil {
				return err
			}
			t := table{name: q.table}
			for _, f := range rows.FieldDescriptions() {
				t.columns = append(t.columns, f.Name)
			}
			t.rows, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) ([]any, error) { return r.Values() })
			if err != nil {
				return err
			}
			list = append(list, t)
		}
		return nil
	})
	return list, err
}

func (e postgres) floor(ctx context.Context, p place, rows []table) (took time.Duration, err error) {
	err = e.with(ctx, p.at, func(c *pgx.Conn) error {
		start := time.Now()
		for _, name := range bookTables() {
			if err := scanPostgres(ctx, c, name); err != nil {
				return err
			}
		}
		err := pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
			for _, t := range rows {
				if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromRows(t.rows)); err != nil {
					return fmt.Errorf("copy to %s: %w", t.name, err)
				}
			}
			return nil
		})
		took = time.Since(start)
		return err
	})
	return took, err
}

// scanPostgres reads every row of a table into variables.
func scanPostgres(ctx context.Context, c *pgx.Conn, name string) error {
	rows, err := c.Query(ctx, "SELECT * FROM "+name)
	if err != nil {
		return err
	}
	defer rows.Close()
	numbers := []string{"int8", "bigint"}
	var into []any
	for _, f := range rows.FieldDescriptions() {
		kind, _ := c.TypeMap().TypeForOID(f.DataTypeOID)
		if kind != nil && slices.Contains(numbers, kind.Name) {
			into = append(into, new(int64))
		} else {
			into = append(into, new(string))
		}
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("scan %s: %w", name, err)
		}
	}
	return rows.Err()
}
