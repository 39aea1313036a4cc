package app

import (
	"comity/internal/letter"
	"comity/internal/message"
	"comity/internal/settings"
	"comity/letters"
	"comity/templates"
)

// Wording reads and checks the templates: those of the folder that the settings name over those built in. It
// needs no ledger.
func Wording(s settings.Settings) (*message.Composer, error) {
	return message.New(folder(s.Templates, templates.FS))
}

// LetterDrawer draws letters as the app does. It needs no ledger.
func LetterDrawer() (*letter.Drawer, error) { return letter.New(letters.Files, letter.Options{}) }
