package web

import (
	"log"
	"log/slog"
	"net/http"
	"slices"
	"strings"
)

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController flush and set deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// logged writes one line a request: the route's pattern instead of its path, and nothing that the caller
// chose but a known method. Health questions are asked all day: they are logged at debug.
func (d *door) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, rec, n := d.deps.Now(), &recorder{ResponseWriter: w}, noteOf(r)
		defer func() {
			level := slog.LevelInfo
			if n.route == liveRoute || n.route == readyRoute {
				level = slog.LevelDebug
			}
			d.deps.Log.LogAttrs(r.Context(), level, "request",
				slog.String("door", d.name), slog.String("method", method(r)), slog.String("route", n.route),
				slog.Int("status", rec.status), slog.Int64("bytes", rec.bytes), slog.Duration("took", d.deps.Now().Sub(began)),
				slog.String("actor", n.actor.ID), slog.String("refused", string(n.refused)), slog.String("request", n.id))
		}()
		next.ServeHTTP(rec, r)
	})
}

func method(r *http.Request) string {
	known := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
	if slices.Contains(known, r.Method) {
		return r.Method
	}
	return "other"
}

// serverLog takes what net/http itself complains about. Its lines name remote addresses, so only those about
// accepting connections are passed on; they name none.
func (d *door) serverLog() *log.Logger { return log.New(complaints{d}, "", 0) }

type complaints struct{ door *door }

func (c complaints) Write(line []byte) (int, error) {
	if text := strings.TrimSpace(string(line)); strings.HasPrefix(text, "http: Accept error") {
		c.door.deps.Log.Warn("cannot accept connections", "door", c.door.name, "err", text)
	} else {
		c.door.deps.Log.Debug("a connection failed", "door", c.door.name)
	}
	return len(line), nil
}
