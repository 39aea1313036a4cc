package delivery

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"comity/internal/dunning"
)

// Ledger is what delivery asks of the system of record.
type Ledger interface {
	// Claim decides on queued reminders and writes attempts (W2); the answer holds those granted.
	Claim(ctx context.Context, q ClaimRequest) ([]dunning.Grant, error)
	// Record writes what became of attempts (W3).
	Record(ctx context.Context, actor string, list []dunning.Record) (int, error)
	// Strays lists attempts that nobody answers for any more.
	Strays(ctx context.Context, q dunning.StrayQuery) ([]dunning.Stray, error)
}

// ClaimRequest asks for a group of reminders to be claimed together.
type ClaimRequest = dunning.ClaimRequest

// Sender hands a message to a provider and classifies the answer. Implemented by the channels.
type Sender interface {
	Send(ctx context.Context, m dunning.Message) dunning.Receipt
}

// Asker is a Sender that can tell later what it took.
type Asker interface {
	Ask(ctx context.Context, reminderID string, c dunning.Channel) (dunning.Receipt, error)
}

// Options are what a Deliverer is made of.
type Options struct {
	Ledger  Ledger
	Policy  func(portfolio dunning.Portfolio) (Decider, error)
	Compose func(dunning.Grant) (dunning.Message, error) // a grant's message, drawn if it is a letter
	// Wording is the version of the wording, which is in the attempt before it is worded; may be nil.
	Wording func(dunning.Reminder, dunning.Channel) string
	Senders map[dunning.Channel]Sender
	Now     func() time.Time
	Worker  string               // this process, in attempts and leases
	Window  func() time.Duration // how far back history can matter, over all policies
	Retry   Retry
	Timeout time.Duration // for one hand-over; 0: 30 s
	// Believed says whether other processes still take this worker for living; nil: always. Once they may
	// not, no call is made; a call made before has ended Timeout later, and only then does a sweeper act.
	Believed func() bool
	Lanes    int // groups that may be at the ledger at once; 0: 1
	Group    int // reminders in a group at most; 0: 200
	Log      *slog.Logger
}

// Deliverer takes reminders from bell to record. It is safe for concurrent use.
type Deliverer struct {
	o       Options
	claims  *group[string, *dunning.Grant]
	records *group[dunning.Record, struct{}]
	begun   sync.WaitGroup // bells being answered
	open    sync.Map       // ids of attempts that this process answers for
	closed  sync.Once
}

// New starts a Deliverer; Close ends it.
func New(o Options) *Deliverer {
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	o.Lanes, o.Group = max(o.Lanes, 1), cmp.Or(max(o.Group, 0), 200)
	d := &Deliverer{o: o}
	d.claims = newGroup(o.Lanes, o.Group, d.claimAll)
	d.records = newGroup(o.Lanes, o.Group, d.recordAll)
	return d
}

// Close waits for what was begun: an answer on its way from a provider is recorded first. No Handle may
// be called afterwards; Close may.
func (d *Deliverer) Close() {
	d.closed.Do(func() {
		d.begun.Wait()
		d.claims.close()
		d.records.close()
	})
}

// envelope is what the stages pass on.
type envelope struct {
	id      string
	grant   dunning.Grant
	message dunning.Message
	record  dunning.Record
}

// stage does one step. errDone ends the path without failure.
type stage func(context.Context, *envelope) error

var errDone = errors.New("nothing more to do")

// stages is the path of a reminder, in order.
func (d *Deliverer) stages() []stage {
	return []stage{d.claim, d.compose, d.send, d.write}
}

// Handle takes one reminder, whose bell rang, along the path. A bell for a reminder that is not queued
// any more is no error. An error leaves the reminder in the ledger, which rings again.
func (d *Deliverer) Handle(ctx context.Context, id string) error {
	d.begun.Add(1)
	defer d.begun.Done()
	e := &envelope{id: id}
	defer func() { d.open.Delete(e.grant.Attempt.ID) }()
	for _, s := range d.stages() {
		if err := s(ctx, e); errors.Is(err, errDone) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (d *Deliverer) claim(_ context.Context, e *envelope) error {
	g, err := d.claims.ask(e.id)
	if err != nil {
		return fmt.Errorf("claim reminder %s: %w", e.id, err)
	}
	if g == nil {
		return errDone
	}
	e.grant = *g
	return nil
}

// compose words the message. Wording that fails ends the attempt before any call: the next channel of
// the step may have better luck, and the operator reads why.
func (d *Deliverer) compose(_ context.Context, e *envelope) error {
	m, err := d.o.Compose(e.grant)
	if err != nil {
		d.o.Log.Error("a message could not be composed", "reminder", e.id, "channel", e.grant.Attempt.Channel, "error", err)
		receipt := dunning.Receipt{Class: dunning.Permanent, Provider: "comity", Code: "compose-failed"}
		e.record = d.o.Retry.After(e.grant, receipt, d.o.Now())
		return nil
	}
	m.ID, m.AttemptID, m.NotAfter = e.grant.Reminder.ID, e.grant.Attempt.ID, e.grant.Attempt.NotAfter
	m.Channel, m.To = e.grant.Attempt.Channel, e.grant.Attempt.Point
	e.message = m
	return nil
}

// send makes the call, unless the permitted span ended meanwhile (P2). It runs to its end even when the
// process is asked to stop: an answer that nobody waits for would be an unknown.
func (d *Deliverer) send(ctx context.Context, e *envelope) error {
	if e.record.AttemptID != "" {
		return nil
	}
	if now := d.o.Now(); !now.Before(e.grant.Attempt.NotAfter) {
		e.record = Void(e.grant, now, RuleDeadline)
		return nil
	}
	if d.o.Believed != nil && !d.o.Believed() {
		e.record = Void(e.grant, d.o.Now(), RuleLease)
		return nil
	}
	sender, ok := d.o.Senders[e.message.Channel]
	if !ok {
		receipt := dunning.Receipt{Class: dunning.Permanent, Provider: "comity", Code: "no-sender"}
		e.record = d.o.Retry.After(e.grant, receipt, d.o.Now())
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.o.Timeout)
	defer cancel()
	receipt := sender.Send(ctx, e.message)
	e.record = d.o.Retry.After(e.grant, receipt, d.o.Now())
	e.record.Template, e.record.BodySHA256 = e.message.Template, digest(e.message)
	return nil
}

// write records the answer. A ledger that is away for a moment must not cost what a provider said, so it
// is tried again for about a minute; after that the attempt is a stray, and becomes unknown.
func (d *Deliverer) write(_ context.Context, e *envelope) error {
	for wait := 100 * time.Millisecond; ; wait *= 2 {
		_, err := d.records.ask(e.record)
		if err == nil {
			return nil
		}
		if wait > 30*time.Second {
			return fmt.Errorf("record reminder %s: %w", e.id, err)
		}
		d.o.Log.Warn("an answer could not be recorded yet", "reminder", e.id, "error", err)
		<-time.After(wait)
	}
}

// digest is the SHA-256 of what a person was sent: subject, text, HTML and pages, each ended by a zero.
func digest(m dunning.Message) string {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(m.Subject), []byte(m.Text), []byte(m.HTML), m.PDF} {
		h.Write(part)
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// claimAll claims a group. A reminder that was not granted has no grant in its answer.
func (d *Deliverer) claimAll(ctx context.Context, ids []string) []answer[*dunning.Grant] {
	granted, err := d.o.Ledger.Claim(ctx, ClaimRequest{
		IDs: ids, Worker: d.o.Worker, Window: d.o.Window(),
		Decide: func(p dunning.Petition) dunning.Ruling {
			decider, err := d.o.Policy(p.Portfolio)
			if err != nil {
				d.o.Log.Error("no policy decides for a portfolio", "portfolio", p.Portfolio.ID, "error", err)
				return end(p, dunning.Failed, RuleNoPolicy, dunning.ResultFailed)
			}
			ruling := Judge(decider, p, d.o.Now())
			if ruling.State == dunning.Sending && d.o.Wording != nil {
				ruling.Template = d.o.Wording(p.Reminder, ruling.Channels[0])
			}
			return ruling
		},
	})
	byID := make(map[string]*dunning.Grant, len(granted))
	for i := range granted {
		d.open.Store(granted[i].Attempt.ID, true)
		byID[granted[i].Reminder.ID] = &granted[i]
	}
	answers := make([]answer[*dunning.Grant], len(ids))
	for i, id := range ids {
		answers[i].a = byID[id]
		delete(byID, id) // the same bell twice in one group is one grant
		if answers[i].a == nil {
			answers[i].err = err
		}
	}
	return answers
}

func (d *Deliverer) recordAll(ctx context.Context, list []dunning.Record) []answer[struct{}] {
	written, err := d.o.Ledger.Record(ctx, d.o.Worker, list)
	if err == nil && written < len(list) {
		d.o.Log.Error("answers came for attempts that somebody else had ended: they are not in the ledger", "answers", len(list)-written)
	}
	answers := make([]answer[struct{}], len(list))
	for i := range answers {
		answers[i].err = err
	}
	return answers
}
