package main

import (
	"maps"
	"path"
	"slices"
	"strings"

	"comity/internal/app"
	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/policy"
)

type shownStage struct {
	ID      string      `json:"id"`
	From    int         `json:"from"`
	To      int         `json:"to"`
	Handoff string      `json:"handoff,omitempty"`
	Steps   []shownStep `json:"steps"`
}

type shownStep struct {
	ID       string            `json:"id"`
	Day      int               `json:"day"`
	Spacing  int               `json:"spacing,omitempty"`
	Channels []dunning.Channel `json:"channels"`
	Template string            `json:"template"`
	When     string            `json:"when,omitempty"`
	Expires  bool              `json:"expires,omitempty"`
	Approval bool              `json:"approval,omitempty"`
}

type shownOccasion struct {
	Name     string            `json:"name"`
	Template string            `json:"template"`
	Channels []dunning.Channel `json:"channels"`
	Lead     int               `json:"lead,omitempty"`
	After    int               `json:"after,omitempty"`
	Within   int               `json:"within,omitempty"`
}

type shownRule struct {
	ID        string            `json:"id"`
	Kind      string            `json:"kind"`
	Authority dunning.Authority `json:"authority"`
	Citation  string            `json:"citation"`
	Place     calendar.Place    `json:"place,omitempty"`
	Roles     []dunning.Role    `json:"roles"`    // empty: all
	Channels  []dunning.Channel `json:"channels"` // empty: all
	From      *calendar.Date    `json:"from,omitempty"`
	To        *calendar.Date    `json:"to,omitempty"`
	File      string            `json:"file"`
	Line      int               `json:"line"`
	Says      []policy.Field    `json:"says"` // what belongs to its kind: hours, limit, window and so on
}

type shownRelaxed struct {
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

// shownDuty is what a rule wants of other rooms.
type shownDuty struct {
	Rule     string   `json:"rule"`
	Kind     string   `json:"kind"`
	Of       string   `json:"of,omitempty"`
	Require  []string `json:"require,omitempty"`
	Forbid   []string `json:"forbid,omitempty"`
	Days     []int    `json:"days,omitempty"`
	Business bool     `json:"business,omitempty"`
	Months   int      `json:"months,omitempty"`
}

func (c *cli) shownStages(p *policy.Policy) []shownStage {
	stages := []shownStage{}
	whens := p.Conditions()
	for _, x := range p.Ladder() {
		s := shownStage{x.ID, x.From, x.To, policy.Words(x.Handoff, c.lang), []shownStep{}}
		for _, y := range x.Steps {
			s.Steps = append(s.Steps, shownStep{y.ID, y.Day, y.Spacing, y.Channels, y.Template, whens[y.ID], y.Expires, y.Approval})
		}
		stages = append(stages, s)
	}
	return stages
}

func shownOccasions(p *policy.Policy) []shownOccasion {
	occasions := []shownOccasion{}
	p.Occasions().Each(func(name string, o dunning.Occasion) {
		occasions = append(occasions, shownOccasion{name, o.Template, o.Channels, o.Lead, o.After, o.Within})
	})
	return occasions
}

// toldElsewhere are the fields that a rule shows by themselves.
var toldElsewhere = []string{"kind", "authority", "citation", "jurisdiction", "roles", "channels", "effective"}

func (c *cli) shownRules(p *policy.Policy) []shownRule {
	rules := []shownRule{}
	for _, x := range p.Clauses() {
		r := shownRule{
			ID: x.ID, Kind: x.Kind, Authority: x.Authority, Citation: policy.Words(x.Citation, c.lang), Place: x.Place,
			Roles: list(x.Roles), Channels: list(x.Channels), From: day(x.From), To: day(x.To), File: x.File, Line: x.Line, Says: []policy.Field{},
		}
		for _, f := range x.Says {
			if !slices.Contains(toldElsewhere, f.Key) {
				r.Says = append(r.Says, f)
			}
		}
		rules = append(rules, r)
	}
	return rules
}

// day is nil for no date, which JSON then leaves out.
func day(d calendar.Date) *calendar.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

func shownDuties(p *policy.Policy) []shownDuty {
	duties := []shownDuty{}
	for _, d := range p.Duties() {
		duties = append(duties, shownDuty{d.Rule, d.Kind, d.Of, d.Require, d.Forbid, d.Days, d.Business, d.Months})
	}
	return duties
}

// fileOrder is the files of a version: the policy's own, its packs, then calendars.
func fileOrder(v app.PolicyView, files map[string]string) []string {
	if v.Policy != nil {
		var names []string
		for _, s := range v.Policy.Sources() {
			names = append(names, s.File)
		}
		return names
	}
	own := path.Join("policies", v.Name+".yaml")
	return slices.SortedFunc(maps.Keys(files), func(a, b string) int {
		switch {
		case a == own:
			return -1
		case b == own:
			return 1
		}
		return strings.Compare(b, a) // policies before calendars
	})
}

// lined is a text that ends with its last line.
func lined(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}
