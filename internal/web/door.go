package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"

	"comity/internal/access"
)

// door is one listener's handler.
type door struct {
	name   string
	policy string
	right  access.Right // to come in; empty: everybody may
	config Config
	deps   Deps
	open   *http.ServeMux // before the token
	inside *http.ServeMux // behind it
}

func (d *door) handler() http.Handler {
	h := http.Handler(http.HandlerFunc(d.serve))
	for _, wrap := range []func(http.Handler) http.Handler{d.limited, d.netted, d.shielded, d.logged, withNote} {
		h = wrap(h)
	}
	return h
}

// serve finds the route: an open one, or, after the token, one inside.
func (d *door) serve(w http.ResponseWriter, r *http.Request) {
	if code, _ := d.missing(d.open, r); code != NotFound || d.right == "" {
		d.route(d.open, w, r)
		return
	}
	if err := d.enter(r); err != nil {
		d.fail(w, r, err)
		return
	}
	d.route(d.inside, w, r)
}

func (d *door) route(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	switch code, allow := d.missing(mux, r); code {
	case "":
		_, noteOf(r).route = mux.Handler(r)
		mux.ServeHTTP(w, r)
	case MethodNotAllowed:
		w.Header().Set("Allow", allow)
		refuse(w, r, code, "Use one of "+allow+".", "可用方法："+allow+"。")
	default:
		refuse(w, r, code, "", "")
	}
}

// missing says why mux has no route for r: NotFound, MethodNotAllowed with what is allowed, or nothing when
// it has one. A path that is not clean is not found; the redirect that a mux would make of it helps only
// those who play with paths.
func (d *door) missing(mux *http.ServeMux, r *http.Request) (code Code, allow string) {
	clean := path.Clean(r.URL.Path)
	if r.URL.Path != clean && (clean == "/" || r.URL.Path != clean+"/") {
		return NotFound, ""
	}
	h, pattern := mux.Handler(r)
	if pattern != "" {
		return "", ""
	}
	refusal := &header{fields: http.Header{}}
	h.ServeHTTP(refusal, r)
	if refusal.status == http.StatusMethodNotAllowed {
		return MethodNotAllowed, refusal.fields.Get("Allow")
	}
	return NotFound, ""
}

// header hears a mux's own refusal, in order to say it as a problem.
type header struct {
	fields http.Header
	status int
}

func (h *header) Header() http.Header         { return h.fields }
func (h *header) Write(b []byte) (int, error) { return len(b), nil }
func (h *header) WriteHeader(status int)      { h.status = status }

// enter notes who comes in, by the token in the Authorization header, or says why they do not.
func (d *door) enter(r *http.Request) error {
	actor, err := access.Authenticate(r.Context(), d.deps.Store, bearer(r), d.deps.Now())
	var refused *access.Refused
	switch {
	case errors.As(err, &refused):
		return err
	case err != nil:
		return &outage{err}
	default:
		noteOf(r).actor = actor
		return access.Allow(actor, d.right)
	}
}

// bearer is the token that a request brings (RFC 6750, section 2.1): empty if it brings nothing, and
// something that is no token if it brings another thing, or several.
func bearer(r *http.Request) string {
	given := r.Header.Values("Authorization")
	if len(given) == 0 {
		return ""
	}
	scheme, token, _ := strings.Cut(given[0], " ")
	if len(given) > 1 || !strings.EqualFold(scheme, "Bearer") {
		return "not a bearer token"
	}
	return strings.TrimLeft(token, " ")
}

// endpoint is a handler that returns its error.
type endpoint func(w http.ResponseWriter, r *http.Request) error

// frank puts a route before the token.
func (d *door) frank(pattern string, serve endpoint) {
	d.open.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := serve(w, r); err != nil {
			d.fail(w, r, err)
		}
	})
}

// guard puts a route inside the door, behind a right.
func (d *door) guard(pattern string, right access.Right, serve endpoint) {
	d.inside.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		err := access.Allow(noteOf(r).actor, right)
		if err == nil {
			err = serve(w, r)
		}
		if err != nil {
			d.fail(w, r, err)
		}
	})
}

// fail answers an error as a problem. What is not meant for the caller goes to the log instead.
func (d *door) fail(w http.ResponseWriter, r *http.Request, err error) {
	var (
		told    *trouble
		refused *access.Refused
		denied  *access.Denied
		large   *http.MaxBytesError
		bad     *flawed
	)
	switch {
	case errors.As(err, &told):
		refuse(w, r, told.code, told.en, told.zh)
	case errors.As(err, &bad):
		refuse(w, r, Unprocessable, fmt.Sprintf("Nothing was taken in; flaws: %d.", bad.count), fmt.Sprintf("未导入任何内容；问题 %d 处。", bad.count), bad.flaws...)
	case errors.As(err, &refused):
		d.challenge(w, r, refused)
	case errors.As(err, &denied):
		refuse(w, r, Forbidden, denied.In("en"), denied.In("zh-CN"))
	case errors.As(err, &large):
		w.Header().Set("Connection", "close") // the rest of it is not wanted
		refuse(w, r, TooLarge, fmt.Sprintf("At most %d bytes.", large.Limit), fmt.Sprintf("最多 %d 字节。", large.Limit))
	default:
		d.broken(w, r, err)
	}
}

// challenge answers every bad token with the same words; the log has the reason. RFC 6750, section 3.1: the
// error is named only when a token was given.
func (d *door) challenge(w http.ResponseWriter, r *http.Request, refused *access.Refused) {
	noteOf(r).refused = refused.Reason
	value := `Bearer realm="comity"`
	if refused.Reason != access.NoToken {
		value += `, error="invalid_token"`
	}
	w.Header().Set("WWW-Authenticate", value)
	refuse(w, r, Unauthenticated, "Send it as Authorization: Bearer and the token.", "请以 Authorization: Bearer 加令牌的形式发送。")
}

// outage is an error of something that should have told who calls.
type outage struct{ err error }

func (o *outage) Error() string { return o.err.Error() }
func (o *outage) Unwrap() error { return o.err }

// broken answers what is not the caller's fault. That the caller has gone is nobody's, and not logged.
func (d *door) broken(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil || !errors.Is(err, context.Canceled) {
		d.deps.Log.ErrorContext(r.Context(), "a request failed", "door", d.name, "route", noteOf(r).route,
			"request", noteOf(r).id, "err", err)
	}
	code := Internal
	if _, out := errors.AsType[*outage](err); out || errors.Is(err, context.DeadlineExceeded) {
		code = Unavailable
	}
	refuse(w, r, code, "", "")
}
