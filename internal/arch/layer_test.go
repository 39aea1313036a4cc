package arch

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "comity/"

// floor is a group of rooms that may import the same others. A room may always import what lies in it.
type floor struct {
	rooms []string
	may   []string
	why   string
}

func house() []floor {
	calendar := []string{"internal/calendar"}
	nouns := []string{"internal/dunning", "internal/calendar"}
	pure := []string{"internal/plan", "internal/policy", "internal/courtesy"}
	flows := []string{
		"internal/nightrun", "internal/delivery", "internal/feedback", "internal/printroom",
		"internal/casework", "internal/intake", "internal/evidence", "internal/report",
	}
	adapters := []string{
		"internal/ledger", "internal/queue", "internal/message", "internal/letter",
		"internal/channel/sms", "internal/channel/email", "internal/channel/outbox",
	}
	data := []string{"config", "templates", "letters"}
	core := slices.Concat(nouns, pure, []string{"internal/access", "internal/place"})
	everything := []string{"internal", "config", "templates", "letters"}
	return []floor{
		{calendar, nil, "dates and windows need nobody"},
		{[]string{"internal/dunning"}, calendar, "the nouns are shared by all, so they depend on none"},
		{pure, slices.Concat(nouns, pure), "a decision reads its arguments and nothing else"},
		{[]string{"internal/docread"}, nil, "reads documents, whatever they are about"},
		{[]string{"internal/facts"}, slices.Concat(nouns, []string{"internal/docread", "internal/place"}), "reads questions, and leaves the answers to policy"},
		{[]string{"internal/place"}, nouns, "where somebody may be follows from what is known of them alone"},
		{[]string{"internal/access"}, nouns, "who may do what is decided in one place that needs nobody"},
		{[]string{"internal/settings"}, slices.Concat(nouns, data), "settings are read before anything is opened"},
		{adapters, nouns, "an adapter can be replaced only if it knows neither the flows nor the other adapters"},
		{flows, core, "a flow declares the small interfaces it needs; app hands it the adapters"},
		{[]string{"internal/web", "internal/vendorsftp"}, slices.Concat(core, flows), "a door shows what flows do and does nothing itself"},
		{data, nil, "files, embedded"},
		{[]string{"internal/app"}, everything, "wiring"},
		{[]string{"cmd"}, everything, "thin: flags in, app called, words out"},
		{
			[]string{"internal/synth"},
			slices.Concat(core, []string{"internal/intake"}),
			"invents books as files, the way they arrive from outside",
		},
		{
			[]string{"internal/fake", "internal/sim", "internal/testenv", "internal/bench", "internal/arch", "internal/channel/channeltest"},
			everything,
			"for tests and development only",
		},
	}
}

func TestRoomsImportOnlyWhatTheirFloorMay(t *testing.T) {
	t.Parallel()
	for _, s := range tree(t) {
		for _, fault := range wrongImports(s) {
			t.Error(fault)
		}
	}
}

func wrongImports(s source) []string {
	if s.test() {
		return nil
	}
	f, ok := floorOf(s.room())
	if !ok {
		return []string{s.path + ": its room is on no floor of the house; add it to internal/arch, with the reason"}
	}
	var faults []string
	for _, imported := range s.imports() {
		other, ours := strings.CutPrefix(imported, module)
		if !ours || underAny(other, f.may) || homeOf(other, f.rooms) == homeOf(s.room(), f.rooms) {
			continue
		}
		faults = append(faults, fmt.Sprintf("%s imports %s: %s", s.path, other, f.why))
	}
	return faults
}

func floorOf(room string) (floor, bool) {
	for _, f := range house() {
		if underAny(room, f.rooms) {
			return f, true
		}
	}
	return floor{}, false
}

// homeOf is the room of the list in which a folder lies, or the folder itself.
func homeOf(dir string, rooms []string) string {
	for _, r := range rooms {
		if under(dir, r) {
			return r
		}
	}
	return dir
}

func TestAWrongImportIsNoticed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file, imports string
		wrong         bool
	}{
		{"internal/dunning/a.go", "internal/calendar", false},
		{"internal/calendar/a.go", "internal/dunning", true},
		{"internal/channel/sms/a.go", "internal/channel/email", true},
		{"internal/channel/sms/a.go", "internal/delivery", true},
		{"internal/channel/sms/a_test.go", "internal/fake/twilio", false},
		{"internal/ledger/sub/a.go", "internal/ledger", false},
		{"internal/ledger/a.go", "internal/queue", true},
		{"internal/delivery/a.go", "internal/ledger", true},
		{"internal/delivery/a.go", "internal/policy", false},
		{"internal/delivery/a.go", "internal/nightrun", true},
		{"internal/web/a.go", "internal/ledger", true},
		{"internal/app/a.go", "internal/ledger", false},
		{"internal/attic/a.go", "internal/dunning", true},
	} {
		s := written(t, c.file, fmt.Sprintf("package a\nimport %q", module+c.imports))
		if got := wrongImports(s); (len(got) > 0) != c.wrong {
			t.Errorf("%s importing %s: noticed %q, want wrong %t", c.file, c.imports, got, c.wrong)
		}
	}
}

// What exists for tests and development must not be linked into the ordinary path by accident.
func TestFakesStayOutOfProduction(t *testing.T) {
	t.Parallel()
	for _, s := range tree(t) {
		for _, fault := range testOnly(s) {
			t.Error(fault)
		}
	}
}

func testOnly(s source) []string {
	developers := []string{"cmd", "internal/app", "internal/fake", "internal/sim", "internal/testenv", "internal/bench"}
	if s.test() || underAny(s.room(), developers) {
		return nil
	}
	made := []string{
		module + "internal/fake", module + "internal/sim", module + "internal/testenv",
		"github.com/google/go-cmp", "pgregory.net/rapid", "github.com/rogpeppe/go-internal",
	}
	var faults []string
	for _, imported := range s.imports() {
		if imported == "testing" || underAny(imported, made) || strings.HasPrefix(imported, module) && strings.HasSuffix(path.Base(imported), "test") {
			faults = append(faults, fmt.Sprintf("%s imports %s, which is made for tests", s.path, imported))
		}
	}
	return faults
}

func TestAFakeInProductionIsNoticed(t *testing.T) {
	t.Parallel()
	text := fmt.Sprintf("package a\nimport (%q; %q; %q)", module+"internal/fake/smtp", module+"internal/ledger/ledgertest", "testing")
	if got := testOnly(written(t, "internal/delivery/a.go", text)); len(got) != 3 {
		t.Errorf("noticed %q, want three", got)
	}
	if got := testOnly(written(t, "internal/delivery/a_test.go", text)); len(got) != 0 {
		t.Errorf("a test may, yet: %q", got)
	}
}
