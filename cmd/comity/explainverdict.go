package main

import (
	"context"
	"slices"
	"time"

	"comity/internal/app"
	"comity/internal/dunning"
	"comity/internal/plan"
	"comity/internal/policy"
)

// judged is a verdict with its findings, as every explanation prints it.
type judged struct {
	Verdict   dunning.Outcome  `json:"verdict"` // of plan and policy together, where the plan is asked
	NotBefore *time.Time       `json:"not_before,omitempty"`
	NotAfter  *time.Time       `json:"not_after,omitempty"`
	Policy    string           `json:"policy"`
	Channels  []explainChannel `json:"channels"`
	Findings  []explainFinding `json:"findings"`
}

type explainChannel struct {
	Channel   dunning.Channel `json:"channel"`
	Verdict   dunning.Outcome `json:"verdict"`
	Outcome   dunning.Outcome `json:"outcome"` // the same, by the name it had before
	NotBefore *time.Time      `json:"not_before,omitempty"`
	NotAfter  *time.Time      `json:"not_after,omitempty"`
	Point     string          `json:"point,omitempty"` // the id of the contact point to use
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

// judged words a verdict.
func (c *cli) judged(v dunning.Verdict) judged {
	j := judged{
		Verdict: v.Outcome, NotBefore: optional(v.NotBefore), NotAfter: optional(v.NotAfter), Policy: v.Policy,
		Channels: make([]explainChannel, len(v.Channels)), Findings: make([]explainFinding, len(v.Findings)),
	}
	for i, cv := range v.Channels {
		j.Channels[i] = explainChannel{cv.Channel, cv.Outcome, cv.Outcome, optional(cv.NotBefore), optional(cv.NotAfter), cv.Point}
	}
	for i, f := range v.Findings {
		j.Findings[i] = c.finding(f)
	}
	return j
}

func (c *cli) finding(f dunning.Finding) explainFinding {
	return explainFinding{
		f.Rule, f.Outcome, f.Channel, optional(f.Until), f.Authority, policy.Words(f.Citation, c.lang), policy.Sentence(f, c.lang),
	}
}

// joint sums plan and policy up in the order of the nightly run: what makes a reminder wrong comes before
// what makes it early. then is what policy says of the instant until which the plan defers: permitted is only
// what both permit. rule is the one that kept the verdict from being allow.
func joint(p plan.Result, v dunning.Verdict, then func(time.Time) (dunning.Verdict, error)) (sum dunning.Verdict, rule string, err error) {
	if blocking, ok := v.Blocking(); ok && v.Outcome != dunning.Allow {
		rule = blocking.Rule
	}
	if p.Due {
		return v, rule, nil
	}
	v.Findings = append([]dunning.Finding{p.Finding}, v.Findings...)
	if v.Outcome == dunning.Suppress {
		return v, rule, nil
	}
	v.Findings = slices.DeleteFunc(v.Findings, func(f dunning.Finding) bool { return f.Outcome == dunning.Allow })
	v.Channels = slices.Clone(v.Channels)
	for i := range v.Channels { // what policy alone would permit now is not permitted
		v.Channels[i] = dunning.ChannelVerdict{Channel: v.Channels[i].Channel, Outcome: p.Finding.Outcome}
	}
	v.Outcome, v.NotBefore, v.NotAfter = p.Finding.Outcome, p.Finding.Until.UTC(), time.Time{}
	if p.Finding.Outcome == dunning.Defer {
		later, err := then(p.Finding.Until)
		if err != nil {
			return v, rule, err
		}
		if later.NotBefore.IsZero() { // when the plan's time comes, policy will not permit it
			blocking, _ := later.Blocking()
			later.Findings = append([]dunning.Finding{p.Finding}, later.Findings...)
			return later, blocking.Rule, nil
		}
		v.NotBefore, v.NotAfter = later.NotBefore, later.NotAfter
		v.Channels = slices.Clone(later.Channels) // those of the step that will be due
		for i := range v.Channels {
			if v.Channels[i].Outcome == dunning.Allow {
				v.Channels[i].Outcome = dunning.Defer
			}
		}
	}
	return v, p.Finding.Rule, nil
}

const explainedRuns = 5

// remembered is what runs decided about an account.
func remembered(ctx context.Context, a *app.App, account string) ([]explainDecision, error) {
	walked, dates, err := a.Ledger.WalkedAccount(ctx, account, explainedRuns)
	if err != nil {
		return nil, err
	}
	runs := make([]explainDecision, len(walked))
	for i, w := range walked {
		runs[i] = explainDecision{Date: dates[i], Result: w.Result, Rule: w.Rule, Reminder: w.ReminderID}
		if w.ReminderID == "" {
			continue
		}
		r, _, err := a.Ledger.Reminder(ctx, w.ReminderID)
		if err != nil {
			return nil, err
		}
		runs[i].State = r.State
	}
	return runs, nil
}
