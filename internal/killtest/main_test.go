package killtest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

// built is the folder of the binary under test; it is made when first asked for.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "comity-kill-")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "comity"), "comity/cmd/comity")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return dir, fmt.Errorf("build the binary: %w\n%s", err, out)
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, _ := built(); dir != "" {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// binary is the path of the real binary.
func binary(t *testing.T) string {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "comity")
}

// dice draws the moments of one test. When the test fails it says how to draw them again.
func dice(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("COMITY_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatalf("COMITY_SEED: %v", err)
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("to repeat: COMITY_SEED=%d COMITY_KILLS=%s go test -count 1 -run '^%s$' ./internal/killtest", seed, os.Getenv("COMITY_KILLS"), t.Name())
		}
	})
	return rand.New(rand.NewPCG(seed, 0))
}

// kills is how many kills a test is to make: a few, or as many as COMITY_KILLS says.
func kills(t *testing.T, few int) int {
	t.Helper()
	s := os.Getenv("COMITY_KILLS")
	if s == "" {
		return few
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("COMITY_KILLS=%q: write how many kills to make, 1 or more", s)
	}
	return n
}

// upTo draws a duration from nothing to d.
func upTo(r *rand.Rand, d time.Duration) time.Duration { return time.Duration(r.Int64N(int64(d))) }

// pause lets real time pass: what is disturbed here are processes, whose time cannot be moved.
func pause(d time.Duration) { <-time.After(d) }

const patience = 90 * time.Second // for anything that must happen at all

// await asks until the answer is yes, and fails the test when it never is.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !done(); pause(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %s still not true: %s", patience, what)
		}
	}
}
