package testenv

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

//go:embed install.sh
var installScript string

// need is one program the tests call, and the Debian package that brings it.
type need struct {
	debian string
	look   func() error
}

// needs lists what `make test` expects to find: the two servers, and the programs that judge PDF files.
func needs() []need {
	return []need{
		{"redis-server", func() error { _, err := findRedis(); return err }},
		{"postgresql", func() error { _, err := findPostgres(); return err }},
		{"poppler-utils", inPath("pdftotext", "pdffonts", "pdftoppm")},
		{"qpdf", inPath("qpdf")},
	}
}

func inPath(programs ...string) func() error {
	return func() error {
		for _, p := range programs {
			if _, err := exec.LookPath(p); err != nil {
				return err
			}
		}
		return nil
	}
}

// Missing lists the Debian packages that bring what is not here.
func Missing() []string {
	var packages []string
	for _, n := range needs() {
		if n.look() != nil {
			packages = append(packages, n.debian)
		}
	}
	return packages
}

// Install installs Debian packages with apt-get, as root or by sudo where that asks for no password.
// It starts none of the services they bring. What apt-get prints goes to out.
func Install(ctx context.Context, out io.Writer, packages []string) error {
	return install(ctx, out, "/usr/sbin/policy-rc.d", packages)
}

func install(ctx context.Context, out io.Writer, policy string, packages []string) error {
	prefix, err := mayInstall(ctx)
	if err != nil {
		return fmt.Errorf("%w; install by hand and try again: apt-get install %s", err, strings.Join(packages, " "))
	}
	command := append(append(prefix, "/bin/sh", "-c", installScript, "install", policy), packages...)
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("apt-get install %s: %w", strings.Join(packages, " "), err)
	}
	if still := Missing(); len(still) > 0 {
		return fmt.Errorf("apt-get succeeded, yet the programs of %s are not found", strings.Join(still, ", "))
	}
	return nil
}

// mayInstall returns what to put before a command so that it may install, or why that is impossible.
func mayInstall(ctx context.Context) ([]string, error) {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return nil, errors.New("this machine has no apt-get")
	}
	if os.Geteuid() == 0 {
		return nil, nil
	}
	if exec.CommandContext(ctx, "sudo", "-n", "true").Run() != nil {
		return nil, errors.New("installing needs root, and sudo would ask for a password")
	}
	return []string{"sudo", "-n"}, nil
}
