package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	liveRoute  = "GET /livez"
	readyRoute = "GET /readyz"

	checkTimeout = 2 * time.Second
	freshFor     = time.Second // how long an answer of the checks is good for
)

// Check is one thing that must work before this process can be of use. Its name is shown, its error is only
// logged: an error may quote an address.
type Check struct {
	Name    string
	Timeout time.Duration // 2 s if zero
	Probe   func(ctx context.Context) error
}

// CheckResult is how a check went.
type CheckResult struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
}

// readiness asks the checks, at most once a second however often it is asked itself: nobody needs a token to
// ask, so asking must be cheap.
type readiness struct {
	deps    Deps
	busy    []chan struct{} // of each check: full while it runs, even beyond its timeout
	mu      sync.Mutex
	asked   time.Time
	results []CheckResult
	closing bool
}

func newReadiness(d Deps) *readiness {
	r := &readiness{deps: d}
	for range d.Checks {
		r.busy = append(r.busy, make(chan struct{}, 1))
	}
	return r
}

// close makes every later answer "not ready", so that no new work is sent here.
func (r *readiness) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closing = true
}

func (r *readiness) ask(ctx context.Context) (ready bool, results []CheckResult) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.deps.Now(); r.results == nil || now.Sub(r.asked) >= freshFor || now.Before(r.asked) {
		r.results, r.asked = r.all(context.WithoutCancel(ctx)), now // the answer is for others too
	}
	ready = !r.closing
	for _, c := range r.results {
		ready = ready && c.OK
	}
	return ready, r.results
}

func (r *readiness) all(ctx context.Context) []CheckResult {
	results := make([]CheckResult, len(r.deps.Checks))
	var done sync.WaitGroup
	for i, c := range r.deps.Checks {
		done.Go(func() {
			err := r.one(ctx, c, r.busy[i])
			if err != nil {
				r.deps.Log.Warn("a check failed", "check", c.Name, "err", err)
			}
			results[i] = CheckResult{c.Name, err == nil}
		})
	}
	done.Wait()
	return results
}

// one asks one check and does not wait longer than its timeout, also for a probe that does not heed its
// context; such a probe is not started a second time while it hangs.
func (r *readiness) one(ctx context.Context, c Check, busy chan struct{}) error {
	select {
	case busy <- struct{}{}:
	default:
		return errors.New("it still hangs from an earlier time")
	}
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = checkTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	answer := make(chan error, 1)
	go func() {
		defer func() { <-busy }()
		defer func() {
			if thrown := recover(); thrown != nil {
				answer <- fmt.Errorf("it panicked with a %T", thrown)
			}
		}()
		answer <- c.Probe(ctx)
	}()
	defer cancel()
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return fmt.Errorf("no answer within %s", timeout)
	}
}

// health puts /livez (the process runs) and /readyz (it can be of use) before the token. Only staff's door
// names the checks.
func (d *door) health(ready *readiness, named bool) {
	d.frank(liveRoute, func(w http.ResponseWriter, _ *http.Request) error {
		return answer(w, http.StatusOK, map[string]string{"status": "live"})
	})
	d.frank(readyRoute, func(w http.ResponseWriter, r *http.Request) error {
		ok, results := ready.ask(r.Context())
		body := struct {
			Status string        `json:"status"`
			Checks []CheckResult `json:"checks,omitempty"`
		}{Status: "ready"}
		status := http.StatusOK
		if !ok {
			body.Status, status = "not ready", http.StatusServiceUnavailable
		}
		if named {
			body.Checks = results
		}
		return answer(w, status, body)
	})
}

// answer writes a body as JSON, or nothing if it cannot be marshalled.
func answer(w http.ResponseWriter, status int, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("marshalling an answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text) // the caller may have gone
	return nil
}
