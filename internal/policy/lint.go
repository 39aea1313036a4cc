package policy

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"comity/internal/dunning"
)

// Warning is something in a policy that compiles, but is hardly meant, or that a reviewer should know.
type Warning struct {
	File         string
	Line, Column int    // from 1
	Field        string // for example rules[3].id
	Problem      string // see Words
	Hint         string // what to do, see Words; may be empty
}

// In says the warning with its place, in the language of locale.
func (w Warning) In(locale string) string {
	e := Error{w.File, w.Line, w.Column, w.Field, Words(w.Problem, locale), Words(w.Hint, locale)}
	return e.Error()
}

// Lint looks for what compiles and is hardly meant: rules whose id or citation does not tell a rule of the house
// from one that others want, rules that nothing said by the policy can meet; and it names the rules of the
// house that the policy does without.
func Lint(p *Policy) []Warning {
	l := linter{policy: p}
	for _, at := range p.clauses() {
		r := p.rules[at.index]
		l.id(r, at.place)
		l.citation(r, at.place)
		l.meets(r, at.place)
	}
	l.relaxed()
	return l.sorted()
}

// Wording says whether there is a text for a template in a channel and a language.
type Wording interface {
	Has(template string, c dunning.Channel, locale string) bool
}

// LintWording looks for steps and occasions whose template has no text in one of their channels or languages.
func LintWording(p *Policy, words Wording) []Warning {
	l := linter{policy: p}
	for _, at := range p.steps() {
		if step, ok := p.ladder.Step(field(at.node, "id").Value); ok {
			l.worded(words, at.at("template"), step.Template, step.Channels)
		}
	}
	places := p.spoken()
	p.occasions.Each(func(name string, o dunning.Occasion) {
		l.worded(words, places[name].at("template"), o.Template, o.Channels)
	})
	return l.sorted()
}

// linter gathers warnings about a policy.
type linter struct {
	policy *Policy
	list   []Warning
}

func (l *linter) warn(at place, problem, hint text) {
	l.list = append(l.list, Warning{at.file, at.node.Line, at.node.Column, at.path, problem.String(), hint.String()})
}

// sorted puts the warnings of each file in its order, files in the order in which they were read.
func (l *linter) sorted() []Warning {
	rank := map[string]int{}
	for i, s := range l.policy.sources {
		rank[s.File] = i
	}
	slices.SortStableFunc(l.list, func(a, b Warning) int {
		return cmp.Or(cmp.Compare(rank[a.File], rank[b.File]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return l.list
}

var houseForm = regexp.MustCompile(`-H[0-9]+[a-z]?$`)

// id wants the id of a rule to tell whose it is. Holds and built-in rules have ids of their own.
func (l *linter) id(r *rule, at place) {
	switch {
	case r.kind == kindHold || r.kind == kindBuiltin:
	case r.authority == dunning.House && !houseForm.MatchString(r.id):
		l.warn(at.at("id"),
			text{fmt.Sprintf("内部规则 %s 的编号看不出是内部规则", r.id), fmt.Sprintf("the id of the house rule %s does not say that it is one", r.id)},
			text{fmt.Sprintf("编号以 -H 加数字结尾，如 %s-H1", r.id), fmt.Sprintf("end it in -H and a number, for example %s-H1", r.id)})
	case r.authority != dunning.House && houseForm.MatchString(r.id):
		l.warn(at.at("id"),
			text{fmt.Sprintf("%s 的编号像内部规则，依据却是 %s", r.id, r.authority), fmt.Sprintf("%s looks like a house rule, but its authority is %s", r.id, r.authority)},
			text{"只有内部规则的编号以 -H 加数字结尾", "only ids of house rules end in -H and a number"})
	}
}

// The words with which the citation of a house rule begins.
const houseZH, houseEN = "内部规则", "House rule"

// citation wants it in both languages, and honest about whose the rule is.
func (l *linter) citation(r *rule, at place) {
	words := at.at("citation")
	zh, en := words.at("zh"), words.at("en")
	for _, one := range []struct {
		of   place
		name text
	}{{zh, text{"中文", "Chinese"}}, {en, text{"英文", "English"}}} {
		if one.of == words {
			l.warn(words, text{r.id + " 的依据缺少" + one.name.zh, r.id + " is not cited in " + one.name.en}, text{"请写作 {zh: …, en: …}", "write it as {zh: …, en: …}"})
		}
	}
	for _, one := range []struct {
		of   place
		word string
	}{{zh, houseZH}, {en, houseEN}} {
		says := strings.HasPrefix(one.of.node.Value, one.word)
		switch {
		case one.of == words:
		case r.authority == dunning.House && !says:
			l.warn(one.of, text{"内部规则 " + r.id + " 的依据没有写明是内部规则", "the citation of the house rule " + r.id + " does not say that it is one"},
				text{"请以“" + one.word + "”开头", "begin it with " + strconv.Quote(one.word)})
		case r.authority != dunning.House && says:
			l.warn(one.of, text{fmt.Sprintf("%s 的依据写作内部规则，authority 却是 %s", r.id, r.authority), fmt.Sprintf("%s is cited as a house rule, but its authority is %s", r.id, r.authority)},
				text{"请写明出处，或将 authority 改为 house", "cite where it comes from, or let its authority be house"})
		}
	}
}

// meets wants a rule about some channels or purposes to be about something that the policy says. Calls and
// visits are made elsewhere, notices given by people; a pack without stages says nothing by itself.
func (l *linter) meets(r *rule, at place) {
	asked, where := r.channels, at.at("channels")
	if len(asked) == 0 {
		asked, where = dunning.Channels(), at.at("purposes")
	}
	if len(l.policy.ladder) == 0 || len(r.channels)+len(r.scope.purposes) == 0 || !slices.Contains(scoped, r.kind) && r.kind != kindContent {
		return
	}
	said, all := l.policy.said(r.scope.purposes)
	met := func(c dunning.Channel) bool {
		return !slices.Contains(dunning.Channels(), c) || slices.Contains(said, c)
	}
	if all || slices.ContainsFunc(asked, met) {
		return
	}
	l.warn(where,
		text{
			fmt.Sprintf("%s 永远不会适用：策略 %s 的步骤和约定都不经由 %s", r.id, l.policy.name, strings.Join(names(asked), "、")),
			fmt.Sprintf("%s can never apply: no step or occasion of the policy %s that it is about goes through %s", r.id, l.policy.name, strings.Join(names(asked), ", ")),
		},
		text{"请更正渠道，或删除该规则", "correct the channels, or remove the rule"})
}

// said are the channels of what the policy says for some purposes, or for any; all is true where others say it.
func (p *Policy) said(purposes []dunning.Purpose) (channels []dunning.Channel, all bool) {
	wanted := func(x dunning.Purpose) bool { return len(purposes) == 0 || slices.Contains(purposes, x) }
	if wanted(dunning.PurposeReminder) {
		for _, stage := range p.ladder {
			for _, step := range stage.Steps {
				channels = append(channels, step.Channels...)
			}
		}
	}
	p.occasions.Each(func(name string, o dunning.Occasion) {
		if name == "missed" {
			name = string(dunning.PurposeInstalment)
		}
		if wanted(dunning.Purpose(name)) {
			channels = append(channels, o.Channels...)
		}
	})
	return channels, len(purposes) > 0 && wanted(dunning.PurposeNotice)
}

// relaxed names the rules of the house that the policy does without.
func (l *linter) relaxed() {
	for _, pg := range l.policy.pages() {
		for _, at := range pg.whole().items("relax") {
			rule, reason := at.at("rule"), at.at("reason")
			l.warn(rule, text{
				fmt.Sprintf("不适用内部规则 %s：%s", rule.node.Value, reason.at("zh").node.Value),
				fmt.Sprintf("the house rule %s is done without: %s", rule.node.Value, reason.at("en").node.Value),
			}, text{})
		}
	}
}

// worded looks for the texts of a template.
func (l *linter) worded(words Wording, at place, template string, channels []dunning.Channel) {
	var missing []string
	for _, c := range channels {
		for _, locale := range []string{"zh-CN", "en"} {
			if !words.Has(template, c, locale) {
				missing = append(missing, string(c)+" "+locale)
			}
		}
	}
	if len(missing) == 0 {
		return
	}
	l.warn(at,
		text{fmt.Sprintf("模板 %s 缺少文案：%s", template, strings.Join(missing, "、")), fmt.Sprintf("the template %s has no text for %s", template, strings.Join(missing, ", "))},
		text{"在模板文件夹（templates.dir）中补写，或更正名称", "write it in the folder of templates (templates.dir), or correct the name"})
}
