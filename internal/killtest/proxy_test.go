package killtest

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// proxy stands before a server, so that the server can be out of reach without being stopped.
type proxy struct {
	address string
	behind  string
	mu      sync.Mutex
	shut    bool
	open    map[net.Conn]bool
}

// newProxy listens until the test ends.
func newProxy(t *testing.T, behind string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{address: l.Addr().String(), behind: behind, open: map[net.Conn]bool{}}
	t.Cleanup(func() {
		_ = l.Close()
		p.away(0)
	})
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
	return p
}

// away cuts every connection and lets none in for a while.
func (p *proxy) away(d time.Duration) {
	p.mu.Lock()
	p.shut = true
	for c := range p.open {
		_ = c.Close()
	}
	p.mu.Unlock()
	pause(d)
	p.mu.Lock()
	p.shut = false
	p.mu.Unlock()
}

func (p *proxy) serve(in net.Conn) {
	defer func() { _ = in.Close() }()
	out, err := net.Dial("tcp", p.behind)
	if err != nil {
		return
	}
	defer func() { _ = out.Close() }()
	if !p.enter(in, out) {
		return
	}
	defer p.leave(in, out)
	go func() {
		_, _ = io.Copy(out, in)
		_ = out.Close()
	}()
	_, _ = io.Copy(in, out)
}

func (p *proxy) enter(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		p.open[c] = true
	}
	return !p.shut
}

func (p *proxy) leave(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		delete(p.open, c)
	}
}
