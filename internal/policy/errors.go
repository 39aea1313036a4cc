package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Error is one mistake in a policy file.
type Error struct {
	File         string
	Line, Column int    // from 1
	Field        string // for example rules[3].limit; empty for the file as a whole
	Problem      string
	Hint         string // what to do; may be empty
}

// Error writes file:line:column: field: problem (hint).
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Column)
	if e.Field != "" {
		b.WriteString(e.Field + ": ")
	}
	b.WriteString(e.Problem)
	if e.Hint != "" {
		b.WriteString("; " + e.Hint)
	}
	return b.String()
}

// Errors is every mistake in a policy file, in the order of the file.
type Errors []*Error

// Error writes one mistake per line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the mistakes to errors.As.
func (e Errors) Unwrap() []error {
	list := make([]error, len(e))
	for i, one := range e {
		list[i] = one
	}
	return list
}

// enough mistakes of one file are shown at a time.
const enough = 100

func (e Errors) sorted() Errors {
	slices.SortStableFunc(e, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if len(e) > enough {
		last := *e[enough-1]
		last.Field, last.Problem, last.Hint = "", fmt.Sprintf("and %d more mistakes from here on", len(e)-enough+1), "mend these first"
		e = append(e[:enough-1:enough-1], &last)
	}
	return e
}

// oneOf is a hint that lists what is known, the nearest first when one is near.
func oneOf(given string, known []string) string {
	nearest, distance := "", 3
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(given), strings.ToLower(k)); d < distance {
			nearest, distance = k, d
		}
	}
	if nearest != "" {
		return fmt.Sprintf("did you mean %q?", nearest)
	}
	return "known are " + strings.Join(known, ", ")
}
