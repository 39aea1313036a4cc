package main

import (
	"fmt"
	"time"

	"comity/internal/app"
	"comity/internal/channel/email"
	"comity/internal/dunning"
	"comity/internal/message"
)

// previewFacts words a template from the facts of a file. It needs no ledger and no right; of the settings only the
// folder of templates counts.
func (c *cli) previewFacts(f previewFlags) error {
	data, err := c.readFacts(f.facts)
	if err != nil {
		return err
	}
	name := f.facts
	if name == "-" {
		name = "stdin"
	}
	facts, number, err := messageFacts(name, data)
	if err != nil {
		return errUsage{err}
	}
	if f.Locale != "" {
		facts.Reminder.Locale = f.Locale
	}
	if facts.Reminder.Locale == "" {
		return c.usage("say in which language: --locale, or locale in the file", "请写明语言：--locale，或文件中的 locale")
	}
	words, err := c.wording()
	if err != nil {
		return err
	}
	facts.Reminder.Template = f.Step
	facts.Portfolio.Locale = facts.Reminder.Locale
	facts.Portfolio.Sender = map[string]dunning.Sender{facts.Reminder.Locale: facts.Portfolio.Sender[""]}
	channels := f.Channels
	if len(channels) == 0 {
		for _, channel := range dunning.Channels() {
			if words.Has(f.Step, channel, facts.Reminder.Locale) {
				channels = append(channels, channel)
			}
		}
	}
	if len(channels) == 0 {
		return c.fail("there is no template %q in %s", "没有模板 %q（%s）", f.Step, facts.Reminder.Locale)
	}
	var list []app.Preview
	for _, channel := range channels {
		facts.Point.Channel = channel
		facts.Matter.Cause = message.CauseFor(words.Occasion(f.Step, channel, facts.Reminder.Locale), number)
		list = append(list, worded(words, facts))
	}
	return c.showPreviews(list, f)
}

// wording is the catalogue, without a ledger.
func (c *cli) wording() (*message.Composer, error) {
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	return app.Wording(s)
}

// worded composes one message, and draws or packs it as it would be sent.
func worded(words *message.Composer, f message.Facts) (p app.Preview) {
	p.Channel = f.Point.Channel
	if p.Channel == dunning.Letter {
		p.Message, p.Err = drawnLetter(words, f)
		return p
	}
	if p.Message, p.Err = words.Compose(f); p.Err != nil || p.Channel == dunning.SMS {
		return p
	}
	m := p.Message
	m.AttemptID, m.To.Value = "preview", "preview@preview.invalid"
	if m.From.Email == "" {
		m.From.Email = "sender@preview.invalid"
	}
	now := f.Date.Start(time.UTC)
	p.Bytes, p.Err = email.Render(email.Config{Domain: "preview.invalid", Now: func() time.Time { return now }}, m)
	return p
}

func drawnLetter(words *message.Composer, f message.Facts) (m dunning.Message, err error) {
	page, err := words.Letter(f)
	if err != nil {
		return m, err
	}
	drawer, err := app.LetterDrawer()
	if err != nil {
		return m, err
	}
	pdf, err := drawer.Draw(page)
	if err != nil {
		return m, fmt.Errorf("draw the letter: %w", err)
	}
	return dunning.Message{
		Channel: dunning.Letter, Locale: page.Locale, Subject: page.Subject, PDF: pdf,
		Template: f.Reminder.Template + "@" + words.Version(f.Reminder.Template, dunning.Letter, f.Reminder.Locale),
	}, nil
}
