package app

import (
	"errors"
	"testing"

	"comity/internal/dunning"
	"comity/internal/letter"
	"comity/internal/message"
	"comity/templates"
)

// Every letter of the catalogue is drawn, whatever the case; a name that no installed font can draw is refused by
// its characters, and never drawn with holes in it.
func TestEveryLetterOfTheCatalogueIsDrawn(t *testing.T) {
	t.Parallel()
	words, err := message.New(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	drawer, err := LetterDrawer()
	if err != nil {
		t.Fatal(err)
	}
	drawn := 0
	for r := range words.Renderings() {
		if r.Channel != dunning.Letter {
			continue
		}
		if r.Err != nil {
			t.Fatalf("%s (%s): %v", r.File, r.Case, r.Err)
		}
		_, err := drawer.Draw(*r.Letter)
		if glyph := (*letter.GlyphError)(nil); errors.As(err, &glyph) && (r.Case == message.CaseRareName || r.Case == message.CaseRTLName) {
			continue
		}
		if err != nil {
			t.Errorf("%s in %s (%s): %v", r.File, r.Locale, r.Case, err)
		}
		drawn++
	}
	if drawn < 300 {
		t.Errorf("only %d letters were drawn", drawn)
	}
}
