package courtesy

import "strings"

// plain reads tokens once more as if words had been disguised: single letters that stand in a row (a r r e s t),
// letters with marks between them (ar.rest), digits in place of letters (pol1ce). It is nil where there are
// no such.
func plain(tokens []token) []token {
	if !disguised(tokens) {
		return nil
	}
	out := make([]token, 0, len(tokens))
	for _, k := range tokens {
		last := len(out) - 1
		if last >= 0 && continues(tokens, out[last], k) {
			out[last].text += k.text
			out[last].end = k.end
			continue
		}
		out = append(out, k)
	}
	for i := range out {
		if leet(out[i]) {
			out[i].text = letters.Replace(out[i].text)
		}
	}
	return out
}

// letters are those that digits stand for.
var letters = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t")

func disguised(tokens []token) bool {
	for i, k := range tokens {
		if leet(k) || i > 0 && continues(tokens, tokens[i-1], k) {
			return true
		}
	}
	return false
}

// continues says that k may be the rest of the word before it.
func continues(_ []token, before, k token) bool {
	if before.han || k.han || k.number || before.number || k.gap != spaced {
		return false
	}
	single := len(k.text) == 1 && (len(before.text) == 1 || before.end-before.at > len(before.text))
	return k.blank == 0 || single && k.blank == 1
}

// leet says that a word has digits between its letters.
func leet(k token) bool {
	if k.han || k.number || len(k.text) < 4 {
		return false
	}
	digits := 0
	for i := range len(k.text) {
		if '0' <= k.text[i] && k.text[i] <= '9' {
			digits++
		}
	}
	return digits > 0 && digits*2 < len(k.text)
}
