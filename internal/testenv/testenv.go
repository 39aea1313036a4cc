package testenv

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// The variables by which cmd/servers tells tests where the shared servers are.
const (
	PostgresVariable = "COMITY_TEST_POSTGRES"
	RedisVariable    = "COMITY_TEST_REDIS"
)

// The servers of this test process, started when first asked for and where none are shared. They end
// with the process.
var (
	ownPostgres = sync.OnceValues(func() (*PostgresServer, error) { return StartPostgres(false) })
	ownRedis    = sync.OnceValues(StartRedis)
)

// Postgres returns the URL of a fresh, empty database, which is dropped when the test ends.
func Postgres(tb testing.TB) string {
	tb.Helper()
	server := postgresURL(tb)
	name := "test_" + strings.ToLower(rand.Text())
	execute(tb, server, "CREATE DATABASE "+name+" TEMPLATE template0")
	tb.Cleanup(func() { execute(tb, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	u, err := url.Parse(server)
	if err != nil {
		tb.Fatalf("%s is not a URL", PostgresVariable)
	}
	u.Path = "/" + name
	return u.String()
}

func postgresURL(tb testing.TB) string {
	tb.Helper()
	if shared := os.Getenv(PostgresVariable); shared != "" {
		return shared
	}
	s, err := ownPostgres()
	if err != nil {
		tb.Fatalf("this test needs a real PostgreSQL: %v", err)
	}
	return s.URL()
}

// execute runs one statement on a connection of its own: creating and dropping a database may not
// share a transaction with anything else.
func execute(tb testing.TB, server, statement string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		tb.Fatalf("connect to the test PostgreSQL: %v", err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, statement); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}
