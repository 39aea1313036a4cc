package web

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestComplaintsOfTheServerNameNobodysAddress(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	d := &door{name: "public", deps: Deps{Log: slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))}}
	d.serverLog().Print("http: TLS handshake error from 192.0.2.77:4711: EOF")
	if strings.Contains(out.String(), "192.0.2.77") || !strings.Contains(out.String(), "a connection failed") {
		t.Errorf("logged: %s", &out)
	}
	d.serverLog().Print("http: Accept error: accept tcp: too many open files; retrying in 5ms")
	if !strings.Contains(out.String(), "too many open files") {
		t.Errorf("operations must hear of this: %s", &out)
	}
}
