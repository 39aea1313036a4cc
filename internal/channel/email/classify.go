package email

import (
	"bytes"
	"context"
	_ "embed" // the table of codes
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"comity/internal/dunning"
)

//go:embed codes.yaml
var codesYAML []byte

// refusal is what a code means.
type refusal struct {
	BadPoint  bool          `yaml:"bad_point"`
	Temporary bool          `yaml:"temporary"`
	Retry     time.Duration `yaml:"retry"`
	Meaning   string        `yaml:"meaning"` // without personal data
}

type table struct {
	Enhanced map[string]refusal `yaml:"enhanced"`
	Subjects map[int]refusal    `yaml:"subjects"`
	Replies  map[int]refusal    `yaml:"replies"`
	Default  refusal            `yaml:"default"`
}

func readTable() (t table, err error) {
	d := yaml.NewDecoder(bytes.NewReader(codesYAML))
	d.KnownFields(true)
	if err := d.Decode(&t); err != nil {
		return table{}, fmt.Errorf("email: codes.yaml: %w", err)
	}
	return t, nil
}

// greylist is the first wait after a 4xx: what a server that wants to see a second try expects.
const greylist = 7*time.Minute + 30*time.Second

// classify turns what was heard at a phase into a receipt.
func (s *Sender) classify(at phase, e envelope, err error) dunning.Receipt {
	var reply *textproto.Error
	switch {
	case err == nil:
		return dunning.Receipt{Class: dunning.Accepted, Provider: Provider, Ref: e.id, Code: "250", Detail: "accepted"}
	case errors.Is(err, errLate):
		return tooLate()
	case errors.As(err, &reply):
		return s.codes.receipt(at, e, reply)
	case at == atTheDot:
		return dunning.Receipt{Class: dunning.Uncertain, Provider: Provider, Ref: e.id, Code: "no-answer",
			Detail: "the message was sent whole, and no answer came"}
	case errors.Is(err, context.Canceled):
		return notSent("cancelled", "the hand-over was cancelled before the message was complete", 0)
	}
	return notSent("connection", "the connection failed before the message was complete", 30*time.Second)
}

// receipt reads a reply. After the final dot any 2xx is a yes (RFC 5321, 4.3.2), and what is neither yes
// nor no is unknown.
func (t table) receipt(at phase, e envelope, reply *textproto.Error) dunning.Receipt {
	code, enhanced := strconv.Itoa(reply.Code), enhancedCode(reply)
	if enhanced != "" {
		code += " " + enhanced
	}
	r := dunning.Receipt{Provider: Provider, Code: code}
	switch kind := reply.Code / 100; {
	case kind == 4:
		r.Class, r.Detail, r.RetryHint = dunning.Temporary, "the mail server refused for now", greylist
	case kind == 5:
		t.refuse(&r, at, reply.Code, enhanced)
	case at != atTheDot:
		r.Class, r.Detail, r.RetryHint = dunning.Temporary, "the mail server gave an answer that fits no question", greylist
	case kind == 2:
		r.Class, r.Detail, r.Ref = dunning.Accepted, "accepted", e.id
	default:
		r.Class, r.Detail, r.Ref = dunning.Uncertain, "the answer does not say whether the message was taken", e.id
	}
	return r
}

// refuse fills in what a 5xx means. Before RCPT nothing was said about the recipient's address, which
// therefore is not to blame.
func (t table) refuse(r *dunning.Receipt, at phase, code int, enhanced string) {
	why := t.why(code, enhanced)
	r.Class, r.Detail, r.BadPoint = dunning.Permanent, why.Meaning, why.BadPoint && at != atMail
	if why.Temporary {
		r.Class, r.BadPoint, r.RetryHint = dunning.Temporary, false, why.Retry
	}
}

// why looks a 5xx up in the order that codes.yaml states.
func (t table) why(code int, enhanced string) refusal {
	if why, ok := t.Enhanced[enhanced]; ok {
		return why
	}
	reply, known := t.Replies[code]
	if known && reply.Temporary {
		return reply
	}
	if parts := strings.Split(enhanced, "."); len(parts) == 3 {
		subject, _ := strconv.Atoi(parts[1])
		if why, ok := t.Subjects[subject]; ok {
			return why
		}
	}
	if known {
		return reply
	}
	return t.Default
}

var enhancedAtStart = regexp.MustCompile(`^([245]\.\d{1,3}\.\d{1,3})(\s|$)`)

// enhancedCode is the enhanced status code at the start of a reply (RFC 2034), if it agrees with the
// reply's own code; else it is empty.
func enhancedCode(reply *textproto.Error) string {
	m := enhancedAtStart.FindStringSubmatch(reply.Msg)
	if m == nil || int(m[1][0]-'0') != reply.Code/100 {
		return ""
	}
	return m[1]
}
