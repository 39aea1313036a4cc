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

func migrate(ctx context.Context, d goose.Dialect, name string, db *sql.DB) error {
	files, err := migrationsFor(name)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(d, db, files)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate the ledger: %w", err)
	}
	return nil
}

func (d *sqliteDB) migrate(ctx context.Context) error {
	return migrate(ctx, goose.DialectSQLite3, "sqlite", d.writers)
}

func (d *postgresDB) migrate(ctx context.Context) error {
	db := stdlib.OpenDBFromPool(d.pool)
	defer func() { _ = db.Close() }()
	return migrate(ctx, goose.DialectPostgres, "postgres", db)
}
