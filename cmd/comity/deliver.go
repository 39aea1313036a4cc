package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
)

func (c *cli) workerCommand() *cobra.Command {
	var drain bool
	var clock string
	cmd := &cobra.Command{
		Use: "worker", Short: "Deliver what is owed", Args: cobra.NoArgs,
		Long: `Rings what is due, claims, composes, sends and records, until it is stopped; with --drain until nothing more
is owed. A moved clock jumps to the next instant at which something is due.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := instant("clock", clock)
			if err != nil {
				return err
			}
			return c.with(cmd.Context(), at, access.Deliver, func(a *app.App, _ access.Actor) error {
				return a.Work(cmd.Context(), app.WorkOptions{Drain: drain, Waiting: c.waiting(a)})
			})
		},
	}
	cmd.Flags().BoolVar(&drain, "drain", false, "end when nothing more is owed")
	cmd.Flags().StringVar(&clock, "clock", "", "move the clock to an instant, RFC 3339 (only while every channel is the outbox)")
	return cmd
}

func (c *cli) schedulerCommand() *cobra.Command {
	return &cobra.Command{
		Use: "scheduler", Short: "Begin runs when their schedules say", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.RunStart, func(a *app.App, _ access.Actor) error {
				return a.Schedule(cmd.Context())
			})
		},
	}
}

func (c *cli) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Open the doors: staff, public callbacks, print vendors", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.Deliver, func(a *app.App, _ access.Actor) error {
				return a.Serve(cmd.Context(), c.doorsOpen)
			})
		},
	}
}

// doorsOpen says where.
func (c *cli) doorsOpen(doors string) { c.notef("%s: %s", c.say("doors", "入口"), doors) }

func (c *cli) upCommand() *cobra.Command {
	var drain bool
	var clock string
	cmd := &cobra.Command{
		Use: "up", Short: "Run every role in this process: scheduler, worker, doors", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := instant("clock", clock)
			if err != nil {
				return err
			}
			return c.with(cmd.Context(), at, access.Deliver, func(a *app.App, actor access.Actor) error {
				if err := access.Allow(actor, access.RunStart); err != nil {
					return err
				}
				return c.up(cmd.Context(), a, drain)
			})
		},
	}
	cmd.Flags().BoolVar(&drain, "drain", false, "end when nothing more is owed")
	cmd.Flags().StringVar(&clock, "clock", "", "move the clock to an instant, RFC 3339 (only while every channel is the outbox)")
	return cmd
}

// up runs the roles until ctx ends, or one of them does.
func (c *cli) up(ctx context.Context, a *app.App, drain bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error
	start := func(f func() error) {
		all.Go(func() {
			err := f()
			cancel()
			mu.Lock()
			defer mu.Unlock()
			failed = errors.Join(failed, err)
		})
	}
	start(func() error { return a.Schedule(ctx) })
	start(func() error { return a.Serve(ctx, c.doorsOpen) })
	start(func() error { return a.Work(ctx, app.WorkOptions{Drain: drain, Waiting: c.waiting(a)}) })
	all.Wait()
	return failed
}
