package access

import (
	"log/slog"
	"slices"
	"strings"
)

// Actor is who acts: a user, through one token; or the one person of an installation without users.
// The zero Actor is nobody and may do nothing.
type Actor struct {
	ID     string // what records of an action name
	Name   string // for screens; never logged
	Roles  []Role
	Scopes []string // narrows what the roles allow, see CheckScope; empty: not narrowed

	sole bool // the only person there is: every right. Never read from data
}

// Sole is the one person of an installation that has no users yet, with every right. It is named after
// the operating system's user. No user can be given such a name, because of its colon.
func Sole(osUser string) Actor {
	name := strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, osUser)
	if name == "" {
		name = "unknown"
	}
	return Actor{ID: "local:" + name, Name: name, sole: true}
}

// IsSole says whether the actor is the one person of an installation without users.
func (a Actor) IsSole() bool { return a.sole }

// LogValue is the actor's ID: names stay out of logs.
func (a Actor) LogValue() slog.Value { return slog.StringValue(a.ID) }

// String is the actor's ID, so that a name does not slip into an error.
func (a Actor) String() string { return a.ID }

// Allow says whether the actor has the right: nil, or a *Denied.
func Allow(a Actor, right Right) error {
	row, known := find(right)
	if known && (a.sole || holds(a, row) && scoped(a, right)) {
		return nil
	}
	return &Denied{Actor: a, Right: right}
}

func holds(a Actor, row row) bool {
	return a.ID != "" && slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(row.roles, r) })
}

// scoped says whether the token's scopes leave the right in. The doors are not narrowed: a token that
// may only read runs must still come in to read them.
func scoped(a Actor, right Right) bool {
	if len(a.Scopes) == 0 || right.group() == "door" {
		return true
	}
	return slices.Contains(a.Scopes, string(right)) || slices.Contains(a.Scopes, right.group()+".*")
}

// FourEyes says whether approver is somebody other than requester: nil, or a *SameEyes. Two actors are
// the same when their IDs differ by nothing but letter case; nobody is never a second pair of eyes.
func FourEyes(requester, approver Actor) error {
	if requester.ID == "" || approver.ID == "" || strings.EqualFold(requester.ID, approver.ID) {
		return &SameEyes{Actor: approver}
	}
	return nil
}
