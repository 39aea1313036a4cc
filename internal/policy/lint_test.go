package policy

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"comity/config"
	"comity/internal/dunning"

	"github.com/google/go-cmp/cmp"
)

// warned says warnings in a language, one a line.
func warned(locale string, warnings []Warning) []string {
	list := []string{}
	for _, w := range warnings {
		list = append(list, w.In(locale))
	}
	return list
}

// beside is the files that ship, and some more.
func beside(t *testing.T, more map[string]string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for _, pattern := range []string{"policies/*", "calendars/*.json"} {
		found, err := fs.Glob(config.FS(), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			data, err := fs.ReadFile(config.FS(), name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = &fstest.MapFile{Data: data}
		}
	}
	for name, text := range more {
		files["policies/"+name+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func loaded(t *testing.T, files fs.FS, name string) *Policy {
	t.Helper()
	p, err := Load(files, name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestThePacksThatShipGiveNoWarning(t *testing.T) {
	t.Parallel()
	for _, name := range Names(config.FS()) {
		if got := warned("en", Lint(shipped(t, name))); len(got) > 0 {
			t.Errorf("%s:\n%s", name, strings.Join(got, "\n"))
		}
	}
}

// sound is a policy that gives no warning: the cases below change a line of it.
const sound = head + `  - id: TEST-HOURS-H1
    kind: window
    channels: [sms, email]
    hours: "08:00-22:00"
    authority: house
    citation: {zh: 内部规则：时段, en: "House rule: hours"}
  - id: TEST-QUOTA-01
    kind: quota
    channels: [sms, voice]
    scope: person
    limit: 1
    window: calendar day
    authority: law
    citation: {zh: 某法第一条, en: "Some Act, section 1"}
`

func TestWhatCompilesAndIsHardlyMeantIsWarnedOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, to string
		want     []string
	}{
		"nothing": {"kind: window", "kind: window", []string{}},
		"a house rule without a house id": {
			"id: TEST-HOURS-H1", "id: TEST-HOURS",
			[]string{"policies/test.yaml:13:9: rules[0].id: the id of the house rule TEST-HOURS does not say that it is one; end it in -H and a number, for example TEST-HOURS-H1"},
		},
		"law with a house id": {
			"id: TEST-QUOTA-01", "id: TEST-QUOTA-H1b",
			[]string{"policies/test.yaml:19:9: rules[1].id: TEST-QUOTA-H1b looks like a house rule, but its authority is law; only ids of house rules end in -H and a number"},
		},
		"a house rule dressed up": {
			`{zh: 内部规则：时段, en: "House rule: hours"}`, `{zh: 时段, en: "House rule: hours"}`,
			[]string{`policies/test.yaml:18:20: rules[0].citation.zh: the citation of the house rule TEST-HOURS-H1 does not say that it is one; begin it with "内部规则"`},
		},
		"a house rule dressed up in English": {
			`{zh: 内部规则：时段, en: "House rule: hours"}`, `{zh: 内部规则：时段, en: "Section 5"}`,
			[]string{`policies/test.yaml:18:33: rules[0].citation.en: the citation of the house rule TEST-HOURS-H1 does not say that it is one; begin it with "House rule"`},
		},
		"law dressed down": {
			`en: "Some Act, section 1"`, `en: "House rule: one a day"`,
			[]string{"policies/test.yaml:26:31: rules[1].citation.en: TEST-QUOTA-01 is cited as a house rule, but its authority is law; cite where it comes from, or let its authority be house"},
		},
		"law in one language": {
			"{zh: 某法第一条, en: ", "{en: ",
			[]string{"policies/test.yaml:26:15: rules[1].citation: TEST-QUOTA-01 is not cited in Chinese; write it as {zh: …, en: …}"},
		},
		"a rule that nothing meets": {
			"channels: [sms, email]", "channels: [letter, email]",
			[]string{"policies/test.yaml:15:15: rules[0].channels: TEST-HOURS-H1 can never apply: no step or occasion of the policy test that it is about goes through letter, email; correct the channels, or remove the rule"},
		},
		"a rule about what is never said": {
			"channels: [sms, email]", "purposes: [thanks]",
			[]string{"policies/test.yaml:15:15: rules[0].purposes: TEST-HOURS-H1 can never apply: no step or occasion of the policy test that it is about goes through sms, email, letter; correct the channels, or remove the rule"},
		},
		"a rule about notices, which people give": {"channels: [sms, email]", "purposes: [notice]", []string{}},
		"a rule about visits":                     {"channels: [sms, email]", "channels: [letter, visit]", []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(sound, c.from, c.to, 1)
			p := loaded(t, beside(t, map[string]string{"test": text}), "test")
			if diff := cmp.Diff(c.want, warned("en", Lint(p))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, w := range Lint(p) {
				if !strings.Contains(w.Problem, separator) || !strings.Contains(w.Hint, separator) {
					t.Errorf("it is said in one language: %+v", w)
				}
			}
		})
	}
}

func TestARuleOfTheHouseThatIsDoneWithoutIsNamedWithItsReason(t *testing.T) {
	t.Parallel()
	p := loaded(t, beside(t, map[string]string{"own": relaxing}), "own")
	if got, want := warned("en", Lint(p)), []string{"policies/own.yaml:5:12: relax[0].rule: the house rule CN-REST-H1 is done without: Customers asked for it"}; !slices.Equal(got, want) {
		t.Errorf("it warns %q, want %q", got, want)
	}
	if got, want := warned("zh-CN", Lint(p)), []string{"policies/own.yaml:5:12: relax[0].rule: 不适用内部规则 CN-REST-H1：客户要求"}; !slices.Equal(got, want) {
		t.Errorf("it warns %q, want %q", got, want)
	}
}

// relaxing is a portfolio's own policy: the Chinese pack, but on days of rest too, and once a week.
const relaxing = `name: own
title: {zh: 自有, en: Own}
packs: [cn]
relax:
  - {rule: CN-REST-H1, reason: {zh: 客户要求, en: Customers asked for it}}
rules:
  - id: OWN-ALL-H1
    kind: quota
    scope: person
    limit: 1
    window: iso week
    when: account.owed < 50000
    authority: house
    citation: {zh: 内部规则：每周至多一次, en: "House rule: once a week"}
`

func TestARuleAboutInstalmentsIsMetByOneThatWasMissed(t *testing.T) {
	t.Parallel()
	text := strings.Replace(sound, "channels: [sms, email]", "channels: [email]\n    purposes: [instalment]", 1)
	for occasion, want := range map[string]int{"missed": 0, "instalment": 0, "thanks": 1} {
		number := map[string]string{"missed": "after", "instalment": "lead", "thanks": "within"}[occasion]
		said := strings.Replace(text, "\nrules:", "\noccasions: {"+occasion+": {template: x, channels: [email], "+number+": 1}}\nrules:", 1)
		if got := warned("en", Lint(loaded(t, beside(t, map[string]string{"test": said}), "test"))); len(got) != want {
			t.Errorf("with the occasion %s it warns %q", occasion, got)
		}
	}
}

// sayings are templates, by name, channel and language.
type sayings []string

func (s sayings) Has(template string, c dunning.Channel, locale string) bool {
	return slices.Contains(s, template+" "+string(c)+" "+locale)
}

func TestAStepWithoutWordingIsWarnedOf(t *testing.T) {
	t.Parallel()
	text := strings.Replace(sound, "\nrules:", `
occasions:
  thanks: {channels: [sms], template: merci, within: 3}
rules:`, 1)
	p := loaded(t, beside(t, map[string]string{"test": text}), "test")
	got := warned("en", LintWording(p, sayings{"first sms en", "merci sms en"}))
	want := []string{
		"policies/test.yaml:10:56: stages[0].steps[0].template: the template first has no text for sms zh-CN; write it in the folder of templates (templates.dir), or correct the name",
		"policies/test.yaml:13:39: occasions.thanks.template: the template merci has no text for sms zh-CN; write it in the folder of templates (templates.dir), or correct the name",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	everything := sayings{"first sms en", "first sms zh-CN", "merci sms en", "merci sms zh-CN"}
	if got := warned("en", LintWording(p, everything)); len(got) > 0 {
		t.Errorf("with every text it warns %q", got)
	}
}
