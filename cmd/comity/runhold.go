package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/calendar"
	"comity/internal/dunning"
)

func (c *cli) runHoldCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use: "hold", Short: c.say("Keep a date's run from beginning, or stop the one that is walking", "阻止某日批次开始，或暂停进行中的批次"), Args: c.nothing,
		Long: c.say("Keeps the run of a date from beginning, or stops the one that is walking. What was reserved before stays owed.",
			"阻止某一日期的批次开始，或暂停进行中的批次。此前已预留的提醒仍会发送。"),
		Example:     `  comity run hold --reason "the payment file of today is being corrected"`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := c.reasonGiven(f.reason); err != nil {
				return err
			}
			return c.with(cmd.Context(), time.Time{}, access.RunHold, func(a *app.App, actor access.Actor) error {
				run, err := c.hold(cmd.Context(), a, actor, f)
				if err != nil {
					return err
				}
				if f.json {
					return c.printJSON(rowOf(run))
				}
				return c.printf(c.say("run %s of %s is held: %s\n", "批次 %s（%s）已暂停：%s\n"), run.ID, run.BusinessDate, run.Reason)
			})
		},
	}
	c.portfolioFlag(cmd.Flags(), &f.portfolio)
	cmd.Flags().StringVar(&f.date, "date", "", c.say("business `DATE` (default: today)", "业务`日期`（默认：今天）"))
	c.reasonFlag(cmd.Flags(), &f.reason)
	c.jsonFlag(cmd.Flags(), &f.json)
	return cmd
}

func (c *cli) hold(ctx context.Context, a *app.App, actor access.Actor, f runFlags) (dunning.Run, error) {
	p, err := a.Portfolio(ctx, f.portfolio)
	if err != nil {
		return dunning.Run{}, err
	}
	zone, err := a.Zones.Load(p.Zone)
	if err != nil {
		return dunning.Run{}, err
	}
	today := calendar.DateOf(a.Clock.Now(), zone)
	day := today
	if f.date != "" {
		if day, err = c.date("date", f.date); err != nil {
			return dunning.Run{}, err
		}
	}
	if day.Before(today) && !a.Settings.AllOutbox() {
		return dunning.Run{}, c.usage("--date: %s is over (today is %s in %s), and past nights are never run", "--date：%s 已过（%[3]s 的今天是 %[2]s），过去的夜间批次不会再执行", day, today, p.Zone)
	}
	run, err := a.Runs().Hold(ctx, p.ID, day, actor.ID, f.reason)
	if err == nil && run.Reason != f.reason {
		c.notef("%s", c.say("it was held already, for the reason that it keeps", "该批次此前已暂停，保留原有理由"))
	}
	return run, err
}

func (c *cli) runReleaseCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use: "release RUN", Short: c.say("Let a held run go, and walk it", "放行已暂停的批次并检视账本"), Args: c.one("the id of a held run; `comity run list` has them", "已暂停批次的编号；见 `comity run list`"),
		Long: c.say("Lets a held run go although what held it is still so, and walks the book. Who released it and why is kept.",
			"在暂停原因仍然存在的情况下放行批次并检视账本。放行人及理由予以保存。"),
		Example:     `  comity run release RUN --reason "the bank confirms: nobody paid yesterday"`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused, exitCut),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.reasonGiven(f.reason); err != nil {
				return err
			}
			return c.release(cmd.Context(), args[0], f)
		},
	}
	c.reasonFlag(cmd.Flags(), &f.reason)
	c.clockFlag(cmd.Flags(), &f.clock)
	c.drainFlag(cmd.Flags(), &f.drain)
	c.jsonFlag(cmd.Flags(), &f.json)
	return cmd
}

// release opens the installation twice: the run says to which date the clock must be moved, if any.
func (c *cli) release(ctx context.Context, id string, f runFlags) error {
	at, err := c.instant("clock", f.clock)
	if err != nil {
		return err
	}
	err = c.with(ctx, time.Time{}, access.RunRelease, func(a *app.App, _ access.Actor) error {
		run, err := c.runNamed(ctx, a, []string{id})
		if err != nil {
			return err
		}
		if run.State != dunning.RunHeld {
			return c.fail("run %s is %s, not held: there is nothing to release", "批次 %s 的状态为 %s，并未暂停，无须放行", run.ID, run.State)
		}
		f.portfolio, f.date = run.PortfolioID, run.BusinessDate.String()
		if at.IsZero() {
			at, err = c.morning(ctx, a, f, run.BusinessDate)
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.with(ctx, at, access.RunRelease, func(a *app.App, actor access.Actor) error {
		run, err := c.runNamed(ctx, a, []string{id})
		if err != nil {
			return err
		}
		o, err := c.runOptions(ctx, a, f, actor)
		if err != nil {
			return err
		}
		progress := c.progress()
		o.Progress, o.Waiting = progress.show, c.otherWalks
		run, err = a.Release(ctx, run, o, f.reason)
		progress.end()
		if err != nil {
			return err
		}
		return c.afterRun(ctx, a, run, f)
	})
}
