package sms

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/twilio/twilio-go/client"
)

// call is one request: what the client library cannot carry (a context, another host, the certainty
// about what was written) is added around it.
type call struct {
	ctx    context.Context
	sender *Sender
	late   func() bool

	body       *onceBody
	status     int // HTTP status of the answer; 0: none was read
	retryAfter string
}

// client is the library's client for this one call.
func (c *call) client() *hostClient {
	cfg := c.sender.cfg
	base := &client.Client{
		Credentials: client.NewCredentials(cfg.AccountSID, cfg.AuthToken),
		HTTPClient: &http.Client{
			Transport:     c,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	base.SetAccountSid(cfg.AccountSID)
	return &hostClient{Client: base, base: c.sender.base}
}

// hostClient sends to the configured host, which the library has no setting for.
type hostClient struct {
	*client.Client
	base *url.URL
}

// SendRequest is the library's, with the host replaced.
func (h *hostClient) SendRequest(method, rawURL string, data url.Values, headers map[string]any, body ...byte) (*http.Response, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, err
	}
	u.Scheme, u.Host = h.base.Scheme, h.base.Host
	u.Path = h.base.Path + u.Path
	return h.Client.SendRequest(method, u.String(), data, headers, body...)
}

var errLate = errors.New("the permitted time was over")

// RoundTrip writes the request once. Without GetBody the transport cannot repeat it, on no connection.
func (c *call) RoundTrip(req *http.Request) (*http.Response, error) {
	if c.body != nil {
		return nil, errors.New("a second request in one call") // would be a hidden re-send
	}
	form, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	c.body = &onceBody{form: form, refuse: c.refuse}
	req = req.Clone(c.ctx)
	req.Body, req.GetBody, req.ContentLength = c.body, nil, int64(len(form))
	res, err := c.sender.transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	c.status, c.retryAfter = res.StatusCode, res.Header.Get("Retry-After")
	return res, nil
}

// refuse is asked directly before the message is written: the last look at the clock.
func (c *call) refuse() error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	if c.late() {
		return errLate
	}
	return nil
}

// mayBeTaken says, after a call without an answer, whether the provider can have the whole request. When
// it says no, it has also made sure that no more of it will be written.
//
// A kept connection that turns out to be dead is a no: the transport writes the header before it asks for
// the form, and fails there.
func (c *call) mayBeTaken() bool { return c.body != nil && c.body.stop() }

// onceBody is the form of one request. It is read once; stop ends it for good.
type onceBody struct {
	mu      sync.Mutex
	form    []byte
	at      int
	stopped bool
	refuse  func() error
}

// Read hands the form to the connection unless it is refused at the last moment.
func (b *onceBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.at == 0 && !b.stopped {
		if err := b.refuse(); err != nil {
			b.stopped = true
			return 0, err
		}
	}
	switch {
	case b.stopped:
		return 0, errors.New("the request was given up")
	case b.at == len(b.form):
		return 0, io.EOF
	}
	n := copy(p, b.form[b.at:])
	b.at += n
	return n, nil
}

// Close does nothing: there is nothing to release.
func (b *onceBody) Close() error { return nil }

// stop ends reading and says whether all of the form had been read: an incomplete form cannot be taken,
// its length having been announced.
func (b *onceBody) stop() (complete bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stopped = true
	return b.at == len(b.form)
}
