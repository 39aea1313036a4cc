package policy

import (
	"fmt"
	"strings"
	"testing"

	"comity/config"

	"github.com/google/go-cmp/cmp"
)

// told says changes, one a line.
func told(list []Change) []string {
	lines := []string{}
	for _, c := range list {
		line := fmt.Sprintf("%s %s (%s) %s", c.Part, c.ID, c.File, c.Change)
		for _, f := range c.Fields {
			line += fmt.Sprintf(", %s: %q → %q", f.Field, f.From, f.To)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestAPolicyDoesNotDifferFromItself(t *testing.T) {
	t.Parallel()
	for _, name := range Names(config.FS()) {
		if got := told(Compare(shipped(t, name), shipped(t, name))); len(got) > 0 {
			t.Errorf("%s:\n%s", name, strings.Join(got, "\n"))
		}
	}
}

func TestWhatChangesFromOnePolicyToAnotherIsTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, to string
		want     []string
	}{
		"a comment": {"\nrules:", "\n# nothing\nrules:", []string{}},
		"a limit": {
			"limit: 1", "limit: 2",
			[]string{`rule TEST-QUOTA-01 (policies/test.yaml) changed, limit: "1" → "2"`},
		},
		"a field more and a field less": {
			"channels: [sms, email]\n", "effective: {from: 2026-01-01}\n",
			[]string{`rule TEST-HOURS-H1 (policies/test.yaml) changed, effective: "" → "{from: 2026-01-01}", channels: "[sms, email]" → ""`},
		},
		"a rule of another name": {
			"id: TEST-HOURS-H1", "id: TEST-HOURS-H2",
			[]string{
				`rule TEST-HOURS-H2 (policies/test.yaml) added, kind: "" → "window", channels: "" → "[sms, email]", hours: "" → "08:00-22:00", authority: "" → "house", citation: "" → "{zh: 内部规则：时段, en: House rule: hours}"`,
				`rule TEST-HOURS-H1 (policies/test.yaml) removed, kind: "window" → "", channels: "[sms, email]" → "", hours: "08:00-22:00" → "", authority: "house" → "", citation: "{zh: 内部规则：时段, en: House rule: hours}" → ""`,
			},
		},
		"the end of a stage": {"to: 30", "to: 31", []string{`stage M1 (policies/test.yaml) changed, to: "30" → "31"`}},
		"the day of a step":  {"day: 1,", "day: 2,", []string{`step first (policies/test.yaml) changed, day: "1" → "2"`}},
		"what is let be":     {"{CNY: 1000}", "{CNY: 2000}", []string{`file policies/test.yaml (policies/test.yaml) changed, tolerance: "{CNY: 1000}" → "{CNY: 2000}"`}},
		"an occasion": {
			"\nrules:", "\noccasions: {thanks: {template: merci, channels: [sms], within: 3}}\nrules:",
			[]string{`occasion thanks (policies/test.yaml) added, template: "" → "merci", channels: "" → "[sms]", within: "" → "3"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := loaded(t, beside(t, map[string]string{"test": sound}), "test")
			after := loaded(t, beside(t, map[string]string{"test": strings.Replace(sound, c.from, c.to, 1)}), "test")
			if diff := cmp.Diff(c.want, told(Compare(before, after))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPolicyOfOnesOwnIsComparedWithItsPack(t *testing.T) {
	t.Parallel()
	own := loaded(t, beside(t, map[string]string{"own": relaxing}), "own")
	got := told(Compare(shipped(t, "cn"), own))
	want := []string{
		`file policies/own.yaml (policies/own.yaml) added, title: "" → "{zh: 自有, en: Own}", packs: "" → "[cn]"`,
		`relaxed CN-REST-H1 (policies/own.yaml) added, reason: "" → "{zh: 客户要求, en: Customers asked for it}"`,
	}
	if diff := cmp.Diff(want, got[:2]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(got) != 4 || !strings.HasPrefix(got[2], "rule OWN-ALL-H1 (policies/own.yaml) added, ") || !strings.HasPrefix(got[3], "rule CN-REST-H1 (policies/cn.yaml) removed, ") {
		t.Errorf("it tells\n%s", strings.Join(got, "\n"))
	}
}

func TestHoldsOfTheSameNameInTwoPacksAreComparedEachWithItsOwn(t *testing.T) {
	t.Parallel()
	plain := "  - {id: hold-cease, kind: hold, authority: house, citation: {zh: 内部规则：停, en: \"House rule: stop\"}}\n"
	files := func(lasts string) map[string]string {
		return map[string]string{
			"a": "name: a\ntitle: {zh: 甲, en: A}\njurisdiction: CN\npacks: [b]\nrules:\n" + strings.Replace(plain, "kind: hold", "kind: hold, permits: [notice]", 1),
			"b": "name: b\ntitle: {zh: 乙, en: B}\njurisdiction: CN\nrules:\n" + strings.Replace(plain, "kind: hold", "kind: hold"+lasts, 1),
		}
	}
	before, after := loaded(t, beside(t, files("")), "a"), loaded(t, beside(t, files(", lasts: 60 days")), "a")
	want := []string{`rule hold-cease (policies/b.yaml) changed, lasts: "" → "60 days"`}
	if diff := cmp.Diff(want, told(Compare(before, after))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAgainstNothingEverythingIsAdded(t *testing.T) {
	t.Parallel()
	p := shipped(t, "cn")
	added := Compare(nil, p)
	for _, c := range added {
		if c.Change != Added {
			t.Errorf("%s %s is %s", c.Part, c.ID, c.Change)
		}
	}
	if rules := len(p.Clauses()); len(added) < rules+len(p.Ladder()) {
		t.Errorf("%d things are added, of %d rules", len(added), rules)
	}
}
