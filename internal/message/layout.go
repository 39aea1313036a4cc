package message

import (
	"fmt"
	"strings"
	"text/template"
	"text/template/parse"
)

// layout is the HTML around the words of an email, in pieces, as email/layout.html defines them. What comes
// into a hole is escaped; a hole may stand in text, or in an attribute between double quotes, and nowhere else,
// so that one way of escaping serves them all.
type layout struct {
	page, heading, paragraph, link, list, item                        piece
	table, head, row, rowHead, cell, number, foot, footHead, footCell piece
	stack, stackHead, stackRow                                        piece
}

// piece is text with holes.
type piece []part

// part is a text, and the hole after it.
type part struct {
	text string
	hole string // empty: the end of the piece
}

// wanted are the pieces that a layout has, with the holes of each in their order.
func (l *layout) wanted() []struct {
	name  string
	into  *piece
	holes string
} {
	return []struct {
		name  string
		into  *piece
		holes string
	}{
		{"page", &l.page, "Lang Subject Sender Body"}, {"heading", &l.heading, "Text"}, {"paragraph", &l.paragraph, "Body"},
		{"link", &l.link, "URL Text"}, {"list", &l.list, "Body"}, {"item", &l.item, "Body"},
		{"table", &l.table, "Caption Head Body Foot"}, {"head", &l.head, "Align Text"}, {"row", &l.row, "Body"},
		{"row-head", &l.rowHead, "Text"}, {"cell", &l.cell, "Align Text"}, {"number", &l.number, "Text"}, {"foot", &l.foot, "Body"},
		{"foot-head", &l.footHead, "Text"}, {"foot-cell", &l.footCell, "Align Text"},
		{"stack", &l.stack, "Caption Body"}, {"stack-head", &l.stackHead, "Text"}, {"stack-row", &l.stackRow, "Label Text"},
	}
}

// parseLayout reads the layout and refuses one that lacks a piece, or has a hole where none may be.
func parseLayout(file, source string) (*layout, error) {
	t, err := template.New(file).Parse(source)
	if err != nil {
		return nil, err
	}
	l := &layout{}
	for _, w := range l.wanted() {
		defined := t.Lookup(w.name)
		if defined == nil || defined.Tree == nil {
			return nil, fmt.Errorf("%s:1: the piece %q is missing: write {{define %q}}…{{end}}", file, w.name, w.name)
		}
		p, err := readPiece(defined.Root, strings.Fields(w.holes))
		if err != nil {
			return nil, fmt.Errorf("%s: the piece %q: %w", file, w.name, err)
		}
		*w.into = p
	}
	return l, nil
}

func readPiece(list *parse.ListNode, holes []string) (piece, error) {
	var p piece
	text, place := "", markupPlace{}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			text += string(n.Text)
			place.read(string(n.Text))
		case *parse.ActionNode:
			hole := strings.TrimPrefix(n.Pipe.String(), ".")
			if place.inTag && place.quote != '"' || place.raw {
				return nil, fmt.Errorf("{{.%s}} stands neither in text nor in an attribute between double quotes", hole)
			}
			if len(holes) == 0 || hole != holes[0] {
				return nil, fmt.Errorf("{{.%s}} is not the next hole: there are, in this order, %q", hole, holes)
			}
			p, text, holes = append(p, part{text, hole}), "", holes[1:]
		default:
			return nil, fmt.Errorf("%s is not known here", n)
		}
	}
	if len(holes) > 0 {
		return nil, fmt.Errorf("it lacks {{.%s}}", holes[0])
	}
	return append(p, part{text: text}), nil
}

// markupPlace is where in HTML a reader stands.
type markupPlace struct {
	inTag bool
	quote byte // in an attribute, the quote that ends it
	raw   bool // in a style or script
}

func (m *markupPlace) read(text string) {
	for i := range len(text) {
		switch c := text[i]; {
		case m.quote != 0:
			if c == m.quote {
				m.quote = 0
			}
		case m.inTag && (c == '"' || c == '\''):
			m.quote = c
		case m.inTag && c == '>':
			m.inTag = false
		case !m.inTag && c == '<':
			m.inTag = true
			rest := strings.ToLower(text[i:min(i+8, len(text))])
			if strings.HasPrefix(rest, "<style") || strings.HasPrefix(rest, "<script") {
				m.raw = true
			}
			if strings.HasPrefix(rest, "</style") || strings.HasPrefix(rest, "</script") {
				m.raw = false
			}
		}
	}
}
