package app

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/message"
	"comity/internal/policy"
	"comity/internal/settings"
	"comity/templates"
)

// LintOptions say what is looked at.
type LintOptions struct {
	Names []string      // of policies and packs; none: all
	Over  policy.Bundle // files laid over those of the installation
	Now   time.Time     // for holiday tables that run out
}

// Lint is what was found in policies that need not be opened.
type Lint struct {
	Policies []LintedPolicy
	Stray    []policy.Warning // about files that nobody reads; their names are relative to the policies folder
	Wording  error            // why it could not be looked for a text for every step; nil: it was
}

// LintedPolicy is what was found in one of them.
type LintedPolicy struct {
	Name     string
	Policy   *policy.Policy // nil: it does not compile
	Err      error          // why: mostly a policy.Errors
	Warnings []policy.Warning
}

// LintPolicies compiles policies and packs, of the policies folder and built in, and says what is wrong with
// them and what should be known. It reads files alone.
func LintPolicies(s settings.Settings, o LintOptions) (Lint, error) {
	if err := checkFolders(s); err != nil {
		return Lint{}, err
	}
	files := ConfigFiles(s)
	if len(o.Over) > 0 {
		files = overlay{o.Over, files}
	}
	tables, err := policy.LoadCalendars(files)
	if err != nil {
		return Lint{}, err
	}
	var found Lint
	words, err := message.New(folder(s.Templates, templates.FS))
	if err != nil {
		found.Wording = err
	}
	if len(o.Names) == 0 {
		o.Names, found.Stray = policy.Names(files), stray(s.Policies)
	}
	for _, name := range o.Names {
		l := LintedPolicy{Name: name}
		if l.Policy, l.Err = policy.Load(files, name); l.Err == nil {
			l.Warnings = policy.Lint(l.Policy)
			if words != nil {
				l.Warnings = append(l.Warnings, policy.LintWording(l.Policy, words)...)
			}
			l.Warnings = append(l.Warnings, lintTables(l.Policy, tables, o.Now)...)
		}
		found.Policies = append(found.Policies, l)
	}
	return found, nil
}

// LintPolicy is what should be known of a policy of the installation.
func (a *App) LintPolicy(p *policy.Policy) []policy.Warning {
	list := policy.Lint(p)
	if words, err := a.words(); err == nil { // a template that cannot be read stops whoever needs it
		list = append(list, policy.LintWording(p, words)...)
	}
	tables, err := policy.LoadCalendars(p.Bundled())
	if err != nil {
		return list
	}
	return append(list, lintTables(p, tables, a.Clock.Now())...)
}

var looksLikePolicy = regexp.MustCompile(`(?m)^(packs|stages|rules|relax):`)

// stray looks for policies that lie beside the folder in which they would be read.
func stray(f settings.Folder) []policy.Warning {
	if f.Dir == "" {
		return nil
	}
	var list []policy.Warning
	found, _ := fs.Glob(os.DirFS(f.Dir), "*.yaml") // the pattern is well formed
	for _, name := range found {
		text, err := fs.ReadFile(os.DirFS(f.Dir), name)
		if err != nil || !looksLikePolicy.Match(text) {
			continue
		}
		list = append(list, policy.Warning{
			File: name, Line: 1, Column: 1,
			Problem: "该文件不会被读取 | this file is not read",
			Hint:    fmt.Sprintf("请移至 policies/%s | move it to policies/%[1]s", name),
		})
	}
	return list
}

// lintTables looks for holiday tables that a policy uses and that run out, or have run out.
func lintTables(p *policy.Policy, tables policy.Calendars, now time.Time) []policy.Warning {
	var list []policy.Warning
	for _, s := range p.Sources() {
		country := strings.ToUpper(strings.TrimSuffix(path.Base(s.File), ".json"))
		t := tables[country]
		if path.Dir(s.File) != "calendars" || t == nil {
			continue
		}
		if problem, hint := runsOut(t, dateIn(country, now)); problem != "" {
			list = append(list, policy.Warning{File: s.File, Line: 1, Column: 1, Problem: problem, Hint: hint})
		}
	}
	return list
}

// runsOut says that a table has no year for today, or soon will not have one; empty when all is well.
func runsOut(t *calendar.Table, today calendar.Date) (problem, hint string) {
	last, ok := t.Last(today)
	switch {
	case !ok:
		return fmt.Sprintf("没有 %d 年的节假日表，依赖它的规则一律不放行 | there is no table for %[1]d: rules that need it hold everything back", today.Year),
			fmt.Sprintf("请补入 %d 年 | add the year %[1]d", today.Year)
	case last.DaysSince(today)+1 <= tableWarning:
		return fmt.Sprintf("节假日表至 %s 为止，此后依赖它的规则一律不放行 | it ends with %[1]s; after that the rules that need it hold everything back", last),
			fmt.Sprintf("公布后请补入 %d 年 | add the year %[1]d as soon as it is announced", last.Year+1)
	}
	return "", ""
}
