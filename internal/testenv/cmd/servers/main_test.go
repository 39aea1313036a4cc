package main

import (
	"bufio"
	"context"
	"net"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestTheCommandFindsBothServersAndItsExitCodeIsKept(t *testing.T) {
	t.Parallel()
	const script = `test -n "$COMITY_TEST_POSTGRES" && test -n "$COMITY_TEST_REDIS" && exit 7`
	err := exec.Command(program(t), "--", "sh", "-c", script).Run()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 7 {
		t.Errorf("ended with %v, want exit status 7", err)
	}
}

func TestWithoutACommandItSaysHowToCallIt(t *testing.T) {
	t.Parallel()
	out, err := exec.Command(program(t), "-durable").CombinedOutput()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 2 || !strings.Contains(string(out), "usage:") {
		t.Errorf("ended with %v and said %q, want exit status 2 and the usage", err, out)
	}
}

// However the program ends, nothing it started may go on: not the servers, not the command.
func TestNothingOutlivesTheProgram(t *testing.T) {
	t.Parallel()
	for name, sig := range map[string]syscall.Signal{
		"interrupted": syscall.SIGINT, "terminated": syscall.SIGTERM, "killed": syscall.SIGKILL,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(program(t), "--", "sh", "-c", `echo $COMITY_TEST_POSTGRES; echo $COMITY_TEST_REDIS; exec sleep 600`)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			servers := []string{address(t, lines), address(t, lines)}
			for _, s := range servers {
				if !listening(s) {
					t.Fatalf("no server listens where the command was told")
				}
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			for lines.Scan() { // ends when the command, which holds the other end, has ended
			}
			_ = cmd.Wait() // it was made to end by a signal
			gone(t, servers)
		})
	}
}

func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "servers")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

func address(t *testing.T, lines *bufio.Scanner) string {
	t.Helper()
	if !lines.Scan() {
		t.Fatalf("the command said nothing: %v", lines.Err())
	}
	u, err := url.Parse(lines.Text())
	if err != nil {
		t.Fatal("the command was told something that is not a URL")
	}
	return u.Host
}

func listening(address string) bool {
	c, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

// gone waits until nobody listens at the addresses.
func gone(t *testing.T, addresses []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for _, a := range addresses {
		for listening(a) {
			select {
			case <-ctx.Done():
				t.Fatalf("a server still listens 30 s after the program ended")
			case <-tick.C:
			}
		}
	}
}
