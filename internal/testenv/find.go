package testenv

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// Errors that say what to install.
var (
	errNoRedis = errors.New("redis-server is not installed: run `apt-get install redis-server`, " +
		"or `make test`, which installs it where it may")
	errNoPostgres = errors.New("PostgreSQL is not installed (initdb and postgres, version 15 or later): run " +
		"`apt-get install postgresql`, or `make test`, which installs it where it may")
)

// findRedis returns the path of redis-server.
func findRedis() (string, error) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return "", errNoRedis
	}
	return path, nil
}

// findPostgres returns the folder that holds both initdb and postgres. Debian keeps them out of the
// PATH, one folder per version; a link in the PATH counts for the folder it points into.
func findPostgres() (string, error) {
	for _, dir := range postgresFolders() {
		if isPair(dir) {
			return dir, nil
		}
	}
	return "", errNoPostgres
}

// postgresFolders lists where to look: Debian's folders, newest version first, then the PATH.
func postgresFolders() []string {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is well formed
	slices.SortFunc(dirs, func(a, b string) int { return majorVersion(b) - majorVersion(a) })
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	return dirs
}

func majorVersion(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin))) // a strange name sorts last
	return n
}

func isPair(dir string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.IsDir() {
			return false
		}
	}
	return true
}
