package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/dunning"
	"comity/internal/nightrun"
)

func (c *cli) scheduleCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "schedule", Short: "When the nightly runs start", Args: cobra.NoArgs}
	cmd.AddCommand(c.scheduleListCommand(), c.scheduleSetCommand())
	return cmd
}

func (c *cli) scheduleListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List schedules", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.ReadRun, func(a *app.App, _ access.Actor) error {
				list, err := a.Ledger.Schedules(cmd.Context())
				if err != nil {
					return err
				}
				if asJSON {
					if list == nil {
						list = []dunning.Schedule{}
					}
					return c.printJSON(list)
				}
				w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
				fmt.Fprintln(w, c.say("PORTFOLIO\tAT\tLATEST\tZONE\tDAYS\tPAYMENTS AT MOST\tSHRINK TO\tON", "组合\t时间\t最迟\t时区\t日子\t还款数据最长时效\t缩减至\t启用"))
				for _, s := range list {
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%dh\t%d%%\t%v\n", s.PortfolioID, s.At, s.Latest, s.Zone, strings.Join(s.Days, ","), s.MaxAgeHours, s.ShrinkPercent, s.Enabled)
				}
				return w.Flush()
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (c *cli) scheduleSetCommand() *cobra.Command {
	var s dunning.Schedule
	var off bool
	cmd := &cobra.Command{
		Use: "set [PORTFOLIO]", Short: "Set when a portfolio's runs start",
		Example: "  comity schedule set --at 02:00 --latest 06:00 --days mon,tue,wed,thu,fri --max-age 24",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd.Context(), time.Time{}, access.ScheduleSet, func(a *app.App, actor access.Actor) error {
				if len(args) == 1 {
					s.PortfolioID = args[0]
				}
				p, err := a.Portfolio(cmd.Context(), s.PortfolioID)
				if err != nil {
					return err
				}
				s.PortfolioID, s.Enabled = p.ID, !off
				if s.Zone == "" {
					s.Zone = p.Zone
				}
				if err := nightrun.CheckSchedule(s, a.Zones); err != nil {
					return usage("%w", err)
				}
				if err := a.Ledger.SaveSchedule(cmd.Context(), actor.ID, s); err != nil {
					return err
				}
				_, err = fmt.Fprintf(c.Out, c.say("%s starts at %s, at the latest before %s, in %s\n", "%s：%s 开始，最迟须在 %s 前，时区 %s\n"), p.ID, s.At, s.Latest, s.Zone)
				return err
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.At, "at", "02:00", "local time")
	f.StringVar(&s.Latest, "latest", nightrun.DefaultLatest, "local time after which a run no longer starts by itself")
	f.StringVar(&s.Zone, "zone", "", "IANA zone (default: the portfolio's)")
	f.StringSliceVar(&s.Days, "days", nil, "mon,tue,… (default: every day)")
	f.IntVar(&s.MaxAgeHours, "max-age", 0, "how old payment data may be, in hours (default: brake.max_age)")
	f.IntVar(&s.ShrinkPercent, "shrink", 0, "a payment file with less than this percentage of the rows of the one before holds the run (default: brake.shrink_percent)")
	f.BoolVar(&off, "off", false, "keep the schedule, but start nothing")
	return cmd
}
