package message

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"comity/internal/dunning"
)

// source is a file with everything that is known of it once it is parsed.
type source struct {
	document
	raw       []byte
	fragments []string // those it includes itself
	tree      *template.Template
}

// loader reads the folder of templates.
type loader struct {
	fsys      fs.FS
	words     map[string]*words
	rawWords  map[string][]byte
	fragments map[string]map[string]source // by locale and id
	layout    *htmltemplate.Template
	rawLayout []byte
}

const layoutFile = "email/layout.html"

func (l *loader) load() (map[key]*text, error) {
	for _, step := range []func() error{l.loadWords, l.loadFragments, l.loadLayout} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	texts := map[key]*text{}
	for _, channel := range dunning.Channels() {
		files, err := fs.Glob(l.fsys, string(channel)+"/*.txt")
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			t, err := l.loadText(file, channel)
			if err != nil {
				return nil, err
			}
			texts[key{t.header.ID, channel, t.header.Locale}] = t
		}
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("no templates: sms/, email/ and letter/ hold no .txt file")
	}
	return texts, nil
}

func (l *loader) loadWords() error {
	files, err := fs.Glob(l.fsys, "words/*.yaml")
	if err != nil {
		return err
	}
	for _, file := range files {
		raw, err := fs.ReadFile(l.fsys, file)
		if err != nil {
			return err
		}
		w, err := parseWords(file, raw)
		if err != nil {
			return err
		}
		if want := strings.TrimSuffix(path.Base(file), ".yaml"); w.Locale != want {
			return fmt.Errorf("%s:1: locale is %q, the name of the file says %q", file, w.Locale, want)
		}
		l.words[w.Locale], l.rawWords[w.Locale] = w, raw
	}
	return nil
}

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
	l.layout, err = htmltemplate.New(layoutFile).Parse(string(raw))
	return err
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
		return source{}, fmt.Errorf("%s:1: no words for locale %q: add words/%s.yaml", file, d.header.Locale, d.header.Locale)
	}
	s := source{document: d, raw: raw}
	s.tree, s.fragments, err = parseBody(d)
	return s, err
}

// parseBody parses the body of a file, and checks the facts of it and of the templates in its header.
func parseBody(d document) (*template.Template, []string, error) {
	marked, err := markup(d.file, d.body)
	if err != nil {
		return nil, nil, err
	}
	body, used, err := parseTemplate(d.file, marked)
	if err != nil {
		return nil, nil, err
	}
	var names []string
	for _, u := range used.fragments {
		names = append(names, u.name)
	}
	facts := used.facts
	for _, key := range []string{"subject", "closing"} {
		_, more, err := parseTemplate(d.file, d.headerText(key))
		if err != nil {
			return nil, nil, err
		}
		facts = append(facts, more.facts...)
	}
	return body, names, checkFacts(d, facts)
}

func parseTemplate(file, text string) (*template.Template, *walker, error) {
	t, err := template.New(file).Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, nil, err
	}
	w := &walker{text: text}
	if t.Tree != nil {
		w.walk(t.Root)
		trimEnds(t.Root)
	}
	return t, w, nil
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

// loadText makes a text of a file: its body with the fragments it includes, its subject and its version.
func (l *loader) loadText(file string, channel dunning.Channel) (*text, error) {
	s, err := l.parse(file)
	if err != nil {
		return nil, err
	}
	h := s.header
	if h.Channel != string(channel) || h.ID+"."+h.Locale+".txt" != path.Base(file) || (len(h.Stages) == 0) == (h.Occasion == "") {
		return nil, fmt.Errorf("%s:1: channel, id and locale must be those of the path (%s/ID.LOCALE.txt), and either stages or an occasion must be named", file, channel)
	}
	if h.Occasion != "" && !slices.Contains(occasions(), h.Occasion) {
		return nil, fmt.Errorf("%s:%d: there is no occasion %q: there are %s", file, s.line("occasion"), h.Occasion, strings.Join(occasions(), ", "))
	}
	if (channel == dunning.SMS) != (h.Subject == "") || (channel == dunning.SMS) != (h.Segments > 0) || (channel == dunning.Letter) != (h.Closing != "") {
		return nil, fmt.Errorf("%s:1: an sms has segments, an email has a subject, a letter a subject and a closing", file)
	}
	t := &text{document: s.document, words: l.words[h.Locale]}
	included, err := l.include(t, s, channel)
	if err != nil {
		return nil, err
	}
	if t.subject, _, err = parseTemplate(file, s.headerText("subject")); err != nil {
		return nil, err
	}
	if t.closing, _, err = parseTemplate(file, s.headerText("closing")); err != nil {
		return nil, err
	}
	t.version = l.version(s, channel, included)
	return t, nil
}

// include adds to a text every fragment it needs, those of fragments too, and names them in order.
func (l *loader) include(t *text, s source, channel dunning.Channel) ([]string, error) {
	t.body = template.Must(s.tree.Clone())
	fragments := l.fragments[s.header.Locale]
	var included []string
	var add func(from string, names []string) error
	add = func(from string, names []string) error {
		for _, name := range names {
			if slices.Contains(included, name) {
				continue
			}
			f, ok := fragments[name]
			if !ok {
				return fmt.Errorf("%s:1: no fragment %q for locale %s: add fragments/%s/%s.txt", from, name, s.header.Locale, s.header.Locale, name)
			}
			included = append(included, name)
			if _, err := t.body.AddParseTree(name, f.tree.Tree); err != nil {
				return err
			}
			if err := add(f.file, f.fragments); err != nil {
				return err
			}
		}
		return nil
	}
	needed := s.fragments
	if channel == dunning.Letter {
		needed = append(slices.Clone(needed), letterSignature, letterFooter)
	}
	err := add(s.file, needed)
	slices.Sort(included)
	return included, err
}

// version is a hash of everything that the words of a text come from.
func (l *loader) version(s source, channel dunning.Channel, included []string) string {
	sum := sha256.New()
	parts := [][]byte{s.raw, l.rawWords[s.header.Locale]}
	for _, name := range included {
		parts = append(parts, l.fragments[s.header.Locale][name].raw)
	}
	if channel == dunning.Email {
		parts = append(parts, l.rawLayout)
	}
	for _, part := range parts {
		one := sha256.Sum256(part)
		sum.Write(one[:])
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}
