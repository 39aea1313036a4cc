package testenv

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// These tests change the PATH, so they do not run beside others.

func TestWhatIsMissingIsNamedByItsDebianPackage(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	missing := Missing()
	for _, want := range []string{"redis-server", "poppler-utils", "qpdf"} {
		if !strings.Contains(strings.Join(missing, " "), want) {
			t.Errorf("with an empty PATH %q are missing, want also %s", missing, want)
		}
	}
}

func TestAMissingServerSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := StartRedis()
	if err == nil || !strings.Contains(err.Error(), "apt-get install redis-server") {
		t.Errorf("without redis-server: %v, want what to install", err)
	}
}

func TestWithoutAptGetInstallingSaysWhatToDo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := Install(t.Context(), t.Output(), []string{"qpdf"})
	if err == nil || !strings.Contains(err.Error(), "no apt-get") || !strings.Contains(err.Error(), "apt-get install qpdf") {
		t.Errorf("without apt-get: %v, want the reason and the command", err)
	}
}

func TestWithoutRightsInstallingSaysWhatToDo(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("as root there is nothing that may not be installed: only the choice of sudo is not tried")
		return
	}
	dir := t.TempDir()
	put(t, dir, "apt-get", "exit 0")
	put(t, dir, "sudo", "exit 1")
	t.Setenv("PATH", dir)
	if err := Install(t.Context(), t.Output(), []string{"qpdf"}); err == nil || !strings.Contains(err.Error(), "needs root") {
		t.Errorf("without rights: %v, want that it needs root", err)
	}
}

func TestInstallingStartsNoServiceAndLeavesNoTrace(t *testing.T) {
	dir := t.TempDir()
	policy, seen := filepath.Join(dir, "policy-rc.d"), filepath.Join(dir, "seen")
	put(t, dir, "sudo", `shift; exec "$@"`)
	put(t, dir, "apt-get", `test "$1" = update && exit 0
"`+policy+`" redis-server start; echo "policy $?, $*" >"`+seen+`"; exit 100`)
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	if err := install(t.Context(), t.Output(), policy, []string{"qpdf"}); err == nil {
		t.Error("apt-get failed, and nobody says so")
	}
	text, _ := os.ReadFile(seen) // if it is missing, the next line says so
	if got, want := string(text), "policy 101, install -q -y --no-install-recommends qpdf\n"; got != want {
		t.Errorf("apt-get saw %q, want %q", got, want)
	}
	if _, err := os.Stat(policy); !os.IsNotExist(err) {
		t.Error("the policy against starting services was left behind")
	}
}

func put(t *testing.T, dir, name, script string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}
