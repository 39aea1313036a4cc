package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/nightrun"
	"comity/internal/policy"
	"comity/internal/report"
)

// runFlags are those of `comity run`.
type runFlags struct {
	portfolio, date, clock, reason string
	dry, json, drain               bool
	limit                          int
}

func (c *cli) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Walk the overdue book of a portfolio for a business date",
		Long: `Walks every account that is overdue, or within the lead of its due date, decides about each, and reserves
what may be said on the business date. A run is unique for its portfolio and date: running it again changes
nothing, and a run that was cut off goes on where it stopped.

Past nights are never replayed. While every channel is the outbox, another date than today's moves the clock
to 02:00 of that date, and says so.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.run(cmd.Context(), f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.portfolio, "portfolio", "", "which book (default: the only one)")
	fl.StringVar(&f.date, "date", "", "business date, YYYY-MM-DD (default: today in the portfolio's zone)")
	fl.StringVar(&f.clock, "clock", "", "move the clock to an instant, RFC 3339 (only while every channel is the outbox)")
	fl.BoolVar(&f.dry, "dry-run", false, "take the same path and write nothing")
	fl.BoolVar(&f.drain, "drain", false, "then deliver until nothing more is owed")
	fl.BoolVar(&f.json, "json", false, "print one JSON object")
	cmd.AddCommand(c.runListCommand(), c.runShowCommand(), c.runHoldCommand(), c.runReleaseCommand())
	return cmd
}

func (c *cli) run(ctx context.Context, f runFlags) error {
	at, err := c.clockFor(ctx, &f)
	if err != nil {
		return err
	}
	right := access.RunStart
	if f.dry {
		right = access.ReadRun
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
		o.Progress = progress.show
		run, err := a.Run(ctx, o)
		progress.end()
		if err != nil {
			return c.runFailed(run, err)
		}
		return c.afterRun(ctx, a, run, f)
	})
}

// clockFor says to which instant the clock is moved: as --clock says, or to the early morning of a date
// that is not today's. The zero time leaves it alone.
func (c *cli) clockFor(ctx context.Context, f *runFlags) (time.Time, error) {
	at, err := instant("clock", f.clock)
	if err != nil || !at.IsZero() || f.date == "" {
		return at, err
	}
	date, err := calendar.ParseDate(f.date)
	if err != nil {
		return at, usage("--date: %w", err)
	}
	a, err := c.open(ctx, time.Time{})
	if err != nil {
		return at, err
	}
	defer func() { _ = a.Close() }()
	p, err := a.Portfolio(ctx, f.portfolio)
	if err != nil {
		return at, err
	}
	zone, err := a.Zones.Load(p.Zone)
	if err != nil {
		return at, err
	}
	if today := calendar.DateOf(a.Clock.Now(), zone); date == today {
		return at, nil
	} else if !a.Settings.AllOutbox() {
		return at, usage("--date: %s is not today (%s in %s), and past or future nights are never run while messages leave the house", date, today, p.Zone)
	}
	at = time.Date(date.Year, date.Month, date.Day, 2, 0, 0, 0, zone)
	c.notef(c.say("the clock is moved to %s; to deliver by it: comity worker --drain --clock %s",
		"时钟已拨至 %s；按此时钟投递：comity worker --drain --clock %s"), at.Format(time.RFC3339), at.Format(time.RFC3339))
	return at, nil
}

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
		date, err := calendar.ParseDate(f.date)
		if err != nil {
			return o, usage("--date: %w", err)
		}
		if date != o.Date {
			return o, usage("--date: %s is not the clock's date (%s in %s); leave out one of the two", date, o.Date, o.Portfolio.Zone)
		}
	}
	o.Schedule, err = a.ScheduleOf(ctx, o.Portfolio.ID)
	return o, err
}

// runFailed names the run in what went wrong, so that the next command is at hand.
func (c *cli) runFailed(run dunning.Run, err error) error {
	if errors.Is(err, nightrun.ErrHeld) {
		return fmt.Errorf("%w\nto let it go all the same: comity run release %s --reason \"…\"", err, run.ID)
	}
	return err
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
		s.State, s.Reason = "would be held", held
		c.notef("%s", held)
	}
	return c.printSummary(s, f.json)
}

// afterRun delivers when asked to, and prints what the run came to.
func (c *cli) afterRun(ctx context.Context, a *app.App, run dunning.Run, f runFlags) error {
	if f.drain {
		if _, err := c.actor(ctx, a, access.Deliver); err != nil {
			return err
		}
		if err := a.Work(ctx, app.WorkOptions{Drain: true, Waiting: c.waiting(a)}); err != nil {
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

func (c *cli) printJSON(v any) error {
	e := json.NewEncoder(c.Out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// waiting tells people what a drain waits for.
func (c *cli) waiting(a *app.App) func(time.Time) {
	return func(until time.Time) {
		if a.Clock.Moved() {
			c.notef(c.say("nothing is due before %s: the clock jumps there", "%s 之前没有到期事项：时钟拨至该时刻"), until.Format(time.RFC3339))
			return
		}
		c.notef(c.say("waiting until %s, when the next reminder may go", "等待至 %s，届时方可发送下一条提醒"), until.Format(time.RFC3339))
	}
}

// ruleWords says a rule in a few words.
func (c *cli) ruleWords(rule string) string { return policy.Sentence(dunning.Finding{Rule: rule}, c.lang) }
