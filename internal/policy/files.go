package policy

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"comity/internal/calendar"
)

// Load reads policies/NAME.yaml with the packs that come with it, and every calendars/*.json of a file
// system, and compiles the policy with the rules of the house.
func Load(files fs.FS, name string) (*Policy, error) {
	return Compose(files, Composition{Packs: []string{name}, House: true})
}

// Names lists the policies and packs of a file system.
func Names(files fs.FS) []string {
	found, _ := fs.Glob(files, "policies/*.yaml") // the pattern is well formed
	for i, f := range found {
		found[i] = strings.TrimSuffix(path.Base(f), ".yaml")
	}
	return found
}

// read is the text of a pack.
func read(files fs.FS, name string) (file string, data []byte, err error) {
	file = path.Join("policies", name+".yaml")
	data, err = fs.ReadFile(files, file)
	if errors.Is(err, fs.ErrNotExist) {
		return file, nil, fmt.Errorf("there is no policy %q: %s", name, oneOf(name, Names(files)))
	}
	if err != nil {
		return file, nil, fmt.Errorf("read policy: %w", err)
	}
	return file, data, nil
}

// LoadCalendars reads every calendars/*.json of a file system.
func LoadCalendars(files fs.FS) (Calendars, error) {
	found, _ := fs.Glob(files, "calendars/*.json") // the pattern is well formed
	tables := make(Calendars, len(found))
	for _, file := range found {
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, fmt.Errorf("read calendar: %w", err)
		}
		t, err := calendar.ParseTable(file, data)
		if err != nil {
			return nil, err
		}
		tables[t.Country()] = t
	}
	return tables, nil
}
