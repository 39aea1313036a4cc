package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/calendar"
	"comity/internal/dunning"
)

func (c *cli) runListCommand() *cobra.Command {
	var asJSON bool
	var limit int
	cmd := &cobra.Command{
		Use: "list", Short: "List runs, newest first", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.ReadRun, func(a *app.App, _ access.Actor) error {
				list, err := a.Ledger.Runs(cmd.Context(), limit)
				if err != nil {
					return err
				}
				if asJSON {
					out := make([]map[string]any, 0, len(list))
					for _, r := range list {
						out = append(out, map[string]any{
							"id": r.ID, "portfolio": r.PortfolioID, "business_date": r.BusinessDate, "state": r.State, "policy": r.Policy, "reason": r.Reason, "actor": r.Actor,
						})
					}
					return c.printJSON(out)
				}
				w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
				fmt.Fprintln(w, c.say("RUN\tPORTFOLIO\tDATE\tSTATE\tPOLICY\tWHY", "批次\t组合\t业务日\t状态\t策略\t原因"))
				for _, r := range list {
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, r.PortfolioID, r.BusinessDate, r.State, r.Policy, r.Reason)
				}
				return w.Flush()
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().IntVar(&limit, "limit", 30, "how many")
	return cmd
}

func (c *cli) runShowCommand() *cobra.Command {
	var asJSON, accounts bool
	cmd := &cobra.Command{
		Use: "show RUN", Short: "Show what a run came to", Args: exactly(1, "the id of a run; `comity run list` has them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd.Context(), time.Time{}, access.ReadRun, func(a *app.App, _ access.Actor) error {
				run, err := a.Ledger.Run(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if accounts {
					return a.Ledger.EachWalked(cmd.Context(), run.ID, func(w dunning.Walked) error {
						_, err := fmt.Fprintf(c.Out, "%s\t%s\t%s\t%s\t%s\t%s\n", w.AccountID, w.Stage, w.Step, w.Result, w.Rule, w.ReminderID)
						return err
					})
				}
				s, err := c.summary(cmd.Context(), a, run)
				if err != nil {
					return err
				}
				return c.printSummary(s, asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&accounts, "accounts", false, "print a line for every account: account, stage, step, result, rule, reminder")
	return cmd
}

func (c *cli) runHoldCommand() *cobra.Command {
	var portfolio, date, reason string
	cmd := &cobra.Command{
		Use: "hold", Short: "Keep a date's run from beginning, or stop the one that is walking", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if reason == "" {
				return usage("--reason: say why; it is kept with the run")
			}
			return c.with(cmd.Context(), time.Time{}, access.RunHold, func(a *app.App, actor access.Actor) error {
				p, err := a.Portfolio(cmd.Context(), portfolio)
				if err != nil {
					return err
				}
				zone, err := a.Zones.Load(p.Zone)
				if err != nil {
					return err
				}
				day := calendar.DateOf(a.Clock.Now(), zone)
				if date != "" {
					if day, err = calendar.ParseDate(date); err != nil {
						return usage("--date: %w", err)
					}
				}
				run, err := a.Runs().Hold(cmd.Context(), p.ID, day, actor.ID, reason)
				if err == nil {
					_, err = fmt.Fprintf(c.Out, c.say("run %s is held\n", "批次 %s 已暂停\n"), run.ID)
				}
				return err
			})
		},
	}
	cmd.Flags().StringVar(&portfolio, "portfolio", "", "which book (default: the only one)")
	cmd.Flags().StringVar(&date, "date", "", "business date (default: today)")
	cmd.Flags().StringVar(&reason, "reason", "", "why; required")
	return cmd
}

func (c *cli) runReleaseCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use: "release RUN", Short: "Let a held run go, and walk it", Args: exactly(1, "the id of a run; `comity run list` has them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.reason == "" {
				return usage("--reason: say why; it is kept with the run")
			}
			at, err := c.releaseClock(cmd, args[0], &f)
			if err != nil {
				return err
			}
			return c.with(cmd.Context(), at, access.RunRelease, func(a *app.App, actor access.Actor) error {
				run, err := a.Ledger.Run(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				f.portfolio, f.date = run.PortfolioID, run.BusinessDate.String()
				o, err := c.runOptions(cmd.Context(), a, f, actor)
				if err != nil {
					return err
				}
				progress := c.progress()
				o.Progress = progress.show
				run, err = a.Release(cmd.Context(), run, o, f.reason)
				progress.end()
				if err != nil {
					return err
				}
				return c.afterRun(cmd.Context(), a, run, f)
			})
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.reason, "reason", "", "why; required")
	fl.StringVar(&f.clock, "clock", "", "move the clock to an instant, RFC 3339 (only while every channel is the outbox)")
	fl.BoolVar(&f.drain, "drain", false, "then deliver until nothing more is owed")
	fl.BoolVar(&f.json, "json", false, "print one JSON object")
	return cmd
}

// releaseClock moves the clock to the run's date as `comity run` does.
func (c *cli) releaseClock(cmd *cobra.Command, id string, f *runFlags) (time.Time, error) {
	a, err := c.open(cmd.Context(), time.Time{})
	if err != nil {
		return time.Time{}, err
	}
	run, err := a.Ledger.Run(cmd.Context(), id)
	if cerr := a.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return time.Time{}, err
	}
	f.portfolio, f.date = run.PortfolioID, run.BusinessDate.String()
	return c.clockFor(cmd.Context(), f)
}

// exactly asks for n arguments, and says which.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return usage("this takes %s", what)
		}
		return nil
	}
}
