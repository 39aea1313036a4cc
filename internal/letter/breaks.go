package letter

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// Characters that may not begin or end a line (行首行尾禁则), beyond what UAX #14 forbids already.
const (
	neverFirst = "。，、；：？！）〕］｝」』》〉】〗”’…—～·％‰℃々ー,.;:?!)]}%°"
	neverLast  = "（〔［｛「『《〈【〖“‘￥＄￡№#([{¥$£€"
	units      = "年月日时分秒元角点号期天个次项位%‰"
)

// breaks says after which glyphs a line may end: by UAX #14, by Chinese custom where the two differ (Chinese
// quotation marks stand between characters without spaces, which UAX #14 does not foresee), and never
// between a figure and its unit.
func breaks(glyphs []glyph) []bool {
	var text strings.Builder
	for _, g := range glyphs {
		text.WriteRune(g.r)
	}
	may := make([]bool, len(glyphs))
	at := 0
	for rest, state := text.String(), -1; rest != ""; {
		var part string
		part, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		for range part {
			at++
		}
		may[at-1] = true
	}
	for i := range len(glyphs) - 1 {
		a, b := glyphs[i], glyphs[i+1]
		switch {
		case forbidden(before(glyphs, i), b), a.space() && b.space():
			may[i] = false
		case a.wide() && b.full("“‘"), a.full("”’") && b.wide():
			may[i] = true
		}
	}
	return may
}

// forbidden says that no line may end behind a when b is to begin the next, with or without a space between.
func forbidden(a, b glyph) bool {
	return b.space() || !b.han() && strings.ContainsRune(neverFirst, b.r) || !a.han() && strings.ContainsRune(neverLast, a.r) ||
		unicode.IsDigit(a.r) && strings.ContainsRune(units, b.r)
}

// before is the glyph at i or, where that is a space, the one before the space.
func before(glyphs []glyph, i int) glyph {
	for i > 0 && glyphs[i].space() {
		i--
	}
	return glyphs[i]
}
