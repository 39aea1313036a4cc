package courtesy

import "strings"

// match follows a pattern from the token at i, and says where it ends.
func match(n *node, tokens []token, i, start int) (int, bool) {
	for n != nil {
		switch n.kind {
		case choiceNode:
			for _, one := range n.any {
				if end, ok := match(one, tokens, i, start); ok {
					return end, true
				}
			}
			return 0, false
		case gapNode:
			return matchGap(n, tokens, i, start)
		default:
			if i >= len(tokens) || !n.is(tokens[i]) || i > start && !adjoins(tokens[i-1], tokens[i]) {
				return 0, false
			}
			i++
			for n.kind == numberNode && i < len(tokens) && tokens[i].han && n.is(tokens[i]) {
				i++
			}
		}
		n = n.next
	}
	return i, true
}

// matchGap leaves out as few tokens as it can, and none of the next clause or sentence.
func matchGap(n *node, tokens []token, i, start int) (int, bool) {
	border := uint8(claused)
	if n.wide {
		border = ended
	}
	for k := 0; k <= n.most && i+k <= len(tokens); k++ {
		if i+k < len(tokens) && i+k > start && tokens[i+k].gap >= border {
			return match(n.next, tokens[:i+k], i+k, i+k) // only what may be left out is left
		}
		if end, ok := match(n.next, tokens, i+k, i+k); ok {
			return end, true
		}
	}
	return 0, false
}

// is says that a step takes a token.
func (n *node) is(k token) bool {
	switch n.kind {
	case wordNode:
		return n.text == k.text
	case prefixNode:
		return !k.han && strings.HasPrefix(k.text, n.text)
	case numberNode:
		return k.number || k.han && strings.Contains(numerals, k.text)
	}
	return false
}

const numerals = "零一二三四五六七八九十百千万两〇壹贰叁肆伍陆柒捌玖拾几"

// adjoins says that two tokens may be read as one wording. Marks between Han characters are left out of
// account; words of other scripts end with their clause.
func adjoins(a, b token) bool {
	if a.han && b.han {
		return b.gap < apart
	}
	return b.gap <= spaced
}

// pattern is a compiled pattern, and what it stands for.
type pattern struct {
	*node
	role  role
	entry *entry     // of a hit, or of its own exception
	spare *exception // of an exception
	name  string     // of a shared exception or an element
}

type role uint8

const (
	hitRole      role = iota
	spareRole         // lifts hits
	negationRole      // "will not"
	voidRole          // makes a negation none: "hesitate"
	butRole           // ends what a negation governs: "but"
	elementRole       // what a message must have
)

// mark is where a pattern matched: tokens from start to end.
type mark struct {
	*pattern
	start, end int
}

// index finds the patterns that may begin with a token.
type index struct {
	words    map[string][]*pattern
	prefixes map[string][]*pattern
	shortest int // of the prefixes
	numbers  []*pattern
}

func (x *index) add(p *pattern) {
	seen := map[string]bool{}
	for _, f := range firsts(p.node, nil) {
		key := string(rune('0'+f.kind)) + f.text
		if seen[key] {
			continue
		}
		seen[key] = true
		switch f.kind {
		case wordNode:
			x.words[f.text] = append(x.words[f.text], p)
		case prefixNode:
			x.prefixes[f.text] = append(x.prefixes[f.text], p)
			if x.shortest == 0 || len(f.text) < x.shortest {
				x.shortest = len(f.text)
			}
		case numberNode:
			x.numbers = append(x.numbers, p)
		}
	}
}

// scan finds every match in a text.
func (x *index) scan(tokens []token) []mark {
	var marks []mark
	try := func(list []*pattern, i int) {
		for _, p := range list {
			if end, ok := match(p.node, tokens, i, i); ok {
				marks = append(marks, mark{p, i, end})
			}
		}
	}
	for i, k := range tokens {
		try(x.words[k.text], i)
		if (&node{kind: numberNode}).is(k) {
			try(x.numbers, i)
		}
		if k.han || k.number {
			continue
		}
		for n := x.shortest; n <= len(k.text) && n > 0; n++ {
			try(x.prefixes[k.text[:n]], i)
		}
	}
	return marks
}
