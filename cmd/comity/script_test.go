package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/simplifiedchinese"

	"comity/templates"
)

// The scripts in testdata/script read like a manual: what is typed, what is answered, and with which exit
// code. testdata/book is the book that most of them begin with, and templates are ours. What they may say beside the commands of
// testscript stands below.

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"comity": func() { os.Exit(realMain()) }})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			return errors.Join(
				os.CopyFS(filepath.Join(e.WorkDir, "book"), os.DirFS("testdata/book")),
				os.CopyFS(filepath.Join(e.WorkDir, "templates"), templates.FS),
			)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exitsCmd,
			"json":    jsonCmd,
			"keep":    keepCmd,
			"sums":    sumsCmd,
			"files":   filesCmd,
			"rewrite": rewriteCmd,
			"append":  appendCmd,
			"same":    sameCmd,
		},
	})
}

// exits CODE COMMAND… runs a command and wants its exit code.
func exitsCmd(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if neg || err != nil || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		got = ended.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("%s exits with %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// json FILE PATH=VALUE… wants values in a JSON file; PATH is keys and indexes by dots, and VALUE a regular
// expression for the whole value. An object or list is its length.
func jsonCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: json FILE PATH=VALUE…")
	}
	doc := document(ts, args[0])
	for _, a := range args[1:] {
		path, want, ok := strings.Cut(a, "=")
		if !ok {
			ts.Fatalf("%q is not PATH=VALUE", a)
		}
		got, err := value(doc, path)
		if err != nil {
			ts.Fatalf("%v", err)
		}
		if !regexp.MustCompile(`^(?:` + want + `)$`).MatchString(got) {
			ts.Fatalf("%s is %q, want %q", path, got, want)
		}
	}
}

// keep NAME FILE PATH puts a value of a JSON file into the environment.
func keepCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: keep NAME FILE PATH")
	}
	v, err := value(document(ts, args[1]), args[2])
	if err != nil {
		ts.Fatalf("%v", err)
	}
	ts.Setenv(args[0], v)
}

func document(ts *testscript.TestScript, file string) any {
	var doc any
	d := json.NewDecoder(strings.NewReader(ts.ReadFile(file)))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		ts.Fatalf("%s is not JSON: %v", file, err)
	}
	if d.More() {
		ts.Fatalf("%s holds more than one JSON value", file)
	}
	return doc
}

// value walks down a document by keys and indexes; the empty path is the whole.
func value(doc any, path string) (string, error) {
	for _, key := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' }) {
		switch x := doc.(type) {
		case map[string]any:
			v, ok := x[key]
			if !ok {
				return "", fmt.Errorf("%s: there is no %q", path, key)
			}
			doc = v
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(x) {
				return "", fmt.Errorf("%s: %q is no index of %d", path, key, len(x))
			}
			doc = x[i]
		default:
			return "", fmt.Errorf("%s: nothing is below %q", path, key)
		}
	}
	switch x := doc.(type) {
	case map[string]any:
		return strconv.Itoa(len(x)), nil
	case []any:
		return strconv.Itoa(len(x)), nil
	default:
		return fmt.Sprint(x), nil
	}
}

// summary is what P6 is checked with.
type summary struct {
	Walked       int            `json:"walked"`
	Reminded     int            `json:"reminded"`
	Deferred     int            `json:"deferred"`
	Suppressed   int            `json:"suppressed"`
	HandedOff    int            `json:"handed_off"`
	Failed       int            `json:"failed"`
	Reminders    int            `json:"reminders"`
	ByStage      map[string]int `json:"by_stage"`
	SuppressedBy map[string]int `json:"suppressed_by"`
	DeferredBy   map[string]int `json:"deferred_by"`
	HandedOffBy  map[string]int `json:"handed_off_by"`
	ByChannel    map[string]int `json:"by_channel"`
	ByState      map[string]int `json:"by_state"`
}

// sums FILE [OUTBOX] wants the sums of a run to balance, and as many files in the outbox as by_channel says.
func sumsCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: sums FILE [OUTBOX]")
	}
	var s summary
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &s); err != nil {
		ts.Fatalf("%v", err)
	}
	if s.Walked == 0 {
		ts.Fatalf("nothing was walked")
	}
	for what, pair := range map[string][2]int{
		"the five results":      {s.Reminded + s.Deferred + s.Suppressed + s.HandedOff + s.Failed, s.Walked},
		"by_stage":              {total(s.ByStage), s.Walked},
		"suppressed_by":         {total(s.SuppressedBy), s.Suppressed},
		"deferred_by":           {total(s.DeferredBy), s.Deferred},
		"handed_off_by":         {total(s.HandedOffBy), s.HandedOff},
		"by_channel, reminders": {total(s.ByChannel), s.Reminders},
		"by_state, reminders":   {total(s.ByState), s.Reminders},
	} {
		if pair[0] != pair[1] {
			ts.Fatalf("%s: the sum is %d, want %d", what, pair[0], pair[1])
		}
	}
	if len(args) < 2 {
		return
	}
	for channel, pattern := range map[string]string{"sms": "sms/*.json", "email": "email/*.eml", "letter": "letter/*.pdf"} {
		if n := count(ts, filepath.Join(args[1], pattern)); n != s.ByChannel[channel] {
			ts.Fatalf("the outbox holds %d %s, by_channel says %d", n, channel, s.ByChannel[channel])
		}
	}
}

func total(m map[string]int) (n int) {
	for _, x := range m {
		n += x
	}
	return n
}

// files N PATTERN wants as many files.
func filesCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: files N PATTERN")
	}
	if n := count(ts, args[1]); strconv.Itoa(n) != args[0] {
		ts.Fatalf("%s: %d files, want %s", args[1], n, args[0])
	}
}

func count(ts *testscript.TestScript, pattern string) int {
	found, err := filepath.Glob(ts.MkAbs(pattern))
	ts.Check(err)
	return len(found)
}

// rewrite HOW FILE makes a file what no text archive can hold: gb18030, bom, nul (for the word NUL), long
// (a million characters for the word LONG), empty.
func rewriteCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: rewrite HOW FILE")
	}
	text := ts.ReadFile(args[1])
	switch args[0] {
	case "gb18030":
		encoded, err := simplifiedchinese.GB18030.NewEncoder().String(text)
		ts.Check(err)
		text = encoded
	case "bom":
		text = "\ufeff" + text
	case "nul":
		text = strings.ReplaceAll(text, "NUL", "\x00")
	case "long":
		text = strings.ReplaceAll(text, "LONG", strings.Repeat("x", 1_000_000))
	case "empty":
		text = ""
	default:
		ts.Fatalf("rewrite: what is %q?", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}

// append FILE LINE… adds lines to a file.
func appendCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: append FILE LINE…")
	}
	text := ts.ReadFile(args[0]) + strings.Join(args[1:], "\n") + "\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// same FILE FILE wants the same bytes in both, and does not print them where they differ.
func sameCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: same FILE FILE")
	}
	if ts.ReadFile(args[0]) != ts.ReadFile(args[1]) {
		ts.Fatalf("%s and %s differ", args[0], args[1])
	}
}
