package web

import (
	"fmt"
	"maps"
	"net/http"
	"runtime/debug"
)

// netted turns a panic into a problem without detail. The log has where it happened and the type of what was
// thrown, not its text, which may quote a person. An answer that has begun is cut off, so that nobody takes
// half of it for the whole.
func (d *door) netted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec, before := &recorder{ResponseWriter: w}, w.Header().Clone()
		defer func() {
			thrown := recover()
			if thrown == nil {
				return
			}
			if thrown == http.ErrAbortHandler { //nolint:errorlint // the identity is the contract of net/http
				panic(thrown)
			}
			d.deps.Log.Error("a handler panicked", "door", d.name, "route", noteOf(r).route,
				"request", noteOf(r).id, "type", fmt.Sprintf("%T", thrown), "stack", string(debug.Stack()))
			if rec.status != 0 {
				panic(http.ErrAbortHandler)
			}
			clear(w.Header()) // of what the handler meant to say, nothing stands
			maps.Copy(w.Header(), before)
			refuse(rec, r, Internal, "", "")
		}()
		next.ServeHTTP(rec, r)
	})
}
