package courtesy

import (
	"net"
	"regexp"
	"strings"
	"unicode/utf8"
)

// address is what a reader's program may make a link of.
var address = regexp.MustCompile(`(?i)(?:(?:https?|ftp|javascript|data)[:：]/{0,2})[^\s\p{Han}<>"'\[\]（），。；！？、]+|` +
	`(?:[\p{Latin}\p{Cyrillic}\p{Greek}0-9](?:[\p{Latin}\p{Cyrillic}\p{Greek}0-9-]{0,62})\.)+[a-z]{2,12}(?:[:/?][^\s\p{Han}<>"'\[\]（），。；！？、]*)?`)

// disguisedName has a digit between letters, as in b4nk.
var disguisedName = regexp.MustCompile(`[a-z]{1,}[013457][a-z]{2,}`)

// borrowedName has the ending of a name in its middle, as in bank.com.pay.top; cheapName has an ending that hardly any bank uses.
var (
	borrowedName = regexp.MustCompile(`\.(?:com|net|org|gov|example)\.[a-z0-9-]{3,}\.|\.(?:com|net|org|example)[.-][a-z0-9]+[.-][a-z0-9-]+\.[a-z]+$`)
	cheapName    = regexp.MustCompile(`\.(?:top|xyz|vip|icu|click|tk|ml|ga|cf|gq|loan|win|buzz|rest|cyou|club|work|monster)$`)
)

// Endings of a name that words with a full stop between them do not have; and those that only a path makes a link.
const (
	endings = " com cn net org uk io gov edu info biz app bank example ie eu tw hk top xyz cc vip club ltd shop online site ru tk ml ga cf gq icu click loan buzz gd gl gy ly im la su "
	doubted = " me to at us is it in so be one pay link co sh do id win fun "
)

// links judges the addresses in a text.
func (g *Gate) links(j *judgement, p part) {
	if !mayLink(p.text) {
		return
	}
	for _, at := range address.FindAllStringIndex(p.text, -1) {
		found := strings.TrimRight(p.text[at[0]:at[1]], ".,;:!?)]}")
		if at[0] > 0 && p.text[at[0]-1] == '@' || !strings.Contains(found, "://") && (strings.Contains(found, "@") || !linked(found)) {
			continue
		}
		if at[1] < len(p.text) && p.text[at[1]] == '@' {
			continue
		}
		start := utf8.RuneCountInString(p.text[:at[0]])
		if f, bad := g.target(j, found); bad {
			j.add(p, f, start, start+utf8.RuneCountInString(found))
		}
	}
}

// mayLink says that a full stop stands before a letter, or a scheme is named.
func mayLink(text string) bool {
	for i := 1; i+1 < len(text); i++ {
		if text[i] == '.' && text[i-1] != ' ' && (text[i+1]|0x20 >= 'a' && text[i+1]|0x20 <= 'z' || text[i+1] >= 0x80) {
			return true
		}
	}
	return strings.Contains(text, "//") || strings.Contains(text, "：/") || strings.Contains(strings.ToLower(text), "script:")
}

func linked(s string) bool {
	host, path, slash := strings.Cut(s, "/")
	host, _, _ = strings.Cut(host, ":")
	ending := " " + strings.ToLower(host[strings.LastIndexByte(host, '.')+1:]) + " "
	if strings.Contains(doubted, ending) {
		return slash && path != "" || strings.Count(host, ".") > 1 && !strings.Contains(host, "..")
	}
	return strings.Contains(endings, ending)
}

// targets judges where the links of HTML lead.
func (g *Gate) targets(j *judgement, links []string) {
	for _, l := range links {
		low := strings.ToLower(strings.TrimSpace(l))
		if low == "" || strings.HasPrefix(low, "#") || strings.HasPrefix(low, "mailto:") || strings.HasPrefix(low, "tel:") {
			continue
		}
		if f, bad := g.target(j, l); bad {
			f.Match = l
			j.whole(PartHTML, f)
		}
	}
}

// target judges where a link leads.
func (g *Gate) target(j *judgement, link string) (Finding, bool) {
	refuse := func(rule string) (Finding, bool) { return g.found(j, rule, "link", Refuse), true }
	scheme, rest, ok := strings.Cut(link, "://")
	if !ok {
		if s, _, colon := strings.Cut(strings.ToLower(link), ":"); colon && (s == "javascript" || s == "data") {
			return refuse("link-scheme")
		}
		scheme, rest = "https", link
	}
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, "?")
	host, _, _ = strings.Cut(host, "#")
	if strings.Contains(host, "@") {
		return refuse("link-lookalike")
	}
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	bare := strings.TrimPrefix(name, "www.")
	switch {
	case strings.Contains(name, "xn--") || strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }):
		return refuse("link-lookalike")
	case disguisedName.MatchString(name), borrowedName.MatchString(name), j.Domains == nil && cheapName.MatchString(name):
		return refuse("link-lookalike")
	case net.ParseIP(strings.Trim(name, "[]")) != nil:
		return refuse("link-number")
	case g.shorteners[bare]:
		return refuse("link-shortener")
	case len(j.Domains) > 0 && !within(name, j.Domains):
		return refuse("link-domain")
	case strings.EqualFold(scheme, "http"):
		return refuse("link-plain")
	case !strings.EqualFold(scheme, "https"):
		return refuse("link-scheme")
	}
	return Finding{}, false
}

// within says that a name is one of the domains, or below one.
func within(name string, domains []string) bool {
	for _, d := range domains {
		d = strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(d, "*."), "https://"))
		if d != "" && (name == d || strings.HasSuffix(name, "."+d)) {
			return true
		}
	}
	return false
}
