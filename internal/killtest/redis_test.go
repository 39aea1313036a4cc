package killtest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"comity/internal/fake/twilio"
	"comity/internal/testenv"
)

// P7: the queue is only a bell. Emptied three times, and away for a while, it costs time and nothing else.
func TestAnEmptiedRedisLosesNothing(t *testing.T) {
	t.Parallel()
	r := dice(t)
	redis, err := testenv.StartRedis()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(redis.Stop)
	slow := func(int, twilio.Message) twilio.Behaviour { return twilio.Behaviour{Delay: 30 * time.Millisecond} }
	p := newProviders(t, slow, nil)
	const many = 300
	c := newCrew(t, servers{postgres: testenv.Postgres(t), redis: redis.URL()}, people(many), append(p.env(), "COMITY_FEEDER_AHEAD=60")...)
	heard := overhear(t, redis.URL())
	c.walk()
	c.hire(2)
	for i := range 3 {
		c.after(many*(i+1)/6 + r.IntN(20))
		command(t, redis.URL(), "FLUSHALL")
	}
	private := heard()
	c.after(many*4/6 + r.IntN(20))
	redis.Stop()
	pause(time.Second + upTo(r, time.Second))
	if err := redis.Start(); err != nil {
		t.Fatal(err)
	}
	c.finish()
	c.audit(p.all(c.site)).allSent(t)
	if !strings.Contains(private, "asynq") {
		t.Fatal("nothing was overheard")
	}
	for _, secret := range append(secrets(), "张示例", `\xe5\xbc\xa0`, "c00001", "a00001", "5000.00") {
		if strings.Contains(private, secret) {
			t.Errorf("P7: %q went through Redis", secret)
		}
	}
}

// dial signs in to a Redis. The protocol is that of a terminal: one command a line.
func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal("not the URL of a Redis")
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	if _, err := fmt.Fprintf(conn, "AUTH %s\r\n", password); err != nil {
		t.Fatal(err)
	}
	expect(t, bufio.NewReader(io.LimitReader(conn, 5)))
	return conn
}

func expect(t *testing.T, r *bufio.Reader) {
	t.Helper()
	if line, err := r.ReadString('\n'); err != nil || line != "+OK\r\n" {
		t.Fatalf("redis answered %q (%v), want OK", line, err)
	}
}

// command tells a Redis one command, which it must answer with OK.
func command(t *testing.T, address, text string) {
	t.Helper()
	conn := dial(t, address)
	defer func() { _ = conn.Close() }()
	if _, err := fmt.Fprintf(conn, "%s\r\n", text); err != nil {
		t.Fatal(err)
	}
	expect(t, bufio.NewReader(conn))
}

// overhear listens to everything that a Redis is told, until the answer is called, which tells it.
func overhear(t *testing.T, address string) func() string {
	t.Helper()
	conn := dial(t, address)
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := fmt.Fprint(conn, "MONITOR\r\n"); err != nil {
		t.Fatal(err)
	}
	heard := make(chan string, 1)
	go func() {
		all, _ := io.ReadAll(conn) // it ends when the connection is closed
		heard <- string(all)
	}()
	return func() string {
		_ = conn.Close()
		return <-heard
	}
}
