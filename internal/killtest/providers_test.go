package killtest

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"comity/internal/channel/sms"
	"comity/internal/fake/smtp"
	"comity/internal/fake/twilio"
)

// mailDomain is the right half of every Message-ID.
const mailDomain = "killed.example"

// providers are the fakes of one test.
type providers struct {
	t    *testing.T
	sms  *twilio.Server
	mail *smtp.Server
}

// newProviders starts fakes that behave as told; nil accepts everything.
func newProviders(t *testing.T, text func(int, twilio.Message) twilio.Behaviour, mail func(smtp.Transaction) smtp.Behaviour) *providers {
	t.Helper()
	p := &providers{t: t}
	var textOptions []twilio.Option
	if text != nil {
		textOptions = append(textOptions, twilio.WithBehaviour(text))
	}
	var mailOptions []smtp.Option
	if mail != nil {
		mailOptions = append(mailOptions, smtp.WithBehaviour(mail))
	}
	var err error
	if p.sms, err = twilio.Start("127.0.0.1:0", textOptions...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.sms.Close() })
	if p.mail, err = smtp.Start("127.0.0.1:0", mailOptions...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.mail.Close() })
	return p
}

// env are the settings of an installation that sends through them.
func (p *providers) env() []string {
	host, port, err := net.SplitHostPort(p.mail.Addr)
	if err != nil {
		p.t.Fatal(err)
	}
	return []string{
		"COMITY_CHANNELS_SMS=twilio", "COMITY_TWILIO_BASE_URL=" + p.sms.URL, "COMITY_TWILIO_ACCOUNT_SID=" + twilio.AccountSID,
		"COMITY_TWILIO_AUTH_TOKEN=" + twilio.AuthToken, "COMITY_TWILIO_FROM=+12025550100", "COMITY_TWILIO_TIMEOUT=2s",
		"COMITY_TWILIO_CALLBACK_URL=https://callbacks.example/twilio/status",
		"COMITY_CHANNELS_EMAIL=smtp", "COMITY_SMTP_HOST=" + host, "COMITY_SMTP_PORT=" + port, "COMITY_SMTP_TLS=none",
		"COMITY_SMTP_MESSAGE_ID_DOMAIN=" + mailDomain, "COMITY_SMTP_TIMEOUT=2s",
	}
}

// received says which reminders were taken, and how often: by SMS, email, or both.
func (p *providers) received() map[string]int {
	p.t.Helper()
	taken := map[string]int{}
	for _, m := range p.sms.Accepted() {
		u, err := url.Parse(m.StatusCallback)
		if err != nil || u.Query().Get(sms.ParamReminder) == "" {
			p.t.Fatal("an SMS was taken without its reminder's id")
		}
		taken[u.Query().Get(sms.ParamReminder)]++
	}
	for _, m := range p.mail.Accepted() {
		parsed, err := m.Parse()
		if err != nil {
			p.t.Fatal(err)
		}
		id, ok := strings.CutSuffix(strings.Trim(parsed.Header.Get("Message-ID"), "<>"), "@"+mailDomain)
		if !ok {
			p.t.Fatal("an email was taken without its reminder's id")
		}
		taken[id]++
	}
	return taken
}

// all is what the providers and the outbox took together.
func (p *providers) all(s *site) map[string]int {
	p.t.Helper()
	taken := p.received()
	for id, n := range s.outbox() {
		taken[id] += n
	}
	return taken
}

// deeds is a safe counter of what a fake was told to do.
type deeds struct {
	mu sync.Mutex
	n  map[string]int
}

func (d *deeds) did(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.n == nil {
		d.n = map[string]int{}
	}
	d.n[what]++
}

func (d *deeds) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return fmt.Sprint(d.n)
}

// policies makes the folder of the test policy and names it.
func policies(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "policies")
	writePolicies(t, dir)
	return "COMITY_POLICIES_DIR=" + dir
}
