package sms_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/channel/channeltest"
	"comity/internal/channel/sms"
	"comity/internal/dunning"
	"comity/internal/fake/twilio"
)

func message(id string) dunning.Message { return channeltest.Message(dunning.SMS, id, instant()) }

func send(t *testing.T, cfg sms.Config, m dunning.Message) dunning.Receipt {
	t.Helper()
	return open(t, cfg).Send(context.Background(), m)
}

func TestTellsTwilioWhereToReportAndWhenToStop(t *testing.T) {
	t.Parallel()
	for left, want := range map[time.Duration]int{
		time.Hour: 3600, 1999 * time.Millisecond: 1, time.Second: 1, 10 * time.Hour: 36000, 30 * time.Hour: 36000,
	} {
		server := start(t)
		cfg := config(server)
		cfg.From = "Lender"
		m := message("r1")
		m.NotAfter = instant().Add(left)
		r := send(t, cfg, m)
		got := server.Accepted()
		if r.Class != dunning.Accepted || len(got) != 1 {
			t.Fatalf("%s left: %s, %d taken", left, r.Class, len(got))
		}
		if got[0].ValidityPeriod != want {
			t.Errorf("%s left: valid for %d s, want %d", left, got[0].ValidityPeriod, want)
		}
		u, err := url.Parse(got[0].StatusCallback)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(url.Values{"v": {"1"}, "reminder": {"r1"}, "attempt": {"attempt-r1"}}, u.Query()); diff != "" {
			t.Errorf("status callback (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"MG1", "Lender", r.Ref}, []string{got[0].Service, got[0].From, got[0].SID}); diff != "" {
			t.Errorf("service, sender, reference (-want +got):\n%s", diff)
		}
	}
}

func TestLessThanASecondIsTooLate(t *testing.T) {
	t.Parallel()
	server := start(t)
	m := message("r1")
	m.NotAfter = instant().Add(999 * time.Millisecond)
	if r := send(t, config(server), m); r.Class != dunning.Temporary || r.Code != "late" || server.Requests() != 0 {
		t.Errorf("%+v after %d requests", r, server.Requests())
	}
}

// TestLooksAtTheClockDirectlyBeforeWriting lets the window close while the connection is being made.
func TestLooksAtTheClockDirectlyBeforeWriting(t *testing.T) {
	t.Parallel()
	server := start(t)
	cfg := config(server)
	var looks atomic.Int32
	cfg.Now = func() time.Time {
		if looks.Add(1) > 1 {
			return instant().Add(2 * time.Hour)
		}
		return instant()
	}
	if r := send(t, cfg, message("r1")); r.Class != dunning.Temporary || r.Code != "late" {
		t.Errorf("%+v", r)
	}
	if n := len(server.Accepted()); n != 0 {
		t.Errorf("%d messages were taken outside the window", n)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		answer string
		b      twilio.Behaviour
		want   dunning.Class
	}{
		{"a page of HTML with 200", twilio.Behaviour{Kind: twilio.NotJSON}, dunning.Uncertain},
		{"a page of HTML with 201, the message taken", twilio.Behaviour{Kind: twilio.AcceptNotJSON}, dunning.Uncertain},
		{"JSON that breaks off", twilio.Behaviour{Kind: twilio.AcceptCutOff}, dunning.Uncertain},
		{"a page of HTML with 502", twilio.Behaviour{Kind: twilio.NotJSON, Status: 502}, dunning.Uncertain},
		{"a page of HTML with 404", twilio.Behaviour{Kind: twilio.NotJSON, Status: 404}, dunning.Temporary},
		{"a refusal without a code", twilio.Behaviour{Kind: twilio.Refuse, Status: 400}, dunning.Temporary},
		{"a server error", twilio.Behaviour{Kind: twilio.Refuse, Status: 500, Code: 20500}, dunning.Uncertain},
		{"the account is suspended", twilio.Behaviour{Kind: twilio.Refuse, Status: 403, Code: 30002}, dunning.Temporary},
	} {
		server := start(t, twilio.WithBehaviour(func(int, twilio.Message) twilio.Behaviour { return tc.b }))
		if r := send(t, config(server), message("r1")); r.Class != tc.want {
			t.Errorf("%s: %+v, want %s", tc.answer, r, tc.want)
		}
		if n := server.Requests(); n != 1 {
			t.Errorf("%s: %d requests", tc.answer, n)
		}
	}
}

func TestAnOptOutAtTheProviderIsSeen(t *testing.T) {
	t.Parallel()
	m := message("r1")
	m.To.Value = "+15005550004"
	if r := send(t, config(start(t)), m); r.Class != dunning.Permanent || !r.OptedOut || r.BadPoint {
		t.Errorf("%+v", r)
	}
}

func TestWaitsAsLongAsTheProviderAsks(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{"": 30 * time.Second, "90": 90 * time.Second, "1": 30 * time.Second,
		"-5": 30 * time.Second, "999999999": 24 * time.Hour, "soon": 30 * time.Second} {
		server := start(t, twilio.WithBehaviour(func(int, twilio.Message) twilio.Behaviour {
			return twilio.Behaviour{Kind: twilio.Refuse, Status: 429, Code: 20429, RetryAfter: header}
		}))
		if r := send(t, config(server), message("r1")); r.RetryHint != want {
			t.Errorf("Retry-After %q: try again after %s, want %s", header, r.RetryHint, want)
		}
	}
}

func TestFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	target := start(t)
	for status, want := range map[int]dunning.Class{301: dunning.Uncertain, 303: dunning.Uncertain, 307: dunning.Temporary, 308: dunning.Temporary} {
		var requests atomic.Int32
		elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			http.Redirect(w, r, target.URL+r.URL.Path, status)
		}))
		cfg := config(target)
		cfg.BaseURL = elsewhere.URL
		r := send(t, cfg, message("r1"))
		if r.Class != want || requests.Load() != 1 || target.Requests() != 0 {
			t.Errorf("%d: class %s, %d requests, %d at the target", status, r.Class, requests.Load(), target.Requests())
		}
		elsewhere.Close()
	}
}

// TestNeverRepeatsARequest uses a server that answers the first request of each connection and closes
// the connection in the middle of the second, when the transport would take a fresh one and try again.
func TestNeverRepeatsARequest(t *testing.T) {
	t.Parallel()
	for name, readAll := range map[string]bool{"after reading the request": true, "before reading the request": false} {
		var bodies atomic.Int32
		addr := rawServer(t, func(conn net.Conn, r *bufio.Reader) {
			if answer(conn, r) == nil {
				bodies.Add(1)
			}
			if _, err := r.Peek(1); err != nil {
				return
			}
			if readAll {
				if req, err := http.ReadRequest(r); err == nil && req.ParseForm() == nil {
					bodies.Add(1)
				}
			}
		})
		cfg := config(start(t))
		cfg.BaseURL = "http://" + addr
		s := open(t, cfg)
		if r := s.Send(context.Background(), message("r1")); r.Class != dunning.Accepted {
			t.Fatalf("%s: first message %+v", name, r)
		}
		if r := s.Send(context.Background(), message("r2")); r.Class != dunning.Uncertain {
			t.Errorf("%s: second message %+v, want unknown", name, r)
		}
		want := int32(1)
		if readAll {
			want = 2
		}
		if got := bodies.Load(); got != want {
			t.Errorf("%s: %d requests arrived whole, want %d", name, got, want)
		}
	}
}

// TestAConnectionThatEndedWhileIdleIsNoUnknown closes the idle connection: a reminder must not become
// unknown, and wait for a person, only because nobody wrote for a while.
func TestAConnectionThatEndedWhileIdleIsNoUnknown(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{}, 100)
	addr := rawServer(t, func(conn net.Conn, r *bufio.Reader) {
		_ = answer(conn, r)
		_ = conn.Close()
		closed <- struct{}{}
	})
	cfg := config(start(t))
	cfg.BaseURL = "http://" + addr
	s := open(t, cfg)
	for i := range 20 {
		switch r := s.Send(context.Background(), message(fmt.Sprint("r", i))); r.Class {
		case dunning.Accepted:
			<-closed
		case dunning.Temporary: // it went into a connection that had just been closed: no other was made
		default:
			t.Errorf("message %d: %+v", i, r)
		}
	}
}

// rawServer serves connections by hand.
func rawServer(t *testing.T, serve func(net.Conn, *bufio.Reader)) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				serve(conn, bufio.NewReader(conn))
			}()
		}
	}()
	return l.Addr().String()
}

// answer accepts one request and says so.
func answer(conn net.Conn, r *bufio.Reader) error {
	req, err := http.ReadRequest(r)
	if err != nil {
		return err
	}
	if err := req.ParseForm(); err != nil {
		return err
	}
	body := `{"sid":"SM1","status":"queued"}`
	_, err = fmt.Fprintf(conn, "HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

func TestSaysWhyNothingWasSent(t *testing.T) {
	t.Parallel()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS() // its certificate is nobody's
	t.Cleanup(secure.Close)
	plain := rawServer(t, func(c net.Conn, _ *bufio.Reader) { _, _ = c.Write([]byte("HTTP/1.1 400 no\r\n\r\n")) })
	for base, want := range map[string]string{
		secure.URL:           "tls",
		"http://127.0.0.1:1": "dial",
		"https://" + plain:   "connection",
	} {
		cfg := config(start(t))
		cfg.BaseURL = base
		r := send(t, cfg, message("r1"))
		if r.Class != dunning.Temporary || r.Code != want || r.RetryHint <= 0 {
			t.Errorf("%s: %+v, want %s", want, r, want)
		}
	}
}

func TestWrongSettings(t *testing.T) {
	t.Parallel()
	good := config(start(t))
	for want, spoil := range map[string]func(*sms.Config){
		"account SID":         func(c *sms.Config) { c.AccountSID = "AC 1" },
		"auth token":          func(c *sms.Config) { c.AuthToken = "" },
		"Messaging Service":   func(c *sms.Config) { c.Service = "" },
		"clock":               func(c *sms.Config) { c.Now = nil },
		"base URL":            func(c *sms.Config) { c.BaseURL = "ftp://user:secret@host" },
		"status-callback URL": func(c *sms.Config) { c.CallbackURL = "/secret" },
	} {
		cfg := good
		spoil(&cfg)
		_, err := sms.New(cfg)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("want an error that names the %s and no secret, got %v", want, err)
		}
	}
}

func TestAPointWithoutNumberIsBad(t *testing.T) {
	t.Parallel()
	server := start(t)
	m := message("r1")
	m.To.Value = ""
	if r := send(t, config(server), m); r.Class != dunning.Permanent || !r.BadPoint || server.Requests() != 0 {
		t.Errorf("%+v", r)
	}
}

func BenchmarkSend(b *testing.B) {
	server := start(b, twilio.CountBy(func(m twilio.Message) string { return m.To }))
	s := open(b, config(server))
	m := message("r1")
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if r := s.Send(context.Background(), m); r.Class != dunning.Accepted {
				b.Errorf("%+v", r)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(server.Connections()), "connections")
}
