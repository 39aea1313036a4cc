package main

import (
	"context"
	"fmt"
	"strings"
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
	At        time.Time         `json:"at"`
	Zone      string            `json:"zone"`
	DPD       int               `json:"dpd"`
	Stage     string            `json:"stage"`
	Step      string            `json:"step,omitempty"`
	Owed      int64             `json:"owed_minor_units"`
	Currency  string            `json:"currency"`
	Verdict   dunning.Outcome   `json:"verdict"`
	NotBefore *time.Time        `json:"not_before,omitempty"`
	NotAfter  *time.Time        `json:"not_after,omitempty"`
	Policy    string            `json:"policy"`
	Channels  []explainChannel  `json:"channels"`
	Findings  []explainFinding  `json:"findings"`
	Runs      []explainDecision `json:"runs,omitempty"`
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

func (c *cli) explainCommand() *cobra.Command {
	var at string
	var channels []string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "explain ACCOUNT", Short: "Say whether an account may be reminded, when, through what, and why",
		Args: exactly(1, "the id of an account"),
		RunE: func(cmd *cobra.Command, args []string) error {
			when, err := instant("at", at)
			if err != nil {
				return err
			}
			asked, err := channelsOf(channels)
			if err != nil {
				return err
			}
			return c.with(cmd.Context(), time.Time{}, access.ReadVerdict, func(a *app.App, _ access.Actor) error {
				if when.IsZero() {
					when = a.Clock.Now()
				}
				e, err := c.explain(cmd.Context(), a, args[0], when, asked)
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
	cmd.Flags().StringVar(&at, "at", "", "the instant asked about, RFC 3339 (default: now)")
	cmd.Flags().StringSliceVar(&channels, "channel", nil, "sms, email or letter (default: those of the step that is due, or all)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func channelsOf(names []string) ([]dunning.Channel, error) {
	var list []dunning.Channel
	for _, n := range names {
		switch ch := dunning.Channel(n); ch {
		case dunning.SMS, dunning.Email, dunning.Letter:
			list = append(list, ch)
		default:
			return nil, usage("--channel: %q is none; write sms, email or letter", n)
		}
	}
	return list, nil
}

func (c *cli) explain(ctx context.Context, a *app.App, account string, at time.Time, asked []dunning.Channel) (explanation, error) {
	s, err := a.Standing(ctx, account, at, asked)
	if err != nil {
		return explanation{}, err
	}
	e := explanation{
		Account: account, At: at, Zone: s.Portfolio.Zone, DPD: s.Account.DPD(s.Date), Stage: s.Plan.Stage.ID, Step: s.Plan.Step.ID,
		Owed: s.Account.Owed(s.Date), Currency: s.Account.Currency, Verdict: s.Verdict.Outcome, Policy: s.Verdict.Policy,
		NotBefore: optional(s.Verdict.NotBefore), NotAfter: optional(s.Verdict.NotAfter),
	}
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
	walked, dates, err := a.Ledger.WalkedAccount(ctx, account, 5)
	if err != nil {
		return e, err
	}
	for i, w := range walked {
		d := explainDecision{Date: dates[i], Result: w.Result, Rule: w.Rule, Reminder: w.ReminderID}
		if r, ok, err := a.Ledger.Reminder(ctx, w.ReminderID); err == nil && ok {
			d.State = r.State
		}
		e.Runs = append(e.Runs, d)
	}
	return e, nil
}

// optional is nil for the zero time.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (c *cli) printExplanation(e explanation) error {
	zone, err := time.LoadLocation(e.Zone)
	if err != nil {
		zone = time.UTC
	}
	local := func(t *time.Time) string {
		if t == nil {
			return "-"
		}
		return t.In(zone).Format("2006-01-02 15:04:05 MST")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s · %s · DPD %d · %s", c.say("account", "账户"), e.Account, local(&e.At), e.DPD, e.Stage)
	if e.Step != "" {
		fmt.Fprintf(&b, " · %s", e.Step)
	}
	fmt.Fprintf(&b, "\n%s: %s · %s %s · %s\n", c.say("verdict", "判定"), e.Verdict, c.say("not before", "不早于"), local(e.NotBefore), e.Policy)
	for _, ch := range e.Channels {
		fmt.Fprintf(&b, "  %-7s %-9s %s → %s\n", ch.Channel, ch.Outcome, local(ch.NotBefore), local(ch.NotAfter))
	}
	fmt.Fprintf(&b, "%s\n", c.say("because", "依据"))
	for _, f := range e.Findings {
		where := ""
		if f.Channel != "" {
			where = " [" + string(f.Channel) + "]"
		}
		fmt.Fprintf(&b, "  %s%s: %s\n      %s · %s\n", f.Rule, where, f.Text, f.Authority, f.Citation)
	}
	if len(e.Runs) > 0 {
		fmt.Fprintf(&b, "%s\n", c.say("what runs decided", "历次批次的决定"))
	}
	for _, r := range e.Runs {
		fmt.Fprintf(&b, "  %s  %s %s %s %s\n", r.Date, r.Result, r.Rule, r.Reminder, r.State)
	}
	_, err = fmt.Fprint(c.Out, b.String())
	return err
}
