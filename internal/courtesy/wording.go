package courtesy

import (
	"slices"
	"strings"

	"comity/internal/dunning"
)

// wording finds what the lexicon forbids in a part of a message.
func (g *Gate) wording(j *judgement, p part) {
	taken := map[*entry][]mark{}
	for _, r := range p.readings {
		for _, h := range r.marks {
			if h.role != hitRole || !j.concerns(h.entry) || h.entry.Subject && (p.name != PartSubject || j.message.Channel != dunning.Email) || r.lifted(h, j.Facts) {
				continue
			}
			at := mark{h.pattern, r.tokens[h.start].at, r.tokens[h.end-1].end}
			if slices.ContainsFunc(taken[h.entry], func(o mark) bool { return o.start < at.end && at.start < o.end }) {
				continue
			}
			taken[h.entry] = append(taken[h.entry], at)
			j.add(p, g.hit(j, h.entry), at.start, at.end)
		}
	}
}

// concerns says that an entry is about where the person may be.
func (j *judgement) concerns(e *entry) bool {
	if len(e.Places) == 0 || len(j.Places) == 0 {
		return true
	}
	for _, p := range j.Places {
		for _, q := range e.Places {
			if p.MayBe(q) {
				return true
			}
		}
	}
	return false
}

// hit is the finding of an entry.
func (g *Gate) hit(j *judgement, e *entry) Finding {
	f := g.found(j, e.ID, e.Category, e.Severity)
	f.Also = e.Also
	if e.Why.EN != "" {
		f.Why = g.sourced(j, e.Why, e.Category)
	}
	if e.Mend.EN != "" {
		f.Mend = e.Mend
	}
	return f
}

// found is a finding of a category, in the words of that.
func (g *Gate) found(j *judgement, rule, name string, s Severity) Finding {
	c := g.categories[name]
	return Finding{Rule: rule, Category: name, Severity: s, Why: g.sourced(j, c.Why, name), Mend: c.Mend, Under: j.under(c.Kinds)}
}

// sourced adds to a reason the sources that count where the person may be; the house where no other does.
func (g *Gate) sourced(j *judgement, why Words, name string) Words {
	sources := g.categories[name].Sources
	var zh, en []string
	for _, country := range j.countries() {
		if s, ok := sources[country]; ok {
			zh, en = append(zh, s.ZH), append(en, s.EN)
		}
	}
	if s := sources["house"]; len(zh) == 0 {
		zh, en = append(zh, s.ZH), append(en, s.EN)
	}
	return Words{why.ZH + "（" + strings.Join(zh, "；") + "）", why.EN + " (" + strings.Join(en, "; ") + ")"}
}

// under are the rules of packs that forbid one of these kinds.
func (j *judgement) under(kinds []string) []string {
	var rules []string
	for _, c := range j.clauses {
		if slices.ContainsFunc(c.Forbid, func(k string) bool { return slices.Contains(kinds, k) }) {
			rules = append(rules, c.Rule)
		}
	}
	return rules
}
