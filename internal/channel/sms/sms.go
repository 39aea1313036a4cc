// Package sms hands messages to Twilio.
//
// The procedure of one hand-over: refuse what is late or malformed; take a connection; compare the clock
// with NotAfter once more; write the request once; read the answer; say what became of it.
//
// What it promises. Send makes at most one request that could be taken, and never repeats one: neither
// the client library, nor the HTTP transport, nor a redirect re-sends. It answers Temporary or Permanent
// only when the message was certainly not taken: the provider said so, or the request was never completely
// written. Everything else is Uncertain. Twilio has no idempotency key and cannot be asked by our
// reference, so the status callback's URL carries the reminder's and the attempt's opaque ids: a lost
// answer heals itself when the callback arrives. ValidityPeriod is always set, so that Twilio drops a
// message that it could not hand on before the window closes.
//
// Receipts hold no personal data: Twilio's error texts, which quote phone numbers, are never passed on.
package sms

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"comity/internal/dunning"
)

// The query parameters of the status callback's URL that carry our ids.
const (
	ParamReminder = "reminder"
	ParamAttempt  = "attempt"
)

// Provider is the name of this provider in receipts.
const Provider = "twilio"

const (
	defaultBase    = "https://api.twilio.com"
	defaultTimeout = 10 * time.Second
	maxValidity    = 36000 // seconds: what Twilio's queue holds at most
	maxConns       = 64    // open connections kept for reuse
)

// Config is what a sender needs to know.
type Config struct {
	AccountSID string
	AuthToken  string
	// Service is a Messaging Service SID. It, or From (a number or sender name), or both.
	Service string
	From    string
	// BaseURL replaces https://api.twilio.com, for a proxy or a test.
	BaseURL string
	// CallbackURL receives status callbacks, with ParamReminder and ParamAttempt added to its query.
	// Empty: none are asked for, and a lost answer has to be looked up by a person.
	CallbackURL string
	// Timeout bounds one hand-over, 10 s by default. A caller's earlier deadline is kept.
	Timeout time.Duration
	// Now is our clock.
	Now func() time.Time
}

// Sender hands messages to Twilio. It may be used from any number of goroutines.
type Sender struct {
	cfg       Config
	base      *url.URL
	callback  *url.URL // nil: none
	codes     Table
	transport *http.Transport
}

// New makes a sender, or says which setting is wrong. It connects to nothing.
func New(cfg Config) (*Sender, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	s := &Sender{cfg: cfg}
	var err error
	if s.base, err = parseURL("base URL", orDefault(cfg.BaseURL, defaultBase)); err != nil {
		return nil, err
	}
	if cfg.CallbackURL != "" {
		if s.callback, err = parseURL("status-callback URL", cfg.CallbackURL); err != nil {
			return nil, err
		}
	}
	if s.codes, err = Codes(); err != nil {
		return nil, err
	}
	if s.cfg.Timeout <= 0 {
		s.cfg.Timeout = defaultTimeout
	}
	s.transport = newTransport()
	return s, nil
}

// credential is what the client library accepts; it would refuse others only when sending.
var credential = regexp.MustCompile(`^[a-zA-Z0-9]+$`)

func (c Config) check() error {
	switch {
	case !credential.MatchString(c.AccountSID):
		return errors.New("sms: the account SID is missing or has characters other than letters and digits")
	case !credential.MatchString(c.AuthToken):
		return errors.New("sms: the auth token is missing or has characters other than letters and digits")
	case c.Service == "" && c.From == "":
		return errors.New("sms: give a Messaging Service SID, or a number or name to send from")
	case c.Now == nil:
		return errors.New("sms: no clock was given")
	}
	return nil
}

// parseURL never repeats the URL itself, which may hold a password, in an error.
func parseURL(what, raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("sms: the %s is not an absolute http or https URL", what)
	}
	return u, nil
}

// newTransport keeps enough connections open for the workers of a process. HTTP/2 stays off: its
// transport may repeat a request, and what was written of it cannot be told.
func newTransport() *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: defaultTimeout, KeepAlive: 30 * time.Second}).DialContext,
		Protocols:             protocols,
		MaxIdleConns:          maxConns,
		MaxIdleConnsPerHost:   maxConns,
		IdleConnTimeout:       30 * time.Second,
		TLSHandshakeTimeout:   defaultTimeout,
		ExpectContinueTimeout: 0,
	}
}

// Close drops idle connections.
func (s *Sender) Close() error {
	s.transport.CloseIdleConnections()
	return nil
}

// Send hands m to Twilio and says what became of it.
func (s *Sender) Send(ctx context.Context, m dunning.Message) dunning.Receipt {
	seconds, ok := s.validity(m.NotAfter)
	switch {
	case ctx.Err() != nil:
		return notSent("cancelled", "the hand-over was cancelled before it began")
	case !ok:
		return tooLate()
	case m.To.Value == "":
		return dunning.Receipt{Class: dunning.Permanent, Provider: Provider, Code: "no-number",
			Detail: "the contact point has no phone number", BadPoint: true}
	case m.Text == "":
		return dunning.Receipt{Class: dunning.Permanent, Provider: Provider, Code: "no-text", Detail: "the message is empty"}
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	c := &call{ctx: ctx, sender: s, late: func() bool { return !s.cfg.Now().Before(m.NotAfter) }}
	created, err := api.NewApiServiceWithClient(c.client()).CreateMessage(s.params(m, seconds))
	return s.classify(c, created, err)
}

// validity is how many whole seconds Twilio may keep the message. With less than one left, the provider
// could not be told a limit inside the window: then it is too late.
func (s *Sender) validity(notAfter time.Time) (seconds int, ok bool) {
	left := notAfter.Sub(s.cfg.Now()) / time.Second
	return int(min(left, maxValidity)), left >= 1
}

func (s *Sender) params(m dunning.Message, validity int) *api.CreateMessageParams {
	p := new(api.CreateMessageParams).SetTo(m.To.Value).SetBody(m.Text).SetValidityPeriod(validity)
	if s.cfg.Service != "" {
		p.SetMessagingServiceSid(s.cfg.Service)
	}
	if s.cfg.From != "" {
		p.SetFrom(s.cfg.From)
	}
	if s.callback != nil {
		p.SetStatusCallback(callbackURL(*s.callback, m))
	}
	return p
}

// callbackURL adds our ids, which are opaque, to whatever query the configured URL has.
func callbackURL(u url.URL, m dunning.Message) string {
	q := u.Query()
	q.Set(ParamReminder, m.ID)
	q.Set(ParamAttempt, m.AttemptID)
	u.RawQuery = q.Encode()
	return u.String()
}

func tooLate() dunning.Receipt {
	return notSent("late", "the permitted time was over before anything was sent")
}

// notSent is a hand-over that certainly reached nobody, for a reason on our side or on the way.
func notSent(code, detail string) dunning.Receipt {
	return dunning.Receipt{Class: dunning.Temporary, Provider: Provider, Code: code, Detail: detail}
}

func orDefault(s, otherwise string) string {
	if strings.TrimSpace(s) == "" {
		return otherwise
	}
	return s
}
