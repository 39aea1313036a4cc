package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"

	"comity/internal/access"
)

// note is what is known about a request as it passes; the access log reads it at the end.
type note struct {
	id      string
	route   string // the pattern that matched; empty: none
	actor   access.Actor
	refused access.Reason // why the token was refused
}

type noteKey struct{}

// withNote gives every request an id of ours: one that the caller sends could forge lines of our log.
func withNote(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := &note{id: strings.ToLower(rand.Text())}
		w.Header().Set("X-Request-Id", n.id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), noteKey{}, n)))
	})
}

// noteOf is the note of a request; an empty one for a request that came by no door.
func noteOf(r *http.Request) *note {
	if n, ok := r.Context().Value(noteKey{}).(*note); ok {
		return n
	}
	return &note{}
}
