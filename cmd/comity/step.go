package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/dunning"
)

func (c *cli) stepCommand() *cobra.Command {
	return c.group(&cobra.Command{Use: "step", Short: c.say("The next step of an account", "账户的下一策略步骤")}, c.stepSkipCommand())
}

func (c *cli) stepSkipCommand() *cobra.Command {
	var reason string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "skip ACCOUNT STEP", Short: c.say("Pass over a step of an account, with a reason", "说明理由，跳过账户的某一策略步骤"),
		Long: c.say(`Passes over a step in the account's present arrears: it goes on with the next one as if this one had been taken, and
nothing is said. STEP is a step of the account's policy, or the id of what was agreed, as comity explain shows it. What a
reminder has, sent or on its way, cannot be skipped. In new arrears the step comes again.`,
			`在账户本次逾期中跳过某一步骤：视同该步骤已完成，继续下一步，不发送任何内容。步骤为该账户策略中的步骤，或 comity explain
所示的约定编号。已发送或在途提醒所含的步骤不能跳过。新的逾期中该步骤照常进行。`),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 {
				return nil
			}
			return c.usage("`%s` takes the id of an account and that of a step; `comity explain ACCOUNT` says which is next", "`%s` 需要账户编号和步骤编号；`comity explain 账户` 显示下一步骤", cmd.CommandPath())
		},
		Example: `  comity step skip a00001 first-reminder --reason "told by phone on Monday"
  comity step skip a00001 appointment:v1 --reason "the customer called it off"`,
		Annotations: exits(exitDone, exitFailed, exitUsage, exitRefused),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.given("reason", reason, "say why; it is kept with the account", "请说明理由，该理由随账户保存"); err != nil {
				return err
			}
			return c.with(cmd.Context(), time.Time{}, access.StepSkip, func(a *app.App, actor access.Actor) error {
				s, err := c.skip(cmd.Context(), a, actor, skipped{Account: args[0], Step: args[1], Reason: strings.TrimSpace(reason)})
				if err != nil {
					return err
				}
				if asJSON {
					return c.printJSON(s)
				}
				return c.printSkipped(s)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", c.say("`WHY`; required, and kept with the account", "`理由`；必填，随账户保存"))
	c.jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

// skipped is what `comity step skip --json` prints.
type skipped struct {
	Account string `json:"account"`
	Step    string `json:"step"`
	Cycle   int    `json:"cycle"`
	Reason  string `json:"reason"`
	Again   bool   `json:"again"`          // it was skipped before, for the reason given then
	Next    string `json:"next,omitempty"` // the step that comes now
	Due     bool   `json:"next_due"`
	Rule    string `json:"rule,omitempty"` // of the plan, where nothing is due
	until   time.Time
	zone    *time.Location
}

func (c *cli) skip(ctx context.Context, a *app.App, actor access.Actor, s skipped) (skipped, error) {
	now := a.Clock.Now()
	standing, err := a.Standing(ctx, s.Account, now, nil)
	if err != nil {
		return s, err
	}
	s.Cycle = standing.Account.Cycle
	if err := c.skippable(a, standing, s.Step); err != nil {
		return s, err
	}
	saved, err := a.Ledger.Book().SkipStep(ctx, actor.ID, s.Account, s.Step, s.Reason)
	if err != nil {
		return s, err
	}
	s.Again = saved.New == 0
	if standing, err = a.Standing(ctx, s.Account, now, nil); err != nil {
		return s, err
	}
	p := standing.Plan
	s.Next, s.Due, s.Rule, s.until, s.zone = p.Step.ID, p.Due, p.Finding.Rule, p.Finding.Until, zoneNamed(standing.Portfolio.Zone)
	return s, nil
}

// skippable refuses what is no step of the account, or was said already.
func (c *cli) skippable(a *app.App, s app.Standing, step string) error {
	p, err := a.PolicyOf(s.Portfolio)
	if err != nil {
		return err
	}
	once := agreed(s, step) // and in whichever arrears
	if _, ok := p.Ladder().Step(step); !ok && !once {
		var known []string
		for _, stage := range p.Ladder() {
			for _, x := range stage.Steps {
				known = append(known, x.ID)
			}
		}
		return c.fail("account %s has no step %q; the steps of the policy %s are %s, and `comity explain %[1]s` shows what was agreed", "账户 %s 没有步骤 %q；策略 %s 的步骤有 %s，已作的约定见 `comity explain %[1]s`",
			s.Account.ID, step, p.Name(), c.listing(known))
	}
	taken := slices.IndexFunc(s.Person.Taken, func(t dunning.Taken) bool {
		return t.AccountID == s.Account.ID && t.Step == step && (once || t.Cycle == s.Account.Cycle)
	})
	if taken < 0 || s.Person.Taken[taken].Done && s.Person.Taken[taken].At.IsZero() {
		return nil
	}
	t := s.Person.Taken[taken]
	at := local(t.At, zoneNamed(s.Portfolio.Zone))
	if !t.Done {
		return c.fail("a reminder is on its way with step %s of account %s, since %s: it cannot be skipped any more", "账户 %[2]s 的步骤 %[1]s 已有在途提醒（自 %[3]s 起），不能再跳过", step, s.Account.ID, at)
	}
	return c.fail("step %s of account %s was taken at %s: there is nothing to skip", "账户 %[2]s 的步骤 %[1]s 已于 %[3]s 完成，无须跳过", step, s.Account.ID, at)
}

// agreed says whether a step is something that was agreed about the account.
func agreed(s app.Standing, step string) bool {
	m := s.Person.Matter(dunning.CauseOf(step))
	if m.Cause.Step() != step {
		return false
	}
	switch {
	case m.Promise != nil:
		return m.Promise.AccountID == s.Account.ID
	case m.Appointment != nil:
		return m.Appointment.AccountID == s.Account.ID
	case m.Plan != nil:
		return m.Plan.AccountID == s.Account.ID && m.Cause.Number >= 1 && m.Cause.Number <= len(m.Plan.Instalments)
	}
	return false
}

func (c *cli) printSkipped(s skipped) error {
	head := c.sprintf("account %s: step %s is passed over", "账户 %s：已跳过步骤 %s", s.Account, s.Step)
	if s.Again {
		head = c.sprintf("account %s: step %s was passed over before, for the reason given then", "账户 %s：步骤 %s 此前已跳过，保留原有理由", s.Account, s.Step)
	}
	next := c.sprintf("next: %s", "下一步：%s", s.Next)
	switch {
	case s.Next == "":
		next = c.sprintf("next: nothing (%s)", "下一步：无（%s）", s.Rule)
	case s.Due:
		next += c.say(", due now", "，现可进行")
	case !s.until.IsZero():
		next += fmt.Sprintf(c.say(", not before %s", "，不早于 %s"), local(s.until, s.zone))
	}
	return c.printf("%s\n%s\n", head, next)
}
