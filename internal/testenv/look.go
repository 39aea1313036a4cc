package testenv

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Tables is everything in a ledger, row by row, as text: a postgres:// URL, or the path of a SQLite file.
// The test must link the ledger, which brings the drivers.
func Tables(tb testing.TB, address string) map[string][]string {
	tb.Helper()
	driver, list := "sqlite", `SELECT name FROM sqlite_master WHERE type = 'table'`
	if strings.HasPrefix(address, "postgres") {
		driver, list = "pgx", `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	tables := map[string][]string{}
	for _, name := range query(tb, db, list) {
		rows := query(tb, db, "SELECT * FROM "+name)
		slices.Sort(rows)
		tables[name] = rows
	}
	return tables
}

// query answers each row as text, its cells joined.
func query(tb testing.TB, db *sql.DB, text string) (list []string) {
	tb.Helper()
	rows, err := db.QueryContext(tb.Context(), text)
	if err != nil {
		tb.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	for err == nil && rows.Next() {
		cells, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		err = rows.Scan(into...)
		var row []string
		for _, c := range cells {
			row = append(row, c.String)
		}
		list = append(list, strings.Join(row, "|"))
	}
	if err == nil {
		err = rows.Err()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return list
}

// RedisText is everything that the database of a redis:// URL holds, as text.
func RedisText(tb testing.TB, address string) string {
	tb.Helper()
	o, err := redis.ParseURL(address)
	if err != nil {
		tb.Fatal("the address is not a redis:// URL")
	}
	c, ctx, all := redis.NewClient(o), tb.Context(), new(strings.Builder)
	defer c.Close()
	keys := c.Scan(ctx, 0, "*", 1000).Iterator()
	for keys.Next(ctx) {
		k := keys.Val()
		var value any
		switch c.Type(ctx, k).Val() {
		case "hash":
			value = c.HGetAll(ctx, k).Val()
		case "list":
			value = c.LRange(ctx, k, 0, -1).Val()
		case "set":
			value = c.SMembers(ctx, k).Val()
		case "zset":
			value = c.ZRange(ctx, k, 0, -1).Val()
		default:
			value = c.Get(ctx, k).Val()
		}
		fmt.Fprintln(all, k, value)
	}
	if err := keys.Err(); err != nil {
		tb.Fatalf("read all of the test's Redis: %v", err)
	}
	return all.String()
}
