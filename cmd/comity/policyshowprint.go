package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"comity/internal/app"
	"comity/internal/intake"
)

// shownText is a policy for people; other is what the files say where that differs.
func (c *cli) shownText(s policyShown, other string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", s.Version, s.Title)
	row := func(en, zh, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%s  %s\n", pad(c.say(en, zh), c.labels()), text)
		}
	}
	row("state", "状态", c.stateOf(s.versionRow))
	row("note", "说明", s.Note)
	if other != "" {
		row("unpublished", "未发布", c.sprintf("the file says %s: `comity policy diff %s` compares", "文件内容为 %s：`comity policy diff %s` 可比较", other, s.Name))
	}
	row("packs", "规则包", c.listing(s.Packs))
	row("files", "文件", c.listing(s.Files))
	row("zones", "时区", c.listing(s.Fallback))
	row("tolerance", "容忍额", c.listing(amounts(s.Tolerance)))
	c.stagesText(&b, s.Stages)
	c.occasionsText(&b, s.Occasions)
	if len(s.Relaxed) > 0 {
		fmt.Fprintf(&b, "\n%s\n", c.say("House rules done without", "不适用的内部规则"))
		for _, x := range s.Relaxed {
			fmt.Fprintf(&b, "  %s  %s\n", x.Rule, x.Reason)
		}
	}
	b.WriteString("\n" + c.rulesText(s.Rules))
	return b.String()
}

// labels is how wide the words in front of a line are.
func (c *cli) labels() int {
	if c.lang == chinese {
		return 6
	}
	return 11
}

// stateOf says what a version is, and who made it so.
func (c *cli) stateOf(v versionRow) string {
	parts := []string{c.stateWords(v.State)}
	if v.Origin == originShipped {
		parts = append(parts, c.say("shipped with Comity", "随 Comity 内置"))
	}
	if v.PublishedBy != "" {
		parts = append(parts, c.sprintf("published by %s at %s", "%s 于 %s 发布", v.PublishedBy, stamp(*v.PublishedAt)))
	}
	if v.ProposedBy != "" && v.Origin != originShipped {
		parts = append(parts, c.sprintf("proposed by %s at %s", "%s 于 %s 提出", v.ProposedBy, stamp(*v.ProposedAt)))
	}
	if v.State == app.PolicyPack {
		parts = append(parts, c.say("others build on it; by itself it decides for no portfolio", "供其他策略引用，本身不适用于任何账本"))
	}
	return strings.Join(parts, " · ")
}

// amounts writes amounts by currency.
func amounts(minor map[string]int64) []string {
	var list []string
	for _, code := range slices.Sorted(maps.Keys(minor)) {
		text, err := intake.FormatAmount(minor[code], code)
		if err != nil {
			text = strconv.FormatInt(minor[code], 10)
		}
		list = append(list, text+" "+code)
	}
	return list
}

func (c *cli) stagesText(b *strings.Builder, stages []shownStage) {
	if len(stages) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", c.say("Stages and steps, by days past due", "阶段与步骤（按逾期天数）"))
	var table [][]string
	for _, s := range stages {
		table = append(table, []string{"  " + s.ID, fmt.Sprintf("%d … %d", s.From, s.To), s.Handoff})
		for _, x := range s.Steps {
			table = append(table, []string{"    " + x.ID, strconv.Itoa(x.Day), c.stepText(x)})
		}
	}
	_ = writeTable(b, table) // a builder does not fail
}

// stepText says a step in one line.
func (c *cli) stepText(x shownStep) string {
	parts := []string{c.listing(words(x.Channels)), x.Template}
	if x.Spacing > 0 {
		parts = append(parts, c.sprintf("%s after the one before", "与上一步间隔 %s", c.nDays(x.Spacing)))
	}
	if x.Expires {
		parts = append(parts, c.say("lapses with its stage", "阶段结束即失效"))
	}
	if x.Approval {
		parts = append(parts, c.say("a person approves it", "须经人工批准"))
	}
	if x.When != "" {
		parts = append(parts, c.say("when ", "条件 ")+x.When)
	}
	return strings.Join(parts, " · ")
}

func (c *cli) occasionsText(b *strings.Builder, occasions []shownOccasion) {
	if len(occasions) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", c.say("Said beside the steps", "步骤之外的提醒"))
	var table [][]string
	for _, o := range occasions {
		parts := []string{c.listing(words(o.Channels)), o.Template}
		switch {
		case o.Lead > 0:
			parts = append(parts, c.sprintf("from %s before its date", "到期前 %s起", c.nDays(o.Lead)))
		case o.After > 0:
			parts = append(parts, c.sprintf("from %s after its date", "逾期 %s后", c.nDays(o.After)))
		case o.Within > 0:
			parts = append(parts, c.sprintf("within %s", "%s之内", c.nDays(o.Within)))
		}
		table = append(table, []string{"  " + o.Name, strings.Join(parts, " · ")})
	}
	_ = writeTable(b, table) // a builder does not fail
}

// nDays counts days.
func (c *cli) nDays(n int) string {
	switch {
	case c.lang == chinese:
		return fmt.Sprintf("%d 天", n)
	case n == 1:
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
