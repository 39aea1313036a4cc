package message

import (
	"fmt"
	"strings"

	"comity/internal/dunning"
)

// email writes the subject and both parts. They are made of the same blocks, so that they say the same.
func (c *Composer) email(t *text, v *View, m *dunning.Message) (err error) {
	if m.Subject, err = t.line(t.subject, v); err != nil {
		return err
	}
	blocks, err := t.blocks(v)
	if err != nil {
		return err
	}
	m.Text = plainText(blocks, t.words)
	page := htmlPage{Lang: t.header.Locale, Subject: m.Subject, Sender: clean(v.sender.LegalName, maxText)}
	links := []string{v.ObjectURL(), v.OptOutURL(), optionalURL(v.sender.PayURL), v.Website()}
	for _, b := range blocks {
		page.Blocks = append(page.Blocks, newHTMLBlock(b, links, t.words))
	}
	var b strings.Builder
	b.Grow(8 << 10)
	if err := c.layout.Execute(&b, page); err != nil {
		return fmt.Errorf("%s: %w", t.file, err)
	}
	m.HTML = b.String()
	return nil
}

// plainText writes blocks as text: a paragraph is one line that the reader's program wraps, and a table
// is a list of what each row says, which reads well on a small screen and aloud.
func plainText(blocks []dunning.Block, w *words) string {
	var b strings.Builder
	for i, block := range blocks {
		if i > 0 {
			b.WriteByte('\n')
		}
		switch {
		case block.Table != nil:
			plainTable(&b, block.Table, w)
		case block.Numbered != nil:
			for n, item := range block.Numbered {
				fmt.Fprintf(&b, "%d. %s\n", n+1, item)
			}
		default:
			b.WriteString(block.Heading + block.Paragraph + "\n")
		}
	}
	return b.String()
}

func plainTable(b *strings.Builder, t *dunning.Table, w *words) {
	for i, row := range t.Rows {
		if i > 0 {
			b.WriteByte('\n')
		}
		for j, cell := range row {
			b.WriteString(t.Columns[j] + w.Email.Label + cell + "\n")
		}
	}
	for j, cell := range t.Total {
		if j == 0 {
			b.WriteString("\n" + cell + "\n")
		} else if cell != "" {
			b.WriteString(t.Columns[j] + w.Email.Label + cell + "\n")
		}
	}
}

// htmlPage is what email/layout.html sees; html/template escapes all of it by context.
type htmlPage struct {
	Lang    string
	Subject string
	Sender  string
	Blocks  []htmlBlock
}

type htmlBlock struct {
	Heading   string
	Paragraph []span
	Numbered  [][]span
	Table     *dunning.Table
	Caption   string
}

// span is a run of text; with URL it is a link to it.
type span struct {
	Text string
	URL  string
}

func newHTMLBlock(b dunning.Block, links []string, w *words) htmlBlock {
	out := htmlBlock{Heading: b.Heading, Table: b.Table, Caption: w.Accounts}
	if b.Paragraph != "" {
		out.Paragraph = spans(b.Paragraph, links)
	}
	for _, item := range b.Numbered {
		out.Numbered = append(out.Numbered, spans(item, links))
	}
	return out
}

// spans makes links of the sender's own addresses where they stand in a text, and of no others: an address
// that came in with a person's data stays text.
func spans(text string, links []string) []span {
	var out []span
	for text != "" {
		at, found := len(text), ""
		for _, link := range links {
			if link == "" {
				continue
			}
			if i := strings.Index(text, link); i >= 0 && (i < at || i == at && len(link) > len(found)) {
				at, found = i, link
			}
		}
		if at > 0 {
			out = append(out, span{Text: text[:at]})
		}
		if found != "" {
			out = append(out, span{Text: found, URL: found})
		}
		text = text[at+len(found):]
	}
	return out
}
