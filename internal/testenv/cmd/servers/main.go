// Servers starts a real PostgreSQL and a real Redis, runs a command that finds them in
// COMITY_TEST_POSTGRES and COMITY_TEST_REDIS, and stops them again.
//
//	servers [-durable] [-install=false] -- go test ./...
//
// The servers listen on free loopback ports, live in temporary folders and run as a user that is not
// root. Where their programs are missing it installs Debian's packages if it may, and says what to do
// if it may not. It ends with the command's exit code; 1 also says that it could not begin, 2 that it was
// called wrongly. Interrupted, or left behind by the process that started it, it ends the command's
// whole process group first.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"comity/internal/testenv"
)

func main() { os.Exit(run(os.Args[1:])) }

type options struct {
	durable bool
	install bool
	command []string
}

func run(args []string) int {
	o, err := parse(args)
	if err != nil {
		return 2
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer cancel()
	ctx, orphaned := whileParentLives(ctx)
	defer orphaned()
	code, err := serve(ctx, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "servers:", err)
		return 1
	}
	return code
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("servers", flag.ContinueOnError)
	flags.BoolVar(&o.durable, "durable", false, "let every commit wait for the disk, as in production (for measuring)")
	flags.BoolVar(&o.install, "install", true, "install Debian's packages where programs are missing")
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "usage: servers [flags] -- COMMAND [ARGUMENT...]")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.command = flags.Args(); len(o.command) == 0 {
		flags.Usage()
		return o, errors.New("no command")
	}
	return o, nil
}

// serve does the job: install, start, run, stop.
func serve(ctx context.Context, o options) (int, error) {
	if err := provide(ctx, o.install); err != nil {
		return 0, err
	}
	postgres, err := testenv.StartPostgres(o.durable)
	if err != nil {
		return 0, err
	}
	defer postgres.Stop()
	redis, err := testenv.StartRedis()
	if err != nil {
		return 0, err
	}
	defer redis.Stop()
	return command(ctx, o.command,
		testenv.PostgresVariable+"="+postgres.URL(),
		testenv.RedisVariable+"="+redis.URL())
}

func provide(ctx context.Context, install bool) error {
	missing := testenv.Missing()
	if len(missing) == 0 {
		return nil
	}
	if !install {
		return fmt.Errorf("not installed: %[1]s; run: apt-get install %[1]s", strings.Join(missing, " "))
	}
	fmt.Fprintln(os.Stderr, "servers: installing", strings.Join(missing, " "))
	return testenv.Install(ctx, os.Stderr, missing)
}

// command runs the command in a process group of its own, so that ending it ends its children too. If
// we are killed and can end nothing, the kernel ends the command; it does so when the thread that started
// it ends, so that thread is kept.
func command(ctx context.Context, words []string, environment ...string) (int, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), environment...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		if code := exit.ExitCode(); code >= 0 {
			return code, nil
		}
		return 1, nil // ended by a signal, ours or another
	}
	if err != nil {
		return 0, err
	}
	return 0, nil
}
