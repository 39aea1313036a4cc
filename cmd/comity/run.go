package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/nightrun"
	"comity/internal/report"
)

// runFlags are those of `comity run` and of `comity run release`.
type runFlags struct {
	portfolio, date, clock, reason string
	dry, json, drain               bool
}

func (c *cli) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run",
		Short: c.say("Walk the overdue book of a portfolio for a business date", "检视某一业务日的逾期账本"),
		Long: c.say(`Walks every account that is overdue, or within the lead of its due date, decides about each, and reserves
what may be said on the business date. A run is unique for its portfolio and date: running it again changes
nothing, and a run that was cut off goes on where it stopped.

Payment data that is missing, old or shrunken holds the run until a person releases it.

Past nights are never replayed. While every channel is the outbox, another date than today's moves the clock
to 02:00 of that date, and says so.`,
			`检视每个已逾期或即将到期的账户，逐一判定，并为可在该业务日发送的内容预留提醒。同一账本、同一日期只有一个批次：
重复执行不会改变任何内容；中断的批次从中断处继续。

还款数据缺失、过旧或骤减时，批次暂停，待人工放行。

过去的夜间批次不补跑。当所有渠道均为发件箱时，非当天的日期会把时钟拨至该日 02:00，并予以提示。`),
		Example: `  comity run
  comity run --dry-run --json
  comity run --date 2026-11-10 --drain`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitHeld, exitRefused, exitCut),
		Args:        c.known,
		RunE:        func(cmd *cobra.Command, _ []string) error { return c.run(cmd.Context(), f) },
	}
	fl := cmd.Flags()
	c.portfolioFlag(fl, &f.portfolio)
	fl.StringVar(&f.date, "date", "", c.say("business `DATE`, YYYY-MM-DD (default: today in the portfolio's zone)", "业务`日期`，YYYY-MM-DD（默认：账本时区的今天）"))
	c.clockFlag(fl, &f.clock)
	fl.BoolVar(&f.dry, "dry-run", false, c.say("take the same path and write nothing", "试算：路径相同，不写入任何数据"))
	c.drainFlag(fl, &f.drain)
	c.jsonFlag(fl, &f.json)
	cmd.AddCommand(c.runListCommand(), c.runShowCommand(), c.runHoldCommand(), c.runReleaseCommand())
	return cmd
}

func (c *cli) run(ctx context.Context, f runFlags) error {
	if f.dry && f.drain {
		return c.usage("--drain: a dry run reserves nothing, so that there is nothing to deliver", "--drain：试算不预留任何提醒，没有可投递的内容")
	}
	right := access.RunStart
	if f.dry {
		right = access.ReadRun
	}
	at, err := c.clockFor(ctx, right, f)
	if err != nil {
		return err
	}
	return c.with(ctx, at, right, func(a *app.App, actor access.Actor) error {
		o, err := c.runOptions(ctx, a, f, actor)
		if err != nil {
			return err
		}
		if f.dry {
			return c.dryRun(ctx, a, o, f)
		}
		progress := c.progress()
		o.Progress, o.Waiting = progress.show, c.otherWalks
		run, err := a.Run(ctx, o)
		progress.end()
		if errors.Is(err, nightrun.ErrHeld) {
			return c.held(ctx, a, run, f.json, err)
		}
		if err != nil {
			return err
		}
		return c.afterRun(ctx, a, run, f)
	})
}

// runOptions reads what a run goes by. The date is the clock's, so that no other night is ever replayed.
func (c *cli) runOptions(ctx context.Context, a *app.App, f runFlags, actor access.Actor) (o app.RunOptions, err error) {
	o.Actor = actor.ID
	if o.Portfolio, err = a.Portfolio(ctx, f.portfolio); err != nil {
		return o, err
	}
	zone, err := a.Zones.Load(o.Portfolio.Zone)
	if err != nil {
		return o, fmt.Errorf("portfolio %s: %w", o.Portfolio.ID, err)
	}
	o.Date = calendar.DateOf(a.Clock.Now(), zone)
	if f.date != "" {
		date, err := c.date("date", f.date)
		if err != nil {
			return o, err
		}
		if date != o.Date {
			return o, c.usage("--date: %s is not the date of --clock (%s in %s); leave out one of the two", "--date：%s 与 --clock 的日期（%[3]s 的 %[2]s）不同；请去掉其中一个", date, o.Date, o.Portfolio.Zone)
		}
	}
	o.Schedule, err = a.ScheduleOf(ctx, o.Portfolio.ID)
	return o, err
}

// held says that a run waits for a person, so that the next command is at hand.
func (c *cli) held(ctx context.Context, a *app.App, run dunning.Run, asJSON bool, err error) error {
	if asJSON {
		s, serr := c.summary(ctx, a, run)
		if serr == nil {
			serr = c.printJSON(s)
		}
		if serr != nil {
			return serr
		}
	}
	return c.fail("%w\nto let it go all the same: comity run release %s --reason \"…\"", "%w\n如仍要放行：comity run release %s --reason \"……\"", err, run.ID)
}

func (c *cli) dryRun(ctx context.Context, a *app.App, o app.RunOptions, f runFlags) error {
	progress := c.progress()
	o.Progress = progress.show
	t, held, err := a.DryRun(ctx, o)
	progress.end()
	if err != nil {
		return err
	}
	p, err := a.PolicyOf(o.Portfolio)
	if err != nil {
		return err
	}
	s := report.Summarise(dunning.Run{PortfolioID: o.Portfolio.ID, BusinessDate: o.Date, State: dunning.RunDone, Policy: p.Version()}, t)
	s.DryRun, s.State = true, "dry-run"
	if held != "" {
		s.State, s.Reason = "would-be-held", held
		c.notef(c.say("the run would be held: %s", "该批次将被暂停：%s"), held)
	}
	return c.printSummary(s, f.json)
}

// afterRun delivers when asked to, and prints what the run came to.
func (c *cli) afterRun(ctx context.Context, a *app.App, run dunning.Run, f runFlags) error {
	if f.drain {
		if _, err := c.actor(ctx, a, access.Deliver); err != nil {
			return err
		}
		if err := c.deliver(ctx, a, true); err != nil {
			return err
		}
	}
	s, err := c.summary(ctx, a, run)
	if err != nil {
		return err
	}
	return c.printSummary(s, f.json)
}

func (c *cli) summary(ctx context.Context, a *app.App, run dunning.Run) (report.Summary, error) {
	t, err := a.Ledger.Tally(ctx, run.ID)
	if err != nil {
		return report.Summary{}, err
	}
	s := report.Summarise(run, t)
	if a.Settings.AllOutbox() {
		s.Outbox = a.Settings.OutboxDir()
	}
	return s, nil
}

func (c *cli) printSummary(s report.Summary, asJSON bool) error {
	if asJSON {
		return c.printJSON(s)
	}
	return s.WriteText(c.Out, c.lang, func(rule string) string { return c.ruleWords(rule) })
}

// ruleWords says a rule in a few words.
func (c *cli) ruleWords(rule string) string {
	if c.rules == nil {
		return ""
	}
	return c.rules(rule, c.lang)
}

// otherWalks says why nothing happens yet.
func (c *cli) otherWalks() {
	c.notef("%s", c.say("another process is walking this book for this date: waiting for it", "另一进程正在处理此账本的同一业务日：等待中"))
}
