package settings

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parse reads a settings file into texts by key, each with its place. It takes every value as it is
// written: a decoder would read +12025550100 as a number and lose its sign, and would know no places.
func parse(file string, text []byte, fields []field) (map[string]string, map[string]origin, []error) {
	p := &parser{file: file, values: map[string]string{}, origins: map[string]origin{}}
	for _, f := range fields {
		p.known = append(p.known, f.keys()...)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return p.values, p.origins, nil
	case err != nil:
		return nil, nil, []error{syntax(file, err)}
	}
	if err := decoder.Decode(&second); err == nil {
		p.report(&second, "", "a second document begins here: keep one")
	} else if !errors.Is(err, io.EOF) {
		return nil, nil, []error{syntax(file, err)}
	}
	p.mapping(document.Content[0], "")
	return p.values, p.origins, p.problems
}

type parser struct {
	file     string
	known    []string
	values   map[string]string
	origins  map[string]origin
	problems []error
}

func (p *parser) at(n *yaml.Node) origin {
	return origin{File: p.file, Line: n.Line, Column: n.Column}
}

func (p *parser) report(n *yaml.Node, field, what string) {
	p.problems = append(p.problems, p.at(n).problem(field, "%s", what))
}

func (p *parser) mapping(n *yaml.Node, under string) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		p.report(n, under, "settings go here, one a line: key: value")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		p.entry(n.Content[i], n.Content[i+1], under)
	}
}

func (p *parser) entry(k, v *yaml.Node, under string) {
	key := clip(k.Value)
	if under != "" {
		key = under + "." + key
	}
	switch {
	case slices.Contains(p.known, key):
		p.scalar(k, v, key)
	case slices.ContainsFunc(p.known, func(known string) bool { return strings.HasPrefix(known, key+".") }):
		p.mapping(v, key)
	default:
		p.report(k, key, "there is no such setting"+suggest(key, p.known))
	}
}

func (p *parser) scalar(k, v *yaml.Node, key string) {
	first, twice := p.origins[key]
	switch {
	case v.Kind == yaml.AliasNode || v.Kind == yaml.ScalarNode && v.Anchor != "":
		p.report(v, key, "anchors and aliases are not for settings: write the value out")
	case v.Kind != yaml.ScalarNode:
		p.report(v, key, "this takes one value, on the same line")
	case twice:
		p.report(k, key, "this was set before, in line "+strconv.Itoa(first.Line)+": keep one")
	default:
		p.origins[key] = p.at(v)
		if v.Tag != "!!null" {
			p.values[key] = v.Value
		}
	}
}

// syntax turns a YAML library's error, "yaml: line 3: …", into ours. It may quote the file, hence the
// secret in the line at fault; the quotes are left out.
func syntax(file string, err error) error {
	what := strings.TrimPrefix(err.Error(), "yaml: ")
	at := origin{File: file}
	if m := regexp.MustCompile(`^line (\d+): (.*)$`).FindStringSubmatch(what); m != nil {
		at.Line, _ = strconv.Atoi(m[1])
		what = m[2]
	}
	what = regexp.MustCompile("(?s)[\"'`].*[\"'`]").ReplaceAllString(what, "…")
	return at.problem("", "this is not YAML: %s", what)
}
