package letter

import "unicode"

// line is a row of glyphs with what is added after each. All lengths are thousandths of an em.
type line struct {
	glyphs []glyph
	gaps   []float64 // after each glyph
	start  float64   // of the first glyph, from the left edge; negative where a half-blank mark hangs out
	width  float64   // from the left edge to the last ink
	says   string    // the text, where gaps are so wide that a reader of the file would take them for spaces
}

// measure is the column that lines are broken to.
type measure struct {
	width   float64
	indent  float64 // of the first line
	justify bool
	prose   bool // running text, whose last line is no single word
}

// The widest that a gap is stretched to make lines end flush: characters, and spaces between words. Under
// a tenth of an em, for the reason given at between.
const stretchChar, stretchSpace = 85, 160

// set breaks glyphs into lines. No glyph is lost but the spaces at line ends, which end with the line.
func (m measure) set(glyphs []glyph) []line {
	may := breaks(glyphs)
	bind(glyphs, may, m.width)
	var ends []int
	for from := 0; from < len(glyphs); {
		to := m.fill(glyphs, may, from)
		ends = append(ends, to)
		from = to
	}
	m.mend(glyphs, may, ends)
	var lines []line
	from := 0
	for i, to := range ends {
		l := m.row(glyphs, from, to)
		if m.justify && i < len(ends)-1 {
			l.stretch(m.width)
		}
		lines, from = append(lines, l), to
	}
	return lines
}

// fill finds where the line that begins at from ends: behind the last permitted break that fits, or, when
// a single word is wider than the column, behind its last character that does.
func (m measure) fill(glyphs []glyph, may []bool, from int) int {
	best, forced := -1, from+1
	x := m.lead(glyphs, from)
	for i := from; i < len(glyphs); i++ {
		if i > from {
			x += between(glyphs[i-1], glyphs[i])
		}
		x += float64(glyphs[i].width)
		if glyphs[i].space() {
			if may[i] {
				best = i + 1
			}
			continue
		}
		if x-hang(glyphs[i]) > m.width {
			break
		}
		last := i == len(glyphs)-1
		if may[i] || last {
			best = i + 1
		}
		if last || !forbidden(glyphs[i], glyphs[i+1]) {
			forced = i + 1
		}
	}
	if best > from {
		return best
	}
	return forced
}

// mend moves a little down where the last line would be a single character with its full stop, or a single
// short word.
func (m measure) mend(glyphs []glyph, may []bool, ends []int) {
	if len(ends) < 2 || !m.prose {
		return
	}
	from, n := ends[len(ends)-2], 0
	if !m.justify {
		m.mendWord(glyphs, may, ends)
		return
	}
	for _, g := range glyphs[from:] {
		if !g.full(openers+closers+others) && g.wide() {
			n++
		}
	}
	if n > 1 || len(glyphs)-from > 3 {
		return
	}
	for i := from - 1; i > from-4 && i > 0; i-- {
		if may[i-1] && !glyphs[i].space() {
			ends[len(ends)-2] = i
			return
		}
	}
}

func (m measure) mendWord(glyphs []glyph, may []bool, ends []int) {
	from, start := ends[len(ends)-2], 0
	if len(ends) > 2 {
		start = ends[len(ends)-3]
	}
	if len(glyphs)-from > 5 {
		return
	}
	for i := from - 1; i > max(from-20, start); i-- {
		if may[i-1] && glyphs[i-1].space() {
			if m.row(glyphs, i, len(glyphs)).width <= m.width {
				ends[len(ends)-2] = i
			}
			return
		}
	}
}

// lead is where a line that begins at from begins.
func (m measure) lead(glyphs []glyph, from int) float64 {
	switch {
	case from == 0:
		return m.indent
	case glyphs[from].full(openers):
		return -500
	}
	return 0
}

// hang is the blank half of a mark, which may stand beyond the end of its line.
func hang(g glyph) float64 {
	if g.full(closers) {
		return 500
	}
	return 0
}

func (m measure) row(glyphs []glyph, from, to int) line {
	l := line{start: m.lead(glyphs, from)}
	for to > from && glyphs[to-1].space() {
		to--
	}
	l.glyphs, l.gaps = glyphs[from:to], make([]float64, to-from)
	l.width = l.start
	for i, g := range l.glyphs {
		if i > 0 {
			l.gaps[i-1] = between(l.glyphs[i-1], g)
			l.width += l.gaps[i-1]
		}
		l.width += float64(g.width)
	}
	if to > from {
		l.width -= hang(glyphs[to-1])
	}
	return l
}

// stretch makes the line end flush at width: first the spaces give, then the gaps between characters. A line
// that a long word left far too short stays as it is: wide gaps in it would be worse than its end.
func (l *line) stretch(width float64) {
	var spaces, chars []int
	for i := range max(len(l.glyphs)-1, 0) {
		switch a, b := l.glyphs[i], l.glyphs[i+1]; {
		case a.space() && i > 0 && unicode.IsDigit(l.glyphs[i-1].r) && unicode.IsDigit(b.r): // a telephone number
		case a.space():
			spaces = append(spaces, i)
		case l.gaps[i] == 0 && !b.space() && (a.wide() || b.wide()):
			chars = append(chars, i)
		}
	}
	if float64(len(spaces))*stretchSpace*2+float64(len(chars))*stretchChar < width-l.width {
		return
	}
	l.spread(spaces, (width-l.width)/2, stretchSpace)
	l.spread(chars, width-l.width, stretchChar)
	l.spread(spaces, width-l.width, stretchSpace)
}

func (l *line) spread(at []int, slack, most float64) {
	if len(at) == 0 || slack <= 0 {
		return
	}
	each := min(slack/float64(len(at)), most)
	for _, i := range at {
		l.gaps[i] += each
		l.width += each
	}
}

func (l line) text() string {
	runes := make([]rune, len(l.glyphs))
	for i, g := range l.glyphs {
		runes[i] = g.r
	}
	return string(runes)
}
