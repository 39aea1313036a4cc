package docread

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Reader reads one document and gathers every mistake with its place.
type Reader struct {
	file string
	errs Errors
	// Asked, when set, is told of every object that was closed, and of the keys that were asked for.
	Asked func(path string, keys []string)
}

// New makes a reader; file is the name that mistakes begin with.
func New(file string) *Reader { return &Reader{file: file} }

// Err is every mistake so far, as Errors, in the order of the document; nil when there is none.
func (r *Reader) Err() error {
	if len(r.errs) == 0 {
		return nil
	}
	r.errs.sort()
	return r.errs
}

func (r *Reader) fail(n *yaml.Node, field, problem, hint string) {
	r.errs = append(r.errs, &Error{
		File: r.file, Line: max(n.Line, 1), Column: max(n.Column, 1), Field: field, Problem: problem, Hint: hint,
	})
}

// Document reads the one document of data, of at most limit bytes. A file whose name ends in .json is read
// as JSON; any other as JSON if it is that, or else as YAML.
func (r *Reader) Document(data []byte, limit int) (Value, bool) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	n, wrong := unreadable(data, limit)
	if wrong == nil {
		n, wrong = parse(data, strings.EqualFold(path.Ext(r.file), ".json"))
	}
	if wrong != nil {
		r.fail(&yaml.Node{Line: wrong.line, Column: wrong.column}, "", wrong.problem, wrong.hint)
		return Value{}, false
	}
	return Value{r: r, node: n}, true
}

// syntaxError says why a document cannot be read at all.
type syntaxError struct {
	line, column  int
	problem, hint string
}

// unreadable says why data are not even looked into.
func unreadable(data []byte, limit int) (*yaml.Node, *syntaxError) {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return nil, &syntaxError{problem: "the file is empty"}
	case len(data) > limit:
		return nil, &syntaxError{problem: fmt.Sprintf("the file is larger than %d MiB", limit>>20), hint: "split it"}
	case !utf8.Valid(data):
		return nil, &syntaxError{line: damaged(data), problem: "this is not text in UTF-8", hint: "save the file in UTF-8"}
	}
	return nil, nil
}

// damaged is the line of the first byte that is not UTF-8.
func damaged(data []byte) int {
	line := 1
	for len(data) > 0 {
		c, size := utf8.DecodeRune(data)
		if c == utf8.RuneError && size == 1 {
			break
		}
		if c == '\n' {
			line++
		}
		data = data[size:]
	}
	return line
}

// parse reads data as JSON, or as YAML unless it must be JSON.
func parse(data []byte, strict bool) (*yaml.Node, *syntaxError) {
	start := bytes.TrimLeft(data, " \t\r\n")
	var first *syntaxError
	if strict || start[0] == '{' || start[0] == '[' {
		n, wrong := fromJSON(data)
		if wrong == nil {
			return n, nil
		}
		first = wrong
	}
	if strict {
		return nil, first
	}
	n, wrong := fromYAML(data)
	if wrong != nil && first != nil && bytes.HasPrefix(bytes.TrimLeft(start, " \t\r\n[{"), []byte(`"`)) {
		return nil, first // whoever quotes the first key meant JSON
	}
	return n, wrong
}
