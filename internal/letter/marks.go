package letter

import "iter"

// mark is one thing on a page. Marks are pure data, in points from the top left corner, in the order in
// which they are read.
type mark interface{ ink(*pen) }

// run is text on one baseline with one spacing between its characters.
type run struct {
	face    *typeface
	size    float64
	x, y    float64
	text    string
	spacing float64 // added after each character
}

// rare is one character drawn as an outline.
type rare struct {
	face  *typeface
	size  float64
	x, y  float64
	r     rune
	shape *shape
}

// spelled is text whose gaps are not spaces: the file says what it reads as.
type spelled struct {
	text  string
	marks []mark
}

// ring is a circle in light grey: the place of a seal.
type ring struct{ x, y, radius, width float64 }

// rule is a straight hairline.
type rule struct{ x1, y1, x2, y2, width float64 }

// squares is a pattern of square modules: a QR code.
type squares struct {
	x, y, module float64
	rows         [][]bool
}

// sheet is what stands on one page.
type sheet []mark

// runs are the texts on a sheet, those within other marks too, and the blanks under drawn characters.
func (s sheet) runs() iter.Seq[run] {
	return func(yield func(run) bool) {
		for _, m := range s {
			switch m := m.(type) {
			case run:
				if !yield(m) {
					return
				}
			case rare:
				if !yield(run{face: m.face, text: string(blank)}) {
					return
				}
			case spelled:
				for r := range sheet(m.marks).runs() {
					if !yield(r) {
						return
					}
				}
			}
		}
	}
}

// place puts a line of text with its left edge at x and its baseline at y.
func (v voice) place(l line, x, y float64) []mark {
	if l.says != "" {
		says := l.says
		l.says = ""
		return []mark{spelled{says, v.place(l, x, y)}}
	}
	var marks []mark
	x += v.points(l.start)
	var text []rune
	var from, spacing float64
	flush := func() {
		if len(text) > 0 {
			marks = append(marks, run{v.face, v.size, from, y, string(text), spacing})
		}
		text = nil
	}
	for i, g := range l.glyphs {
		gap := v.points(l.gaps[i])
		if g.shape != nil {
			flush()
			marks = append(marks, rare{v.face, v.size, x, y, g.r, g.shape})
			x += v.points(float64(g.width)) + gap
			continue
		}
		if len(text) == 0 {
			from, spacing = x, gap
		}
		text = append(text, g.r)
		x += v.points(float64(g.width)) + gap
		if gap != spacing { // the last character of a run may be followed by any gap
			flush()
		}
	}
	flush()
	return marks
}

// one sets text on a single line, however long it becomes.
func (v voice) one(text, field string) (line, error) {
	glyphs, err := v.face.glyphs(text, field)
	if err != nil {
		return line{}, err
	}
	return measure{}.row(glyphs, 0, len(glyphs)), nil
}

// wrap sets text in lines of the given width in points.
func (v voice) wrap(text, field string, width float64) ([]line, error) {
	return v.wrapWith(text, field, measure{width: v.em(width)})
}

func (v voice) wrapWith(text, field string, m measure) ([]line, error) {
	glyphs, err := v.face.glyphs(text, field)
	if err != nil {
		return nil, err
	}
	return m.set(glyphs), nil
}
