package policy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/config"
	"comity/internal/facts"
	"comity/internal/policy"
)

// The cases in testdata/cases are written from the sources that they name, not from this package: what a law,
// a guideline or a rule of the house says of certain facts. Every one is held to what it expects.
func TestTheCasesComeOutAsTheirSourcesSay(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/cases/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	policies := map[string]*policy.Policy{}
	seen, total := map[string]string{}, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := facts.Parse(file, data)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, c := range cases {
			total++
			switch {
			case c.ID == "" || c.Source == "" || c.Expect == nil:
				t.Errorf("%s:%d: a case needs an id, a source and what to expect", file, c.Line)
				continue
			case seen[c.ID] != "":
				t.Errorf("%s:%d: the id %s is used in %s too", file, c.Line, c.ID, seen[c.ID])
			}
			seen[c.ID] = file
			for _, wrong := range facts.Check(c, composed(t, policies, c).Decide(c.Facts)) {
				t.Errorf("%s:%d: %s: %s (%s)", file, c.Line, c.ID, wrong, c.Source)
			}
		}
	}
	if total < 200 {
		t.Errorf("there are %d cases", total)
	}
}

// composed is the policy that a case names, compiled once.
func composed(t *testing.T, have map[string]*policy.Policy, c facts.Case) *policy.Policy {
	t.Helper()
	house := c.House == nil || *c.House
	key := fmt.Sprint(strings.Join(c.Packs, "+"), house)
	if have[key] == nil {
		p, err := policy.Compose(config.FS(), policy.Composition{Packs: c.Packs, House: house})
		if err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		have[key] = p
	}
	return have[key]
}
