package intake

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Column is one column of a file.
type Column struct {
	Name     string
	Required bool // it must be in the header and filled in every row
}

// Columns lists the columns of a kind of feed, in the order in which docs/import.md explains them and
// package synth writes them; none for an unknown kind.
func Columns(kind string) []Column {
	for _, t := range tables() {
		if t.kind() == kind {
			return t.columns()
		}
	}
	return nil
}

// columns makes a list from names; a name that ends in * is required.
func columns(names ...string) []Column {
	list := make([]Column, len(names))
	for i, n := range names {
		name, required := strings.CutSuffix(n, "*")
		list[i] = Column{name, required}
	}
	return list
}

func columnNames(columns []Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

// header is where the columns of a file stand.
type header struct {
	names []string       // as written, trimmed
	at    map[string]int // by name, from 0
}

// readHeader matches the first row with the columns known. It says the first thing that is wrong.
func readHeader(first record, known []Column, locale string) (header, *Fault) {
	names := columnNames(known)
	wrong := func(c Code, column string, number int, args ...any) (header, *Fault) {
		f := c.fault(locale, first.line, column, number, args...)
		return header{}, &f
	}
	if first.fault != "" {
		return wrong(headerUnreadable, "", 0, strings.Join(names, ","))
	}
	if strings.Contains(first.raw, "\r") {
		return wrong(headerLineEnds, "", 0)
	}
	h := header{at: map[string]int{}}
	for i, cell := range first.cells {
		if i == 0 {
			cell = strings.TrimPrefix(cell, "\ufeff") // GB18030 has a mark too
		}
		name := strings.ToLower(strings.TrimSpace(cell))
		if _, twice := h.at[name]; twice {
			return wrong(headerTwice, "", i+1, printable(name))
		}
		if !slices.Contains(names, name) {
			if sep := separator(name); sep != "" && len(first.cells) == 1 {
				return wrong(headerSeparator, "", 1, sep)
			}
			return wrong(headerUnknown, "", i+1, printable(name), nearest(name, names))
		}
		h.names, h.at[name] = append(h.names, name), i
	}
	for _, c := range known {
		if _, there := h.at[c.Name]; c.Required && !there {
			return wrong(headerMissing, "", 0, c.Name)
		}
	}
	return h, nil
}

func separator(name string) string {
	for _, s := range []struct{ sign, word string }{{";", "\";\""}, {"\t", "TAB"}, {"|", "\"|\""}, {"，", "\"，\""}} {
		if strings.Contains(name, s.sign) {
			return s.word
		}
	}
	return ""
}

// printable makes the name of a column safe to show: short, and without characters that a terminal obeys.
func printable(name string) string {
	safe := strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c == '\ufffd' || turnsText(c) || 0x80 <= c && c < 0xa0 {
			return '?'
		}
		return c
	}, strings.ToValidUTF8(name, "?"))
	if runes := []rune(safe); len(runes) > 40 {
		safe = string(runes[:40]) + "…"
	}
	return `"` + safe + `"`
}

// nearest is the word that takes the fewest changes to become.
func nearest(name string, words []string) string {
	if runes := []rune(name); len(runes) > 64 {
		name = string(runes[:64])
	}
	return slices.MinFunc(words, func(a, b string) int {
		return levenshtein.ComputeDistance(name, a) - levenshtein.ComputeDistance(name, b)
	})
}
