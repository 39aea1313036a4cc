package letter

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// cut makes a small TrueType font of the given characters, which must be sorted and all in the face.
//
// gofpdf parses a font anew for every document, which costs 37 ms with a whole Chinese font and next to
// nothing with the few hundred characters of one letter. The cut is made afresh for every letter: it takes
// a fraction of a millisecond, so nothing need be kept, nothing can grow, and the bytes belong to one
// goroutine (gofpdf may write into them).
func (t *typeface) cut(runes []rune) ([]byte, error) {
	c := cutter{typeface: t, index: map[uint16]uint16{0: 0}, order: []uint16{0}, widths: []uint16{t.raw(0)}}
	for _, r := range runes {
		g, ok := t.glyph(r)
		if !ok {
			return nil, fmt.Errorf("cut %s: no glyph for U+%04X", t.family, r)
		}
		width := t.raw(g)
		if '0' <= r && r <= '9' {
			width = t.raw(t.chars['0'])
		}
		c.codes = append(c.codes, code{r, c.add(g, width)})
	}
	return c.build()
}

// raw is the advance of a glyph in font units.
func (f *face) raw(g uint16) uint16 { return be16(f.metric, 4*min(int(g), f.long-1)) }

type code struct {
	r rune
	g uint16
}

type cutter struct {
	*typeface
	codes  []code
	index  map[uint16]uint16 // glyph of the face → glyph of the cut
	order  []uint16
	widths []uint16
}

func (c *cutter) add(g, width uint16) uint16 {
	if n, ok := c.index[g]; ok {
		return n
	}
	n := uint16(len(c.order))
	c.index[g], c.order, c.widths = n, append(c.order, g), append(c.widths, width)
	return n
}

func (c *cutter) build() ([]byte, error) {
	var glyf, loca, hmtx []byte
	for i := 0; i < len(c.order); i++ { // grows while composite glyphs bring their parts
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		data, err := c.outline(c.order[i])
		if err != nil {
			return nil, err
		}
		c.parts(data)
		glyf = append(glyf, data...)
		glyf = append(glyf, make([]byte, -len(glyf)&3)...)
		hmtx = binary.BigEndian.AppendUint16(hmtx, c.widths[i])
		hmtx = binary.BigEndian.AppendUint16(hmtx, c.bearing(c.order[i]))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	return c.assemble(map[string][]byte{"glyf": glyf, "loca": loca, "hmtx": hmtx, "cmap": c.cmap()})
}

// parts renumbers the components of a composite glyph (OpenType 1.9, "glyf").
func (c *cutter) parts(data []byte) {
	if len(data) < 10 || be16(data, 0)&0x8000 == 0 {
		return
	}
	for at, more := 10, true; more && at+4 <= len(data); {
		flags, g := be16(data, at), be16(data, at+2)
		binary.BigEndian.PutUint16(data[at+2:], c.add(g, c.raw(g)))
		at += 6
		if flags&0x0001 != 0 { // words, not bytes
			at += 2
		}
		switch {
		case flags&0x0008 != 0:
			at += 2
		case flags&0x0040 != 0:
			at += 4
		case flags&0x0080 != 0:
			at += 8
		}
		more = flags&0x0020 != 0
	}
}

func (c *cutter) bearing(g uint16) uint16 {
	if int(g) < c.long {
		return be16(c.metric, 4*int(g)+2)
	}
	return be16(c.metric, 4*c.long+2*(int(g)-c.long))
}

// cmap is one format 4 subtable of segments that run in step with the glyphs.
func (c *cutter) cmap() []byte {
	var ends, starts, deltas []uint16
	for i, k := range c.codes {
		if i > 0 && k.r == c.codes[i-1].r+1 && k.g == c.codes[i-1].g+1 {
			ends[len(ends)-1] = uint16(k.r)
			continue
		}
		ends, starts, deltas = append(ends, uint16(k.r)), append(starts, uint16(k.r)), append(deltas, k.g-uint16(k.r))
	}
	ends, starts, deltas = append(ends, 0xFFFF), append(starts, 0xFFFF), append(deltas, 1)
	n := uint16(len(ends))
	t := []uint16{0, 1, 3, 1, 0, 12, 4, 16 + 8*n, 0, 2 * n, 0, 0, 0}
	t = append(t, ends...)
	t = append(t, 0)
	t = append(t, starts...)
	t = append(t, deltas...)
	t = append(t, make([]uint16, n)...)
	var b []byte
	for _, v := range t {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return b
}

func (c *cutter) assemble(tables map[string][]byte) ([]byte, error) {
	for _, name := range []string{"head", "hhea", "maxp", "OS/2", "name", "post", "prep", "cvt ", "fpgm"} {
		b, err := c.table(name)
		if err != nil {
			return nil, err
		}
		if len(b) > 0 {
			tables[name] = b
		}
	}
	n := uint16(len(c.order))
	binary.BigEndian.PutUint16(tables["head"][50:], 1) // long offsets in loca
	binary.BigEndian.PutUint16(tables["hhea"][34:], n)
	binary.BigEndian.PutUint16(tables["maxp"][4:], n)
	if post := tables["post"]; len(post) >= 32 {
		binary.BigEndian.PutUint32(post, 0x00030000) // without glyph names
		tables["post"] = post[:32]
	}
	return sfntFile(tables), nil
}

// sfntFile writes tables behind their directory; checksums are left to gofpdf, which cuts once more.
func sfntFile(tables map[string][]byte) []byte {
	names := make([]string, 0, len(tables))
	for name := range tables {
		names = append(names, name)
	}
	slices.Sort(names)
	b := binary.BigEndian.AppendUint32(nil, 0x00010000)
	b = binary.BigEndian.AppendUint16(b, uint16(len(names)))
	b = append(b, 0, 0, 0, 0, 0, 0)
	off := len(b) + 16*len(names)
	for _, name := range names {
		b = append(b, name...)
		b = append(b, 0, 0, 0, 0)
		b = binary.BigEndian.AppendUint32(b, uint32(off))
		b = binary.BigEndian.AppendUint32(b, uint32(len(tables[name])))
		off += (len(tables[name]) + 3) &^ 3
	}
	for _, name := range names {
		b = append(b, tables[name]...)
		b = append(b, make([]byte, -len(b)&3)...)
	}
	return b
}
