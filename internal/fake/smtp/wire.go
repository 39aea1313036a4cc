package smtp

import (
	"bytes"
	"fmt"
	"net"
	"sync"
)

// listener counts connections and answers those that are to fail before the greeting.
type listener struct {
	net.Listener
	server *Server
}

// Accept waits for the next connection that is let in.
func (l *listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		l.server.add(&l.server.conns)
		b := l.server.what(Transaction{Phase: AtConnect})
		switch {
		case b.Hang:
			go func() { <-l.server.done.Done(); _ = conn.Close() }()
		case b.Code != 0 || b.Drop:
			if b.Code != 0 {
				_, _ = fmt.Fprintf(conn, "%s\r\n", b.line())
			}
			_ = conn.Close()
		default:
			return &wire{Conn: conn}, nil
		}
	}
}

// wire is a connection that may answer one DATA command itself, so that the server behind never sees it.
type wire struct {
	net.Conn
	mu   sync.Mutex
	data Behaviour
}

func (w *wire) refuseData(b Behaviour) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.data = b
}

// Read passes on what the client says, but for a DATA that is to be refused.
func (w *wire) Read(p []byte) (int, error) {
	for {
		n, err := w.Conn.Read(p)
		if err != nil || !bytes.EqualFold(p[:n], []byte("DATA\r\n")) {
			return n, err
		}
		w.mu.Lock()
		b := w.data
		w.data = Behaviour{}
		w.mu.Unlock()
		switch {
		case b.Drop:
			_ = w.Close()
			return 0, net.ErrClosed
		case b.Hang:
		case b.Code != 0:
			if _, err := fmt.Fprintf(w.Conn, "%s\r\n", b.line()); err != nil {
				return 0, err
			}
		default:
			return n, nil
		}
	}
}

// line is the reply as it goes over the wire.
func (b Behaviour) line() string {
	r := b.reply()
	if b.Enhanced == [3]int{} {
		return fmt.Sprintf("%d %s", r.Code, r.Message)
	}
	return fmt.Sprintf("%d %d.%d.%d %s", r.Code, b.Enhanced[0], b.Enhanced[1], b.Enhanced[2], r.Message)
}
