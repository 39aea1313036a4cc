package arch

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every package says what it promises, in one place.
func TestEveryPackageHasOneDocComment(t *testing.T) {
	t.Parallel()
	comments := map[string]int{}
	for _, s := range tree(t) {
		if strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		comments[s.room()] += 0
		if s.file.Doc != nil {
			comments[s.room()]++
		}
	}
	for room, n := range comments {
		if n != 1 {
			t.Errorf("%s: %d of its files have a comment on the package clause, want one", room, n)
		}
	}
}

// A path of somebody's machine means that a file was made for that machine.
func TestNoFileNamesAFolderOfThisMachine(t *testing.T) {
	t.Parallel()
	folders := machineFolders(t)
	for _, name := range tracked(t) {
		text, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // deleted, not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range folders {
			if i := bytes.Index(text, []byte(f)); i >= 0 {
				t.Errorf("%s:%d names %s", name, 1+bytes.Count(text[:i], []byte("\n")), f)
			}
		}
	}
}

// machineFolders are the folder this checkout lies in, unless every machine has that one, and root's home.
func machineFolders(t *testing.T) []string {
	t.Helper()
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	folders := []string{"/" + "root/"}
	everywhere := []string{"/", "/tmp", "/var/tmp", "/home", "/srv", "/opt", "/usr/src", "/mnt"}
	if parent := filepath.Dir(top); !slices.Contains(everywhere, parent) {
		folders = append(folders, parent+"/")
	}
	return folders
}

// tracked lists the files that git keeps. A release unpacked from an archive has no git: there the
// archive was made of tracked files, and nothing is left to check.
func tracked(t *testing.T) []string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		t.Skip("not a checkout: the files of an archive were checked before it was made")
	}
	out, err := exec.Command("git", "-C", root, "ls-files", "-z").Output()
	if err != nil {
		t.Fatalf("list tracked files: %v", err)
	}
	names := strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
	if len(names) < 50 {
		t.Fatalf("git keeps only %d files", len(names))
	}
	return names
}
