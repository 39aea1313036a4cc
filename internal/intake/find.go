package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// findFiles lists the files of the options, folders looked into but not their folders, in order of kinds.
func findFiles(opts Options) ([]file, error) {
	locale := opts.Locale
	if len(opts.Paths)+len(opts.Files) == 0 {
		return nil, errors.New("nothing to take in: name a folder, or files")
	}
	byKind := map[string]file{}
	var wrong []error
	add := func(found []file, err error) {
		if err != nil {
			wrong = append(wrong, err)
		}
		for _, f := range found {
			if _, twice := byKind[f.kind]; twice {
				wrong = append(wrong, &FileError{f.name, fileTwice.fault(locale, 0, "", 0, f.kind)})
			}
			byKind[f.kind] = f
		}
	}
	for _, path := range opts.Paths {
		add(filesAt(path, locale))
	}
	for _, kind := range slices.Sorted(maps.Keys(opts.Files)) {
		add(namedFile(kind, opts.Files[kind], locale))
	}
	var list []file
	for _, k := range kinds() {
		if f, ok := byKind[k]; ok {
			list = append(list, f)
		}
	}
	if len(list) == 0 && len(wrong) == 0 {
		wrong = append(wrong, fmt.Errorf("nothing to take in: none of %s is there", strings.Join(fileNames(), ", ")))
	}
	return list, errors.Join(wrong...)
}

func filesAt(path, locale string) ([]file, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		f, err := fileAt(path, info, locale)
		if err != nil {
			return nil, err
		}
		return []file{f}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var list []file
	var wrong []error
	for _, e := range entries {
		if !mine(e) {
			continue
		}
		full := filepath.Join(path, e.Name())
		info, err := os.Stat(full)
		if err == nil {
			var f file
			f, err = fileAt(full, info, locale)
			list = append(list, f)
		}
		if err != nil {
			return nil, err
		}
	}
	return list, errors.Join(wrong...)
}

// mine says whether an entry of a folder is one to take in, or to complain about. Other files may lie
// beside, but a CSV file with a name that is not known was probably meant for us.
func mine(e fs.DirEntry) bool {
	lower := strings.ToLower(e.Name())
	if e.IsDir() || strings.HasPrefix(lower, ".") || strings.HasSuffix(lower, rejectsSuffix) {
		return false
	}
	_, known := kindOf(lower)
	return known || strings.HasSuffix(lower, ".csv")
}

// fileAt tells a file's kind by its name.
func fileAt(path string, info fs.FileInfo, locale string) (file, error) {
	name := filepath.Base(path)
	kind, ok := kindOf(name)
	if !ok {
		return file{}, &FileError{name, fileName.fault(locale, 0, "", 0, nearest(strings.ToLower(name), fileNames()))}
	}
	return regular(kind, path, info, locale)
}

// namedFile is a file of which the kind was said: its name may be any.
func namedFile(kind, path, locale string) ([]file, error) {
	if !slices.Contains(Kinds(), kind) {
		return nil, fmt.Errorf("there is no kind of file %s", printable(kind))
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	f, err := regular(kind, path, info, locale)
	if err != nil {
		return nil, err
	}
	return []file{f}, nil
}

func regular(kind, path string, info fs.FileInfo, locale string) (file, error) {
	f := file{path: path, name: filepath.Base(path), kind: kind}
	if !info.Mode().IsRegular() {
		return file{}, &FileError{f.name, fileKind.fault(locale, 0, "", 0)}
	}
	return f, nil
}
