package courtesy

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// marks judges what presses without words: exclamation marks, capitals, pictures; and what is hidden.
func (g *Gate) marks(j *judgement, p part) {
	g.exclamations(j, p)
	g.capitals(j, p)
	i := 0
	before := ' '
	for _, r := range p.text {
		switch {
		case hidden(r, before):
			f := g.found(j, "hidden-character", "evasion", Refuse)
			f.Match = "U+" + strings.ToUpper(hex(r))
			j.add(p, f, i, i+1)
		case strings.ContainsRune("⚠🚨⛔💀☠🔥💣👊🔪😡😠🤬👿😈⚖👮🚓⏰⏳🛑🤡🐕🖕", r):
			j.add(p, g.found(j, "alarming-picture", "pressure", Refuse), i, i+1)
		case 0x1F300 <= r && r <= 0x1FAFF:
			j.add(p, g.found(j, "picture", "pressure", Warn), i, i+1)
		}
		before = r
		i++
	}
	g.mixed(j, p)
	if !strings.ContainsAny(p.text, "*@＊×") {
		return
	}
	for _, at := range starred.FindAllStringIndex(p.text, -1) {
		start := utf8.RuneCountInString(p.text[:at[0]])
		j.add(p, g.found(j, "masked-word", "evasion", Refuse), start, start+at[1]-at[0])
	}
}

// starred is a word with a letter put out of sight: p*lice, b@iliff.
var starred = regexp.MustCompile(`\b[A-Za-z]{1,12}(?:\*{1,3}[A-Za-z]{2,12}|@[a-z]{2,12})(?:[^A-Za-z0-9.@_-]|[.]?\s|$)|\p{Han}[*＊×]\p{Han}`)

func hex(r rune) string {
	const digits = "0123456789abcdef"
	var b []byte
	for ; r > 0 || len(b) < 4; r >>= 4 {
		b = append(b, digits[r&15])
	}
	slices.Reverse(b)
	return string(b)
}

// hidden says of a character that it reorders or hides text, or breaks a program. Joiners have a place in
// emoji and in scripts that need them.
func hidden(r, before rune) bool {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return false
	case r == 0x200C || r == 0x200D:
		return before < 0x0600 || unicode.Is(unicode.Han, before)
	case r == 0x200E || r == 0x200F: // marks of direction beside a name that needs them
		return before < 0x0590
	case r >= 0xE0100 && r <= 0xE01EF: // variants of Han characters in names
		return !unicode.Is(unicode.Han, before)
	}
	return r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == 0x3164 || r == 0x115F || r == 0x1160
}

// exclamations permits one, for thanks.
func (g *Gate) exclamations(j *judgement, p part) {
	count, row, first, last := 0, 0, -1, -2
	i := 0
	for _, r := range p.said {
		switch r {
		case '!', '！', '❗', '❕':
			count++
		case '‼', '⁉':
			count, row = count+2, 2
		default:
			i++
			continue
		}
		if last == i-1 {
			row = 2
		}
		if first < 0 {
			first = i
		}
		last = i
		i++
	}
	switch {
	case row > 1 || count > 2:
		j.add(p, g.found(j, "exclamation", "pressure", Refuse), first, last+1)
	case count == 2:
		j.add(p, g.found(j, "exclamation", "pressure", Warn), first, last+1)
	}
}

// word is one of capitals or not, by its place.
type word struct {
	text    string
	at, end int
}

// Capitals that press, and statements that a law or habit writes in capitals.
var (
	pressing = []string{"NOW", "MUST", "IMMEDIATELY", "URGENT", "WARNING", "TODAY", "FINAL", "LAST", "PAY", "OVERDUE", "IMMEDIATE", "NOTICE", "ACT", "ATTENTION", "DEMAND", "FAILURE", "FAILED", "DELINQUENT", "CALL"}
	formal   = []string{
		"attempt to collect a debt", "debt collector", "private and confidential", "opt out", "opt-out", "to stop", "reply stop",
		"consumer credit act", "you should read this carefully", "dispute", "notice of right", "to end", "rights", "do not reply", "no-reply",
	}
)

// capitals judges rows of words in capitals.
func (g *Gate) capitals(j *judgement, p part) {
	var row []word
	upper, lower := 0, 0
	flush := func() {
		if len(row) > 0 {
			g.shouted(j, p, row)
		}
		row = nil
	}
	var b strings.Builder
	at, i, small := 0, 0, false
	end := func() {
		if b.Len() > 1 && !small {
			row = append(row, word{b.String(), at, i})
		} else if b.Len() > 0 && small {
			flush()
		}
		b.Reset()
		small = false
	}
	for _, r := range p.said {
		switch {
		case unicode.IsLetter(r) && r < 0x2000:
			if b.Len() == 0 {
				at = i
			}
			b.WriteRune(r)
			if unicode.IsLower(r) {
				lower++
				small = true
			} else {
				upper++
			}
		case r == '\'' || r == '’':
		default:
			end()
			if unicode.Is(unicode.Han, r) {
				flush()
			}
		}
		i++
	}
	end()
	flush()
	if upper > 24 && upper > 2*lower && !slices.ContainsFunc(j.findings, func(f Finding) bool { return f.Rule == "capitals" && f.Part == p.name }) && !formally(p.text) {
		j.whole(p.name, g.found(j, "capitals", "pressure", Refuse))
	}
}

func formally(text string) bool {
	low := strings.ToLower(text)
	return slices.ContainsFunc(formal, func(s string) bool { return strings.Contains(low, s) })
}

// shouted judges one row.
func (g *Gate) shouted(j *judgement, p part, row []word) {
	var texts []string
	presses := false
	for _, w := range row {
		texts = append(texts, w.text)
		presses = presses || slices.Contains(pressing, w.text)
	}
	said := strings.Join(texts, " ")
	if formally(said) || j.named(said) {
		return
	}
	first, last := row[0].at, row[len(row)-1].end
	switch {
	case len(row) >= 5 || len(row) >= 2 && presses:
		j.add(p, g.found(j, "capitals", "pressure", Refuse), first, last)
	case presses && len(said) > 2:
		j.add(p, g.found(j, "capitals", "pressure", Warn), first, last)
	}
}

// named says that words in capitals are a name that is known.
func (j *judgement) named(said string) bool {
	for _, n := range []string{j.Names.Legal, j.Names.Short, j.Names.Creditor, j.Names.Agency, j.Recipient} {
		if n != "" && strings.Contains(strings.ToUpper(n), said) {
			return true
		}
	}
	return false
}

// mixed finds words of letters from scripts that look alike.
func (g *Gate) mixed(j *judgement, p part) {
	latin, other, at, i := false, false, 0, 0
	flush := func() {
		if latin && other {
			j.add(p, g.found(j, "mixed-script", "evasion", Refuse), at, i)
		}
		latin, other, at = false, false, i+1
	}
	for _, r := range p.text {
		switch {
		case r < 0x80 && unicode.IsLetter(r):
			latin = true
		case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian):
			other = true
		case !unicode.IsLetter(r):
			flush()
		}
		i++
	}
	flush()
}
