package main

import (
	"fmt"
	"strings"

	"comity/internal/dunning"
	"comity/internal/policy"
)

// authorityWords say who wants a rule.
func (c *cli) authorityWords(a dunning.Authority) string {
	switch a {
	case dunning.Law:
		return c.say("law", "法律法规")
	case dunning.Standard:
		return c.say("standard", "标准")
	case dunning.SelfDiscipline:
		return c.say("self-discipline", "行业自律")
	case dunning.House:
		return c.say("house", "内部规则")
	}
	return string(a)
}

// kindWords are the headings of the rules, in the order in which they are shown.
func (c *cli) kindWords() [][2]string {
	return [][2]string{
		{"window", c.say("Hours", "时段")},
		{"days", c.say("Days", "日期")},
		{"quota", c.say("How often", "频次")},
		{"spacing", c.say("How far apart", "间隔")},
		{"consent", c.say("Consent", "同意")},
		{"party", c.say("Who", "对象")},
		{"notice", c.say("Notices that come first", "须先行告知")},
		{"guard", c.say("Caution", "缓冲")},
		{"hold", c.say("What stops contact", "暂停事由")},
		{"builtin", c.say("What always holds", "始终适用")},
		{"content", c.say("Duties: what words must and must not say", "义务：文案须有与禁用内容")},
		{"deadline", c.say("Duties: deadlines", "义务：时限")},
		{"retention", c.say("Duties: how long records are kept", "义务：记录留存")},
	}
}

// rulesText is the rules by kind, each with what it says and where it comes from.
func (c *cli) rulesText(rules []shownRule) string {
	var b strings.Builder
	for _, kind := range c.kindWords() {
		first := true
		for _, r := range rules {
			if r.Kind != kind[0] {
				continue
			}
			if first {
				if b.Len() > 0 {
					b.WriteByte('\n')
				}
				fmt.Fprintf(&b, "%s (%s)\n", kind[1], kind[0])
				first = false
			}
			c.ruleText(&b, r)
		}
	}
	return b.String()
}

func (c *cli) ruleText(b *strings.Builder, r shownRule) {
	where := []string{c.authorityWords(r.Authority), string(r.Place), c.listing(words(r.Roles)), c.listing(words(r.Channels))}
	switch {
	case r.From != nil && r.To != nil:
		where = append(where, fmt.Sprintf("%s … %s", r.From, r.To))
	case r.From != nil:
		where = append(where, c.sprintf("from %s", "自 %s 起", r.From))
	case r.To != nil:
		where = append(where, c.sprintf("until %s", "至 %s 止", r.To))
	}
	fmt.Fprintf(b, "  %s  %s\n", r.ID, dotted(where...))
	if says := saysText(r.Says); says != "" {
		fmt.Fprintf(b, "      %s\n", says)
	}
	fmt.Fprintf(b, "      %s\n", r.Citation)
}

// saysText writes fields in one line.
func saysText(fields []policy.Field) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = f.Key + ": " + f.Text
	}
	return strings.Join(parts, "; ")
}

// words are names as plain text.
func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
