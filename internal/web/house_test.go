package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"comity/internal/access"
	"comity/internal/web"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// The marks must never reach a log or an answer.
const (
	markPath  = "personal-path"
	markQuery = "personal-query"
	markInner = "personal-inner"
	markBody  = "personal-body"
	markAgent = "personal-agent"
	markName  = "Li Na"
)

// users is a store of users and tokens; it fails when err is set.
type users struct {
	access.Store
	mu     sync.Mutex
	tokens map[string]access.Token
	people map[string]access.User
	err    error
}

func (u *users) UserByTokenHash(_ context.Context, hash string) (access.User, access.Token, bool, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	t, ok := u.tokens[hash]
	return u.people[t.UserID], t, ok, u.err
}

// issue makes a user with the role, and a token of theirs, changed by change.
func (u *users) issue(t *testing.T, role access.Role, change func(*access.Token)) string {
	t.Helper()
	plain, hash, err := access.NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	id := string(role) + "." + hash[:6]
	token := access.Token{ID: hash[:8], UserID: id, Hash: hash, ExpiresAt: noon.Add(time.Hour)}
	if change != nil {
		change(&token)
	}
	u.tokens[hash], u.people[id] = token, access.User{ID: id, Name: markName, Roles: []string{string(role)}}
	return plain
}

// book is a list of runs, the newest first.
type book struct {
	runs []web.Run
	err  error
}

func (b *book) Runs(_ context.Context, after string, limit int) ([]web.Run, error) {
	i := 0
	if after != "" {
		i = slices.IndexFunc(b.runs, func(r web.Run) bool { return r.ID == after }) + 1
	}
	rest := b.runs[i:]
	return rest[:min(limit, len(rest))], b.err
}

func (b *book) Run(_ context.Context, id string) (web.Run, bool, error) {
	if id == "panics" {
		panic(errors.New(markInner))
	}
	i := slices.IndexFunc(b.runs, func(r web.Run) bool { return r.ID == id })
	if i < 0 {
		return web.Run{}, false, b.err
	}
	return b.runs[i], true, b.err
}

// lines is a log that may be read while it is written.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// house is three open doors and what stands behind them.
type house struct {
	*web.Servers
	users  *users
	book   *book
	log    *lines
	client *http.Client
	stop   context.CancelFunc // ends the context that the house was opened with
}

// open opens a house on free ports; change may alter how.
func open(t *testing.T, change func(*web.Config, *web.Deps)) *house {
	t.Helper()
	h := &house{
		users: &users{tokens: map[string]access.Token{}, people: map[string]access.User{}},
		book: &book{runs: []web.Run{
			{ID: "r3", Portfolio: "cn", Date: "2026-03-02", State: "done", Totals: map[string]int{"walked": 5, "reminded": 5}},
			{ID: "r2", Portfolio: "cn", Date: "2026-03-01", State: "held"},
			{ID: "r1", Portfolio: "cn", Date: "2026-02-28", State: "done"},
		}},
		log: &lines{},
	}
	c := web.Config{Staff: "127.0.0.1:0", Public: "127.0.0.1:0", Vendor: "127.0.0.1:0"}
	d := web.Deps{
		Store: h.users, Runs: h.book, Now: func() time.Time { return noon },
		Log: slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&c, &d)
	}
	ctx, cancel := context.WithCancel(context.Background())
	h.stop = cancel
	var err error
	if h.Servers, err = web.Start(ctx, c, d); err != nil {
		cancel()
		t.Fatal(err)
	}
	transport := &http.Transport{}
	h.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		cancel()
		_ = h.Wait()
	})
	return h
}

// said is an answer, read to its end.
type said struct {
	status  int
	header  http.Header
	text    string
	problem web.Problem
}

// ask sends a request; headers are "Name: value".
func (h *house) ask(t *testing.T, method, url string, body io.Reader, headers ...string) said {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+url, body)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	answer, err := h.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	s := said{status: answer.StatusCode, header: answer.Header, text: string(text)}
	if answer.Header.Get("Content-Type") == "application/problem+json" {
		if err := json.Unmarshal(text, &s.problem); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// whole closes the house and returns its log: a request's line is written after its answer.
func (h *house) whole(t *testing.T) string {
	t.Helper()
	if err := h.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h.log.String()
}

func bearer(token string) string { return "Authorization: Bearer " + token }

// isProblem checks everything that holds for every problem.
func (s said) isProblem(t *testing.T, what string, code web.Code) {
	t.Helper()
	p := s.problem
	if s.status != code.Status() || p.Code != code || p.Status != s.status {
		t.Errorf("%s: want %s (%d), got %d %q", what, code, code.Status(), s.status, s.text)
		return
	}
	if p.Type != "urn:comity:problem:"+string(code) || p.Title == "" || p.RequestID == "" || p.RequestID != s.header.Get("X-Request-Id") {
		t.Errorf("%s: an incomplete problem: %+v", what, p)
	}
}
