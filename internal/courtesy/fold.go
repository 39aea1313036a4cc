package courtesy

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folder knows which characters count as the same.
type folder struct {
	simplified map[rune]rune // traditional and variant characters
	alike      map[rune]rune // letters of other scripts that look like Latin ones
	// Characters that only the mainland writes so.
	onlySimplified map[rune]bool
}

func newFolder() folder {
	f := folder{simplified: map[rune]rune{}, alike: map[rune]rune{}, onlySimplified: map[rune]bool{}}
	pair := func(to map[rune]rune, table string) {
		for _, p := range strings.Fields(table) {
			r := []rune(p)
			to[r[0]] = r[1]
		}
	}
	pair(f.simplified, traditional)
	pair(f.alike, lookalikes)
	for _, s := range f.simplified {
		f.onlySimplified[s] = !strings.ContainsRune(shared, s)
	}
	return f
}

// runes writes what r counts as to out; nothing for what cannot be seen.
func (f folder) runes(out []rune, r rune) []rune {
	switch {
	case r < 0x80:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(out, r)
	case 0x4E00 <= r && r <= 0x9FFF:
		if s, ok := f.simplified[r]; ok {
			r = s
		}
		return append(out, r)
	case invisible(r):
		return out
	}
	for _, d := range norm.NFKD.String(string(r)) {
		if unicode.Is(unicode.Mn, d) || invisible(d) {
			continue
		}
		d = unicode.ToLower(d)
		if a, ok := f.alike[d]; ok {
			d = a
		} else if s, ok := f.simplified[d]; ok {
			d = s
		}
		out = append(out, d)
	}
	return out
}

// invisible says of a character that a reader does not see it: format characters, variation selectors,
// fillers.
func invisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || r == 0x034F || r == 0x115F || r == 0x1160 || r == 0x3164
}

// lookalikes are letters that are read as the Latin letter beside them.
const lookalikes = `аa вb сc ԁd еe ѐe ёe һh іi їi јj кk мm нh оo рp ѕs тt уy хx ԛq ԝw ɡg ɑa ıi ɩi łl øo æa œo đd ħh ʟl
αa βb εe ηn ιi κk νv οo ρp τt υu χx ϲc ᴀa ᴄc ᴇe ᴏo ѵv ոn օo սu հh քp ɪi ʀr ꜱs ʏy ɴn ʜh ᴛt ᴅd ᴜu ᴡw ᴘp ᴍm ᴋk ᴊj ɢg ʙb ғf`
