package outbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/channel/channeltest"
	"comity/internal/channel/outbox"
	"comity/internal/dunning"
)

func instant() time.Time { return time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC) }

func open(t testing.TB, dir string) *outbox.Outbox {
	t.Helper()
	o, err := outbox.New(outbox.Config{Dir: dir, Now: instant, Email: func(m dunning.Message) ([]byte, error) {
		return []byte(m.To.Value + "\n" + m.Text), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// received reads every file of a channel, and fails on a file of any other kind.
func received(t *testing.T, dir string, c dunning.Channel) (got []channeltest.Got) {
	t.Helper()
	suffix := map[dunning.Channel]string{dunning.SMS: ".json", dunning.Email: ".eml", dunning.Letter: ".pdf"}[c]
	entries, err := os.ReadDir(filepath.Join(dir, string(c)))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != suffix || strings.HasPrefix(e.Name(), ".") {
			t.Errorf("a file that should not be there: %s", e.Name())
		}
		b, err := os.ReadFile(filepath.Join(dir, string(c), e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		var g channeltest.Got
		switch c {
		case dunning.SMS:
			if err := json.Unmarshal(b, &g); err != nil {
				t.Fatal(err)
			}
		case dunning.Email:
			g.To, g.Text, _ = strings.Cut(string(b), "\n")
		default:
			g.Text = string(b)
		}
		got = append(got, g)
	}
	return got
}

func TestContract(t *testing.T) {
	t.Parallel()
	for _, c := range dunning.Channels() {
		t.Run(string(c), func(t *testing.T) {
			t.Parallel()
			channeltest.Run(t, func(t *testing.T) channeltest.Harness {
				dir := filepath.Join(t.TempDir(), "outbox")
				folder, away := filepath.Join(dir, string(c)), filepath.Join(dir, "away")
				return channeltest.Harness{
					Sender: open(t, dir), Channel: c, Now: instant(),
					Cannot: []channeltest.Fault{channeltest.Permanent, channeltest.BadPoint, channeltest.LostAnswer,
						channeltest.NoAnswer, channeltest.Silence, channeltest.Unreachable},
					Arm: func(f channeltest.Fault) {
						from, to := away, folder
						if f == channeltest.Temporary {
							from, to = folder, away
						}
						if err := os.Rename(from, to); err != nil {
							t.Error(err)
						}
					},
					Received: func() []channeltest.Got {
						if _, err := os.Stat(away); err == nil {
							return nil
						}
						return received(t, dir, c)
					},
				}
			})
		})
	}
}

func message(c dunning.Channel, id string) dunning.Message {
	return channeltest.Message(c, id, instant())
}

func TestASecondHandOverChangesNothing(t *testing.T) {
	t.Parallel()
	for _, c := range dunning.Channels() {
		dir := t.TempDir()
		m := message(c, "r1")
		first := open(t, dir).Send(context.Background(), m)
		m.Text, m.PDF = "another text", []byte("another letter")
		second := open(t, dir).Send(context.Background(), m)
		if diff := cmp.Diff(first, second); diff != "" || first.Class != dunning.Accepted {
			t.Errorf("%s: receipts differ:\n%s", c, diff)
		}
		if diff := cmp.Diff([]channeltest.Got{channeltest.Expect(message(c, "r1"))}, received(t, dir, c)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c, diff)
		}
	}
}

func TestOfManyAtOnceOneIsTaken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := open(t, dir)
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			m := message(dunning.SMS, "r1")
			m.Text = fmt.Sprint(i)
			if r := o.Send(context.Background(), m); r.Class != dunning.Accepted {
				t.Errorf("%+v", r)
			}
		})
	}
	wg.Wait()
	if n := len(received(t, dir, dunning.SMS)); n != 1 {
		t.Errorf("%d files", n)
	}
}

func TestAnSMSKeepsWhatAPersonWantsToSee(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := open(t, dir).Send(context.Background(), message(dunning.SMS, "r1"))
	b, err := os.ReadFile(filepath.Join(dir, r.Ref))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	m := message(dunning.SMS, "r1")
	want := map[string]string{"id": "r1", "to": m.To.Value, "from": "示例金融", "text": m.Text, "locale": "zh-CN",
		"template": "sms/m1@3", "handed_over_at": "2026-01-05T10:00:00Z"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
}

func TestNobodyElseMayRead(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "b")
	o := open(t, dir)
	for _, c := range dunning.Channels() {
		o.Send(context.Background(), message(c, "r1"))
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o", d.Name(), info.Mode().Perm())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestIdsCannotLeaveTheFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := open(t, filepath.Join(dir, "outbox"))
	for _, id := range []string{"", ".", "..", "../x", "a/b", `a\b`, "/etc/x", ".hidden", "-rf", "a\x00b", "a\nb", "é", strings.Repeat("a", 129)} {
		if r := o.Send(context.Background(), message(dunning.SMS, id)); r.Class != dunning.Permanent {
			t.Errorf("id %q: %+v", id, r)
		}
		if _, err := o.Ask(context.Background(), id, dunning.SMS); err == nil {
			t.Errorf("id %q may be asked about", id)
		}
	}
	m := message(dunning.SMS, "r1")
	m.Channel = "../fax"
	if r := o.Send(context.Background(), m); r.Class != dunning.Permanent {
		t.Errorf("%+v", r)
	}
	if got, _ := filepath.Glob(filepath.Join(dir, "*")); len(got) != 1 {
		t.Errorf("files outside of the folder: %v", got)
	}
}

// TestAFullDiskIsTemporaryAndLeavesNothing limits the size of files, which fails in the middle of a write
// as a full disk does. Where root may write anywhere, permissions would prove nothing.
func TestAFullDiskIsTemporaryAndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 4096, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	m := message(dunning.Letter, "r1")
	m.PDF = make([]byte, 1<<20)
	r := o.Send(context.Background(), m)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if r.Class != dunning.Temporary || r.RetryHint <= 0 || strings.Contains(r.Detail, dir) {
		t.Errorf("%+v", r)
	}
	if n := len(received(t, dir, dunning.Letter)); n != 0 {
		t.Errorf("%d files were left", n)
	}
	if r := o.Send(context.Background(), m); r.Class != dunning.Accepted {
		t.Errorf("afterwards: %+v", r)
	}
}

func TestAMissingFolderProvesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "outbox")
	o := open(t, dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if r := o.Send(context.Background(), message(dunning.SMS, "r1")); r.Class != dunning.Temporary {
		t.Errorf("%+v", r)
	}
	if r, err := o.Ask(context.Background(), "r1", dunning.SMS); err == nil || strings.Contains(err.Error(), dir) {
		t.Errorf("asked of a folder that is away: %+v, %v", r, err)
	}
}

func TestAMessageWithoutContentIsRefused(t *testing.T) {
	t.Parallel()
	m := message(dunning.Letter, "r1")
	m.PDF = nil
	if r := open(t, t.TempDir()).Send(context.Background(), m); r.Class != dunning.Permanent {
		t.Errorf("%+v", r)
	}
}

func BenchmarkSend(b *testing.B) {
	o := open(b, b.TempDir())
	m := message(dunning.SMS, "r")
	for i := range b.N {
		m.ID = fmt.Sprint("r", i)
		if r := o.Send(context.Background(), m); r.Class != dunning.Accepted {
			b.Fatalf("%+v", r)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
