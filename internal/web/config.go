package web

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"comity/internal/access"
)

// Config is where the doors are and what they put up with. A zero limit takes its default.
type Config struct {
	Staff  string // host:port; empty: shut
	Public string
	Vendor string

	HeaderTimeout  time.Duration // to send all headers; 5 s
	ReadTimeout    time.Duration // to send the whole request; 30 s
	WriteTimeout   time.Duration // to take the whole answer; 60 s
	IdleTimeout    time.Duration // between requests; 120 s
	Grace          time.Duration // for requests under way when the doors close; 15 s
	MaxHeaderBytes int           // 16 KiB (net/http allows 4 KiB more)
	MaxBodyBytes   int64         // 1 MiB
}

func (c Config) withDefaults() Config {
	c.HeaderTimeout = cmp.Or(c.HeaderTimeout, 5*time.Second)
	c.ReadTimeout = cmp.Or(c.ReadTimeout, 30*time.Second)
	c.WriteTimeout = cmp.Or(c.WriteTimeout, 60*time.Second)
	c.IdleTimeout = cmp.Or(c.IdleTimeout, 120*time.Second)
	c.Grace = cmp.Or(c.Grace, 15*time.Second)
	c.MaxHeaderBytes = cmp.Or(c.MaxHeaderBytes, 16<<10)
	c.MaxBodyBytes = cmp.Or(c.MaxBodyBytes, 1<<20)
	return c
}

// Deps is what stands behind the doors.
type Deps struct {
	Store     access.Store // says whose a token is
	Runs      Runs
	Contacts  Contacts         // nil: none are taken in
	Checks    []Check          // of /readyz
	Callbacks []Route          // at the public door; they prove by themselves who calls
	Now       func() time.Time // our clock
	Log       *slog.Logger     // nil: nothing is logged
}

// Route is a handler at a pattern of http.ServeMux, for example "POST /twilio/status". Its body is limited
// already: reading too much gives an *http.MaxBytesError.
type Route struct {
	Pattern string
	Handler http.Handler
}

func (d Deps) check() (Deps, error) {
	if d.Store == nil || d.Runs == nil || d.Now == nil {
		return d, errors.New("web: the doors need a store of users, the runs and a clock")
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return d, nil
}
