package email_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comity/internal/channel/email"
	"comity/internal/dunning"
	"comity/internal/fake/smtp"
)

func send(s *email.Sender, id string) dunning.Receipt {
	return s.Send(context.Background(), message(id))
}

func TestSendsTheRenderedBytes(t *testing.T) {
	t.Parallel()
	server := start(t)
	cfg := config(t, server.Addr)
	cfg.UnsubscribeURL, cfg.Bounces = "https://lender.example/u", "bounces@lender.example"
	cfg.DKIM = email.DKIM{Domain: "lender.example", Selector: "s1", KeyPEM: ed25519Key(t).pem}
	r := send(open(t, cfg), "r1")
	if r.Class != dunning.Accepted || r.Ref != "<r1@mail.lender.example>" {
		t.Fatalf("%+v", r)
	}
	got := server.Accepted()[0]
	want, err := email.Render(cfg, message("r1"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.TrimSpace(want), bytes.TrimSpace(got.Data)) {
		t.Errorf("sent %q, rendered %q", got.Data, want)
	}
	if got.From != "bounces+r1@lender.example" {
		t.Errorf("envelope sender %s", got.From)
	}
}

func TestFailuresAtEveryPhase(t *testing.T) {
	t.Parallel()
	type b = smtp.Behaviour
	for _, tc := range []struct {
		why  string
		b    b
		want dunning.Class
	}{
		{"refused for now", b{Phase: smtp.AtConnect, Code: 421}, dunning.Temporary},
		{"no service, before a word was said", b{Phase: smtp.AtConnect, Code: 554}, dunning.Temporary},
		{"gone at once", b{Phase: smtp.AtConnect, Drop: true}, dunning.Temporary},
		{"silent at once", b{Phase: smtp.AtConnect, Hang: true}, dunning.Temporary},
		{"the sender is refused for now", b{Phase: smtp.AtMail, Code: 451}, dunning.Temporary},
		{"the sender is refused", b{Phase: smtp.AtMail, Code: 550, Enhanced: [3]int{5, 1, 1}}, dunning.Permanent},
		{"a sign-in is wanted", b{Phase: smtp.AtMail, Code: 530, Enhanced: [3]int{5, 7, 0}}, dunning.Temporary},
		{"gone at MAIL", b{Phase: smtp.AtMail, Drop: true}, dunning.Temporary},
		{"silent at MAIL", b{Phase: smtp.AtMail, Hang: true}, dunning.Temporary},
		{"gone at RCPT", b{Phase: smtp.AtRcpt, Drop: true}, dunning.Temporary},
		{"a full mailbox", b{Phase: smtp.AtRcpt, Code: 452, Enhanced: [3]int{4, 2, 2}}, dunning.Temporary},
		{"DATA is refused for now", b{Phase: smtp.AtData, Code: 451}, dunning.Temporary},
		{"DATA is refused", b{Phase: smtp.AtData, Code: 554}, dunning.Permanent},
		{"gone at DATA", b{Phase: smtp.AtData, Drop: true}, dunning.Temporary},
		{"silent at DATA", b{Phase: smtp.AtData, Hang: true}, dunning.Temporary},
		{"the content is refused for now", b{Phase: smtp.AtDot, Code: 451}, dunning.Temporary},
		{"closing instead of an answer, with a code", b{Phase: smtp.AtDot, Code: 421}, dunning.Temporary},
		{"the content is refused", b{Phase: smtp.AtDot, Code: 554}, dunning.Permanent},
		{"another yes", b{Phase: smtp.AtDot, Accept: true, Code: 251}, dunning.Accepted},
		{"neither yes nor no", b{Phase: smtp.AtDot, Accept: true, Code: 354}, dunning.Uncertain},
		{"taken, then gone", b{Phase: smtp.AtDot, Accept: true, Drop: true}, dunning.Uncertain},
		{"taken, then silent", b{Phase: smtp.AtDot, Accept: true, Hang: true}, dunning.Uncertain},
		{"gone in the middle of the content", b{Phase: smtp.InContent, Drop: true}, dunning.Uncertain},
	} {
		t.Run(tc.why, func(t *testing.T) {
			t.Parallel()
			server := start(t, smtp.WithBehaviour(func(smtp.Transaction) smtp.Behaviour { return tc.b }))
			cfg := config(t, server.Addr)
			cfg.Timeout, cfg.AnswerTimeout = 200*time.Millisecond, 200*time.Millisecond
			r := send(open(t, cfg), "r1")
			if r.Class != tc.want || r.BadPoint {
				t.Errorf("%+v, want %s", r, tc.want)
			}
			if n := len(server.Accepted()); n > 1 || n == 1 && r.Class != dunning.Accepted && r.Class != dunning.Uncertain {
				t.Errorf("%s, and %d were taken", r.Class, n)
			}
		})
	}
}

// TestAMessageGivenUpHalfwayIsNotDelivered cancels while the content is on its way: a client that then
// says QUIT ends the message, and the half of it is delivered.
func TestAMessageGivenUpHalfwayIsNotDelivered(t *testing.T) {
	t.Parallel()
	server := start(t, smtp.WithBehaviour(func(smtp.Transaction) smtp.Behaviour { return smtp.Behaviour{Phase: smtp.InContent, Hang: true} }))
	cfg := config(t, server.Addr)
	cfg.Timeout = 300 * time.Millisecond
	s := open(t, cfg)
	m := message("r1")
	m.HTML = strings.Repeat("<p>long</p>", 1<<20) // more than the buffers of a connection hold
	r := s.Send(context.Background(), m)
	if r.Class != dunning.Temporary || len(server.Accepted()) != 0 || server.Dots() != 0 {
		t.Errorf("%+v, %d taken, %d whole", r, len(server.Accepted()), server.Dots())
	}
}

func TestLooksAtTheClockDirectlyBeforeData(t *testing.T) {
	t.Parallel()
	var late atomic.Bool
	server := start(t, smtp.WithBehaviour(func(tr smtp.Transaction) smtp.Behaviour {
		late.Store(tr.Phase == smtp.AtRcpt || late.Load()) // the window closes while the recipient is asked for
		return smtp.Behaviour{}
	}))
	cfg := config(t, server.Addr)
	cfg.Now = func() time.Time {
		if late.Load() {
			return instant().Add(2 * time.Hour)
		}
		return instant()
	}
	if r := send(open(t, cfg), "r1"); r.Class != dunning.Temporary || r.Code != "late" || server.Dots() != 0 {
		t.Errorf("%+v, %d sent", r, server.Dots())
	}
}

func TestConnectionsAreKeptAndNeverMoreThanAllowed(t *testing.T) {
	t.Parallel()
	server := start(t)
	cfg := config(t, server.Addr)
	cfg.MaxConns = 4
	s := open(t, cfg)
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			if r := send(s, fmt.Sprint("r", i)); r.Class != dunning.Accepted {
				t.Errorf("%+v", r)
			}
		})
	}
	wg.Wait()
	if n := server.Connections(); n > 4 {
		t.Errorf("%d connections", n)
	}
	if n := len(server.Accepted()); n != 100 {
		t.Errorf("%d taken", n)
	}
}

func TestARefusalKeepsTheConnection(t *testing.T) {
	t.Parallel()
	server := start(t)
	s := open(t, config(t, server.Addr))
	for i, local := range []string{"unknown", "pat", "policy", "pat", "full", "pat"} {
		m := message(fmt.Sprint("r", i))
		m.To.Value = local + "@mailbox.example"
		if r := s.Send(context.Background(), m); (r.Class == dunning.Accepted) != (local == "pat") {
			t.Errorf("%s: %+v", local, r)
		}
	}
	if n := server.Connections(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestADeadConnectionIsReplacedUnnoticed(t *testing.T) {
	t.Parallel()
	server := start(t)
	addr, cfg := server.Addr, config(t, server.Addr)
	s := open(t, cfg)
	if r := send(s, "r1"); r.Class != dunning.Accepted {
		t.Fatalf("%+v", r)
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := smtp.Start(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	if r := send(s, "r2"); r.Class != dunning.Accepted || len(again.Accepted()) != 1 {
		t.Errorf("%+v, %d taken", r, len(again.Accepted()))
	}
}

func TestAConnectionThatTheServerEndsIsReplacedUnnoticed(t *testing.T) {
	t.Parallel()
	server := start(t, smtp.WithBehaviour(func(tr smtp.Transaction) smtp.Behaviour {
		if tr.N == 2 {
			return smtp.Behaviour{Phase: smtp.AtMail, Code: 421, Enhanced: [3]int{4, 4, 2}}
		}
		return smtp.Behaviour{}
	}))
	s := open(t, config(t, server.Addr))
	for _, id := range []string{"r1", "r2"} {
		if r := send(s, id); r.Class != dunning.Accepted {
			t.Errorf("%s: %+v", id, r)
		}
	}
	if n := server.Connections(); n != 2 {
		t.Errorf("%d connections", n)
	}
}

func TestIdleConnectionsAreClosed(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	server := start(t)
	go func() {
		in, err := l.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", server.Addr)
		if err != nil {
			return
		}
		go func() { _, _ = out.(*net.TCPConn).WriteTo(in) }()
		_, _ = out.(*net.TCPConn).ReadFrom(in) // ends when the client closes
		close(ended)
	}()
	cfg := config(t, l.Addr().String())
	cfg.IdleTimeout = time.Millisecond
	if r := send(open(t, cfg), "r1"); r.Class != dunning.Accepted {
		t.Fatalf("%+v", r)
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the idle connection stays open")
	}
}

func TestMailTravelsEncryptedUnlessAskedOtherwise(t *testing.T) {
	t.Parallel()
	secure := start(t, smtp.WithTLS(), smtp.WithAuth("user", "secret"))
	plain := start(t)
	cfg := func(addr string) email.Config {
		c := config(t, addr)
		c.TLS, c.RootCAs, c.Username, c.Password = email.TLSMandatory, secure.RootCAs(), "user", "secret"
		return c
	}
	for why, tc := range map[string]struct {
		addr  string
		spoil func(*email.Config)
		class dunning.Class
		code  string
	}{
		"encrypted and signed in":         {secure.Addr, func(*email.Config) {}, dunning.Accepted, "250"},
		"a wrong password":                {secure.Addr, func(c *email.Config) { c.Password = "wrong" }, dunning.Temporary, "535"},
		"a certificate of nobody's":       {secure.Addr, func(c *email.Config) { c.RootCAs = nil }, dunning.Temporary, "tls"},
		"a server without encryption":     {plain.Addr, func(*email.Config) {}, dunning.Temporary, "tls"},
		"no encryption, as was asked for": {plain.Addr, func(c *email.Config) { c.TLS, c.Username = email.TLSNone, "" }, dunning.Accepted, "250"},
	} {
		c := cfg(tc.addr)
		tc.spoil(&c)
		if r := send(open(t, c), "r1"); r.Class != tc.class || r.Code != tc.code {
			t.Errorf("%s: %+v, want %s %s", why, r, tc.class, tc.code)
		}
	}
}

func TestImplicitTLS(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	hello := make(chan bool, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		first := make([]byte, 1)
		_, _ = conn.Read(first)
		hello <- first[0] == 0x16 // a TLS handshake record
		_ = conn.Close()
	}()
	cfg := config(t, l.Addr().String())
	cfg.TLS = email.TLSImplicit
	if r := send(open(t, cfg), "r1"); r.Class != dunning.Temporary {
		t.Errorf("%+v", r)
	}
	if !<-hello {
		t.Error("the connection did not begin with TLS")
	}
}

func TestAddressesInOtherScriptsNeedAServerThatTakesThem(t *testing.T) {
	t.Parallel()
	m := message("r1")
	m.To.Value = "欧阳@邮箱.example"
	for server, want := range map[*smtp.Server]dunning.Class{start(t): dunning.Permanent, start(t, smtp.WithUTF8()): dunning.Accepted} {
		r := open(t, config(t, server.Addr)).Send(context.Background(), m)
		if r.Class != want || r.BadPoint {
			t.Errorf("%+v, want %s", r, want)
		}
	}
}

func TestWrongSettings(t *testing.T) {
	t.Parallel()
	good := config(t, "127.0.0.1:25")
	for want, spoil := range map[string]func(*email.Config){
		"host":        func(c *email.Config) { c.Host = "" },
		"port":        func(c *email.Config) { c.Port = 0 },
		"secure":      func(c *email.Config) { c.TLS = "perhaps" },
		"clock":       func(c *email.Config) { c.Now = nil },
		"domain":      func(c *email.Config) { c.Domain = "a b" },
		"bounces":     func(c *email.Config) { c.Bounces = "nobody" },
		"unsubscribe": func(c *email.Config) { c.UnsubscribeURL = "http://lender.example" },
		"DKIM key":    func(c *email.Config) { c.DKIM.KeyPEM = []byte("secret") },
		"selector":    func(c *email.Config) { c.DKIM = email.DKIM{Domain: "d.example", KeyPEM: ed25519Key(t).pem} },
	} {
		cfg := good
		spoil(&cfg)
		if _, err := email.New(cfg); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("want an error that names the %s, got %v", want, err)
		}
	}
}

func BenchmarkSend(b *testing.B) {
	server := start(b, smtp.CountBy(func(m smtp.Message) string { return m.To }))
	s := open(b, config(b, server.Addr))
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if r := send(s, "r1"); r.Class != dunning.Accepted {
				b.Errorf("%+v", r)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(server.Connections()), "connections")
}
