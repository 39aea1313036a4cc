package access

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// CheckUser says what is wrong with a user that is about to be kept: an ID that is not 1 to 63 small
// letters, digits, dots, hyphens or underscores; no role, an unknown one, or two that must not meet.
func CheckUser(u User) error {
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`).MatchString(u.ID) {
		return fmt.Errorf("user id %q: use 1 to 63 small letters, digits, dots, hyphens or underscores, for example li.na", u.ID)
	}
	if len(u.Roles) == 0 {
		return fmt.Errorf("user %s has no role: give at least one of %s", u.ID, names(Roles(), "en", ", "))
	}
	for i, name := range u.Roles {
		if !slices.Contains(Roles(), Role(name)) {
			return fmt.Errorf("user %s: there is no role %q: use one of %s", u.ID, name, names(Roles(), "en", ", "))
		}
		for _, other := range u.Roles[:i] {
			if !stands(Role(name), Role(other)) {
				return fmt.Errorf("user %s cannot be both %s and %s: make two users", u.ID, other, name)
			}
		}
	}
	return nil
}

// CheckScope says what is wrong with a token's scope: it is neither a right ("read.run") nor a whole
// group of them ("read.*").
func CheckScope(scope string) error {
	for _, r := range Rights() {
		if scope == string(r) || strings.Contains(string(r), ".") && scope == r.group()+".*" {
			return nil
		}
	}
	return fmt.Errorf("there is no scope %q: use a right such as read.run, or a group such as read.*", scope)
}

// PutUser adds a user, or changes the one with the same ID. It takes the right user.manage. Nobody changes
// their own record, so that nobody gives themselves a role; and an administrator always remains, so
// that an installation cannot lock itself out.
func PutUser(ctx context.Context, s Store, by Actor, u User) error {
	if err := errors.Join(Allow(by, UserManage), CheckUser(u)); err != nil {
		return err
	}
	if strings.EqualFold(by.ID, u.ID) {
		return fmt.Errorf("%s cannot change their own record: another administrator has to", by.ID)
	}
	users, err := s.Users(ctx)
	if err != nil {
		return fmt.Errorf("reading the users: %w", err)
	}
	rest := slices.DeleteFunc(slices.Clone(users), func(have User) bool { return have.ID == u.ID })
	if !slices.ContainsFunc(append(rest, u), administers) {
		return errors.New("no administrator would be left: give the role admin to a user who is not disabled, first")
	}
	if err := s.SaveUser(ctx, by.ID, u); err != nil {
		return fmt.Errorf("keeping user %s: %w", u.ID, err)
	}
	return nil
}

func administers(u User) bool { return !u.Disabled && slices.Contains(u.Roles, string(Admin)) }

// Grant is what a new token is to be.
type Grant struct {
	ID        string // the token's own id, opaque
	UserID    string
	Scopes    []string  // see CheckScope; empty: all that the user may
	ExpiresAt time.Time // exclusive; zero: never
	Random    io.Reader // crypto/rand.Reader but in tests
}

// IssueToken makes and keeps a token and returns its secret, which cannot be had again. It takes the right
// user.manage; the record names who issued it, because whoever hands out a secret could have used it.
func IssueToken(ctx context.Context, s Store, by Actor, g Grant) (plain string, err error) {
	if err := Allow(by, UserManage); err != nil {
		return "", err
	}
	for _, scope := range g.Scopes {
		if err := CheckScope(scope); err != nil {
			return "", err
		}
	}
	users, err := s.Users(ctx)
	if err != nil {
		return "", fmt.Errorf("reading the users: %w", err)
	}
	if !slices.ContainsFunc(users, func(u User) bool { return u.ID == g.UserID && !u.Disabled }) {
		return "", fmt.Errorf("there is no user %q who may act: add the user first", g.UserID)
	}
	plain, hash, err := NewToken(g.Random)
	if err != nil {
		return "", err
	}
	token := Token{ID: g.ID, UserID: g.UserID, Hash: hash, Scopes: g.Scopes, ExpiresAt: g.ExpiresAt}
	if err := s.SaveToken(ctx, by.ID, token); err != nil {
		return "", fmt.Errorf("keeping a token of %s: %w", g.UserID, err)
	}
	return plain, nil
}

// RevokeToken ends a token from now on. Whoever holds its secret may do so: it was found where it
// should not be. Revoking it again changes nothing.
func RevokeToken(ctx context.Context, s Store, by Actor, plain string, now time.Time) error {
	hash, ok := HashToken(plain)
	if !ok {
		return &Refused{Malformed}
	}
	_, token, found, err := s.UserByTokenHash(ctx, hash)
	switch {
	case err != nil:
		return fmt.Errorf("looking up a token: %w", err)
	case !found:
		return &Refused{NoSuch}
	case !token.RevokedAt.IsZero():
		return nil
	}
	token.RevokedAt = now
	if err := s.SaveToken(ctx, by.ID, token); err != nil {
		return fmt.Errorf("revoking a token of %s: %w", token.UserID, err)
	}
	return nil
}
