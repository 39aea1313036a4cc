package policy

import (
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"comity/config"
	"comity/internal/dunning"

	"github.com/google/go-cmp/cmp"
)

// change replaces one line of a good policy, or adds lines when the first is empty.
func change(from, to string) string {
	if from == "" {
		return good + to
	}
	if !strings.Contains(good, from) {
		panic("no such line: " + from)
	}
	return strings.Replace(good, from, to, 1)
}

const good = head + `  - id: HOURS
    kind: window
    channels: [sms, email]
    hours: "08:00-22:00"
    authority: house
    citation: {zh: 内部规则, en: House rule}
  - id: DAILY
    kind: quota
    scope: person
    limit: 1
    window: calendar day
    authority: house
    citation: {en: House rule}
`

// Every mistake is shown with file, line and column, the field, and what to do about it.
func TestMistakesAreShownWhereTheyAre(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		"nothing":               {"", []string{`p.yaml:1:1: the file is empty; write a policy, for example by copying cn.yaml`}},
		"no YAML":               {"name: [", []string{`p.yaml:1:1: this is not YAML: did not find expected node content`}},
		"a tab":                 {"name: x\n\tb: y", []string{`p.yaml:2:1: this is not YAML: found a tab character that violates indentation`}},
		"a list":                {"- a", []string{`p.yaml:1:1: this must be a mapping of name, title, jurisdiction, zones, calendar, packs, relax, fallback_zones, tolerance, occasions, stages, rules`}},
		"two documents":         {change("", "---\nname: b\n"), []string{`p.yaml:26:1: there is a second document in the file; write one policy per file`}},
		"a misspelt key":        {change("tolerance:", "tolerances:"), []string{`p.yaml:4:1: tolerances: unknown key; did you mean "tolerance"?`}},
		"an unknown key":        {change("tolerance:", "mercy:"), []string{`p.yaml:4:1: mercy: unknown key; known are name, title, jurisdiction, zones, calendar, packs, relax, fallback_zones, tolerance, occasions, stages, rules`}},
		"a key twice":           {change("calendar: CN", "calendar: CN\nname: b"), []string{`p.yaml:4:1: name: this key is given twice; remove one of them`}},
		"no name":               {change("name: test\n", ""), []string{`p.yaml:1:1: name: this is missing; name the policy as its file, for example cn`}},
		"a bad name":            {change("name: test", "name: My Policy"), []string{`p.yaml:1:7: name: "My Policy" is not a policy name; use small letters, digits and hyphens`}},
		"a title in one tongue": {change("title: {zh: 测试, en: Test}", "title: {zh: 测试}"), []string{`p.yaml:2:8: title: the text is missing in a language; write it as {zh: …, en: …}`}},
		"an unknown calendar":   {change("calendar: CN", "calendar: CH"), []string{`p.yaml:3:11: calendar: there is no calendar for "CH"; did you mean "CN"?`}},
		"an unknown zone":       {change("calendar: CN", "calendar: CN\nfallback_zones: [Asia/Shanghai, Asia/Peking]"), []string{`p.yaml:4:33: fallback_zones[1]: "Asia/Peking" is not a known time zone: use an IANA name, for example Asia/Shanghai`}},
		"a bad currency":        {change("{CNY: 1000}", "{yuan: 1000}"), []string{`p.yaml:4:19: tolerance.yuan: "yuan" is not a currency code; write three capitals, for example CNY`}},
		"a bad amount":          {change("{CNY: 1000}", "{CNY: 10.00}"), []string{`p.yaml:4:18: tolerance.CNY: "10.00" is not an amount in minor units; write a whole number, for example 1000 for 10.00`}},

		"a stage backwards":      {change("to: 30", "to: 0"), []string{`p.yaml:8:9: stages[0].to: the stage ends on day 0, before it begins on day 1; swap the two`}},
		"a stage without end":    {change("    to: 30\n", ""), []string{`p.yaml:6:5: stages[0].to: this is missing; the last day past due, included`}},
		"stages that overlap":    {change("\nrules:", "  - {id: M2, from: 30, to: 60}\nrules:"), []string{`p.yaml:11:20: stages[1].from: stage M2 overlaps M1: it begins on day 30, and M1 ends on day 30; let it begin on day 31`}},
		"stages with a gap":      {change("\nrules:", "  - {id: M2, from: 32, to: 60}\nrules:"), []string{`p.yaml:11:20: stages[1].from: there is a gap between M1, which ends on day 30, and M2, which begins on day 32; let it begin on day 31`}},
		"a stage twice":          {change("\nrules:", "  - {id: M1, from: 31, to: 60}\nrules:"), []string{`p.yaml:11:10: stages[1].id: the id "M1" is used twice; give each its own`}},
		"a handoff with steps":   {change("to: 30", "to: 30\n    handoff: {zh: 人工, en: people}"), []string{`p.yaml:11:7: stages[0].steps: a stage that people work has no steps; remove handoff or the steps`}},
		"a step out of stage":    {change("day: 1,", "day: 31,"), []string{`p.yaml:10:26: stages[0].steps[0].day: day 31 is outside stage M1, which is days 1 to 30; move the step or the stage`}},
		"a step without channel": {change("channels: [sms], ", ""), []string{`p.yaml:10:9: stages[0].steps[0].channels: this is missing; list channels in order of preference`}},
		"an empty list":          {change("channels: [sms],", "channels: [],"), []string{`p.yaml:10:39: stages[0].steps[0].channels: this list is empty; add an entry, or leave the key out`}},
		"an unknown channel":     {change("channels: [sms],", "channels: [sms, mail],"), []string{`p.yaml:10:45: stages[0].steps[0].channels[1]: "mail" is not a channel; did you mean "email"?`}},
		"a channel twice":        {change("channels: [sms],", "channels: [sms, sms],"), []string{`p.yaml:10:45: stages[0].steps[0].channels[1]: "sms" is listed twice; remove one of them`}},
		"an empty template":      {change("template: first", `template: ""`), []string{`p.yaml:10:56: stages[0].steps[0].template: this must be a text, and not empty`}},
		"a day that is no day":   {change("day: 1,", "day: one,"), []string{`p.yaml:10:26: stages[0].steps[0].day: "one" is not a whole number`}},
		"a flag that is no flag": {change("day: 1,", "day: 1, expires: soon,"), []string{`p.yaml:10:38: stages[0].steps[0].expires: "soon" is neither true nor false; write true or false, in small letters`}},
		"a negative spacing":     {change("day: 1,", "day: 1, spacing: -1,"), []string{`p.yaml:10:38: stages[0].steps[0].spacing: -1 is out of range; write a number from 0 to 36500`}},
		"steps out of order":     {change("template: first}", "template: first}\n      - {id: early, day: 0, channels: [sms], template: early}"), []string{`p.yaml:11:26: stages[0].steps[1].day: day 0 is outside stage M1, which is days 1 to 30; move the step or the stage`, `p.yaml:11:26: stages[0].steps[1].day: step early comes before step first, which is listed first; list steps in order of their days`}},

		"no rules":                {head[:strings.Index(head, "rules:")], []string{`p.yaml:1:1: rules: this is missing; a policy without rules permits everything at any hour`}},
		"an unknown kind":         {change("kind: quota", "kind: quote"), []string{`p.yaml:20:11: rules[1].kind: "quote" is not known here; did you mean "quota"?`}},
		"a rule twice":            {change("id: DAILY", "id: HOURS"), []string{`p.yaml:19:9: rules[1].id: the id "HOURS" is used twice; give each its own`}},
		"a key of another kind":   {change("limit: 1", "limit: 1\n    hours: 8-22"), []string{`p.yaml:23:5: rules[1].hours: unknown key; known are id, kind, authority, citation, limit, window, scope, unit, at, unsolicited, jurisdiction, roles, channels, purposes, when, effective, on_violation, overridable_by`}},
		"a window that is closed": {change(`"08:00-22:00"`, `"22:00-08:00"`), []string{`p.yaml:16:12: rules[0].hours: the window 22:00-08:00 never opens: it ends at or before its beginning; write one past midnight as two windows`}},
		"hours that never open":   {change(`"08:00-22:00"`, `{mon: []}`), []string{`p.yaml:16:12: rules[0].hours: these hours never open; write windows in order, for example 08:00-12:00 and 14:00-18:00`}},
		"windows that overlap":    {change(`"08:00-22:00"`, `["08:00-12:00", "11:00-14:00"]`), []string{`p.yaml:16:12: rules[0].hours: on Sunday the windows 08:00-12:00 and 11:00-14:00 overlap or are out of order; write windows in order, for example 08:00-12:00 and 14:00-18:00`}},
		"a time that is no time":  {change(`"08:00-22:00"`, `{sat: "8:00-22:00"}`), []string{`p.yaml:16:18: rules[0].hours.sat: "8:00" is not a time of day: write it as HH:MM, from 00:00 to 24:00`}},
		"a limit of nothing":      {change("limit: 1", "limit: 0"), []string{`p.yaml:22:12: rules[1].limit: a limit of 0 permits nothing; take the channel out of the steps instead`}},
		"no limit":                {change("    limit: 1\n", ""), []string{`p.yaml:19:5: rules[1].limit: this is missing; how many contacts are permitted`}},
		"a span that is none":     {change("calendar day", "7 days"), []string{`p.yaml:23:13: rules[1].window: "7 days" is not a span to count over; write calendar day, iso week, calendar month, or rolling N days`}},
		"a span of nothing":       {change("calendar day", "rolling 0 days"), []string{`p.yaml:23:13: rules[1].window: "rolling 0 days" is out of range; count over 1 to 366 days`}},
		"no scope":                {change("    scope: person\n", ""), []string{`p.yaml:19:5: rules[1].scope: this is missing; person, contact_point, account or group`}},
		"an unknown scope":        {change("scope: person", "scope: persons"), []string{`p.yaml:21:12: rules[1].scope: "persons" is not known here; did you mean "person"?`}},
		"an unknown unit":         {change("limit: 1", "limit: 1\n    unit: seen"), []string{`p.yaml:23:11: rules[1].unit: "seen" is not known here; did you mean "sent"?`}},
		"no citation":             {change("    citation: {en: House rule}\n", ""), []string{`p.yaml:19:5: rules[1].citation: this is missing; say where the rule comes from, as {zh: …, en: …}; a house rule says so`}},
		"an empty citation":       {change("citation: {en: House rule}", "citation: {}"), []string{`p.yaml:25:15: rules[1].citation: the text is missing in a language; write it as {zh: …, en: …}`}},
		"an unknown authority":    {change("authority: house\n    citation: {en", "authority: habit\n    citation: {en"), []string{`p.yaml:24:16: rules[1].authority: "habit" is not known here; known are law, standard, self-discipline, house`}},
		"dates backwards":         {change("limit: 1", "limit: 1\n    effective: {from: 2026-02-01, to: 2026-01-01}"), []string{`p.yaml:23:39: rules[1].effective.to: the rule ends on 2026-01-01, before it begins on 2026-02-01; swap the two`}},
		"a date that is none":     {change("limit: 1", "limit: 1\n    effective: {from: 2026-02-30}"), []string{`p.yaml:23:23: rules[1].effective.from: "2026-02-30" is not a date: write it as YYYY-MM-DD, for example 2026-02-28`}},
		"a bad spacing":           {change("", "  - {id: S, kind: spacing, scope: account, spacing: weekly, authority: house, citation: {en: x}}\n"), []string{`p.yaml:26:53: rules[2].spacing: "weekly" is not a number of days; write it as 7 days`}},
		"an unknown hold":         {change("", "  - {id: hold-disputes, kind: hold, authority: house, citation: {en: x}}\n"), []string{`p.yaml:26:10: rules[2].id: "hold-disputes" is not a hold; did you mean "hold-dispute"?`}},
		"an unknown built-in":     {change("", "  - {id: PAIDD, kind: builtin, authority: house, citation: {en: x}}\n"), []string{`p.yaml:26:10: rules[2].id: "PAIDD" is not a built-in rule; did you mean "paid"?`}},
		"a consent of no kind":    {change("", "  - {id: C, kind: consent, require: withdrawn, authority: house, citation: {en: x}}\n"), []string{`p.yaml:26:37: rules[2].require: "withdrawn" is not known here; known are given, written`}},
		"a rule that is no rule":  {change("", "  - C\n"), []string{`p.yaml:26:5: rules[2]: this must be a mapping of id, kind, authority, citation`}},
		"the mark of two tongues": {change("{en: House rule}", "{en: House | rule}"), []string{`p.yaml:25:20: rules[1].citation.en: " | " must not occur in a text: it separates languages; use another mark`}},

		"many mistakes at once": {
			change("day: 1,", "day: x,") + "  - {id: HOURS, kind: quota, limit: 0, authority: house}\n",
			[]string{
				`p.yaml:10:26: stages[0].steps[0].day: "x" is not a whole number`,
				`p.yaml:26:5: rules[2].citation: this is missing; say where the rule comes from, as {zh: …, en: …}; a house rule says so`,
				`p.yaml:26:5: rules[2].scope: this is missing; person, contact_point, account or group`,
				`p.yaml:26:5: rules[2].window: this is missing; for example calendar day, or rolling 7 days`,
				`p.yaml:26:10: rules[2].id: the id "HOURS" is used twice; give each its own`,
				`p.yaml:26:37: rules[2].limit: a limit of 0 permits nothing; take the channel out of the steps instead`,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := Parse("p.yaml", []byte(c.in), tables(t))
			if err == nil {
				t.Fatalf("this was taken for a policy: %s", p.Version())
			}
			if diff := cmp.Diff(c.want, strings.Split(err.Error(), "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var one *Error
			if !errors.As(err, &one) || one.File != "p.yaml" || one.Line < 1 || one.Column < 1 {
				t.Errorf("the error does not say where: %#v", one)
			}
		})
	}
}

func TestAGoodPolicyHasNoMistakes(t *testing.T) {
	t.Parallel()
	if _, err := Parse("p.yaml", []byte(good), tables(t)); err != nil {
		t.Error(err)
	}
}

// The shipped policies use these templates on these channels, and no others: the wording is written for them.
func TestShippedPoliciesUseTheTemplatesThatThereAre(t *testing.T) {
	t.Parallel()
	want := []string{
		"due-soon sms", "due-soon email", "first-reminder sms", "first-reminder email",
		"second-reminder sms", "second-reminder email", "m2-help sms", "m2-help email",
		"formal-demand letter", "formal-demand email", "final-demand letter", "final-demand email",
		"m3-options sms", "m3-options email", "m4-help email", "m4-help sms", "m4-contact sms", "m4-contact email",
	}
	for _, name := range Names(config.FS()) {
		var got []string
		p := shipped(t, name)
		if p.Title("zh-CN") == p.Title("en") || p.Title("en") == "" {
			t.Errorf("%s: the title is %q", name, p.Title("en"))
		}
		if len(p.Ladder()) == 0 {
			continue // a pack of rules that comes along with one that has stages
		}
		for _, stage := range p.Ladder() {
			for _, step := range stage.Steps {
				for _, c := range step.Channels {
					got = append(got, step.Template+" "+string(c))
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if p.Ladder().Lead() != 3 || p.Ladder()[len(p.Ladder())-1].Handoff == "" {
			t.Errorf("%s: a lead of %d days", name, p.Ladder().Lead())
		}
	}
}

// House rules are ours and are never dressed up as law: what has no number in the law is not called law.
func TestHouseRulesSaySo(t *testing.T) {
	t.Parallel()
	for _, name := range Names(config.FS()) {
		for _, r := range shipped(t, name).Rules() {
			house := r.Authority == dunning.House
			decides := r.Kind != kindHold && r.Kind != kindBuiltin // those have ids of their own
			if house != strings.HasPrefix(Words(r.Citation, "en"), "House rule: ") || house != strings.HasPrefix(Words(r.Citation, "zh"), "内部规则：") ||
				decides && house != houseID.MatchString(r.ID) {
				t.Errorf("%s is %s: %q", r.ID, r.Authority, Words(r.Citation, "en"))
			}
		}
	}
}

var houseID = regexp.MustCompile(`-H[0-9]+[a-z]?$`)

func TestTheVersionFollowsTheContent(t *testing.T) {
	t.Parallel()
	version := func(data string) string {
		p, err := Parse("p.yaml", []byte(data), tables(t))
		if err != nil {
			t.Fatal(err)
		}
		return p.Version()
	}
	a := version(good)
	if !strings.HasPrefix(a, "test@") || len(a) != len("test@")+12 || a != version(good) {
		t.Errorf("the version is %q", a)
	}
	if a == version(change("limit: 1", "limit: 2")) {
		t.Error("another limit is another version")
	}
	if a == version(change("calendar: CN", "calendar: US")) {
		t.Error("another calendar is another version")
	}
}

func TestPoliciesAreLoadedByName(t *testing.T) {
	t.Parallel()
	if got := Names(config.FS()); !slices.Contains(got, "cn") || !slices.Contains(got, "us") {
		t.Errorf("there are %v", got)
	}
	if _, err := Load(config.FS(), "atlantis"); err == nil || !strings.Contains(err.Error(), `no policy "atlantis": known are cn, `) {
		t.Errorf("an unknown policy: %v", err)
	}
	calendar, err := fs.ReadFile(config.FS(), "calendars/cn.json")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{
		"calendars/cn.json":   {Data: calendar},
		"policies/other.yaml": {Data: []byte(good)},
	}
	if _, err := Load(files, "other"); err == nil || !strings.Contains(err.Error(), `is named "test"`) {
		t.Errorf("a policy under another name: %v", err)
	}
	files["calendars/cn.json"] = &fstest.MapFile{Data: []byte("{")}
	if _, err := Load(files, "other"); err == nil || !strings.Contains(err.Error(), "calendars/cn.json:1:") {
		t.Errorf("a calendar that cannot be read: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(good)
	for _, name := range Names(config.FS()) {
		data, err := fs.ReadFile(config.FS(), "policies/"+name+".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	tabs, err := LoadCalendars(config.FS())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data string) {
		p, err := Parse("p.yaml", []byte(data), tabs)
		var one *Error
		switch {
		case err == nil:
			p.Decide(debtor(beijing(t, "2025-11-20 10:00")))
		case !errors.As(err, &one) || one.Line < 1 || one.Column < 1:
			t.Errorf("an error without a place: %v", err)
		}
	})
}
