package message

import (
	"io/fs"
	"sync"
	"testing"

	"comity/internal/dunning"
	"comity/templates"
)

// embedded is the composer over the templates of the binary, made once for all tests.
var embedded = sync.OnceValues(func() (*Composer, error) { return New(templates.FS) })

func newComposer(t testing.TB) *Composer {
	t.Helper()
	c, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func compose(t testing.TB, f Facts) dunning.Message {
	t.Helper()
	m, err := newComposer(t).Compose(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// factsFor are example facts for a template, channel and locale.
func factsFor(t testing.TB, template string, channel dunning.Channel, locale string, accounts int) Facts {
	t.Helper()
	for _, i := range newComposer(t).Catalogue() {
		if i.Template == template && i.Channel == channel && i.Locale == locale {
			return exampleFacts(i, accounts)
		}
	}
	t.Fatalf("no template %s for %s in %s", template, channel, locale)
	return Facts{}
}

// templateFiles copies the embedded templates into a map that a test may change.
func templateFiles(t testing.TB) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(templates.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(templates.FS, path)
		files[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
