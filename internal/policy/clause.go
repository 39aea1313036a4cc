package policy

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Clause is a rule as it stands in a file.
type Clause struct {
	Rule
	File         string
	Line, Column int     // from 1
	Says         []Field // all that it says but its id, in the order of the file
}

// Field is one thing that a file says.
type Field struct {
	Key  string `json:"field"`
	Text string `json:"text"` // in one line, lists and mappings as [a, b] and {a: b}
}

// Clauses lists the rules of every kind as their files have them, in the order of the packs and their files.
// Those that the policy does without are left out.
func (p *Policy) Clauses() []Clause {
	rules := p.Rules()
	list := make([]Clause, 0, len(rules))
	for _, c := range p.clauses() {
		list = append(list, Clause{Rule: rules[c.index], File: c.file, Line: c.node.Line, Column: c.node.Column, Says: fields(c.node, "id")})
	}
	return list
}

// Packs names the packs that come with the policy, in order.
func (p *Policy) Packs() []string {
	var list []string
	for i, pg := range p.pages() {
		if i > 0 {
			list = append(list, strings.TrimSuffix(path.Base(pg.file), ".yaml"))
		}
	}
	return list
}

// Conditions are the conditions of steps as the file has them, by the step's id.
func (p *Policy) Conditions() map[string]string {
	all := map[string]string{}
	for _, s := range p.steps() {
		if when := field(s.node, "when"); when != s.node {
			all[field(s.node, "id").Value] = when.Value
		}
	}
	return all
}

// FallbackZones are where somebody is taken to be of whom no zone is known; none: in the portfolio's zone.
func (p *Policy) FallbackZones() []string { return slices.Clone(p.fallback) }

// Tolerance is by currency what is let be, in minor units.
func (p *Policy) Tolerance() map[string]int64 { return maps.Clone(p.tolerate) }

// page is a policy file, read once more for what it says and where.
type page struct {
	file string
	root *yaml.Node
}

// place is a node of a page.
type place struct {
	file string
	path string // of the node, for example rules[3]
	node *yaml.Node
}

// pages are the files of the policy and its packs, in order. They were compiled, so that they can be read.
func (p *Policy) pages() []page {
	var list []page
	for _, s := range p.sources {
		var doc yaml.Node
		if path.Ext(s.File) != ".yaml" || yaml.Unmarshal(s.Data, &doc) != nil || len(doc.Content) == 0 {
			continue
		}
		list = append(list, page{s.File, doc.Content[0]})
	}
	return list
}

// whole is the place of the page as such.
func (pg page) whole() place { return place{pg.file, "", pg.root} }

// at is a field of a place, or the place itself where there is none.
func (x place) at(key string) place {
	n := field(x.node, key)
	switch {
	case n == x.node:
		return x
	case x.path != "":
		key = x.path + "." + key
	}
	return place{x.file, key, n}
}

// items are those of a list in a field.
func (x place) items(key string) []place {
	of := x.at(key)
	if of.node.Kind != yaml.SequenceNode {
		return nil
	}
	list := make([]place, len(of.node.Content))
	for i, n := range of.node.Content {
		list[i] = place{x.file, fmt.Sprintf("%s[%d]", of.path, i), n}
	}
	return list
}

// standing is where a compiled rule stands.
type standing struct {
	place
	index int // among the policy's rules
}

// clauses are the places of the rules. The rules of a policy are in the order of its files, but for those that
// it does without, and for what guards add at the end.
func (p *Policy) clauses() []standing {
	var list []standing
	next := 0
	for _, pg := range p.pages() {
		for _, at := range pg.whole().items("rules") {
			if next < len(p.rules) && p.rules[next].id == field(at.node, "id").Value {
				list = append(list, standing{at, next})
				next++
			}
		}
	}
	return list
}

// stages are the places of the ladder's stages: in the first page that has any.
func (p *Policy) stages() []place {
	for _, pg := range p.pages() {
		if list := pg.whole().items("stages"); len(list) > 0 {
			return list
		}
	}
	return nil
}

// steps are the places of the ladder's steps.
func (p *Policy) steps() []place {
	var list []place
	for _, s := range p.stages() {
		list = append(list, s.items("steps")...)
	}
	return list
}

// spoken are the places of the occasions: each in the first page that has it.
func (p *Policy) spoken() map[string]place {
	all := map[string]place{}
	for _, pg := range p.pages() {
		of := pg.whole().at("occasions")
		if of.path == "" {
			continue
		}
		for i := 0; i+1 < len(of.node.Content); i += 2 {
			if name := of.node.Content[i].Value; all[name].node == nil {
				all[name] = of.at(name)
			}
		}
	}
	return all
}

// fields is what a mapping says, but for some keys.
func fields(n *yaml.Node, but ...string) []Field {
	var list []Field
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i].Value; !slices.Contains(but, key) {
			list = append(list, Field{key, inline(n.Content[i+1])})
		}
	}
	return list
}

// inline writes a node in one line.
func inline(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		parts := make([]string, len(n.Content))
		for i, item := range n.Content {
			parts[i] = inline(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case yaml.MappingNode:
		var parts []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, n.Content[i].Value+": "+inline(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	default:
		return strings.Join(strings.Fields(n.Value), " ")
	}
}
