package smtp

import (
	"errors"
	"io"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

var errDropped = errors.New("dropped on demand")

// session is one client's connection, from EHLO on.
type session struct {
	server   *Server
	conn     *smtp.Conn
	wire     *wire // nil inside TLS
	t        Transaction
	signedIn bool
}

func newSession(s *Server, c *smtp.Conn) *session {
	w, _ := c.Conn().(*wire)
	return &session{server: s, conn: c, wire: w}
}

// AuthMechanisms offers PLAIN where a user is asked for.
func (s *session) AuthMechanisms() []string {
	if s.server.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth checks the user.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.server.user || password != s.server.pass {
			return smtp.ErrAuthFailed
		}
		s.signedIn = true
		return nil
	}), nil
}

// Mail begins a transaction.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.user != "" && !s.signedIn {
		return smtp.ErrAuthRequired
	}
	s.t = Transaction{N: s.server.add(&s.server.transactions), From: from}
	return s.at(AtMail)
}

// Rcpt names the recipient.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.t.To = to
	if err := s.at(AtRcpt); err != nil {
		return err
	}
	if s.wire != nil { // DATA has no hook of its own: the wire answers in its place
		s.t.Phase = AtData
		s.wire.refuseData(s.server.what(s.t))
	}
	return nil
}

// Data takes the message.
func (s *session) Data(r io.Reader) error {
	if b := s.phase(InContent); b.Drop || b.Hang {
		_, _ = io.ReadFull(r, make([]byte, 16))
		return s.do(b)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.server.add(&s.server.dots)
	b := s.phase(AtDot)
	if b.Accept || (b == Behaviour{}) || (b == Behaviour{Phase: AtDot}) {
		s.server.accept(Message{From: s.t.From, To: s.t.To, Data: data})
	}
	return s.do(b)
}

// Reset forgets the transaction.
func (s *session) Reset() { s.t = Transaction{} }

// Logout has nothing to release.
func (s *session) Logout() error { return nil }

func (s *session) phase(p Phase) Behaviour {
	s.t.Phase = p
	return s.server.what(s.t)
}

func (s *session) at(p Phase) error { return s.do(s.phase(p)) }

// do carries out a behaviour: nil lets the transaction go on.
func (s *session) do(b Behaviour) error {
	switch {
	case b.Hang:
		<-s.server.done.Done()
		return errDropped
	case b.Drop:
		_ = s.conn.Conn().Close()
		return errDropped
	case b.Code != 0:
		return b.reply()
	}
	return nil
}

func (b Behaviour) reply() *smtp.SMTPError {
	text := b.Text
	if text == "" {
		text = "as asked for"
	}
	enhanced := smtp.EnhancedCode(b.Enhanced)
	if b.Enhanced == [3]int{} {
		enhanced = smtp.NoEnhancedCode
	}
	return &smtp.SMTPError{Code: b.Code, EnhancedCode: enhanced, Message: text}
}
