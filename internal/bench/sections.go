package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"time"
)

// section measures one thing and answers the lines about it.
type section struct {
	name string
	do   func(context.Context, *bench) ([]line, error)
}

func sections() []section {
	return []section{
		{"night", planned},
		{"delivery", delivered},
		{"letters", drawn},
		{"memory", remembered},
	}
}

func names(list []section) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = s.name
	}
	return out
}

// bench is one run of this program.
type bench struct {
	options
	servers servers
	dir     string // temporary
}

// tell says on standard error how far things are.
func (b *bench) tell(format string, args ...any) { fmt.Fprintf(b.log, "bench: "+format+"\n", args...) }

// run measures and prints.
func run(ctx context.Context, o options) (err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, o.limit, fmt.Errorf("it took longer than %s", o.limit))
	defer cancel()
	b := &bench{options: o}
	if b.dir, err = os.MkdirTemp("", "comity-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	if b.servers, err = findServers(o); err != nil {
		return err
	}
	defer b.servers.stop()
	r := report{Machine: machine(), Rounds: o.rounds}
	if r.Servers, err = b.servers.describe(ctx); err != nil {
		return err
	}
	for _, s := range sections() {
		if len(o.only) > 0 && !slices.Contains(o.only, s.name) {
			continue
		}
		lines, err := b.measure(ctx, s)
		if err != nil {
			if ctx.Err() != nil {
				err = errors.Join(err, context.Cause(ctx))
			}
			return fmt.Errorf("%s: %w", s.name, err)
		}
		r.Lines = append(r.Lines, lines...)
	}
	return r.print(o)
}

// measure runs one section, under the profiler if asked to.
func (b *bench) measure(ctx context.Context, s section) (lines []line, err error) {
	start := time.Now()
	defer func() { b.tell("%s took %.0f s", s.name, time.Since(start).Seconds()) }()
	if b.profile == "" {
		return s.do(ctx, b)
	}
	if err := os.MkdirAll(b.profile, 0o755); err != nil {
		return nil, err
	}
	f, err := os.Create(filepath.Join(b.profile, s.name+".pprof"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	defer pprof.StopCPUProfile()
	return s.do(ctx, b)
}

// repeat calls do until there were enough or the section's time is used up; there is always one.
func (b *bench) repeat(what string, do func(round int) error) error {
	start := time.Now()
	for i := range b.rounds {
		if spent := time.Since(start); i > 0 && spent+spent/time.Duration(i) > b.patience {
			b.tell("%s: %d of %d rounds, for want of time", what, i, b.rounds)
			return nil
		}
		if err := do(i); err != nil {
			return err
		}
	}
	return nil
}
