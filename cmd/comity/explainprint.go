package main

import (
	"fmt"
	"strings"
	"time"

	"comity/internal/intake"
)

// printExplanation prints an explanation for people, in the portfolio's zone.
func (c *cli) printExplanation(e explanation) error {
	zone, err := time.LoadLocation(e.Zone)
	if err != nil {
		zone = time.UTC
	}
	var b strings.Builder
	c.explainHead(&b, e, zone)
	for _, ch := range e.Channels {
		fmt.Fprintf(&b, "  %-7s %s", ch.Channel, ch.Outcome)
		if ch.NotBefore != nil && ch.NotAfter != nil {
			fmt.Fprintf(&b, " · %s → %s", local(*ch.NotBefore, zone), local(*ch.NotAfter, zone))
		}
		b.WriteByte('\n')
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
		fmt.Fprintln(&b, "  "+spaced(r.Date, string(r.Result), r.Rule, r.Reminder, string(r.State)))
	}
	return c.printf("%s", b.String())
}

// explainHead says which account, and what the verdict is.
func (c *cli) explainHead(b *strings.Builder, e explanation, zone *time.Location) {
	owed, err := intake.FormatAmount(e.Owed, e.Currency)
	if err != nil {
		owed = fmt.Sprint(e.Owed)
	}
	head := []string{
		c.say("account ", "账户 ") + e.Account, local(e.At, zone), fmt.Sprintf("DPD %d", e.DPD), e.Stage,
		c.say("owes ", "应还 ") + owed + " " + e.Currency,
	}
	if e.Step != "" {
		head = append(head, c.say("step ", "步骤 ")+e.Step)
	}
	fmt.Fprintln(b, dotted(head...))
	verdict := string(e.Verdict)
	if e.Rule != "" {
		verdict += " (" + e.Rule + ")"
	}
	line := []string{c.say("verdict: ", "判定：") + verdict}
	if e.NotBefore != nil {
		line = append(line, c.say("not before ", "不早于 ")+local(*e.NotBefore, zone))
	}
	if e.NotAfter != nil {
		line = append(line, c.say("not after ", "不晚于 ")+local(*e.NotAfter, zone))
	}
	fmt.Fprintln(b, dotted(append(line, e.Policy)...))
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
