// Package smtp is a mail server that delivers nowhere, with failures on demand. Tests, benchmarks and the
// developers' world use it.
//
// What it promises: a message counts as taken when, and only when, it is in Accepted (or in Counts)
// before the answer to the final dot is written, so that a test can compare what a server took with what
// a client believes. Behaviour is scripted for every phase of a transaction (WithBehaviour), or asked for
// by the recipient's local part (see Magic). STARTTLS uses a certificate that the server makes for itself.
package smtp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"slices"
	"sync"

	"github.com/emersion/go-smtp"
)

// Server is a running fake. Its methods may be called from any goroutine.
type Server struct {
	Addr string // "127.0.0.1:port"

	behaviour  func(Transaction) Behaviour
	countBy    func(Message) string
	user, pass string
	secure     bool
	utf8       bool
	authority  certificate

	smtp *smtp.Server
	done context.Context
	stop context.CancelFunc

	mu           sync.Mutex
	conns        int
	transactions int
	dots         int
	accepted     []Message
	counts       map[string]int
}

// Option changes how a server behaves.
type Option func(*Server)

// WithBehaviour scripts every phase of every transaction. A recipient of Magic has precedence.
func WithBehaviour(f func(Transaction) Behaviour) Option {
	return func(s *Server) { s.behaviour = f }
}

// WithTLS offers STARTTLS; clients trust RootCAs. Phase AtData cannot be scripted inside TLS.
func WithTLS() Option { return func(s *Server) { s.secure = true } }

// WithAuth offers AUTH PLAIN and takes mail from this user only.
func WithAuth(user, password string) Option {
	return func(s *Server) { s.user, s.pass = user, password }
}

// WithUTF8 offers SMTPUTF8 (RFC 6531).
func WithUTF8() Option { return func(s *Server) { s.utf8 = true } }

// CountBy keeps no messages, only how often each key was taken: for long runs, where memory must stay
// flat. Accepted is then empty.
func CountBy(key func(Message) string) Option { return func(s *Server) { s.countBy = key } }

// Start listens on addr ("127.0.0.1:0" takes a free port) and serves until Close.
func Start(addr string, options ...Option) (*Server, error) {
	s := &Server{counts: map[string]int{}}
	s.done, s.stop = context.WithCancel(context.Background())
	for _, o := range options {
		o(s)
	}
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return newSession(s, c), nil }))
	s.smtp.Domain = "localhost"
	s.smtp.AllowInsecureAuth = true
	s.smtp.EnableSMTPUTF8 = s.utf8
	s.smtp.ErrorLog = log.New(io.Discard, "", 0)
	if s.secure {
		var err error
		if s.authority, err = newCertificate(); err != nil {
			return nil, fmt.Errorf("start fake smtp: %w", err)
		}
		s.smtp.TLSConfig = s.authority.server()
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("start fake smtp: %w", err)
	}
	s.Addr = l.Addr().String()
	go func() { _ = s.smtp.Serve(&listener{Listener: l, server: s}) }() // ends with Close
	return s, nil
}

// Close stops the server at once and ends what hangs.
func (s *Server) Close() error {
	s.stop()
	if err := s.smtp.Close(); err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, smtp.ErrServerClosed) {
		return fmt.Errorf("close fake smtp: %w", err)
	}
	return nil
}

// Accepted lists what was taken, in order of acceptance.
func (s *Server) Accepted() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.accepted)
}

// Counts says how often each key of CountBy was taken.
func (s *Server) Counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.counts)
}

// Connections is the number of connections that were ever opened.
func (s *Server) Connections() int { return s.read(&s.conns) }

// Dots is the number of messages that arrived whole, taken or not.
func (s *Server) Dots() int { return s.read(&s.dots) }

func (s *Server) read(n *int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *n
}

func (s *Server) add(n *int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	*n++
	return *n
}

// accept records the message as taken, before any answer.
func (s *Server) accept(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.countBy != nil {
		s.counts[s.countBy(m)]++
		return
	}
	s.accepted = append(s.accepted, m)
}

// what asks the script, or the recipient, what is to happen.
func (s *Server) what(t Transaction) Behaviour {
	if b, ok := Magic(t.To); ok {
		if b.Phase == t.Phase {
			return b
		}
		return Behaviour{}
	}
	if s.behaviour == nil {
		return Behaviour{}
	}
	if b := s.behaviour(t); b.Phase == "" || b.Phase == t.Phase {
		return b
	}
	return Behaviour{}
}
