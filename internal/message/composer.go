package message

import (
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"slices"
	"strings"
	"text/template"

	"comity/internal/dunning"
)

// Composer composes messages from templates that were read and checked once.
type Composer struct {
	texts  map[key]*text
	layout *htmltemplate.Template
	ids    []key // in order, for a stable choice and a stable catalogue
}

// key names a text.
type key struct {
	id      string
	channel dunning.Channel
	locale  string
}

// text is one template in one channel and locale, ready to be executed.
type text struct {
	document
	words   *words
	body    *template.Template // with its fragments
	subject *template.Template // email and letter
	closing *template.Template // letter
	version string
}

// Info describes a text of the catalogue.
type Info struct {
	Template string          `json:"template"`
	Channel  dunning.Channel `json:"channel"`
	Locale   string          `json:"locale"`
	Stages   []string        `json:"stages"`
	Occasion string          `json:"occasion,omitempty"` // what it is for instead, beside the stages
	Author   string          `json:"author"`
	Revision int             `json:"revision"` // counted by its author
	Version  string          `json:"version"`  // hash of its content, fragments and words
	File     string          `json:"file"`
}

// New reads every template under fsys (see templates/README.md for the layout) and checks it: headers,
// facts, fragments, and a trial rendering with invented facts. Its errors name file and line.
func New(fsys fs.FS) (*Composer, error) {
	l := loader{
		fsys: fsys, words: map[string]*words{}, rawWords: map[string][]byte{},
		fragments: map[string]map[string]source{},
	}
	texts, err := l.load()
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	c := &Composer{texts: texts, layout: l.layout}
	for k := range texts {
		c.ids = append(c.ids, k)
	}
	slices.SortFunc(c.ids, func(a, b key) int {
		return strings.Compare(texts[a].file, texts[b].file)
	})
	if err := c.tryAll(); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return c, nil
}

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
			Author: h.Author, Revision: h.Version, Version: c.texts[k].version, File: c.texts[k].file,
		}
	}
	return infos
}

// find is the text in this locale, or in the first of the same language; nil when there is none.
func (c *Composer) find(template string, channel dunning.Channel, locale string) *text {
	if t, ok := c.texts[key{template, channel, locale}]; ok {
		return t
	}
	language, _, _ := strings.Cut(locale, "-")
	for _, k := range c.ids {
		if have, _, _ := strings.Cut(k.locale, "-"); k.id == template && k.channel == channel && have == language {
			return c.texts[k]
		}
	}
	return nil
}

// choose finds the text for some facts: in the reminder's locale, else the customer's, else the portfolio's.
func (c *Composer) choose(f Facts, channel dunning.Channel) (*text, error) {
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
