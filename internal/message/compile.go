package message

import (
	"bytes"
	"fmt"
	"strings"
	"text/template"
	"text/template/parse"
)

// node is a piece of a parsed file, before fragments are put in.
type node struct {
	op
	include string // the fragment that stands here
	then    []node
	other   []node
}

// reader turns the syntax tree of a file into nodes. Of text/template's language it takes what README.md
// describes and refuses the rest, so that a text can do no more than choose and state.
type reader struct {
	file  string
	text  string // for line numbers
	facts map[string]fact
	uses  []use
	with  int // how many {{with}} one stands in
}

// parseTemplate reads a text. An unknown fact is left to checkFacts, which says more.
func (l *loader) parseTemplate(file, text string) ([]node, []use, error) {
	t, err := template.New(file).Parse(text)
	if err != nil {
		return nil, nil, err
	}
	if t.Tree == nil {
		return nil, nil, nil
	}
	if len(t.Templates()) > 1 {
		return nil, nil, fmt.Errorf("%s:1: a file defines no further templates: make a fragment of it", file)
	}
	trimEnds(t.Root)
	r := &reader{file: file, text: text, facts: l.facts}
	nodes, err := r.list(t.Root)
	return nodes, r.uses, err
}

func (r *reader) line(pos parse.Pos) int {
	return 1 + strings.Count(r.text[:min(int(pos), len(r.text))], "\n")
}

func (r *reader) fail(pos parse.Pos, what string) error {
	return fmt.Errorf("%s:%d: %s: see templates/README.md for what a text may hold", r.file, r.line(pos), what)
}

func (r *reader) list(l *parse.ListNode) ([]node, error) {
	if l == nil {
		return nil, nil
	}
	var nodes []node
	for _, x := range l.Nodes {
		n, err := r.node(x)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

func (r *reader) node(x parse.Node) (node, error) {
	switch n := x.(type) {
	case *parse.TextNode:
		return node{op: op{text: string(n.Text)}}, nil
	case *parse.ActionNode:
		return r.named(n.Pipe, true)
	case *parse.TemplateNode:
		if !r.whole(n.Pipe) {
			return node{}, r.fail(n.Pos, fmt.Sprintf("write {{template %q $}}, or {{template %q .}} outside of {{with}}", n.Name, n.Name))
		}
		return node{include: n.Name, op: op{file: r.file, line: r.line(n.Pos)}}, nil
	case *parse.IfNode:
		return r.branch(&n.BranchNode, false)
	case *parse.WithNode:
		return r.branch(&n.BranchNode, true)
	}
	return node{}, r.fail(x.Position(), fmt.Sprintf("%s is not known here", x))
}

// whole says that a pipe is the facts themselves, not the value of a {{with}}.
func (r *reader) whole(p *parse.PipeNode) bool {
	if p == nil || len(p.Decl) > 0 || len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		return false
	}
	switch a := p.Cmds[0].Args[0].(type) {
	case *parse.DotNode:
		return r.with == 0
	case *parse.VariableNode:
		return len(a.Ident) == 1 && a.Ident[0] == "$"
	}
	return false
}

// named is the fact that a pipe names, or the bound value.
func (r *reader) named(p *parse.PipeNode, dot bool) (node, error) {
	if len(p.Decl) > 0 || len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		return node{}, r.fail(p.Pos, fmt.Sprintf("{{%s}} is not known here", p))
	}
	name := ""
	switch a := p.Cmds[0].Args[0].(type) {
	case *parse.DotNode:
		if dot && r.with > 0 {
			return node{op: op{bound: true}}, nil
		}
	case *parse.FieldNode:
		if len(a.Ident) == 1 {
			name = a.Ident[0]
		}
		if r.with > 0 {
			return node{}, r.fail(p.Pos, fmt.Sprintf("inside {{with}} write $.%s", a.Ident[0]))
		}
	case *parse.VariableNode:
		if len(a.Ident) == 2 && a.Ident[0] == "$" {
			name = a.Ident[1]
		}
	}
	if name == "" {
		return node{}, r.fail(p.Pos, fmt.Sprintf("{{%s}} is not known here", p))
	}
	r.uses = append(r.uses, use{name, r.line(p.Pos)})
	return node{op: op{fact: r.facts[name], file: r.file, line: r.line(p.Pos)}}, nil
}

func (r *reader) branch(b *parse.BranchNode, with bool) (node, error) {
	n, err := r.named(b.Pipe, false)
	if err != nil {
		return n, err
	}
	if n.fact.must != nil {
		return n, r.fail(b.Pos, n.fact.name+" is a required fact, and never empty")
	}
	if with && n.fact.may == nil && n.fact.name != "" {
		return n, r.fail(b.Pos, n.fact.name+" is no text: use {{if}}")
	}
	n.test, n.bound = true, with
	if with {
		r.with++
	}
	if n.then, err = r.list(b.List); err != nil {
		return n, err
	}
	if with {
		r.with--
	}
	n.other, err = r.list(b.ElseList)
	return n, err
}

// trimEnds takes the line feeds off both ends, so that a fragment may stand within a sentence.
func trimEnds(l *parse.ListNode) {
	if len(l.Nodes) == 0 {
		return
	}
	if first, ok := l.Nodes[0].(*parse.TextNode); ok {
		first.Text = bytes.TrimLeft(first.Text, "\n")
	}
	if last, ok := l.Nodes[len(l.Nodes)-1].(*parse.TextNode); ok {
		last.Text = bytes.TrimRight(last.Text, "\n")
	}
}
