package docread

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Error is one mistake in a document.
type Error struct {
	File         string
	Line, Column int    // from 1; columns are counted in characters
	Field        string // for example accounts[3].overdue; empty for the document as a whole
	Problem      string
	Hint         string // what to do; may be empty
}

// Error writes file:line:column: field: problem; hint.
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

// Errors is every mistake in a document, in its order.
type Errors []*Error

// shown is how many mistakes are written out. Who has more has made the same one again and again.
const shown = 100

// Error writes one mistake per line.
func (e Errors) Error() string {
	lines := make([]string, 0, min(len(e), shown)+1)
	for _, one := range e[:min(len(e), shown)] {
		lines = append(lines, one.Error())
	}
	if more := len(e) - shown; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
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

func (e Errors) sort() {
	slices.SortStableFunc(e, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// OneOf is a hint for a word that is not known: the nearest that is, or else all of them.
func OneOf(given string, known []string) string {
	if meant := nearest(strings.ToLower(given), known); meant != "" {
		return fmt.Sprintf("did you mean %q?", meant)
	}
	if len(known) == 0 {
		return ""
	}
	return "known are " + strings.Join(known, ", ")
}

// nearest is the known word fewest letters away, or else one that contains the given word, or is contained.
func nearest(given string, known []string) string {
	meant, distance := "", 3
	for _, k := range known {
		if d := levenshtein.ComputeDistance(given, strings.ToLower(k)); d < distance && d < len(given) {
			meant, distance = k, d
		}
	}
	const short = 3 // letters that many words have in common
	for _, k := range known {
		if meant != "" || len(given) <= short || len(k) <= short {
			continue
		}
		if l := strings.ToLower(k); strings.Contains(l, given) || strings.Contains(given, l) {
			meant = k
		}
	}
	return meant
}

// What looks like an address or a number of a person, or is too long for a word, is not repeated.
var personal = regexp.MustCompile(`@|[0-9]{7}|[0-9](?:[ ().-]{0,2}[0-9]){8}`)

// Quote repeats a word of the document, unless it may be about a person.
func Quote(s string) string {
	if len(s) > 48 || personal.MatchString(s) && !dated.MatchString(s) {
		return "this value"
	}
	return fmt.Sprintf("%q", s)
}

// dated is the beginning of a date.
var dated = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ]|$)`)
