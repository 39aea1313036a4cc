package courtesy

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"comity/internal/dunning"
)

// part is a text of a message, read.
type part struct {
	name     string
	text     string
	said     string    // the text without the reader's own words, where it quotes them; as long in characters
	readings []reading // as it stands, and without disguise where there is one
}

// judgement is one message being judged.
type judgement struct {
	Context
	message  Message
	parts    []part
	clauses  []Clause // those that apply
	findings []Finding
}

// Judge says what is wrong with a message; nothing when it may go. What stops it comes first.
func (g *Gate) Judge(m Message, c Context) []Finding {
	j := &judgement{Context: c, message: m}
	j.clauses = slices.DeleteFunc(slices.Clone(c.Clauses), func(x Clause) bool { return !x.applies(m.Channel, c) })
	for _, p := range []part{{name: PartSubject, text: m.Subject}, {name: PartText, text: m.Text}} {
		if strings.TrimSpace(p.text) != "" {
			j.parts = append(j.parts, g.read(p))
		}
	}
	var links []string
	if m.HTML != "" {
		text, found := visible(m.HTML)
		links = found
		j.parts = append(j.parts, g.read(part{name: PartHTML, text: text}))
	}
	for _, p := range j.parts {
		g.wording(j, p)
		g.marks(j, p)
		g.leftovers(j, p)
		g.numbers(j, p)
		g.links(j, p)
	}
	g.targets(j, links)
	g.language(j)
	g.length(j)
	g.notices(j)
	g.elementsOf(j)
	return sorted(j.findings)
}

func (g *Gate) read(p part) part {
	p.said = unquoted(p.text)
	tokens := g.tokens(p.said)
	p.readings = []reading{{tokens, g.scan(tokens)}}
	if again := plain(tokens); again != nil {
		p.readings = append(p.readings, reading{again, g.scan(again)})
	}
	return p
}

// quoted are the reader's own words, where a message repeats them.
var quoted = regexp.MustCompile(`(?i)(?:you (?:wrote|said|told us|asked|felt|feel)|your (?:message|letter|email|note) (?:said|says)|made you feel|您[^“”「」"。]{0,16}(?:来信|来电|信中|留言|说|写道|提到|反映|来函)|您來信|您來電)[^“”「」"]{0,24}["“「][^”」"]{0,400}["”」](?:[^“”「」".。]{0,24}["“「][^”」"]{0,400}["”」])?`)

// unquoted blanks them out.
func unquoted(text string) string {
	if !strings.ContainsAny(text, "\"“「") {
		return text
	}
	return quoted.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", utf8.RuneCountInString(s)) })
}

// applies says that a clause is for such a message.
func (c Clause) applies(channel dunning.Channel, x Context) bool {
	if len(c.Channels) > 0 && !slices.Contains(c.Channels, channel) {
		return false
	}
	if len(c.Roles) > 0 && x.Role != dunning.RoleUnknown && !slices.Contains(c.Roles, x.Role) {
		return false
	}
	if c.Place == "" || len(x.Places) == 0 {
		return true
	}
	for _, p := range x.Places {
		if p.MayBe(c.Place) {
			return true
		}
	}
	return false
}

// add keeps a finding about the characters of a part from start to end.
func (j *judgement) add(p part, f Finding, start, end int) {
	f.Part, f.Start, f.End = p.name, start, end
	f.Line, f.Column = 1, 1
	i := 0
	var matched strings.Builder
	for _, r := range p.text {
		if i < start {
			f.Column++
			if r == '\n' {
				f.Line, f.Column = f.Line+1, 1
			}
		} else if i < end {
			matched.WriteRune(r)
		} else {
			break
		}
		i++
	}
	if f.Match == "" {
		f.Match = matched.String()
	}
	j.findings = append(j.findings, f)
}

// whole keeps a finding about the message, or a part as such.
func (j *judgement) whole(name string, f Finding) {
	f.Part = name
	j.findings = append(j.findings, f)
}

// countries are those where the person may be; where that is not known, what the language suggests.
func (j *judgement) countries() []string {
	var list []string
	for _, p := range j.Places {
		if c := p.Country(); !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	if len(list) > 0 {
		return list
	}
	switch l := strings.ToLower(j.message.Locale); {
	case l == "zh-tw":
		return []string{"TW"}
	case strings.HasPrefix(l, "zh"):
		return []string{"CN"}
	case l == "en-us":
		return []string{"US"}
	case l == "en-gb":
		return []string{"GB"}
	}
	return []string{"CN", "US", "GB"}
}

// in says that the person may be in a country.
func (j *judgement) in(country string) bool { return slices.Contains(j.countries(), country) }
