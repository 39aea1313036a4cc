package docread

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// Value is one value of a document, with the path that leads to it.
type Value struct {
	r    *Reader
	node *yaml.Node
	path string
}

// Line is where the value begins, from 1.
func (v Value) Line() int { return max(v.node.Line, 1) }

// String is the value as it is written; empty for one with others in it.
func (v Value) String() string { return v.node.Value }

// Fail reports a mistake in the value.
func (v Value) Fail(problem, hint string) { v.r.fail(v.node, v.path, problem, hint) }

// IsObject says that the value has keys.
func (v Value) IsObject() bool { return v.node.Kind == yaml.MappingNode }

// IsList says that the value is a list.
func (v Value) IsList() bool { return v.node.Kind == yaml.SequenceNode }

// HasKey says that the value is an object with such a key. Nothing is asked for by that.
func (v Value) HasKey(key string) bool {
	for i := 0; v.IsObject() && i < len(v.node.Content); i += 2 {
		if v.node.Content[i].Value == key {
			return true
		}
	}
	return false
}

// plain refuses what reads in two ways.
func (v Value) plain() bool {
	switch {
	case v.node.Kind == yaml.AliasNode || v.node.Anchor != "":
		v.Fail("anchors and aliases are not read here", "write the value out")
	case v.node.Style&yaml.TaggedStyle != 0:
		v.Fail("tags are not read here", "write the value without "+Quote(v.node.Tag))
	default:
		return true
	}
	return false
}

// List is the entries of a list.
func (v Value) List() ([]Value, bool) {
	if !v.plain() {
		return nil, false
	}
	if v.IsObject() { // one entry stands for a list of one
		return []Value{v}, true
	}
	if !v.IsList() {
		v.Fail("this must be a list", "write [ … ], or a line with - for each entry")
		return nil, false
	}
	list := make([]Value, len(v.node.Content))
	for i, n := range v.node.Content {
		list[i] = Value{v.r, n, v.path + "[" + strconv.Itoa(i) + "]"}
	}
	return list, true
}

// Text is a text on one line, not empty. A number or a date may stand for one.
func (v Value) Text() (string, bool) {
	if !v.plain() {
		return "", false
	}
	if v.node.Kind != yaml.ScalarNode || v.null() || strings.TrimSpace(v.node.Value) == "" {
		v.Fail("this must be a text, and not empty", "")
		return "", false
	}
	if strings.ContainsFunc(v.node.Value, unicode.IsControl) {
		v.Fail("there are control characters or line breaks in this text", "write it on one line")
		return "", false
	}
	return strings.TrimSpace(v.node.Value), true
}

// Number is a whole number from low to high, in digits. hint says what else to do.
func (v Value) Number(low, high int64, hint string) (int64, bool) {
	if !v.plain() {
		return 0, false
	}
	if v.node.Tag == "!!str" && digits(v.node.Value) {
		v.Fail("this must be a number, not a text", "write it without quotes")
		return 0, false
	}
	n, err := strconv.ParseInt(v.node.Value, 10, 64)
	if v.node.Kind != yaml.ScalarNode || v.node.Tag != "!!int" || !digits(v.node.Value) || err != nil {
		v.Fail("this must be a whole number", hint)
		return 0, false
	}
	if n < low || n > high {
		v.Fail(fmt.Sprintf("%d is out of range", n), fmt.Sprintf("write a number from %d to %d", low, high))
		return 0, false
	}
	return n, true
}

// digits says that s is a number in the only way in which everybody writes it.
func digits(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s != "" && strings.Trim(s, "0123456789") == "" && (len(s) == 1 || s[0] != '0')
}

// Flag is true or false.
func (v Value) Flag() (bool, bool) {
	if !v.plain() {
		return false, false
	}
	if v.node.Kind != yaml.ScalarNode || v.node.Tag != "!!bool" {
		v.Fail("this must be true or false", "write it without quotes")
		return false, false
	}
	return strings.EqualFold(v.node.Value, "true"), true
}

// Choice is one of the known words.
func (v Value) Choice(known ...string) (string, bool) {
	s, ok := v.Text()
	if !ok {
		return "", false
	}
	for _, k := range known {
		if fold(s) == fold(k) {
			return k, true
		}
	}
	v.Fail(Quote(s)+" is not known here", OneOf(s, known))
	return "", false
}

// fold is a word without what people write differently: large letters, and what joins its parts.
func fold(s string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
}

func (v Value) null() bool { return v.node.Kind == yaml.ScalarNode && v.node.Tag == "!!null" }
