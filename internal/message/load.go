package message

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"comity/internal/dunning"
)

// source is a file with everything that is known of it once it is parsed.
type source struct {
	document
	raw     []byte
	nodes   []node
	subject []node
	closing []node
}

// loader reads the folder of templates.
type loader struct {
	fsys      fs.FS
	facts     map[string]fact
	words     map[string]*words
	rawWords  map[string][]byte
	fragments map[string]map[string]source // by locale and id
	texts     map[key]source
	layout    *layout
	rawLayout []byte
}

const layoutFile = "email/layout.html"

func (l *loader) load() (map[key]*text, error) {
	for _, step := range []func() error{l.loadWords, l.loadFragments, l.loadLayout, l.loadSources} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	texts := map[key]*text{}
	for k, s := range l.texts {
		for _, locale := range l.heirs(k) {
			t, err := l.text(s, k.channel, locale)
			if err != nil {
				return nil, err
			}
			texts[key{k.id, k.channel, locale}] = t
		}
	}
	return texts, nil
}

// heirs are the locales that a text serves: its own, and the variants of its language that have none of
// their own.
func (l *loader) heirs(k key) []string {
	list := []string{k.locale}
	for locale := range l.words {
		if _, own := l.texts[key{k.id, k.channel, locale}]; !own && l.parent(locale) == k.locale {
			list = append(list, locale)
		}
	}
	return list
}

// parent is the locale that a variant falls back to: its language, where that has words of its own.
func (l *loader) parent(locale string) string {
	if language, _, variant := strings.Cut(locale, "-"); variant && l.rawWords[language] != nil {
		return language
	}
	return ""
}

func (l *loader) loadWords() error {
	files, err := fs.Glob(l.fsys, "words/*.yaml")
	if err != nil {
		return err
	}
	for _, file := range files {
		if l.rawWords[wordsLocale(file)], err = fs.ReadFile(l.fsys, file); err != nil {
			return err
		}
	}
	for _, file := range files {
		locale := wordsLocale(file)
		var base []byte
		if p := l.parent(locale); p != "" {
			base = l.rawWords[p]
		}
		w, err := parseWords(file, base, l.rawWords[locale])
		if err != nil {
			return err
		}
		if w.Locale != locale {
			return fmt.Errorf("%s:1: locale is %q, the name of the file says %q", file, w.Locale, locale)
		}
		l.words[locale] = w
	}
	return nil
}

func wordsLocale(file string) string { return strings.TrimSuffix(path.Base(file), ".yaml") }

func (l *loader) loadFragments() error {
	files, err := fs.Glob(l.fsys, "fragments/*/*.txt")
	if err != nil {
		return err
	}
	for _, file := range files {
		s, err := l.parse(file)
		if err != nil {
			return err
		}
		locale := path.Base(path.Dir(file))
		if s.header.Channel != "" || s.header.Locale != locale || s.header.ID+".txt" != path.Base(file) {
			return fmt.Errorf("%s:1: a fragment has no channel, and its id and locale are those of its path", file)
		}
		if l.fragments[locale] == nil {
			l.fragments[locale] = map[string]source{}
		}
		l.fragments[locale][s.header.ID] = s
	}
	return nil
}

func (l *loader) loadLayout() error {
	raw, err := fs.ReadFile(l.fsys, layoutFile)
	if err != nil {
		return err
	}
	l.rawLayout = raw
	l.layout, err = parseLayout(layoutFile, string(raw))
	return err
}

func (l *loader) loadSources() error {
	for _, channel := range dunning.Channels() {
		files, err := fs.Glob(l.fsys, string(channel)+"/*.txt")
		if err != nil {
			return err
		}
		for _, file := range files {
			s, err := l.parse(file)
			if err != nil {
				return err
			}
			if err := checkHeader(s.document, channel); err != nil {
				return err
			}
			l.texts[key{s.header.ID, channel, s.header.Locale}] = s
		}
	}
	if len(l.texts) == 0 {
		return fmt.Errorf("no templates: sms/, email/ and letter/ hold no .txt file")
	}
	return nil
}

// parse reads a file, takes it apart, parses its body and holds its header against it.
func (l *loader) parse(file string) (source, error) {
	raw, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		return source{}, err
	}
	d, err := parseDocument(file, raw)
	if err != nil {
		return source{}, err
	}
	if d.header.ID == "" || d.header.Locale == "" || d.header.Author == "" || d.header.Version < 1 {
		return source{}, fmt.Errorf("%s:1: the header needs id, locale, author and a version from 1", file)
	}
	if l.words[d.header.Locale] == nil {
		return source{}, fmt.Errorf("%s:%d: no words for locale %q: add words/%s.yaml", file, d.line("locale"), d.header.Locale, d.header.Locale)
	}
	s, err := l.parseBody(d)
	s.raw = raw
	return s, err
}

// parseBody parses the body of a file and the templates in its header, and checks the facts of all of them.
func (l *loader) parseBody(d document) (source, error) {
	s := source{document: d}
	marked, err := markup(d.file, d.body)
	if err != nil {
		return s, err
	}
	var named []use
	for _, part := range []struct {
		into *[]node
		text string
	}{{&s.nodes, marked}, {&s.subject, d.headerText("subject")}, {&s.closing, d.headerText("closing")}} {
		var more []use
		if *part.into, more, err = l.parseTemplate(d.file, part.text); err != nil {
			return s, err
		}
		named = append(named, more...)
	}
	return s, l.checkFacts(d, named)
}

// fragment is the one that serves a locale: its own, else that of its language.
func (l *loader) fragment(locale, name string) (source, bool) {
	for ; locale != ""; locale = l.parent(locale) {
		if s, ok := l.fragments[locale][name]; ok {
			return s, true
		}
	}
	return source{}, false
}

// included lists the fragments that stand in a text, in order of name.
type included map[string]source

func (n included) names() []string {
	var names []string
	for name := range n {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
