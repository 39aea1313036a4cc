package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rivo/uniseg"
)

// notef writes a line for people beside what is printed.
func (c *cli) notef(format string, args ...any) { fmt.Fprintf(c.Err, format+"\n", args...) }

// printf writes what was asked for.
func (c *cli) printf(format string, args ...any) error {
	_, err := fmt.Fprintf(c.Out, format, args...)
	return err
}

func (c *cli) printJSON(v any) error {
	e := json.NewEncoder(c.Out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// column is one of a list: its title, and what stands in it.
type column[T any] struct {
	title string
	cell  func(T) string
}

// printList prints rows as a table for people, or as JSON.
func printList[T any](c *cli, asJSON bool, rows []T, columns ...column[T]) error {
	if asJSON {
		if rows == nil {
			rows = []T{} // a program should find a list, not null
		}
		return c.printJSON(rows)
	}
	table := make([][]string, len(rows)+1)
	for _, col := range columns {
		table[0] = append(table[0], col.title)
		for i, row := range rows {
			table[i+1] = append(table[i+1], col.cell(row))
		}
	}
	return writeTable(c.Out, table)
}

// writeTable sets columns one below the other.
func writeTable(w io.Writer, table [][]string) error {
	widths := make([]int, len(table[0]))
	for _, row := range table {
		for i, cell := range row {
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	var b strings.Builder
	for _, row := range table {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(pad(cell, widths[i]+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// optional is nil for the zero time, which JSON then leaves out.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// local shows an instant to people.
func local(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(zone).Format("2006-01-02 15:04:05 -07:00")
}
