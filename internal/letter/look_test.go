package letter

import (
	"slices"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"
	"golang.org/x/image/font/sfnt"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// The file's text cannot show whether a drawn character looks right, so its picture is compared with the
// picture of the same glyph set as text.
func TestADrawnCharacterLooksLikeItsGlyph(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for _, c := range rareHan + "永" {
		asText, asShape := picture(t, d, c, false), picture(t, d, c, true)
		off := 0
		for i := range asText.pixels {
			if a, b := int(asText.pixels[i]), int(asShape.pixels[i]); a-b > 96 || b-a > 96 {
				off++
			}
		}
		ink, _ := asText.dark(Box{0, 0, 210, 297})
		if ink < 1000 || off > ink/50 {
			t.Errorf("U+%04X: %d of %d pixels differ", c, off, ink)
		}
	}
}

func TestTheComparisonSeesAWrongGlyph(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	a, b := picture(t, d, '己', false), picture(t, d, '已', true)
	off := 0
	for i := range a.pixels {
		if x, y := int(a.pixels[i]), int(b.pixels[i]); x-y > 96 || y-x > 96 {
			off++
		}
	}
	if ink, _ := a.dark(Box{0, 0, 210, 297}); off <= ink/50 {
		t.Errorf("己 and 已 pass for the same: %d of %d pixels differ", off, ink)
	}
}

// picture sets one large character, as text (through a private code, where text cannot hold it) or as
// an outline.
func picture(t *testing.T, d *Drawer, c rune, drawn bool) raster {
	t.Helper()
	serif := *d.chinese.serif
	s, err := serif.shape(c)
	if err != nil || s == nil {
		t.Fatalf("U+%04X has no outline: %v", c, err)
	}
	var buf sfnt.Buffer
	g, err := serif.rare[0].GlyphIndex(&buf, c)
	if err != nil {
		t.Fatal(err)
	}
	fc := *serif.face
	fc.chars = map[rune]uint16{0xE000: uint16(g), blank: fc.chars[blank], '0': fc.chars['0']}
	serif.face = &fc
	b := *d.chinese
	b.serif = &serif
	var m mark = run{&serif, 100, 100, 200, "\uE000", 0}
	if drawn {
		m = rare{&serif, 100, 100, 200, c, s}
	}
	f := folio{book: &b, lang: "zh-CN", date: calendar.Date{Year: 2026, Month: 1, Day: 1}, sheets: []sheet{{m}}}
	pdf, err := d.publish(f)
	if err != nil {
		t.Fatal(err)
	}
	if drawn && strings.TrimSpace(extract(t, pdf)) != string(c) {
		t.Errorf("U+%04X is drawn but reads as %+q", c, extract(t, pdf))
	}
	return rasterise(t, pdf, 1, 72)
}

// Whatever the sheet's position in its envelope, the window shows all of the address and nothing else.
func TestNothingButTheAddressShowsInTheWindow(t *testing.T) {
	t.Parallel()
	long := []string{"Maximiliana Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh", "c/o 欧阳䶮𠅤", "1200 Sycamore Street", "SPRINGFIELD"}
	for _, profile := range []string{"dl", "c5"} {
		d := newDrawer(t, Options{Profile: profile})
		w, s := d.profile.Window, d.profile.Shift
		wide := Box{w.X - s, w.Y - s, w.Width + 2*s, w.Height + 2*s}
		for name, p := range map[string]dunning.LetterPage{"Chinese": chinese("张伟", 30), "English": english("Jane Q. Sample", 6)} {
			for _, address := range [][]string{p.Recipient, long} {
				p.Recipient = address
				n, reach := rasterise(t, draw(t, d, p), 1, 100).dark(wide)
				safe := reach.X >= w.X+s-0.3 && reach.Y >= w.Y+s-0.3 &&
					reach.X+reach.Width <= w.X+w.Width-s+0.3 && reach.Y+reach.Height <= w.Y+w.Height-s+0.3
				if n < 100 || !safe {
					t.Errorf("%s, %s: the address reaches over %+v, the window is %+v", profile, name, reach, w)
				}
				p.Recipient = nil
				if n, reach := rasterise(t, draw(t, d, p), 1, 100).dark(wide); n > 0 {
					t.Errorf("%s, %s: beside the address, the window shows ink at %+v", profile, name, reach)
				}
			}
		}
	}
}

func TestThePaymentCodeIsPrintedModuleByModule(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	p := chinese("张伟", 1)
	f, err := d.layout(p)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(f.sheets[0], func(m mark) bool { _, ok := m.(squares); return ok })
	if at < 0 {
		t.Fatal("there is no code on the first sheet")
	}
	q := f.sheets[0][at].(squares)
	code, err := qrcode.New(p.PayCode, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	pic := rasterise(t, draw(t, d, p), 1, 300)
	for i, row := range code.Bitmap() {
		for j, black := range row {
			x := int((q.x + (float64(j)+0.5)*q.module) / 72 * 300)
			y := int((q.y + (float64(i)+0.5)*q.module) / 72 * 300)
			if got := pic.pixels[y*pic.width+x] < 128; got != black {
				t.Fatalf("module %d,%d is %v, want %v", i, j, got, black)
			}
		}
	}
	if q.module < codeModule {
		t.Errorf("modules of %.2f mm are too small for a telephone", q.module/mm)
	}
}
