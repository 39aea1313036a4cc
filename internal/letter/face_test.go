package letter

import (
	"bytes"
	"encoding/binary"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/image/font/sfnt"

	"comity/letters"
)

func TestFontsThatGofpdfWouldSpoilSilentlyAreRefused(t *testing.T) {
	t.Parallel()
	whole, err := fs.ReadFile(letters.Files, serifFile)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		font []byte
		want string
	}{
		"PostScript outlines": {append([]byte("OTTO"), whole[4:2000]...), "PostScript (CFF) outlines"},
		"a collection":        {append([]byte("ttcf"), whole[4:2000]...), "is a collection"},
		"something else":      {[]byte("%PDF-1.7 and so on"), "is not a TrueType font"},
		"half a font":         {whole[:len(whole)/3], "is cut short"},
		"nothing":             {nil, "is cut short"},
		"no outlines":         {bytes.Replace(whole, []byte("glyf"), []byte("glyX"), 1), "has no glyf table"},
	} {
		_, err := openFace(fstest.MapFS{"a.ttf": {Data: c.font}}, "a.ttf")
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "a.ttf") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestACutFontHasTheSameGlyphs(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for _, face := range []*typeface{d.chinese.serif, d.western.serif, d.chinese.sans} {
		runes := []rune("$&09AoÅë—‘’“”　䶮永")
		c, err := face.cut(runes)
		if err != nil {
			t.Fatal(err)
		}
		small := reopen(t, c)
		for i, r := range runes {
			g, _ := face.glyph(r)
			if got := small.advance(c.glyphs[i]); got != face.width(r, g) {
				t.Errorf("%s: U+%04X is %d wide, want %d", face.name, r, got, face.width(r, g))
			}
			want, _ := face.outline(nil, g)
			have, _ := small.outline(nil, c.glyphs[i])
			if be16(want, 0)&0x8000 == 0 && !bytes.HasPrefix(have, want) {
				t.Errorf("%s: U+%04X has another outline", face.name, r)
			}
		}
		if sum := checksum(c.file); sum != 0xB1B0AFBA {
			t.Errorf("%s: the file sums up to %08X", face.name, sum)
		}
	}
}

// reopen reads a cut, which has no characters of its own.
func reopen(t testing.TB, c cut) *face {
	t.Helper()
	small := &face{src: bytes.NewReader(c.file)}
	for _, step := range []func() error{small.directory, small.header, small.places} {
		if err := step(); err != nil {
			t.Fatalf("the cut is no font: %v", err)
		}
	}
	return small
}

// wholeFont is a cut with the tables that make it a font outside a document.
func wholeFont(t testing.TB, tf *typeface, runes []rune) []byte {
	t.Helper()
	c, err := tf.cut(runes)
	if err != nil {
		t.Fatal(err)
	}
	small, tables := reopen(t, c), map[string][]byte{}
	for name := range small.tables {
		tables[name], _ = small.table(name)
	}
	for _, name := range []string{"OS/2", "name", "post"} {
		tables[name], _ = tf.table(name)
	}
	n := uint16(len(runes) + 1) // segments: one for every character, and the last
	segments := [4][]uint16{}
	for i, r := range runes {
		for j, v := range []uint16{uint16(r), uint16(r), c.glyphs[i] - uint16(r), 0} {
			segments[j] = append(segments[j], v)
		}
	}
	cmap := []uint16{0, 1, 3, 1, 0, 12, 4, 16 + 8*n, 0, 2 * n, 0, 0, 0}
	cmap = append(append(append(cmap, segments[0]...), 0xFFFF, 0), append(segments[1], 0xFFFF)...)
	cmap = append(append(append(cmap, segments[2]...), 1), append(segments[3], 0)...)
	for _, v := range cmap {
		tables["cmap"] = binary.BigEndian.AppendUint16(tables["cmap"], v)
	}
	return sfntFile(tables)
}

func TestEnglishQuotationMarksAreNarrowAndChineseOnesWide(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for _, r := range "“”‘’" {
		for _, c := range []struct {
			face *typeface
			wide bool
		}{{d.chinese.serif, true}, {d.chinese.sans, true}, {d.western.serif, false}, {d.western.sans, false}} {
			g, _ := c.face.glyph(r)
			if got := c.face.width(r, g) == 1000; got != c.wide {
				t.Errorf("%c in %s (latin %v) is %d wide", r, c.face.name, c.face.latin, c.face.width(r, g))
			}
		}
	}
}

func TestFiguresStandUnderEachOther(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for _, face := range []*typeface{d.chinese.serif, d.western.sans} {
		for _, r := range "0123456789" {
			g, _ := face.glyph(r)
			if face.width(r, g) != face.width('0', face.chars['0']) {
				t.Errorf("%s: %c has a width of its own", face.name, r)
			}
		}
	}
}

// All of Extension A and every official character that the font has must be drawn; one that only a
// fall-back has comes from there.
func TestRareCharactersComeFromWhicheverFontHasThem(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for r := rune(0x3400); r <= 0x4DB5; r++ {
		if _, ok := d.chinese.serif.glyph(r); !ok {
			t.Fatalf("U+%04X of Extension A is missing", r)
		}
	}
	with := newDrawer(t, Options{Fallback: []io.ReaderAt{bytes.NewReader(oneGlyphFont(t, d, 0xE123))}})
	p := chinese("张\ue123", 1)
	if got := extract(t, draw(t, with, p)); strings.Count(got, "\ue123") != 2 {
		t.Error("a character of the fall-back font does not come out of the file")
	}
}

// oneGlyphFont is a font in which the private character r looks like 吉.
func oneGlyphFont(t *testing.T, d *Drawer, r rune) []byte {
	t.Helper()
	face, only := *d.chinese.serif, *d.chinese.serif.face
	only.chars = map[rune]uint16{r: only.chars['吉']}
	face.face = &only
	font := wholeFont(t, &face, []rune{r})
	if _, err := sfnt.Parse(font); err != nil {
		t.Fatalf("the cut is no font: %v", err)
	}
	return font
}

// FuzzFace opens broken fonts: an error, never a crash.
func FuzzFace(f *testing.F) {
	d := newDrawer(f, Options{})
	cut := wholeFont(f, d.western.serif, []rune("0Aé　永"))
	f.Add(cut)
	f.Add(cut[:100])
	for at := 12; at < 250; at += 8 {
		broken := bytes.Clone(cut)
		binary.BigEndian.PutUint32(broken[at:], 0xFFFFFFF0)
		f.Add(broken)
	}
	f.Fuzz(func(t *testing.T, font []byte) {
		fc, err := openFace(fstest.MapFS{"f.ttf": {Data: font}}, "f.ttf")
		if err != nil {
			return
		}
		for r, g := range fc.chars {
			fc.advance(g)
			if _, err := fc.outline(nil, g); err == nil {
				_, _ = (&typeface{face: fc}).cut([]rune{r})
			}
		}
	})
}
