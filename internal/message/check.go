package message

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"
)

// factNames lists what View offers: true for a required fact, false for one that may be empty.
func factNames() map[string]bool {
	names := map[string]bool{}
	t := reflect.TypeFor[*View]()
	for i := range t.NumMethod() {
		names[t.Method(i).Name] = t.Method(i).Type.NumOut() == 2
	}
	return names
}

// use is where a file names a fact or includes a fragment.
type use struct {
	name string
	line int
}

// walker lists what a parsed text uses.
type walker struct {
	text      string // for line numbers
	facts     []use
	fragments []use
}

func (w *walker) use(name string, pos parse.Pos) use {
	return use{name, 1 + strings.Count(w.text[:min(int(pos), len(w.text))], "\n")}
}

func (w *walker) walk(nodes ...parse.Node) {
	for _, node := range nodes {
		switch n := node.(type) {
		case *parse.ListNode:
			w.walk(n.Nodes...)
		case *parse.ActionNode:
			w.walk(n.Pipe)
		case *parse.IfNode:
			w.branch(&n.BranchNode)
		case *parse.WithNode:
			w.branch(&n.BranchNode)
		case *parse.RangeNode:
			w.branch(&n.BranchNode)
		case *parse.TemplateNode:
			w.fragments = append(w.fragments, w.use(n.Name, n.Pos))
		case *parse.PipeNode:
			for _, c := range n.Cmds {
				w.walk(c.Args...)
			}
		case *parse.ChainNode:
			w.walk(n.Node)
		case *parse.FieldNode:
			w.facts = append(w.facts, w.use(n.Ident[0], n.Pos))
		case *parse.VariableNode:
			if n.Ident[0] == "$" && len(n.Ident) > 1 {
				w.facts = append(w.facts, w.use(n.Ident[1], n.Pos))
			}
		}
	}
}

func (w *walker) branch(b *parse.BranchNode) {
	w.walk(b.Pipe, b.List)
	if b.ElseList != nil {
		w.walk(b.ElseList)
	}
}

// checkFacts holds a file's header against what its body names: every fact exists, and the required ones
// among them are those that the header lists. So the header can be believed.
func checkFacts(d document, named []use) error {
	known := factNames()
	var required []string
	for _, u := range named {
		must, ok := known[u.name]
		if !ok {
			return fmt.Errorf("%s:%d: there is no fact %q: see the list in templates/README.md", d.file, u.line, u.name)
		}
		if must && !slices.Contains(d.header.Facts, u.name) {
			return fmt.Errorf("%s:%d: the fact %s is used but not listed: add it to facts in the header", d.file, u.line, u.name)
		}
		if must {
			required = append(required, u.name)
		}
	}
	for _, name := range d.header.Facts {
		if !slices.Contains(required, name) {
			return fmt.Errorf("%s:%d: %s is listed but not used as a required fact: use it or take it out of facts", d.file, d.line("facts"), name)
		}
	}
	return nil
}
