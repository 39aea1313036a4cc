package sms

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"comity/internal/dunning"
)

// TestOverTLS makes sure that what was written is told apart on secured connections too: a request that
// was lost is unknown, a server that is gone is not.
func TestOverTLS(t *testing.T) {
	t.Parallel()
	drop := false
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		if drop {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte(`{"sid":"SM1"}`))
	}))
	defer server.Close()
	now := func() time.Time { return time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC) }
	s, err := New(Config{AccountSID: "AC1", AuthToken: "t1", From: "x", BaseURL: server.URL, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	s.transport.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
	m := dunning.Message{ID: "r", To: dunning.ContactPoint{Value: "+12025550147"}, Text: "text", NotAfter: now().Add(time.Hour)}
	send := func(want dunning.Class) {
		t.Helper()
		if r := s.Send(context.Background(), m); r.Class != want {
			t.Errorf("%+v, want %s", r, want)
		}
	}
	send(dunning.Accepted)
	drop = true
	send(dunning.Uncertain)
	server.Close()
	send(dunning.Temporary)
}

// deafConn fails to write, from a moment on, before a byte has gone out.
type deafConn struct {
	net.Conn
	deaf *atomic.Bool
}

func (d deafConn) Write(p []byte) (int, error) {
	if d.deaf.Load() {
		return 0, errors.New("broken pipe")
	}
	return d.Conn.Write(p)
}

// TestWhatWasNeverWrittenIsNoUnknown breaks a kept connection: a reminder must not become unknown, and wait
// for a person, when not a byte of it was sent.
func TestWhatWasNeverWrittenIsNoUnknown(t *testing.T) {
	t.Parallel()
	for _, listen := range []func(http.Handler) *httptest.Server{httptest.NewServer, httptest.NewTLSServer} {
		server := listen(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write([]byte(`{"sid":"SM1"}`))
		}))
		now := func() time.Time { return time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC) }
		s, err := New(Config{AccountSID: "AC1", AuthToken: "t1", From: "x", BaseURL: server.URL, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		var deaf atomic.Bool
		s.transport.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
		s.transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
			return deafConn{conn, &deaf}, err
		}
		m := dunning.Message{ID: "r", To: dunning.ContactPoint{Value: "+12025550147"}, Text: "text", NotAfter: now().Add(time.Hour)}
		for _, want := range []dunning.Class{dunning.Accepted, dunning.Temporary} {
			if r := s.Send(context.Background(), m); r.Class != want {
				t.Errorf("%s: %+v, want %s", server.URL[:5], r, want)
			}
			deaf.Store(true)
		}
		server.Close()
	}
}

func TestAFormIsReadOnceAndNotAfterItWasGivenUp(t *testing.T) {
	t.Parallel()
	b := &onceBody{form: []byte("abcdef"), refuse: func() error { return nil }}
	if n, err := b.Read(make([]byte, 4)); n != 4 || err != nil {
		t.Fatal(n, err)
	}
	if b.stop() {
		t.Error("a form of which two bytes are missing is called complete")
	}
	if n, err := b.Read(make([]byte, 4)); n != 0 || err == nil || errors.Is(err, io.EOF) {
		t.Errorf("read %d more bytes (%v)", n, err)
	}
}
