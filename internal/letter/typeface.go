package letter

import (
	"fmt"
	"io"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// typeface is a face as the letters of one script use it: with figures of one width, so that amounts stand
// under each other, and in a Latin letter with the proportional forms of quotation marks and dashes.
type typeface struct {
	*face
	name  string // PostScript name
	key   string // by which pages call it
	latin bool
	rare  []*sfnt.Font // where the outlines of characters come from beyond the basic plane
}

// shape is a glyph as an outline, for a character that gofpdf cannot set as text.
type shape struct {
	advance int            // thousandths of an em
	path    []sfnt.Segment // in font units, times 64; y grows downwards
	unit    float64        // one em in those units
}

// glyph of the face for a character of the basic plane.
func (t *typeface) glyph(r rune) (uint16, bool) {
	g, ok := t.chars[r]
	if p, has := t.prop[g]; ok && has && t.latin {
		return p, true
	}
	return g, ok
}

// width of a glyph in thousandths of an em.
func (t *typeface) width(r rune, g uint16) int {
	if '0' <= r && r <= '9' {
		g = t.chars['0']
	}
	return t.advance(g)
}

// shape looks for a character in the face itself, then in the fall-back fonts; nil when none has it.
func (t *typeface) shape(r rune) (*shape, error) {
	var buf sfnt.Buffer
	for _, f := range t.rare {
		g, err := f.GlyphIndex(&buf, r)
		if err != nil || g == 0 {
			continue
		}
		ppem := fixed.I(int(f.UnitsPerEm()))
		path, err := f.LoadGlyph(&buf, g, ppem, nil)
		if err != nil {
			return nil, fmt.Errorf("outline of U+%04X: %w", r, err)
		}
		adv, err := f.GlyphAdvance(&buf, g, ppem, font.HintingNone)
		if err != nil {
			return nil, fmt.Errorf("width of U+%04X: %w", r, err)
		}
		if len(path) == 0 && !unicode.IsSpace(r) {
			continue // an empty glyph would be a hole in a name
		}
		return &shape{
			advance: int(adv) * 1000 / int(ppem),
			path:    append([]sfnt.Segment(nil), path...),
			unit:    float64(ppem),
		}, nil
	}
	return nil, nil
}

// outlines opens the same font, and the fall-backs, for drawing characters as paths.
func outlines(main io.ReaderAt, fallback []io.ReaderAt) ([]*sfnt.Font, error) {
	var fonts []*sfnt.Font
	for i, src := range append([]io.ReaderAt{main}, fallback...) {
		f, err := sfnt.ParseReaderAt(src)
		if err != nil {
			return nil, fmt.Errorf("font %d for rare characters: %w", i, err)
		}
		fonts = append(fonts, f)
	}
	return fonts, nil
}
