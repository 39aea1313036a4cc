package email_test

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"comity/internal/channel/channeltest"
	"comity/internal/channel/email"
	"comity/internal/dunning"
	"comity/internal/fake/smtp"
)

func instant() time.Time { return time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC) }

func start(t testing.TB, options ...smtp.Option) *smtp.Server {
	t.Helper()
	s, err := smtp.Start("127.0.0.1:0", options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func config(t testing.TB, addr string) email.Config {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return email.Config{Host: host, Port: n, TLS: email.TLSNone, Domain: "mail.lender.example", Now: instant}
}

func open(t testing.TB, cfg email.Config) *email.Sender {
	t.Helper()
	s, err := email.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestContract(t *testing.T) {
	t.Parallel()
	behaviours := map[channeltest.Fault]smtp.Behaviour{
		channeltest.Temporary:  {Phase: smtp.AtRcpt, Code: 450, Enhanced: [3]int{4, 7, 1}},
		channeltest.Permanent:  {Phase: smtp.AtDot, Code: 550, Enhanced: [3]int{5, 7, 1}, Text: "ouyang.shili@mailbox.example not wanted"},
		channeltest.BadPoint:   {Phase: smtp.AtRcpt, Code: 550, Enhanced: [3]int{5, 1, 1}, Text: "<ouyang.shili@mailbox.example> unknown"},
		channeltest.LostAnswer: {Phase: smtp.AtDot, Accept: true, Drop: true},
		channeltest.NoAnswer:   {Phase: smtp.AtDot, Drop: true},
		channeltest.Silence:    {Phase: smtp.AtDot, Hang: true},
	}
	channeltest.Run(t, func(t *testing.T) channeltest.Harness {
		var armed atomic.Value
		armed.Store(smtp.Behaviour{})
		server := start(t, smtp.WithBehaviour(func(smtp.Transaction) smtp.Behaviour { return armed.Load().(smtp.Behaviour) }))
		gate := channeltest.NewGate(t, server.Addr)
		return channeltest.Harness{
			Sender: open(t, config(t, gate.Addr)), Channel: dunning.Email, Now: instant(),
			Tries: server.Dots,
			Arm: func(f channeltest.Fault) {
				if err := gate.Set(f != channeltest.Unreachable); err != nil {
					t.Error(err)
				}
				armed.Store(behaviours[f])
			},
			Received: func() (got []channeltest.Got) {
				for _, m := range server.Accepted() {
					got = append(got, channeltest.Got{To: m.To, Text: plainText(t, m)})
				}
				return got
			},
		}
	})
}

// plainText reads the text part as a mail program would.
func plainText(t *testing.T, m smtp.Message) string {
	t.Helper()
	return parts(t, m)["text/plain"]
}

func parts(t *testing.T, m smtp.Message) map[string]string {
	t.Helper()
	parsed, err := m.Parse()
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(parsed.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	if !strings.HasPrefix(kind, "multipart/") {
		found[kind] = decode(t, parsed.Header.Get("Content-Transfer-Encoding"), parsed.Body)
		return found
	}
	r := multipart.NewReader(parsed.Body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		found[kind] = decode(t, p.Header.Get("Content-Transfer-Encoding"), p)
	}
}

func decode(t *testing.T, encoding string, r io.Reader) string {
	t.Helper()
	switch encoding {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	default:
		t.Fatalf("an unknown encoding %q", encoding)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n")
}
