package intake_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/intake"
	"comity/internal/intake/intaketest"
)

// docs/import.md lists every column, in order, and says the same of which are required.
func TestTheDocumentListsTheColumnsAsTheyAre(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range intake.Kinds() {
		_, section, ok := strings.Cut(string(text), "\n### "+kind+".csv\n")
		if !ok {
			t.Errorf("no section on %s.csv", kind)
			continue
		}
		section, _, _ = strings.Cut(section, "\n### ")
		var written []intake.Column
		for line := range strings.Lines(section) {
			if cells := strings.Split(line, "|"); len(cells) > 3 && strings.HasPrefix(cells[1], " `") {
				written = append(written, intake.Column{
					Name: strings.Trim(cells[1], " `"), Required: strings.TrimSpace(cells[2]) == "yes",
				})
			}
		}
		have := intake.Columns(kind)
		if len(have) == 0 || len(have) != len(written) {
			t.Errorf("%s: %d columns, %d in the document", kind, len(have), len(written))
			continue
		}
		for i, c := range have {
			if written[i] != c {
				t.Errorf("%s: column %+v stands in the document as %+v", kind, c, written[i])
			}
		}
	}
}

// The examples of docs/import.md are one book, and it is taken in.
func TestTheExamplesOfTheDocumentAreTakenIn(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for section := range strings.SplitSeq(string(text), "\n### ") {
		name, body, _ := strings.Cut(section, "\n")
		body, _, _ = strings.Cut(body, "\n## ")
		for line := range strings.Lines(body) {
			if example, ok := strings.CutPrefix(line, "    "); ok && strings.Contains(name, ".") {
				files[name] += example
			}
		}
	}
	s := intaketest.New()
	mustTake(t, s, write(t, files))
	have := map[string]int{
		"customers": len(s.Customers), "points": len(s.Points), "accounts": len(s.Accounts), "payments": len(s.Payments),
		"holds": len(s.Holds), "promises": len(s.Promises), "appointments": len(s.Appointments), "plans": len(s.Plans),
		"instalments": len(s.Plans["pl1"].Instalments), "notices": len(s.Notices), "contacts": len(s.Contacts),
		"inconvenient times": len(s.Customers["c00002"].Inconvenient), "waivers": len(s.Customers["c00002"].Waivers),
	}
	want := map[string]int{
		"customers": 2, "points": 3, "accounts": 1, "payments": 1, "holds": 1, "promises": 1, "appointments": 1, "plans": 1,
		"instalments": 2, "notices": 1, "contacts": 2, "inconvenient times": 1, "waivers": 1,
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("of the examples (-want +got):\n%s", diff)
	}
}
