package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/dunning"
	"comity/internal/policy"
)

// explanation is what `comity explain --json` prints.
type explanation struct {
	Account   string            `json:"account"`
	Portfolio string            `json:"portfolio"`
	At        time.Time         `json:"at"`
	Zone      string            `json:"zone"`
	DPD       int               `json:"dpd"`
	Stage     string            `json:"stage"`
	Step      string            `json:"step,omitempty"`
	Due       bool              `json:"due"` // the step may be taken on the date
	Owed      int64             `json:"owed_minor_units"`
	Currency  string            `json:"currency"`
	Verdict   dunning.Outcome   `json:"verdict"`        // of plan and policy together
	Rule      string            `json:"rule,omitempty"` // that kept the verdict from being allow
	NotBefore *time.Time        `json:"not_before,omitempty"`
	NotAfter  *time.Time        `json:"not_after,omitempty"`
	Policy    string            `json:"policy"`
	Channels  []explainChannel  `json:"channels"` // of the policy alone
	Findings  []explainFinding  `json:"findings"`
	Runs      []explainDecision `json:"runs"` // the newest five
}

type explainChannel struct {
	Channel   dunning.Channel `json:"channel"`
	Outcome   dunning.Outcome `json:"outcome"`
	NotBefore *time.Time      `json:"not_before,omitempty"`
	NotAfter  *time.Time      `json:"not_after,omitempty"`
}

type explainFinding struct {
	Rule      string            `json:"rule"`
	Outcome   dunning.Outcome   `json:"outcome"`
	Channel   dunning.Channel   `json:"channel,omitempty"`
	Until     *time.Time        `json:"until,omitempty"`
	Authority dunning.Authority `json:"authority"`
	Citation  string            `json:"citation"`
	Text      string            `json:"text"`
}

type explainDecision struct {
	Date     string         `json:"business_date"`
	Result   dunning.Result `json:"result"`
	Rule     string         `json:"rule,omitempty"`
	Reminder string         `json:"reminder,omitempty"`
	State    dunning.State  `json:"reminder_state,omitempty"`
}

const explainedRuns = 5

func (c *cli) explainCommand() *cobra.Command {
	var at string
	var channels []string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "explain ACCOUNT", Short: c.say("Say whether an account may be reminded, when, through what, and why", "说明账户可否提醒、何时、经何渠道及依据"),
		Long: c.say(`Asks plan and policy about an account, as the nightly run and every claim do, and prints the verdict with every
finding, its rule and its source. Balances, payments, holds and history are those known now; --at moves only the
clock, so that a future instant says what will be when nothing else changes.`,
			`与夜间批次和每次认领一样，就某一账户询问计划与策略，列出判定及每条依据、规则和出处。余额、还款、暂停和历史均以
现在所知为准；--at 只移动时钟，因此未来的时刻表示其他情况不变时的结果。`),
		Args: c.one("the id of an account", "账户编号"),
		Example: `  comity explain a00001
  comity explain a00001 --at 2026-11-10T21:30:00+08:00 --json`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			when, err := c.instant("at", at)
			if err != nil {
				return err
			}
			asked, err := c.channels(channels)
			if err != nil {
				return err
			}
			return c.with(cmd.Context(), time.Time{}, access.ReadVerdict, func(a *app.App, _ access.Actor) error {
				if when.IsZero() {
					when = a.Clock.Now()
				}
				s, err := a.Standing(cmd.Context(), args[0], when, asked)
				if err != nil {
					return err
				}
				e, err := c.explain(cmd.Context(), a, s, when)
				if err != nil {
					return err
				}
				if asJSON {
					return c.printJSON(e)
				}
				return c.printExplanation(e)
			})
		},
	}
	cmd.Flags().StringVar(&at, "at", "", c.say("the `INSTANT` asked about, RFC 3339 (default: now)", "所问的`时刻`，RFC 3339（默认：现在）"))
	c.channelsFlag(cmd.Flags(), &channels)
	c.jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

func (c *cli) explain(ctx context.Context, a *app.App, s app.Standing, at time.Time) (explanation, error) {
	e := explanation{
		Account: s.Account.ID, Portfolio: s.Portfolio.ID, At: at, Zone: s.Portfolio.Zone, DPD: s.Account.DPD(s.Date),
		Stage: s.Plan.Stage.ID, Step: s.Plan.Step.ID, Due: s.Plan.Due,
		Owed: s.Account.Owed(s.Date), Currency: s.Account.Currency, Policy: s.Verdict.Policy,
		Channels: []explainChannel{}, Findings: []explainFinding{}, Runs: []explainDecision{},
	}
	e.judge(s)
	for _, cv := range s.Verdict.Channels {
		e.Channels = append(e.Channels, explainChannel{cv.Channel, cv.Outcome, optional(cv.NotBefore), optional(cv.NotAfter)})
	}
	findings := s.Verdict.Findings
	if !s.Plan.Due {
		findings = append([]dunning.Finding{s.Plan.Finding}, findings...)
	}
	for _, f := range findings {
		e.Findings = append(e.Findings, explainFinding{
			f.Rule, f.Outcome, f.Channel, optional(f.Until), f.Authority, policy.Words(f.Citation, c.lang), policy.Sentence(f, c.lang),
		})
	}
	return e, e.remember(ctx, a)
}

// judge sums plan and policy up in the order of the nightly run: what makes a reminder wrong comes before
// what makes it early.
func (e *explanation) judge(s app.Standing) {
	blocking, blocked := s.Verdict.Blocking()
	switch {
	case s.Verdict.Outcome != dunning.Suppress && !s.Plan.Due:
		e.Verdict, e.Rule, e.NotBefore = s.Plan.Finding.Outcome, s.Plan.Finding.Rule, optional(s.Plan.Finding.Until)
		return
	case blocked && s.Verdict.Outcome != dunning.Allow:
		e.Rule = blocking.Rule
	}
	e.Verdict, e.NotBefore, e.NotAfter = s.Verdict.Outcome, optional(s.Verdict.NotBefore), optional(s.Verdict.NotAfter)
}

// remember adds what runs decided about the account.
func (e *explanation) remember(ctx context.Context, a *app.App) error {
	walked, dates, err := a.Ledger.WalkedAccount(ctx, e.Account, explainedRuns)
	if err != nil {
		return err
	}
	for i, w := range walked {
		d := explainDecision{Date: dates[i], Result: w.Result, Rule: w.Rule, Reminder: w.ReminderID}
		if w.ReminderID != "" {
			r, _, err := a.Ledger.Reminder(ctx, w.ReminderID)
			if err != nil {
				return err
			}
			d.State = r.State
		}
		e.Runs = append(e.Runs, d)
	}
	return nil
}
