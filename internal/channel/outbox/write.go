package outbox

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"comity/internal/dunning"
)

// put writes data under name, whole or not at all. Once the file has its final name it is taken, whatever
// fails afterwards.
func (o *Outbox) put(name string, data []byte) dunning.Receipt {
	final := filepath.Join(o.cfg.Dir, name)
	temp, err := o.writeTemp(filepath.Dir(final), data)
	if temp != "" {
		defer func() { _ = os.Remove(temp) }() // at worst a second name of a whole file stays
	}
	if err == nil {
		err = os.Link(temp, final)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return accepted(name)
	case err != nil:
		r := temporary("file", why(err)+"; nothing was written")
		r.RetryHint = time.Minute
		return r
	case o.cfg.Sync && syncDir(filepath.Dir(final)) != nil:
		return dunning.Receipt{Class: dunning.Uncertain, Provider: Provider, Ref: name, Code: "sync",
			Detail: "the file is there, but may not survive a loss of power"}
	}
	return accepted(name)
}

// writeTemp writes a file that has no final name yet. When it fails, a name that is not empty is still to
// be removed.
func (o *Outbox) writeTemp(dir string, data []byte) (name string, err error) {
	f, err := os.CreateTemp(dir, ".new-*") // 0600
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err == nil && o.cfg.Sync {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return f.Name(), err
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Sync()
}

// why says in words what a file operation ran into. The error itself is not passed on: it names paths.
func why(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "the outbox's disk is full"
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return "the outbox's folder is missing"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "the outbox's folder may not be used by this user"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "too many files are open"
	case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.EPERM):
		return "the outbox's file system cannot link files"
	}
	return "the outbox's folder could not be used"
}
