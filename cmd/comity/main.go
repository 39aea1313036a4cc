// Comity reminds people, courteously and lawfully, that a payment is overdue.
//
// This is its one binary: every role, every tool, and a demonstration. Run `comity help` for the
// commands; docs/cli.md describes them with their exit codes.
//
// The first SIGINT (Ctrl-C) or SIGTERM asks a command to stop where it can; a second one ends it at once.
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

func main() { os.Exit(realMain()) }

func realMain() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second signal is the system's to answer
	return run(ctx, os.Args[1:], stdio{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Environ: os.Environ(), User: localUser(), Name: os.Args[0],
	})
}

func localUser() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}
