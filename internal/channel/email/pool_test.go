package email

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/dunning"
)

// TestACancelledConnectionIsNeverUsedAgain cancels while something succeeds: the connection's time may be
// over at any moment from then on, and saying goodbye on it would end, and so deliver, a message given up.
func TestACancelledConnectionIsNeverUsedAgain(t *testing.T) {
	t.Parallel()
	here, there := net.Pipe()
	defer func() { _ = there.Close() }()
	c := &conn{raw: here}
	ctx, cancel := context.WithCancel(context.Background())
	err := c.during(ctx, func() error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) || !c.broken {
		t.Errorf("error %v, broken %t", err, c.broken)
	}
	c.end() // has no client: a goodbye would panic
}

// script is a mail server of one connection that notes what it is told and answers from a list.
func script(t *testing.T, answers map[string][]string) (cfg Config, heard <-chan []string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	done := make(chan []string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		var verbs []string
		_, _ = fmt.Fprint(conn, "220 ready\r\n")
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			verb, _, _ := strings.Cut(lines.Text(), " ")
			if len(verb) != 4 && verb != "." {
				continue // the content
			}
			verbs = append(verbs, verb)
			answer := "250 2.0.0 yes"
			if left := answers[verb]; len(left) > 0 {
				answer, answers[verb] = left[0], left[1:]
			}
			_, _ = fmt.Fprintf(conn, "%s\r\n", answer)
		}
		done <- verbs
	}()
	addr := l.Addr().(*net.TCPAddr)
	now := func() time.Time { return time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC) }
	return Config{Host: "127.0.0.1", Port: addr.Port, TLS: TLSNone, Domain: "mail.lender.example", Now: now}, done
}

func letter(id string) dunning.Message {
	return dunning.Message{ID: id, Channel: dunning.Email, From: dunning.Sender{Email: "service@lender.example"},
		To: dunning.ContactPoint{Value: "pat@mailbox.example"}, Subject: "s", Text: "a text of one line",
		NotAfter: time.Date(2026, 1, 5, 11, 0, 0, 0, time.UTC)}
}

func TestTheDialogueIsAsShortAsItCanBe(t *testing.T) {
	t.Parallel()
	cfg, heard := script(t, map[string][]string{"RCPT": {"550 5.1.1 no"}, "DATA": {"354 go", "354 go"}, "QUIT": {"221 bye"}})
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []dunning.Class{dunning.Permanent, dunning.Accepted, dunning.Accepted} {
		if r := s.Send(context.Background(), letter(fmt.Sprint("r", i))); r.Class != want {
			t.Errorf("message %d: %+v", i, r)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	want := []string{"EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA", ".", "MAIL", "RCPT", "DATA", ".", "QUIT"}
	if diff := cmp.Diff(want, <-heard); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

func TestAConnectionThatIsOfNoUseIsClosed(t *testing.T) {
	t.Parallel()
	cfg, heard := script(t, nil)
	cfg.TLS = TLSMandatory // which this server does not offer
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if r := s.Send(context.Background(), letter("r1")); r.Class != dunning.Temporary || r.Code != "tls" {
		t.Errorf("%+v", r)
	}
	select {
	case <-heard:
	case <-time.After(10 * time.Second):
		t.Error("the connection stays open")
	}
}
