package letter

// groupGap is what stands between the groups of a serial number, in thousandths of an em: enough to see.
const groupGap = 300

// serial sets a number that people read aloud and type in groups, each of five characters, the last of up to six,
// and on one line. What is copied out of the file is still the number as it is, without the gaps. A
// number that is short, has groups of its own, or is too long for the line is set as it is.
func (v voice) serial(text, field string, width float64) ([]line, error) {
	l, err := v.one(text, field)
	if err != nil {
		return nil, err
	}
	plain := len(l.glyphs) >= 12
	for _, g := range l.glyphs {
		plain = plain && alnum(g.r)
	}
	if plain {
		l = l.grouped(5)
	}
	if v.points(l.width) > width {
		return v.wrap(text, field, width)
	}
	return []line{l}, nil
}

func (l line) grouped(size int) line {
	n := len(l.glyphs)
	for i := size - 1; i < n-2; i += size {
		l.gaps[i] += groupGap
		l.width += groupGap
	}
	l.says = l.text()
	return l
}
