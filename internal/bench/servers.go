package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"comity/internal/testenv"
)

// The variables in which internal/testenv/cmd/servers names its servers.
const (
	postgresVariable = testenv.PostgresVariable
	redisVariable    = testenv.RedisVariable
)

// servers are the PostgreSQL and the Redis that are measured on.
type servers struct {
	postgres, redis string // URLs
	stop            func() // ends those that were started here
}

// findServers takes the servers that were named, and starts its own where none were.
func findServers(o options) (servers, error) {
	s := servers{postgres: o.postgres, redis: o.redis, stop: func() {}}
	var own []func()
	s.stop = func() {
		for _, f := range own {
			f()
		}
	}
	if s.postgres == "" {
		p, err := testenv.StartPostgres(true)
		if err != nil {
			return s, err
		}
		own, s.postgres = append(own, p.Stop), p.URL()
	}
	if s.redis == "" {
		r, err := testenv.StartRedis()
		if err != nil {
			s.stop()
			return s, err
		}
		own, s.redis = append(own, r.Stop), r.URL()
	}
	return s, nil
}

// describe says which PostgreSQL it is, and whether its commits wait for the disk: without, figures about
// durable work mean nothing.
func (s servers) describe(ctx context.Context) (text string, err error) {
	c, err := pgx.Connect(ctx, s.postgres)
	if err != nil {
		return "", fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer func() { err = errors.Join(err, c.Close(ctx)) }()
	var version, fsync, commit string
	row := c.QueryRow(ctx, `SELECT current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit')`)
	if err := row.Scan(&version, &fsync, &commit); err != nil {
		return "", err
	}
	version, _, _ = strings.Cut(version, " ")
	return fmt.Sprintf("PostgreSQL %s (fsync %s, synchronous_commit %s), Redis on the loopback", version, fsync, commit), nil
}
