package letter

import (
	"fmt"
	"hash/fnv"
	"strconv"
)

// gofpdf spends five milliseconds and eight megabytes on every embedded font, whatever its size: it
// writes out a table of 65,536 widths, hashes it as JSON and compresses 131,072 bytes of glyph numbers. So fonts are
// embedded here, and the file is put together in file.go; gofpdf makes the pages.
//
// The code of a character in a page is its Unicode number, so that a page is the same in every document,
// whatever other characters the fonts there were cut to.

// objects are the parts of a font in a document (PDF 1.7, 9.7 "Composite Fonts"), the first of them numbered n:
// what pages refer to, the font itself, its description, its glyphs by code, its codes as text, its outlines.
func (t *typeface) objects(runes []rune, n int, z *packer) ([][]byte, error) {
	c, err := t.cut(runes)
	if err != nil {
		return nil, err
	}
	d, err := t.describe()
	if err != nil {
		return nil, err
	}
	name := subsetTag(c.file) + "+" + t.name
	dict := func(format string, args ...any) []byte { return fmt.Appendf(nil, format, args...) }
	return [][]byte{
		dict("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, n+1, n+4),
		dict("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
			"/FontDescriptor %d 0 R/CIDToGIDMap %d 0 R/DW 1000/W[%s]>>", name, n+2, n+3, t.widths(runes)),
		dict("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R>>",
			name, d.box[0], d.box[1], d.box[2], d.box[3], d.ascent, d.descent, d.capital, d.stem, n+5),
		z.stream("", glyphsByCode(runes, c.glyphs)),
		z.stream("", codesAsText(runes)),
		z.stream(fmt.Sprintf("/Length1 %d", len(c.file)), c.file),
	}, nil
}

// subsetTag tells cuts of one typeface apart (PDF 1.7, 9.6.4 "Font Subsets").
func subsetTag(file []byte) string {
	h := fnv.New64a()
	_, _ = h.Write(file) // a hash never fails
	tag := make([]byte, 6)
	for i, sum := 0, h.Sum64(); i < len(tag); i, sum = i+1, sum/26 {
		tag[i] = 'A' + byte(sum%26)
	}
	return string(tag)
}

// widths lists those that are not one em, run by run of consecutive codes: "c [w1 w2 …]".
func (t *typeface) widths(runes []rune) []byte {
	var b []byte
	last := rune(-2)
	for _, r := range runes {
		g, _ := t.glyph(r)
		w := t.width(r, g)
		if w == 1000 {
			continue
		}
		if r != last+1 {
			if last >= 0 {
				b = append(b, ']')
			}
			b = append(strconv.AppendInt(b, int64(r), 10), '[')
		}
		b = append(strconv.AppendInt(b, int64(w), 10), ' ')
		last = r
	}
	if last >= 0 {
		b = append(b, ']')
	}
	return b
}

// glyphsByCode is the number of the glyph for every code up to the last one used, two bytes each.
func glyphsByCode(runes []rune, glyphs []uint16) []byte {
	b := make([]byte, 2*(int(runes[len(runes)-1])+1))
	for i, r := range runes {
		b[2*r], b[2*r+1] = byte(glyphs[i]>>8), byte(glyphs[i])
	}
	return b
}

// codesAsText says that a code is its Unicode number, for every row of 256 in which characters are used. (A
// range must not reach beyond its row, and there must be no more than a hundred in one block: PDF 1.7, 9.10.3.)
func codesAsText(runes []rune) []byte {
	b := []byte("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def " +
		"/CMapName/Adobe-Identity-UCS def /CMapType 2 def 1 begincodespacerange <0000><FFFF> endcodespacerange\n")
	var rows []rune
	for _, r := range runes {
		if len(rows) == 0 || rows[len(rows)-1] != r>>8 {
			rows = append(rows, r>>8)
		}
	}
	for len(rows) > 0 {
		block := rows[:min(100, len(rows))]
		b = fmt.Appendf(b, "%d beginbfrange\n", len(block))
		for _, row := range block {
			b = fmt.Appendf(b, "<%02X00><%02XFF><%02X00>\n", row, row, row)
		}
		b, rows = append(b, "endbfrange\n"...), rows[len(block):]
	}
	return append(b, "endcmap CMapName currentdict /CMap defineresource pop end end"...)
}

// description is what a document says of a font, in thousandths of an em.
type description struct {
	box                            [4]int
	ascent, descent, capital, stem int
}

func (f *face) describe() (description, error) {
	var d description
	var tables [3][]byte
	for i, name := range []string{"head", "hhea", "OS/2"} {
		var err error
		if tables[i], err = f.table(name); err != nil {
			return d, err
		}
	}
	head, hhea, os2 := tables[0], tables[1], tables[2]
	scaled := func(b []byte, at int) int { return int(int16(be16(b, at))) * 1000 / f.upem }
	for i := range d.box {
		d.box[i] = scaled(head, 36+2*i)
	}
	d.ascent, d.descent, d.capital = scaled(hhea, 4), scaled(hhea, 6), scaled(os2, 88)
	d.stem = 50 + int(be16(os2, 4))*int(be16(os2, 4))/65/65 // by weight: the font itself does not say
	return d, nil
}
