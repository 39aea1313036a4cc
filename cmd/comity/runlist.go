package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/dunning"
)

// runRow is a run in a list.
type runRow struct {
	ID           string           `json:"id"`
	Portfolio    string           `json:"portfolio"`
	BusinessDate string           `json:"business_date"`
	State        dunning.RunState `json:"state"`
	Policy       string           `json:"policy"`
	Reason       string           `json:"reason,omitempty"`
	Actor        string           `json:"actor"`
	StartedAt    *time.Time       `json:"started_at,omitempty"`
	EndedAt      *time.Time       `json:"ended_at,omitempty"`
}

func rowOf(r dunning.Run) runRow {
	return runRow{
		ID: r.ID, Portfolio: r.PortfolioID, BusinessDate: r.BusinessDate.String(), State: r.State, Policy: r.Policy, Reason: r.Reason,
		Actor: r.Actor, StartedAt: optional(r.StartedAt), EndedAt: optional(r.EndedAt),
	}
}

func (c *cli) runListCommand() *cobra.Command {
	var asJSON bool
	var limit int
	cmd := &cobra.Command{
		Use: "list", Short: c.say("List runs, newest first", "列出批次，最新的在前"), Args: c.nothing,
		Example:     "  comity run list --limit 5",
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 1 {
				return c.usage("--limit: %d is too few; write 1 or more", "--limit：%d 太小；请写 1 或更大的数", limit)
			}
			return c.with(cmd.Context(), time.Time{}, access.ReadRun, func(a *app.App, _ access.Actor) error {
				runs, err := a.Ledger.Runs(cmd.Context(), limit)
				if err != nil {
					return err
				}
				return c.printRuns(runs, asJSON)
			})
		},
	}
	c.jsonFlag(cmd.Flags(), &asJSON)
	cmd.Flags().IntVar(&limit, "limit", 30, c.say("`HOW MANY`", "`条数`"))
	return cmd
}

func (c *cli) printRuns(runs []dunning.Run, asJSON bool) error {
	rows := make([]runRow, 0, len(runs))
	for _, r := range runs {
		rows = append(rows, rowOf(r))
	}
	return printList(c, asJSON, rows,
		column[runRow]{c.say("RUN", "批次"), func(r runRow) string { return r.ID }},
		column[runRow]{c.say("PORTFOLIO", "账本"), func(r runRow) string { return r.Portfolio }},
		column[runRow]{c.say("DATE", "业务日"), func(r runRow) string { return r.BusinessDate }},
		column[runRow]{c.say("STATE", "状态"), func(r runRow) string { return string(r.State) }},
		column[runRow]{c.say("POLICY", "策略"), func(r runRow) string { return r.Policy }},
		column[runRow]{c.say("WHY", "原因"), func(r runRow) string { return r.Reason }},
	)
}

// walkedRow is an account of a run.
type walkedRow struct {
	Account  string         `json:"account"`
	Stage    string         `json:"stage"`
	Step     string         `json:"step,omitempty"`
	Result   dunning.Result `json:"result"`
	Rule     string         `json:"rule,omitempty"`
	Reminder string         `json:"reminder,omitempty"`
}

func (c *cli) runShowCommand() *cobra.Command {
	var asJSON, accounts bool
	cmd := &cobra.Command{
		Use: "show [RUN]", Short: c.say("Show what a run came to", "查看批次的结果"), Args: c.atMostOne("the id of a run", "批次编号"),
		Long: c.say("Shows a run in numbers, or with --accounts a line for every account. Without an id it is the newest run.",
			"以数字显示批次的结果；加 --accounts 则每个账户一行。不写编号时为最新的批次。"),
		Example: `  comity run show
  comity run show --accounts --json`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd.Context(), time.Time{}, access.ReadRun, func(a *app.App, _ access.Actor) error {
				run, err := c.runNamed(cmd.Context(), a, args)
				if err != nil {
					return err
				}
				if accounts {
					return c.printWalked(cmd.Context(), a, run, asJSON)
				}
				return c.showRun(cmd.Context(), a, run, asJSON)
			})
		},
	}
	c.jsonFlag(cmd.Flags(), &asJSON)
	cmd.Flags().BoolVar(&accounts, "accounts", false, c.say("a line for every account: what was decided, and by which rule", "每个账户一行：判定结果及所依规则"))
	return cmd
}

// runNamed finds a run by its id, or the newest.
func (c *cli) runNamed(ctx context.Context, a *app.App, args []string) (dunning.Run, error) {
	if len(args) == 1 {
		run, err := a.Ledger.Run(ctx, args[0])
		if err != nil {
			err = c.fail("%w; `comity run list` has the ids of runs", "%w；批次编号见 `comity run list`", err)
		}
		return run, err
	}
	list, err := a.Ledger.Runs(ctx, 1)
	if err == nil && len(list) == 0 {
		err = c.fail("there is no run yet: `comity run` begins one", "尚无批次：`comity run` 可开始一个")
	}
	if err != nil {
		return dunning.Run{}, err
	}
	return list[0], nil
}

func (c *cli) showRun(ctx context.Context, a *app.App, run dunning.Run, asJSON bool) error {
	s, err := c.summary(ctx, a, run)
	if err != nil {
		return err
	}
	if asJSON {
		return c.printJSON(s)
	}
	if err := c.printSummary(s, false); err != nil {
		return err
	}
	if err := c.printf("\n%s %s · %s %s\n", c.say("id", "编号"), run.ID, c.say("begun by", "发起人"), run.Actor); err != nil || run.Reason == "" {
		return err
	}
	return c.printf("%s: %s\n", c.say("reason", "理由"), run.Reason)
}

// printWalked prints the accounts of a run: for people as they are read, for programs as one list.
func (c *cli) printWalked(ctx context.Context, a *app.App, run dunning.Run, asJSON bool) error {
	var rows []walkedRow
	err := a.Ledger.EachWalked(ctx, run.ID, func(w dunning.Walked) error {
		if asJSON {
			rows = append(rows, walkedRow{w.AccountID, w.Stage, w.Step, w.Result, w.Rule, w.ReminderID})
			return nil
		}
		return c.printf("%s\t%s\t%s\t%s\t%s\t%s\n", w.AccountID, w.Stage, w.Step, w.Result, w.Rule, w.ReminderID)
	})
	if err != nil || !asJSON {
		return err
	}
	return printList[walkedRow](c, true, rows)
}
