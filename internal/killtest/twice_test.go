package killtest

import (
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/dunning"
	"comity/internal/synth"
	"comity/internal/testenv"
)

// Two schedulers that begin the same date at the same moment make one run.
func TestTwoRunsOfADateAreOne(t *testing.T) {
	t.Parallel()
	for name, ledger := range map[string]string{"SQLite": "", "PostgreSQL": testenv.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			if ledger != "" {
				s.env, s.ledger = append(s.env, "COMITY_LEDGER="+ledger), ledger
				s.run("migrate")
			}
			folder := filepath.Join(s.dir, "book")
			if _, err := synth.Demo(synth.Options{Accounts: 1500, Seed: dice(t).Uint64(), Out: folder}); err != nil {
				t.Fatal(err)
			}
			s.run("import", folder, "--clock", importAt)
			date := synth.DemoDate().String()
			alone := read[summary](t, s.run("run", "--date", date, "--dry-run", "--json"))
			together := []*process{s.start("run", "--date", date), s.start("run", "--date", date), s.start("run", "--date", date)}
			done := 0
			for _, p := range together {
				switch code := p.code(); {
				case code == 0:
					done++
				case !strings.Contains(p.log.String(), walking):
					t.Errorf("one of three ended with code %d: %s", code, tail(p.log.String()))
				}
			}
			if done == 0 {
				t.Error("none of three walked the book to its end")
			}
			b := s.keepRun()
			if b.run.State != dunning.RunDone || len(b.walked) != alone.Walked || len(b.reminders) != alone.Reminders {
				t.Errorf("three at once leave it %s, with %d accounts walked and %d reminders; alone it is %d and %d", b.run.State, len(b.walked), len(b.reminders), alone.Walked, alone.Reminders)
			}
			s.auditAgain(b)
		})
	}
}
