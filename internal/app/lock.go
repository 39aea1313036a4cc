package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ErrBusy says that another process of this machine does what was asked already.
var ErrBusy = errors.New("another comity process delivers from this folder")

// fileLock is held by one process, and given back by the system when that process ends, however it ends.
type fileLock struct{ f *os.File }

// takeLock takes the lock of a name in a folder at once, or waits for it. The file holds the process id,
// for people.
func takeLock(dir, name string, wait bool) (*fileLock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create the data folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	how := syscall.LOCK_EX
	if !wait {
		how |= syscall.LOCK_NB
	}
	for err = syscall.EINTR; errors.Is(err, syscall.EINTR); {
		err = syscall.Flock(int(f.Fd()), how)
	}
	if err != nil {
		pid, _ := os.ReadFile(f.Name())
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%w (process %s): wait for it, or stop it", ErrBusy, strings.TrimSpace(string(pid)))
		}
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	_ = f.Truncate(0)
	_, _ = f.WriteString(fmt.Sprintln(os.Getpid()))
	return &fileLock{f}, nil
}

func (l *fileLock) release() { _ = l.f.Close() }
