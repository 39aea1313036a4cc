package sms

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"comity/internal/dunning"
)

// classify turns what came back into a receipt.
func (s *Sender) classify(c *call, created *api.ApiV2010Message, err error) dunning.Receipt {
	switch {
	case c.status == 0:
		return unanswered(c, err)
	case c.status/100 == 2:
		return s.answered(c.status, created, err)
	}
	var refused *client.TwilioRestError
	code := 0
	if errors.As(err, &refused) {
		code = refused.Code
	}
	r := s.codes.Refused(c.status, code)
	if hint, ok := seconds(c.retryAfter); ok && r.Class == dunning.Temporary {
		r.RetryHint = max(r.RetryHint, hint)
	}
	return r
}

// answered reads a 2xx. Only a message with an id was certainly created; one that Twilio calls failed
// already was certainly not handed on.
func (s *Sender) answered(status int, created *api.ApiV2010Message, err error) dunning.Receipt {
	if err != nil || created == nil || created.Sid == nil || *created.Sid == "" {
		return dunning.Receipt{Class: dunning.Uncertain, Provider: Provider, Code: strconv.Itoa(status),
			Detail: "the provider answered without saying what it did"}
	}
	if created.Status != nil && (*created.Status == "failed" || *created.Status == "canceled") {
		code := 0
		if created.ErrorCode != nil {
			code = *created.ErrorCode
		}
		r := s.codes.Refused(http.StatusBadRequest, code)
		r.Ref = *created.Sid
		return r
	}
	return dunning.Receipt{Class: dunning.Accepted, Provider: Provider, Ref: *created.Sid,
		Code: strconv.Itoa(status), Detail: "accepted"}
}

// unanswered is a call that ended without an answer. Error texts are not passed on: they quote URLs.
func unanswered(c *call, err error) dunning.Receipt {
	if c.mayBeTaken() {
		return dunning.Receipt{Class: dunning.Uncertain, Provider: Provider, Code: "no-answer",
			Detail: "the request was written, and no answer came"}
	}
	if errors.Is(err, errLate) {
		return tooLate()
	}
	r := notSent(cause(err))
	r.RetryHint = 30 * time.Second
	return r
}

// cause names why nothing was sent, in a word and a sentence.
func cause(err error) (code, detail string) {
	var dns *net.DNSError
	var op *net.OpError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &dns):
		return "dns", "the provider's name could not be resolved; nothing was sent"
	case errors.As(err, &certificate), errors.As(err, &record):
		return "tls", "no secure connection to the provider could be made; nothing was sent"
	case errors.Is(err, context.Canceled):
		return "cancelled", "the hand-over was cancelled before anything was sent"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout", "no connection to the provider was had in time; nothing was sent"
	case errors.As(err, &op) && op.Op == "dial":
		return "dial", "the provider could not be reached; nothing was sent"
	}
	return "connection", "the connection to the provider failed before the message was written"
}

// seconds reads a Retry-After in its form of seconds (RFC 9110, 10.2.3); at most a day is believed.
func seconds(header string) (time.Duration, bool) {
	n, err := strconv.Atoi(header)
	if err != nil || n < 0 {
		return 0, false
	}
	return time.Duration(min(n, 86400)) * time.Second, true
}
