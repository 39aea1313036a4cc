package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"

	"comity/internal/fake/smtp"
	"comity/internal/fake/twilio"
)

// receiverVariable makes this program a provider instead: twilio or smtp. Providers run in processes of
// their own, so that what they cost is not mistaken for what Comity costs.
const receiverVariable = "COMITY_BENCH_RECEIVER"

// receive is a provider until its standard input ends. It says where it listens, and for every line that
// it reads how many messages it took, and how many of them twice.
func receive(kind string) error {
	var counts func() map[string]int
	switch kind {
	case "twilio":
		s, err := twilio.Start("127.0.0.1:0", twilio.CountBy(func(m twilio.Message) string { return m.To }))
		if err != nil {
			return err
		}
		defer func() { _ = s.Close() }()
		fmt.Println(s.URL)
		counts = s.Counts
	case "smtp":
		s, err := smtp.Start("127.0.0.1:0", smtp.CountBy(func(m smtp.Message) string { return m.To }))
		if err != nil {
			return err
		}
		defer func() { _ = s.Close() }()
		fmt.Println(s.Addr)
		counts = s.Counts
	default:
		return fmt.Errorf("there is no provider %q", kind)
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		taken, twice := 0, 0
		for _, n := range counts() {
			taken += n
			twice += n - 1
		}
		fmt.Println(taken, twice)
	}
	return nil
}

// receiver is a provider in another process.
type receiver struct {
	at  string // URL, or host and port
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func startReceiver(ctx context.Context, kind string) (*receiver, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	r := &receiver{cmd: exec.CommandContext(ctx, self)}
	r.cmd.Env = append(os.Environ(), receiverVariable+"="+kind)
	r.cmd.Stderr = os.Stderr
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if r.in, err = r.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	r.out = bufio.NewReader(out)
	if err := r.cmd.Start(); err != nil {
		return nil, err
	}
	if r.at, err = r.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("the provider %s did not start: %w", kind, err), r.stop())
	}
	return r, nil
}

func (r *receiver) read() (string, error) {
	s, err := r.out.ReadString('\n')
	return strings.TrimSpace(s), err
}

// taken says how many messages it took since it started; a message that came twice is an error.
func (r *receiver) taken() (int, error) {
	if _, err := fmt.Fprintln(r.in); err != nil {
		return 0, err
	}
	s, err := r.read()
	if err != nil {
		return 0, err
	}
	first, second, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(first)
	if err == nil && second != "0" {
		err = fmt.Errorf("%s messages came twice", second)
	}
	return n, err
}

// stop ends it.
func (r *receiver) stop() error { return errors.Join(r.in.Close(), r.cmd.Wait()) }
