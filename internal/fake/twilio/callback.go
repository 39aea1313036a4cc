package twilio

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the format of Twilio's signature leaves no choice
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Status is one status that a message reaches.
type Status struct {
	Name string // "sent", "delivered", "undelivered", "failed"
	Code int    // Twilio's error code, for the last two; 0: none
}

// Callback tells the status of an accepted message to the URL given with it, signed as Twilio signs, and
// returns when the receiver has answered. An answer other than 2xx is an error.
func (s *Server) Callback(ctx context.Context, sid string, status Status) error {
	s.mu.Lock()
	i, ok := s.bySID[sid]
	if !ok {
		s.mu.Unlock()
		return fmt.Errorf("no message %s was accepted", sid)
	}
	s.accepted[i].Status, s.accepted[i].ErrorCode = status.Name, status.Code
	m := s.accepted[i]
	s.mu.Unlock()
	if m.StatusCallback == "" {
		return errors.New("the message was created without a status callback")
	}
	return s.post(ctx, m, status)
}

// tell sends the callbacks of WithStatuses; a receiver that fails is not asked again.
func (s *Server) tell(m Message, statuses []Status) {
	for _, status := range statuses {
		_ = s.post(s.done, m, status) // the receiver's own records show what reached it
	}
}

func (s *Server) post(ctx context.Context, m Message, status Status) error {
	form := url.Values{
		"MessageSid": {m.SID}, "SmsSid": {m.SID}, "AccountSid": {s.sid}, "ApiVersion": {"2010-04-01"},
		"MessageStatus": {status.Name}, "SmsStatus": {status.Name}, "To": {m.To},
	}
	if m.From != "" {
		form.Set("From", m.From)
	}
	if m.Service != "" {
		form.Set("MessagingServiceSid", m.Service)
	}
	if status.Code != 0 {
		form.Set("ErrorCode", strconv.Itoa(status.Code))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.StatusCallback, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("status callback: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Twilio-Signature", Sign(s.token, m.StatusCallback, form))
	res, err := s.client.Do(req)
	if err != nil {
		return fmt.Errorf("status callback: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("status callback: the receiver answered %d", res.StatusCode)
	}
	return nil
}

// Sign is the X-Twilio-Signature of a form posted to target: base64 of HMAC-SHA1, keyed with the auth
// token, over the full URL followed by every name and value in order of the names
// (https://www.twilio.com/docs/usage/security#validating-requests).
func Sign(token, target string, form url.Values) string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	mac := hmac.New(sha1.New, []byte(token))
	_, _ = io.WriteString(mac, target)
	for _, name := range names {
		_, _ = io.WriteString(mac, name+form.Get(name))
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
