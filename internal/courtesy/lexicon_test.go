package courtesy

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func load(t testing.TB) *Gate {
	t.Helper()
	g, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestEveryEntryHasAReasonASourceAndAWayToMend(t *testing.T) {
	t.Parallel()
	g := load(t)
	j := &judgement{}
	for _, e := range g.entries {
		f := g.hit(j, e)
		if f.Why.ZH == "" || f.Why.EN == "" || f.Mend.ZH == "" || f.Mend.EN == "" {
			t.Errorf("%s lacks words: %+v", e.ID, f)
		}
	}
	for name, c := range g.categories {
		if c.Sources["house"].EN == "" || c.Sources["house"].ZH == "" {
			t.Errorf("%s has no source where no law is known to say so", name)
		}
	}
}

// Every word that a rule pack writes under require and forbid is one that the gate knows.
func TestTheGateKnowsTheWordsOfThePacks(t *testing.T) {
	t.Parallel()
	g := load(t)
	for _, clauses := range packs(t) {
		for _, c := range clauses {
			for _, name := range c.Require {
				if !slices.Contains(g.Elements(), name) {
					t.Errorf("%s requires %q, of which the gate knows nothing", c.Rule, name)
				}
			}
			for _, name := range c.Forbid {
				if !slices.Contains(g.Kinds(), name) {
					t.Errorf("%s forbids %q, of which the gate knows nothing", c.Rule, name)
				}
			}
		}
	}
}

const small = `
version: 1
categories: {threat: {why: {zh: 甲, en: a}, mend: {zh: 乙, en: b}, sources: {house: {zh: 丙, en: c}}}}
elements: {sender: {title: {zh: 丁, en: d}, mend: {zh: 戊, en: e}}}
`

func TestAWrongLexiconIsNotLoaded(t *testing.T) {
	t.Parallel()
	for entries, want := range map[string]string{
		`[{id: a, category: threat, patterns: [a]}]`:                                                 "",
		`[{id: a, category: menace, patterns: [a]}]`:                                                 `no category "menace"`,
		`[{id: a, category: threat, patterns: []}]`:                                                  "needs an id and patterns",
		`[{id: a, category: threat, patterns: ["(a"]}]`:                                              "a ( without )",
		`[{id: a, category: threat, patterns: ["~3 a"]}]`:                                            "begin it with a word",
		`[{id: a, category: threat, patterns: ["a? ~3 b?"]}]`:                                        "begin it with a word",
		`[{id: a, category: threat, patterns: ["{x} a"]}]`:                                           `no set "x"`,
		`[{id: a, category: threat, patterns: [a], fact: luck}]`:                                     `no fact "luck"`,
		`[{id: a, category: threat, patterns: [a], colour: red}]`:                                    "colour",
		`[{id: a, category: threat, patterns: [a]}, {id: a, category: threat, patterns: [b]}]`:       "given twice",
		`[{id: a, category: threat, patterns: [a], exceptions: [{patterns: [b], reason: {zh: 己}}]}]`: "a reason in both languages",
	} {
		files := fstest.MapFS{"common.yaml": {Data: []byte(small)}, "en.yaml": {Data: []byte("version: 1\nentries: " + entries)}}
		_, err := LoadFS(files)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", entries, err, want)
		}
	}
}

func TestPatternsMeanWhatTheirLanguageSays(t *testing.T) {
	t.Parallel()
	f := newFolder()
	for _, c := range []struct {
		pattern, text string
		matches       bool
	}{
		{"上门", "上 . 门", true}, {"上门", "上。门", true}, {"上门", "上\n\n门", false}, {"上门", "上的门", false},
		{"通知~3家人", "通知您的家人", true}, {"通知~3家人", "通知您，家人", false}, {"通知~~3家人", "通知您，家人", true}, {"通知~3家人", "通知您。家人", false},
		{"legal action", "Legal  ACTION", true}, {"legal action", "legal. Action", false}, {"legal action", "illegal action", false},
		{"garnish*", "garnishment", true}, {"garnish", "garnishment", false},
		{"within # (hour|hours)", "within 24hours", true}, {"#小时", "二十四小时", true}, {"#小时", "24小时", true},
		{"we (will)? sue", "we sue", true}, {"we (will)? sue", "we'll sue", true}, {"do not", "Don’t", true},
		{"sue ~2 (you)?", "sue. You", true},
	} {
		n, err := compilePattern(c.pattern, nil, f)
		if err != nil {
			t.Fatal(err)
		}
		tokens := f.tokens(c.text)
		if _, got := match(n, tokens, 0, 0); got != c.matches {
			t.Errorf("%q on %q: %t, want %t", c.pattern, c.text, got, c.matches)
		}
	}
}
