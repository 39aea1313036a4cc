package app

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/ledger"
	"comity/internal/nightrun"
	"comity/internal/settings"
	"comity/internal/synth"
)

func TestADryRunEqualsTheRunAndWritesNothing(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p place) {
		h := build(t, p, shanghai(2, 0))
		before := h.tables()
		dry, held, err := h.DryRun(t.Context(), h.options(synth.DemoDate()))
		must(t, err)
		if held != "" || !dry.Balances() {
			t.Errorf("the dry run would be held for %q; balances: %t", held, dry.Balances())
		}
		if diff := cmp.Diff(before, h.tables()); diff != "" {
			t.Errorf("the dry run wrote (-before +after):\n%s", diff)
		}
		walked, err := h.Ledger.Tally(t.Context(), h.walk().ID)
		must(t, err)
		if diff := cmp.Diff(walked, dry); diff != "" {
			t.Errorf("tally (-run +dry):\n%s", diff)
		}
	})
}

func TestARunWithOldPaymentDataIsHeldUntilItIsReleased(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p place) {
		h := build(t, p, shanghai(2, 0).AddDate(0, 0, 2)) // the payment file tells of two days before
		o := h.options(synth.DemoDate().AddDays(2))
		_, held, err := h.DryRun(t.Context(), o)
		must(t, err)
		run, err := h.Run(t.Context(), o)
		if !errors.Is(err, nightrun.ErrHeld) || held == "" || run.Reason != held {
			t.Fatalf("the run ends with %v; the dry run said %q", err, held)
		}
		h.drain(h.App)
		if len(h.rows(run)) > 0 || len(h.reminders(run)) > 0 || len(h.outbox()) > 0 {
			t.Fatal("a held run walked, reserved or sent something")
		}
		run, err = h.Release(t.Context(), run, o, "asked the bank: nobody paid")
		must(t, err)
		stored, err := h.Ledger.Run(t.Context(), run.ID)
		must(t, err)
		if stored.State != dunning.RunDone || stored.Reason != "asked the bank: nobody paid" {
			t.Errorf("the released run is %s because %q", stored.State, stored.Reason)
		}
		h.drain(h.App)
		if tally := h.balanced(run); tally.ByState[dunning.Sent] == 0 || tally.ByState[dunning.Sent] != tally.Reminders {
			t.Errorf("after the release: %+v", tally)
		}
	})
}

func TestARunThatIsHeldWhileItWalksGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p place) {
		h := build(t, p, shanghai(2, 0))
		o := h.options(synth.DemoDate())
		w, err := h.walker(o)
		must(t, err)
		w.Piece = 20
		var run dunning.Run
		w.Progress = func(p nightrun.Progress) {
			if p.Walked >= 40 && run.ID == "" {
				run, err = h.Runs().Hold(t.Context(), o.Portfolio.ID, o.Date, "li.na", "the file looks odd")
				must(t, err)
			}
		}
		if _, err := h.Runs().Do(t.Context(), w, o.Schedule, o.Date, "test"); !errors.Is(err, ledger.ErrRunMoved) {
			t.Fatalf("the walk that was held ends with %v", err)
		}
		if n := len(h.rows(run)); n < 40 || n > 60 {
			t.Errorf("%d accounts were walked before the run was held", n)
		}
		stored, err := h.Ledger.Run(t.Context(), run.ID)
		must(t, err)
		if stored.State != dunning.RunHeld || stored.After == "" {
			t.Errorf("the held run is %s after %q", stored.State, stored.After)
		}
		_, err = h.Release(t.Context(), stored, o, "it was fine")
		must(t, err)
		dry, _, err := build(t, embedded(), shanghai(2, 0)).DryRun(t.Context(), o)
		must(t, err)
		if diff := cmp.Diff(dry, h.balanced(run)); diff != "" {
			t.Errorf("tally (-in one go +held and released):\n%s", diff)
		}
	})
}

func TestTheClockIsMovedOnlyWhereNothingLeavesTheHouse(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*settings.Settings){
		"sms by twilio":   func(s *settings.Settings) { s.Channels.SMS = settings.Twilio },
		"email by smtp":   func(s *settings.Settings) { s.Channels.Email = settings.SMTP },
		"letter by print": func(s *settings.Settings) { s.Channels.Letter = "print" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := settings.Default()
			s.Dir = t.TempDir()
			change(&s)
			if _, err := Open(t.Context(), Options{Settings: s, Clock: NewClock(shanghai(2, 0))}); !errors.Is(err, ErrMovedClock) {
				t.Errorf("opening ends with %v", err)
			}
		})
	}
}

func TestAnUnmovedClockNeitherJumpsNorGoesBack(t *testing.T) {
	t.Parallel()
	c := NewClock(time.Time{})
	c.Jump(time.Now().Add(time.Hour))
	if ahead := time.Until(c.Now()); ahead > time.Minute || c.Moved() {
		t.Errorf("the machine's clock jumped by %s", ahead)
	}
	c = NewClock(shanghai(2, 0))
	c.Jump(shanghai(9, 0))
	c.Jump(shanghai(1, 0))
	if now := c.Now(); now.Before(shanghai(9, 0)) || now.After(shanghai(9, 1)) || !c.Moved() {
		t.Errorf("a clock that was moved to nine, and then asked to go back, says %s", now)
	}
}

// keep lets the scheduler look once.
func (h *house) keep(s dunning.Schedule, missed map[string]calendar.Date) {
	h.t.Helper()
	h.App.keep(h.t.Context(), s, missed)
}

func nightly() dunning.Schedule {
	return dunning.Schedule{PortfolioID: "demo", At: "02:00", Latest: "05:00", Enabled: true}
}

func TestTheSchedulerBeginsTheRunOfTheNightOnceAndReplaysNone(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(1, 59))
	missed := map[string]calendar.Date{}
	runs := func() []dunning.Run {
		list, err := h.Ledger.Runs(t.Context(), 100)
		must(t, err)
		return list
	}
	h.keep(nightly(), missed)
	if len(runs()) > 0 {
		t.Fatal("a run began before its time")
	}
	h.Clock.Jump(shanghai(2, 0))
	h.keep(nightly(), missed)
	h.keep(nightly(), missed)
	if list := runs(); len(list) != 1 || list[0].BusinessDate != synth.DemoDate() || list[0].State != dunning.RunDone || list[0].Actor != "scheduler" {
		t.Fatalf("at two in the morning: %+v", list)
	}
	h.Clock.Jump(shanghai(5, 0))
	h.keep(nightly(), missed)
	if strings.Contains(h.log.String(), "latest start") {
		t.Error("a run that was done is said to be missed")
	}
	h.Clock.Jump(shanghai(6, 0).AddDate(0, 0, 3)) // down for two nights, and up too late for the third
	h.keep(nightly(), missed)
	h.keep(nightly(), missed)
	if list := runs(); len(list) != 1 || strings.Count(h.log.String(), "latest start") != 1 {
		t.Errorf("%d runs, and missing is said %d times, want 1 and once", len(list), strings.Count(h.log.String(), "latest start"))
	}
}

func TestAScheduledRunIsHeldByTheInstallationsBrake(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(4, 0), func(s *settings.Settings) { s.Brake.MaxAge = 3 * time.Hour })
	missed := map[string]calendar.Date{}
	h.keep(nightly(), missed)
	h.keep(nightly(), missed)
	run, ok, err := h.Ledger.RunOn(t.Context(), "demo", synth.DemoDate())
	must(t, err)
	if !ok || run.State != dunning.RunHeld || !strings.Contains(run.Reason, "3 hours old at most") {
		t.Errorf("with data four hours old the run is %s because %q", run.State, run.Reason)
	}
	if n := strings.Count(h.log.String(), "held until a person releases it"); n != 1 {
		t.Errorf("that it is held is said %d times, want once", n)
	}
	own := nightly()
	own.MaxAgeHours = 12
	if got := h.braked(own).MaxAgeHours; got != 12 {
		t.Errorf("a schedule that permits 12 hours is held to %d", got)
	}
}

func TestAScheduleInAnotherZoneRunsForThePortfoliosDate(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 30)) // 18:30 on the day before, in UTC
	s := nightly()
	s.Zone, s.At, s.Latest = "UTC", "18:00", "20:00"
	h.keep(s, map[string]calendar.Date{})
	run, ok, err := h.Ledger.RunOn(t.Context(), "demo", synth.DemoDate())
	must(t, err)
	if !ok || run.State != dunning.RunDone {
		t.Fatalf("there is a run for the date in Shanghai: %t, %s", ok, run.State)
	}
	if tally := h.balanced(run); tally.Reminders == 0 {
		t.Error("the run reminded nobody: it was for a date that is over")
	}
}

func TestTwoSchedulersMakeOneRun(t *testing.T) {
	t.Parallel()
	h := build(t, servers(), shanghai(2, 0))
	apps := []*App{h.App, h.open(clockAt(h.settings, shanghai(2, 0))), h.open(clockAt(h.settings, shanghai(2, 0)))}
	var all sync.WaitGroup
	for _, a := range apps {
		all.Go(func() { a.keep(t.Context(), nightly(), map[string]calendar.Date{}) })
	}
	all.Wait()
	list, err := h.Ledger.Runs(t.Context(), 100)
	must(t, err)
	if len(list) != 1 || list[0].State != dunning.RunDone {
		t.Fatalf("three schedulers made %+v", list)
	}
	h.balanced(list[0])
	if strings.Contains(h.log.String(), "did not end") {
		t.Error("a scheduler complains that another one was faster")
	}
}

func TestTheSchedulerLooksAtOnceAndEndsWhenItIsToldTo(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 0))
	must(t, h.Ledger.SaveSchedule(t.Context(), "test", nightly()))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.Schedule(ctx) }()
	h.log.await("the book was walked")
	stop()
	must(t, <-ended)
}

func TestAScheduleThatCannotBeKeptIsSaidSo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*dunning.Schedule)
		says   string
	}{
		"no such portfolio": {func(s *dunning.Schedule) { s.PortfolioID = "nobody's" }, "portfolio that is not there"},
		"no such zone":      {func(s *dunning.Schedule) { s.Zone = "Asia/Atlantis" }, "zone is not known"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t, embedded(), shanghai(2, 0))
			s := nightly()
			c.change(&s)
			h.keep(s, map[string]calendar.Date{})
			if !strings.Contains(h.log.String(), c.says) {
				t.Errorf("the log does not say %q", c.says)
			}
			if list, err := h.Ledger.Runs(t.Context(), 1); err != nil || len(list) > 0 {
				t.Errorf("runs %v, error %v", list, err)
			}
		})
	}
}
