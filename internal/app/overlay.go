package app

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"comity/internal/settings"
)

// folder is what is built in, with an installation's own files in place of those of the same name.
func folder(f settings.Folder, built fs.FS) fs.FS {
	if f.Dir == "" {
		return built
	}
	return overlay{os.DirFS(f.Dir), built}
}

// overlay is two file systems: what the upper one has hides what the lower one has under the same name.
type overlay struct{ upper, lower fs.FS }

// Open finds a file in the upper or else in the lower file system.
func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.upper.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.lower.Open(name)
	}
	return f, err
}

// ReadDir lists what either has, by name.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	upper, errUpper := fs.ReadDir(o.upper, name)
	lower, errLower := fs.ReadDir(o.lower, name)
	if errUpper != nil && errLower != nil {
		return nil, errUpper
	}
	if errUpper != nil && !errors.Is(errUpper, fs.ErrNotExist) {
		return nil, errUpper
	}
	for _, e := range lower {
		if !slices.ContainsFunc(upper, func(u fs.DirEntry) bool { return u.Name() == e.Name() }) {
			upper = append(upper, e)
		}
	}
	slices.SortFunc(upper, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return upper, nil
}
