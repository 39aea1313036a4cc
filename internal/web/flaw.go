package web

import (
	"fmt"

	"comity/internal/intake"
)

// mostFlaws is how many flaws an answer lists.
const mostFlaws = 100

// Flaw is one thing that is wrong with the content of a request.
type Flaw struct {
	Pointer string      `json:"pointer"` // where: a JSON pointer (RFC 6901) into the body
	Code    intake.Code `json:"code"`
	Detail  string      `json:"detail"` // what, and what to do; never what stood there
}

// flawed is a request that was understood, and of which something is wrong. Nothing of it was done.
type flawed struct {
	count int
	flaws []Flaw
}

func (f *flawed) Error() string { return fmt.Sprintf("%d flaws", f.count) }

// newFlawed says faults of the things in a body; at is where in the body the thing of a position is.
func newFlawed(faults []intake.Fault, at func(int) string) *flawed {
	f := &flawed{count: len(faults)}
	for _, fault := range faults[:min(len(faults), mostFlaws)] {
		pointer := at(fault.Line)
		if fault.Column != "" {
			pointer += "/" + fault.Column
		}
		f.flaws = append(f.flaws, Flaw{pointer, fault.Code, fault.Reason + "; " + fault.Remedy})
	}
	return f
}
