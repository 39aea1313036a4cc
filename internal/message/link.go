package message

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"comity/internal/dunning"
)

// linker puts a text together for one locale.
type linker struct {
	*loader
	locale string
	used   included
	within []string // the fragments that one stands in

	spelling func(string) string
}

// text makes a text of a source, for its own locale or for a variant of it.
func (l *loader) text(s source, channel dunning.Channel, locale string) (*text, error) {
	t := &text{document: s.document, words: l.words[locale]}
	t.header.Locale = locale
	k := &linker{loader: l, locale: locale, used: included{}, spelling: l.words[locale].respell()}
	parts := []struct {
		into  *program
		nodes []node
	}{{&t.body, s.nodes}, {&t.subject, s.subject}, {&t.closing, s.closing}}
	if channel == dunning.Letter {
		at := op{file: s.file, line: 1}
		parts = append(parts, []struct {
			into  *program
			nodes []node
		}{{&t.signature, []node{{op: at, include: letterSignature}}}, {&t.footer, []node{{op: at, include: letterFooter}}}}...)
	}
	for _, part := range parts {
		var err error
		if *part.into, err = k.link(part.nodes); err != nil {
			return nil, err
		}
	}
	t.version = k.version(s, channel)
	return t, nil
}

// link puts fragments in their places and joins neighbouring texts.
func (k *linker) link(nodes []node) (program, error) {
	var p program
	for _, n := range nodes {
		if n.include != "" {
			inner, err := k.include(n)
			if err != nil {
				return nil, err
			}
			for _, o := range inner {
				p = join(p, o)
			}
			continue
		}
		o := n.op
		o.text = k.spelling(o.text)
		var err error
		if o.then, err = k.link(n.then); err != nil {
			return nil, err
		}
		if o.other, err = k.link(n.other); err != nil {
			return nil, err
		}
		p = join(p, o)
	}
	return p, nil
}

func (k *linker) include(n node) (program, error) {
	s, ok := k.fragment(k.locale, n.include)
	if !ok {
		return nil, fmt.Errorf("%s:%d: no fragment %q for locale %s: add fragments/%s/%s.txt", n.file, n.line, n.include, k.locale, k.locale, n.include)
	}
	if slices.Contains(k.within, n.include) {
		return nil, fmt.Errorf("%s:%d: the fragment %q includes itself: take this out", n.file, n.line, n.include)
	}
	k.used[n.include] = s
	k.within = append(k.within, n.include)
	p, err := k.link(s.nodes)
	k.within = k.within[:len(k.within)-1]
	return p, err
}

// join adds o to p; two plain texts become one.
func join(p program, o op) program {
	plain := func(o op) bool { return !o.test && !o.bound && o.fact.name == "" }
	if plain(o) && o.text == "" {
		return p
	}
	if last := len(p) - 1; last >= 0 && plain(p[last]) && plain(o) {
		p[last].text += o.text
		return p
	}
	return append(p, o)
}

// version is a hash of everything that the words of a text come from.
func (k *linker) version(s source, channel dunning.Channel) string {
	sum := sha256.New()
	parts := [][]byte{s.raw}
	for locale := k.locale; locale != ""; locale = k.parent(locale) {
		parts = append(parts, k.rawWords[locale])
	}
	for _, name := range k.used.names() {
		parts = append(parts, k.used[name].raw)
	}
	if channel == dunning.Email {
		parts = append(parts, k.rawLayout)
	}
	for _, part := range parts {
		one := sha256.Sum256(part)
		sum.Write(one[:])
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}
