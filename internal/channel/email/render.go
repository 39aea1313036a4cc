package email

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"comity/internal/dunning"
)

// ParamReminder is the query parameter of the unsubscribe URL that carries the reminder's id.
const ParamReminder = "reminder"

// ErrBadAddress says that a contact point is no email address.
var ErrBadAddress = errors.New("not an email address")

// maxLine is the longest line that mail may have, without its end (RFC 5322, 2.1.1).
const maxLine = 998

// Renderer makes the exact bytes of messages. It may be used from any number of goroutines.
type Renderer struct {
	cfg         Config
	key         crypto.Signer // nil: no signature
	unsubscribe *url.URL      // nil: no header
}

// NewRenderer checks the settings that Render needs.
func NewRenderer(cfg Config) (*Renderer, error) {
	r := &Renderer{cfg: cfg}
	if cfg.Now == nil {
		return nil, errors.New("email: no clock was given")
	}
	if !domainName.MatchString(cfg.Domain) {
		return nil, errors.New("email: the domain of Message-IDs is missing or no domain name")
	}
	if cfg.Bounces != "" {
		if _, err := parseAddress(cfg.Bounces); err != nil {
			return nil, errors.New("email: the address for bounces is not an email address")
		}
	}
	if cfg.UnsubscribeURL != "" {
		u, err := url.Parse(cfg.UnsubscribeURL)
		if err != nil || u.Scheme != "https" || u.Host == "" {
			return nil, errors.New("email: the unsubscribe URL is not an https URL (RFC 8058 asks for one)")
		}
		r.unsubscribe = u
	}
	if len(cfg.DKIM.KeyPEM) == 0 {
		return r, nil
	}
	key, err := gomail.PrivKeyFromPEM(cfg.DKIM.KeyPEM)
	if err != nil {
		return nil, fmt.Errorf("email: the DKIM key: %w", err)
	}
	r.key = key
	if err := r.signer().ValidateConfig(); err != nil {
		return nil, fmt.Errorf("email: DKIM: %w", err)
	}
	return r, nil
}

var (
	domainName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)
	opaqueID   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)
)

// Render makes the bytes that Send would hand over, for previews and for the outbox.
func Render(cfg Config, m dunning.Message) ([]byte, error) {
	r, err := NewRenderer(cfg)
	if err != nil {
		return nil, err
	}
	return r.Render(m)
}

// Render makes the message: the same bytes for the same message at the same instant of the clock.
func (r *Renderer) Render(m dunning.Message) ([]byte, error) {
	if !opaqueID.MatchString(m.ID) {
		return nil, errors.New("email: the reminder's id has characters that do not belong there")
	}
	msg, err := r.compose(m)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("email: %w", err)
	}
	data := b.Bytes()
	if r.key != nil {
		if data, err = r.sign(data); err != nil {
			return nil, err
		}
	}
	for line := range bytes.SplitSeq(data, []byte("\r\n")) {
		if len(line) > maxLine {
			return nil, fmt.Errorf("email: a line of %d bytes; mail allows %d: shorten the subject or the names", len(line), maxLine)
		}
	}
	return data, nil
}

func (r *Renderer) compose(m dunning.Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary(boundary(m.ID)))
	if err := r.address(msg, m); err != nil {
		return nil, err
	}
	msg.Subject(oneLine(m.Subject))
	msg.SetMessageIDWithValue(m.ID + "@" + r.cfg.Domain)
	msg.SetDateWithValue(r.cfg.Now())
	// RFC 3834: no holiday notice need answer this. Precedence is left out: RFC 2076 discourages it, and
	// a reminder is not bulk mail.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Locale != "" {
		msg.SetGenHeader("Content-Language", oneLine(m.Locale))
	}
	if r.unsubscribe != nil {
		u, q := *r.unsubscribe, r.unsubscribe.Query()
		q.Set(ParamReminder, m.ID)
		u.RawQuery = q.Encode()
		// The library's own setter keeps these two in a map and writes them in random order.
		msg.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+u.String()+">")
		msg.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	body(msg, gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		body(msg, gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

func (r *Renderer) address(msg *gomail.Msg, m dunning.Message) error {
	from, err := parseAddress(m.From.Email)
	if err != nil {
		return errors.New("email: the sender's address is not an email address")
	}
	to, err := parseAddress(m.To.Value)
	if err != nil {
		return ErrBadAddress
	}
	from.Name, to.Name = name(orDefault(m.From.ShortName, m.From.LegalName)), name(m.ToName)
	msg.FromMailAddress(from)
	msg.ToMailAddress(to)
	if m.From.ReplyTo != "" {
		reply, err := parseAddress(m.From.ReplyTo)
		if err != nil {
			return errors.New("email: the address for replies is not an email address")
		}
		msg.ReplyToMailAddress(reply)
	}
	return nil
}

// parseAddress takes a bare address, without a name or brackets.
func parseAddress(s string) (*mail.Address, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return nil, ErrBadAddress
	}
	return a, nil
}

// body adds a part, as quoted-printable where that stays readable and as base64 otherwise. Lines end as
// mail wants them.
func body(msg *gomail.Msg, t gomail.ContentType, text string) {
	text = strings.NewReplacer("\r\n", "\r\n", "\n", "\r\n", "\r", "\r\n").Replace(text)
	encoding := gomail.EncodingQP
	if strings.ContainsFunc(text, func(c rune) bool { return c > unicode.MaxASCII }) {
		encoding = gomail.EncodingB64
	}
	msg.AddAlternativeString(t, text, gomail.WithPartEncoding(encoding))
}

// oneLine makes every control character a space, so that a name or subject cannot begin another header,
// and parts what a mail program would take for an encoded word (RFC 2047), which might hold one.
func oneLine(s string) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || c == '\u2028' || c == '\u2029' {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.TrimSpace(strings.ReplaceAll(s, "=?", "= ?"))
}

// name is a name before an address. The standard library leaves a backslash as it is in an encoded word,
// where an address must not have one (RFC 2047, 5), and the whole address would be unreadable.
func name(s string) string { return strings.ReplaceAll(oneLine(s), `\`, "/") }

// boundary separates the parts. It follows from the id, so that the bytes can be made again.
func boundary(id string) string {
	sum := sha256.Sum256([]byte(id))
	return "comity" + hex.EncodeToString(sum[:15])
}
