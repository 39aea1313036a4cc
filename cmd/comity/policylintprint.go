package main

import (
	"errors"
	"fmt"
	"slices"

	"comity/internal/app"
	"comity/internal/policy"
)

// linted is what `comity policy lint --json` prints.
type linted struct {
	OK       bool         `json:"ok"`
	Policies []lintedOne  `json:"policies"`
	Errors   []lintedLine `json:"errors"`
	Warnings []lintedLine `json:"warnings"`
	stray    []lintedLine // about files that belong to no policy
}

type lintedOne struct {
	Name    string       `json:"name"`
	Version string       `json:"version,omitempty"`
	OK      bool         `json:"ok"`
	lines   []lintedLine // found here first
}

type lintedLine struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Field   string `json:"field,omitempty"`
	Problem string `json:"problem"`
	Hint    string `json:"hint,omitempty"`
	warning bool
}

// lintedOf lists what was found, each once: a pack is read with every policy that it belongs to.
func (c *cli) lintedOf(found app.Lint, where places) linted {
	list := linted{OK: true, Policies: []lintedOne{}, Errors: []lintedLine{}, Warnings: []lintedLine{}}
	for _, p := range found.Policies {
		one := lintedOne{Name: p.Name, OK: p.Err == nil}
		if p.Err == nil {
			one.Version = p.Policy.Version()
		}
		for _, x := range c.lintLines(p, where) {
			to := &list.Errors
			if x.warning {
				to = &list.Warnings
			}
			if !slices.Contains(*to, x) {
				*to, one.lines = append(*to, x), append(one.lines, x)
			}
		}
		list.OK = list.OK && one.OK
		list.Policies = append(list.Policies, one)
	}
	list.stray = c.lintLines(app.LintedPolicy{Warnings: found.Stray}, where)
	list.Warnings = append(list.Warnings, list.stray...)
	return list
}

func (c *cli) lintLines(p app.LintedPolicy, where places) []lintedLine {
	var list []lintedLine
	var mistakes policy.Errors
	switch {
	case errors.As(p.Err, &mistakes):
		for _, e := range mistakes {
			list = append(list, lintedLine{where.of(e.File), e.Line, e.Column, e.Field, e.Problem, e.Hint, false})
		}
	case p.Err != nil:
		list = append(list, lintedLine{Problem: p.Err.Error()})
	}
	for _, w := range p.Warnings {
		list = append(list, lintedLine{where.of(w.File), w.Line, w.Column, w.Field, policy.Words(w.Problem, c.lang), policy.Words(w.Hint, c.lang), true})
	}
	return list
}

func (c *cli) printLinted(l linted, f lintFlags) error {
	l.OK = l.OK && (!f.strict || len(l.Warnings) == 0)
	if f.json {
		if err := c.printJSON(l); err != nil {
			return err
		}
		return c.lintVerdict(l)
	}
	for _, p := range l.Policies {
		mark, version := c.say("ok", "正常"), ": "+p.Version
		if !p.OK {
			mark, version = c.say("FAIL", "错误"), ""
		}
		if err := c.printf("%s  %s%s\n", pad(mark, 4), p.Name, version); err != nil {
			return err
		}
		for _, x := range p.lines {
			if err := c.printf("%s\n", c.lintLine(x)); err != nil {
				return err
			}
		}
	}
	for _, x := range l.stray {
		if err := c.printf("%s\n", c.lintLine(x)); err != nil {
			return err
		}
	}
	return c.lintVerdict(l)
}

// lintLine is a line as compilers write it, so that editors find the place.
func (c *cli) lintLine(x lintedLine) string {
	line := ""
	if x.File != "" {
		line = fmt.Sprintf("%s:%d:%d: ", x.File, x.Line, x.Column)
	}
	if x.warning {
		line += c.say("warning: ", "注意：")
	}
	if x.Field != "" {
		line += x.Field + ": "
	}
	line += x.Problem
	if x.Hint != "" {
		line += c.say("; ", "；") + x.Hint
	}
	return line
}

func (c *cli) lintVerdict(l linted) error {
	switch {
	case len(l.Errors) > 0:
		return c.fail("mistakes: %d, warnings: %d; see above", "错误 %d 处，注意事项 %d 处：见上", len(l.Errors), len(l.Warnings))
	case !l.OK:
		return c.fail("warnings: %d, which --strict does not let pass; see above", "注意事项 %d 处，--strict 不予放行：见上", len(l.Warnings))
	}
	return nil
}
