package letter

import (
	"fmt"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// folio is a letter laid out: pure data, ready to be drawn into any document.
type folio struct {
	book   *book
	lang   string // BCP 47
	title  string // for the document's properties: no personal data
	date   calendar.Date
	sheets []sheet
}

// composer lays out one letter.
type composer struct {
	Profile
	book *book
	page dunning.LetterPage
	code [][]bool // the payment code, module by module; nil: none
}

func (c *composer) left() float64  { return c.Margins.Left * mm }
func (c *composer) right() float64 { return (c.Page.Width - c.Margins.Right) * mm }
func (c *composer) wide() float64  { return c.right() - c.left() }

// compose lays out the body over as few pages as it needs and then dresses every page.
func (c *composer) compose() (folio, error) {
	f := folio{lang: language(c.page.Locale), title: c.title(), date: c.page.Date}
	foot, err := c.footer()
	if err != nil {
		return f, err
	}
	if c.code, err = encode(c.page.PayCode); err != nil {
		return f, err
	}
	texts, err := c.spread(min(c.Body.Bottom*mm, foot.top-3*mm))
	if err != nil {
		return f, err
	}
	f.book = c.book
	for i, text := range texts {
		head, err := c.head(i)
		if err != nil {
			return f, err
		}
		tail, err := foot.on(i+1, len(texts))
		if err != nil {
			return f, err
		}
		f.sheets = append(f.sheets, append(append(head, text...), tail...))
	}
	return f, nil
}

// spread fills pages with the body: with its lines as far apart as they should be or, where that saves a
// sheet, somewhat closer. A sheet with three lines on it is paper, postage and a poor impression.
func (c *composer) spread(bottom float64) ([]sheet, error) {
	first, next := extent{c.Body.First * mm, bottom}, extent{c.Body.Next * mm, bottom}
	wide := c.book
	var best []sheet
	for i, pace := range paces() {
		closer := *c
		closer.book = wide.at(pace)
		items, err := closer.body()
		if err != nil {
			return nil, err
		}
		sheets := fill(items, first, next)
		if best == nil || len(sheets) < len(best) {
			best, c.book = sheets, closer.book
		}
		room := first.bottom - first.top + float64(len(best)-2)*(next.bottom-next.top)
		if len(best) == 1 || i == 0 && tall(items, true)*paces()[len(paces())-1] > room {
			break
		}
	}
	return best, nil
}

// title names the document in its properties, where a person's name does not belong.
func (c *composer) title() string {
	if len(c.page.Recipient) > 0 && c.page.Recipient[0] != "" && strings.Contains(c.page.Subject, c.page.Recipient[0]) {
		return c.page.From.LegalName
	}
	return c.page.Subject
}

// body is the letter from its subject to its signature.
func (c *composer) body() ([]item, error) {
	var items []item
	parts := []func() ([]item, error){c.opening, c.blocks, c.farewell}
	for _, part := range parts {
		more, err := part()
		if err != nil {
			return nil, err
		}
		items = append(items, more...)
	}
	return items, nil
}

func (c *composer) opening() ([]item, error) {
	subject, err := c.subject()
	if err != nil {
		return nil, err
	}
	greeting, err := c.paragraph(text{c.page.Greeting, "greeting"}, c.book.text(), measure{})
	if err != nil {
		return nil, err
	}
	for i := range greeting {
		greeting[i].keep = true
	}
	if len(greeting) > 0 {
		greeting[0].above = 9 * c.book.pace
	}
	return append(subject, greeting...), nil
}

// subject is what the letter is about: by Chinese custom a title in the middle of the page.
func (c *composer) subject() ([]item, error) {
	v := c.book.subject()
	lines, err := v.wrap(c.page.Subject, "subject", c.wide())
	if err != nil || c.page.Subject == "" {
		return nil, err
	}
	items := c.rows(lines, v, c.left())
	for i := range items {
		items[i].keep = true
		if c.book.chinese {
			x := v.centred(lines[i], (c.left()+c.right())/2)
			items[i].draw = func(y float64) []mark { return v.place(lines[i], x, y+v.rise()) }
		}
	}
	return items, nil
}

func (c *composer) blocks() ([]item, error) {
	var items []item
	for i, b := range c.page.Body {
		more, err := c.block(b, fmt.Sprintf("body block %d", i+1))
		if err != nil {
			return nil, err
		}
		if i > 0 && c.page.Body[i-1].Heading != "" && len(more) > 0 {
			more[0].above = 1
		}
		items = append(items, more...)
	}
	if n := len(items); n > 0 {
		items[n-1].keep = true // the close of a letter never stands alone on a page
	}
	return items, nil
}

func (c *composer) block(b dunning.Block, field string) ([]item, error) {
	switch {
	case b.Table != nil:
		return c.table(*b.Table, field)
	case len(b.Numbered) > 0:
		return c.numbered(b.Numbered, field)
	case b.Heading != "":
		items, err := c.paragraph(text{b.Heading, field}, c.book.heading(), measure{})
		for i := range items {
			items[i].keep = true
		}
		if len(items) > 0 {
			items[0].above = 6.5 * c.book.pace
		}
		return items, err
	}
	return c.paragraphs(b.Paragraph, field)
}

// paragraphs sets text whose lines are paragraphs of their own.
func (c *composer) paragraphs(s, field string) ([]item, error) {
	var items []item
	for _, p := range strings.Split(s, "\n") {
		more, err := c.paragraph(text{p, field}, c.book.text(), measure{indent: c.book.indent, justify: c.book.justify, prose: true})
		if err != nil {
			return nil, err
		}
		if len(more) > 0 {
			more[0].above = c.book.between * c.book.pace
		}
		items = append(items, more...)
	}
	return items, nil
}

// text is a piece of the letter with the name of its place, for errors.
type text struct{ text, field string }

// paragraph sets text over the whole measure, with at least two lines of it on either side of a page break.
func (c *composer) paragraph(t text, v voice, m measure) ([]item, error) {
	if t.text == "" {
		return nil, nil
	}
	m.width = v.em(c.wide())
	lines, err := v.wrapWith(t.text, t.field, m)
	if err != nil {
		return nil, err
	}
	return c.rows(lines, v, c.left()), nil
}

func (c *composer) rows(lines []line, v voice, x float64) []item {
	var items []item
	for i, l := range lines {
		items = append(items, item{
			height: v.lead,
			keep:   len(lines) > 1 && (i == 0 || i == len(lines)-2),
			draw:   func(y float64) []mark { return v.place(l, x, y+v.rise()) },
		})
	}
	return items
}

// numbered sets points one under the other, their numbers in a column of their own.
func (c *composer) numbered(points []string, field string) ([]item, error) {
	var items []item
	v, indent := c.book.text(), c.book.body*2
	for i, p := range points {
		number, err := v.one(fmt.Sprintf("%d.", i+1), field)
		if err != nil {
			return nil, err
		}
		lines, err := v.wrapWith(p, field, measure{width: v.em(c.wide() - indent), justify: c.book.justify, prose: true})
		if err != nil {
			return nil, err
		}
		rows := c.rows(lines, v, c.left()+indent)
		if len(rows) == 0 {
			continue
		}
		first := rows[0].draw
		rows[0].draw = func(y float64) []mark {
			return append(v.place(number, c.left()+indent-9-v.points(number.width), y+v.rise()), first(y)...)
		}
		rows[0].above = c.book.between * 0.4 * c.book.pace
		items = append(items, rows...)
	}
	return items, nil
}
