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
		Use: "worker", Short: c.say("Deliver what is owed", "投递待发的提醒"), Args: c.nothing,
		Long: c.say(`Rings what is due, claims, composes, sends and records, until it is stopped: what is on its way is ended and
recorded first, and the exit code is 0. With --drain it ends by itself when nothing more is owed; stopped before
that, its exit code is 130.`,
			`投递到期的提醒：认领、撰写、发送、记录，直至被停止；停止前会完成并记录正在发送的提醒，退出码为 0。
加 --drain 则在再无待发提醒时自行结束；若提前被中止，退出码为 130。`),
		Example: `  comity worker
  comity worker --drain
  comity worker --drain --clock 2026-11-10T02:00:00+08:00`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused, exitCut),
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := c.instant("clock", clock)
			if err != nil {
				return err
			}
			return c.with(cmd.Context(), at, access.Deliver, func(a *app.App, _ access.Actor) error {
				return c.deliver(cmd.Context(), a, drain)
			})
		},
	}
	c.drainFlag(cmd.Flags(), &drain)
	c.clockFlag(cmd.Flags(), &clock)
	return cmd
}

// deliver delivers until ctx ends; draining, until nothing more is owed.
func (c *cli) deliver(ctx context.Context, a *app.App, drain bool) error {
	return ended(ctx, drain, a.Work(ctx, app.WorkOptions{Drain: drain, Waiting: c.waiting(ctx, a)}))
}

// ended is what a command comes to that ctx has ended, if it has. What runs until it is stopped has done
// what it was for; a job has not, also where it did not fail.
func ended(ctx context.Context, job bool, err error) error {
	stopped := err == nil || errors.Is(err, context.Canceled)
	switch {
	case ctx.Err() == nil || !stopped:
		return err
	case job:
		return errCut
	}
	return nil
}

// waiting tells people what a drain waits for, in the zone of the only portfolio, or else in UTC.
func (c *cli) waiting(ctx context.Context, a *app.App) func(time.Time) {
	zone := time.UTC
	if p, err := a.Portfolio(ctx, ""); err == nil {
		if z, err := a.Zones.Load(p.Zone); err == nil {
			zone = z
		}
	}
	return func(until time.Time) {
		if a.Clock.Moved() {
			c.notef(c.say("nothing is due before %s: the clock jumps there", "%s 之前没有到期事项：时钟拨至该时刻"), local(until, zone))
			return
		}
		c.notef(c.say("waiting until %s, when the next reminder may go", "等待至 %s，届时方可发送下一条提醒"), local(until, zone))
	}
}

func (c *cli) schedulerCommand() *cobra.Command {
	return &cobra.Command{
		Use: "scheduler", Short: c.say("Begin runs when their schedules say", "按排程开始批次"), Args: c.nothing,
		Long: c.say("Begins every portfolio's run as `comity schedule` says, until it is stopped. Any number of schedulers may run: a run is unique for its portfolio and date.",
			"按 `comity schedule` 的排程开始各账本的批次，直至被停止。可同时运行多个：同一账本、同一日期只有一个批次。"),
		Example:     "  comity scheduler",
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.RunStart, func(a *app.App, _ access.Actor) error {
				return ended(cmd.Context(), false, a.Schedule(cmd.Context()))
			})
		},
	}
}

func (c *cli) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: c.say("Open the doors: staff, public callbacks, print vendors", "开放入口：员工、公共回执、印务商"), Args: c.nothing,
		Long: c.say("Opens a door each for staff, for the public (callbacks, unsubscribing) and for print vendors, where listen.* says, until it is stopped. /livez and /readyz tell how it is.",
			"按 listen.* 设置分别为员工、公众（回执、退订）和印务商开放入口，直至被停止。/livez 与 /readyz 反映运行状况。"),
		Example:     "  comity serve",
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.Deliver, func(a *app.App, _ access.Actor) error {
				return ended(cmd.Context(), false, a.Serve(cmd.Context(), c.doorsOpen))
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
		Use: "up", Short: c.say("Run every role in this process: scheduler, worker, doors", "在一个进程中运行所有角色：排程、投递、入口"), Args: c.nothing,
		Long: c.say("Is scheduler, worker and doors at once, until it is stopped. When one of them fails, the others are stopped too.",
			"同时作为 scheduler、worker 和 serve 运行，直至被停止。其中一个失败时，其余一并停止。"),
		Example:     "  comity up",
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused, exitCut),
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := c.instant("clock", clock)
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
	c.drainFlag(cmd.Flags(), &drain)
	c.clockFlag(cmd.Flags(), &clock)
	return cmd
}

// up runs the roles until ctx ends, or one of them does.
func (c *cli) up(asked context.Context, a *app.App, drain bool) error {
	ctx, cancel := context.WithCancel(asked)
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
	start(func() error { return a.Work(ctx, app.WorkOptions{Drain: drain, Waiting: c.waiting(ctx, a)}) })
	all.Wait()
	return ended(asked, drain, failed)
}
