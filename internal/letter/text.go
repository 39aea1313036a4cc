package letter

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// glyph is one character as it will stand on paper.
type glyph struct {
	r     rune
	width int    // thousandths of an em
	shape *shape // not nil: drawn as an outline, not as text
}

// glyphs turns text into glyphs. A character that no font has is a *GlyphError that names field.
func (t *typeface) glyphs(text, field string) ([]glyph, error) {
	text = fold(text)
	list := make([]glyph, 0, len(text)/2)
	for _, r := range text {
		if g, ok := t.glyph(r); ok && r >= ' ' && r != 0x7F {
			list = append(list, glyph{r: r, width: t.width(r, g)})
			continue
		}
		s, err := t.shape(r)
		if err != nil {
			return nil, err
		}
		if s == nil || unicode.IsControl(r) {
			return nil, &GlyphError{Rune: r, Field: field}
		}
		list = append(list, glyph{r: r, width: s.advance, shape: s})
	}
	return list, nil
}

// fold brings text into the form in which it is printed: spaces of every kind become the common ones,
// characters that have no shape by definition are dropped, a letter and its accent become one character.
// Whole texts are not normalized: that would replace Chinese compatibility ideographs in names.
func fold(text string) string {
	if strings.IndexFunc(text, unusual) < 0 {
		return text
	}
	var b strings.Builder
	for rest, state := text, -1; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if strings.IndexFunc(cluster, accent) > 0 {
			cluster = norm.NFC.String(cluster)
		}
		b.WriteString(strings.Map(foldRune, cluster))
	}
	return b.String()
}

func unusual(r rune) bool { return accent(r) || foldRune(r) != r }

func accent(r rune) bool { return r >= 0x300 && unicode.Is(unicode.Mn, r) && !selector(r) }

func selector(r rune) bool { return 0xFE00 <= r && r <= 0xFE0F || 0xE0100 <= r && r <= 0xE01EF }

func foldRune(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return ' '
	case r == 0x2007 || r == 0x202F: // do not break
		return 0xA0
	case 0x2000 <= r && r <= 0x200A || r == 0x205F:
		return ' '
	case r == 0xAD || r == 0x200B || r == 0x2060 || r == 0xFEFF || selector(r):
		return -1
	}
	return r
}

const (
	openers = "（〔［｛「『《〈【〖“‘"
	closers = "，。、）〕］｝」』》〉】〗”’"
	others  = "：；"
)

// wide says that the glyph fills a square, as Chinese characters and their punctuation do.
func (g glyph) wide() bool { return g.width == 1000 && g.r > 0x2E00 || g.full(openers+closers) }

// full says that the glyph is one of marks, in its full-width form, half of which is blank.
func (g glyph) full(marks string) bool {
	return g.width == 1000 && g.r > 0x2000 && !g.han() && strings.ContainsRune(marks, g.r)
}

// han says that the glyph is one of the common Chinese characters, nearly all there is in a Chinese letter: it is no
// mark of any kind, which is then known without a search.
func (g glyph) han() bool { return 0x4E00 <= g.r && g.r <= 0x9FFF }

func (g glyph) space() bool { return g.r == ' ' || g.r == 0x3000 }

// western says that the glyph is a letter or figure of an alphabet.
func (g glyph) western() bool {
	return g.width < 1000 && (unicode.IsLetter(g.r) || unicode.IsDigit(g.r))
}

// between is what is added between two neighbours, in thousandths of an em: marks that are half blank give
// way to each other, and a thin space parts Chinese from Latin. It stays under a tenth of an em, for from
// there on a reader of the file would take it for a space that the letter does not have.
func between(a, b glyph) float64 {
	switch {
	case a.r == '—' && b.r == '—':
		return -90 // the two halves of a Chinese dash touch
	case a.full(closers) && b.full(openers+closers+others), a.full(openers) && b.full(openers):
		return -500
	case a.wide() && !a.full(openers+closers+others) && b.western(), a.western() && b.wide() && !b.full(openers+closers+others):
		return 90
	}
	return 0
}
