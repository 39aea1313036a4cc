package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"comity/internal/calendar"
	"comity/internal/courtesy"
	"comity/internal/dunning"
)

// wordLine is a line of --jsonl. Keys beside these are for whoever wrote the file, and are not read.
type wordLine struct {
	ID           string                     `json:"id"`
	Channel      string                     `json:"channel"`
	Locale       string                     `json:"locale"`
	Jurisdiction string                     `json:"jurisdiction"`
	Role         string                     `json:"role"`
	Subject      string                     `json:"subject"`
	Text         string                     `json:"text"`
	HTML         string                     `json:"html"`
	Facts        map[string]json.RawMessage `json:"facts"`
}

// lintMany judges a file of messages and prints a line for each.
func (c *cli) lintMany(f wordFlags) error {
	l, err := c.wordJudge(f)
	if err != nil {
		return err
	}
	data, err := c.lintFile("jsonl", f.jsonl)
	if err != nil {
		return err
	}
	refused, number := 0, 0
	out := json.NewEncoder(c.Out)
	out.SetEscapeHTML(false)
	for _, line := range bytes.Split([]byte(data), []byte("\n")) {
		number++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var x wordLine
		if err := json.Unmarshal(line, &x); err != nil {
			return c.usage("%s:%d: this is not a message in JSON: %v", "%s:%d：这不是 JSON 格式的文案：%v", f.jsonl, number, err)
		}
		m, context, err := c.lineMessage(l, f, x)
		if err != nil {
			return c.usage("%s:%d: %v", "%s:%d：%v", f.jsonl, number, err)
		}
		r, err := l.judge(x.ID, m, context)
		if err != nil {
			return err
		}
		if r.Verdict == lintRefuse {
			refused++
		}
		if err := out.Encode(r); err != nil {
			return err
		}
	}
	if refused > 0 {
		return c.fail("%d messages are refused", "%d 条文案不得发送", refused)
	}
	return nil
}

// lineMessage is the message of a line and what is known of it; what the line leaves out is as the flags have it.
func (c *cli) lineMessage(l *wordJudge, f wordFlags, x wordLine) (courtesy.Message, courtesy.Context, error) {
	m := courtesy.Message{Channel: dunning.Channel(x.Channel), Locale: x.Locale, Subject: x.Subject, Text: x.Text, HTML: x.HTML}
	context := l.context
	if len(x.Facts) > 0 {
		data, err := json.Marshal(x.Facts)
		if err != nil {
			return m, context, err
		}
		// The line has been written for others too: what is not known here is noted, and the message still judged.
		if context, err = readLintFacts(cmp.Or(x.ID, "facts")+".json", data, context); err != nil {
			c.notef("%v", err)
		}
	}
	if x.Jurisdiction != "" {
		p, err := calendar.ParsePlace(x.Jurisdiction)
		if err != nil {
			return m, context, err
		}
		context.Places = []calendar.Place{p}
	}
	if x.Role != "" {
		if !slices.Contains(lintRoles, x.Role) {
			return m, context, c.fail("there is no role %q", "没有角色 %q", x.Role)
		}
		context.Role = dunning.Role(x.Role)
	}
	if m.Channel == "" {
		m.Channel = dunning.Channel(f.channel)
	}
	switch {
	case m.Channel == "" && (m.Subject != "" || m.HTML != ""):
		m.Channel = dunning.Email
	case m.Channel == "":
		m.Channel = dunning.SMS
	case !slices.Contains(dunning.EveryChannel(), m.Channel):
		return m, context, c.fail("there is no channel %q", "没有渠道 %q", x.Channel)
	}
	if m.Locale == "" {
		m.Locale = f.locale
	}
	if m.Locale == "" && strings.ContainsFunc(m.Text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		m.Locale = "zh"
	}
	return m, context, nil
}
