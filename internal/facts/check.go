package facts

import (
	"fmt"
	"slices"
	"time"

	"comity/internal/dunning"
)

// Check holds a verdict to what its case expects: what differs, in words; nothing when all is as expected.
func Check(c Case, v dunning.Verdict) []string {
	if c.Expect == nil {
		return nil
	}
	d := differences{zone: c.Facts.Now.Location()}
	e := c.Expect
	d.word("verdict", e.Verdict, v.Outcome)
	d.instant("not_before", e.NotBefore, v.NotBefore)
	d.instant("not_after", e.NotAfter, v.NotAfter)
	for _, rule := range e.Rules {
		if !slices.ContainsFunc(v.Findings, func(f dunning.Finding) bool { return f.Rule == rule }) {
			d.add("%s has no finding; there are %s", rule, found(v.Findings))
		}
	}
	for _, f := range v.Findings {
		if slices.Contains(e.NotRules, f.Rule) && f.Outcome != dunning.Allow {
			d.add("%s says %s, and should not stand in the way", f.Rule, f.Outcome)
		}
	}
	for _, want := range e.Channels {
		name := string(want.Channel) + "."
		got, ok := v.Channel(want.Channel)
		if !ok {
			d.add("%s was not asked about", want.Channel)
			continue
		}
		d.word(name+"verdict", want.Verdict, got.Outcome)
		d.instant(name+"not_before", want.NotBefore, got.NotBefore)
		d.instant(name+"not_after", want.NotAfter, got.NotAfter)
		if want.Point != "" && want.Point != got.Point {
			d.add("%spoint is %s, expected %s", name, or(got.Point, "none"), want.Point)
		}
	}
	return d.list
}

// differences are those noticed so far; instants are written on the clock of the case.
type differences struct {
	list []string
	zone *time.Location
}

// add notes a difference, once.
func (d *differences) add(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(d.list, s) {
		d.list = append(d.list, s)
	}
}

func (d *differences) word(what string, want, got dunning.Outcome) {
	if want != "" && want != got {
		d.add("%s is %s, expected %s", what, or(got, "missing"), want)
	}
}

func (d *differences) instant(what string, want, got time.Time) {
	switch {
	case want.IsZero() || want.Equal(got):
	case got.IsZero():
		d.add("%s is missing, expected %s", what, d.write(want))
	default:
		d.add("%s is %s, expected %s", what, d.write(got), d.write(want))
	}
}

func (d *differences) write(t time.Time) string { return t.In(d.zone).Format(time.RFC3339) }

// found names the rules that have a finding, each once.
func found(findings []dunning.Finding) string {
	var rules []string
	for _, f := range findings {
		if !slices.Contains(rules, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	return or(joined(rules), "none")
}
