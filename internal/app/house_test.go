package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"comity/internal/access"
	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/intake"
	"comity/internal/ledger"
	"comity/internal/settings"
	"comity/internal/synth"
	"comity/internal/testenv"
)

// place is where an installation keeps its ledger and its queue.
type place struct {
	name   string
	settle func(testing.TB, *settings.Settings)
}

func embedded() place { return place{"embedded", func(testing.TB, *settings.Settings) {}} }

func servers() place {
	return place{"PostgreSQL and Redis", func(tb testing.TB, s *settings.Settings) {
		s.Ledger, s.Redis = settings.NewAddress(testenv.Postgres(tb)), settings.NewAddress(testenv.Redis(tb))
	}}
}

// everywhere runs a test in both kinds of installation.
func everywhere(t *testing.T, test func(*testing.T, place)) {
	t.Helper()
	for _, p := range []place{embedded(), servers()} {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			test(t, p)
		})
	}
}

// shanghai is a local time of the demo's business date.
func shanghai(hour, minute int) time.Time {
	d := synth.DemoDate()
	return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, time.FixedZone("+08:00", 8*3600))
}

// house is an installation with the demo's book taken in.
type house struct {
	*App
	t        *testing.T
	settings settings.Settings
	book     string // the folder of the book
	log      *notes
	private  []secret
}

// build makes an installation whose clock was moved to an instant, and takes the demo's book in. When the
// test ends, everything that was logged meanwhile is searched for personal data.
func build(t *testing.T, p place, now time.Time, change ...func(*settings.Settings)) *house {
	t.Helper()
	h := &house{t: t, settings: settings.Default(), book: filepath.Join(t.TempDir(), "book"), log: newNotes()}
	h.settings.Dir = filepath.Join(t.TempDir(), "data")
	h.settings.Workers.Servers, h.settings.Workers.Concurrency = 2, 8
	p.settle(t, &h.settings)
	for _, c := range change {
		c(&h.settings)
	}
	if !h.settings.Ledger.IsZero() {
		must(t, Migrate(t.Context(), h.settings, func(access.Store) error { return nil }))
	}
	_, err := synth.Demo(synth.Options{Accounts: 70, Out: h.book, Seed: 1})
	must(t, err)
	h.private = privateData(t, h.book)
	h.App = h.open(clockAt(h.settings, now))
	r, err := h.Import(t.Context(), intake.Options{Paths: []string{h.book}, Actor: "test", Locale: "en"})
	must(t, err)
	if r.Rejected() > 0 {
		t.Fatalf("%d rows of the demo's book were rejected", r.Rejected())
	}
	t.Cleanup(func() { h.log.search(t, h.private) })
	return h
}

// clockAt is a moved clock; where messages leave the house it pretends to be the machine's own, which
// only a test may.
func clockAt(s settings.Settings, now time.Time) *Clock {
	c := NewClock(now)
	c.moved = s.AllOutbox()
	return c
}

// push moves a clock forward, though it counts as the machine's own.
func push(c *Clock, to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shift = max(c.shift, time.Until(to))
}

// open opens the installation once more, as another process would.
func (h *house) open(c *Clock) *App {
	h.t.Helper()
	a, err := Open(h.t.Context(), Options{Settings: h.settings, Clock: c, Log: slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	must(h.t, err)
	h.t.Cleanup(func() { must(h.t, a.Close()) })
	return a
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// today are the options of a run for a date.
func (h *house) options(date calendar.Date) RunOptions {
	h.t.Helper()
	p, err := h.Portfolio(h.t.Context(), "")
	must(h.t, err)
	s, err := h.ScheduleOf(h.t.Context(), p.ID)
	must(h.t, err)
	return RunOptions{Portfolio: p, Schedule: s, Date: date, Actor: "test"}
}

// walk does the night's run.
func (h *house) walk() dunning.Run {
	h.t.Helper()
	run, err := h.Run(h.t.Context(), h.options(synth.DemoDate()))
	must(h.t, err)
	return run
}

// drain delivers until nothing more is owed. A clock that cannot jump is pushed.
func (h *house) drain(a *App) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Minute)
	defer cancel()
	must(h.t, a.Work(ctx, WorkOptions{Drain: true, Waiting: func(until time.Time) {
		if !a.Clock.Moved() {
			push(a.Clock, until)
		}
	}}))
	must(h.t, ctx.Err())
}

// reminders lists those of a run.
func (h *house) reminders(run dunning.Run) []dunning.Reminder {
	h.t.Helper()
	list, err := h.Ledger.Reminders(h.t.Context(), ledger.ReminderFilter{RunID: run.ID, Limit: 10_000})
	must(h.t, err)
	return list
}

// rows lists what a run decided, by account.
func (h *house) rows(run dunning.Run) map[string]dunning.Walked {
	h.t.Helper()
	rows := map[string]dunning.Walked{}
	must(h.t, h.Ledger.EachWalked(h.t.Context(), run.ID, func(w dunning.Walked) error {
		if _, twice := rows[w.AccountID]; twice {
			return fmt.Errorf("account %s has two rows", w.AccountID)
		}
		rows[w.AccountID] = w
		return nil
	}))
	return rows
}

// outbox is every file of the outbox: its name → what is in it.
func (h *house) outbox() map[string]string {
	h.t.Helper()
	files := map[string]string{}
	found, err := filepath.Glob(filepath.Join(h.settings.OutboxDir(), "*", "*"))
	must(h.t, err)
	for _, f := range found {
		data, err := os.ReadFile(f)
		must(h.t, err)
		name, err := filepath.Rel(h.settings.OutboxDir(), f)
		must(h.t, err)
		files[name] = string(data)
	}
	return files
}

// tables is the whole ledger, row by row, as text.
func (h *house) tables() map[string][]string {
	h.t.Helper()
	tables := testenv.Tables(h.t, ledgerAddress(h.settings))
	if len(tables["account"]) == 0 {
		h.t.Fatal("the ledger has no accounts: it was not read")
	}
	return tables
}

// redis is everything that the queue's Redis holds, as text.
func (h *house) redis() string { return testenv.RedisText(h.t, h.settings.Redis.Reveal()) }

// secret is something that only the ledger and a message may say. It is never printed: where names its
// place in the book.
type secret struct{ text, where string }

// privateData reads every name, number and address out of a book's files.
func privateData(t *testing.T, book string) []secret {
	t.Helper()
	var list []secret
	for file, columns := range map[string][]string{"customers": {"name"}, "contact_points": {"value", "line1", "line2", "line3"}} {
		f, err := os.Open(filepath.Join(book, file+".csv"))
		must(t, err)
		rows, err := csv.NewReader(f).ReadAll()
		must(t, err)
		must(t, f.Close())
		for n, row := range rows[1:] {
			for i, cell := range row {
				if cell != "" && slices.Contains(columns, rows[0][i]) {
					list = append(list, secret{strings.TrimPrefix(cell, "+"), fmt.Sprintf("%s.csv, line %d, %s", file, n+2, rows[0][i])})
				}
			}
		}
	}
	if len(list) < 200 {
		t.Fatalf("%d names, numbers and addresses were found in the book: too few to be all", len(list))
	}
	return list
}

// found lists the places of the secrets that a text gives away.
func found(text string, list []secret) (where []string) {
	for _, s := range list {
		if strings.Contains(text, s.text) {
			where = append(where, s.where)
		}
	}
	return where
}

// notes is a log that can be waited for.
type notes struct {
	mu   sync.Mutex
	text bytes.Buffer
	more *sync.Cond
}

func newNotes() *notes {
	n := &notes{}
	n.more = sync.NewCond(&n.mu)
	return n
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	defer n.more.Broadcast()
	return n.text.Write(p)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

// await waits until the log says something.
func (n *notes) await(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for !strings.Contains(n.text.String(), text) {
		n.more.Wait()
	}
}

// search looks for personal data in the log.
func (n *notes) search(t *testing.T, private []secret) {
	t.Helper()
	for _, where := range found(n.String(), private) {
		t.Errorf("the log gives away %s", where)
	}
}
