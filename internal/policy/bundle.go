package policy

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Bundle is the files of one version of a policy, by their names, as a file system: what was kept of a version
// compiles to the same version again.
type Bundle map[string]string

// Bundled is the files that a policy was compiled from.
func (p *Policy) Bundled() Bundle {
	b := make(Bundle, len(p.sources))
	for _, s := range p.sources {
		b[s.File] = string(s.Data)
	}
	return b
}

// Open finds a file, or a folder of files.
func (b Bundle) Open(name string) (fs.File, error) {
	if text, ok := b[name]; ok {
		return &bundled{listed{path.Base(name), int64(len(text)), false}, strings.NewReader(text), nil}, nil
	}
	entries, err := b.ReadDir(name)
	if err != nil {
		return nil, err
	}
	return &bundled{listed{path.Base(name), 0, true}, strings.NewReader(""), entries}, nil
}

// ReadDir lists the files of a folder, by name.
func (b Bundle) ReadDir(name string) ([]fs.DirEntry, error) {
	var list []fs.DirEntry
	for file, text := range b {
		if dir, base := path.Split(file); strings.TrimSuffix(dir, "/") == name {
			list = append(list, listed{base, int64(len(text)), false})
		}
	}
	if len(list) == 0 {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	slices.SortFunc(list, func(x, y fs.DirEntry) int { return strings.Compare(x.Name(), y.Name()) })
	return list, nil
}

// bundled is an open file of a bundle.
type bundled struct {
	listed
	*strings.Reader
	entries []fs.DirEntry
}

func (f *bundled) Stat() (fs.FileInfo, error) { return f.listed, nil }

func (f *bundled) Close() error { return nil }

// Size is that of the file, not what is left to be read.
func (f *bundled) Size() int64 { return f.listed.size }

// listed describes a file of a bundle.
type listed struct {
	name string
	size int64
	dir  bool
}

func (e listed) Name() string               { return e.name }
func (e listed) Size() int64                { return e.size }
func (e listed) IsDir() bool                { return e.dir }
func (e listed) ModTime() time.Time         { return time.Time{} }
func (e listed) Sys() any                   { return nil }
func (e listed) Type() fs.FileMode          { return e.Mode().Type() }
func (e listed) Info() (fs.FileInfo, error) { return e, nil }

func (e listed) Mode() fs.FileMode {
	if e.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
