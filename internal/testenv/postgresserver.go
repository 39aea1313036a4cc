package testenv

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// PostgresServer is a real PostgreSQL of its own.
type PostgresServer struct {
	port     int
	password string
	kept     *keeper
}

// StartPostgres makes a new cluster and starts it on a free loopback port. Durable says whether a
// commit waits for the disk: false for tests, true for measuring. The caller stops it; it also stops
// when the calling process ends.
//
// The cluster sorts text as people do (ICU, en-US) rather than by bytes, as SQLite does: a query that
// leans on either order shows itself here.
func StartPostgres(durable bool) (*PostgresServer, error) {
	bin, err := findPostgres()
	if err != nil {
		return nil, err
	}
	who, err := findOwner()
	if err != nil {
		return nil, err
	}
	return onFreePort(func(port int) (*PostgresServer, error) {
		s := &PostgresServer{port: port, password: password()}
		return s, s.start(bin, who, durable)
	})
}

func (s *PostgresServer) start(bin string, who owner, durable bool) error {
	dir, err := who.folder("postgres")
	if err != nil {
		return err
	}
	if err := s.initdb(bin, dir, who); err != nil {
		_ = os.RemoveAll(dir) // the first error is the one to tell
		return err
	}
	command := append([]string{filepath.Join(bin, "postgres"), "-D", filepath.Join(dir, "data")}, s.settings(durable)...)
	if s.kept, err = keep(dir, "INT", who, command...); err != nil {
		return err
	}
	if err := s.kept.ready(s.ping); err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	return nil
}

func (s *PostgresServer) initdb(bin, dir string, who owner) error {
	secret, err := who.write(dir, "password", s.password)
	if err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	cmd := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "comity",
		"--pwfile="+secret, "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync",
		"--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US")
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: who.credential()}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}

func (s *PostgresServer) settings(durable bool) []string {
	onOff := map[bool]string{true: "on", false: "off"}[durable]
	var args []string
	for _, set := range []string{
		"listen_addresses=127.0.0.1", "port=" + strconv.Itoa(s.port), "unix_socket_directories=",
		"max_connections=300", "shared_buffers=256MB", "max_wal_size=2GB", "timezone=UTC", "log_min_messages=fatal",
		"fsync=" + onOff, "synchronous_commit=" + onOff, "full_page_writes=" + onOff,
	} {
		args = append(args, "-c", set)
	}
	return args
}

func (s *PostgresServer) ping() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, s.URL())
	if err != nil {
		return err
	}
	return c.Close(ctx)
}

// URL names the maintenance database of the server, as its superuser.
func (s *PostgresServer) URL() string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword("comity", s.password),
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), Path: "/postgres", RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Stop ends the server, waits until it is gone, and removes its data.
func (s *PostgresServer) Stop() { s.kept.stop() }
