package letter

import (
	"strconv"
	"unicode/utf16"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/image/font/sfnt"
)

// pen writes marks as the operators of a page and remembers what is set, so that nothing is set twice.
type pen struct {
	page    []byte
	height  float64
	face    *typeface
	size    float64
	spacing float64
	line    float64 // width of lines
}

// ink draws the sheets of one letter as pages of doc. Every page sets its own graphics state, so that a page
// is the same whatever was drawn before it: black, lines with square ends and corners.
func ink(doc *gofpdf.Fpdf, f folio) {
	for _, s := range f.sheets {
		doc.AddPage()
		_, height := doc.GetPageSize()
		p := &pen{height: height}
		p.page = append(p.page, "/Span <</Lang ("+f.lang+")>> BDC\n0 g 0 G 0 J 0 j\n"...)
		for _, m := range s {
			m.ink(p)
		}
		p.page = append(p.page, "EMC"...)
		doc.RawWriteStr(string(p.page))
	}
}

// op writes numbers, to a thousandth of a point, and the operator that they are for.
func (p *pen) op(operator string, numbers ...float64) {
	for _, n := range numbers {
		p.page = append(number(p.page, n), ' ')
	}
	p.page = append(append(p.page, operator...), '\n')
}

// number appends n to three decimals, without noughts at the end.
func number(b []byte, n float64) []byte {
	from := len(b)
	b = strconv.AppendFloat(b, n, 'f', 3, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	if string(b[from:]) == "-0" {
		b = append(b[:from], '0')
	}
	return b
}

const hexDigits = "0123456789ABCDEF"

func (p *pen) hex(unit uint16) {
	p.page = append(p.page, hexDigits[unit>>12], hexDigits[unit>>8&15], hexDigits[unit>>4&15], hexDigits[unit&15])
}

// text writes characters of the basic plane from x and y on.
func (p *pen) text(r run) {
	p.page = append(p.page, "BT\n"...)
	if p.face != r.face || p.size != r.size {
		p.page = append(append(append(p.page, '/'), r.face.key...), ' ')
		p.op("Tf", r.size)
		p.face, p.size = r.face, r.size
	}
	if p.spacing != r.spacing {
		p.op("Tc", r.spacing)
		p.spacing = r.spacing
	}
	p.op("Td", r.x, p.height-r.y)
	p.page = append(p.page, '<')
	for _, c := range r.text {
		p.hex(uint16(c))
	}
	p.page = append(p.page, "> Tj\nET\n"...)
}

func (r run) ink(p *pen) { p.text(r) }

// blank stands for a drawn character in the text layer: it has a width and no ink.
const blank = '\u3000'

// ink draws the outline and puts a blank under it that says which character it is, so that the letter can be
// searched, copied and read aloud.
func (r rare) ink(p *pen) {
	p.replacing(string(r.r), func() {
		p.text(run{face: r.face, size: r.size, x: r.x, y: r.y, text: string(blank)})
		p.outline(r)
	})
}

// replacing lets the file say what something reads as (PDF 1.5, 14.9.4 "Replacement text").
func (p *pen) replacing(text string, draw func()) {
	p.page = append(p.page, "/Span <</ActualText <FEFF"...)
	for _, u := range utf16.Encode([]rune(text)) {
		p.hex(u)
	}
	p.page = append(p.page, ">>> BDC\n"...)
	draw()
	p.op("EMC")
}

// outline writes the character as a path; quadratic curves become cubic ones.
func (p *pen) outline(r rare) {
	scale := r.size / r.shape.unit
	x := func(v float64) float64 { return r.x + v*scale }
	y := func(v float64) float64 { return p.height - r.y - v*scale }
	var cx, cy float64 // the current point
	for _, s := range r.shape.path {
		a := [3][2]float64{}
		for i := range s.Args {
			a[i] = [2]float64{float64(s.Args[i].X), float64(s.Args[i].Y)}
		}
		end := a[0]
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			p.op("m", x(end[0]), y(end[1]))
		case sfnt.SegmentOpLineTo:
			p.op("l", x(end[0]), y(end[1]))
		case sfnt.SegmentOpQuadTo:
			end = a[1]
			p.op("c", x(cx+2*(a[0][0]-cx)/3), y(cy+2*(a[0][1]-cy)/3),
				x(end[0]+2*(a[0][0]-end[0])/3), y(end[1]+2*(a[0][1]-end[1])/3), x(end[0]), y(end[1]))
		case sfnt.SegmentOpCubeTo:
			end = a[2]
			p.op("c", x(a[0][0]), y(a[0][1]), x(a[1][0]), y(a[1][1]), x(end[0]), y(end[1]))
		}
		cx, cy = end[0], end[1]
	}
	if len(r.shape.path) > 0 {
		p.op("f")
	}
}

// ink keeps the gaps from being read as spaces.
func (s spelled) ink(p *pen) {
	p.replacing(s.text, func() {
		for _, m := range s.marks {
			m.ink(p)
		}
	})
}

func (p *pen) weight(points float64) {
	if p.line != points {
		p.op("w", points)
		p.line = points
	}
}

func (r rule) ink(p *pen) {
	p.weight(r.width)
	p.op("m", r.x1, p.height-r.y1)
	p.op("l", r.x2, p.height-r.y2)
	p.op("S")
}

// ink draws the circle in grey, so that a seal stands out on it; a quarter arc is a cubic curve with its
// control points 0.5523 of the radius away.
func (r ring) ink(p *pen) {
	x, y, a, b := r.x, p.height-r.y, r.radius, 0.5523*r.radius
	p.weight(r.width)
	p.op("G", 0.72)
	p.op("m", x+a, y)
	p.op("c", x+a, y+b, x+b, y+a, x, y+a)
	p.op("c", x-b, y+a, x-a, y+b, x-a, y)
	p.op("c", x-a, y-b, x-b, y-a, x, y-a)
	p.op("c", x+b, y-a, x+a, y-b, x+a, y)
	p.op("s")
	p.op("G", 0)
}

// ink fills all modules as one path: drawn one by one, screens show seams between them.
func (q squares) ink(p *pen) {
	for i, row := range q.rows {
		for from := 0; from < len(row); from++ {
			to := from
			for to < len(row) && row[to] {
				to++
			}
			if to > from {
				p.op("re", q.x+float64(from)*q.module, p.height-q.y-float64(i+1)*q.module, float64(to-from)*q.module, q.module)
				from = to
			}
		}
	}
	p.op("f")
}
