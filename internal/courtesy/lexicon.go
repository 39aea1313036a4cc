package courtesy

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"comity/internal/calendar"

	"go.yaml.in/yaml/v3"
)

//go:embed lexicon/*.yaml
var embedded embed.FS

// lexiconFile is a file of wording, as written.
type lexiconFile struct {
	Version    int                  `yaml:"version"`
	Sets       map[string]string    `yaml:"sets"`
	Negation   negationFile         `yaml:"negation"`
	Exceptions map[string]exception `yaml:"exceptions"`
	Entries    []entry              `yaml:"entries"`
}

// negationFile is how a language says that something is not so.
type negationFile struct {
	Says  []string `yaml:"says"`  // a negation
	Never []string `yaml:"never"` // looks like one, and is none
	Void  []string `yaml:"void"`  // after a negation, turns it around
	But   []string `yaml:"but"`   // ends what it governs
	Close []string `yaml:"close"` // a negation of what stands directly behind it, and of nothing more
}

// entry is something that may not be said.
type entry struct {
	ID         string           `yaml:"id"`
	Category   string           `yaml:"category"`
	Also       []string         `yaml:"also"`
	Severity   Severity         `yaml:"severity"` // default: refuse
	Patterns   []string         `yaml:"patterns"`
	Fact       string           `yaml:"fact"`    // makes it true
	Subject    bool             `yaml:"subject"` // only in the subject of an email, where others may see it
	Firm       bool             `yaml:"firm"`    // no negation and no shared exception lifts it
	Places     []calendar.Place `yaml:"places"`  // where it may not be said; empty: nowhere
	Why        Words            `yaml:"why"`     // default: that of the category
	Mend       Words            `yaml:"mend"`
	Exceptions []exception      `yaml:"exceptions"`
}

// exception lifts the hits that it overlaps, or those in its sentence.
type exception struct {
	Patterns []string `yaml:"patterns"`
	Sentence bool     `yaml:"sentence"`
	For      []string `yaml:"for"` // of a shared one: these categories; empty: all
	Reason   Words    `yaml:"reason"`
}

// category is a kind of wording that may not be.
type category struct {
	Why     Words            `yaml:"why"`
	Mend    Words            `yaml:"mend"`
	Sources map[string]Words `yaml:"sources"` // by country; "house" where no law is known to say so
	Kinds   []string         `yaml:"kinds"`   // what rule packs call it
}

// element is something that a message must have.
type element struct {
	Title    Words    `yaml:"title"`
	Patterns []string `yaml:"patterns"`
	Mend     Words    `yaml:"mend"`
}

type commonFile struct {
	Version    int                  `yaml:"version"`
	Categories map[string]*category `yaml:"categories"`
	Elements   map[string]*element  `yaml:"elements"`
	Shorteners []string             `yaml:"shorteners"`
}

// Gate judges messages. It does not change, and may be used by any number of goroutines.
type Gate struct {
	folder
	index
	version    string
	categories map[string]*category
	elements   map[string]*element
	shorteners map[string]bool
	entries    []*entry
}

// Load reads the lexicon that comes with the program.
func Load() (*Gate, error) {
	files, err := fs.Sub(embedded, "lexicon")
	if err != nil {
		return nil, err
	}
	return LoadFS(files)
}

// LoadFS reads a lexicon: common.yaml, and beside it a file for every language.
func LoadFS(files fs.FS) (*Gate, error) {
	var common commonFile
	if err := decode(files, "common.yaml", &common); err != nil {
		return nil, err
	}
	g := &Gate{
		folder: newFolder(), index: index{words: map[string][]*pattern{}, prefixes: map[string][]*pattern{}},
		categories: common.Categories, elements: common.Elements, shorteners: map[string]bool{},
		version: fmt.Sprintf("common@%d", common.Version),
	}
	for _, s := range common.Shorteners {
		g.shorteners[s] = true
	}
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, err
	}
	l := loader{gate: g, sets: map[string]string{}}
	l.elements("common.yaml")
	for _, name := range names {
		if path.Base(name) != "common.yaml" {
			l.file(files, name)
		}
	}
	return g, errors.Join(l.errs...)
}

// Version names the state of the lexicon, for records.
func (g *Gate) Version() string { return g.version }

func decode(files fs.FS, name string, to any) error {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(to); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// loader fills a gate, and gathers what is wrong.
type loader struct {
	gate *Gate
	sets map[string]string
	errs []error
}

func (l *loader) file(files fs.FS, name string) {
	var f lexiconFile
	if err := decode(files, name, &f); err != nil {
		l.errs = append(l.errs, err)
		return
	}
	l.gate.version += fmt.Sprintf(" %s@%d", name, f.Version)
	l.sets = f.Sets
	l.all(name, negationRole, "", f.Negation.Says)
	l.all(name, negationRole, "close", f.Negation.Close)
	l.all(name, voidRole, "", f.Negation.Void)
	l.all(name, voidRole, "never", f.Negation.Never)
	l.all(name, butRole, "", f.Negation.But)
	for id, e := range f.Exceptions {
		l.spare(name, id, nil, &e)
	}
	for i := range f.Entries {
		l.entry(name, &f.Entries[i])
	}
}

func (l *loader) fail(format string, args ...any) {
	l.errs = append(l.errs, fmt.Errorf(format, args...))
}

func (l *loader) entry(file string, e *entry) {
	if e.Severity == "" {
		e.Severity = Refuse
	}
	c := l.gate.categories[e.Category]
	switch {
	case e.ID == "" || len(e.Patterns) == 0:
		l.fail("%s: an entry needs an id and patterns: %q", file, e.ID)
	case slices.ContainsFunc(l.gate.entries, func(o *entry) bool { return o.ID == e.ID }):
		l.fail("%s: %s is given twice", file, e.ID)
	case c == nil:
		l.fail("%s: %s: there is no category %q", file, e.ID, e.Category)
	case e.Severity != Refuse && e.Severity != Warn:
		l.fail("%s: %s: severity is refuse or warn", file, e.ID)
	case e.Fact != "" && !slices.Contains(factNames, e.Fact):
		l.fail("%s: %s: there is no fact %q", file, e.ID, e.Fact)
	default:
		for _, also := range e.Also {
			if l.gate.categories[also] == nil {
				l.fail("%s: %s: there is no category %q", file, e.ID, also)
			}
		}
		l.gate.entries = append(l.gate.entries, e)
		for _, text := range e.Patterns {
			l.pattern(file, text, pattern{role: hitRole, entry: e})
		}
		for i := range e.Exceptions {
			l.spare(file, e.ID, e, &e.Exceptions[i])
		}
	}
}

func (l *loader) spare(file, id string, of *entry, e *exception) {
	if e.Reason.ZH == "" || e.Reason.EN == "" || len(e.Patterns) == 0 {
		l.fail("%s: %s: an exception needs patterns, and a reason in both languages", file, id)
	}
	for _, text := range e.Patterns {
		l.pattern(file, text, pattern{role: spareRole, entry: of, spare: e, name: id})
	}
}

func (l *loader) elements(file string) {
	for name, e := range l.gate.elements {
		l.all(file, elementRole, name, e.Patterns)
	}
}

func (l *loader) all(file string, r role, name string, patterns []string) {
	for _, text := range patterns {
		l.pattern(file, text, pattern{role: r, name: name})
	}
}

func (l *loader) pattern(file, text string, p pattern) {
	n, err := compilePattern(text, l.sets, l.gate.folder)
	if err != nil {
		l.fail("%s: %w", file, err)
		return
	}
	p.node = n
	l.gate.index.add(&p)
}
