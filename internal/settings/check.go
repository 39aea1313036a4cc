package settings

import "strings"

// check says what is wrong between fields, each at the place of the field that asked for it.
func (s Settings) check(at func(key string) origin) []error {
	c := &checker{at: at}
	if s.Channels.SMS == Twilio {
		s.checkTwilio(c)
	}
	if s.Channels.Email == SMTP {
		s.checkSMTP(c)
	}
	s.checkDoors(c)
	return c.problems
}

type checker struct {
	at       func(key string) origin
	problems []error
}

func (c *checker) report(key, format string, args ...any) {
	c.problems = append(c.problems, c.at(key).problem(key, format, args...))
}

// need reports that key, being what it is, needs another one.
func (c *checker) need(key, is, other string, missing bool) {
	if missing {
		c.report(key, "%s needs %s: set it in the file or as %s", is, other, variable(other))
	}
}

func (s Settings) checkTwilio(c *checker) {
	t := s.Twilio
	c.need("channels.sms", Twilio, "twilio.account_sid", t.AccountSID == "")
	c.need("channels.sms", Twilio, "twilio.auth_token", t.AuthToken.IsZero())
	if t.From == "" && t.MessagingServiceSID == "" {
		c.report("channels.sms", "twilio needs a sender: set twilio.from or twilio.messaging_service_sid")
	}
}

func (s Settings) checkSMTP(c *checker) {
	m := s.SMTP
	c.need("channels.email", SMTP, "smtp.host", m.Host == "")
	c.need("smtp.username", "a user", "smtp.password", m.Username != "" && m.Password.IsZero())
	c.need("smtp.password", "a password", "smtp.username", m.Username == "" && !m.Password.IsZero())
	if m.TLS == "none" && !m.Password.IsZero() {
		c.report("smtp.tls", "the password would travel in clear: use mandatory, or sign in as nobody")
	}
	dkim := map[string]string{"smtp.dkim.domain": m.DKIM.Domain, "smtp.dkim.selector": m.DKIM.Selector, "smtp.dkim.key_file": m.DKIM.KeyFile}
	for _, key := range []string{"smtp.dkim.domain", "smtp.dkim.selector", "smtp.dkim.key_file"} {
		for _, other := range []string{"smtp.dkim.domain", "smtp.dkim.selector", "smtp.dkim.key_file"} {
			c.need(key, "dkim", other, dkim[key] != "" && dkim[other] == "")
		}
	}
	if u := m.UnsubscribeURL; u != "" && !strings.HasPrefix(u, "https://") {
		c.report("smtp.unsubscribe_url", "one-click unsubscribing takes https (RFC 8058)")
	}
}

// checkDoors keeps the doors apart: each is a listener of its own. Port 0 is a free port, never shared.
func (s Settings) checkDoors(c *checker) {
	taken := map[string]string{Off: "", "": ""}
	doors := []struct{ key, address string }{
		{"listen.staff", s.Listen.Staff}, {"listen.public", s.Listen.Public}, {"listen.vendor", s.Listen.Vendor},
	}
	for _, d := range doors {
		if other := taken[d.address]; other != "" && !strings.HasSuffix(d.address, ":0") {
			c.report(d.key, "this is the address of %s too: give each door its own, or off", other)
		} else if d.address != Off {
			taken[d.address] = d.key
		}
	}
}
