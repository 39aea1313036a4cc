package docread

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// JSON is nearly YAML, but for the escapes of its strings: so it is read by its own rules, into the same
// nodes, with the place of each.

// deepest is how far values may lie within one another. No document that is asked for needs a tenth.
const deepest = 100

// fromJSON reads the one JSON value of data.
func fromJSON(data []byte) (*yaml.Node, *syntaxError) {
	j := &jsonReader{data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1, column: 1}
	j.dec.UseNumber()
	n, wrong := j.value(0)
	if wrong != nil {
		return nil, wrong
	}
	j.forward(int(j.dec.InputOffset()))
	if _, err := j.dec.Token(); err == nil {
		j.skip(" \t\r\n")
		return nil, j.wrong("there is a second value in the file", "write one value; several entries are one list")
	} else if !errors.Is(err, io.EOF) {
		return nil, j.syntax(err)
	}
	return n, nil
}

type jsonReader struct {
	data         []byte
	dec          *json.Decoder
	at           int // how far line and column have been counted
	line, column int
}

// value reads the next value; it lies in so many others.
func (j *jsonReader) value(depth int) (*yaml.Node, *syntaxError) {
	j.forward(int(j.dec.InputOffset()))
	t, err := j.dec.Token()
	if err != nil {
		return nil, j.syntax(err)
	}
	j.skip(" \t\r\n,:")
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: j.line, Column: j.column}
	switch x := t.(type) {
	case json.Delim:
		if depth == deepest {
			return nil, j.wrong("values lie too deep within one another", "")
		}
		return n, j.inside(n, x, depth+1)
	case string:
		n.Tag, n.Value, n.Style = "!!str", x, yaml.DoubleQuotedStyle
	case json.Number:
		n.Tag, n.Value = "!!int", x.String()
		if strings.ContainsAny(n.Value, ".eE") {
			n.Tag = "!!float"
		}
	case bool:
		n.Tag, n.Value = "!!bool", fmt.Sprint(x)
	case nil:
		n.Tag = "!!null"
	}
	return n, nil
}

// inside reads what an object or a list holds, and its end.
func (j *jsonReader) inside(n *yaml.Node, open json.Delim, depth int) *syntaxError {
	n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
	if open == '{' {
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
	}
	for j.dec.More() {
		v, wrong := j.value(depth)
		if wrong != nil {
			return wrong
		}
		n.Content = append(n.Content, v)
	}
	if _, err := j.dec.Token(); err != nil {
		return j.syntax(err)
	}
	return nil
}

// forward counts lines and columns up to an offset.
func (j *jsonReader) forward(to int) {
	for j.at < min(to, len(j.data)) {
		c, size := utf8.DecodeRune(j.data[j.at:])
		j.at += size
		j.column++
		if c == '\n' {
			j.line, j.column = j.line+1, 1
		}
	}
}

// skip goes on past some characters.
func (j *jsonReader) skip(these string) {
	for j.at < len(j.data) && strings.IndexByte(these, j.data[j.at]) >= 0 {
		j.forward(j.at + 1)
	}
}

func (j *jsonReader) wrong(problem, hint string) *syntaxError {
	return &syntaxError{j.line, j.column, problem, hint}
}

// syntax places an error of the decoder.
func (j *jsonReader) syntax(err error) *syntaxError {
	var s *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		j.forward(len(j.data))
		return j.wrong("this is not JSON: it ends in the middle of a value", "")
	case errors.As(err, &s):
		j.forward(int(s.Offset) - 1)
	default:
		j.forward(int(j.dec.InputOffset()))
	}
	return j.wrong("this is not JSON: "+err.Error(), "")
}
