package smtp_test

import (
	"crypto/tls"
	"errors"
	"net/smtp"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	fake "comity/internal/fake/smtp"
)

const text = "Subject: hello\r\n\r\nfirst\r\n.second\r\n"

func start(t testing.TB, options ...fake.Option) *fake.Server {
	t.Helper()
	s, err := fake.Start("127.0.0.1:0", options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// send gives a message to the server with the standard library's client and returns the reply's code: 0
// when all went well, -1 when there was none.
func send(t testing.TB, s *fake.Server, to string, prepare ...func(*smtp.Client) error) int {
	t.Helper()
	c, err := smtp.Dial(s.Addr)
	if err != nil {
		return code(err)
	}
	defer func() { _ = c.Close() }()
	steps := append(prepare,
		func(c *smtp.Client) error { return c.Mail("sender@lender.example") },
		func(c *smtp.Client) error { return c.Rcpt(to) },
		func(c *smtp.Client) error {
			w, err := c.Data()
			if err != nil {
				return err
			}
			if _, err := w.Write([]byte(text)); err != nil {
				return err
			}
			return w.Close()
		})
	for _, step := range steps {
		if err := step(c); err != nil {
			return code(err)
		}
	}
	return 0
}

func code(err error) int {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	return -1
}

func TestTakesAMessageAsItWasSent(t *testing.T) {
	t.Parallel()
	s := start(t)
	if code := send(t, s, "person@mailbox.example"); code != 0 {
		t.Fatal(code)
	}
	want := []fake.Message{{From: "sender@lender.example", To: "person@mailbox.example", Data: []byte(text)}}
	if diff := cmp.Diff(want, s.Accepted()); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
	parsed, err := s.Accepted()[0].Parse()
	if err != nil || parsed.Header.Get("Subject") != "hello" {
		t.Errorf("parsed %v, %v", parsed, err)
	}
}

func TestFailsAtEveryPhase(t *testing.T) {
	t.Parallel()
	for _, phase := range []fake.Phase{fake.AtConnect, fake.AtMail, fake.AtRcpt, fake.AtData, fake.AtDot} {
		for _, b := range []fake.Behaviour{{Code: 451, Enhanced: [3]int{4, 3, 0}}, {Code: 554}, {Drop: true}} {
			b.Phase = phase
			s := start(t, fake.WithBehaviour(func(fake.Transaction) fake.Behaviour { return b }))
			want := b.Code
			if b.Drop {
				want = -1
			}
			if got := send(t, s, "person@mailbox.example"); got != want {
				t.Errorf("%s: code %d, want %d", phase, got, want)
			}
			if n := len(s.Accepted()); n != 0 {
				t.Errorf("%s: took %d messages", phase, n)
			}
		}
	}
}

func TestMagicRecipients(t *testing.T) {
	t.Parallel()
	for local, want := range map[string]struct{ code, taken int }{
		"unknown": {550, 0}, "full": {452, 0}, "greylist": {450, 0}, "policy": {550, 0},
		"lost": {-1, 1}, "drop-data": {-1, 0}, "unknowns": {0, 1},
	} {
		s := start(t)
		if got := send(t, s, local+"@mailbox.example"); got != want.code || len(s.Accepted()) != want.taken {
			t.Errorf("%s: code %d, took %d; want %+v", local, got, len(s.Accepted()), want)
		}
	}
}

func TestSignInOverTLS(t *testing.T) {
	t.Parallel()
	s := start(t, fake.WithTLS(), fake.WithAuth("user", "secret"))
	startTLS := func(c *smtp.Client) error {
		return c.StartTLS(&tls.Config{ServerName: "localhost", RootCAs: s.RootCAs(), MinVersion: tls.VersionTLS12})
	}
	signIn := func(password string) func(*smtp.Client) error {
		return func(c *smtp.Client) error { return c.Auth(smtp.PlainAuth("", "user", password, "127.0.0.1")) }
	}
	if code := send(t, s, "person@mailbox.example"); code != 502 {
		t.Errorf("without signing in: %d", code)
	}
	if code := send(t, s, "person@mailbox.example", startTLS, signIn("wrong")); code != 535 {
		t.Errorf("with a wrong password: %d", code)
	}
	if code := send(t, s, "person@mailbox.example", startTLS, signIn("secret")); code != 0 {
		t.Errorf("signed in: %d", code)
	}
	if n := s.Connections(); n != 3 {
		t.Errorf("%d connections", n)
	}
}

func TestCountsWithoutKeepingMessages(t *testing.T) {
	t.Parallel()
	s := start(t, fake.CountBy(func(m fake.Message) string { return strings.ToUpper(m.To) }))
	send(t, s, "a@b.example")
	send(t, s, "a@b.example")
	if diff := cmp.Diff(map[string]int{"A@B.EXAMPLE": 2}, s.Counts()); diff != "" {
		t.Error(diff)
	}
	if len(s.Accepted()) != 0 {
		t.Error("messages were kept")
	}
}
