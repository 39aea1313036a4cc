package courtesy

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The language of patterns. It is matched against folded tokens, not against characters:
//
//	上门催收            these Han characters, whatever stands between them
//	legal action        these words, in a row
//	garnish*            a word that begins so
//	#                   a number, in digits or in Chinese numerals
//	(sue|take to court) one of these
//	(will|may)?         this or nothing; a single word or character may be optional too
//	~4                  up to four tokens of the same clause
//	~~4                 up to four tokens of the same sentence
//	{third}             a set that the lexicon defines, put in as it stands
//
// A pattern begins with a word, a number or a group of them.

type nodeKind uint8

const (
	wordNode nodeKind = iota
	prefixNode
	numberNode
	gapNode
	choiceNode
)

// node is a step of a compiled pattern; next is what follows, and nil the end.
type node struct {
	kind nodeKind
	text string
	han  bool
	most int
	wide bool // a gap that crosses commas
	any  []*node
	next *node
}

// item is a part of a pattern before it is compiled.
type item struct {
	node
	alternatives [][]item
	optional     bool
}

// patternParser reads one pattern.
type patternParser struct {
	in   string
	at   int
	fold folder
}

// compilePattern reads a pattern; sets are put in for the names in braces.
func compilePattern(text string, sets map[string]string, f folder) (*node, error) {
	whole, err := expandSets(text, sets, 0)
	if err != nil {
		return nil, err
	}
	p := &patternParser{in: whole, fold: f}
	list, err := p.alternatives(0)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", text, err)
	}
	n := choice(list, nil)
	for _, first := range firsts(n, nil) {
		if first == nil || first.kind == gapNode {
			return nil, fmt.Errorf("pattern %q: begin it with a word that must be there", text)
		}
	}
	return n, nil
}

func expandSets(text string, sets map[string]string, depth int) (string, error) {
	for {
		i := strings.IndexByte(text, '{')
		if i < 0 {
			return text, nil
		}
		j := strings.IndexByte(text[i:], '}')
		if j < 0 || depth > 50 {
			return "", fmt.Errorf("pattern %q: { without }", text)
		}
		name := text[i+1 : i+j]
		set, ok := sets[name]
		if !ok {
			return "", fmt.Errorf("pattern %q: there is no set %q", text, name)
		}
		text = text[:i] + "(" + set + ")" + text[i+j+1:]
		depth++
	}
}

// alternatives reads up to the end, or to the bracket that ends a group.
func (p *patternParser) alternatives(depth int) ([][]item, error) {
	list := [][]item{nil}
	for p.at < len(p.in) {
		r, size := utf8.DecodeRuneInString(p.in[p.at:])
		last := len(list) - 1
		switch {
		case r == '|':
			p.at += size
			list = append(list, nil)
		case r == ')':
			if depth == 0 {
				return nil, fmt.Errorf("a ) too many")
			}
			return list, p.filled(list)
		case r == ' ':
			p.at += size
		default:
			it, err := p.item(r, size, depth)
			if err != nil {
				return nil, err
			}
			list[last] = append(list[last], it...)
		}
	}
	if depth > 0 {
		return nil, fmt.Errorf("a ( without )")
	}
	return list, p.filled(list)
}

func (p *patternParser) filled(list [][]item) error {
	for _, one := range list {
		if len(one) == 0 {
			return fmt.Errorf("an alternative is empty")
		}
	}
	return nil
}

// item reads one part. A contraction makes two of it.
func (p *patternParser) item(r rune, size, depth int) ([]item, error) {
	var list []item
	switch {
	case r == '(':
		p.at += size
		inner, err := p.alternatives(depth + 1)
		if err != nil {
			return nil, err
		}
		p.at++
		list = []item{{alternatives: inner}}
	case r == '~':
		p.at += size
		wide := p.at < len(p.in) && p.in[p.at] == '~'
		if wide {
			p.at++
		}
		n := 0
		for ; p.at < len(p.in) && '0' <= p.in[p.at] && p.in[p.at] <= '9'; p.at++ {
			n = 10*n + int(p.in[p.at]-'0')
		}
		if n == 0 || n > 40 {
			return nil, fmt.Errorf("write ~ with a number from 1 to 40")
		}
		return []item{{node: node{kind: gapNode, most: n, wide: wide}}}, nil
	case r == '#':
		p.at += size
		list = []item{{node: node{kind: numberNode}}}
	case r > 0x2E7F:
		p.at += size
		list = p.words(string(r))
	case wordly(p.low(r)):
		end := p.at
		for end < len(p.in) && (p.in[end] >= 0x80 || wordly(p.low(rune(p.in[end]))) || p.in[end] == '\'') {
			end++
		}
		word := p.in[p.at:end]
		p.at = end
		if p.at < len(p.in) && p.in[p.at] == '*' {
			p.at++
			list = []item{{node: node{kind: prefixNode, text: strings.ToLower(word)}}}
		} else {
			list = p.words(word)
		}
	default:
		return nil, fmt.Errorf("%q means nothing here", string(r))
	}
	if p.at < len(p.in) && p.in[p.at] == '?' {
		p.at++
		list[len(list)-1].optional = true
	}
	return list, nil
}

func (p *patternParser) low(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// words are the tokens of a literal, as a text would have them.
func (p *patternParser) words(s string) []item {
	var list []item
	for _, k := range p.fold.tokens(s) {
		list = append(list, item{node: node{kind: wordNode, text: k.text, han: k.han}})
	}
	return list
}

// choice compiles alternatives, all of which go on with next.
func choice(list [][]item, next *node) *node {
	var any []*node
	for _, one := range list {
		any = append(any, sequence(one, next))
	}
	if len(any) == 1 {
		return any[0]
	}
	return &node{kind: choiceNode, any: any}
}

func sequence(list []item, next *node) *node {
	for i := len(list) - 1; i >= 0; i-- {
		next = list[i].compile(next)
	}
	return next
}

func (it item) compile(next *node) *node {
	n := &node{}
	if it.alternatives != nil {
		n = choice(it.alternatives, next)
	} else {
		*n = it.node
		n.next = next
	}
	if it.optional {
		return &node{kind: choiceNode, any: []*node{n, next}}
	}
	return n
}

// firsts are the steps that a match may begin with; nil among them says that it may be empty.
func firsts(n *node, to []*node) []*node {
	if n != nil && n.kind == choiceNode {
		for _, one := range n.any {
			to = firsts(one, to)
		}
		return to
	}
	return append(to, n)
}
