package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"comity/internal/synth"
)

// remembered measures the most memory that the real binary holds while it takes a book in and walks it,
// for a small book and for a large one: it must not grow with the book.
func remembered(ctx context.Context, b *bench) ([]line, error) {
	if _, err := os.Stat(b.comity); err != nil {
		return nil, fmt.Errorf("the binary is missing: run make build, or name it with -comity (%w)", err)
	}
	var held [2][2]float64 // small and large book; import and run; MiB
	for i, accounts := range b.memory {
		var err error
		if held[i], err = b.remember(ctx, accounts); err != nil {
			return nil, err
		}
	}
	var lines []line
	for i, what := range []string{"comity import", "comity run"} {
		var p pairs
		p.add(held[1][i], held[0][i])
		lines = append(lines, p.into(line{
			Section: "memory", What: fmt.Sprintf("resident memory of %s, %d accounts", what, b.memory[1]), Unit: "MiB",
			Floor: fmt.Sprintf("%d accounts", b.memory[0]), Note: "SQLite",
		}))
	}
	return lines, nil
}

// remember takes a book in and walks it, and answers the peak memory of both, in MiB.
func (b *bench) remember(ctx context.Context, accounts int) (held [2]float64, err error) {
	dir, err := os.MkdirTemp(b.dir, "memory-")
	if err != nil {
		return held, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	files := filepath.Join(dir, "book")
	if _, err := synth.Demo(synth.Options{Accounts: accounts, Seed: 1, Out: files}); err != nil {
		return held, err
	}
	clock := noon().Format(time.RFC3339)
	for i, args := range [][]string{{"import", files}, {"run", "--json"}} {
		b.tell("memory: comity %s with %d accounts", args[0], accounts)
		args = append(args, "--clock", clock, "--dir", filepath.Join(dir, "data"), "--log-level", "error")
		if held[i], err = b.peak(ctx, args); err != nil {
			return held, fmt.Errorf("comity %s: %w", args[0], err)
		}
	}
	return held, nil
}

// peak runs the binary and answers the most memory it ever held. The kernel's own account after the end
// (ru_maxrss) is of no use: it begins with what the process that started it held.
func (b *bench) peak(ctx context.Context, args []string) (mib float64, err error) {
	path, err := filepath.Abs(b.comity)
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	var said bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stderr = b.dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + b.dir}, &said
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			if err != nil {
				return 0, fmt.Errorf("%w: %s", err, strings.TrimSpace(said.String()))
			}
			return mib, nil
		case <-tick.C:
			mib = max(mib, highWater(cmd.Process.Pid))
		}
	}
}

// highWater is VmHWM of a process, in MiB; 0 when it has ended.
func highWater(pid int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for l := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(l, "VmHWM:"); ok {
			kib, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 64)
			return kib / 1024
		}
	}
	return 0
}
