package delivery

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/dunning"
)

// fakeLedger is a ledger made of functions.
type fakeLedger struct {
	claim  func(ClaimRequest) ([]dunning.Grant, error)
	record func([]dunning.Record) (int, error)
	strays func(dunning.StrayQuery) ([]dunning.Stray, error)
}

func (l *fakeLedger) Claim(_ context.Context, q ClaimRequest) ([]dunning.Grant, error) {
	return l.claim(q)
}

func (l *fakeLedger) Record(_ context.Context, _ string, list []dunning.Record) (int, error) {
	return l.record(list)
}

func (l *fakeLedger) Strays(_ context.Context, q dunning.StrayQuery) ([]dunning.Stray, error) {
	return l.strays(q)
}

// fakeSender is a channel made of a function.
type fakeSender func(context.Context, dunning.Message) dunning.Receipt

func (f fakeSender) Send(ctx context.Context, m dunning.Message) dunning.Receipt { return f(ctx, m) }

// stand is a Deliverer between a ledger that grants everything once and a channel that takes everything.
// Tests replace what they are about before the first bell.
type stand struct {
	ledger  *fakeLedger
	options Options
	log     *bytes.Buffer

	mu      sync.Mutex
	claims  [][]string // the ids of each claim
	granted map[string]bool
	sent    []dunning.Message
	records []dunning.Record
}

func newStand() *stand {
	s := &stand{log: new(bytes.Buffer), granted: map[string]bool{}}
	s.ledger = &fakeLedger{claim: s.grantAll, record: s.keep, strays: func(dunning.StrayQuery) ([]dunning.Stray, error) { return nil, nil }}
	s.options = Options{
		Ledger: s.ledger, Now: func() time.Time { return noon }, Worker: "worker", Retry: DefaultRetry(), Window: func() time.Duration { return time.Hour },
		Log:     slog.New(slog.NewTextHandler(s.log, nil)),
		Senders: map[dunning.Channel]Sender{dunning.SMS: fakeSender(s.take)},
		Compose: func(g dunning.Grant) (dunning.Message, error) {
			return dunning.Message{Text: "words for " + g.Reminder.ID, Template: "first-reminder@1"}, nil
		},
		Policy: func(dunning.Portfolio) (Decider, error) {
			return decides(func(dunning.Facts) dunning.Verdict { return verdict(allowed(dunning.SMS)) }), nil
		},
	}
	return s
}

func (s *stand) grantAll(q ClaimRequest) ([]dunning.Grant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claims = append(s.claims, q.IDs)
	var list []dunning.Grant
	for _, id := range q.IDs {
		if s.granted[id] {
			continue
		}
		s.granted[id] = true
		g := grant(0, dunning.SMS, dunning.Email)
		g.Reminder.ID, g.Attempt.ReminderID, g.Attempt.ID = id, id, "attempt-of-"+id
		list = append(list, g)
	}
	return list, nil
}

func (s *stand) take(_ context.Context, m dunning.Message) dunning.Receipt {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, m)
	return dunning.Receipt{Class: dunning.Accepted, Provider: "fake", Ref: "ref-" + m.ID}
}

func (s *stand) keep(list []dunning.Record) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records = append(s.records, list...)
	return len(list), nil
}

// deliver answers one bell and ends.
func (s *stand) deliver(t *testing.T, id string) error {
	t.Helper()
	d := New(s.options)
	defer d.Close()
	return d.Handle(t.Context(), id)
}

// only is the one record that was written.
func (s *stand) only(t *testing.T) dunning.Record {
	t.Helper()
	if len(s.records) != 1 {
		t.Fatalf("%d records were written, want 1: %+v", len(s.records), s.records)
	}
	return s.records[0]
}

func TestABellLeadsToOneMessageAndOneRecord(t *testing.T) {
	t.Parallel()
	s := newStand()
	if err := s.deliver(t, "r1"); err != nil {
		t.Fatal(err)
	}
	want := dunning.Message{
		ID: "r1", AttemptID: "attempt-of-r1", Channel: dunning.SMS, To: point(dunning.SMS), Text: "words for r1",
		Template: "first-reminder@1", NotAfter: evening,
	}
	if diff := cmp.Diff([]dunning.Message{want}, s.sent); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	sum := sha256.Sum256([]byte("\x00words for r1\x00\x00\x00")) // subject, text, HTML and pages, each ended
	record := dunning.Record{
		AttemptID: "attempt-of-r1", ReminderID: "r1", State: dunning.Sent, Template: "first-reminder@1", BodySHA256: hex.EncodeToString(sum[:]),
		Receipt: dunning.Receipt{Class: dunning.Accepted, Provider: "fake", Ref: "ref-r1"},
	}
	if diff := cmp.Diff(record, s.only(t)); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

func TestABellForAReminderThatIsNotQueuedDoesNothing(t *testing.T) {
	t.Parallel()
	s := newStand()
	s.granted["r1"] = true
	if err := s.deliver(t, "r1"); err != nil {
		t.Errorf("a second bell is an error: %v", err)
	}
	if len(s.sent)+len(s.records) > 0 {
		t.Errorf("%d messages and %d records for a reminder that was not granted", len(s.sent), len(s.records))
	}
}

func TestAClaimThatFailsSendsNothing(t *testing.T) {
	t.Parallel()
	away := errors.New("the ledger is away")
	s := newStand()
	s.ledger.claim = func(ClaimRequest) ([]dunning.Grant, error) { return nil, away }
	if err := s.deliver(t, "r1"); !errors.Is(err, away) {
		t.Errorf("the error is %v, want that of the claim", err)
	}
	if len(s.sent) > 0 {
		t.Error("a message went out without a claim")
	}
}

func TestWhatAClaimGrantedBeforeItFailedIsStillDelivered(t *testing.T) {
	t.Parallel()
	s := newStand()
	s.ledger.claim = func(q ClaimRequest) ([]dunning.Grant, error) {
		list, _ := s.grantAll(q)
		return list, errors.New("another half of the group failed")
	}
	if err := s.deliver(t, "r1"); err != nil {
		t.Fatal(err)
	}
	if got := s.only(t).State; got != dunning.Sent {
		t.Errorf("the reminder that was granted is %s", got)
	}
}

func TestAClaimDecidesByThePolicyOfThePortfolioAtTheMoment(t *testing.T) {
	t.Parallel()
	s := newStand()
	var rulings []dunning.Ruling
	s.ledger.claim = func(q ClaimRequest) ([]dunning.Grant, error) {
		if q.Worker != "worker" || q.Window != time.Hour {
			t.Errorf("claimed by %q with a window of %s", q.Worker, q.Window)
		}
		rulings = append(rulings, q.Decide(petition("lead")))
		return nil, nil
	}
	if err := s.deliver(t, "r1"); err != nil {
		t.Fatal(err)
	}
	if len(rulings) != 1 || rulings[0].State != dunning.Sending || !rulings[0].NotAfter.Equal(evening) {
		t.Errorf("the rulings are %+v, want one that grants", rulings)
	}
}

func TestAPortfolioWithoutAPolicyFailsLoudly(t *testing.T) {
	t.Parallel()
	s := newStand()
	s.options.Policy = func(dunning.Portfolio) (Decider, error) { return nil, errors.New("there is no such policy") }
	var got dunning.Ruling
	s.ledger.claim = func(q ClaimRequest) ([]dunning.Grant, error) {
		got = q.Decide(petition("lead", "second"))
		return nil, nil
	}
	if err := s.deliver(t, "r1"); err != nil {
		t.Fatal(err)
	}
	diffRulings(t, dunning.Ruling{State: dunning.Failed, Rule: RuleNoPolicy, Leaving: []dunning.Leaving{
		leaving("lead", dunning.ResultFailed, RuleNoPolicy), leaving("second", dunning.ResultFailed, RuleNoPolicy),
	}}, got)
	if !strings.Contains(s.log.String(), "there is no such policy") {
		t.Errorf("the log does not say so:\n%s", s.log)
	}
}

func TestACallThatComesTooLateIsNotMade(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		now  time.Time
		sent int
	}{
		"a microsecond before its span ends it is made":   {evening.Add(-time.Microsecond), 1},
		"at the instant its span ends it is voided":       {evening, 0},
		"an hour after its span has ended it is voided":   {evening.Add(time.Hour), 0},
		"after the whole business date it is voided, too": {tomorrow, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand()
			s.options.Now = func() time.Time { return c.now }
			if err := s.deliver(t, "r1"); err != nil {
				t.Fatal(err)
			}
			rec := s.only(t)
			if len(s.sent) != c.sent || rec.Voided != (c.sent == 0) {
				t.Errorf("%d messages, voided %t", len(s.sent), rec.Voided)
			}
			if rec.Voided && (rec.State != dunning.Planned || rec.BodySHA256 != "" || !cmp.Equal(rec.Channels, both)) {
				t.Errorf("a voided call leaves %+v", rec)
			}
		})
	}
}

func TestWordingThatFailsFallsToTheNextChannel(t *testing.T) {
	t.Parallel()
	s := newStand()
	s.options.Compose = func(dunning.Grant) (dunning.Message, error) { return dunning.Message{}, errors.New("no such template") }
	if err := s.deliver(t, "r1"); err != nil {
		t.Fatal(err)
	}
	rec := s.only(t)
	if rec.State != dunning.Planned || !cmp.Equal(rec.Channels, onlyEmail) || rec.Receipt.Code != "compose-failed" || rec.Receipt.Class != dunning.Permanent {
		t.Errorf("the record is %+v, want planned on the next channel", rec)
	}
	if len(s.sent) > 0 || rec.BodySHA256 != "" {
		t.Errorf("%d messages were sent, and their digest is %q", len(s.sent), rec.BodySHA256)
	}
	if !strings.Contains(s.log.String(), "no such template") {
		t.Errorf("the log does not say why:\n%s", s.log)
	}
}

func TestAChannelThatNobodyServesFallsToTheNext(t *testing.T) {
	t.Parallel()
	s := newStand()
	s.options.Senders = nil
	if err := s.deliver(t, "r1"); err != nil {
		t.Fatal(err)
	}
	if rec := s.only(t); rec.State != dunning.Planned || !cmp.Equal(rec.Channels, onlyEmail) || rec.BodySHA256 != "" {
		t.Errorf("the record is %+v, want planned on the next channel, with no digest of a message that never was", rec)
	}
}

func TestACallRunsToItsEndThoughTheProcessIsAskedToStop(t *testing.T) {
	t.Parallel()
	s := newStand()
	ctx, stop := context.WithCancel(t.Context())
	s.options.Senders[dunning.SMS] = fakeSender(func(call context.Context, m dunning.Message) dunning.Receipt {
		stop()
		deadline, ok := call.Deadline()
		if call.Err() != nil || !ok || time.Until(deadline) > 31*time.Second {
			t.Errorf("the call's context: error %v, deadline %t in %s", call.Err(), ok, time.Until(deadline))
		}
		return s.take(call, m)
	})
	d := New(s.options)
	defer d.Close()
	if err := d.Handle(ctx, "r1"); err != nil {
		t.Fatal(err)
	}
	if got := s.only(t).State; got != dunning.Sent {
		t.Errorf("the reminder is %s, want sent", got)
	}
}

func TestClosingWaitsUntilWhatWasSentIsRecorded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStand()
		answered := make(chan struct{})
		s.options.Senders[dunning.SMS] = fakeSender(func(call context.Context, m dunning.Message) dunning.Receipt {
			<-answered
			return s.take(call, m)
		})
		d := New(s.options)
		handled, closed := make(chan error, 1), make(chan struct{})
		go func() { handled <- d.Handle(t.Context(), "r1") }()
		synctest.Wait()
		go func() { d.Close(); d.Close(); close(closed) }()
		synctest.Wait()
		select {
		case <-closed:
			t.Error("closed while a provider was still answering")
		default:
		}
		close(answered)
		<-closed
		if err := <-handled; err != nil {
			t.Error(err)
		}
		if got := s.only(t).State; got != dunning.Sent {
			t.Errorf("the reminder is %s, want sent", got)
		}
	})
}

func TestAnAnswerIsRecordedWhenTheLedgerComesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStand()
		away := 5
		s.ledger.record = func(list []dunning.Record) (int, error) {
			if away--; away >= 0 {
				return 0, errors.New("the ledger is away")
			}
			return s.keep(list)
		}
		if err := s.deliver(t, "r1"); err != nil {
			t.Fatal(err)
		}
		if rec := s.only(t); rec.State != dunning.Sent || rec.Receipt.Ref != "ref-r1" || len(s.sent) != 1 {
			t.Errorf("%d messages, and the record is %+v", len(s.sent), rec)
		}
	})
}

func TestAnAnswerIsGivenUpAfterAboutAMinuteAndLeftToTheSweep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStand()
		away, tries := errors.New("the ledger is away"), 0
		var last time.Time
		s.ledger.record = func([]dunning.Record) (int, error) {
			tries, last = tries+1, time.Now()
			return 0, away
		}
		began := time.Now()
		err := s.deliver(t, "r1")
		if took := time.Since(began); !errors.Is(err, away) || took < 45*time.Second || took > 75*time.Second {
			t.Errorf("given up after %s with %v", took, err)
		}
		if tries < 5 || tries > 20 || !last.Equal(time.Now()) {
			t.Errorf("tried %d times, the last time %s before the end", tries, time.Since(last))
		}
		if len(s.sent) != 1 {
			t.Errorf("%d messages were sent", len(s.sent))
		}
	})
}

// crowd rings many bells while the ledger is busy with the first one, and then lets it answer.
func crowd(t *testing.T, s *stand, ids []string) {
	t.Helper()
	busy, claim := make(chan struct{}), s.ledger.claim
	s.ledger.claim = func(q ClaimRequest) ([]dunning.Grant, error) {
		<-busy
		return claim(q)
	}
	d := New(s.options)
	var all sync.WaitGroup
	for i, id := range append([]string{"first"}, ids...) {
		all.Go(func() {
			if err := d.Handle(t.Context(), id); err != nil {
				t.Error(err)
			}
		})
		if i == 0 {
			synctest.Wait() // the first is at the ledger before the others come
		}
	}
	synctest.Wait()
	close(busy)
	all.Wait()
	d.Close()
}

func TestBellsThatRingAtTheSameMomentShareAClaim(t *testing.T) {
	t.Parallel()
	for most, want := range map[int][]int{0: {1, 50}, 20: {1, 20, 20, 10}, 1: slices.Repeat([]int{1}, 51)} {
		t.Run(fmt.Sprintf("at most %d in a group", most), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStand()
				s.options.Group = most
				var ids []string
				for n := range 50 {
					ids = append(ids, fmt.Sprintf("r%02d", n))
				}
				crowd(t, s, ids)
				var sizes []int
				for _, c := range s.claims {
					sizes = append(sizes, len(c))
				}
				if diff := cmp.Diff(want, sizes); diff != "" {
					t.Errorf("reminders in each claim (-want +got):\n%s", diff)
				}
				if len(s.sent) != 51 || len(s.records) != 51 {
					t.Errorf("%d messages and %d records for 51 reminders", len(s.sent), len(s.records))
				}
			})
		})
	}
}

func TestABellThatRingsTwiceInOneGroupIsOneMessage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStand()
		crowd(t, s, []string{"a", "b", "a", "a"})
		if len(s.claims) != 2 {
			t.Fatalf("%d claims, want 2: %v", len(s.claims), s.claims)
		}
		got := slices.Sorted(slices.Values(s.claims[1])) // the ledger counts each id once
		if diff := cmp.Diff([]string{"a", "a", "a", "b"}, got); diff != "" {
			t.Errorf("reminders of the shared claim (-want +got):\n%s", diff)
		}
		if len(s.sent) != 3 || len(s.records) != 3 {
			t.Errorf("%d messages and %d records for three reminders", len(s.sent), len(s.records))
		}
	})
}

func TestEachOfAGroupGetsItsOwnAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		got := map[int]int{}
		g := newGroup(3, 4, func(_ context.Context, list []int) []answer[int] {
			answers := make([]answer[int], len(list))
			for i, q := range list {
				answers[i] = answer[int]{a: -q}
				if q%5 == 0 {
					answers[i].err = errors.New("fifths fail")
				}
			}
			<-time.After(time.Second) // the others come meanwhile
			return answers
		})
		var all sync.WaitGroup
		for q := range 100 {
			all.Go(func() {
				a, err := g.ask(q)
				mu.Lock()
				defer mu.Unlock()
				got[q] = a
				if (err != nil) != (q%5 == 0) {
					t.Errorf("question %d is answered with error %v", q, err)
				}
			})
		}
		all.Wait()
		g.close()
		for q := range 100 {
			if got[q] != -q {
				t.Errorf("question %d got the answer %d", q, got[q])
			}
		}
	})
}
