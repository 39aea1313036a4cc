package ledger

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// migrationsFor collects the migrations of one database: those for both, and its own. SQLite sorts text
// by bytes anyway and does not know PostgreSQL's name for it.
func migrationsFor(database string) (fs.FS, error) {
	files := fstest.MapFS{}
	for _, dir := range []string{"all", database} {
		entries, err := fs.ReadDir(migrations, "migrations/"+dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			text, err := fs.ReadFile(migrations, "migrations/"+dir+"/"+e.Name())
			if err != nil {
				return nil, err
			}
			if database == "sqlite" {
				text = []byte(strings.ReplaceAll(string(text), ` COLLATE "C"`, ""))
			}
			files[e.Name()] = &fstest.MapFile{Data: text}
		}
	}
	return files, nil
}

func provider(d goose.Dialect, name string, db *sql.DB) (*goose.Provider, error) {
	files, err := migrationsFor(name)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(d, db, files)
}

// migrating runs f with the provider of migrations.
func (d *sqliteDB) migrating(f func(*goose.Provider) error) error {
	p, err := provider(goose.DialectSQLite3, "sqlite", d.writers)
	if err != nil {
		return err
	}
	return f(p)
}

func (d *postgresDB) migrating(f func(*goose.Provider) error) error {
	db := stdlib.OpenDBFromPool(d.pool)
	defer func() { _ = db.Close() }()
	p, err := provider(goose.DialectPostgres, "postgres", db)
	if err != nil {
		return err
	}
	return f(p)
}

// Migrate brings the tables to this version of Comity.
func (l *Ledger) Migrate(ctx context.Context) error {
	return l.db.migrating(func(p *goose.Provider) error {
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("migrate the ledger: %w", err)
		}
		return nil
	})
}

// Pending says whether Migrate has something to do.
func (l *Ledger) Pending(ctx context.Context) (pending bool, err error) {
	err = l.db.migrating(func(p *goose.Provider) error {
		pending, err = p.HasPending(ctx)
		return err
	})
	return pending, err
}

// Begun says whether there are tables at all.
func (l *Ledger) Begun(ctx context.Context) (begun bool, err error) {
	err = l.db.migrating(func(p *goose.Provider) error {
		version, err := p.GetDBVersion(ctx)
		begun = version > 0
		return err
	})
	return begun, err
}
