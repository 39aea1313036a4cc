package letter

import "fmt"

// A GlyphError says that no installed font can draw a character. It is a failed validation of that one
// letter: another attempt changes nothing until the character or the fonts do. Its text holds no more of the
// letter than the character's number, for it may be logged.
type GlyphError struct {
	Rune  rune
	Field string // where it stands: "recipient", "body", …
}

func (e *GlyphError) Error() string {
	return fmt.Sprintf("validation-failed: %s holds U+%04X, which no installed font can draw: correct it, or install a font that has it (letters/fonts/ORIGIN.txt)", e.Field, e.Rune)
}

// A FitError says that a part of the letter is too large for its place on the page.
type FitError struct {
	Field string
	Room  string // how much fits, in words
}

func (e *FitError) Error() string {
	return fmt.Sprintf("validation-failed: %s does not fit: there is room for %s", e.Field, e.Room)
}
