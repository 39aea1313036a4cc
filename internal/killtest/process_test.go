package killtest

import (
	"bytes"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// process is one child that runs the binary.
type process struct {
	t      *testing.T
	args   string
	cmd    *exec.Cmd
	out    bytes.Buffer // read it only after done
	log    bytes.Buffer // what it said on standard error; likewise
	done   chan struct{}
	once   sync.Once
	killed bool
}

// start starts the binary. The child is killed when this process ends, and reaped when the test ends.
func start(t *testing.T, dir string, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, args: strings.Join(args, " "), cmd: exec.Command(binary(t), args...), done: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env = dir, env
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("comity %s: %v", p.args, err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is in cmd.ProcessState
		close(p.done)
	}()
	t.Cleanup(p.kill)
	return p
}

// kill ends the child at once, as a power cut would, and waits until it is gone.
func (p *process) kill() {
	p.once.Do(func() { p.killed = p.cmd.Process.Kill() == nil })
	<-p.done
	p.discreet()
}

// signal sends another signal.
func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

// ended says whether the child is gone.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// code waits for the child to end by itself and answers its exit code.
func (p *process) code() int {
	p.t.Helper()
	await(p.t, "comity "+p.args+" has ended", p.ended)
	p.discreet()
	return p.cmd.ProcessState.ExitCode()
}

// must waits for a child that has to end well, and answers what it printed.
func (p *process) must() string {
	p.t.Helper()
	if code := p.code(); code != 0 {
		p.t.Fatalf("comity %s ended with code %d; it said:\n%s", p.args, code, tail(p.log.String()))
	}
	return p.out.String()
}

// interrupted is the exit code of a command that was stopped before its end.
const interrupted = 130

// stopped waits for a child that was asked to stop, which it must take well. One that was still starting
// answers that it was stopped before the end, or, before it could hear anything, dies of the signal in silence.
func (p *process) stopped() {
	p.t.Helper()
	code := p.code()
	starting := code == interrupted || code == -1 && p.log.Len() == 0
	if code != 0 && !starting {
		p.t.Fatalf("comity %s was asked to stop and ended with code %d; it said:\n%s", p.args, code, tail(p.log.String()))
	}
}

// discreet fails the test when the child's log holds personal data of the invented book (P9).
func (p *process) discreet() {
	for _, secret := range secrets() {
		if strings.Contains(p.log.String(), secret) || strings.Contains(p.out.String(), secret) {
			p.t.Errorf("comity %s printed personal data", p.args)
		}
	}
}

// tail is the end of a log.
func tail(log string) string { return log[max(0, len(log)-2000):] }
