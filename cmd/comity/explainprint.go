package main

import (
	"fmt"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/facts"
	"comity/internal/intake"
)

// printExplanation prints an explanation for people, in the portfolio's zone.
func (c *cli) printExplanation(e explanation) error {
	zone := zoneNamed(e.Zone)
	head := []string{
		c.say("account ", "账户 ") + e.Account, local(e.At, zone), fmt.Sprintf("DPD %d", e.DPD), e.Stage, c.owes(e.Owed, e.Currency),
	}
	if e.Step != "" {
		head = append(head, c.say("step ", "步骤 ")+e.Step)
	}
	var b strings.Builder
	fmt.Fprintln(&b, dotted(head...))
	c.printJudged(&b, e.judged, e.Rule, zone)
	if len(e.Runs) > 0 {
		fmt.Fprintf(&b, "%s\n", c.sprintf("what the newest runs decided, at most %d", "最近批次的决定，至多 %d 次", explainedRuns))
	}
	for _, r := range e.Runs {
		fmt.Fprintln(&b, "  "+spaced(r.Date, string(r.Result), r.Rule, r.Reminder, string(r.State)))
	}
	return c.printf("%s", b.String())
}

// printAnswer prints what a case is answered, in the portfolio's zone; after another one with a line between.
func (c *cli) printAnswer(k facts.Case, r reply, after bool) error {
	zone := zoneNamed(k.Facts.Zone)
	date := calendar.DateOf(k.Facts.Now, zone)
	a := k.Facts.Account
	head := []string{
		k.ID, spaced(c.say("account", "账户"), a.ID), local(k.Facts.Now, zone), fmt.Sprintf("DPD %d", a.DPD(date)), c.owes(a.Owed(date), a.Currency),
	}
	if a.ID == facts.UnnamedAccount {
		head[1] = ""
	}
	if r.plan != nil {
		head = append(head, r.plan.Stage.ID)
		if r.plan.Step.ID != "" {
			head = append(head, c.say("step ", "步骤 ")+r.plan.Step.ID)
		}
	}
	var b strings.Builder
	if after {
		b.WriteByte('\n')
	}
	fmt.Fprintln(&b, dotted(head...))
	c.printJudged(&b, c.judged(r.verdict), r.rule, zone)
	return c.printf("%s", b.String())
}

// printJudged says the verdict, then each channel, then why.
func (c *cli) printJudged(b *strings.Builder, j judged, rule string, zone *time.Location) {
	verdict := string(j.Verdict)
	if rule != "" {
		verdict += " (" + rule + ")"
	}
	line := []string{c.say("verdict: ", "判定：") + verdict}
	if j.NotBefore != nil {
		line = append(line, c.say("not before ", "不早于 ")+local(*j.NotBefore, zone))
	}
	if j.NotAfter != nil {
		line = append(line, c.say("not after ", "不晚于 ")+local(*j.NotAfter, zone))
	}
	fmt.Fprintln(b, dotted(append(line, j.Policy)...))
	for _, ch := range j.Channels {
		fmt.Fprintf(b, "  %-7s %s", ch.Channel, ch.Verdict)
		if ch.NotBefore != nil && ch.NotAfter != nil {
			fmt.Fprintf(b, " · %s → %s", local(*ch.NotBefore, zone), local(*ch.NotAfter, zone))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(b, "%s\n", c.say("because", "依据"))
	for _, f := range j.Findings {
		where := ""
		if f.Channel != "" {
			where = " [" + string(f.Channel) + "]"
		}
		fmt.Fprintf(b, "  %s%s: %s\n      %s · %s\n", f.Rule, where, f.Text, f.Authority, f.Citation)
	}
}

// owes says an amount, as its currency is written where that is known.
func (c *cli) owes(minor int64, currency string) string {
	owed, err := intake.FormatAmount(minor, currency)
	if err != nil {
		owed = fmt.Sprint(minor)
	}
	return strings.TrimSpace(c.say("owes ", "应还 ") + owed + " " + currency)
}

// zoneNamed is a zone in which to show times to people; UTC where there is none of that name.
func zoneNamed(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// dotted joins what is not empty by a dot.
func dotted(words ...string) string { return joined(" · ", words) }

// spaced joins what is not empty by a space.
func spaced(words ...string) string { return joined(" ", words) }

func joined(by string, words []string) string {
	var list []string
	for _, w := range words {
		if w != "" {
			list = append(list, w)
		}
	}
	return strings.Join(list, by)
}
