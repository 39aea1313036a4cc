package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"comity/config"
	"comity/internal/calendar"
	"comity/internal/courtesy"
	"comity/internal/dunning"
	"comity/internal/policy"
)

// The verdicts of the gate.
const (
	lintRefuse = "refuse"
	lintPass   = "pass"
)

// lintLimit is how long a message may be, and a line of many, in bytes.
const lintLimit = 4 << 20

var (
	localeForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	lintRoles  = []string{string(dunning.FirstParty), string(dunning.ThirdParty), string(dunning.DebtBuyer)}
)

// wordVerdict is what the gate says about a message.
type wordVerdict struct {
	ID         string             `json:"id,omitempty"`
	Verdict    string             `json:"verdict"`
	Categories []string           `json:"categories"` // of what stops it
	Findings   []courtesy.Finding `json:"findings"`
	SMS        *courtesy.Count    `json:"sms,omitempty"`
	Lexicon    string             `json:"lexicon"`
}

// judge asks the gate, with the rules of the places.
func (l *wordJudge) judge(id string, m courtesy.Message, x courtesy.Context) (wordVerdict, error) {
	country := homeOf(m.Locale)
	if len(x.Places) > 0 {
		country = string(x.Places[0])
	}
	clauses, err := l.rules(country)
	if err != nil {
		return wordVerdict{}, err
	}
	x.Clauses = clauses
	r := wordVerdict{ID: id, Verdict: lintPass, Findings: l.gate.Judge(m, x), Lexicon: l.gate.Version()}
	if r.Findings == nil {
		r.Findings = []courtesy.Finding{}
	}
	if r.Categories = courtesy.Categories(r.Findings); r.Categories == nil {
		r.Categories = []string{}
	}
	if courtesy.Refused(r.Findings) {
		r.Verdict = lintRefuse
	}
	if m.Channel == dunning.SMS {
		count := courtesy.CountSMS(m.Text, x.Price)
		r.SMS = &count
	}
	return r, nil
}

// homeOf is the country whose rules words in a locale are held to while nobody says where the reader is.
func homeOf(locale string) string {
	switch strings.ToLower(locale) {
	case "zh-cn":
		return "CN"
	case "en-us":
		return "US"
	case "en-gb":
		return "GB"
	case "en-ie":
		return "IE"
	}
	return ""
}

// union are the members of the European Union, whose directive binds them.
var union = strings.Fields("AT BE BG HR CY CZ DK EE FI FR DE GR HU IT LV LT LU MT NL PL PT RO SK SI ES SE")

// rules are the content rules of a place: those of its country's pack, and of the packs below it.
func (l *wordJudge) rules(place string) ([]courtesy.Clause, error) {
	country := calendar.Place(place).Country()
	if list, ok := l.clauses[country]; ok {
		return list, nil
	}
	files := config.FS()
	known := policy.Names(files)
	var packs []string
	for _, name := range known {
		first, _, _ := strings.Cut(name, "-")
		if first == strings.ToLower(country) || country == "GB" && first == "uk" || slices.Contains(union, country) && first == "eu" {
			packs = append(packs, name)
		}
	}
	var list []courtesy.Clause
	if len(packs) > 0 {
		p, err := policy.Compose(files, policy.Composition{Packs: packs, House: true})
		if err != nil {
			return nil, err
		}
		list = contentClauses(p)
	}
	l.clauses[country] = list
	return list, nil
}

// contentClauses are the content rules of a policy, as the gate takes them.
func contentClauses(p *policy.Policy) []courtesy.Clause {
	rules := map[string]policy.Rule{}
	for _, r := range p.Rules() {
		rules[r.ID] = r
	}
	var list []courtesy.Clause
	for _, d := range p.Duties() {
		r := rules[d.Rule]
		if d.Kind != "content" {
			continue
		}
		list = append(list, courtesy.Clause{
			Rule: d.Rule, Place: d.Place, Roles: d.Roles, Channels: d.Channels, Authority: r.Authority, Require: d.Require, Forbid: d.Forbid,
			Citation: courtesy.Words{ZH: policy.Words(r.Citation, chinese), EN: policy.Words(r.Citation, english)},
		})
	}
	return list
}

// lintFile reads a file, or standard input, as far as a message may be long.
func (c *cli) lintFile(flag, name string) (string, error) {
	in := c.In
	if name != "-" {
		file, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return "", c.usage("--%s: there is no file %s", "--%s：没有文件 %s", flag, name)
		}
		if err != nil {
			return "", err
		}
		defer file.Close()
		in = file
	}
	data, err := io.ReadAll(io.LimitReader(in, lintLimit+1))
	switch {
	case err != nil:
		return "", err
	case len(data) > lintLimit:
		return "", c.usage("--%s: %s is longer than any message", "--%s：%s 过长", flag, name)
	case strings.TrimSpace(string(data)) == "" && flag != "facts":
		return "", c.usage("--%s: %s is empty", "--%s：%s 是空的", flag, name)
	}
	return strings.TrimPrefix(strings.TrimRight(string(data), "\r\n"), "\ufeff"), nil
}

// printLint prints what the gate says about one message.
func (c *cli) printLint(r wordVerdict, f wordFlags) error {
	if f.json {
		return c.printJSON(r)
	}
	name := f.text
	if name == "-" {
		name = "stdin"
	}
	for _, x := range r.Findings {
		where := name
		if x.Part != courtesy.PartText {
			where += " (" + x.Part + ")"
		}
		if err := c.printf("%s:%d:%d: %s\n", where, x.Line, x.Column, x.In(c.lang)); err != nil {
			return err
		}
		if x.Example != "" {
			if err := c.printf("  %s\n", x.Example); err != nil {
				return err
			}
		}
	}
	if s := r.SMS; s != nil {
		if err := c.printf("%s\n", c.sprintf("SMS: %d segments, %s, %d units", "短信：%d条，%s，%d个单位", s.Segments, s.Encoding, s.Units)); err != nil {
			return err
		}
	}
	return c.printf("%s\n", c.sprintf("verdict: %s", "结论：%s", r.Verdict))
}
