package intake

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type seen struct {
	Line   int
	Cells  []string
	Fault  Code
	Column int
}

func readAll(t testing.TB, text string, columns int) []seen {
	t.Helper()
	r := newRecords(strings.NewReader(text))
	r.columns = columns
	var all []seen
	for {
		rec, err := r.next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, seen{rec.line, rec.cells, rec.fault, rec.column})
	}
}

func TestRecordsAreReadAsRFC4180HasThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []seen
	}{
		"plain rows":                         {"a,b\nc,d\n", []seen{{1, []string{"a", "b"}, "", 0}, {2, []string{"c", "d"}, "", 0}}},
		"CR LF, and no end of the last line": {"a,b\r\nc,d", []seen{{1, []string{"a", "b"}, "", 0}, {2, []string{"c", "d"}, "", 0}}},
		"quoted commas and quotes":           {`"a,1","b""2"` + "\n", []seen{{1, []string{"a,1", `b"2`}, "", 0}}},
		"a quoted line break":                {"\"a\nb\",c\nd,e\n", []seen{{1, []string{"a\nb", "c"}, "", 0}, {3, []string{"d", "e"}, "", 0}}},
		"blank lines":                        {"a,b\n\n,\n \nc,d\n", []seen{{1, []string{"a", "b"}, "", 0}, {5, []string{"c", "d"}, "", 0}}},
		"a quote that is never closed costs its own line": {
			"a,\"b\nc,d\ne,f\n",
			[]seen{{1, nil, quoteOpen, 2}, {2, []string{"c", "d"}, "", 0}, {3, []string{"e", "f"}, "", 0}},
		},
		"a quote that is closed by the next row's quote costs its own line": {
			"a,\"b\n\"c\",d\ne,f\n",
			[]seen{{1, nil, quoteAfter, 2}, {2, []string{"c", "d"}, "", 0}, {3, []string{"e", "f"}, "", 0}},
		},
		"a quote closed where the number of cells is wrong costs its own line": {
			"a,\"b\nc,d\",x,y\ne,f\n",
			[]seen{{1, nil, cellCount, 0}, {2, nil, quoteInside, 2}, {3, []string{"e", "f"}, "", 0}},
		},
		"a quote inside an unquoted cell": {"a\"b,c\nd,e\n", []seen{{1, nil, quoteInside, 1}, {2, []string{"d", "e"}, "", 0}}},
		"too few and too many cells": {
			"a\nb,c,d\ne,f\n",
			[]seen{{1, []string{"a"}, cellCount, 0}, {2, []string{"b", "c", "d"}, cellCount, 0}, {3, []string{"e", "f"}, "", 0}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, readAll(t, c.text, 2)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnEndlessLineCostsLittleMemoryAndItselfOnly(t *testing.T) {
	t.Parallel()
	const size = 64 << 20
	text := io.MultiReader(strings.NewReader("a,"), io.LimitReader(endless{}, size), strings.NewReader("\nc,d\n"))
	r := newRecords(text)
	r.columns = 2
	first, err := r.next()
	if err != nil || first.fault != lineTooLong || first.column != 2 || len(first.raw) > maxLine {
		t.Fatalf("got fault %q in column %d, %d bytes kept, %v", first.fault, first.column, len(first.raw), err)
	}
	second, err := r.next()
	if err != nil || second.line != 2 || !slices.Equal(second.cells, []string{"c", "d"}) {
		t.Fatalf("the row after it: %+v, %v", second, err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestAQuoteDoesNotReachBeyondTheBoundOfLines(t *testing.T) {
	t.Parallel()
	rows := readAll(t, "a,\"b\n"+strings.Repeat("c,d\n", 500)+"e,\"f\"\n", 2)
	if len(rows) != 502 || rows[0].Fault != quoteOpen {
		t.Fatalf("%d rows, the first with fault %q; want 502 and %q", len(rows), rows[0].Fault, quoteOpen)
	}
}

// What is read without a fault is what the standard library reads; lines only ever go up; every row of a
// file without quotes is either read or reported.
func FuzzRecords(f *testing.F) {
	for _, s := range []string{"a,b\nc,d\n", "\"a\n\",b\r\n", "a,\"b\nc,d\n", "\"\"\"\",\"\"\n", "a\rb,c\n", "\xff,\x00\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows := readAll(t, text, 2)
		line, clean := 0, true
		for _, r := range rows {
			if r.Line <= line {
				t.Fatalf("line %d after line %d", r.Line, line)
			}
			line = r.Line
			clean = clean && r.Fault == ""
			if r.Fault == "" && len(r.Cells) != 2 {
				t.Fatalf("line %d has %d cells and no fault", r.Line, len(r.Cells))
			}
		}
		if !clean || strings.Contains(text, "\r") {
			return
		}
		var ours [][]string
		for _, r := range rows {
			if says(r.Cells) {
				ours = append(ours, r.Cells)
			}
		}
		if diff := cmp.Diff(standard(t, text), ours); diff != "" {
			t.Fatal(diff)
		}
	})
}

// standard reads with the standard library, passing over rows that say nothing, as we do.
func standard(t *testing.T, text string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatalf("read without a fault, and yet: %v", err)
		}
		if says(row) {
			rows = append(rows, row)
		}
	}
}

// says is false for a row of empty cells.
func says(row []string) bool { return strings.TrimSpace(strings.Join(row, "")) != "" }
