package queue

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAURLMayNameSeveralHosts(t *testing.T) {
	t.Parallel()
	type read struct {
		Hosts          []string
		User, Password string
		Database       int
		TLS            bool
	}
	for url, want := range map[string]read{
		"redis-sentinel://h1,h2:2/3?master=m":              {Hosts: []string{"h1:26379", "h2:2"}, Database: 3},
		"redis-sentinel://h1:1,h2:2,h3:3?master=m":         {Hosts: []string{"h1:1", "h2:2", "h3:3"}},
		"rediss-sentinel://u:p%40ss@h1/?master=m":          {Hosts: []string{"h1:26379"}, User: "u", Password: "p@ss", TLS: true},
		"redis-sentinel://:a@b@[::1]:7,[fe80::1]?master=m": {Hosts: []string{"[::1]:7", "[fe80::1]:26379"}, Password: "a@b"},
	} {
		p, err := parsePlaces(url, "26379")
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		got := read{p.hosts, p.user, p.password, p.database, p.tls != nil}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", url, diff)
		}
	}
}

func TestABadURLIsRefusedWithoutRepeatingItsPassword(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"localhost":                                      "no scheme",
		"http://:hunter2@localhost":                      `"http"`,
		"redis://:hunter2@local host":                    "invalid character",
		"redis://:hunter2@localhost/x":                   "database",
		"redis-sentinel://:hunter2@h1,h2":                "master",
		"redis-sentinel://:hunter2@h1,/0?master=m":       "host 2 is empty",
		"redis-sentinel://:hunter2@h1/zero?master=m":     "zero",
		"redis-sentinel://:hunter2%zz@h1?master=m":       "escape",
		"redis-cluster://:hunter2@h1,h2/1":               "no database numbers",
		"redis-cluster://:hunter2@":                      "host 1 is empty",
		"redis-cluster://:hunter2@h1/\x00":               "control character",
		"redis://:hunter2@localhost:port":                "port",
		"rediss://:hunter2@localhost/0?no_such_option=1": "no_such_option",
	} {
		_, err := Open(Options{URL: url})
		if err == nil {
			t.Errorf("%q is accepted", url)
			continue
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error %q does not mention %q", url, err, want)
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error repeats the password: %v", err)
		}
	}
}

func TestAQueueNameThatWouldSpoilRedisKeysIsRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"{a}", "a*", "A", "-a", "a b", strings.Repeat("a", 64)} {
		if _, err := Open(Options{Name: name}); err == nil {
			t.Errorf("the name %q is accepted", name)
		}
	}
}

func TestWhatIsNotAnIDIsNeverRung(t *testing.T) {
	t.Parallel()
	q, err := Open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	for _, text := range []string{"", "+12025550123", "a@b.example", "王小明", "Jo Doe", strings.Repeat("a", 65)} {
		err := q.Ring(t.Context(), []string{"good", text})
		if !errors.Is(err, ErrNotOpaque) {
			t.Errorf("%q is rung: error %v", text, err)
		} else if text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats the text: %v", err)
		}
	}
	if n, err := q.Depth(t.Context()); n != 0 || err != nil {
		t.Errorf("%d bells were rung (error %v), want none", n, err)
	}
}
