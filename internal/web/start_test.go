package web_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"comity/internal/web"
)

func TestADoorWithoutAddressIsShut(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *web.Config, _ *web.Deps) { c.Staff, c.Vendor = "", "" })
	a := h.Addrs()
	if a.Staff != "" || a.Vendor != "" || h.ask(t, "GET", a.Public+"/livez", nil).text != `{"status":"live"}` {
		t.Errorf("open: %+v", a)
	}
}

func TestAllDoorsOpenOrNone(t *testing.T) {
	t.Parallel()
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	free, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	staff := free.Addr().String()
	_ = free.Close()

	d := web.Deps{Store: &users{}, Runs: &book{}, Now: func() time.Time { return noon }}
	_, err = web.Start(t.Context(), web.Config{Staff: staff, Public: taken.Addr().String()}, d)
	if err == nil || !strings.Contains(err.Error(), "set listen.public to an address that is free") {
		t.Errorf("want what to do, got %v", err)
	}
	again, err := new(net.ListenConfig).Listen(t.Context(), "tcp", staff)
	if err != nil {
		t.Fatalf("the staff door stayed open: %v", err)
	}
	_ = again.Close()

	for name, lacking := range map[string]web.Deps{
		"store": {Runs: d.Runs, Now: d.Now}, "runs": {Store: d.Store, Now: d.Now}, "clock": {Store: d.Store, Runs: d.Runs},
	} {
		if _, err := web.Start(t.Context(), web.Config{Staff: "127.0.0.1:0"}, lacking); err == nil {
			t.Errorf("opened without a %s", name)
		}
	}
}

func TestTheDoorsCloseWithTheirContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s, err := web.Start(ctx, web.Config{Staff: "127.0.0.1:0"}, web.Deps{Store: &users{}, Runs: &book{}, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := s.Wait(); err != nil {
		t.Error(err)
	}
	if _, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.Addrs().Staff); err == nil {
		t.Error("somebody still answers")
	}
}

func TestReadyWhenEveryCheckSaysSo(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	var asked, seconds atomic.Int64
	hang := make(chan struct{})
	defer close(hang)
	var hangs atomic.Bool
	var hung atomic.Int64
	h := open(t, func(_ *web.Config, d *web.Deps) {
		d.Now = func() time.Time { return noon.Add(time.Duration(seconds.Load()) * time.Second) }
		d.Checks = []web.Check{
			{Name: "ledger", Probe: func(context.Context) error {
				asked.Add(1)
				if broken.Load() {
					return errors.New("postgres://user:" + markInner + "@db does not answer")
				}
				return nil
			}},
			{Name: "queue", Timeout: 20 * time.Millisecond, Probe: func(context.Context) error {
				if hangs.Load() {
					hung.Add(1)
					<-hang // heeds no context
				}
				return nil
			}},
		}
	})
	a := h.Addrs()
	ask := func(address string) said { return h.ask(t, "GET", address+"/readyz", nil) }

	if got := ask(a.Staff); got.status != http.StatusOK || got.text != `{"status":"ready","checks":[{"name":"ledger","ok":true},{"name":"queue","ok":true}]}` {
		t.Errorf("ready: %d %s", got.status, got.text)
	}
	if got := ask(a.Public); got.status != http.StatusOK || got.text != `{"status":"ready"}` {
		t.Errorf("the public learns no names: %d %s", got.status, got.text)
	}
	ask(a.Vendor)
	if asked.Load() != 1 {
		t.Errorf("asked three times in a second, the ledger was asked %d times", asked.Load())
	}

	broken.Store(true)
	seconds.Store(1)
	got := ask(a.Staff)
	if got.status != http.StatusServiceUnavailable || got.text != `{"status":"not ready","checks":[{"name":"ledger","ok":false},{"name":"queue","ok":true}]}` {
		t.Errorf("the ledger is away: %d %s", got.status, got.text)
	}
	if !strings.Contains(h.log.String(), `"check":"ledger"`) {
		t.Error("operations are not told why")
	}

	broken.Store(false)
	hangs.Store(true)
	for range 3 {
		seconds.Add(1)
		if got := ask(a.Public); got.status != http.StatusServiceUnavailable || got.text != `{"status":"not ready"}` {
			t.Errorf("the queue hangs: %d %s", got.status, got.text)
		}
	}
	if hung.Load() != 1 {
		t.Errorf("a probe that hangs was started %d times", hung.Load())
	}
	if h.ask(t, "GET", a.Staff+"/livez", nil).status != http.StatusOK {
		t.Error("alive is another matter than ready")
	}
}

func TestAProbeThatPanicsIsAFailure(t *testing.T) {
	t.Parallel()
	h := open(t, func(_ *web.Config, d *web.Deps) {
		d.Checks = []web.Check{{Name: "odd", Probe: func(context.Context) error { panic(markInner) }}}
	})
	if got := h.ask(t, "GET", h.Addrs().Staff+"/readyz", nil); got.status != http.StatusServiceUnavailable {
		t.Errorf("got %d", got.status)
	}
	if log := h.log.String(); strings.Contains(log, markInner) || !strings.Contains(log, "panicked with a string") {
		t.Errorf("logged: %s", log)
	}
}
