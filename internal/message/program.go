package message

import (
	"fmt"
	"strconv"
)

// program is a text made ready: what it writes, in order, fragments included. It is never changed once made.
type program []op

// op writes a piece of text, a fact or the value bound by a {{with}}; or it chooses between two programs.
type op struct {
	text  string
	fact  fact
	bound bool // writes the value of the {{with}} that it stands in
	test  bool // chooses: then where the fact holds or is not empty, else other
	then  program
	other program
	file  string // where it stands
	line  int
}

// write writes the program's text about v to b. Its errors name file and line.
func (p program) write(b []byte, v *View, bound string) ([]byte, error) {
	for i := range p {
		o := &p[i]
		switch {
		case o.test:
			held, with := o.holds(v, bound)
			next := o.then
			if !held {
				next = o.other
			}
			var err error
			if b, err = next.write(b, v, with); err != nil {
				return b, err
			}
		case o.bound:
			b = append(b, bound...)
		case o.fact.must != nil:
			s, err := o.fact.must(v)
			if err != nil {
				return b, fmt.Errorf("%s:%d: %w", o.file, o.line, err)
			}
			b = append(b, s...)
		case o.fact.may != nil:
			b = append(b, o.fact.may(v)...)
		case o.fact.count != nil:
			b = strconv.AppendInt(b, int64(o.fact.count(v)), 10)
		default:
			b = append(b, o.text...)
		}
	}
	return b, nil
}

// holds says whether the program's condition does, and what is bound within.
func (o *op) holds(v *View, bound string) (bool, string) {
	switch {
	case o.fact.is != nil:
		return o.fact.is(v), bound
	case o.fact.count != nil:
		return o.fact.count(v) != 0, bound
	}
	s := o.fact.may(v)
	if o.bound && s != "" {
		return true, s
	}
	return s != "", bound
}
