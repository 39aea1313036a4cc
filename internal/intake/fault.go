package intake

import (
	"fmt"
	"strings"
)

// Fault is something wrong in a file: where, why, and what to do. It never carries what stood in the
// cell, unless that is an id or the name of a column.
type Fault struct {
	Line   int    `json:"line"`             // from 1, the header being line 1; 0: the file as a whole
	Column string `json:"column,omitempty"` // the name in the header; empty: the row as a whole
	Number int    `json:"number,omitempty"` // the column's number, from 1
	Code   Code   `json:"code"`
	Reason string `json:"reason"`
	Remedy string `json:"remedy"`
}

// String says the fault as it stands after a file's name: line, column, reason, remedy.
func (f Fault) String() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "%d:", f.Line)
		if f.Number > 0 {
			fmt.Fprintf(&b, "%d:", f.Number)
		}
		b.WriteByte(' ')
	}
	if f.Column != "" {
		fmt.Fprintf(&b, "%s: ", f.Column)
	}
	b.WriteString(f.Reason)
	if f.Remedy != "" {
		b.WriteString("; " + f.Remedy)
	}
	return b.String()
}

// FileError says that a file as a whole could not be taken in. Nothing of it was loaded.
type FileError struct {
	File  string // its name, without the folder
	Fault Fault
}

// Error is "file:line:column: name: reason; remedy".
func (e *FileError) Error() string {
	if e.Fault.Line == 0 {
		return e.File + ": " + e.Fault.String()
	}
	return e.File + ":" + e.Fault.String()
}

// Code names a kind of fault, for programs.
type Code string

// fault makes the sentences of a fault in the reader's language. The arguments are those that the
// sentence of the code takes.
func (c Code) fault(locale string, line int, column string, number int, args ...any) Fault {
	s := sentences[c]
	reason, remedy := s.en, s.enDo
	if chinese(locale) {
		reason, remedy = s.zh, s.zhDo
	}
	return Fault{Line: line, Column: column, Number: number, Code: c, Reason: fill(reason, args), Remedy: fill(remedy, args)}
}

// fill puts {1}, {2}, … into a sentence: each language in its own order, some not at all.
func fill(sentence string, args []any) string {
	for i, a := range args {
		sentence = strings.ReplaceAll(sentence, fmt.Sprintf("{%d}", i+1), fmt.Sprint(a))
	}
	return sentence
}

func chinese(locale string) bool { return locale == "zh" || strings.HasPrefix(locale, "zh-") }
