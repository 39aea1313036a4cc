package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// root is the top of the repository, seen from here.
const root = "../.."

// source is one Go file.
type source struct {
	path string // from the top, with slashes: internal/queue/ring.go
	file *ast.File
	fset *token.FileSet
}

// room is the folder of the file.
func (s source) room() string { return path.Dir(s.path) }

// test says that the file is compiled only for tests, or belongs to a package made for them.
func (s source) test() bool {
	return strings.HasSuffix(s.path, "_test.go") || strings.HasSuffix(s.room(), "test")
}

func (s source) at(p token.Pos) string { return s.path + ":" + strconv.Itoa(s.fset.Position(p).Line) }

// imports returns the import paths of the file.
func (s source) imports() []string {
	var paths []string
	for _, i := range s.file.Imports {
		p, _ := strconv.Unquote(i.Path.Value) // the parser has accepted it
		paths = append(paths, p)
	}
	return paths
}

// localName is what the file calls a package of the standard library, or "".
func (s source) localName(pkg string) string {
	for _, i := range s.file.Imports {
		if i.Path.Value != strconv.Quote(pkg) {
			continue
		}
		if i.Name != nil {
			return i.Name.Name
		}
		return path.Base(pkg)
	}
	return ""
}

// readTree parses every Go file of the repository, once for all tests.
var readTree = sync.OnceValues(func() ([]source, error) {
	var all []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "bin" || name != root && strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || filepath.Dir(name) == filepath.Clean(root):
			return nil // the top holds no Go; what lies there is somebody's scratch file
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		s, err := parse(strings.TrimPrefix(filepath.ToSlash(name), root+"/"), string(text))
		all = append(all, s)
		return err
	})
	return all, err
})

func parse(name, text string) (source, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments)
	return source{path: name, file: file, fset: fset}, err
}

// tree returns every Go file, and fails where there are suspiciously few: a rule over nothing always holds.
func tree(t *testing.T) []source {
	t.Helper()
	all, err := readTree()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d Go files found under %s", len(all), root)
	}
	return all
}

// written parses a file made up by a test, to see whether a rule can fail.
func written(t *testing.T, name, text string) source {
	t.Helper()
	s, err := parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// under says that a folder is the room or lies in it.
func under(dir, room string) bool { return dir == room || strings.HasPrefix(dir, room+"/") }

func underAny(dir string, rooms []string) bool {
	for _, r := range rooms {
		if under(dir, r) {
			return true
		}
	}
	return false
}
