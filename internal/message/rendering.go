package message

import (
	"iter"
	"strings"

	"comity/internal/dunning"
)

// Rendering is a text of the catalogue as its reader would get it, with the invented facts of a case.
type Rendering struct {
	Info
	Case    string // see Cases
	Facts   Facts  // what it was composed from: the sender's names, the person's, the truths
	Subject string // of an email or letter
	Text    string // of a letter: all its words, in the order of reading
	HTML    string // of an email
	Letter  *dunning.LetterPage
	Err     error // why there is none, for example *TooLongError; the rest is then empty
}

// Sender is who speaks in it.
func (r Rendering) Sender() dunning.Sender {
	s, _ := r.Facts.Portfolio.SenderFor(r.Locale)
	return s
}

// Renderings renders every text of the catalogue for these cases, or for all of them, in the order of the files.
// A case that does not differ for a text, as several accounts do not where it may cover only one, is left out.
func (c *Composer) Renderings(cases ...string) iter.Seq[Rendering] {
	if len(cases) == 0 {
		cases = Cases()
	}
	return func(yield func(Rendering) bool) {
		for _, i := range c.Catalogue() {
			for _, name := range cases {
				if i.mostAccounts(2) < 2 && (name == CaseSeveral || name == CaseThirty) {
					continue
				}
				if !yield(c.Render(i, name, factsOf(i, name))) {
					return
				}
			}
		}
	}
}

// Render renders one text with facts, under the name of a case.
func (c *Composer) Render(i Info, name string, f Facts) Rendering {
	r := Rendering{Info: i, Case: name, Facts: f}
	if i.Channel == dunning.Letter {
		page, err := c.Letter(f)
		if err != nil {
			r.Err = err
			return r
		}
		r.Subject, r.Text, r.Letter = page.Subject, c.PlainLetter(page), &page
		return r
	}
	m, err := c.Compose(f)
	r.Subject, r.Text, r.HTML, r.Err = m.Subject, m.Text, m.HTML, err
	return r
}

// PlainLetter is a letter as text: what its reader sees, from the address to the foot.
func (c *Composer) PlainLetter(p dunning.LetterPage) string {
	w := c.words[c.nearest(p.Locale)]
	parts := []string{
		p.Labels.Private, strings.Join(p.Recipient, "\n"),
		p.Labels.Reference + w.Email.Label + p.Reference + "\n" + p.Labels.Date + w.Email.Label + p.DateText,
		p.Subject, p.Greeting, strings.TrimSpace(plainText(p.Body, w)), p.Closing, strings.Join(p.Signature, "\n"),
		p.Labels.Seal, p.PayHint, strings.Join(p.Footer, "\n"),
	}
	var b strings.Builder
	for _, part := range parts {
		if part != "" {
			b.WriteString(part + "\n\n")
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}
