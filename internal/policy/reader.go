package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"go.yaml.in/yaml/v3"
)

// reader reads YAML nodes and gathers every mistake with its place.
type reader struct {
	file string
	errs Errors
	cel  *conditions // once there is a condition
}

func (r *reader) fail(n *yaml.Node, field, problem, hint string) {
	r.errs = append(r.errs, &Error{File: r.file, Line: max(n.Line, 1), Column: max(n.Column, 1), Field: field, Problem: problem, Hint: hint})
}

// document reads the one document of a file.
func (r *reader) document(data []byte) (*yaml.Node, bool) {
	if len(data) > most {
		r.fail(&yaml.Node{}, "", fmt.Sprintf("the file is larger than %d KiB", most>>10), "split it into packs")
		return nil, false
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			r.fail(&yaml.Node{}, "", "the file is empty", "write a policy, for example by copying cn.yaml")
		} else {
			r.fail(&yaml.Node{Line: lineOf(err)}, "", "this is not YAML: "+syntax(err), "")
		}
		return nil, false
	}
	if err := dec.Decode(&more); err == nil {
		r.fail(&more, "", "there is a second document in the file", "write one policy per file")
		return nil, false
	} else if !errors.Is(err, io.EOF) {
		r.fail(&yaml.Node{Line: lineOf(err)}, "", "this is not YAML: "+syntax(err), "")
		return nil, false
	}
	return doc.Content[0], r.written(doc.Content[0])
}

// most is more bytes than any policy needs.
const most = 1 << 20

// written refuses anchors and aliases: whoever reads a rule sees all of it, where it stands.
func (r *reader) written(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.fail(n, "", "anchors and aliases are not read here", "write the value out")
		return false
	}
	for _, x := range n.Content {
		if !r.written(x) {
			return false
		}
	}
	return true
}

// The YAML library writes the line into its message, and keeps it nowhere else.
var syntaxError = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func lineOf(err error) int {
	m := syntaxError.FindStringSubmatch(err.Error())
	if m == nil {
		return 1
	}
	line, _ := strconv.Atoi(m[1]) // empty is 0, which is shown as line 1
	return line
}

func syntax(err error) string { return syntaxError.ReplaceAllString(err.Error(), "") }

// object is a mapping, with the path that leads to it.
type object struct {
	r     *reader
	node  *yaml.Node
	path  string
	items map[string]*yaml.Node
}

// object reads a mapping whose keys are all among known. Keys given twice and unknown ones are mistakes.
func (r *reader) object(n *yaml.Node, path string, known ...string) (*object, bool) {
	if n.Kind != yaml.MappingNode {
		r.fail(n, path, "this must be a mapping of "+strings.Join(known, ", "), "")
		return nil, false
	}
	o := &object{r: r, node: n, path: path, items: make(map[string]*yaml.Node)}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch _, twice := o.items[key.Value]; {
		case twice:
			r.fail(key, o.at(key.Value), "this key is given twice", "remove one of them")
		case len(known) > 0 && !slices.Contains(known, key.Value):
			r.fail(key, o.at(key.Value), "unknown key", oneOf(key.Value, known))
		default:
			o.items[key.Value] = value
		}
	}
	return o, true
}

// at is the path of a field.
func (o *object) at(key string) string {
	if o.path == "" {
		return key
	}
	return o.path + "." + key
}

func (o *object) has(key string) bool { return o.items[key] != nil }

// place is the node of a field, or of the whole mapping when the field is missing.
func (o *object) place(key string) *yaml.Node {
	if n := o.items[key]; n != nil {
		return n
	}
	return o.node
}

func (o *object) fail(key, problem, hint string) { o.r.fail(o.place(key), o.at(key), problem, hint) }

// need reports a missing field.
func (o *object) need(key, hint string) (*yaml.Node, bool) {
	n := o.items[key]
	if n == nil {
		o.r.fail(o.node, o.at(key), "this is missing", hint)
		return nil, false
	}
	return n, true
}

// text reads a field of plain text; a missing one is empty.
func (o *object) text(key string) string {
	n := o.items[key]
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || strings.TrimSpace(n.Value) == "" {
		o.fail(key, "this must be a text, and not empty", "")
		return ""
	}
	if strings.Contains(n.Value, separator) {
		o.fail(key, fmt.Sprintf("%q must not occur in a text: it separates languages", separator), "use another mark")
		return ""
	}
	return n.Value
}

// required reads a field of plain text that must be there.
func (o *object) required(key, hint string) string {
	if _, ok := o.need(key, hint); !ok {
		return ""
	}
	return o.text(key)
}

// number reads a whole number of at least low; a missing one is 0.
func (o *object) number(key string, low int) int {
	n := o.items[key]
	if n == nil {
		return 0
	}
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		o.fail(key, fmt.Sprintf("%q is not a whole number", n.Value), "")
		return 0
	}
	if v < low || v > highest {
		o.fail(key, fmt.Sprintf("%d is out of range", v), fmt.Sprintf("write a number from %d to %d", low, highest))
		return 0
	}
	return v
}

// highest is more days, or contacts, than any policy needs: a hundred years.
const highest = 36500

// flag reads true or false; a missing one is false.
func (o *object) flag(key string) bool {
	n := o.items[key]
	if n == nil {
		return false
	}
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		o.fail(key, fmt.Sprintf("%q is neither true nor false", n.Value), "write true or false, in small letters")
		return false
	}
	return n.Value == "true"
}

// choice reads one of the known words; a missing one is the fallback.
func (o *object) choice(key, fallback string, known ...string) string {
	n := o.items[key]
	if n == nil {
		return fallback
	}
	if n.Kind != yaml.ScalarNode || !slices.Contains(known, n.Value) {
		o.fail(key, fmt.Sprintf("%q is not known here", n.Value), oneOf(n.Value, known))
		return fallback
	}
	return n.Value
}

// date reads a calendar date; a missing one is the zero Date.
func (o *object) date(key string) calendar.Date {
	n := o.items[key]
	if n == nil {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(n.Value)
	if err != nil {
		o.fail(key, err.Error(), "")
	}
	return d
}

// list reads a sequence; a missing one is empty.
func (o *object) list(key string) []*yaml.Node {
	n := o.items[key]
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		o.fail(key, "this must be a list", "")
		return nil
	}
	if len(n.Content) == 0 {
		o.fail(key, "this list is empty", "add an entry, or leave the key out")
	}
	return n.Content
}

// channels reads a list of channels, each at most once.
func (o *object) channels(key string, known ...dunning.Channel) []dunning.Channel {
	var channels []dunning.Channel
	for i, n := range o.list(key) {
		field := fmt.Sprintf("%s[%d]", o.at(key), i)
		c := dunning.Channel(n.Value)
		switch {
		case n.Kind != yaml.ScalarNode || !slices.Contains(known, c):
			o.r.fail(n, field, fmt.Sprintf("%q is not a channel", n.Value), oneOf(n.Value, names(known)))
		case slices.Contains(channels, c):
			o.r.fail(n, field, fmt.Sprintf("%q is listed twice", n.Value), "remove one of them")
		default:
			channels = append(channels, c)
		}
	}
	return channels
}

// both reads a text in both languages: a mapping of zh and en, at least one of them.
func (o *object) both(key string, wantBoth bool) text {
	n := o.items[key]
	if n == nil {
		return text{}
	}
	words, ok := o.r.object(n, o.at(key), "zh", "en")
	if !ok {
		return text{}
	}
	t := text{words.text("zh"), words.text("en")}
	if wantBoth && (!words.has("zh") || !words.has("en")) || !words.has("zh") && !words.has("en") {
		o.r.fail(n, o.at(key), "the text is missing in a language", "write it as {zh: …, en: …}")
	}
	return t
}

func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
