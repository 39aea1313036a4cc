package channeltest

import (
	"io"
	"net"
	"sync"
	"testing"
)

// Gate stands before a server: while it is shut, nobody listens at its address.
type Gate struct {
	Addr   string // "127.0.0.1:port"
	target string

	mu       sync.Mutex
	listener net.Listener
}

// NewGate opens a gate before the server at target; it is shut when the test ends.
func NewGate(t testing.TB, target string) *Gate {
	t.Helper()
	g := &Gate{Addr: "127.0.0.1:0", target: target}
	if err := g.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Shut)
	return g
}

// Set opens or shuts the gate.
func (g *Gate) Set(open bool) error {
	if open {
		return g.Open()
	}
	g.Shut()
	return nil
}

// Open listens, at the same address as before.
func (g *Gate) Open() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.listener != nil {
		return nil
	}
	l, err := net.Listen("tcp", g.Addr)
	if err != nil {
		return err
	}
	g.listener, g.Addr = l, l.Addr().String()
	go g.serve(l)
	return nil
}

// Shut stops listening. Connections that were let through stay.
func (g *Gate) Shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.listener != nil {
		_ = g.listener.Close()
		g.listener = nil
	}
}

func (g *Gate) serve(l net.Listener) {
	for {
		in, err := l.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", g.target)
		if err != nil {
			_ = in.Close()
			continue
		}
		go pass(in, out)
		go pass(out, in)
	}
}

// pass copies until one side ends, then ends both.
func pass(to, from net.Conn) {
	_, _ = io.Copy(to, from) // the tested client sees what the end was
	_ = to.Close()
	_ = from.Close()
}
