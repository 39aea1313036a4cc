package access

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Mode says how the actor of a command was found.
type Mode string

// The modes.
const (
	ModeSole Mode = "single-user" // the installation has no users: the one at the terminal has every right
	ModeUser Mode = "user"        // a token says who acts
)

// ErrNoUsers says that a token was given to an installation that has issued none. Going on as the local
// user, with every right, would be the opposite of what was meant.
var ErrNoUsers = errors.New("COMITY_TOKEN is set, but this installation has no users:" +
	" unset it, or check that dir and ledger name the installation you mean")

// Identify says who acts on the command line: the user of the token (from COMITY_TOKEN), or, while the
// installation has no users at all, the operating system's user with every right. The first user that is
// added ends that; a disabled user counts. It returns a *Refused, ErrNoUsers, or the store's error. A
// command that runs for long keeps the actor it began with.
func Identify(ctx context.Context, s Store, token, osUser string, now time.Time) (Actor, Mode, error) {
	users, err := s.Users(ctx)
	switch {
	case err != nil:
		return Actor{}, "", fmt.Errorf("finding out who acts: %w", err)
	case len(users) == 0 && token != "":
		return Actor{}, "", ErrNoUsers
	case len(users) == 0:
		return Sole(osUser), ModeSole, nil
	}
	actor, err := Authenticate(ctx, s, token, now)
	if err != nil {
		return Actor{}, "", err
	}
	return actor, ModeUser, nil
}

// Notice is the line a command says once on standard error about the mode; empty when there is nothing to
// say. It is in Chinese for a locale that begins with "zh", else in English.
func (m Mode) Notice(a Actor, locale string) string {
	switch {
	case m != ModeSole:
		return ""
	case chinese(locale):
		return "尚无用户：以 " + a.ID + " 身份执行，拥有全部权限；执行 comity user add 添加第一个用户后即不再如此"
	default:
		return "no users yet: acting as " + a.ID + " with every right; the first comity user add ends this"
	}
}
