package sms

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"comity/internal/dunning"
)

// TestCountsBelowTLS makes sure that what was written is told apart on secured connections too: a request
// that was lost is unknown, a server that is gone is not.
func TestCountsBelowTLS(t *testing.T) {
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

// TestAKilledConnectionWritesNothingMore is what "certainly not taken" rests on.
func TestAKilledConnectionWritesNothingMore(t *testing.T) {
	t.Parallel()
	here, there := net.Pipe()
	defer func() { _ = there.Close() }()
	c := &countedConn{Conn: here}
	go func() { _, _ = io.ReadFull(there, make([]byte, 3)) }()
	if n, err := c.Write([]byte("abc")); n != 3 || err != nil {
		t.Fatal(n, err)
	}
	if n, known := c.kill(); n != 3 || !known {
		t.Errorf("written %d (known %t), want 3", n, known)
	}
	if n, err := c.Write([]byte("d")); n != 0 || err == nil {
		t.Errorf("wrote %d bytes after the kill", n)
	}
}

// TestAConnectionThatIsWritingIsNotSaidToBeSilent kills in the middle of a write.
func TestAConnectionThatIsWritingIsNotSaidToBeSilent(t *testing.T) {
	t.Parallel()
	here, there := net.Pipe()
	defer func() { _ = there.Close() }()
	c := &countedConn{Conn: here}
	done := make(chan struct{})
	go func() { _, _ = c.Write([]byte("abc")); close(done) }()
	_, _ = io.ReadFull(there, make([]byte, 1)) // now the write has begun, and cannot end
	if _, known := c.kill(); known {
		t.Error("a write under way was not seen")
	}
	_ = there.Close()
	<-done
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
