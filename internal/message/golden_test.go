package message

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"comity/internal/dunning"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// pages are the texts whose HTML is kept as a whole, to be looked at; of the others a hash is kept.
var pages = []string{"m3-options.zh-CN", "m3-options.zh-TW", "final-demand.en-US", "m2-help.en-GB"}

// TestEveryTextIsAsItWasLastRead holds every template in every locale, with one account and, where it may cover
// more, with two, against a file that a person has read. One that changes is to be read again before it is committed.
func TestEveryTextIsAsItWasLastRead(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for r := range newComposer(t).Renderings(CaseTypical, CaseSeveral) {
		if r.Err != nil {
			t.Fatalf("%s (%s): %v", r.File, r.Case, r.Err)
		}
		name := r.Template + "." + r.Locale
		files[name+".txt"] += fmt.Sprintf("== %s · %s ==\n", r.Channel, r.Case)
		if r.Channel == dunning.Email {
			files[name+".txt"] += "Subject: " + r.Subject + "\n\n"
		}
		files[name+".txt"] += strings.TrimRight(r.Text, "\n") + "\n"
		if r.Channel == dunning.SMS {
			n, encoding, units := Segments(r.Text)
			files[name+".txt"] += fmt.Sprintf("-- %d segments, %s, %d units\n", n, encoding, units)
		}
		files[name+".txt"] += "\n"
		if r.Letter != nil && len(r.Stages) > 0 && !strings.Contains(r.Locale, "-TW") && !strings.HasPrefix(r.Locale, "en-") {
			files[fmt.Sprintf("letter-%s.%d.json", name, len(r.Facts.Accounts))] = asJSON(t, *r.Letter)
		}
		for _, p := range pages {
			if p == name && r.HTML != "" && r.Case == CaseSeveral {
				files[name+".html"] = r.HTML
			}
		}
	}
	for name, got := range files {
		compareGolden(t, name, got)
	}
	kept, err := filepath.Glob("testdata/golden/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range kept {
		if _, ok := files[filepath.Base(file)]; !ok && filepath.Base(file) != worst {
			t.Errorf("%s belongs to no template: remove it", file)
		}
	}
}

const worst = "cases.tsv"

// TestEveryCaseOfEveryTextIsAsItWasLastRead renders every template in every locale and channel for every case that may
// go wrong, and keeps of each its length, its segments and a hash. No case fails but an SMS that is too long.
func TestEveryCaseOfEveryTextIsAsItWasLastRead(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("channel\ttemplate\tlocale\tcase\tcharacters\tsegments\ttext\thtml\n")
	for r := range newComposer(t).Renderings() {
		if r.Err != nil {
			t.Errorf("%s in %s (%s): %v", r.File, r.Locale, r.Case, r.Err)
			continue
		}
		segments := 0
		if r.Channel == dunning.SMS {
			segments, _, _ = Segments(r.Text)
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\n", r.Channel, r.Template, r.Locale, r.Case,
			utf8.RuneCountInString(r.Text), segments, short(r.Subject+"\n"+r.Text), short(r.HTML))
	}
	compareGolden(t, worst, b.String())
}

// asJSON is the page as package letter's tests draw it.
func asJSON(t *testing.T, page dunning.LetterPage) string {
	t.Helper()
	page.From = dunning.Sender{} // as configured, and long
	text, err := json.MarshalIndent(page, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

func short(s string) string {
	if s == "" {
		return "-"
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(s)))[:8]
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
