package letter

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/image/font/sfnt"
)

// pen draws marks into a document and remembers what is set, so that nothing is set twice.
type pen struct {
	doc     *gofpdf.Fpdf
	height  float64
	face    *typeface
	size    float64
	spacing float64
}

// ink draws the sheets of one letter as pages of doc, which must have the typefaces already. Every page
// begins with the same graphics state, so that a page is the same whatever was drawn before it.
func ink(doc *gofpdf.Fpdf, f folio) {
	for _, s := range f.sheets {
		doc.SetDrawColor(0, 0, 0)
		doc.SetFillColor(0, 0, 0)
		doc.SetTextColor(0, 0, 0)
		doc.SetLineWidth(hairline)
		doc.SetLineCapStyle("butt")
		doc.SetLineJoinStyle("miter")
		doc.SetFont(f.book.serif.family, "", f.book.body)
		doc.AddPage()
		_, height := doc.GetPageSize()
		p := &pen{doc: doc, height: height, face: f.book.serif, size: f.book.body}
		doc.RawWriteStr("/Span <</Lang (" + f.lang + ")>> BDC")
		for _, m := range s {
			m.ink(p)
		}
		p.space(0)
		doc.RawWriteStr("EMC")
	}
}

func (p *pen) use(face *typeface, size float64) {
	if p.face != face || p.size != size {
		p.doc.SetFont(face.family, "", size)
		p.face, p.size = face, size
	}
}

func (p *pen) space(points float64) {
	if p.spacing != points {
		p.doc.RawWriteStr(fmt.Sprintf("%.4f Tc", points))
		p.spacing = points
	}
}

func (r run) ink(p *pen) {
	p.use(r.face, r.size)
	p.space(r.spacing)
	p.doc.Text(r.x, r.y, r.text)
}

// blank stands for a drawn character in the text layer: it has a width and no ink.
const blank = '\u3000'

// ink draws the outline and puts a blank under it that says which character it is, so that the letter can be
// searched, copied and read aloud.
func (r rare) ink(p *pen) {
	p.use(r.face, r.size)
	p.space(0)
	p.replacing(string(r.r), func() {
		p.doc.Text(r.x, r.y, string(blank))
		p.doc.RawWriteStr(r.path(p.height))
	})
}

// replacing lets the file say what something reads as (PDF 1.5, 14.9.4 "Replacement text").
func (p *pen) replacing(text string, draw func()) {
	var hex strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&hex, "%04X", u)
	}
	p.doc.RawWriteStr("/Span <</ActualText <FEFF" + hex.String() + ">>> BDC")
	draw()
	p.doc.RawWriteStr("EMC")
}

// path writes the outline as PDF path operators; quadratic curves become cubic ones.
func (r rare) path(height float64) string {
	var b strings.Builder
	scale := r.size / r.shape.unit
	x := func(v float64) float64 { return r.x + v*scale }
	y := func(v float64) float64 { return height - r.y - v*scale }
	var cx, cy float64
	for _, s := range r.shape.path {
		a := [3][2]float64{}
		for i := range s.Args {
			a[i] = [2]float64{float64(s.Args[i].X), float64(s.Args[i].Y)}
		}
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			fmt.Fprintf(&b, "%.3f %.3f m\n", x(a[0][0]), y(a[0][1]))
			cx, cy = a[0][0], a[0][1]
		case sfnt.SegmentOpLineTo:
			fmt.Fprintf(&b, "%.3f %.3f l\n", x(a[0][0]), y(a[0][1]))
			cx, cy = a[0][0], a[0][1]
		case sfnt.SegmentOpQuadTo:
			fmt.Fprintf(&b, "%.3f %.3f %.3f %.3f %.3f %.3f c\n",
				x(cx+2*(a[0][0]-cx)/3), y(cy+2*(a[0][1]-cy)/3),
				x(a[1][0]+2*(a[0][0]-a[1][0])/3), y(a[1][1]+2*(a[0][1]-a[1][1])/3), x(a[1][0]), y(a[1][1]))
			cx, cy = a[1][0], a[1][1]
		case sfnt.SegmentOpCubeTo:
			fmt.Fprintf(&b, "%.3f %.3f %.3f %.3f %.3f %.3f c\n",
				x(a[0][0]), y(a[0][1]), x(a[1][0]), y(a[1][1]), x(a[2][0]), y(a[2][1]))
			cx, cy = a[2][0], a[2][1]
		}
	}
	if b.Len() > 0 {
		b.WriteString("f\n")
	}
	return b.String()
}

// ink keeps the gaps from being read as spaces.
func (s spelled) ink(p *pen) {
	p.replacing(s.text, func() {
		for _, m := range s.marks {
			m.ink(p)
		}
	})
}

func (r rule) ink(p *pen) {
	p.doc.SetLineWidth(r.width)
	p.doc.Line(r.x1, r.y1, r.x2, r.y2)
}

// ink draws the circle in grey, so that a seal stands out on it; a quarter arc is a cubic curve with its
// control points 0.5523 of the radius away.
func (r ring) ink(p *pen) {
	x, y, a, b := r.x, p.height-r.y, r.radius, 0.5523*r.radius
	p.doc.RawWriteStr(fmt.Sprintf("0.72 G %.2f w %.3f %.3f m", r.width, x+a, y))
	for _, q := range [][6]float64{
		{x + a, y + b, x + b, y + a, x, y + a}, {x - b, y + a, x - a, y + b, x - a, y},
		{x - a, y - b, x - b, y - a, x, y - a}, {x + b, y - a, x + a, y - b, x + a, y},
	} {
		p.doc.RawWriteStr(fmt.Sprintf("%.3f %.3f %.3f %.3f %.3f %.3f c", q[0], q[1], q[2], q[3], q[4], q[5]))
	}
	p.doc.RawWriteStr("s 0 G")
}

// ink fills all modules as one path: drawn one by one, screens show seams between them.
func (q squares) ink(p *pen) {
	var b strings.Builder
	for i, row := range q.rows {
		for from := 0; from < len(row); from++ {
			to := from
			for to < len(row) && row[to] {
				to++
			}
			if to > from {
				fmt.Fprintf(&b, "%.3f %.3f %.3f %.3f re\n", q.x+float64(from)*q.module,
					p.height-q.y-float64(i+1)*q.module, float64(to-from)*q.module, q.module)
				from = to
			}
		}
	}
	b.WriteString("f")
	p.doc.RawWriteStr(b.String())
}
