package message

import (
	"strings"

	"comity/internal/dunning"
)

// page writes an email in HTML.
type page struct {
	*layout
	b     []byte
	links []string // the sender's own addresses: they become links, and no others do
}

// fill writes a piece, its holes filled with escaped texts in their order.
func (p *page) fill(what piece, texts ...string) {
	for i, part := range what {
		p.b = append(p.b, part.text...)
		if part.hole != "" {
			p.b = appendEscaped(p.b, texts[i])
		}
	}
}

// open writes a piece up to the hole of this name, which must be filled by other pieces, and says where in the piece
// that is; shut writes what follows it.
func (p *page) open(what piece, hole string, texts ...string) int {
	for i, part := range what {
		p.b = append(p.b, part.text...)
		if part.hole == hole {
			return i + 1
		}
		p.b = appendEscaped(p.b, texts[i])
	}
	return len(what)
}

func (p *page) shut(what piece) { p.b = append(p.b, what[len(what)-1].text...) }

// whole writes the page.
func (p *page) whole(lang, subject, sender string, blocks []dunning.Block, w *words) {
	p.open(p.page, "Body", lang, subject, sender)
	for i := range blocks {
		p.block(&blocks[i], w)
	}
	p.shut(p.page)
}

func (p *page) block(b *dunning.Block, w *words) {
	switch {
	case b.Heading != "":
		p.fill(p.heading, b.Heading)
	case b.Numbered != nil:
		p.open(p.list, "Body")
		for _, item := range b.Numbered {
			p.open(p.item, "Body")
			p.linked(item)
			p.shut(p.item)
		}
		p.shut(p.list)
	case b.Table != nil:
		p.rows(b.Table, w.caption(b.Table))
	default:
		p.open(p.paragraph, "Body")
		p.linked(b.Paragraph)
		p.shut(p.paragraph)
	}
}

// roomy is how many columns a telephone has room for.
const roomy = 4

func (p *page) rows(t *dunning.Table, caption string) {
	if len(t.Columns) > roomy {
		p.stacked(t, caption)
		return
	}
	align := func(i int) string {
		if t.Right[i] {
			return "right"
		}
		return "left"
	}
	at := p.open(p.table, "Head", caption)
	for i, name := range t.Columns {
		p.fill(p.head, align(i), name)
	}
	p.b = append(p.b, p.table[at].text...)
	for _, row := range t.Rows {
		p.open(p.row, "Body")
		p.fill(p.rowHead, row[0])
		for i := 1; i < len(row); i++ {
			if t.Right[i] {
				p.fill(p.number, row[i])
			} else {
				p.fill(p.cell, align(i), row[i])
			}
		}
		p.shut(p.row)
	}
	p.b = append(p.b, p.table[at+1].text...)
	if t.Total != nil {
		p.open(p.foot, "Body")
		p.fill(p.footHead, t.Total[0])
		for i := 1; i < len(t.Total); i++ {
			p.fill(p.footCell, align(i), t.Total[i])
		}
		p.shut(p.foot)
	}
	p.shut(p.table)
}

// stacked writes a wide table row by row, what each says below each other.
func (p *page) stacked(t *dunning.Table, caption string) {
	p.open(p.stack, "Body", caption)
	for _, row := range t.Rows {
		p.fill(p.stackHead, row[0])
		for i := 1; i < len(row); i++ {
			p.fill(p.stackRow, t.Columns[i], row[i])
		}
	}
	for i, text := range t.Total {
		switch {
		case i == 0:
			p.fill(p.stackHead, text)
		case text != "":
			p.fill(p.stackRow, t.Columns[i], text)
		}
	}
	p.shut(p.stack)
}

// linked writes a text and makes links of the sender's own addresses where they stand in it, and of no others:
// an address that came in with a person's data stays text.
func (p *page) linked(text string) {
	for text != "" {
		at, found := len(text), ""
		if strings.Contains(text, "https://") {
			for _, link := range p.links {
				if link == "" {
					continue
				}
				if i := strings.Index(text, link); i >= 0 && (i < at || i == at && len(link) > len(found)) {
					at, found = i, link
				}
			}
		}
		p.b = appendEscaped(p.b, text[:at])
		if found != "" {
			p.fill(p.link, found, found)
		}
		text = text[at+len(found):]
	}
}

// appendEscaped makes a text harmless in HTML, between tags and between double quotes. Texts were cleaned before:
// they hold no control characters.
func appendEscaped(b []byte, s string) []byte {
	from := 0
	for i := range len(s) {
		if s[i] > '>' {
			continue
		}
		var entity string
		switch s[i] {
		case '&':
			entity = "&amp;"
		case '<':
			entity = "&lt;"
		case '>':
			entity = "&gt;"
		case '"':
			entity = "&#34;"
		case '\'':
			entity = "&#39;"
		case '+':
			entity = "&#43;" // a mail reader that guesses at UTF-7 finds none
		default:
			continue
		}
		b = append(append(b, s[from:i]...), entity...)
		from = i + 1
	}
	return append(b, s[from:]...)
}
