package settings

import (
	"fmt"
	"strings"
)

// Problem is one thing that is wrong with the settings, and where. Load joins all it finds.
type Problem struct {
	File     string // with Line and Column, counted from 1; 0 where they are not known
	Line     int
	Column   int
	Variable string // the environment variable at fault
	Flag     string // the flag at fault, without dashes
	Field    string // the key; empty for a file that cannot be read
	What     string // what is wrong and what to do
}

// Error names the place, the field, what is wrong and what to do.
func (p *Problem) Error() string {
	var b strings.Builder
	switch {
	case p.File != "":
		b.WriteString(p.File)
		for _, n := range []int{p.Line, p.Column} {
			if n > 0 {
				fmt.Fprintf(&b, ":%d", n)
			}
		}
		b.WriteString(": ")
	case p.Variable != "":
		b.WriteString(p.Variable + ": ")
	case p.Flag != "":
		b.WriteString("--" + p.Flag + ": ")
	}
	if p.Field != "" {
		b.WriteString(p.Field + ": ")
	}
	return b.String() + p.What
}

// origin is where a value came from: a Problem without Field and What; the zero origin is the defaults.
type origin Problem

func (o origin) problem(field, format string, args ...any) error {
	p := Problem(o)
	p.Field, p.What = field, fmt.Sprintf(format, args...)
	return &p
}

// String names the place, for people: "comity.yaml:3:7", "COMITY_DIR", "--dir", "default".
func (o origin) String() string {
	if o == (origin{}) {
		return "default"
	}
	p := Problem(o)
	return strings.TrimSuffix(p.Error(), ": ")
}
