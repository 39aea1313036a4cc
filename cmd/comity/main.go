// Comity reminds people, courteously and lawfully, that a payment is overdue.
//
// This is its one binary: every role, every tool, and a demonstration. Run `comity help` for the
// commands; docs/cli.md describes them with their exit codes.
package main

import (
	"context"
	"os"
	"os/signal"
	"os/user"
	"syscall"
)

// version is stamped by the Makefile.
var version = "development"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], stdio{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Environ: os.Environ(), User: localUser()}))
}

func localUser() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}
