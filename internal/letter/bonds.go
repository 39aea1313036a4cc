package letter

import (
	"strings"
	"unicode"
)

// bind forbids line ends within what is read, dialled or typed as one: a web address, a telephone number, a
// currency with its amount, a day with its month. What is wider than the column keeps its breaks.
func bind(glyphs []glyph, may []bool, width float64) {
	for i := 0; i < len(glyphs); i++ {
		if may[i] && glyphs[i].space() && belong(wordBefore(glyphs, i), wordAfter(glyphs, i)) {
			may[i] = false
		}
		if i > 0 && alnum(glyphs[i-1].r) {
			continue // within a word nothing begins
		}
		n := max(webAddress(glyphs[i:]), telephone(glyphs[i:]))
		if n < 2 || !fits(glyphs[i:i+n], width) {
			continue
		}
		for j := i; j < i+n-1; j++ {
			may[j] = false
		}
		i += n - 2
	}
}

func fits(glyphs []glyph, width float64) bool {
	var sum int
	for _, g := range glyphs {
		sum += g.width
	}
	return float64(sum) <= width
}

func alnum(r rune) bool { return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// webAddress is how many glyphs a web address at the front takes; 0: there is none.
func webAddress(glyphs []glyph) int {
	n := 0
	for n < len(glyphs) && '!' <= glyphs[n].r && glyphs[n].r <= '~' {
		n++
	}
	for _, start := range []string{"https://", "http://", "www."} {
		if n > len(start) && strings.HasPrefix(line{glyphs: glyphs[:len(start)]}.text(), start) {
			return n
		}
	}
	return 0
}

// telephone is how many glyphs a number of seven digits or more takes, with what stands between its groups.
func telephone(glyphs []glyph) int {
	digits, n := 0, 0
	for i, g := range glyphs {
		if unicode.IsDigit(g.r) {
			digits, n = digits+1, i+1
		} else if i > n+2 || !strings.ContainsRune("+-–() ", g.r) {
			break
		}
	}
	if digits < 7 {
		return 0
	}
	return n
}

const months = " January February March April May June July August September October November December "

// belong says that two words stand on one line: "CNY 1,234.56", "9 September", "September 2026".
func belong(a, b string) bool {
	figure := func(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }
	month := func(s string) bool { return s != "" && strings.Contains(months, " "+s+" ") }
	currency := len(a) == 3 && strings.Trim(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	return figure(b) && (currency || month(a)) || figure(a) && len(a) <= 2 && month(b)
}

// wordBefore and wordAfter are the English words on either side of a space.
func wordBefore(glyphs []glyph, at int) string {
	from := at
	for from > 0 && alnum(glyphs[from-1].r) {
		from--
	}
	return line{glyphs: glyphs[from:at]}.text()
}

func wordAfter(glyphs []glyph, at int) string {
	to := at + 1
	for to < len(glyphs) && alnum(glyphs[to].r) {
		to++
	}
	return line{glyphs: glyphs[at+1 : to]}.text()
}
