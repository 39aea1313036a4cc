package policy

import (
	"testing"

	"comity/config"
)

// What is kept of a version compiles to the same version again, whatever becomes of the files it came from.
func TestAVersionCanBeCompiledFromWhatWasKeptOfIt(t *testing.T) {
	t.Parallel()
	for _, name := range Names(config.FS()) {
		p := shipped(t, name)
		again, err := Load(p.Bundled(), name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if again.Version() != p.Version() {
			t.Errorf("%s was %s", again.Version(), p.Version())
		}
	}
}

func TestABundleIsAFileSystem(t *testing.T) {
	t.Parallel()
	b := shipped(t, "cn").Bundled()
	for _, file := range []string{"policies/cn.yaml", "calendars/cn.json"} {
		if _, err := b.Open(file); err != nil {
			t.Error(err)
		}
	}
	if _, err := b.Open("policies/us.yaml"); err == nil {
		t.Error("it has a file that nobody put in")
	}
}
