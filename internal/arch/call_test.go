package arch

import (
	"fmt"
	"go/ast"
	"slices"
	"testing"
)

// ban is a function of the standard library that only some rooms may name, and why.
type ban struct {
	pkg   string
	names []string
	rooms []string
	why   string
}

func bans() []ban {
	programs := []string{"cmd", "internal/testenv/cmd", "internal/bench"}
	return []ban{
		{
			"time",
			[]string{"Now", "Since", "Until"},
			[]string{"cmd", "internal/app", "internal/testenv", "internal/fake", "internal/bench"},
			"time is a value: a moved clock must move everything, and tests must be able to move it",
		},
		{"os", []string{"Exit"}, programs, "only a program knows that it is over; a room returns an error"},
		{"log", []string{"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"}, programs, "a room returns an error"},
		{"log", []string{"Print", "Printf", "Println"}, nil, "log/slog, with the logger that app made: its handler is the one that is checked for personal data"},
	}
}

func TestNobodyCallsWhatIsBanned(t *testing.T) {
	t.Parallel()
	for _, s := range tree(t) {
		for _, fault := range bannedCalls(s) {
			t.Error(fault)
		}
	}
}

func bannedCalls(s source) []string {
	if s.test() {
		return nil
	}
	var faults []string
	for _, b := range bans() {
		local := s.localName(b.pkg)
		if local == "" || underAny(s.room(), b.rooms) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == local && slices.Contains(b.names, sel.Sel.Name) {
				faults = append(faults, fmt.Sprintf("%s: %s.%s: %s", s.at(sel.Pos()), b.pkg, sel.Sel.Name, b.why))
			}
			return true
		})
	}
	return faults
}

func TestABannedCallIsNoticed(t *testing.T) {
	t.Parallel()
	text := `package a
import ("time"; stdlog "log"; "os")
var now = time.Now
func f() { stdlog.Fatal(time.Since(now())); os.Exit(1) }`
	for name, want := range map[string]int{
		"internal/ledger/a.go":      4,
		"internal/app/a.go":         2,
		"cmd/comity/a.go":           0,
		"internal/ledger/a_test.go": 0,
	} {
		if got := bannedCalls(written(t, name, text)); len(got) != want {
			t.Errorf("%s: %d noticed, want %d: %q", name, len(got), want, got)
		}
	}
}

// A function init runs before anybody has decided anything, and cannot be told not to.
func TestThereAreNoInitFunctions(t *testing.T) {
	t.Parallel()
	for _, s := range tree(t) {
		for _, fault := range initFunctions(s) {
			t.Error(fault)
		}
	}
	if got := initFunctions(written(t, "internal/ledger/a.go", "package a\nfunc init() {}")); len(got) != 1 {
		t.Errorf("a planted init is not noticed: %q", got)
	}
}

func initFunctions(s source) []string {
	var faults []string
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			faults = append(faults, s.at(f.Pos())+": func init")
		}
	}
	return faults
}
