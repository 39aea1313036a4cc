package testenv_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"comity/internal/testenv"
)

func TestEachTestHasAnEmptyDatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	first, second := testenv.Postgres(t), testenv.Postgres(t)
	if first == second {
		t.Fatal("two tests were given the same database")
	}
	a, b := connect(t, first), connect(t, second)
	for _, c := range []*pgx.Conn{a, b} {
		if _, err := c.Exec(t.Context(), "CREATE TABLE same_name (id text PRIMARY KEY)"); err != nil {
			t.Fatalf("the database is not empty: %v", err)
		}
	}
}

func TestPostgresSortsTextUnlikeSQLite(t *testing.T) {
	t.Parallel()
	var less bool
	row := connect(t, testenv.Postgres(t)).QueryRow(t.Context(), "SELECT 'a'::text < 'B'::text")
	if err := row.Scan(&less); err != nil {
		t.Fatal(err)
	}
	if !less {
		t.Error("text sorts by bytes: a query that leans on that order would go unnoticed")
	}
}

func TestEachTestHasAnEmptyRedisOfItsOwn(t *testing.T) {
	t.Parallel()
	first, second := testenv.Redis(t), testenv.Redis(t)
	if first == second {
		t.Fatal("two tests were given the same Redis database")
	}
	a, b := client(t, first), client(t, second)
	if err := a.Set(t.Context(), "k", "v", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if n, err := b.DBSize(t.Context()).Result(); err != nil || n != 0 {
		t.Errorf("the other test's database holds %d keys (error %v), want none", n, err)
	}
}

func TestARedisServerComesBackEmptyOnTheSamePort(t *testing.T) {
	t.Parallel()
	s, err := testenv.StartRedis()
	if err != nil {
		t.Fatal(err)
	}
	before := s.URL()
	c := client(t, before)
	if err := c.Set(t.Context(), "k", "v", 0).Err(); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	if err := c.Ping(t.Context()).Err(); err == nil {
		t.Fatal("a stopped server answers")
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	if s.URL() != before {
		t.Errorf("the server moved")
	}
	if n, err := c.DBSize(t.Context()).Result(); err != nil || n != 0 {
		t.Errorf("after the outage it holds %d keys (error %v), want none", n, err)
	}
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

func client(t *testing.T, url string) *redis.Client {
	t.Helper()
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	o.MaxRetries = -1
	c := redis.NewClient(o)
	t.Cleanup(func() { c.Close() })
	return c
}
