package delivery

import (
	"context"
	"testing"
	"time"

	"comity/internal/dunning"
)

func TestAWorkerThatMightBeTakenForDeadMakesNoCall(t *testing.T) {
	t.Parallel()
	for believed, want := range map[bool]int{true: 1, false: 0} {
		s := newStand()
		s.options.Believed = func() bool { return believed }
		d := New(s.options)
		if err := d.Handle(t.Context(), "r1"); err != nil {
			t.Fatal(err)
		}
		d.Close()
		if len(s.sent) != want {
			t.Errorf("believed %v: %d messages, want %d", believed, len(s.sent), want)
		}
		if r := s.records[0]; !believed && (!r.Voided || r.State != dunning.Planned || r.Rule != RuleLease) {
			t.Errorf("not believed: recorded %+v, want a void attempt that is planned again", r)
		}
	}
}

func TestAnAttemptThatThisProcessAnswersForIsNoStray(t *testing.T) {
	t.Parallel()
	s := newStand()
	asked, answer := make(chan struct{}), make(chan struct{})
	take := s.take
	s.options.Senders[dunning.SMS] = fakeSender(func(ctx context.Context, m dunning.Message) dunning.Receipt {
		close(asked)
		<-answer
		return take(ctx, m)
	})
	s.ledger.strays = func(dunning.StrayQuery) ([]dunning.Stray, error) {
		return []dunning.Stray{{Attempt: dunning.Attempt{ID: "attempt-of-r1", ReminderID: "r1", Channel: dunning.SMS}}}, nil
	}
	d := New(s.options)
	done := make(chan error)
	go func() { done <- d.Handle(t.Context(), "r1") }()
	<-asked
	if n, err := d.Strays(t.Context(), noon); n != 0 || err != nil {
		t.Errorf("settled %d attempts while a provider is still asked, error %v", n, err)
	}
	close(answer)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	d.Close()
	if len(s.records) != 1 || s.records[0].State != dunning.Sent {
		t.Errorf("records %+v, want the one answer", s.records)
	}
}

func TestAnAccountThatIsSomebodyElsesNowLeaves(t *testing.T) {
	t.Parallel()
	fine := decides(func(dunning.Facts) dunning.Verdict { return verdict(allowed(dunning.SMS)) })
	p := petition("lead", "second")
	p.Person.Accounts[1].CustomerID = "another"
	diffRulings(t, dunning.Ruling{State: dunning.Sending, Channels: both, Point: point(dunning.SMS), NotAfter: evening, Leaving: []dunning.Leaving{
		leaving("second", dunning.ResultSuppressed, RuleNotDebtor),
	}}, Judge(fine, p, noon))
	p.Person.Accounts[1].Joint = []string{"person"}
	diffRulings(t, dunning.Ruling{State: dunning.Sending, Channels: both, Point: point(dunning.SMS), NotAfter: evening}, Judge(fine, p, noon))
	p.Person.Accounts[0].CustomerID = "another"
	if got := Judge(fine, p, noon); got.State != dunning.Cancelled || got.Rule != RuleNotDebtor {
		t.Errorf("a lead that is somebody else's: %s because of %s", got.State, got.Rule)
	}
}

func TestACallEndsWithTheFirstWindowOfAllAccountsCovered(t *testing.T) {
	t.Parallel()
	sooner := allowed(dunning.SMS)
	sooner.NotAfter = noon.Add(time.Minute)
	got := Judge(byAccount(map[string]dunning.Verdict{"lead": verdict(allowed(dunning.SMS)), "second": verdict(sooner)}), petition("lead", "second"), noon)
	if !got.NotAfter.Equal(sooner.NotAfter) {
		t.Errorf("the call may be made until %s, want %s", got.NotAfter, sooner.NotAfter)
	}
}
