package message

import (
	"fmt"

	"comity/internal/dunning"
)

// tryAll renders every text with invented facts, with one account and with several, with and without
// the facts that may be empty, so that a template which cannot be rendered is found when it is loaded.
func (c *Composer) tryAll() error {
	for r := range c.Renderings(CaseTypical, CaseSeveral, CaseBare) {
		if r.Err != nil {
			return r.Err
		}
		if r.Channel != dunning.SMS || r.Case == CaseSeveral {
			continue
		}
		t := c.texts[key{r.Template, r.Channel, r.Locale}]
		if n, _, units := Segments(r.Text); n > t.header.Segments {
			return fmt.Errorf("%s:%d: with ordinary facts the text takes %d segments (%d units) in %s, more than segments: %d allows", t.file, t.document.line("segments"), n, units, t.header.Locale, t.header.Segments)
		}
	}
	return nil
}
