// Package channeltest is the contract that every channel fulfils, as tests. A channel's own test file
// makes a Harness around a real sender and a server with failures on demand, and calls Run.
//
// The contract: Send never panics and always classifies. Accepted, only when the provider has the
// message, and then it has exactly what was handed over, once. Temporary and Permanent, only when it
// certainly has not. Unknown in every other case; a sender never sends again by itself. A hand-over that
// is cancelled or late before anything was written is Temporary. Receipts hold no personal data.
package channeltest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"comity/internal/dunning"
)

// Sender is what is tested, as the delivery flow declares it.
type Sender interface {
	Send(ctx context.Context, m dunning.Message) dunning.Receipt
}

// Asker is the further ability of a sender that can be asked what it took.
type Asker interface {
	Ask(ctx context.Context, reminderID string, c dunning.Channel) (dunning.Receipt, error)
}

// Fault is something that goes wrong at, or on the way to, the provider.
type Fault string

// The faults.
const (
	None        Fault = ""
	Temporary   Fault = "refuses for now"
	Permanent   Fault = "refuses the message for good"
	BadPoint    Fault = "says that the address reaches nobody"
	LostAnswer  Fault = "takes the message, and the answer is lost"
	NoAnswer    Fault = "reads the message, takes nothing and goes away"
	Silence     Fault = "reads the message and never answers"
	Unreachable Fault = "cannot be reached"
)

func faults() []Fault {
	return []Fault{Temporary, Permanent, BadPoint, LostAnswer, NoAnswer, Silence, Unreachable}
}

// Got is what the provider received.
type Got struct{ To, Text string }

// Harness is one sender with its provider. Each test opens its own.
type Harness struct {
	Sender  Sender
	Channel dunning.Channel
	Now     time.Time // what the sender's clock says
	// Arm makes every further hand-over meet the fault; None ends it.
	Arm func(Fault)
	// Cannot lists the faults that this provider does not know. What is neither armed nor listed fails.
	Cannot []Fault
	// Received is everything the provider took, in any order.
	Received func() []Got
	// Tries is how many messages the provider was given in full, taken or not; nil where that cannot be known.
	Tries func() int
}

// bundle is what a test works with.
type bundle struct {
	Harness
	t *testing.T
}

// Run tests the contract. open makes a fresh harness and cleans up after itself.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	t.Helper()
	tests := map[string]func(b bundle){
		"a message is accepted once, as it was handed over": acceptedOnce,
		"a cancelled hand-over writes nothing":              cancelled,
		"a deadline that has passed writes nothing":         deadline,
		"a late hand-over writes nothing":                   late,
		"a hand-over at the very limit is late":             atTheLimit,
		"thirty-two at once are accepted once each":         concurrent,
		"an accepted reminder can be asked about":           asked,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(bundle{open(t), t})
		})
	}
	for _, f := range faults() {
		t.Run("the provider "+string(f), func(t *testing.T) {
			t.Parallel()
			b := bundle{open(t), t}
			if slices.Contains(b.Cannot, f) {
				return // stated by the harness: this provider cannot fail so
			}
			if b.Arm == nil {
				t.Fatalf("the harness neither arms nor excludes %q", f)
			}
			b.fault(f)
		})
	}
}

// Message is a message of the channel, with a permitted hour ahead. Every personal part of it is a text
// that occurs nowhere else, so that a leak is seen.
func Message(c dunning.Channel, id string, now time.Time) dunning.Message {
	m := dunning.Message{
		ID: id, AttemptID: "attempt-" + id, Channel: c, Locale: "zh-CN", ToName: "欧阳示例",
		From: dunning.Sender{LegalName: "示例消费金融有限公司", ShortName: "示例金融", Email: "service@lender.example",
			ReplyTo: "answers@lender.example"},
		Subject:  "关于您的账单（尾号 4321）",
		Text:     "【示例金融】您尾号 4321 的账单有 1,234.56 元已过还款日。\n如您已还款，请忽略本信息，谢谢。\n.单独的点",
		HTML:     "<p>您尾号 4321 的账单有 <b>1,234.56</b> 元已过还款日。</p>",
		PDF:      []byte("%PDF-1.3 letter of " + id),
		Template: "sms/m1@3", NotAfter: now.Add(time.Hour),
	}
	switch c {
	case dunning.SMS:
		m.To = dunning.ContactPoint{ID: "p1", Channel: c, Value: "+12025550147"}
	case dunning.Email:
		m.To = dunning.ContactPoint{ID: "p2", Channel: c, Value: "ouyang.shili@mailbox.example"}
	case dunning.Letter:
		m.To = dunning.ContactPoint{ID: "p3", Channel: c, Postal: dunning.PostalAddress{
			Lines: []string{"示例路 12 号"}, City: "示例市", PostalCode: "000000", Country: "CN"}}
	}
	return m
}

// Expect is what the provider is to receive of m: a letter's text is its pages.
func Expect(m dunning.Message) Got {
	if m.Channel == dunning.Letter {
		return Got{Text: string(m.PDF)}
	}
	return Got{To: m.To.Value, Text: m.Text}
}

func (b bundle) message(id string) dunning.Message { return Message(b.Channel, id, b.Now) }

// send hands m over and checks what holds for every receipt.
func (b bundle) send(ctx context.Context, m dunning.Message) dunning.Receipt {
	b.t.Helper()
	r := b.Sender.Send(ctx, m)
	switch r.Class {
	case dunning.Accepted, dunning.Temporary, dunning.Permanent, dunning.Uncertain:
	default:
		b.t.Errorf("a receipt of class %q", r.Class)
	}
	if r.Provider == "" || r.Detail == "" {
		b.t.Errorf("a receipt without provider or detail: %q, %q", r.Provider, r.Detail)
	}
	if r.BadPoint && r.Class != dunning.Permanent {
		b.t.Errorf("class %s blames the address", r.Class)
	}
	b.private(m, r)
	return r
}

// private fails when a part of the message that is somebody's is found in the receipt.
func (b bundle) private(m dunning.Message, r dunning.Receipt) {
	b.t.Helper()
	all := fmt.Sprintf("%+v", r)
	for what, part := range map[string]string{
		"name": m.ToName, "address": strings.TrimPrefix(m.To.Value, "+"), "last four digits": "4321", "amount": "1,234.56",
		"subject": m.Subject, "street": "示例路",
	} {
		if part != "" && strings.Contains(all, part) {
			b.t.Errorf("the receipt holds the person's %s", what)
		}
	}
}

func (b bundle) received(want ...Got) {
	b.t.Helper()
	byText := cmpopts.SortSlices(func(x, y Got) bool { return x.Text+x.To < y.Text+y.To })
	if diff := cmp.Diff(want, b.Received(), byText, cmpopts.EquateEmpty()); diff != "" {
		b.t.Errorf("what the provider took (-want +got):\n%s", diff)
	}
}

func (b bundle) class(r dunning.Receipt, want dunning.Class) {
	b.t.Helper()
	if r.Class != want {
		b.t.Errorf("class %s (code %q, %s), want %s", r.Class, r.Code, r.Detail, want)
	}
}

func acceptedOnce(b bundle) {
	m := b.message("r-one")
	r := b.send(context.Background(), m)
	b.class(r, dunning.Accepted)
	if r.Ref == "" {
		b.t.Error("accepted without a reference")
	}
	b.received(Expect(m))
}

func cancelled(b bundle) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b.class(b.send(ctx, b.message("r-cancelled")), dunning.Temporary)
	b.received()
}

func deadline(b bundle) {
	ctx, cancel := context.WithTimeout(context.Background(), -time.Second)
	defer cancel()
	b.class(b.send(ctx, b.message("r-deadline")), dunning.Temporary)
	b.received()
}

func late(b bundle) {
	m := b.message("r-late")
	m.NotAfter = b.Now.Add(-time.Minute)
	b.class(b.send(context.Background(), m), dunning.Temporary)
	b.received()
}

func atTheLimit(b bundle) {
	m := b.message("r-limit")
	m.NotAfter = b.Now
	b.class(b.send(context.Background(), m), dunning.Temporary)
	b.received()
}

func concurrent(b bundle) {
	const n = 32
	var want []Got
	var messages []dunning.Message
	for i := range n {
		m := b.message(fmt.Sprintf("r-%02d", i))
		m.Text += fmt.Sprintf(" %02d", i)
		m.PDF = fmt.Appendf(nil, "%%PDF-1.3 letter %02d", i)
		messages, want = append(messages, m), append(want, Expect(m))
	}
	receipts := make([]dunning.Receipt, n)
	var wg sync.WaitGroup
	for i, m := range messages {
		wg.Go(func() { receipts[i] = b.Sender.Send(context.Background(), m) })
	}
	wg.Wait()
	for i, r := range receipts {
		b.class(r, dunning.Accepted)
		b.private(messages[i], r)
	}
	b.received(want...)
}

func asked(b bundle) {
	asker, ok := b.Sender.(Asker)
	if !ok {
		return // an ability that not every provider gives
	}
	for id, want := range map[string]dunning.Class{"r-asked": dunning.Accepted, "r-never": dunning.Temporary} {
		m := b.message(id)
		if want == dunning.Accepted {
			b.class(b.send(context.Background(), m), want)
		}
		r, err := asker.Ask(context.Background(), id, b.Channel)
		if err != nil {
			b.t.Errorf("ask about %s: %v", id, err)
		}
		b.class(r, want)
		b.private(m, r)
	}
}

// fault sends into the fault, and again when it is over.
func (b bundle) fault(f Fault) {
	b.Arm(f)
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	m := b.message("r-fault")
	r := b.send(ctx, m)
	want := map[Fault]dunning.Class{Temporary: dunning.Temporary, Unreachable: dunning.Temporary,
		Permanent: dunning.Permanent, BadPoint: dunning.Permanent,
		LostAnswer: dunning.Uncertain, NoAnswer: dunning.Uncertain, Silence: dunning.Uncertain}[f]
	b.class(r, want)
	if r.BadPoint != (f == BadPoint) {
		b.t.Errorf("the address is blamed: %t", r.BadPoint)
	}
	var taken []Got
	if f == LostAnswer {
		taken = []Got{Expect(m)}
	}
	b.received(taken...)
	if tries := b.Tries; tries != nil && tries() > 1 {
		b.t.Errorf("the message was handed over %d times", tries())
	}
	b.Arm(None)
	after := b.message("r-after")
	after.Text, after.PDF = "after", []byte("%PDF-1.3 after")
	b.class(b.send(context.Background(), after), dunning.Accepted)
	b.received(append(taken, Expect(after))...)
}
