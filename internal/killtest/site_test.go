package killtest

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/internal/ledger"
)

// site is one installation under test.
type site struct {
	t      *testing.T
	dir    string // its working folder, without a settings file
	env    []string
	ledger string // where the ledger is, for our own looks
}

// newSite makes an installation of embedded parts, told further settings by environment.
func newSite(t *testing.T, env ...string) *site {
	t.Helper()
	s := &site{t: t, dir: t.TempDir()}
	s.ledger = filepath.Join(s.dir, "data", "ledger.db")
	s.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "TZ=UTC",
		"COMITY_DIR=" + filepath.Join(s.dir, "data"), "COMITY_LOG_LEVEL=error", "COMITY_WORKERS_LEASE=2s",
	}, env...)
	return s
}

// start starts a command of this installation.
func (s *site) start(args ...string) *process {
	s.t.Helper()
	return start(s.t, s.dir, s.env, args...)
}

// run runs a command that has to end well, and answers what it printed.
func (s *site) run(args ...string) string {
	s.t.Helper()
	return s.start(args...).must()
}

// walking is what a run says when another one walks the book, or was killed less than a lease ago.
const walking = "another process is walking this book"

// patiently runs a command that has to end well once nobody else walks the book.
func (s *site) patiently(args ...string) string {
	s.t.Helper()
	var p *process
	await(s.t, "nobody else walks the book", func() bool {
		p = s.start(args...)
		return p.code() == 0 || !strings.Contains(p.log.String(), walking)
	})
	return p.must()
}

// open opens the ledger for a look; the test closes it.
func (s *site) open() *ledger.Ledger {
	s.t.Helper()
	l, err := ledger.Open(s.t.Context(), s.ledger, ledger.Options{Now: time.Now})
	if err != nil {
		s.t.Fatal(err)
	}
	return l
}

// look opens the ledger, lets f read it, and closes it.
func (s *site) look(f func(ctx context.Context, l *ledger.Ledger) error) {
	s.t.Helper()
	l := s.open()
	defer func() { _ = l.Close() }()
	if err := f(s.t.Context(), l); err != nil {
		s.t.Fatal(err)
	}
}

// summary is what `comity run --json` prints, as far as it is audited.
type summary struct {
	Run        string         `json:"run"`
	State      string         `json:"state"`
	Walked     int            `json:"walked"`
	Reminded   int            `json:"reminded"`
	Deferred   int            `json:"deferred"`
	Suppressed int            `json:"suppressed"`
	HandedOff  int            `json:"handed_off"`
	Failed     int            `json:"failed"`
	Balances   bool           `json:"balances"`
	Reminders  int            `json:"reminders"`
	ByState    map[string]int `json:"by_state"`
}

// read reads JSON that a command printed.
func read[T any](t *testing.T, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("not the JSON that was expected: %v\n%s", err, text)
	}
	return v
}
