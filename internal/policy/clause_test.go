package policy

import (
	"slices"
	"strings"
	"testing"

	"comity/config"

	"github.com/google/go-cmp/cmp"
)

// What is shown of a rule must be of that rule, whatever was left out before it or added after it.
func TestEveryClauseIsThatOfItsRule(t *testing.T) {
	t.Parallel()
	files := beside(t, map[string]string{"own": relaxing})
	for _, name := range append(Names(config.FS()), "own") {
		p := loaded(t, files, name)
		kept := 0
		for _, r := range p.rules {
			if r.guards == "" {
				kept++
			}
		}
		clauses := p.Clauses()
		if len(clauses) != kept {
			t.Errorf("%s has %d rules, %d of them are shown", name, kept, len(clauses))
		}
		for _, c := range clauses {
			i := slices.IndexFunc(p.sources, func(s Source) bool { return s.File == c.File })
			line := strings.Split(string(p.sources[i].Data), "\n")[c.Line-1]
			if line != "  - id: "+c.ID && !strings.HasPrefix(line, "  - id: "+c.ID+" #") && !strings.Contains(line, "{id: "+c.ID+",") {
				t.Errorf("%s: %s:%d is %q, not %s", name, c.File, c.Line, line, c.ID)
			}
			if saying(c, "kind") != c.Kind || saying(c, "authority") != string(c.Authority) {
				t.Errorf("%s: %s is shown as %v", name, c.ID, c.Says)
			}
		}
	}
}

func saying(c Clause, key string) string {
	for _, f := range c.Says {
		if f.Key == key {
			return f.Text
		}
	}
	return ""
}

func TestARuleOfTheHouseThatIsDoneWithoutIsNotShownAmongTheRules(t *testing.T) {
	t.Parallel()
	p := loaded(t, beside(t, map[string]string{"own": relaxing}), "own")
	var ids []string
	for _, c := range p.Clauses() {
		ids = append(ids, c.ID)
	}
	if !slices.Contains(ids, "OWN-ALL-H1") || !slices.Contains(ids, "CN-WORK-H1") || slices.Contains(ids, "CN-REST-H1") {
		t.Errorf("the rules are %v", ids)
	}
	if got := p.Packs(); !slices.Equal(got, []string{"cn"}) {
		t.Errorf("it comes with %v", got)
	}
	if p.Tolerance()["CNY"] != 1000 || !slices.Equal(p.FallbackZones(), []string{"Asia/Shanghai"}) {
		t.Errorf("the tolerance is %v, the fallback zones %v", p.Tolerance(), p.FallbackZones())
	}
}

func TestAClauseSaysItsFieldsInOneLineEach(t *testing.T) {
	t.Parallel()
	p := loaded(t, beside(t, map[string]string{"own": relaxing}), "own")
	own := p.Clauses()[0]
	want := []Field{
		{"kind", "quota"}, {"scope", "person"}, {"limit", "1"}, {"window", "iso week"}, {"when", "account.owed < 50000"},
		{"authority", "house"}, {"citation", "{zh: 内部规则：每周至多一次, en: House rule: once a week}"},
	}
	if diff := cmp.Diff(want, own.Says); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if own.File != "policies/own.yaml" || own.Line != 7 || own.Column != 5 {
		t.Errorf("it stands at %s:%d:%d", own.File, own.Line, own.Column)
	}
}

func TestTheConditionsOfStepsAreThoseOfTheFile(t *testing.T) {
	t.Parallel()
	text := strings.Replace(sound, "template: first}", "template: first, when: 'account.owed > 500'}", 1)
	text = strings.Replace(text, "\nrules:", "  - {id: M2, from: 31, to: 60, handoff: {zh: 人工, en: people}}\nrules:", 1)
	p := loaded(t, beside(t, map[string]string{"test": text}), "test")
	if diff := cmp.Diff(map[string]string{"first": "account.owed > 500"}, p.Conditions()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
