package app

import (
	"fmt"
	"os"

	"comity/internal/channel/email"
	"comity/internal/channel/outbox"
	"comity/internal/channel/sms"
	"comity/internal/delivery"
	"comity/internal/dunning"
	"comity/internal/settings"
)

// Senders makes the senders that the settings name.
func (a *App) Senders() (map[dunning.Channel]delivery.Sender, error) {
	s := a.Settings
	mail, err := a.mailConfig()
	if err != nil {
		return nil, err
	}
	renderer, err := email.NewRenderer(mail)
	if err != nil {
		return nil, fmt.Errorf("prepare email: %w", err)
	}
	box, err := outbox.New(outbox.Config{Dir: s.OutboxDir(), Email: renderer.Render, Now: a.Clock.Now})
	if err != nil {
		return nil, fmt.Errorf("prepare the outbox: %w", err)
	}
	senders := map[dunning.Channel]delivery.Sender{dunning.SMS: box, dunning.Email: box, dunning.Letter: box}
	if s.Channels.SMS == settings.Twilio {
		if senders[dunning.SMS], err = sms.New(sms.Config{
			AccountSID: s.Twilio.AccountSID, AuthToken: s.Twilio.AuthToken.Reveal(), Service: s.Twilio.MessagingServiceSID, From: s.Twilio.From,
			BaseURL: s.Twilio.BaseURL, CallbackURL: s.Twilio.CallbackURL, Timeout: s.Twilio.Timeout, Now: a.Clock.Now,
		}); err != nil {
			return nil, fmt.Errorf("prepare SMS: %w", err)
		}
	}
	if s.Channels.Email == settings.SMTP {
		if senders[dunning.Email], err = email.New(mail); err != nil {
			return nil, fmt.Errorf("prepare email: %w", err)
		}
	}
	return senders, nil
}

func (a *App) mailConfig() (email.Config, error) {
	s := a.Settings.SMTP
	cfg := email.Config{
		Host: s.Host, Port: s.Port, TLS: tlsOf(s.TLS), Username: s.Username, Password: s.Password.Reveal(), Hello: s.HELO,
		Domain: s.MessageIDDomain, UnsubscribeURL: s.UnsubscribeURL, MaxConns: s.Connections, Timeout: s.Timeout, Now: a.Clock.Now,
	}
	if cfg.Domain == "" && a.Settings.Channels.Email == settings.Outbox {
		cfg.Domain = "outbox.invalid" // RFC 2606: such mail goes nowhere
	}
	if s.DKIM.KeyFile == "" {
		return cfg, nil
	}
	key, err := os.ReadFile(s.DKIM.KeyFile)
	if err != nil {
		return cfg, fmt.Errorf("read the DKIM key: %w", err)
	}
	cfg.DKIM = email.DKIM{Domain: s.DKIM.Domain, Selector: s.DKIM.Selector, KeyPEM: key}
	return cfg, nil
}

// tlsOf names the settings' word for securing connections as the channel does.
func tlsOf(word string) email.TLS {
	if word == "mandatory" {
		return email.TLSMandatory
	}
	return email.TLS(word)
}
