package sms

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
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
	conn       *countedConn // the connection the request went to; nil before one was had
	before     int64        // bytes it had written before
	status     int          // HTTP status of the answer; 0: none was read
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
	ctx := httptrace.WithClientTrace(c.ctx, &httptrace.ClientTrace{GotConn: c.gotConn})
	req = req.Clone(ctx)
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

func (c *call) gotConn(info httptrace.GotConnInfo) {
	conn := info.Conn
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn()
	}
	if counted, ok := conn.(*countedConn); ok {
		c.conn, c.before = counted, counted.count()
	}
}

// mayBeTaken says, after a call without an answer, whether the provider can have the whole request. When
// it says no, it has also made sure that nothing more will be written.
func (c *call) mayBeTaken() bool {
	if c.body == nil || !c.body.stop() {
		return false // never handed to a connection, or not to its end
	}
	if c.conn == nil {
		return true
	}
	written, known := c.conn.kill()
	return !known || written != c.before
}

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

// countedConn counts what was written to a connection, below TLS.
type countedConn struct {
	net.Conn
	mu      sync.Mutex
	written int64
	dead    bool
}

func dialCounted(d *net.Dialer) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := d.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &countedConn{Conn: conn}, nil
	}
}

// Write counts, and refuses when the connection was killed.
func (c *countedConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead {
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Write(p)
	c.written += int64(n)
	return n, err
}

func (c *countedConn) count() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.written
}

// kill lets nothing more be written; known is false while a write is under way.
func (c *countedConn) kill() (written int64, known bool) {
	if !c.mu.TryLock() {
		return 0, false
	}
	c.dead = true
	written = c.written
	c.mu.Unlock()
	_ = c.Close()
	return written, true
}
