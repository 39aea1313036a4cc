package email

import (
	"context"
	"errors"
	"net/mail"
	"net/textproto"
	"strings"
	"unicode"

	"comity/internal/dunning"
)

// envelope is what a mail server is told about a message, and the message.
type envelope struct {
	id       string // the Message-ID, with its brackets
	from, to string // with their brackets
	utf8     bool   // an address is not ASCII: the server has to speak SMTPUTF8 (RFC 6531)
	data     []byte
}

func (s *Sender) envelope(m dunning.Message) (envelope, error) {
	data, err := s.renderer.Render(m)
	if err != nil {
		return envelope{}, err
	}
	from := m.From.Email
	if s.cfg.Bounces != "" {
		at := strings.LastIndexByte(s.cfg.Bounces, '@')
		from = s.cfg.Bounces[:at] + "+" + m.ID + s.cfg.Bounces[at:]
	}
	e := envelope{id: "<" + m.ID + "@" + s.cfg.Domain + ">", data: data,
		from: (&mail.Address{Address: from}).String(), to: (&mail.Address{Address: m.To.Value}).String()}
	e.utf8 = strings.ContainsFunc(e.from+e.to, func(c rune) bool { return c > unicode.MaxASCII })
	return e, nil
}

// phase is how far a transaction came.
type phase int

const (
	atMail phase = iota
	atRcpt
	atData   // the command, and the message's content
	atTheDot // the final dot was written, or may have been
)

var errLate = errors.New("the permitted time was over")

// transact hands the message over on c. dead says that the connection failed before it was used at all.
// ctx bounds the whole hand-over, dialogue the part up to the final dot.
func (s *Sender) transact(ctx, dialogue context.Context, c *conn, m dunning.Message, e envelope) (r dunning.Receipt, dead bool) {
	if known, _ := c.client.Extension("SMTPUTF8"); e.utf8 && !known {
		return dunning.Receipt{Class: dunning.Permanent, Provider: Provider, Code: "smtputf8",
			Detail: "the mail server does not take addresses in this script"}, false
	}
	c.client.SkipSMTPUTF8(!e.utf8)
	var at phase
	var finish func() error
	err := c.during(dialogue, func() (err error) {
		at, finish, err = s.dialogue(c, m, e)
		return err
	})
	if err != nil {
		c.settle(err)
		return s.classify(at, e, err), at == atMail && c.broken
	}
	// From here on the message may be taken, whatever is heard.
	answer, cancel := context.WithTimeout(ctx, s.cfg.AnswerTimeout)
	defer cancel()
	err = c.during(answer, finish)
	if err != nil {
		c.settle(err)
	}
	return s.classify(atTheDot, e, err), false
}

// dialogue does everything up to the final dot, which finish writes.
func (s *Sender) dialogue(c *conn, m dunning.Message, e envelope) (at phase, finish func() error, err error) {
	if err := c.client.Mail(e.from); err != nil {
		return atMail, nil, err
	}
	if err := c.client.Rcpt(e.to); err != nil {
		return atRcpt, nil, err
	}
	if s.late(m) {
		return atData, nil, errLate
	}
	w, err := c.client.Data()
	if err != nil {
		return atData, nil, err
	}
	if _, err := w.Write(e.data); err != nil {
		c.broken = true
		return atData, nil, err
	}
	return atData, w.Close, nil
}

// settle makes the connection fit for the next message after a refusal, or gives it up.
func (c *conn) settle(err error) {
	var reply *textproto.Error
	switch {
	case c.broken:
	case errors.Is(err, errLate), errors.As(err, &reply) && reply.Code != 421 && reply.Code >= 400:
		c.reset = true
	default:
		c.broken = true
	}
}
