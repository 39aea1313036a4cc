package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/dunning"
	"comity/internal/message"
	"comity/templates"

	"github.com/google/go-cmp/cmp"
)

// TestEveryEmailIsPackedAsBefore holds the .eml of every template in every locale against its length and hash, and one
// of each language as a whole.
func TestEveryEmailIsPackedAsBefore(t *testing.T) {
	t.Parallel()
	words, err := message.New(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"emails.tsv": "template\tlocale\tbytes\tsha256\n"}
	for r := range words.Renderings(message.CaseTypical) {
		if r.Channel != dunning.Email {
			continue
		}
		p := worded(words, r.Facts)
		if p.Err != nil {
			t.Fatalf("%s: %v", r.File, p.Err)
		}
		files["emails.tsv"] += fmt.Sprintf("%s\t%s\t%d\t%.8x\n", r.Template, r.Locale, len(p.Bytes), sha256.Sum256(p.Bytes))
		if r.Template == "m2-help" && (r.Locale == "zh-CN" || r.Locale == "en-GB") {
			files[r.Template+"."+r.Locale+".eml"] = string(p.Bytes)
		}
		for _, header := range []string{"Subject:", "Content-Type: multipart/alternative", "text/plain; charset=UTF-8", "text/html; charset=UTF-8"} {
			if !strings.Contains(string(p.Bytes), header) {
				t.Errorf("%s: the .eml lacks %s", r.File, header)
			}
		}
	}
	for name, got := range files {
		file := filepath.Join("testdata", "emails", name)
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
			t.Errorf("%s changed; -update writes it (-want +got):\n%s", name, diff)
		}
	}
}
