package delivery

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/dunning"
)

// askable is a channel that can tell what it took.
type askable struct {
	fakeSender
	ask func(reminderID string, c dunning.Channel) (dunning.Receipt, error)
}

func (a askable) Ask(_ context.Context, id string, c dunning.Channel) (dunning.Receipt, error) {
	return a.ask(id, c)
}

func stray() dunning.Stray {
	g := grant(1, dunning.SMS, dunning.Email)
	return dunning.Stray{Attempt: g.Attempt, Reminder: g.Reminder}
}

// sweep settles one stray with a channel, and answers what was recorded.
func sweep(t *testing.T, channel Sender) dunning.Record {
	t.Helper()
	s := newStand()
	s.options.Senders = map[dunning.Channel]Sender{dunning.SMS: channel}
	left := []dunning.Stray{stray()}
	s.ledger.strays = func(dunning.StrayQuery) ([]dunning.Stray, error) {
		list := left
		left = nil
		return list, nil
	}
	d := New(s.options)
	defer d.Close()
	if n, err := d.Strays(t.Context(), noon); n != 1 || err != nil {
		t.Fatalf("%d strays were settled, error %v", n, err)
	}
	return s.only(t)
}

func TestWhatADeadWorkerLeft(t *testing.T) {
	t.Parallel()
	unsent := fakeSender(func(context.Context, dunning.Message) dunning.Receipt {
		t.Error("a stray was sent again")
		return dunning.Receipt{}
	})
	says := func(r dunning.Receipt, err error) Sender {
		return askable{unsent, func(id string, c dunning.Channel) (dunning.Receipt, error) {
			if id != "reminder" || c != dunning.SMS {
				t.Errorf("asked about %q by %s", id, c)
			}
			return r, err
		}}
	}
	unknown := dunning.Record{
		AttemptID: "attempt", ReminderID: "reminder", State: dunning.Unknown, Rule: "worker-died",
		Receipt: dunning.Receipt{Class: dunning.Uncertain, Provider: "comity", Code: "worker-died"},
	}
	taken := dunning.Receipt{Class: dunning.Accepted, Provider: "fake", Ref: "file"}
	for name, c := range map[string]struct {
		channel Sender
		want    dunning.Record
	}{
		"is sent when the channel took it": {
			says(taken, nil), dunning.Record{AttemptID: "attempt", ReminderID: "reminder", State: dunning.Sent, Receipt: taken},
		},
		"is planned again, at no cost, when the channel did not take it": {
			says(dunning.Receipt{Class: dunning.Temporary, Code: "none"}, nil),
			Void(grant(1, dunning.SMS, dunning.Email), noon, "worker-died"),
		},
		"is unknown when the channel cannot say":            {says(dunning.Receipt{}, errors.New("the folder is away")), unknown},
		"is unknown when the channel is not certain itself": {says(dunning.Receipt{Class: dunning.Uncertain}, nil), unknown},
		"is unknown when the channel says nothing":          {says(dunning.Receipt{}, nil), unknown},
		"is planned again when the channel will never take it": {
			says(dunning.Receipt{Class: dunning.Permanent, Code: "none"}, nil),
			Void(grant(1, dunning.SMS, dunning.Email), noon, "worker-died"),
		},
		"is unknown when the channel cannot be asked": {unsent, unknown},
		"is unknown when nobody serves the channel":   {nil, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, sweep(t, c.channel)); diff != "" {
				t.Errorf("record (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheSweepAsksForLapsedWorkersAndItsOwnForgottenAttempts(t *testing.T) {
	t.Parallel()
	s := newStand()
	s.options.Timeout, s.options.Group = 10*time.Second, 7
	wall := noon.Add(72 * time.Hour) // leases lapse by the wall clock, though ours was moved
	s.ledger.strays = func(q dunning.StrayQuery) ([]dunning.Stray, error) {
		want := dunning.StrayQuery{Wall: wall.Add(-10 * time.Second), Worker: "worker", Before: noon.Add(-20 * time.Second), Limit: 7 + held}
		if diff := cmp.Diff(want, q); diff != "" {
			t.Errorf("asked for (-want +got):\n%s", diff)
		}
		return nil, nil
	}
	d := New(s.options)
	defer d.Close()
	if n, err := d.Strays(t.Context(), wall); n != 0 || err != nil {
		t.Errorf("%d settled, error %v", n, err)
	}
}

func TestTheSweepGoesOnUntilNothingIsLeft(t *testing.T) {
	t.Parallel()
	s := newStand()
	left := 5
	s.ledger.strays = func(dunning.StrayQuery) ([]dunning.Stray, error) {
		n := min(left, 2)
		left -= n
		return []dunning.Stray{stray(), stray()}[:n], nil
	}
	d := New(s.options)
	defer d.Close()
	if n, err := d.Strays(t.Context(), noon); n != 5 || err != nil {
		t.Errorf("%d of 5 strays were settled, error %v", n, err)
	}
}

func TestTheSweepEndsWhenSomebodyElseSettlesTheStrays(t *testing.T) {
	t.Parallel()
	s := newStand()
	s.ledger.strays = func(dunning.StrayQuery) ([]dunning.Stray, error) { return []dunning.Stray{stray()}, nil }
	s.ledger.record = func([]dunning.Record) (int, error) { return 0, nil }
	d := New(s.options)
	defer d.Close()
	if n, err := d.Strays(t.Context(), noon); n != 0 || err != nil {
		t.Errorf("%d settled, error %v", n, err)
	}
}

func TestASweepThatCannotRecordSaysSo(t *testing.T) {
	t.Parallel()
	away := errors.New("the ledger is away")
	for name, broken := range map[string]func(*stand){
		"while it reads": func(s *stand) {
			s.ledger.strays = func(dunning.StrayQuery) ([]dunning.Stray, error) { return nil, away }
		},
		"while it writes": func(s *stand) {
			s.ledger.strays = func(dunning.StrayQuery) ([]dunning.Stray, error) { return []dunning.Stray{stray()}, nil }
			s.ledger.record = func([]dunning.Record) (int, error) { return 0, away }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand()
			broken(s)
			d := New(s.options)
			defer d.Close()
			if n, err := d.Strays(t.Context(), noon); n != 0 || !errors.Is(err, away) {
				t.Errorf("%d settled, error %v", n, err)
			}
		})
	}
}
