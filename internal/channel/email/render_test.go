package email_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"flag"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"comity/internal/channel/channeltest"
	"comity/internal/channel/email"
	"comity/internal/dunning"
	"comity/internal/fake/smtp"
)

var update = flag.Bool("update", false, "write golden files anew")

func style() email.Config {
	return email.Config{Domain: "mail.lender.example", Now: instant, UnsubscribeURL: "https://lender.example/u?v=1"}
}

func message(id string) dunning.Message { return channeltest.Message(dunning.Email, id, instant()) }

func render(t *testing.T, cfg email.Config, m dunning.Message) smtp.Message {
	t.Helper()
	b, err := email.Render(cfg, m)
	if err != nil {
		t.Fatal(err)
	}
	return smtp.Message{To: m.To.Value, Data: b}
}

func TestRenderedMessageIsAsAgreed(t *testing.T) {
	t.Parallel()
	english := message("r-en")
	english.Locale, english.ToName, english.Subject = "en", "Pat Example", "About your account ending 4321"
	english.From.ShortName = "Example Lending"
	english.Text, english.HTML = "Dear Pat Example,\n\n1,234.56 is past its due date = 3 days.\n\nIf you have paid, thank you.\n", ""
	for name, m := range map[string]dunning.Message{"zh-CN.eml": message("r-zh"), "en.eml": english} {
		got := render(t, style(), m).Data
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got; -update writes it anew):\n%s", name, diff)
		}
	}
}

func TestTheSameMessageGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	cfg := style()
	cfg.DKIM = email.DKIM{Domain: "lender.example", Selector: "s1", KeyPEM: ed25519Key(t).pem}
	first := render(t, cfg, message("r1")).Data
	for range 20 {
		if !bytes.Equal(first, render(t, cfg, message("r1")).Data) {
			t.Fatal("two renderings differ")
		}
	}
	if bytes.Equal(first, render(t, cfg, message("r2")).Data) {
		t.Error("two reminders have the same bytes")
	}
}

func TestBothPartsAreWhole(t *testing.T) {
	t.Parallel()
	m := message("r1")
	want := map[string]string{"text/plain": m.Text, "text/html": m.HTML}
	if diff := cmp.Diff(want, parts(t, render(t, style(), m))); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

// TestNamesAndSubjectsCannotAddHeaders tries every text that a file of names may hold.
func TestNamesAndSubjectsCannotAddHeaders(t *testing.T) {
	t.Parallel()
	renderer, err := email.NewRenderer(style())
	if err != nil {
		t.Fatal(err)
	}
	evil := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"x\r\nBcc: other@mailbox.example", "x\nBcc: other@mailbox.example\n\nbody", "x\rBcc: a", "\u2028Bcc: a", "\"; <a@b.example>, \"",
		"=?utf-8?q?=0D=0ABcc:_a?=", "\x00", "欧阳\r\n示例", "\xff\xfe", "\\欧",
	}))
	rapid.Check(t, func(t *rapid.T) {
		m := message("r1")
		m.ToName, m.Subject, m.From.ShortName = evil.Draw(t, "name"), evil.Draw(t, "subject"), evil.Draw(t, "sender")
		b, err := renderer.Render(m)
		if err != nil {
			t.Skip("refused")
		}
		parsed, err := mail.ReadMessage(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "List-Unsubscribe",
			"List-Unsubscribe-Post", "Message-Id", "Mime-Version", "Reply-To", "Subject", "To"}
		if len(parsed.Header) != len(want) {
			t.Fatalf("headers %v", parsed.Header)
		}
		for _, name := range want {
			if len(parsed.Header[name]) != 1 {
				t.Fatalf("%s occurs %d times", name, len(parsed.Header[name]))
			}
		}
		to, err := parsed.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != m.To.Value {
			t.Fatalf("To: %v, %v", to, err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
		if err != nil || strings.ContainsAny(subject, "\r\n") {
			t.Fatalf("subject %q, %v", subject, err)
		}
	})
}

func TestNamesArriveAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"欧阳示例", "Zoë O'Brien-Łukasz", `Pat "Patty" Example, Jr.`, "𠮷野 (家)", "a  b"} {
		m := message("r1")
		m.ToName, m.Subject = name, name+" "+strings.Repeat("很长的标题", 30)
		parsed, err := render(t, style(), m).Parse()
		if err != nil {
			t.Fatal(err)
		}
		to, err := parsed.Header.AddressList("To")
		if err != nil || to[0].Name != name {
			t.Errorf("name %q arrives as %v, %v", name, to, err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
		if err != nil || subject != m.Subject {
			t.Errorf("subject %q arrives as %q, %v", m.Subject, subject, err)
		}
	}
}

func TestRefusesWhatIsNoMessage(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(*dunning.Message){
		"reminder's id":    func(m *dunning.Message) { m.ID = "a>\r\nBcc: b" },
		"sender's address": func(m *dunning.Message) { m.From.Email = "" },
		"for replies":      func(m *dunning.Message) { m.From.ReplyTo = "nobody" },
		"not an email":     func(m *dunning.Message) { m.To.Value = "Pat <pat@mailbox.example>" },
		"line of":          func(m *dunning.Message) { m.Subject = strings.Repeat("a", 2000) },
	} {
		m := message("r1")
		spoil(&m)
		_, err := email.Render(style(), m)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "mailbox") {
			t.Errorf("want an error that says %q and names nobody, got %v", want, err)
		}
	}
	for _, address := range []string{"", "x", "a@b\r\nRCPT TO:<c@d>", "a@b.example, c@d.example", "<a@b.example>"} {
		m := message("r1")
		m.To.Value = address
		if _, err := email.Render(style(), m); !errors.Is(err, email.ErrBadAddress) {
			t.Errorf("address %q: %v", address, err)
		}
	}
}

type key struct {
	pem []byte
	txt string // what the DNS says
}

func pkcs8(t *testing.T, private any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func ed25519Key(t *testing.T) key {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key{pkcs8(t, private), "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}
}

func rsaKey(t *testing.T) key {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return key{pkcs8(t, private), "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)}
}

// verify checks the signature as a receiver does, with the key from a DNS of our own.
func verify(t *testing.T, k key, data []byte) error {
	t.Helper()
	found, err := dkim.VerifyWithOptions(bytes.NewReader(data), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
		if name != "s1._domainkey.lender.example" {
			t.Errorf("asked the DNS for %s", name)
		}
		return []string{k.txt}, nil
	}})
	if err != nil {
		return err
	}
	if len(found) != 1 {
		t.Fatalf("%d signatures", len(found))
	}
	return found[0].Err
}

func TestSignaturesHoldAndCoverTheHeadersThatMatter(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]key{"Ed25519": ed25519Key(t), "RSA": rsaKey(t)} {
		cfg := style()
		cfg.DKIM = email.DKIM{Domain: "lender.example", Selector: "s1", KeyPEM: k.pem}
		data := render(t, cfg, message("r1")).Data
		if err := verify(t, k, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, change := range []struct{ what, from, to string }{
			{"the unsubscribe URL", "https://lender.example/u", "https://thief.example/u"},
			{"the unsubscribe method", "List-Unsubscribe=One-Click", "List-Unsubscribe=Two-Click"},
			{"the sender", "service@lender.example", "service@fraud.example"},
			{"the date", "05 Jan 2026", "06 Jan 2026"},
			{"the text", base64.StdEncoding.EncodeToString([]byte("【示例金融】"))[:12], "5L2g5aW95ZWK"},
			{"a second subject", "Subject:", "Subject: other\r\nSubject:"},
			{"a second unsubscribe URL", "List-Unsubscribe: ", "List-Unsubscribe: <https://thief.example>\r\nList-Unsubscribe: "},
		} {
			changed := bytes.Replace(data, []byte(change.from), []byte(change.to), 1)
			if bytes.Equal(changed, data) {
				t.Fatalf("%s: nothing to change", change.what)
			}
			if verify(t, k, changed) == nil {
				t.Errorf("%s: the signature still holds after changing %s", name, change.what)
			}
		}
	}
}
