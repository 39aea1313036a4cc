package testenv

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

//go:embed keep.sh
var keepScript string

// startPatience is how long a server may take until it answers, on a busy machine.
const startPatience = 60 * time.Second

// keeper is one running server together with the shell that watches over it.
type keeper struct {
	hold io.Closer     // the pipe; closing it stops the server
	done chan struct{} // closed once the server is gone and its folder removed
	last *bytes.Buffer // the end of the server's log; read it only after done
}

// keep starts a server in folder, which it owns from now on. The signal is the one that asks this
// kind of server to end quickly, by name (INT, TERM).
func keep(folder, signal string, who owner, command ...string) (*keeper, error) {
	cmd := exec.Command("/bin/sh", append([]string{"-c", keepScript, "keep", folder, signal}, command...)...)
	last := new(bytes.Buffer)
	cmd.Stderr = last
	// Its own process group: an interrupt typed at the terminal must reach the tests first.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: who.credential()}
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC"}
	hold, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", command[0], err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", command[0], err)
	}
	k := &keeper{hold: hold, done: make(chan struct{}), last: last}
	go func() {
		_ = cmd.Wait() // how it ended shows in the log
		close(k.done)
	}()
	return k, nil
}

// stop ends the server and waits until it is gone.
func (k *keeper) stop() {
	_ = k.hold.Close() // a second close is harmless
	<-k.done
}

// ready waits until ask succeeds. A server that ends before, or stays silent for too long, is an error
// with the end of its log.
func (k *keeper) ready(ask func() error) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.NewTimer(startPatience)
	defer late.Stop()
	for {
		err := ask()
		if err == nil {
			return nil
		}
		select {
		case <-k.done:
			return fmt.Errorf("ended at once; its log ends: %s", strings.TrimSpace(k.last.String()))
		case <-late.C:
			k.stop()
			return errors.Join(fmt.Errorf("does not answer after %s", startPatience), err)
		case <-tick.C:
		}
	}
}

// freePort asks the kernel for a loopback port that nobody uses. Somebody may take it before the
// server does, so starting is tried more than once.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// listens returns nil if somebody accepts connections at the address.
func listens(addr string) error {
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	return c.Close()
}

// onFreePort calls start with free ports until it succeeds, three times at most.
func onFreePort[S any](start func(port int) (S, error)) (S, error) {
	var none S
	var errs []error
	for range 3 {
		port, err := freePort()
		if err != nil {
			return none, err
		}
		s, err := start(port)
		if err == nil {
			return s, nil
		}
		errs = append(errs, err)
	}
	return none, errors.Join(errs...)
}
