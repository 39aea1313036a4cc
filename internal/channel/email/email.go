// Package email hands messages to a mail server.
//
// The procedure of one hand-over: refuse what is late or has no valid address; make the bytes, signature
// included; take an open connection or make one; MAIL, RCPT; compare the clock with NotAfter; DATA, the
// bytes, the final dot; read the reply and say what became of it. Everything that can fail without the
// server fails before DATA.
//
// What it promises. A message has one recipient, and its Message-ID is the reminder's id, the same over
// all attempts. Send never repeats a message: only when a connection kept open turns out to be dead at
// MAIL, before anything of the message was sent, it is replaced. Until the final dot nothing can have been
// taken (RFC 5321, 4.1.1.4); from then on, a reply decides, and without one the outcome is unknown. A
// connection on which anything went wrong is closed without QUIT, because ending a message that was given
// up half-way would deliver the half.
//
// Receipts hold no personal data: servers quote addresses in their replies, so only codes are passed on.
package email

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"comity/internal/dunning"
)

// Provider is the name of this provider in receipts.
const Provider = "smtp"

// TLS says how connections are secured.
type TLS string

// The ways. The zero TLS is mandatory STARTTLS: mail about debts does not travel in clear by accident.
const (
	TLSMandatory TLS = ""         // STARTTLS, or nothing is sent
	TLSImplicit  TLS = "implicit" // TLS from the first byte (RFC 8314), usually port 465
	TLSNone      TLS = "none"     // in clear: for a relay on the same machine
)

// Config is what a sender needs to know. Render needs Domain, UnsubscribeURL, DKIM and Now only.
type Config struct {
	Host     string
	Port     int
	TLS      TLS
	RootCAs  *x509.CertPool // nil: the system's
	Username string         // empty: no sign-in
	Password string
	Auth     string // the SASL mechanism; "PLAIN" by default
	Hello    string // what we call ourselves in EHLO; Domain by default

	// Domain is the right-hand side of Message-IDs.
	Domain string
	// Bounces is the envelope sender, to which bounces go; the message's From by default. With it the
	// reminder's id is added to the local part, as in bounces+ID@domain, so that a bounce names it.
	Bounces string
	// UnsubscribeURL, https, takes one-click unsubscriptions (RFC 8058), with ParamReminder added to its
	// query. Empty: messages carry no such header.
	UnsubscribeURL string
	DKIM           DKIM

	MaxConns      int           // open connections at most, 8 by default
	Timeout       time.Duration // for connecting, and for the dialogue up to the final dot; 30 s by default
	AnswerTimeout time.Duration // for the reply to the final dot; 2 minutes by default
	IdleTimeout   time.Duration // after which an unused connection is closed; 30 s by default
	Now           func() time.Time
}

// DKIM is the key that signs (RFC 6376). The zero DKIM signs nothing.
type DKIM struct {
	Domain   string
	Selector string
	KeyPEM   []byte // an RSA or Ed25519 private key, PKCS #1 or PKCS #8
}

// Sender hands messages to one mail server. It may be used from any number of goroutines.
type Sender struct {
	cfg      Config
	renderer *Renderer
	pool     *pool
	codes    table
}

// New makes a sender, or says which setting is wrong. It connects to nothing.
func New(cfg Config) (*Sender, error) {
	cfg = cfg.withDefaults()
	switch {
	case cfg.Host == "":
		return nil, errors.New("email: the mail server's host is missing")
	case cfg.Port < 1 || cfg.Port > 65535:
		return nil, fmt.Errorf("email: %d is not a port of a mail server", cfg.Port)
	case cfg.TLS != TLSMandatory && cfg.TLS != TLSImplicit && cfg.TLS != TLSNone:
		return nil, fmt.Errorf("email: %q is not a way to secure connections: leave it empty, or write implicit or none", cfg.TLS)
	}
	renderer, err := NewRenderer(cfg)
	if err != nil {
		return nil, err
	}
	codes, err := readTable()
	if err != nil {
		return nil, err
	}
	if _, err := newDialer(cfg, nil); err != nil {
		return nil, fmt.Errorf("email: %w", err)
	}
	s := &Sender{cfg: cfg, renderer: renderer, codes: codes}
	s.pool = newPool(cfg.MaxConns, cfg.IdleTimeout, func(ctx context.Context) (*conn, error) { return dial(ctx, cfg) })
	return s, nil
}

func (c Config) withDefaults() Config {
	c.MaxConns = orDefault(c.MaxConns, 8)
	c.Timeout = orDefault(c.Timeout, 30*time.Second)
	c.AnswerTimeout = orDefault(c.AnswerTimeout, 2*time.Minute)
	c.IdleTimeout = orDefault(c.IdleTimeout, 30*time.Second)
	c.Auth = orDefault(c.Auth, "PLAIN")
	c.Hello = orDefault(c.Hello, c.Domain)
	return c
}

func orDefault[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Close says goodbye on every idle connection. Hand-overs under way end first.
func (s *Sender) Close() error {
	s.pool.close()
	return nil
}

// Send hands m to the mail server and says what became of it.
func (s *Sender) Send(ctx context.Context, m dunning.Message) dunning.Receipt {
	switch {
	case ctx.Err() != nil:
		return notSent("cancelled", "the hand-over was cancelled before it began", 0)
	case s.late(m):
		return tooLate()
	}
	e, err := s.envelope(m)
	switch {
	case errors.Is(err, ErrBadAddress):
		return dunning.Receipt{Class: dunning.Permanent, Provider: Provider, Code: "address",
			Detail: "the contact point has no valid email address", BadPoint: true}
	case err != nil:
		return dunning.Receipt{Class: dunning.Permanent, Provider: Provider, Code: "message",
			Detail: "no valid email can be made of the message"}
	}
	return s.deliver(ctx, m, e)
}

// deliver takes connections until one is alive. A kept connection that is dead at MAIL is replaced; a
// fresh one is not.
func (s *Sender) deliver(ctx context.Context, m dunning.Message, e envelope) dunning.Receipt {
	dialogue, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	for tries := 0; ; tries++ {
		c, kept, err := s.pool.get(dialogue)
		if err != nil {
			return s.unconnected(err)
		}
		if s.late(m) {
			s.pool.put(c)
			return tooLate()
		}
		r, dead := s.transact(ctx, dialogue, c, m, e)
		s.pool.put(c)
		if !dead || !kept || tries > s.cfg.MaxConns {
			return r
		}
	}
}

func (s *Sender) late(m dunning.Message) bool { return !s.cfg.Now().Before(m.NotAfter) }

func tooLate() dunning.Receipt {
	return notSent("late", "the permitted time was over before anything was sent", 0)
}

// notSent is a hand-over that certainly reached nobody, for a reason on our side or on the way.
func notSent(code, detail string, retry time.Duration) dunning.Receipt {
	return dunning.Receipt{Class: dunning.Temporary, Provider: Provider, Code: code, Detail: detail, RetryHint: retry}
}
