package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/testenv"
)

// The test binary, started anew, is a provider too.
func TestMain(m *testing.M) {
	if kind := os.Getenv(receiverVariable); kind != "" {
		leave(receive(kind))
		return
	}
	os.Exit(m.Run())
}

// Every section still does its work: what is delivered, walked and drawn is counted by the sections
// themselves, which answer no figure for work that was not done.
func TestEverySectionMeasures(t *testing.T) {
	t.Parallel()
	var out, log bytes.Buffer
	o := defaults()
	o.short()
	o.comity = build(t)
	o.postgres, o.redis, o.profile, o.json, o.out, o.log = testenv.Postgres(t), testenv.Redis(t), t.TempDir(), true, &out, &log
	if err := run(t.Context(), o); err != nil {
		t.Fatalf("%v\n%s", err, &log)
	}
	var r report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	for _, l := range r.Lines {
		lines[l.Section]++
		if !(l.Measured > 0) || math.IsInf(l.Measured, 0) || (l.Floor != "" && !(l.Ratio > 0)) {
			t.Errorf("%s: %s: measured %v, ratio %v", l.Section, l.What, l.Measured, l.Ratio)
		}
		if l.Section == "delivery" && l.Ratio >= 1 {
			t.Errorf("%s is faster than doing nothing: %v", l.What, l.Ratio)
		}
	}
	if diff := cmp.Diff(map[string]int{"night": 2, "delivery": 3, "letters": 2, "memory": 2}, lines); diff != "" {
		t.Errorf("lines of each section (-want +got):\n%s", diff)
	}
	for _, name := range names(sections()) {
		if info, err := os.Stat(filepath.Join(o.profile, name+".pprof")); err != nil || info.Size() == 0 {
			t.Errorf("there is no profile of %s", name)
		}
	}
}

func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "comity")
	if out, err := exec.Command("go", "build", "-o", binary, "comity/cmd/comity").CombinedOutput(); err != nil {
		t.Fatalf("build the binary: %v\n%s", err, out)
	}
	return binary
}

func TestAMissingBinaryIsSaidWithTheWayOut(t *testing.T) {
	t.Parallel()
	o := defaults()
	o.short()
	o.comity = filepath.Join(t.TempDir(), "nothing")
	_, err := remembered(t.Context(), &bench{options: o})
	if err == nil || !strings.Contains(err.Error(), "make build") {
		t.Errorf("it says %v, not what to do", err)
	}
}

func TestRatiosAreTakenWithinARound(t *testing.T) {
	t.Parallel()
	var p pairs
	p.add(10, 100)
	p.add(40, 100) // on a machine that became ten times faster for one side only
	p.add(30, 300)
	want := line{What: "x", Measured: 30, Against: 100, Ratio: 0.1, Low: 0.1, High: 0.4, Rounds: 3}
	if diff := cmp.Diff(want, p.into(line{What: "x"})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFiguresAreReadable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v    float64
		unit string
		want string
	}{
		{0.04, "/s", "0.0 /s"}, {99.94, "MiB", "99.9 MiB"}, {100, "/s", "100 /s"}, {999.6, "/s", "1,000 /s"}, {1234567, "/s", "1,234,567 /s"},
	} {
		if got := amount(c.v, c.unit); got != c.want {
			t.Errorf("%v is written %q, want %q", c.v, got, c.want)
		}
	}
}

func TestWrongCallsAreRefused(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-only", "nights"}, {"-accounts", "3"}, {"-rounds", "0"}, {"extra"}, {"-nothing"}} {
		var said bytes.Buffer
		if _, err := parse(args, &said); err == nil || said.Len() == 0 {
			t.Errorf("%q: error %v, said %q", args, err, said.String())
		}
	}
	o, err := parse([]string{"-short", "-only", "night,letters"}, &bytes.Buffer{})
	if diff := cmp.Diff([]string{"night", "letters"}, o.only); err != nil || diff != "" || o.rounds != 1 {
		t.Errorf("error %v, %d rounds, sections (-want +got):\n%s", err, o.rounds, diff)
	}
}

// A section that has used up its time begins no further round, but always does one.
func TestRoundsEndWhenTimeIsUsedUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rounds, want int
		patient      bool
	}{{3, 3, true}, {3, 1, false}, {1, 1, false}} {
		b := &bench{options: defaults()}
		b.rounds, b.log = c.rounds, &bytes.Buffer{}
		if !c.patient {
			b.patience = -1
		}
		done := 0
		if err := b.repeat("it", func(int) error { done++; return nil }); err != nil || done != c.want {
			t.Errorf("%+v: %d rounds, error %v", c, done, err)
		}
	}
}
