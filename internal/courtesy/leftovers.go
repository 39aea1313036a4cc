package courtesy

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// leftover is what a template that was not filled in leaves behind.
var leftover = regexp.MustCompile(`\{\{[^\n]{0,80}?\}\}|\$?\{[^\n{}]{1,60}\}|\{%|%\}|<no value>|<nil>|%!|%(?:[sdvqfxT]|\([a-z_]+\)s)(?:[^a-zA-Z0-9]|$)|` +
	`\[[A-Z][A-Z0-9_ ]{2,40}\]|\[(?i:insert|your|customer|first|last|full|company|bank|agent|account|amount|due)[ _][^\]\n]{1,40}\]|\[(?i:name|date|amount|phone|link|url)\]|` +
	`<<[^<>\n]{1,60}>>|<[A-Z][A-Z0-9_ ]{2,40}>|\[\[[^\]\n]{0,60}\]\]|__[A-Z][A-Z0-9_]+__|##[A-Z_]+##|\b(?:NaN|undefined|TODO|TBD|FIXME|lorem ipsum)\b|\b(?:null|nil|None)\b|` +
	`[\[［【（(〔][^\[\]［］【】（）()〔〕\n]{0,4}(?:姓名|金额|日期|变量|占位|待填)[\]］】）)〕]|【\s*】|X{4,}|[Xx某]{2}(?:银行|公司|先生|女士)`)

var notLeftover = regexp.MustCompile(`^(?:\[(?:STOP|HELP|END|QUIT)\]|null)$`)

// signsOfLeftovers are such that every leftover has one of them: looking for them is cheaper than for leftovers.
var signsOfLeftovers = []string{"__", "NaN", "null", "nil", "None", "undefined", "TODO", "TBD", "FIXME", "lorem", "LOREM", "XXXX", "xx", "XX", "某某", "【】", "【 ", "姓名", "金额", "日期", "变量", "占位", "待填", "Lorem"}

func unfilled(text string) bool {
	return strings.ContainsAny(text, "{[<%#") || slices.ContainsFunc(signsOfLeftovers, func(s string) bool { return strings.Contains(text, s) })
}

// leftovers finds them.
func (g *Gate) leftovers(j *judgement, p part) {
	if !unfilled(p.text) {
		return
	}
	for _, at := range leftover.FindAllStringIndex(p.text, -1) {
		matched := p.text[at[0]:at[1]]
		if notLeftover.MatchString(matched) && (matched != "null" || len(p.text) > at[1]+4 && p.text[at[1]:at[1]+4] == " and") {
			continue
		}
		start := utf8.RuneCountInString(p.text[:at[0]])
		j.add(p, g.found(j, "placeholder", "placeholder", Refuse), start, start+utf8.RuneCountInString(matched))
	}
}
