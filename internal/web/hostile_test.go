package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"comity/internal/access"
	"comity/internal/web"
)

// reading is a callback that reads its whole body.
func reading() web.Route {
	return web.Route{Pattern: "POST /callback/{id}", Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			http.Error(w, "too much", http.StatusRequestEntityTooLarge)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})}
}

func TestABodyIsLimitedWhetherItSaysItsLengthOrNot(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *web.Config, d *web.Deps) {
		c.MaxBodyBytes = 100
		d.Callbacks = []web.Route{reading()}
	})
	public := h.Addrs().Public + "/callback/1"
	for size, status := range map[int]int{0: 204, 100: 204, 101: 413} {
		if got := h.ask(t, "POST", public, strings.NewReader(strings.Repeat("x", size))); got.status != status {
			t.Errorf("%d bytes, announced: want %d, got %d", size, status, got.status)
		}
		// io.MultiReader hides the length: the body goes in chunks.
		if got := h.ask(t, "POST", public, io.MultiReader(strings.NewReader(strings.Repeat("x", size)))); got.status != status {
			t.Errorf("%d bytes, in chunks: want %d, got %d", size, status, got.status)
		}
	}
	got := h.ask(t, "POST", public, strings.NewReader(strings.Repeat("x", 101)))
	got.isProblem(t, "announced", web.TooLarge)
	if !strings.Contains(got.problem.Detail, "100 bytes") {
		t.Errorf("how much is allowed is said: %q", got.problem.Detail)
	}
	h.ask(t, "GET", h.Addrs().Staff+runsPath, strings.NewReader(strings.Repeat("x", 101))).isProblem(t, "before the token is looked at", web.TooLarge)
}

// raw sends bytes and returns the answer's first line, or what ended the connection.
func raw(t *testing.T, address, text string) string {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(conn, text) // the server may close while we write
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return "ended: " + err.Error()
	}
	return strings.TrimSpace(line)
}

func TestWhoSendsHeadersSlowlyIsCutOff(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *web.Config, _ *web.Deps) { c.HeaderTimeout = 50 * time.Millisecond })
	for _, address := range []string{h.Addrs().Staff, h.Addrs().Public, h.Addrs().Vendor} {
		if got := raw(t, address, "GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: "); strings.Contains(got, "200") || strings.Contains(got, "timeout") {
			t.Errorf("a request that never ends: %s", got)
		}
	}
}

func TestWhoSendsABodySlowlyIsCutOff(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *web.Config, d *web.Deps) {
		c.HeaderTimeout, c.ReadTimeout = 50*time.Millisecond, 100*time.Millisecond
		d.Callbacks = []web.Route{{Pattern: "POST /callback", Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, err := io.ReadAll(r.Body); err != nil {
				w.WriteHeader(http.StatusRequestTimeout)
			}
		})}}
	})
	if got := raw(t, h.Addrs().Public, "POST /callback HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"); !strings.Contains(got, "408") {
		t.Errorf("a body that never ends: %s", got)
	}
}

func TestHugeHeadersAreRefused(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *web.Config, _ *web.Deps) { c.MaxHeaderBytes = 1 << 10 })
	if got := raw(t, h.Addrs().Public, "GET /livez HTTP/1.1\r\nHost: x\r\nX-Huge: "+strings.Repeat("x", 6<<10)+"\r\n\r\n"); !strings.Contains(got, "431") {
		t.Errorf("six KiB of header: %s", got)
	}
}

func TestAPanicIsAProblemWithoutDetail(t *testing.T) {
	t.Parallel()
	h := open(t, func(_ *web.Config, d *web.Deps) {
		d.Callbacks = []web.Route{
			{Pattern: "POST /early", Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Set-Cookie", "a=b")
				w.Header().Set("Content-Length", "3")
				panic(markInner)
			})},
			{Pattern: "POST /late", Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, "half an ans")
				_ = http.NewResponseController(w).Flush()
				panic(markInner)
			})},
		}
	})
	got := h.ask(t, "POST", h.Addrs().Public+"/early", nil)
	got.isProblem(t, "before the answer", web.Internal)
	if strings.Contains(got.text, markInner) || got.header.Get("Set-Cookie") != "" || got.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the problem is ours alone: %v %s", got.header, got.text)
	}
	token := bearer(h.users.issue(t, access.Operations, nil))
	h.ask(t, "GET", h.Addrs().Staff+runsPath+"/panics", nil, token).isProblem(t, "behind the token", web.Internal)

	answer, err := h.client.Post("http://"+h.Addrs().Public+"/late", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err == nil {
		t.Errorf("an answer that broke off looks whole: %q", text)
	}
	if h.ask(t, "GET", h.Addrs().Public+"/livez", nil).status != http.StatusOK {
		t.Error("the house fell over")
	}
	if log := h.log.String(); strings.Contains(log, markInner) || !strings.Contains(log, `"type":"*errors.errorString"`) || !strings.Contains(log, "house_test.go") {
		t.Errorf("the log has the place and the type, not the text:\n%s", log)
	}
}

func TestEveryAnswerIsShielded(t *testing.T) {
	t.Parallel()
	h := open(t, func(_ *web.Config, d *web.Deps) { d.Callbacks = []web.Route{reading()} })
	a, token := h.Addrs(), bearer(h.users.issue(t, access.Operations, nil))
	for _, got := range []said{
		h.ask(t, "GET", a.Staff+runsPath, nil, token), h.ask(t, "GET", a.Staff+runsPath, nil), h.ask(t, "GET", a.Staff+runsPath+"/panics", nil, token),
		h.ask(t, "GET", a.Vendor+"/x", nil), h.ask(t, "POST", a.Public+"/callback/1", nil), h.ask(t, "GET", a.Public+"/x", nil), h.ask(t, "GET", a.Public+"/readyz", nil),
	} {
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Frame-Options": "DENY",
		} {
			if got.header.Get(name) != want {
				t.Errorf("%d: %s is %q", got.status, name, got.header.Get(name))
			}
		}
		csp := got.header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
			t.Errorf("%d: the policy is %q", got.status, csp)
		}
		if got.header.Get("Server") != "" || got.header.Get("X-Request-Id") == "" {
			t.Errorf("%d: %v", got.status, got.header)
		}
	}
}

func TestTheLogSaysWhatHappenedAndNothingPersonal(t *testing.T) {
	t.Parallel()
	h := open(t, func(_ *web.Config, d *web.Deps) { d.Callbacks = []web.Route{reading()} })
	a := h.Addrs()
	token := h.users.issue(t, access.Operations, nil)
	marks := []string{"User-Agent: " + markAgent, "X-Request-Id: " + markAgent, "Referer: http://" + markAgent, "X-Forwarded-For: 192.0.2.77", bearer(token)}
	h.ask(t, "GET", a.Staff+runsPath+"/"+markPath+"?q="+markQuery, nil, marks...)
	h.ask(t, "GET", a.Staff+runsPath+"?limit="+markQuery, nil, marks...)
	h.ask(t, "GET", a.Staff+"/"+markPath, nil, marks...)
	h.ask(t, "PERSONAL", a.Staff+runsPath, nil, marks...)
	h.ask(t, "POST", a.Public+"/callback/"+markPath+"?q="+markQuery, strings.NewReader(markBody), marks...)
	h.ask(t, "GET", a.Vendor+"/"+markPath, nil, marks...)
	raw(t, a.Public, "GET /"+markPath+" HTTP/9.9\r\n\r\n")

	log := h.whole(t)
	for _, never := range []string{markPath, markQuery, markBody, markAgent, markName, "PERSONAL", "192.0.2.77", "127.0.0.1", token} {
		if strings.Contains(log, never) {
			t.Errorf("%q reached the log:\n%s", never, log)
		}
	}
	type line struct {
		Msg, Door, Method, Route, Actor, Request string
		Status                                   int
	}
	var got []string
	for text := range strings.Lines(log) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatal(err)
		}
		if l.Msg == "request" {
			if len(l.Request) < 26 {
				t.Errorf("a request without id: %s", text)
			}
			role, _, _ := strings.Cut(l.Actor, ".")
			got = append(got, fmt.Sprintf("%s %s %q %d %s", l.Door, l.Method, l.Route, l.Status, role))
		}
	}
	want := []string{
		`staff GET "GET /api/v1/runs/{id}" 404 operations`,
		`staff GET "GET /api/v1/runs" 400 operations`,
		`staff GET "" 404 operations`,
		`staff other "" 405 operations`,
		`public POST "POST /callback/{id}" 204 `,
		`vendor GET "" 403 operations`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("want\n%s\ngot\n%s", strings.Join(want, "\n"), strings.Join(got, "\n"))
	}
}

func TestRequestsUnderWayFinishBeforeTheDoorsClose(t *testing.T) {
	t.Parallel()
	inside, finish := make(chan struct{}), make(chan struct{})
	h := open(t, func(_ *web.Config, d *web.Deps) {
		d.Callbacks = []web.Route{{Pattern: "POST /slow", Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(inside)
			<-finish
			if r.Context().Err() != nil {
				panic("it was cut off")
			}
		})}}
	})
	answer := make(chan int, 1)
	go func() {
		r, err := h.client.Post("http://"+h.Addrs().Public+"/slow", "", nil)
		if err != nil {
			answer <- 0
			return
		}
		_ = r.Body.Close()
		answer <- r.StatusCode
	}()
	<-inside
	closed := make(chan error, 1)
	h.stop()
	go func() { closed <- h.Wait() }()
	for { // the listener is closed first of all
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", h.Addrs().Public)
		if err != nil {
			break
		}
		_ = conn.Close()
	}
	close(finish)
	if got, err := <-answer, <-closed; got != http.StatusOK || err != nil {
		t.Errorf("answered %d, closed with %v", got, err)
	}
	if err := errors.Join(h.Shutdown(context.Background()), h.Wait()); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestWhoTakesTooLongIsCutOffAndItIsSaid(t *testing.T) {
	t.Parallel()
	inside, finish := make(chan struct{}), make(chan struct{})
	defer close(finish)
	h := open(t, func(_ *web.Config, d *web.Deps) {
		d.Callbacks = []web.Route{{Pattern: "POST /hangs", Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			close(inside)
			<-finish
		})}}
	})
	go func() {
		if r, err := h.client.Post("http://"+h.Addrs().Public+"/hangs", "", nil); err == nil {
			_ = r.Body.Close()
		}
	}()
	<-inside
	patience, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.Shutdown(patience); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "public") {
		t.Errorf("want the public door's, got %v", err)
	}
	if err := h.Wait(); err == nil {
		t.Error("Wait forgot")
	}
}
