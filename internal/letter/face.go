package letter

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
)

// face is one TrueType font, read once and then never changed, so that any number of letters may be set
// from it at once. Outlines stay where they are and are read when a letter needs them.
type face struct {
	name   string
	src    io.ReaderAt
	tables map[string]span
	upem   int
	chars  map[rune]uint16 // the basic plane, from the format 4 cmap: what is set as text
	metric []byte          // hmtx
	long   int             // entries of hmtx that have an advance
	loca   []uint32
	prop   map[uint16]uint16 // proportional forms of full-width glyphs
}

type span struct{ off, len int64 }

// openFace reads a font and refuses what gofpdf would accept in silence and then draw wrongly: collections,
// PostScript outlines, fonts without a format 4 cmap.
func openFace(files fs.FS, path string) (*face, error) {
	f, err := files.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open font: %w", err)
	}
	src, ok := f.(io.ReaderAt)
	if !ok {
		return nil, fmt.Errorf("font %s: its file cannot be read at an offset", path)
	}
	fc := &face{name: path, src: src}
	if err := fc.open(); err != nil {
		return nil, fmt.Errorf("font %s: %w", path, err)
	}
	return fc, nil
}

func (f *face) open() error {
	if err := f.directory(); err != nil {
		return err
	}
	for _, t := range []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap", "name", "post", "OS/2"} {
		if f.tables[t].len == 0 {
			return fmt.Errorf("has no %s table", t)
		}
	}
	for _, step := range []func() error{f.header, f.places, f.characters, f.proportional} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (f *face) directory() error {
	head, err := f.at(0, 12)
	if err != nil {
		return err
	}
	switch v := be32(head, 0); v {
	case 0x00010000, 0x74727565: // "true"
	case 0x4F54544F:
		return errors.New("has PostScript (CFF) outlines: use a TrueType (.ttf) version of it")
	case 0x74746366:
		return errors.New("is a collection (.ttc): use one of its fonts as a plain .ttf")
	default:
		return fmt.Errorf("is not a TrueType font (it begins with %08x)", v)
	}
	n := int(be16(head, 4))
	dir, err := f.at(12, 16*int64(n))
	if err != nil {
		return err
	}
	f.tables = make(map[string]span, n)
	for ; len(dir) >= 16; dir = dir[16:] {
		t := span{int64(be32(dir, 8)), int64(be32(dir, 12))}
		if _, err := f.at(t.off+t.len-1, 1); err != nil {
			return err
		}
		f.tables[string(dir[:4])] = t
	}
	return nil
}

func (f *face) header() error {
	head, err := f.table("head")
	if err != nil || len(head) < 54 {
		return errors.Join(errors.New("has a short head table"), err)
	}
	f.upem = int(be16(head, 18))
	hhea, err := f.table("hhea")
	if err != nil || len(hhea) < 36 {
		return errors.Join(errors.New("has a short hhea table"), err)
	}
	f.long = int(be16(hhea, 34))
	f.metric, err = f.table("hmtx")
	if err == nil && (f.upem == 0 || f.long == 0 || len(f.metric) < 4*f.long) {
		err = errors.New("has a short hmtx table")
	}
	return err
}

func (f *face) places() error {
	head, _ := f.table("head")
	raw, err := f.table("loca")
	if err != nil {
		return err
	}
	if be16(head, 50) == 0 {
		for ; len(raw) >= 2; raw = raw[2:] {
			f.loca = append(f.loca, 2*uint32(be16(raw, 0)))
		}
		return nil
	}
	f.loca = make([]uint32, 0, len(raw)/4)
	for ; len(raw) >= 4; raw = raw[4:] {
		f.loca = append(f.loca, be32(raw, 0))
	}
	return nil
}

// characters reads the format 4 subtable of the cmap (OpenType 1.9, "cmap", segment mapping to delta values).
func (f *face) characters() error {
	cmap, err := f.table("cmap")
	if err != nil {
		return err
	}
	sub := format4(cmap)
	if sub == nil {
		return errors.New("has no format 4 cmap")
	}
	n := int(be16(sub, 6)) / 2
	if len(sub) < 16+8*n {
		return errors.New("has a short cmap")
	}
	ends, starts, deltas, offsets := sub[14:], sub[16+2*n:], sub[16+4*n:], sub[16+6*n:]
	f.chars = make(map[rune]uint16, 1<<15)
	for i, last := 0, -1; i < n; i++ {
		from, to := int(be16(starts, 2*i)), int(be16(ends, 2*i))
		if from <= last {
			return errors.New("has a broken cmap")
		}
		last = to
		for c := from; c <= to && c < 0xFFFF; c++ {
			g := uint16(c)
			if off := int(be16(offsets, 2*i)); off != 0 {
				at := 2*i + off + 2*(c-from)
				if at+2 > len(offsets) {
					return errors.New("has a broken cmap")
				}
				if g = be16(offsets, at); g == 0 {
					continue
				}
			}
			if g += be16(deltas, 2*i); g != 0 && int(g)+1 < len(f.loca) {
				f.chars[rune(c)] = g
			}
		}
	}
	return nil
}

func format4(cmap []byte) []byte {
	for i := range int(be16(cmap, 2)) {
		platform, encoding, off := be16(cmap, 4+8*i), be16(cmap, 6+8*i), int(be32(cmap, 8+8*i))
		unicode := platform == 0 || platform == 3 && encoding == 1
		if unicode && off+16 <= len(cmap) && be16(cmap, off) == 4 {
			return cmap[off:]
		}
	}
	return nil
}

// advance of a glyph in thousandths of an em, rounded.
func (f *face) advance(g uint16) int {
	i := min(int(g), f.long-1)
	return (int(be16(f.metric, 4*i))*1000 + f.upem/2) / f.upem
}

// outline appends the glyph's own entry in the glyf table; nothing for a glyph without ink.
func (f *face) outline(b []byte, g uint16) ([]byte, error) {
	if int(g)+1 >= len(f.loca) {
		return nil, fmt.Errorf("glyph %d is not in the font", g)
	}
	from, to := f.loca[g], f.loca[g+1]
	if from >= to {
		return b, nil
	}
	return f.read(b, f.tables["glyf"].off+int64(from), int64(to-from))
}

func (f *face) table(name string) ([]byte, error) {
	t, ok := f.tables[name]
	if !ok {
		return nil, nil
	}
	return f.at(t.off, t.len)
}

// at reads fresh bytes, which the caller may change.
func (f *face) at(off, n int64) ([]byte, error) { return f.read(nil, off, n) }

// read appends bytes of the file.
func (f *face) read(b []byte, off, n int64) ([]byte, error) {
	if n < 0 || n > 1<<26 {
		return nil, errors.New("has a table that is too long")
	}
	from := len(b)
	b = slices.Grow(b, int(n))[:from+int(n)]
	if m, err := f.src.ReadAt(b[from:], off); int64(m) < n {
		return nil, fmt.Errorf("is cut short: %w", err)
	}
	return b, nil
}

// A broken font must not be able to crash the program that opens it: what lies outside a table reads as nothing.

func be16(b []byte, at int) uint16 {
	if at < 0 || at+2 > len(b) {
		return 0
	}
	return binary.BigEndian.Uint16(b[at:])
}

func be32(b []byte, at int) uint32 {
	return uint32(be16(b, at))<<16 | uint32(be16(b, at+2))
}

func tail(b []byte, from uint16) []byte { return b[min(int(from), len(b)):] }
