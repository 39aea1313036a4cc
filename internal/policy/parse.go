package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"go.yaml.in/yaml/v3"
)

// Parse compiles a policy file; file is its name, for errors. The error is an Errors, which lists every
// mistake of the file, each with line, column and field.
func Parse(file string, data []byte, tables Calendars) (*Policy, error) {
	r := &reader{file: file}
	p := &Policy{zones: new(calendar.Zones)}
	if root, ok := r.document(data); ok {
		r.policy(root, p, tables)
	}
	if len(r.errs) > 0 {
		return nil, r.errs.sorted()
	}
	sum := sha256.New()
	sum.Write(data)
	sum.Write([]byte(tables[p.country].Digest()))
	p.version = p.name + "@" + hex.EncodeToString(sum.Sum(nil))[:12]
	p.counters = r.counters
	p.compile()
	return p, nil
}

var policyName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

func (r *reader) policy(root *yaml.Node, p *Policy, tables Calendars) {
	o, ok := r.object(root, "", "name", "title", "calendar", "fallback_zones", "tolerance", "stages", "rules")
	if !ok {
		return
	}
	p.name = o.required("name", "name the policy as its file, for example cn")
	if p.name != "" && !policyName.MatchString(p.name) {
		o.fail("name", fmt.Sprintf("%q is not a policy name", p.name), "use small letters, digits and hyphens")
	}
	if _, ok := o.need("title", "write it as {zh: …, en: …}"); ok {
		p.title = o.both("title", true)
	}
	p.country = o.required("calendar", "name the country whose calendar applies, for example CN")
	if p.country != "" && tables[p.country] == nil {
		o.fail("calendar", fmt.Sprintf("there is no calendar for %q", p.country), oneOf(p.country, countries(tables)))
	}
	p.fallback = o.zones("fallback_zones", p.zones)
	p.tolerate = o.tolerance()
	p.ladder = o.stages()
	p.rules, p.notes = o.rules(tables[p.country])
}

func countries(tables Calendars) []string {
	list := make([]string, 0, len(tables))
	for c := range tables {
		list = append(list, c)
	}
	slices.Sort(list)
	return list
}

// zones reads a list of time zones.
func (o *object) zones(key string, zones *calendar.Zones) []string {
	var list []string
	for i, n := range o.list(key) {
		if _, err := zones.Load(n.Value); err != nil {
			o.r.fail(n, fmt.Sprintf("%s[%d]", o.at(key), i), err.Error(), "")
			continue
		}
		list = append(list, n.Value)
	}
	return list
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// tolerance reads the amounts, by currency and in minor units, up to which nobody is reminded.
func (o *object) tolerance() map[string]int64 {
	n := o.items["tolerance"]
	if n == nil {
		return nil
	}
	amounts, ok := o.r.object(n, "tolerance")
	if !ok {
		return nil
	}
	tolerate := make(map[string]int64, len(amounts.items))
	for code, v := range amounts.items {
		minor, err := strconv.ParseInt(v.Value, 10, 64)
		switch {
		case !currencyCode.MatchString(code):
			amounts.fail(code, fmt.Sprintf("%q is not a currency code", code), "write three capitals, for example CNY")
		case err != nil || minor < 0:
			amounts.fail(code, fmt.Sprintf("%q is not an amount in minor units", v.Value), "write a whole number, for example 1000 for 10.00")
		default:
			tolerate[code] = minor
		}
	}
	return tolerate
}

// compile works out what deciding needs again and again.
func (p *Policy) compile() {
	p.byChannel = make(map[dunning.Channel]ruleSet)
	for _, c := range dunning.Channels() {
		var set ruleSet
		for _, r := range p.rules {
			switch {
			case !r.on(c):
			case r.kind == kindConsent:
				set.consent = append(set.consent, r)
			default:
				set.timed = append(set.timed, r)
			}
		}
		p.byChannel[c] = set
	}
	p.window = 24 * time.Hour
	for _, r := range p.rules {
		if r.limit != nil {
			p.window = max(p.window, r.limit.reach())
		}
	}
}
