package smtp

import (
	"bytes"
	"net/mail"
	"strings"
)

// Phase is a point of a transaction at which it can fail.
type Phase string

// The phases, in their order.
const (
	AtConnect Phase = "connect" // instead of the greeting
	AtMail    Phase = "mail"    // MAIL FROM
	AtRcpt    Phase = "rcpt"    // RCPT TO
	AtData    Phase = "data"    // DATA, before any of the message
	InContent Phase = "content" // while the message is coming
	AtDot     Phase = "dot"     // after the final dot
)

// Transaction is where a client stands when a behaviour is asked for.
type Transaction struct {
	N        int // counts MAIL commands from 1 over all connections; 0 while connecting
	Phase    Phase
	From, To string // as far as they are known
}

// Behaviour is what happens at a phase. The zero Behaviour lets the transaction go on.
type Behaviour struct {
	Phase    Phase // only at this phase; empty: whenever it is returned
	Code     int   // the reply's code; 0: none of our making
	Enhanced [3]int
	Text     string
	Drop     bool // the connection is closed instead of a reply
	Hang     bool // no reply at all
	Accept   bool // AtDot: the message is taken before it is dropped, hung or answered
}

// Magic is the recipients that ask for a failure by their local part, at any domain.
func Magic(to string) (Behaviour, bool) {
	local, _, _ := strings.Cut(to, "@")
	b, ok := map[string]Behaviour{
		"unknown":   {Phase: AtRcpt, Code: 550, Enhanced: [3]int{5, 1, 1}, Text: "no such mailbox"},
		"full":      {Phase: AtRcpt, Code: 452, Enhanced: [3]int{4, 2, 2}, Text: "mailbox full"},
		"greylist":  {Phase: AtRcpt, Code: 450, Enhanced: [3]int{4, 7, 1}, Text: "try again later"},
		"policy":    {Phase: AtDot, Code: 550, Enhanced: [3]int{5, 7, 1}, Text: "rejected by policy"},
		"lost":      {Phase: AtDot, Accept: true, Drop: true},
		"hang":      {Phase: AtDot, Hang: true},
		"drop-data": {Phase: InContent, Drop: true},
	}[local]
	return b, ok
}

// Message is a message that was taken.
type Message struct {
	From, To string // of the envelope
	Data     []byte // as it was sent, without dot-stuffing
}

// Parse reads the header; the body follows from it.
func (m Message) Parse() (*mail.Message, error) { return mail.ReadMessage(bytes.NewReader(m.Data)) }
