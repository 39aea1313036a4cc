package courtesy

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity is what a finding comes to.
type Severity string

// The severities.
const (
	Refuse Severity = "refuse" // the message must not go
	Warn   Severity = "warn"   // a person should look at it
)

// The parts of a message.
const (
	PartSubject = "subject"
	PartText    = "text"
	PartHTML    = "html"
)

// Finding is one thing that is wrong with a message.
type Finding struct {
	Rule     string   `json:"rule"`
	Category string   `json:"category"`
	Also     []string `json:"also,omitempty"` // further categories that fit
	Severity Severity `json:"severity"`
	Part     string   `json:"part"`
	Line     int      `json:"line,omitempty"`   // from 1; 0: the part as a whole
	Column   int      `json:"column,omitempty"` // from 1, in characters
	Start    int      `json:"start"`            // in characters of the part
	End      int      `json:"end"`
	Match    string   `json:"match,omitempty"` // the words, as they stand; never more of a number than its last four
	Under    []string `json:"under,omitempty"` // rules of packs that say so too
	Why      Words    `json:"why"`             // with its source
	Mend     Words    `json:"mend"`
	Example  string   `json:"example,omitempty"` // the words mended
}

// In says a finding in one line, in the language of a locale.
func (f Finding) In(locale string) string {
	matched := ""
	if f.Match != "" {
		matched = fmt.Sprintf(" %q", f.Match)
	}
	return fmt.Sprintf("%s %s (%s)%s: %s %s", f.Severity, f.Rule, f.Category, matched, f.Why.In(locale), f.Mend.In(locale))
}

// Refused says that a finding is among them that stops the message.
func Refused(list []Finding) bool {
	return slices.ContainsFunc(list, func(f Finding) bool { return f.Severity == Refuse })
}

// Categories are those of the findings that stop the message, in their order, each once.
func Categories(list []Finding) []string {
	var names []string
	for _, f := range list {
		if f.Severity != Refuse {
			continue
		}
		for _, c := range append([]string{f.Category}, f.Also...) {
			if !slices.Contains(names, c) {
				names = append(names, c)
			}
		}
	}
	return names
}

// sorted puts what stops a message first, wording before what is missing or too much, and then by place.
func sorted(list []Finding) []Finding {
	rank := func(f Finding) int {
		r := 0
		if f.Severity != Refuse {
			r += 2
		}
		if f.Line == 0 {
			r++
		}
		return r
	}
	part := func(f Finding) int { return slices.Index([]string{PartSubject, PartText, PartHTML}, f.Part) }
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(part(a), part(b)), cmp.Compare(a.Start, b.Start))
	})
	return list
}
