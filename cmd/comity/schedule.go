package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/dunning"
	"comity/internal/nightrun"
)

func (c *cli) scheduleCommand() *cobra.Command {
	return c.group(&cobra.Command{Use: "schedule", Short: c.say("When the nightly runs start", "夜间批次的排程")},
		c.scheduleListCommand(), c.scheduleSetCommand())
}

func (c *cli) scheduleListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: c.say("List schedules", "列出排程"), Args: c.nothing,
		Long: c.say("Lists schedules as they are kept to: where one does not say how old or how shrunken payment data may be, brake.* of the settings does.",
			"按实际生效的内容列出排程：未写明还款数据时效或缩减比例时，依设置中的 brake.*。"),
		Example:     "  comity schedule list",
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), time.Time{}, access.ReadRun, func(a *app.App, _ access.Actor) error {
				list, err := a.Ledger.Schedules(cmd.Context())
				for i := range list {
					if list[i], err = a.ScheduleOf(cmd.Context(), list[i].PortfolioID); err != nil {
						return err
					}
				}
				if err != nil {
					return err
				}
				return c.printSchedules(list, asJSON)
			})
		},
	}
	c.jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

func (c *cli) printSchedules(list []dunning.Schedule, asJSON bool) error {
	return printList(c, asJSON, list,
		column[dunning.Schedule]{c.say("PORTFOLIO", "账本"), func(s dunning.Schedule) string { return s.PortfolioID }},
		column[dunning.Schedule]{c.say("AT", "时间"), func(s dunning.Schedule) string { return s.At }},
		column[dunning.Schedule]{c.say("LATEST", "最迟"), func(s dunning.Schedule) string { return s.Latest }},
		column[dunning.Schedule]{c.say("ZONE", "时区"), func(s dunning.Schedule) string { return s.Zone }},
		column[dunning.Schedule]{c.say("DAYS", "日子"), c.days},
		column[dunning.Schedule]{c.say("MAX AGE", "数据时效"), func(s dunning.Schedule) string { return fmt.Sprintf("%dh", s.MaxAgeHours) }},
		column[dunning.Schedule]{c.say("SHRINK", "缩减至"), func(s dunning.Schedule) string { return fmt.Sprintf("%d%%", s.ShrinkPercent) }},
		column[dunning.Schedule]{c.say("ON", "启用"), func(s dunning.Schedule) string {
			if s.Enabled {
				return c.say("yes", "是")
			}
			return c.say("no", "否")
		}},
	)
}

func (c *cli) days(s dunning.Schedule) string {
	if len(s.Days) == 0 {
		return c.say("every day", "每天")
	}
	return strings.Join(s.Days, ",")
}

// scheduleFlags are what `comity schedule set` may change.
type scheduleFlags struct {
	dunning.Schedule
	on, off, json bool
}

func (c *cli) scheduleSetCommand() *cobra.Command {
	var f scheduleFlags
	cmd := &cobra.Command{
		Use: "set [PORTFOLIO]", Short: c.say("Set when a portfolio's runs start", "设置账本的批次何时开始"),
		Long: c.say("Sets a portfolio's schedule. What no flag names stays as it was; a new schedule starts at 02:00, every day, and not after 06:00.",
			"设置账本的排程。未写明的选项保持不变；新排程默认每天 02:00 开始，最迟不晚于 06:00。"),
		Example: `  comity schedule set --at 02:00 --latest 06:00 --days mon,tue,wed,thu,fri --max-age 24
  comity schedule set --off`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		Args:        c.atMostOne("the id of a portfolio", "账本编号"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.checkFlags(f); err != nil {
				return err
			}
			return c.with(cmd.Context(), time.Time{}, access.ScheduleSet, func(a *app.App, actor access.Actor) error {
				id := ""
				if len(args) == 1 {
					id = args[0]
				}
				s, err := c.changed(cmd, a, id, f)
				if err != nil {
					return err
				}
				if err := a.Ledger.SaveSchedule(cmd.Context(), actor.ID, s); err != nil {
					return err
				}
				return c.printSchedule(cmd.Context(), a, s.PortfolioID, f.json)
			})
		},
	}
	c.scheduleFlags(cmd.Flags(), &f)
	return cmd
}

func (c *cli) scheduleFlags(fl *pflag.FlagSet, f *scheduleFlags) {
	fl.StringVar(&f.At, "at", "", c.say("local `TIME`, HH:MM", "当地`时间`，HH:MM"))
	fl.StringVar(&f.Latest, "latest", "", c.say("local `TIME` from which a run no longer starts by itself", "当地`时间`；自该时间起批次不再自动开始"))
	fl.StringVar(&f.Zone, "zone", "", c.say("IANA `ZONE` (default: the portfolio's)", "IANA `时区`（默认：账本的时区）"))
	fl.StringSliceVar(&f.Days, "days", nil, c.say("`DAYS` such as mon,tue, or all", "`日子`，如 mon,tue，或 all"))
	fl.IntVar(&f.MaxAgeHours, "max-age", 0, c.say("how many `HOURS` old payment data may be; 0: as brake.max_age says", "还款数据最长时效（`小时`）；0：依 brake.max_age"))
	fl.IntVar(&f.ShrinkPercent, "shrink", 0, c.say("hold a run when the payment file has less than this `PERCENT` of the rows of the one before; 0: as brake.shrink_percent says", "还款文件行数低于上一份的此`百分比`时暂停批次；0：依 brake.shrink_percent"))
	fl.BoolVar(&f.on, "on", false, c.say("start runs again", "恢复自动开始"))
	fl.BoolVar(&f.off, "off", false, c.say("keep the schedule, but start nothing", "保留排程，但不自动开始"))
	c.jsonFlag(fl, &f.json)
}

const mostHours = 744 // a month: older payment data is none

func (c *cli) checkFlags(f scheduleFlags) error {
	switch {
	case f.on && f.off:
		return c.usage("--on and --off: which of the two?", "--on 与 --off 只能选其一")
	case f.MaxAgeHours < 0 || f.MaxAgeHours > mostHours:
		return c.usage("--max-age: %d hours; write 1 to %d, or 0 for brake.max_age", "--max-age：%d 小时；请写 1 至 %d，或 0（依 brake.max_age）", f.MaxAgeHours, mostHours)
	case f.ShrinkPercent < 0 || f.ShrinkPercent > 100:
		return c.usage("--shrink: %d percent; write 1 to 100, or 0 for brake.shrink_percent", "--shrink：%d%%；请写 1 至 100，或 0（依 brake.shrink_percent）", f.ShrinkPercent)
	}
	return nil
}

// changed is a portfolio's schedule with what the flags name.
func (c *cli) changed(cmd *cobra.Command, a *app.App, id string, f scheduleFlags) (dunning.Schedule, error) {
	p, err := a.Portfolio(cmd.Context(), id)
	if err != nil {
		return dunning.Schedule{}, err
	}
	s := dunning.Schedule{PortfolioID: p.ID, At: "02:00", Latest: nightrun.DefaultLatest, Zone: p.Zone, Enabled: true}
	list, err := a.Ledger.Schedules(cmd.Context())
	if err != nil {
		return s, err
	}
	if i := slices.IndexFunc(list, func(x dunning.Schedule) bool { return x.PortfolioID == p.ID }); i >= 0 {
		s = list[i]
	}
	for name, set := range map[string]func(){
		"at":      func() { s.At = f.At },
		"latest":  func() { s.Latest = f.Latest },
		"zone":    func() { s.Zone = f.Zone },
		"days":    func() { s.Days = daysOf(f.Days) },
		"max-age": func() { s.MaxAgeHours = f.MaxAgeHours },
		"shrink":  func() { s.ShrinkPercent = f.ShrinkPercent },
	} {
		if cmd.Flags().Changed(name) {
			set()
		}
	}
	if s.Zone == "" {
		s.Zone = p.Zone
	}
	s.Enabled = f.on || s.Enabled && !f.off
	if err := nightrun.CheckSchedule(s, a.Zones); err != nil {
		return s, c.usage("--%w", "--%w", err) // it begins with the name of what is wrong
	}
	return s, nil
}

// daysOf reads days in any letter case; "all" is every day.
func daysOf(names []string) []string {
	var days []string
	for _, n := range names {
		if n = strings.ToLower(strings.TrimSpace(n)); n != "" && n != "all" && !slices.Contains(days, n) {
			days = append(days, n)
		}
	}
	return days
}

func (c *cli) printSchedule(ctx context.Context, a *app.App, portfolio string, asJSON bool) error {
	s, err := a.ScheduleOf(ctx, portfolio)
	if err != nil {
		return err
	}
	if asJSON {
		return c.printJSON(s)
	}
	if !s.Enabled {
		return c.printf(c.say("%s starts nothing by itself until `comity schedule set --on`\n", "%s 不再自动开始批次，直至执行 `comity schedule set --on`\n"), s.PortfolioID)
	}
	return c.printf(c.say("%s starts at %s, %s, in %s, and not by itself from %s on; payment data may be %d hours old\n",
		"%s：%s 开始，%s，时区 %s，自 %s 起不再自动开始；还款数据时效 %d 小时\n"), s.PortfolioID, s.At, c.days(s), s.Zone, s.Latest, s.MaxAgeHours)
}
