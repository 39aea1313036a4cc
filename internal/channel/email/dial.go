package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"comity/internal/dunning"
)

// dial opens a connection: greeting, EHLO, TLS, sign-in. On failure nothing stays open.
func dial(ctx context.Context, cfg Config) (*conn, error) {
	var raw net.Conn
	stop := func() bool { return true }
	dialer, err := newDialer(cfg, func(c net.Conn) {
		raw = c
		stop = context.AfterFunc(ctx, func() { _ = c.Close() }) // the library keeps a time limit, but does not hear ctx
	})
	if err != nil {
		return nil, err
	}
	client, err := dialer.DialToSMTPClientWithContext(ctx)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		if raw != nil {
			_ = raw.Close() // the library leaves it open
		}
		return nil, err
	}
	return &conn{client: client, raw: raw}, nil
}

// newDialer is the library's client for one connection; connected is told of it as soon as it exists.
func newDialer(cfg Config, connected func(net.Conn)) (*gomail.Client, error) {
	secure := &tls.Config{ServerName: cfg.Host, RootCAs: cfg.RootCAs, MinVersion: tls.VersionTLS12}
	options := []gomail.Option{
		gomail.WithPort(cfg.Port), gomail.WithTimeout(cfg.Timeout), gomail.WithHELO(cfg.Hello),
		gomail.WithTLSConfig(secure), gomail.WithoutNoop(),
		gomail.WithDialContextFunc(func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := connect(ctx, network, addr, cfg.TLS, secure)
			if err == nil {
				connected(c)
			}
			return c, err
		}),
	}
	switch cfg.TLS {
	case TLSImplicit:
		options = append(options, gomail.WithSSL())
	case TLSNone:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if cfg.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthType(cfg.Auth)),
			gomail.WithUsername(cfg.Username), gomail.WithPassword(cfg.Password))
	}
	return gomail.NewClient(cfg.Host, options...)
}

func connect(ctx context.Context, network, addr string, how TLS, secure *tls.Config) (net.Conn, error) {
	var d net.Dialer
	if how == TLSImplicit {
		return (&tls.Dialer{NetDialer: &d, Config: secure}).DialContext(ctx, network, addr)
	}
	return d.DialContext(ctx, network, addr)
}

// unconnected is the receipt when no connection was had: nothing was sent, whatever the reason.
func (s *Sender) unconnected(err error) dunning.Receipt {
	var reply *textproto.Error
	var dns *net.DNSError
	var op *net.OpError
	var certificate *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.Is(err, context.Canceled):
		return notSent("cancelled", "the hand-over was cancelled before anything was sent", 0)
	case errors.Is(err, context.DeadlineExceeded):
		return notSent("timeout", "no connection to the mail server was free or made in time", 30*time.Second)
	case errors.Is(err, errPoolClosed):
		return notSent("closed", "the sender is shutting down", 0)
	case errors.As(err, &reply) && (reply.Code == 535 || reply.Code == 534 || reply.Code == 530):
		return notSent(strconv.Itoa(reply.Code), "the mail server refused the sign-in", time.Hour)
	case errors.As(err, &reply):
		return notSent(strconv.Itoa(reply.Code), "the mail server takes no mail now", 5*time.Minute)
	case errors.As(err, &dns):
		return notSent("dns", "the mail server's name could not be resolved", time.Minute)
	case errors.As(err, &certificate), errors.As(err, &unknown):
		return notSent("tls", "the mail server's certificate is not trusted", time.Hour)
	case strings.Contains(err.Error(), "STARTTLS"):
		return notSent("tls", "the mail server offers no encryption, and mail in clear is not permitted", time.Hour)
	case errors.As(err, &op) && op.Op == "dial":
		return notSent("dial", "the mail server could not be reached", 30*time.Second)
	}
	return notSent("connection", "no connection to the mail server could be made", time.Minute)
}
