package settings_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/settings"
)

var update = flag.Bool("update", false, "rewrite docs/settings.md and config/comity.example.yaml")

func TestDocumentsAreWhatTheTableSays(t *testing.T) {
	for path, got := range map[string]string{
		filepath.Join("..", "..", "docs", "settings.md"):           settings.Page(),
		filepath.Join("..", "..", "config", "comity.example.yaml"): settings.Example(),
	} {
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s is out of date: run go test ./internal/settings -update (-file +code):\n%s", path, diff)
		}
	}
}

func TestTheExampleIsSoundBothWithAndWithoutItsMarks(t *testing.T) {
	t.Parallel()
	asItIs, err := load(settings.Example(), nil, nil, nil)
	if err != nil {
		t.Fatalf("as it is: %v", err)
	}
	if diff := cmp.Diff(settings.Default().String(), asItIs.String()); diff != "" {
		t.Errorf("as it is, the example changes nothing (-default +example):\n%s", diff)
	}
	open := regexp.MustCompile(`(?m)^# `).ReplaceAllString(settings.Example(), "")
	files := disk{"/etc/comity/auth_token": "x", "/etc/comity/password": "y"}
	whole, err := load(open, nil, nil, files)
	if err != nil {
		t.Fatalf("with every line switched on: %v\n%s", err, open)
	}
	for _, e := range whole.Entries() {
		if e.Value == "" {
			t.Errorf("the example says nothing of %s", e.Key)
		}
	}
}

func TestEveryFieldIsExplainedAndHasAVariableOfItsOwn(t *testing.T) {
	t.Parallel()
	page, seen := settings.Page(), map[string]bool{}
	for _, name := range regexp.MustCompile("`COMITY_[A-Z_0-9]+`").FindAllString(page, -1) {
		if seen[name] {
			t.Errorf("%s stands for two settings", name)
		}
		seen[name] = true
	}
	for _, e := range settings.Default().Entries() {
		name := "`COMITY_" + strings.ToUpper(strings.ReplaceAll(e.Key, ".", "_")) + "`"
		if !seen[name] || !strings.Contains(page, "| `"+e.Key+"`") {
			t.Errorf("%s (%s) is not on the page", e.Key, name)
		}
	}
}

func FuzzASettingsFileNeverBreaksTheReader(f *testing.F) {
	f.Add(settings.Example())
	f.Add("dir: &a x\n---\n? [a]\n: b\n")
	f.Add("<<: *a\n!!map {a: }\n")
	f.Add("smtp:\n  dkim: {domain: }\n. : x\n'': y\n")
	f.Fuzz(func(t *testing.T, yaml string) {
		s, err := load(yaml, nil, nil, nil)
		if err == nil && s.Dir == "" {
			t.Error("accepted, and lost the defaults")
		}
	})
}
