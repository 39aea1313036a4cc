package letter

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// cut is a small TrueType font of a few characters of a typeface, as a document embeds it.
type cut struct {
	file   []byte
	glyphs []uint16 // of each character, in the order in which the characters were given
}

// cut makes a font of the given characters, which must be sorted and all in the face.
//
// It is made afresh for every document: it takes a fraction of a millisecond, so nothing need be kept, nothing
// can grow, and the bytes of a letter do not depend on the letters before it.
func (t *typeface) cut(runes []rune) (cut, error) {
	c := cutter{typeface: t, index: map[uint16]uint16{0: 0}, order: []uint16{0}, widths: []uint16{t.raw(0)}}
	for _, r := range runes {
		g, ok := t.glyph(r)
		if !ok {
			return cut{}, fmt.Errorf("cut %s: no glyph for U+%04X", t.name, r)
		}
		width := t.raw(g)
		if '0' <= r && r <= '9' {
			width = t.raw(t.chars['0'])
		}
		c.codes = append(c.codes, c.add(g, width))
	}
	tables, err := c.build()
	if err != nil {
		return cut{}, err
	}
	return cut{sfntFile(tables), c.codes}, nil
}

// raw is the advance of a glyph in font units.
func (f *face) raw(g uint16) uint16 { return be16(f.metric, 4*min(int(g), f.long-1)) }

type cutter struct {
	*typeface
	codes  []uint16          // glyphs of the cut, character by character
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

// build makes the tables that a font in a document needs (PDF 1.7, 9.9 "Embedded Font Programs"): which
// character a glyph belongs to is said by the document, not by the font.
func (c *cutter) build() (map[string][]byte, error) {
	glyf := make([]byte, 0, 320*len(c.order))
	var loca, hmtx []byte
	for i := 0; i < len(c.order); i++ { // grows while composite glyphs bring their parts
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		from := len(glyf)
		var err error
		if glyf, err = c.outline(glyf, c.order[i]); err != nil {
			return nil, err
		}
		c.parts(glyf[from:])
		glyf = append(glyf, make([]byte, -len(glyf)&3)...)
		hmtx = binary.BigEndian.AppendUint16(hmtx, c.widths[i])
		hmtx = binary.BigEndian.AppendUint16(hmtx, c.bearing(c.order[i]))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	tables := map[string][]byte{"glyf": glyf, "loca": loca, "hmtx": hmtx}
	for _, name := range []string{"head", "hhea", "maxp", "prep", "cvt ", "fpgm"} {
		b, err := c.table(name)
		if err != nil {
			return nil, err
		}
		if len(b) > 0 {
			tables[name] = b
		}
	}
	n := uint16(len(c.order))
	binary.BigEndian.PutUint32(tables["head"][8:], 0)  // the checksum, until it is known
	binary.BigEndian.PutUint16(tables["head"][50:], 1) // long offsets in loca
	binary.BigEndian.PutUint16(tables["hhea"][34:], n)
	binary.BigEndian.PutUint16(tables["maxp"][4:], n)
	return tables, nil
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

// sfntFile writes tables behind their directory, with their checksums (OpenType 1.9, "Organization of an OpenType
// Font").
func sfntFile(tables map[string][]byte) []byte {
	names := make([]string, 0, len(tables))
	size := 12 + 16*len(tables)
	for name, data := range tables {
		names = append(names, name)
		size += (len(data) + 3) &^ 3
	}
	slices.Sort(names)
	b := binary.BigEndian.AppendUint32(make([]byte, 0, size), 0x00010000)
	b = binary.BigEndian.AppendUint16(b, uint16(len(names)))
	power := uint16(0)
	for 2<<power <= len(names) {
		power++
	}
	for _, v := range []uint16{16 << power, power, uint16(16*len(names)) - 16<<power} {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	off, head := len(b)+16*len(names), 0
	for _, name := range names {
		if name == "head" {
			head = off
		}
		b = append(b, name...)
		b = binary.BigEndian.AppendUint32(b, checksum(tables[name]))
		b = binary.BigEndian.AppendUint32(b, uint32(off))
		b = binary.BigEndian.AppendUint32(b, uint32(len(tables[name])))
		off += (len(tables[name]) + 3) &^ 3
	}
	for _, name := range names {
		b = append(b, tables[name]...)
		b = append(b, make([]byte, -len(b)&3)...)
	}
	if head > 0 {
		binary.BigEndian.PutUint32(b[head+8:], 0xB1B0AFBA-checksum(b))
	}
	return b
}

func checksum(data []byte) (sum uint32) {
	for ; len(data) >= 4; data = data[4:] {
		sum += binary.BigEndian.Uint32(data)
	}
	var last [4]byte
	copy(last[:], data)
	return sum + binary.BigEndian.Uint32(last[:])
}
