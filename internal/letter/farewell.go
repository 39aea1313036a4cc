package letter

import (
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"
)

// The size of a payment code in points: with its quiet zone it is 25 mm wide, more if its modules would
// become smaller than 0.38 mm, which is about what the camera of a telephone reads without effort.
const (
	codeSize   = 25 * mm
	codeMost   = 46 * mm
	codeModule = 0.38 * mm
	sealRadius = 14 * mm // of the place of the seal; the seal itself may be larger
)

// panel is a part of the last strip: how large it is, and its marks with its top left corner at x and y.
type panel struct {
	width, height float64
	draw          func(x, y float64) []mark
}

// ending is what the last strip is made of.
type ending struct {
	courtesy []line
	signs    panel
	seal     line // what stands in the place of the seal; without glyphs there is no such place
}

// farewell ends the letter in one strip that is never parted: the courtesy, who signs and where the seal
// goes, and how to pay by telephone. By Chinese custom the courtesy is part of the text (此致 two
// characters in, 敬礼 flush) and the signature stands below it at the right (落款); by Western custom both stand
// at the left. The payment code takes the other side.
func (c *composer) farewell() ([]item, error) {
	var e ending
	var err error
	for i, s := range strings.Split(c.page.Closing, "\n") {
		l, err := c.book.text().one(s, "closing")
		if err != nil {
			return nil, err
		}
		if i == 0 {
			l.start, l.width = c.book.indent, l.width+c.book.indent
		}
		e.courtesy = append(e.courtesy, l)
	}
	if e.signs, err = c.signature(); err != nil {
		return nil, err
	}
	if e.seal, err = c.book.label().one(c.page.Labels.Seal, "seal"); err != nil {
		return nil, err
	}
	if c.book.chinese {
		return c.luokuan(e)
	}
	return c.complimentary(e)
}

// luokuan sets the courtesy, under it at the right the signature within the seal, at the left the code.
func (c *composer) luokuan(e ending) ([]item, error) {
	v, signs := c.book.text(), e.signs
	axis := c.right() - max(signs.width/2+2*c.book.body, sealRadius)
	code, err := c.payment(axis - max(signs.width/2, sealRadius) - 5*mm - c.left())
	if err != nil {
		return nil, err
	}
	above := float64(len(e.courtesy))*v.lead + 3
	height := max(above+max(signs.height, code.height), 2*sealRadius)
	return []item{{height: height, above: 3 * c.book.pace, draw: func(y float64) []mark {
		marks := v.stack(e.courtesy, c.left(), y)
		marks = append(marks, code.draw(c.left(), y+height-code.height)...)
		marks = append(marks, c.seal(e.seal, axis, y+height-sealRadius)...)
		return append(marks, signs.draw(axis-signs.width/2, y+height-signs.height)...)
	}}}, nil
}

// complimentary sets the courtesy, room for a hand, and the signature, with the seal and the code at their right.
func (c *composer) complimentary(e ending) ([]item, error) {
	v, signs := c.book.text(), e.signs
	from := c.left() + c.wide()*0.5
	code, err := c.payment(c.right() - from)
	if err != nil {
		return nil, err
	}
	text := float64(len(e.courtesy))*v.lead + signs.height
	height := max(text+26, 2*sealRadius, code.height)
	beside := sealRadius + 1*mm // clear of the courtesy, over the signature
	for _, l := range e.courtesy {
		beside = max(beside, v.points(l.width)+sealRadius+1*mm)
	}
	axis := c.left() + min(max(beside, 0.8*signs.width), c.wide()*0.5-sealRadius-2*mm)
	return []item{{height: height, above: 7 * c.book.pace, draw: func(y float64) []mark {
		marks := v.stack(e.courtesy, c.left(), y)
		marks = append(marks, c.seal(e.seal, axis, y+height/2)...)
		marks = append(marks, signs.draw(c.left(), y+height-signs.height)...)
		return append(marks, code.draw(from, y+(height-code.height)/2)...)
	}}}, nil
}

// signature is who signs, line by line: in Chinese around one axis.
func (c *composer) signature() (panel, error) {
	v := c.book.text()
	var p panel
	var lines []line
	for _, s := range c.page.Signature {
		l, err := v.one(s, "signature")
		if err != nil {
			return panel{}, err
		}
		lines = append(lines, l)
		p.width = max(p.width, v.points(l.width))
	}
	p.height = float64(len(lines)) * v.lead
	p.draw = func(x, y float64) []mark {
		var marks []mark
		for i, l := range lines {
			at := x
			if c.book.chinese {
				at = v.centred(l, x+p.width/2)
			}
			marks = append(marks, v.place(l, at, y+float64(i)*v.lead+v.rise())...)
		}
		return marks
	}
	return p, nil
}

// seal marks where the seal goes, around x and y.
func (c *composer) seal(label line, x, y float64) []mark {
	if len(label.glyphs) == 0 {
		return nil
	}
	v := c.book.label()
	return append([]mark{ring{x, y, sealRadius, line1}}, v.place(label, v.centred(label, x), y-sealRadius+13)...)
}

// encode makes the modules of a payment code, with a quiet zone of four; nil when there is nothing to pay by it.
func encode(payload string) ([][]bool, error) {
	if payload == "" {
		return nil, nil
	}
	code, err := qrcode.New(payload, qrcode.Medium)
	if err != nil {
		return nil, &FitError{Field: "payment code", Room: "a shorter payload"}
	}
	rows := code.Bitmap()
	if float64(len(rows))*codeModule > codeMost {
		return nil, &FitError{Field: "payment code", Room: fmt.Sprintf("%.0f modules", codeMost/codeModule)}
	}
	return rows, nil
}

// payment is the code with the hint beside it, in a strip of the given width.
func (c *composer) payment(width float64) (panel, error) {
	p := panel{draw: func(_, _ float64) []mark { return nil }}
	if c.code == nil {
		return p, nil
	}
	size := max(codeSize, float64(len(c.code))*codeModule)
	module := size / float64(len(c.code))
	quiet := 4 * module
	// The quiet zone is white anyway: it reaches into the margin and into the space above, so that the code
	// itself stands flush with the text.
	ink := size - 2*quiet
	v, beside := c.book.hint(), ink+3*mm
	lines, err := v.wrap(c.page.PayHint, "payment hint", width-beside)
	if err != nil {
		return p, err
	}
	deep := float64(len(lines)) * v.lead
	p.width, p.height = width, max(ink, deep)
	p.draw = func(x, y float64) []mark {
		y += p.height / 2
		marks := []mark{squares{x - quiet, y - ink/2 - quiet, module, c.code}}
		return append(marks, v.stack(lines, x+beside, y-deep/2)...)
	}
	return p, nil
}
