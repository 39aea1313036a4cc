package message

import (
	"strconv"

	"comity/internal/dunning"
)

// email writes the subject and both parts. They are made of the same blocks, so that they say the same.
func (t *text) email(l *layout, v *View, m *dunning.Message) (err error) {
	if m.Subject, err = t.line(t.subject, v); err != nil {
		return err
	}
	blocks, err := t.blocks(v)
	if err != nil {
		return err
	}
	v.desk.text = appendPlain(v.desk.text[:0], blocks, t.words)
	m.Text = string(v.desk.text)
	p := page{layout: l, b: v.desk.page[:0], links: []string{v.ObjectURL(), v.OptOutURL(), optionalURL(v.sender.PayURL), v.Website()}}
	p.whole(t.header.Locale, m.Subject, clean(v.sender.LegalName, maxText), blocks, t.words)
	v.desk.page = p.b
	m.HTML = string(p.b)
	clear(blocks) // the desk keeps the room, and nobody's data
	v.desk.blocks = blocks
	return nil
}

// plainText writes blocks as text.
func plainText(blocks []dunning.Block, w *words) string { return string(appendPlain(nil, blocks, w)) }

// appendPlain writes blocks as text: a paragraph is one line that the reader's program wraps, and a table
// is a list of what each row says, which reads well on a small screen and aloud.
func appendPlain(b []byte, blocks []dunning.Block, w *words) []byte {
	for i := range blocks {
		block := &blocks[i]
		if i > 0 {
			b = append(b, '\n')
		}
		switch {
		case block.Table != nil:
			b = appendTable(b, block.Table, w)
		case block.Numbered != nil:
			for n, item := range block.Numbered {
				b = append(strconv.AppendInt(b, int64(n+1), 10), ". "...)
				b = append(append(b, item...), '\n')
			}
		default:
			b = append(append(append(b, block.Heading...), block.Paragraph...), '\n')
		}
	}
	return b
}

func appendTable(b []byte, t *dunning.Table, w *words) []byte {
	cell := func(column int, text string) {
		b = append(append(append(b, t.Columns[column]...), w.Email.Label...), text...)
		b = append(b, '\n')
	}
	for i, row := range t.Rows {
		if i > 0 {
			b = append(b, '\n')
		}
		for j, text := range row {
			cell(j, text)
		}
	}
	for j, text := range t.Total {
		if j == 0 {
			b = append(append(append(b, '\n'), text...), '\n')
		} else if text != "" {
			cell(j, text)
		}
	}
	return b
}
