package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// counted is a run of which every number is another one, so that none can stand in for another.
func counted() (dunning.Run, dunning.Tally) {
	run := dunning.Run{
		ID: "run-1", PortfolioID: "demo", BusinessDate: calendar.Date{Year: 2026, Month: 11, Day: 10}, State: dunning.RunDone, Policy: "cn@1a2b3c4d5e6f",
	}
	t := dunning.NewTally()
	add := func(n int, stage string, r dunning.Result, rule string) {
		t.Walked += n
		t.CountMany(dunning.Walked{Stage: stage, Result: r, Rule: rule}, n)
	}
	add(40, "M1", dunning.ResultReminded, "")
	add(9, "M2", dunning.ResultDeferred, "CN-REST-H1")
	add(7, "M1", dunning.ResultSuppressed, "paid")
	add(7, "", dunning.ResultSuppressed, "plan-outside")
	add(5, "M5", dunning.ResultHandedOff, "plan-handoff")
	add(2, "M1", dunning.ResultFailed, "deadline")
	t.Persons, t.Covered = 66, 40
	t.CountReminder([]dunning.Channel{dunning.SMS, dunning.Email}, dunning.Sent, 30)
	t.CountReminder([]dunning.Channel{dunning.Email}, dunning.Unknown, 3)
	t.CountReminder([]dunning.Channel{dunning.Letter}, dunning.Planned, 6)
	return run, t
}

func summary() Summary { return Summarise(counted()) }

// golden compares with a file under testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestASummaryReadsWellInBothLanguages(t *testing.T) {
	t.Parallel()
	held := summary()
	held.State, held.Reason, held.DryRun = "would be held", "the payment file is old", true
	off := summary()
	off.Balances = false
	off.State, off.Reason = string(dunning.RunWalking), "it was fine"
	for name, s := range map[string]Summary{"done": summary(), "dry": held, "off": off, "nothing": Summarise(dunning.Run{State: dunning.RunDone}, dunning.NewTally())} {
		for _, locale := range []string{"en", "zh-CN"} {
			t.Run(name+" in "+locale, func(t *testing.T) {
				t.Parallel()
				var b bytes.Buffer
				why := func(rule string) string { return "[" + rule + "]" }
				if err := s.WriteText(&b, locale, why); err != nil {
					t.Fatal(err)
				}
				golden(t, name+"."+locale+".txt", b.Bytes())
			})
		}
	}
}

func TestALanguageThatIsNotSpokenIsEnglish(t *testing.T) {
	t.Parallel()
	var en, fr, zh, hant bytes.Buffer
	why := func(string) string { return "" }
	for locale, b := range map[string]*bytes.Buffer{"en": &en, "fr": &fr, "zh-CN": &zh, "zh-TW": &hant} {
		if err := summary().WriteText(b, locale, why); err != nil {
			t.Fatal(err)
		}
	}
	if fr.String() != en.String() || hant.String() != zh.String() || en.String() == zh.String() {
		t.Error("French must read as English, and every Chinese as Chinese")
	}
}

// The names and the order are what other programs read: a change here is a change for them.
func TestTheFieldsOfTheJSONAreFixed(t *testing.T) {
	t.Parallel()
	full := summary()
	full.Reason, full.Outbox = "why", "folder"
	data, err := json.MarshalIndent(full, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "summary.json", append(data, '\n'))
	data, err = json.Marshal(Summarise(dunning.Run{}, dunning.NewTally()))
	if err != nil {
		t.Fatal(err)
	}
	for _, optional := range []string{`"run"`, `"reason"`, `"outbox"`, "null"} {
		if strings.Contains(string(data), optional) {
			t.Errorf("a run of nothing says %s", optional)
		}
	}
}

func TestASummaryAddsUp(t *testing.T) {
	t.Parallel()
	s := summary()
	sum := func(m map[string]int) (n int) {
		for _, x := range m {
			n += x
		}
		return n
	}
	if s.Reminded+s.Deferred+s.Suppressed+s.HandedOff+s.Failed != s.Walked || sum(s.ByStage) != s.Walked || !s.Balances {
		t.Errorf("the accounts do not add up: %+v", s)
	}
	if sum(s.SuppressedBy) != s.Suppressed || sum(s.DeferredBy) != s.Deferred || sum(s.HandedOffBy) != s.HandedOff || sum(s.FailedBy) != s.Failed {
		t.Errorf("the reasons do not add up: %+v", s)
	}
	if sum(s.ByChannel) != s.Reminders || sum(s.ByState) != s.Reminders {
		t.Errorf("the reminders do not add up: %+v", s)
	}
	run, tally := counted()
	tally.Walked++
	if Summarise(run, tally).Balances {
		t.Error("an account without a result is said to balance")
	}
	run, tally = counted()
	tally.Covered--
	if Summarise(run, tally).Balances {
		t.Error("an account that is reminded and in no reminder is said to balance")
	}
}

// broken is a place where nothing can be written.
type broken struct{}

var errFull = errors.New("the disk is full")

func (broken) Write([]byte) (int, error) { return 0, errFull }

func TestASummaryThatCannotBeWrittenSaysSo(t *testing.T) {
	t.Parallel()
	if err := summary().WriteText(broken{}, "en", func(string) string { return "" }); !errors.Is(err, errFull) {
		t.Errorf("the error is %v", err)
	}
}

func TestEveryStateAndChannelHasAChineseName(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, s := range dunning.States() {
		ids = append(ids, string(s))
	}
	for _, c := range dunning.Channels() {
		ids = append(ids, string(c))
	}
	for _, s := range []dunning.RunState{dunning.RunHeld, dunning.RunWalking, dunning.RunDone, dunning.RunStopped} {
		ids = append(ids, string(s))
	}
	for _, id := range ids {
		if got := name(id, "zh-CN"); got == id {
			t.Errorf("%s has no Chinese name", id)
		}
		if got := name(id, "en"); got != id {
			t.Errorf("%s is called %s in English", id, got)
		}
	}
}

func TestTheDocumentOfStatesNamesEachAsThePagesDo(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range dunning.States() {
		row := "| `" + string(s) + "` | " + name(string(s), "zh-CN") + " |"
		owed := map[bool]string{true: "yes", false: "no"}[s.Owed()]
		found := false
		for line := range strings.Lines(string(page)) {
			found = found || (strings.HasPrefix(line, row) && strings.HasSuffix(strings.TrimSpace(line), "| "+owed+" |"))
		}
		if !found {
			t.Errorf("docs/states.md has no row that begins with %q and says that it is owed: %s", row, owed)
		}
	}
}
