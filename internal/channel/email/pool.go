package email

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// goodbye is how long a QUIT or RSET may take.
const goodbye = 2 * time.Second

// conn is an open connection to the mail server. One goroutine uses it at a time.
type conn struct {
	client *smtp.Client
	raw    net.Conn
	broken bool // never to be used again, and closed without a word
	reset  bool // a transaction was begun and refused: RSET before the next
	timer  *time.Timer
}

// during lets f use the connection until ctx is done. When ctx was done meanwhile, the connection is
// broken even if f succeeded: its deadline may have passed at any moment.
func (c *conn) during(ctx context.Context, f func() error) error {
	if err := c.raw.SetDeadline(time.Time{}); err != nil {
		c.broken = true
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = c.raw.SetDeadline(time.Unix(1, 0)) })
	err := f()
	if !stop() {
		c.broken = true
		if err == nil {
			err = ctx.Err()
		}
	}
	return err
}

// end closes the connection; politely, unless it is broken.
func (c *conn) end() {
	if !c.broken {
		ctx, cancel := context.WithTimeout(context.Background(), goodbye)
		defer cancel()
		_ = c.during(ctx, c.client.Quit) // it is closed either way
	}
	_ = c.raw.Close()
}

// pool keeps a few connections open and hands each to one hand-over at a time.
type pool struct {
	open  func(context.Context) (*conn, error)
	slots chan struct{} // one for every connection that may be open
	after time.Duration // of idleness, a connection is closed

	mu     sync.Mutex
	idle   []*conn // the last used is taken first
	closed bool
}

func newPool(size int, after time.Duration, open func(context.Context) (*conn, error)) *pool {
	return &pool{open: open, slots: make(chan struct{}, size), after: after}
}

var errPoolClosed = errors.New("the sender was closed")

// get takes an idle connection (kept is true) or opens one, waiting while all are in use.
func (p *pool) get(ctx context.Context) (c *conn, kept bool, err error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
	p.mu.Lock()
	closed := p.closed
	if n := len(p.idle); n > 0 && !closed {
		c = p.idle[n-1]
		p.idle = p.idle[:n-1]
		c.timer.Stop()
	}
	p.mu.Unlock()
	if c != nil {
		return c, true, nil
	}
	if closed {
		err = errPoolClosed
	} else {
		c, err = p.open(ctx)
	}
	if err != nil {
		<-p.slots
	}
	return c, false, err
}

// put gives a connection back.
func (p *pool) put(c *conn) {
	defer func() { <-p.slots }()
	if c.reset && !c.broken {
		ctx, cancel := context.WithTimeout(context.Background(), goodbye)
		defer cancel()
		if err := c.during(ctx, c.client.Reset); err != nil {
			c.broken = true
		}
		c.reset = false
	}
	p.mu.Lock()
	keep := !c.broken && !p.closed
	if keep {
		p.idle = append(p.idle, c)
		c.timer = time.AfterFunc(p.after, func() { p.expire(c) })
	}
	p.mu.Unlock()
	if !keep {
		c.end()
	}
}

// expire closes a connection that nobody used for a while.
func (p *pool) expire(c *conn) {
	p.mu.Lock()
	i := slices.Index(p.idle, c)
	if i >= 0 {
		p.idle = slices.Delete(p.idle, i, i+1)
	}
	p.mu.Unlock()
	if i >= 0 {
		c.end()
	}
}

// close ends every connection that is idle; those in use end when they are given back.
func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, c := range idle {
		c.timer.Stop()
		c.end()
	}
}
