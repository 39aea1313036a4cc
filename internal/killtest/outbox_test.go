package killtest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/internal/dunning"
	"comity/internal/ledger"
	"comity/internal/synth"
)

// With the outbox, wherever the process is killed, nothing is lost, repeated or unknown.
func TestKilledAnywhereTheOutboxHasEveryReminderOnce(t *testing.T) {
	t.Parallel()
	r := dice(t)
	k := &killer{t: t, dice: r, left: kills(t, 30)}
	var cut struct{ found, planned int }
	for k.left > 0 {
		s := newSite(t)
		k.book(s)
		received := s.outbox()
		b := s.audit(received)
		for id, reminder := range b.reminders {
			if reminder.State == dunning.Unknown {
				t.Errorf("reminder %s is unknown, though the outbox can be asked", id)
			}
		}
		cut.found += b.count(func(a ledger.AttemptRow) bool { return a.State == "accepted" && a.BodySHA256 == "" })
		cut.planned += b.count(func(a ledger.AttemptRow) bool { return a.State == "voided" && a.Code == "worker-died" })
		s.run("worker", "--drain", "--clock", deliverAt)
		if again := s.outbox(); len(again) != len(received) {
			t.Errorf("a worker with nothing to do wrote %d files", len(again)-len(received))
		}
	}
	t.Logf("%d kills; of the attempts cut off, the outbox had %d and %d were planned again", k.made, cut.found, cut.planned)
	if cut.found+cut.planned == 0 {
		t.Error("no kill came between claim and record: the test has proved little")
	}
}

// The moved clock of the demo's book: all times are of its business date, or the evening before.
const (
	importAt  = "2026-11-10T01:00:00+08:00"
	deliverAt = "2026-11-10T02:00:00+08:00"
)

// killer runs commands and kills them.
type killer struct {
	t    *testing.T
	dice *rand.Rand
	left int // kills still to be made
	made int
}

// book takes in, walks and delivers one book, killing each command a few times.
func (k *killer) book(s *site) {
	k.t.Helper()
	folder := filepath.Join(s.dir, "book")
	if _, err := synth.Demo(synth.Options{Accounts: 700, Seed: k.dice.Uint64(), Out: folder}); err != nil {
		k.t.Fatal(err)
	}
	k.until(s, 4, upTo200, "import", folder, "--clock", importAt)
	k.until(s, 4, upTo200, "run", "--date", synth.DemoDate().String())
	k.until(s, 8, filesWritten, "worker", "--drain", "--clock", deliverAt)
}

// until runs a command, killing it at most so many times at moments of its life, until it ends well.
func (k *killer) until(s *site, most int, moment func(*killer, *site, *process), args ...string) {
	k.t.Helper()
	for ; most > 0 && k.left > 0; most-- {
		p := s.start(args...)
		moment(k, s, p)
		if p.ended() && strings.Contains(p.log.String(), walking) {
			continue // the one that was killed before it still counts as alive
		}
		if p.ended() {
			p.must()
			return
		}
		p.kill()
		k.left--
		k.made++
	}
	s.patiently(args...)
}

// upTo200 waits for some part of 200 ms, which is about what importing and walking take.
func upTo200(k *killer, _ *site, p *process) {
	select {
	case <-p.done:
	case <-time.After(upTo(k.dice, 200*time.Millisecond)):
	}
}

// filesWritten waits until the outbox has some more files, or for a moment that may be before the first.
func filesWritten(k *killer, s *site, p *process) {
	if k.dice.IntN(4) == 0 {
		upTo200(k, s, p)
		return
	}
	for want := len(s.outbox()) + k.dice.IntN(120); len(s.outbox()) < want && !p.ended(); {
		pause(time.Millisecond)
	}
	pause(upTo(k.dice, 4*time.Millisecond))
}

// outbox says which reminders the outbox took, and how often: in one channel or several. A file whose name
// begins with a dot was never finished and counts as nothing.
func (s *site) outbox() map[string]int {
	s.t.Helper()
	taken := map[string]int{}
	for _, c := range dunning.Channels() {
		files, err := os.ReadDir(filepath.Join(s.dir, "data", "outbox", string(c)))
		if err != nil && !os.IsNotExist(err) {
			s.t.Fatal(err)
		}
		for _, f := range files {
			if name := f.Name(); !strings.HasPrefix(name, ".") {
				taken[strings.TrimSuffix(name, filepath.Ext(name))]++
			}
		}
	}
	return taken
}
