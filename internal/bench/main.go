// Bench measures Comity against the floor under it, and prints ratios.
//
//	bench [-accounts N] [-reminders N] [-rounds N] [-short] [-json] [-only NAME,…] [-profile DIR] [-comity FILE]
//
// Procedure: each section prepares its data once and then repeats, in turns, what Comity does and the
// least that anybody would have to do for the same result on the same servers, within one run. Ratios are
// taken within a round, because machines differ and are shared; the median over the rounds is printed.
// docs/bench.md says what each line means.
//
// What it promises: everything stays on the loopback and in temporary folders and databases, which are
// removed; a section that could not do its work exactly (a reminder that was not taken, an account that
// was not walked) is an error and no figure; no section begins another round once its time is used up.
//
// PostgreSQL and Redis are those that internal/testenv/cmd/servers names in the environment, or its own.
// Exit codes: 0 measured, 1 something failed, 2 called wrongly.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	if kind := os.Getenv(receiverVariable); kind != "" {
		leave(receive(kind))
		return
	}
	o, err := parse(os.Args[1:], os.Stderr)
	if err != nil {
		os.Exit(2)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer cancel()
	leave(run(ctx, o))
}

// leave ends the program: with code 1 after a failure.
func leave(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options say what to measure.
type options struct {
	accounts  int           // in the book that is walked
	reminders int           // delivered in a round, of each channel
	bells     int           // heard by the handler that does nothing, in a round
	letters   int           // drawn in a round
	memory    [2]int        // accounts in the two books whose walk's memory is compared
	rounds    int           // at most
	patience  time.Duration // a section begins no further round after it
	limit     time.Duration // then everything is broken off
	only      []string      // sections; empty: all
	comity    string        // the binary
	profile   string        // folder for CPU profiles; empty: none
	json      bool
	postgres  string // URLs; empty: servers of our own
	redis     string
	out, log  io.Writer
}

func defaults() options {
	return options{
		accounts: 30_000, reminders: 3_000, bells: 20_000, letters: 400, memory: [2]int{30_000, 300_000},
		rounds: 3, patience: 75 * time.Second, limit: 15 * time.Minute,
	}
}

// short is enough to see that every section still works; its figures mean nothing.
func (o *options) short() {
	o.accounts, o.reminders, o.bells, o.letters, o.memory = 600, 150, 500, 20, [2]int{200, 1_000}
	o.rounds, o.limit = 1, 5*time.Minute
}

func parse(args []string, out io.Writer) (options, error) {
	o := defaults()
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(out)
	short := flags.Bool("short", false, "a smoke run: every section on little data, once, whatever else was said")
	flags.IntVar(&o.accounts, "accounts", o.accounts, "accounts in the book that is walked")
	flags.IntVar(&o.reminders, "reminders", o.reminders, "reminders delivered in a round")
	flags.IntVar(&o.rounds, "rounds", o.rounds, "rounds at most")
	only := flags.String("only", "", "sections, by name: "+strings.Join(names(sections()), ","))
	flags.StringVar(&o.comity, "comity", "bin/comity", "the binary whose memory is measured; make build builds it")
	flags.StringVar(&o.profile, "profile", "", "folder for a CPU profile of every section")
	flags.BoolVar(&o.json, "json", false, "print one JSON object")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if *short {
		o.short()
	}
	o.only = strings.FieldsFunc(*only, func(r rune) bool { return r == ',' })
	if err := o.check(flags.Args()); err != nil {
		fmt.Fprintln(out, "bench:", err)
		return o, err
	}
	o.postgres, o.redis, o.out, o.log = os.Getenv(postgresVariable), os.Getenv(redisVariable), os.Stdout, os.Stderr
	return o, nil
}

func (o options) check(rest []string) error {
	if len(rest) > 0 {
		return fmt.Errorf("%q is not a flag", rest[0])
	}
	if o.accounts < 100 || o.reminders < 10 || o.rounds < 1 {
		return errors.New("measure 100 accounts, 10 reminders and 1 round at least")
	}
	for _, name := range o.only {
		if !slices.Contains(names(sections()), name) {
			return fmt.Errorf("there is no section %q", name)
		}
	}
	return nil
}
