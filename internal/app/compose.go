package app

import (
	"fmt"

	"comity/internal/dunning"
	"comity/internal/message"
)

// Compose words the message of a grant, and draws it when it is a letter.
func (a *App) Compose(g dunning.Grant) (dunning.Message, error) {
	words, err := a.words()
	if err != nil {
		return dunning.Message{}, err
	}
	f := message.Facts{
		Reminder: g.Reminder, Portfolio: g.Portfolio, Customer: g.Customer, Point: g.Attempt.Point,
		Accounts: g.Accounts, Matter: g.Matter, Date: g.Reminder.BusinessDate, OptOutURL: a.Settings.SMTP.UnsubscribeURL,
	}
	if g.Attempt.Channel != dunning.Letter {
		return words.Compose(f)
	}
	page, err := words.Letter(f)
	if err != nil {
		return dunning.Message{}, err
	}
	drawer, err := a.drawer()
	if err != nil {
		return dunning.Message{}, err
	}
	pdf, err := drawer.Draw(page)
	if err != nil {
		return dunning.Message{}, fmt.Errorf("draw the letter: %w", err)
	}
	return dunning.Message{
		Channel: dunning.Letter, Locale: page.Locale, From: page.From, ToName: g.Customer.Name, Subject: page.Subject, PDF: pdf,
		Template: g.Reminder.Template + "@" + words.Version(g.Reminder.Template, dunning.Letter, g.Reminder.Locale),
	}, nil
}

// Words is the catalogue of wording, read and checked once.
func (a *App) Words() (*message.Composer, error) { return a.words() }

// wording is the template and version that a reminder's message in a channel is worded by; empty when there
// is none.
func (a *App) wording(r dunning.Reminder, c dunning.Channel) string {
	words, err := a.words()
	if err != nil || !words.Has(r.Template, c, r.Locale) {
		return ""
	}
	return r.Template + "@" + words.Version(r.Template, c, r.Locale)
}
