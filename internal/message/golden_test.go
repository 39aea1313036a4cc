package message

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/dunning"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestEveryTextIsAsItWasLastRead renders every template in every channel and locale, with one account and,
// where it may cover more, with two. A golden file that changes is to be read by a person before it is committed.
func TestEveryTextIsAsItWasLastRead(t *testing.T) {
	t.Parallel()
	c := newComposer(t)
	wanted := map[string]bool{}
	for _, i := range c.Catalogue() {
		for accounts := 1; accounts <= mostAccounts(i); accounts++ {
			name := fmt.Sprintf("%s-%s.%s.%d", i.Channel, i.Template, i.Locale, accounts)
			for suffix, got := range render(t, c, i, exampleFacts(i, accounts)) {
				wanted[name+suffix] = true
				compareGolden(t, name+suffix, got)
			}
		}
	}
	files, err := filepath.Glob("testdata/golden/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !wanted[filepath.Base(file)] {
			t.Errorf("%s belongs to no template: remove it", file)
		}
	}
}

// render gives what a text becomes, by the suffix of its golden file.
func render(t *testing.T, c *Composer, i Info, f Facts) map[string]string {
	t.Helper()
	if i.Channel == dunning.Letter {
		page, err := c.Letter(f)
		if err != nil {
			t.Fatal(err)
		}
		page.From = dunning.Sender{} // as configured, and long
		text, err := json.MarshalIndent(page, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return map[string]string{".json": string(text) + "\n"}
	}
	m, err := c.Compose(f)
	if err != nil {
		t.Fatal(err)
	}
	if i.Channel == dunning.SMS {
		n, encoding, units := Segments(m.Text)
		return map[string]string{".txt": fmt.Sprintf("%s\n-- %d segments, %s, %d units\n", m.Text, n, encoding, units)}
	}
	return map[string]string{".txt": "Subject: " + m.Subject + "\n\n" + m.Text, ".html": m.HTML}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: run the test with -update and read the file", err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s changed (-want +got):\n%s", name, diff)
	}
}
