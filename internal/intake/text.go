package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest texts that are taken in, in characters.
const (
	maxName   = 120 // of a name, and of a line of an address
	maxReason = 500
)

// safeID says whether an id may stand anywhere: in a log, a spreadsheet, a file's name.
func safeID(s string) bool {
	if len(s) == 0 || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && !strings.ContainsRune("._:-", rune(c)) {
			return false
		}
	}
	return s[0] != '-' // a spreadsheet would calculate it, and a command line take it for a flag
}

// actingText says why text may not be shown as it is: too long, a formula, or characters that act.
func actingText(s string, limit int) (Code, []any) {
	if utf8.RuneCountInString(s) > limit {
		return textLong, []any{limit}
	}
	if s != "" && strings.ContainsRune("=+@＝＋＠", firstRune(s)) {
		return textFormula, nil
	}
	for _, c := range s {
		switch {
		case turnsText(c):
			return textBidi, nil
		case unicode.IsControl(c), c == '\u2028', c == '\u2029':
			return textControl, nil
		}
	}
	return "", nil
}

func firstRune(s string) rune {
	c, _ := utf8.DecodeRuneInString(s)
	return c
}

// turnsText says whether a character changes the direction of others (Unicode UAX #9), or is invisible
// and used to hide.
func turnsText(c rune) bool {
	return 0x202a <= c && c <= 0x202e || 0x2066 <= c && c <= 0x2069 ||
		c == 0xfeff || 0xe0000 <= c && c <= 0xe007f
}
