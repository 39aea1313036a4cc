package testenv

import (
	"crypto/rand"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// owner is the user a server runs as: ourselves, or somebody harmless when we are root, because
// PostgreSQL refuses to run as root.
type owner struct {
	drop     bool
	uid, gid int
}

// findOwner chooses the user: postgres where Debian has made one, else nobody.
func findOwner() (owner, error) {
	if os.Geteuid() != 0 {
		return owner{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errU := strconv.Atoi(u.Uid)
		gid, errG := strconv.Atoi(u.Gid)
		if errU == nil && errG == nil {
			return owner{drop: true, uid: uid, gid: gid}, nil
		}
	}
	return owner{}, fmt.Errorf("running as root, and neither user postgres nor user nobody exists: " +
		"PostgreSQL refuses to run as root, so run the tests as an ordinary user")
}

func (o owner) credential() *syscall.Credential {
	if !o.drop {
		return nil
	}
	return &syscall.Credential{Uid: uint32(o.uid), Gid: uint32(o.gid)}
}

// folder makes a temporary folder that belongs to the owner. Root uses /tmp whatever TMPDIR says,
// because its own TMPDIR may be closed to others.
func (o owner) folder(kind string) (string, error) {
	base := os.TempDir()
	if o.drop {
		base = "/tmp"
	}
	dir, err := os.MkdirTemp(base, "comity-"+kind+"-")
	if err != nil {
		return "", fmt.Errorf("make a folder for %s: %w", kind, err)
	}
	return dir, o.give(dir)
}

// write puts a private file into the owner's folder.
func (o owner) write(dir, name, text string) (string, error) {
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", err
	}
	return path, o.give(path)
}

func (o owner) give(path string) error {
	if !o.drop {
		return nil
	}
	return os.Chown(path, o.uid, o.gid)
}

// password makes a random one: a test server is open to everybody on the machine but for this.
func password() string { return rand.Text() }
