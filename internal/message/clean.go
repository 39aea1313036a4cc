package message

import (
	"unicode"
	"unicode/utf8"
)

// The longest texts that are taken from data, in characters. A longer one is cut and ends in an ellipsis.
const (
	maxName = 80
	maxText = 300
)

// clean makes a text from outside harmless: one line, white space folded, no control characters, none of
// the invisible format characters that reorder or hide text (bidirectional overrides and isolates,
// zero-width spaces, tags), no broken UTF-8, at most limit characters. The joiners that Persian and
// Indic names need stay.
func clean(s string, limit int) string {
	if isClean(s, limit) {
		return s
	}
	var out []byte
	count, last, space := 0, 0, false // last is where the latest character begins
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = count > 0
			continue
		}
		if isHarmful(r) {
			continue
		}
		for _, r := range []rune{' ', r} {
			if r == ' ' && !space {
				continue
			}
			if count == limit {
				return string(out[:last]) + "…"
			}
			count, last = count+1, len(out)
			out = utf8.AppendRune(out, r)
		}
		space = false
	}
	return string(out)
}

// isClean says that clean would change nothing; nearly all data is so, and then costs no copy.
func isClean(s string, limit int) bool {
	if len(s) > limit && utf8.RuneCountInString(s) > limit {
		return false
	}
	if plain(s) {
		return true
	}
	last := ' '
	for _, r := range s {
		if r == ' ' && last == ' ' || r != ' ' && (unicode.IsSpace(r) || isHarmful(r)) {
			return false
		}
		last = r
	}
	return last != ' ' || s == ""
}

// plain says that a text is printable ASCII without spaces, as addresses and numbers are.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7F {
			return false
		}
	}
	return true
}

func isHarmful(r rune) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner = 0x200C, 0x200D
	if r < utf8.RuneSelf {
		return r < 0x20 || r == 0x7F
	}
	if 0x4E00 <= r && r <= 0x9FFF { // the common Han characters, without a look at the tables
		return false
	}
	return r == utf8.RuneError || unicode.IsControl(r) ||
		unicode.Is(unicode.Cf, r) && r != zeroWidthNonJoiner && r != zeroWidthJoiner ||
		unicode.Is(unicode.Noncharacter_Code_Point, r)
}
