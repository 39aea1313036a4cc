// Package twilio is a server that speaks the part of Twilio's Messages API that Comity uses, with
// failures on demand. Tests and the developers' world use it; nothing it accepts goes anywhere.
//
// What it promises: a message counts as accepted when, and only when, it is in Accepted (or in Counts)
// before the answer is written, so that a test can compare what a provider took with what a client
// believes. Credentials and required fields are checked as the real service does. Behaviour is scripted
// per request (WithBehaviour) or asked for by the recipient's number (see Magic).
//
// Wire format: https://www.twilio.com/docs/messaging/api/message-resource, API version 2010-04-01.
package twilio

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// The credentials that a server expects unless WithAccount says otherwise.
const (
	AccountSID = "AC00000000000000000000000000000000"
	AuthToken  = "0123456789abcdef0123456789abcdef"
)

// Server is a running fake. Its methods may be called from any goroutine.
type Server struct {
	URL string // "http://127.0.0.1:port": what a client takes as its base URL

	sid, token string
	now        func() time.Time
	behaviour  func(n int, m Message) Behaviour
	countBy    func(Message) string
	auto       []Status

	listener net.Listener
	http     *http.Server
	client   *http.Client
	done     context.Context
	stop     context.CancelFunc
	running  sync.WaitGroup // callbacks under way

	mu       sync.Mutex
	requests int
	conns    int
	accepted []Message
	bySID    map[string]int
	counts   map[string]int
}

// Option changes how a server behaves.
type Option func(*Server)

// WithAccount sets the credentials that are expected.
func WithAccount(sid, token string) Option {
	return func(s *Server) { s.sid, s.token = sid, token }
}

// WithBehaviour scripts the answer to every create request: n counts them from 1. A recipient of Magic
// has precedence.
func WithBehaviour(f func(n int, m Message) Behaviour) Option {
	return func(s *Server) { s.behaviour = f }
}

// WithClock sets the clock that dates messages. Without one every message is of the same instant.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.now = now } }

// CountBy keeps no messages, only how often each key was accepted: for long runs, where memory must
// stay flat. Look-ups then find nothing and Accepted is empty.
func CountBy(key func(Message) string) Option { return func(s *Server) { s.countBy = key } }

// WithStatuses sends these status callbacks after every accepted message, in this order. Repeat one to
// have it duplicated, swap two to have them reordered.
func WithStatuses(statuses ...Status) Option { return func(s *Server) { s.auto = statuses } }

// Start listens on addr ("127.0.0.1:0" takes a free port) and serves until Close.
func Start(addr string, options ...Option) (*Server, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("start fake twilio: %w", err)
	}
	s := &Server{
		URL: "http://" + listener.Addr().String(), listener: listener,
		sid: AccountSID, token: AuthToken,
		now:    func() time.Time { return time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC) },
		bySID:  map[string]int{},
		counts: map[string]int{},
		client: &http.Client{Timeout: 10 * time.Second},
	}
	s.done, s.stop = context.WithCancel(context.Background())
	for _, o := range options {
		o(s)
	}
	s.http = &http.Server{Handler: s.routes(), ErrorLog: log.New(io.Discard, "", 0), ConnState: s.countConn}
	go func() { _ = s.http.Serve(listener) }() // ends with Close; its error then says only that
	return s, nil
}

// Close stops the server at once, ends what hangs and waits for callbacks under way.
func (s *Server) Close() error {
	s.stop()
	err := s.http.Close()
	s.running.Wait()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Accepted lists what was taken, in order of acceptance.
func (s *Server) Accepted() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.accepted...)
}

// Counts says how often each key of CountBy was accepted.
func (s *Server) Counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := make(map[string]int, len(s.counts))
	for k, n := range s.counts {
		counts[k] = n
	}
	return counts
}

// Requests is the number of create requests that arrived with valid credentials and fields.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// Connections is the number of connections that were ever opened.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conns
}

func (s *Server) countConn(_ net.Conn, state http.ConnState) {
	if state == http.StateNew {
		s.mu.Lock()
		s.conns++
		s.mu.Unlock()
	}
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /2010-04-01/Accounts/{sid}/Messages.json", s.guarded(s.create))
	mux.HandleFunc("GET /2010-04-01/Accounts/{sid}/Messages.json", s.guarded(s.list))
	mux.HandleFunc("GET /2010-04-01/Accounts/{sid}/Messages/{message}", s.guarded(s.fetch))
	return mux
}

// guarded lets only the account's own requests through.
func (s *Server) guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		right := subtle.ConstantTimeCompare([]byte(user), []byte(s.sid)) &
			subtle.ConstantTimeCompare([]byte(password), []byte(s.token))
		switch {
		case right != 1:
			writeError(w, http.StatusUnauthorized, 20003, "Authenticate")
		case r.PathValue("sid") != s.sid:
			writeError(w, http.StatusNotFound, 20404, "The requested resource was not found")
		default:
			next(w, r)
		}
	}
}
