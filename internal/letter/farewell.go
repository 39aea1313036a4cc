package letter

import (
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"
)

// The size of a payment code in points: with its quiet zone it is 27 mm wide, more if its modules would
// become smaller than 0.38 mm, which is about what the camera of a telephone reads without effort.
const (
	codeSize   = 27 * mm
	codeMost   = 46 * mm
	codeModule = 0.38 * mm
)

// farewell ends the letter: the courtesy, who signs, and beside it how to pay by telephone. By Chinese
// custom the courtesy is part of the text and the signature stands at the right; by Western custom both
// stand at the left. The payment code takes the other side.
func (c *composer) farewell() ([]item, error) {
	var courtesy []item
	var lines []line
	v := c.book.text()
	for i, s := range strings.Split(c.page.Closing, "\n") {
		if c.book.signRight {
			more, err := c.courtesy(s, i)
			if err != nil {
				return nil, err
			}
			courtesy = append(courtesy, more...)
			continue
		}
		l, err := v.one(s, "closing")
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	signs, err := c.signature(lines)
	if err != nil {
		return nil, err
	}
	code, err := c.payment()
	if err != nil {
		return nil, err
	}
	return append(courtesy, c.last(signs, code)), nil
}

func (c *composer) courtesy(s string, i int) ([]item, error) {
	m := measure{}
	if i == 0 {
		m.indent = c.book.indent
	}
	lines, err := c.paragraph(text{s, "closing"}, c.book.text(), m)
	for j := range lines {
		lines[j].keep = true
	}
	if i == 0 && len(lines) > 0 {
		lines[0].above = 6
	}
	return lines, err
}

// panel is a part of the last strip: how high it is, and its marks from the top at y.
type panel struct {
	height float64
	draw   func(y float64) []mark
}

// last sets the signature and the payment code side by side.
func (c *composer) last(signs, code panel) item {
	height := max(signs.height, code.height)
	lower := 0.0
	if c.book.signRight {
		lower = (height - signs.height) / 2
	}
	return item{height: height, above: 9, draw: func(y float64) []mark {
		if c.book.signRight {
			return append(code.draw(y), signs.draw(y+lower)...)
		}
		return append(signs.draw(y), code.draw(y)...)
	}}
}

func (c *composer) signature(above []line) (panel, error) {
	v := c.book.text()
	lines := above
	for _, s := range c.page.Signature {
		l, err := v.one(s, "signature")
		if err != nil {
			return panel{}, err
		}
		lines = append(lines, l)
	}
	space := 0.0
	if len(above) > 0 {
		space = 16 // for a seal or a hand
	}
	return panel{float64(len(lines))*v.lead + space, func(y float64) []mark {
		var marks []mark
		for i, l := range lines {
			x := c.left()
			if c.book.signRight {
				x = c.right() - v.size - v.points(l.width)
			}
			if i == len(above) {
				y += space
			}
			marks = append(marks, v.place(l, x, y+v.rise())...)
			y += v.lead
		}
		return marks
	}}, nil
}

// payment is the QR code with the hint beside it; nothing when there is nothing to pay by it.
func (c *composer) payment() (panel, error) {
	none := panel{draw: func(float64) []mark { return nil }}
	if c.page.PayCode == "" {
		return none, nil
	}
	code, err := qrcode.New(c.page.PayCode, qrcode.Medium)
	if err != nil {
		return none, &FitError{Field: "payment code", Room: "a shorter payload"}
	}
	rows := code.Bitmap() // with the quiet zone of four modules
	size := max(codeSize, float64(len(rows))*codeModule)
	if size > codeMost {
		return none, &FitError{Field: "payment code", Room: fmt.Sprintf("%.0f modules", codeMost/codeModule)}
	}
	module := size / float64(len(rows))
	quiet := 4 * module
	from, width := c.left(), c.wide()*0.58
	if !c.book.signRight {
		from, width = c.left()+c.wide()*0.42, c.wide()*0.58
	}
	v := c.book.hint()
	x := from + size - quiet + 2*mm
	lines, err := v.wrap(c.page.PayHint, "payment hint", from+width-x)
	if err != nil {
		return none, err
	}
	// The quiet zone is white anyway: it reaches into the margin and into the space above, so that the code
	// itself stands flush with the text.
	ink := size - 2*quiet
	height := max(ink, float64(len(lines))*v.lead)
	return panel{height, func(y float64) []mark {
		marks := []mark{squares{from - quiet, y + (height-ink)/2 - quiet, module, rows}}
		return append(marks, v.stack(lines, x, y+(height-float64(len(lines))*v.lead)/2)...)
	}}, nil
}
