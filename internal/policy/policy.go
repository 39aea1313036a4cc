package policy

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// Calendars are the holiday tables that policies may refer to, by country code.
type Calendars map[string]*calendar.Table

// Policy is a compiled policy. It does not change, and may be used by any number of goroutines.
type Policy struct {
	name      string
	version   string
	title     text
	country   string
	ladder    dunning.Ladder
	rules     []*rule
	byChannel map[dunning.Channel]ruleSet
	notes     map[string]note  // who stands behind built-in rules and holds
	fallback  []string         // zones of a person of whom none is known; empty: the portfolio's
	tolerate  map[string]int64 // by currency: what is owed up to here is let be, minor units
	window    time.Duration
	counters  int // rules that count contacts
	zones     *calendar.Zones
}

// ruleSet is the rules that apply to a channel, in the order of the file.
type ruleSet struct {
	timed   []*rule // have a limit
	consent []*rule
}

// text is words in both languages.
type text struct{ zh, en string }

// String joins both languages, as findings and reasons carry them; Words takes one out again.
func (t text) String() string {
	switch {
	case t.zh == "" || t.zh == t.en:
		return t.en
	case t.en == "":
		return t.zh
	}
	return t.zh + separator + t.en
}

const separator = " | "

// Words is the part of a text in both languages that is in the language of locale. It is meant for
// Finding.Citation, Stage.Handoff and a policy's title.
func Words(both, locale string) string {
	zh, en, ok := strings.Cut(both, separator)
	if !ok {
		return both
	}
	if chinese(locale) {
		return zh
	}
	return en
}

func chinese(locale string) bool {
	language, _, _ := strings.Cut(strings.ToLower(locale), "-")
	return language == "zh"
}

// note is who stands behind a rule.
type note struct {
	authority dunning.Authority
	citation  string
}

// Name is the policy's name, for example "cn".
func (p *Policy) Name() string { return p.name }

// Version identifies the content of the policy and of the calendar it uses, for example "cn@1a2b3c4d5e6f".
func (p *Policy) Version() string { return p.version }

// Title is what the policy is called, in the language of locale.
func (p *Policy) Title(locale string) string { return Words(p.title.String(), locale) }

// Ladder is the policy's stages with their steps. It is shared: nobody changes it.
func (p *Policy) Ladder() dunning.Ladder { return p.ladder }

// HistoryWindow is how far back contacts can matter to a decision. Older ones need not be given to it.
func (p *Policy) HistoryWindow() time.Duration { return p.window }

// Rule describes a rule of a policy, for pages and lists.
type Rule struct {
	ID        string
	Kind      string
	Channels  []dunning.Channel // empty: all
	Authority dunning.Authority
	Citation  string // see Words
}

// Rules lists the rules, in the order of the file.
func (p *Policy) Rules() []Rule {
	rules := make([]Rule, len(p.rules))
	for i, r := range p.rules {
		rules[i] = Rule{r.id, r.kind, slices.Clone(r.channels), r.authority, r.citation}
	}
	return rules
}

// Load reads policies/NAME.yaml and every calendars/*.json of a file system, and compiles the policy.
func Load(files fs.FS, name string) (*Policy, error) {
	tables, err := LoadCalendars(files)
	if err != nil {
		return nil, err
	}
	file := path.Join("policies", name+".yaml")
	data, err := fs.ReadFile(files, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no policy %q: known are %s", name, strings.Join(Names(files), ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	p, err := Parse(file, data, tables)
	if err != nil {
		return nil, err
	}
	if p.name != name {
		return nil, fmt.Errorf("%s: the policy in it is named %q: name the file after it", file, p.name)
	}
	return p, nil
}

// Names lists the policies of a file system.
func Names(files fs.FS) []string {
	found, _ := fs.Glob(files, "policies/*.yaml") // the pattern is well formed
	for i, f := range found {
		found[i] = strings.TrimSuffix(path.Base(f), ".yaml")
	}
	return found
}

// LoadCalendars reads every calendars/*.json of a file system.
func LoadCalendars(files fs.FS) (Calendars, error) {
	found, _ := fs.Glob(files, "calendars/*.json") // the pattern is well formed
	tables := make(Calendars, len(found))
	for _, file := range found {
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, fmt.Errorf("read calendar: %w", err)
		}
		t, err := calendar.ParseTable(file, data)
		if err != nil {
			return nil, err
		}
		tables[t.Country()] = t
	}
	return tables, nil
}
