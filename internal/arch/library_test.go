package arch

import (
	"fmt"
	"strings"
	"testing"
)

// home says which rooms may import some libraries, tests included, and why no other.
type home struct {
	libraries []string // import paths, each with everything below
	rooms     []string
	why       string
}

func homes() []home {
	return []home{
		{
			[]string{"github.com/hibiken/asynq", "github.com/alicebob/miniredis"},
			[]string{"internal/queue"},
			"the queue is only a bell (P7): nobody else may lean on what else asynq can do",
		},
		{
			[]string{"github.com/redis/go-redis"},
			[]string{"internal/queue", "internal/testenv"},
			"Redis may be emptied at any moment (P7): nothing else may be kept there",
		},
		{
			[]string{"database/sql", "github.com/jackc/pgx", "modernc.org/sqlite", "github.com/pressly/goose"},
			[]string{"internal/ledger", "internal/testenv", "internal/bench"},
			"one SQL text, in one room, tried on both databases; bench alone compares it with a bare database",
		},
		{
			[]string{"github.com/jung-kurt/gofpdf"},
			[]string{"internal/letter"},
			"gofpdf loses characters and is no longer maintained: one room knows its traps and can replace it",
		},
		{
			[]string{"github.com/twilio/twilio-go"},
			[]string{"internal/channel/sms", "internal/fake/twilio"},
			"another provider of SMS must be a new room and no more",
		},
		{
			[]string{"github.com/wneessen/go-mail"},
			[]string{"internal/channel/email"},
			"what go-mail's errors mean is judged once",
		},
		{
			[]string{"github.com/spf13/cobra"},
			[]string{"cmd"},
			"rooms are called by servers and tests, which have no command line",
		},
		{
			[]string{"github.com/knadh/koanf"},
			[]string{"internal/settings"},
			"a setting that is read anywhere else is neither documented nor validated",
		},
	}
}

func TestEveryLibraryStaysAtHome(t *testing.T) {
	t.Parallel()
	for _, s := range tree(t) {
		for _, fault := range strayLibraries(s) {
			t.Error(fault)
		}
	}
}

func strayLibraries(s source) []string {
	var faults []string
	for _, imported := range s.imports() {
		for _, h := range homes() {
			if underAny(imported, h.libraries) && !underAny(s.room(), h.rooms) {
				faults = append(faults, fmt.Sprintf("%s imports %s, which belongs to %s: %s",
					s.path, imported, strings.Join(h.rooms, ", "), h.why))
			}
		}
	}
	return faults
}

func TestAStrayLibraryIsNoticed(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int{
		"internal/delivery/a.go":      2,
		"internal/delivery/a_test.go": 2,
		"internal/queue/a.go":         1,
		"internal/ledger/x/a.go":      1,
	} {
		s := written(t, name, `package a; import ("github.com/hibiken/asynq"; "github.com/jackc/pgx/v5/pgxpool"; "fmt")`)
		if got := strayLibraries(s); len(got) != want {
			t.Errorf("%s: %d stray libraries noticed, want %d: %q", name, len(got), want, got)
		}
	}
}

// The nouns are what every other room speaks in: they must never bring anything along.
func TestNounsNeedTheStandardLibraryOnly(t *testing.T) {
	t.Parallel()
	for _, s := range tree(t) {
		if s.test() || !underAny(s.room(), []string{"internal/dunning", "internal/calendar"}) {
			continue
		}
		for _, imported := range s.imports() {
			if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") {
				t.Errorf("%s imports %s", s.path, imported)
			}
		}
	}
}
