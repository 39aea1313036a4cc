package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"testing"
)

// stopped runs a command, stops it as a signal would as soon as it has said something, and returns its
// exit code and what it wrote to standard error.
func stopped(t *testing.T, says string, args ...string) (code int, stderr string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	errs := &listener{says: says, then: stop}
	code = run(ctx, args, stdio{
		In: strings.NewReader(""), Out: errs.beside(), Err: errs, User: "somebody", Name: "comity",
		Environ: []string{"COMITY_LISTEN_STAFF=127.0.0.1:0", "COMITY_LISTEN_PUBLIC=off", "COMITY_LISTEN_VENDOR=off"},
	})
	if !errs.said {
		t.Fatalf("it never said %q:\n%s", says, errs.text.String())
	}
	return code, errs.text.String()
}

// listener keeps what is written, and calls then when it hears some words.
type listener struct {
	mu   sync.Mutex
	text bytes.Buffer
	says string
	then func()
	said bool
}

func (l *listener) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	l.hear(p)
	return len(p), nil
}

func (l *listener) hear(p []byte) {
	if !l.said && strings.Contains(string(p), l.says) {
		l.said = true
		l.then()
	}
}

// beside hears as well, and keeps nothing.
func (l *listener) beside() io.Writer {
	return writerFunc(func(p []byte) (int, error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.hear(p)
		return len(p), nil
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestAServiceThatIsAskedToStopIsDone(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"serve"}, {"up"}} {
		code, said := stopped(t, "doors: staff http://127.0.0.1:", append(args, "--dir", t.TempDir())...)
		if code != exitDone || strings.Contains(said, "comity: ") {
			t.Errorf("%s ends with exit code %d, want 0; it said:\n%s", args, code, said)
		}
	}
}

const goesOn = "comity: stopped before the end; the same command again goes on from here"

func TestAJobThatIsStoppedBeforeItsEndSaysSo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	code, said := stopped(t, "took in", "demo", "--dir", dir, "--accounts", "400", "--no-serve")
	if code != exitCut || !strings.Contains(said, goesOn) {
		t.Errorf("exit code %d, want %d; it said:\n%s", code, exitCut, said)
	}
}

// A drain that is stopped at the first jump of its clock has not delivered all; the next one does.
func TestADrainThatIsStoppedBeforeItsEndSaysSo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	quiet := stdio{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, User: "somebody"}
	for _, args := range [][]string{
		{"import", "testdata/book", "--dir", dir},
		{"run", "--dir", dir, "--date", "2026-11-10"},
	} {
		if code := run(t.Context(), args, quiet); code != exitDone {
			t.Fatalf("%s: exit code %d", args, code)
		}
	}
	code, said := stopped(t, "the clock jumps there", "worker", "--drain", "--dir", dir, "--clock", "2026-11-10T02:00:00+08:00")
	if code != exitCut || !strings.Contains(said, goesOn) {
		t.Errorf("exit code %d, want %d; it said:\n%s", code, exitCut, said)
	}
	if code := run(t.Context(), []string{"worker", "--drain", "--dir", dir, "--clock", "2026-11-10T02:00:00+08:00"}, quiet); code != exitDone {
		t.Errorf("the same command again ends with exit code %d, want 0", code)
	}
}
