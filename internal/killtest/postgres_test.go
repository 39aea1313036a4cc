package killtest

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"comity/internal/fake/twilio"
	"comity/internal/testenv"
)

// The ledger goes away in the midst of delivering: three times it crashes and recovers, and once it cannot
// be reached for a while. With channels that can be asked nothing is lost, repeated or unknown.
func TestAPostgresThatCrashesLosesNothing(t *testing.T) {
	t.Parallel()
	r := dice(t)
	c, proxy, server := crashable(t, people(260))
	for i := range 3 {
		c.after(40*(i+1) + r.IntN(20))
		crash(t, server, r.IntN(100))
	}
	c.after(190 + r.IntN(20))
	proxy.away(time.Second + upTo(r, time.Second))
	c.settle()
	c.audit(c.outbox()).allSent(t)
}

// The same, with a provider that cannot be asked: it received everything once, and what the ledger lost
// sight of is unknown, not sent again.
func TestAPostgresThatCrashesRepeatsNothing(t *testing.T) {
	t.Parallel()
	r := dice(t)
	slow := func(n int, _ twilio.Message) twilio.Behaviour {
		return twilio.Behaviour{Delay: time.Duration(n*7%40) * time.Millisecond}
	}
	p := newProviders(t, slow, nil)
	c, proxy, server := crashable(t, people(260), p.env()...)
	for i := range 3 {
		c.after(40*(i+1) + r.IntN(20))
		crash(t, server, r.IntN(100))
	}
	c.after(190 + r.IntN(20))
	proxy.away(time.Second + upTo(r, time.Second))
	c.settle()
	b := c.audit(p.all(c.site))
	t.Logf("reminders %v", b.tally.ByState)
}

// crashable makes a crew of two on a PostgreSQL of its own, reached through a proxy, and walks the book.
func crashable(t *testing.T, list []debtor, env ...string) (*crew, *proxy, *testenv.PostgresServer) {
	t.Helper()
	// Durable, as in production: a commit that was answered but lost in a crash would be sent again.
	server, err := testenv.StartPostgres(true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	u, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal("not the URL of a PostgreSQL")
	}
	proxy := newProxy(t, u.Host)
	u.Host = proxy.address
	c := newCrew(t, servers{postgres: server.URL(), proxied: u.String(), redis: testenv.Redis(t)}, list, env...)
	c.walk()
	c.hire(2)
	return c, proxy, server
}

// settle waits until nothing is owed. Where all that is left stays on its way, a commit was carried out whose
// answer was lost: the workers are stopped and others find it.
func (c *crew) settle() {
	c.t.Helper()
	still, since := c.left(), time.Now()
	await(c.t, "nothing is owed", func() bool {
		switch n := c.left(); {
		case n == 0:
			return true
		case n != still:
			still, since = n, time.Now()
		case time.Since(since) > 6*time.Second:
			c.t.Logf("%d attempts were claimed by commits whose answers were lost", n)
			c.dismiss()
			c.hire(2)
			since = time.Now()
		}
		return false
	})
	c.dismiss()
}

// crash kills one process of a PostgreSQL that serves a connection, upon which the server throws everybody
// out, forgets its memory and recovers from its log, as after a crash. which chooses among them.
func crash(t *testing.T, server *testenv.PostgresServer, which int) {
	t.Helper()
	u, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal("not the URL of a PostgreSQL")
	}
	var serving []int
	await(t, "a process of the PostgreSQL serves a connection", func() bool {
		all := processes(t)
		for pid, line := range all {
			if strings.HasPrefix(line, "postgres: comity ") && strings.Contains(all[parentOf(pid)], "\x00port="+u.Port()+"\x00") {
				serving = append(serving, pid)
			}
		}
		return len(serving) > 0
	})
	if err := syscall.Kill(serving[which%len(serving)], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

// processes are the command lines of this machine's processes, by id.
func processes(t *testing.T) map[int]string {
	t.Helper()
	dirs, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	all := map[int]string{}
	for _, d := range dirs {
		text, err := os.ReadFile(d)
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(d)))
		if err == nil { // else it is gone
			all[pid] = string(text)
		}
	}
	return all
}

// parentOf is the id of a process's parent; 0 when it is gone.
func parentOf(pid int) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, _ := strings.Cut(string(text), ") ") // the name before it may hold anything
	parts := strings.Fields(after)
	if len(parts) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(parts[1])
	return parent
}
