package message

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"comity/internal/dunning"
)

// Composer composes messages from templates that were read and checked once.
type Composer struct {
	texts  map[key]*text
	words  map[string]*words // by locale
	layout *layout
	ids    []key // in order, for a stable choice and a stable catalogue
	desks  sync.Pool
}

// key names a text.
type key struct {
	id      string
	channel dunning.Channel
	locale  string
}

// text is one template in one channel and locale, ready to be written.
type text struct {
	document
	words     *words
	body      program // with its fragments
	subject   program // email and letter
	closing   program // letter
	signature program // letter
	footer    program // letter
	version   string
}

// Info describes a text of the catalogue.
type Info struct {
	Template string          `json:"template"`
	Channel  dunning.Channel `json:"channel"`
	Locale   string          `json:"locale"`
	Stages   []string        `json:"stages"`
	Occasion string          `json:"occasion,omitempty"` // what it is for instead, beside the stages
	Needs    []string        `json:"needs,omitempty"`    // the truths without which it may not be said

	Jurisdiction string `json:"jurisdiction,omitempty"` // whose law it serves; empty: anywhere

	Author   string `json:"author"`
	Revision int    `json:"revision"` // counted by its author
	Version  string `json:"version"`  // hash of its content, fragments and words
	File     string `json:"file"`
}

// New reads every template under fsys (see templates/README.md for the layout) and checks it: headers,
// facts, fragments, and a trial rendering with invented facts. Its errors name file and line.
func New(fsys fs.FS) (*Composer, error) {
	l := &loader{
		fsys: fsys, facts: facts(), words: map[string]*words{}, rawWords: map[string][]byte{},
		fragments: map[string]map[string]source{}, texts: map[key]source{},
	}
	texts, err := l.load()
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	c := &Composer{texts: texts, words: l.words, layout: l.layout}
	c.desks.New = func() any { return new(desk) }
	for k := range texts {
		c.ids = append(c.ids, k)
	}
	slices.SortFunc(c.ids, func(a, b key) int {
		return cmp.Or(strings.Compare(texts[a].file, texts[b].file), strings.Compare(a.locale, b.locale))
	})
	if err := c.tryAll(); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return c, nil
}

// Locales lists the locales that texts are in.
func (c *Composer) Locales() []string { return slices.Sorted(maps.Keys(c.words)) }

// Has says whether a text exists for a template, in the locale or another of the same language.
func (c *Composer) Has(template string, channel dunning.Channel, locale string) bool {
	return c.find(template, channel, locale) != nil
}

// Occasion is what a text is for beside the stages; empty for the text of a step, and when there is none.
func (c *Composer) Occasion(template string, channel dunning.Channel, locale string) string {
	if t := c.find(template, channel, locale); t != nil {
		return t.header.Occasion
	}
	return ""
}

// Version is a hash of everything the words of a text come from: the template, the fragments it includes,
// the words of its locale, and for email the layout. It is empty when there is no such text.
func (c *Composer) Version(template string, channel dunning.Channel, locale string) string {
	if t := c.find(template, channel, locale); t != nil {
		return t.version
	}
	return ""
}

// Catalogue lists every text, in the order of their files.
func (c *Composer) Catalogue() []Info {
	infos := make([]Info, len(c.ids))
	for i, k := range c.ids {
		h := c.texts[k].header
		infos[i] = Info{
			Template: k.id, Channel: k.channel, Locale: k.locale, Stages: slices.Clone(h.Stages), Occasion: h.Occasion,
			Needs: slices.Clone(h.Needs), Jurisdiction: h.jurisdiction(),
			Author: h.Author, Revision: h.Version, Version: c.texts[k].version, File: c.texts[k].file,
		}
	}
	return infos
}

// find is the text in this locale, or in the nearest of the same language; nil when there is none.
func (c *Composer) find(template string, channel dunning.Channel, locale string) *text {
	locale = c.nearest(locale)
	if t, ok := c.texts[key{template, channel, locale}]; ok {
		return t
	}
	language, _, variant := strings.Cut(locale, "-")
	if variant && c.words[language] != nil {
		return nil // what was written for another country of the language is not for this one
	}
	for _, k := range c.ids {
		if k.id == template && k.channel == channel && strings.HasPrefix(k.locale, language+"-") {
			return c.texts[k]
		}
	}
	return nil
}

// nearest is the locale, of those that there are words for, that serves a reader of this one: itself, that of
// the same script, the language alone, any of the language. It is empty when there is none.
func (c *Composer) nearest(locale string) string {
	if c.words[locale] != nil {
		return locale
	}
	language, rest, _ := strings.Cut(locale, "-")
	if language == "zh" {
		script := "zh-CN"
		if rest == "HK" || rest == "MO" || strings.HasPrefix(rest, "Hant") {
			script = "zh-TW"
		}
		if c.words[script] != nil {
			return script
		}
	}
	if c.words[language] != nil {
		return language
	}
	best := ""
	for have := range c.words {
		if strings.HasPrefix(have, language+"-") && (best == "" || have < best) {
			best = have
		}
	}
	return best
}

// choose finds the text for some facts: in the reminder's locale, else the customer's, else the portfolio's.
func (c *Composer) choose(f *Facts, channel dunning.Channel) (*text, error) {
	for _, locale := range f.locales() {
		if locale == "" {
			continue
		}
		if t := c.find(f.Reminder.Template, channel, locale); t != nil {
			return t, nil
		}
	}
	return nil, &UnknownTemplateError{f.Reminder.Template, string(channel), f.Reminder.Locale}
}
