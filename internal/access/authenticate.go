package access

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"time"
)

// Reason says why a token was refused.
type Reason string

// The reasons.
const (
	NoToken   Reason = "no-token"  // none was given
	Malformed Reason = "malformed" // it does not look like one
	NoSuch    Reason = "no-such"   // nobody issued it here
	Revoked   Reason = "revoked"
	Expired   Reason = "expired"
	Disabled  Reason = "disabled" // its user may no longer act
)

// Refused says that a token does not tell who acts.
type Refused struct {
	Reason Reason
}

// Error is the English sentence of In. It never contains the token.
func (r *Refused) Error() string { return r.In("en") }

// In says in one sentence what is wrong and what to do, in Chinese for a locale that begins with "zh",
// else in English.
func (r *Refused) In(locale string) string {
	en, zh := r.sentences()
	if chinese(locale) {
		return zh
	}
	return en
}

func (r *Refused) sentences() (en, zh string) {
	switch r.Reason {
	case NoToken:
		return "this takes a token: put yours into COMITY_TOKEN", "需要令牌：请将您的令牌放入环境变量 COMITY_TOKEN"
	case Malformed:
		return "this is not a token: one begins with cmty_ and has 32 characters after it", "这不是有效的令牌：令牌以 cmty_ 开头，其后有 32 个字符"
	case Revoked:
		return "this token was revoked: ask an administrator for a new one", "该令牌已被吊销：请向管理员申请新令牌"
	case Expired:
		return "this token has expired: ask an administrator for a new one", "该令牌已过期：请向管理员申请新令牌"
	case Disabled:
		return "the user of this token is disabled: ask an administrator", "该令牌的用户已停用：请联系管理员"
	default:
		return "nobody issued this token in this installation: check which installation it is for", "本系统从未签发该令牌：请核对令牌属于哪个系统"
	}
}

// Authenticate says who acts with a token at now. What is wrong with the token is a *Refused; any other
// error is the store's. Roles that nobody defined are dropped.
func Authenticate(ctx context.Context, s Store, token string, now time.Time) (Actor, error) {
	if token == "" {
		return Actor{}, &Refused{NoToken}
	}
	hash, ok := HashToken(token)
	if !ok {
		return Actor{}, &Refused{Malformed}
	}
	user, kept, found, err := s.UserByTokenHash(ctx, hash)
	if err != nil {
		return Actor{}, fmt.Errorf("looking up a token: %w", err)
	}
	if !found || subtle.ConstantTimeCompare([]byte(kept.Hash), []byte(hash)) != 1 {
		return Actor{}, &Refused{NoSuch}
	}
	if reason := usable(user, kept, now); reason != "" {
		return Actor{}, &Refused{reason}
	}
	return Actor{ID: user.ID, Name: user.Name, Roles: roles(user), Scopes: slices.Clone(kept.Scopes)}, nil
}

// usable is the reason why the token may not be used, or nothing. A token whose user is another than the
// store gave is nobody's.
func usable(u User, t Token, now time.Time) Reason {
	switch {
	case t.UserID != u.ID || u.ID == "":
		return NoSuch
	case !t.RevokedAt.IsZero() && !now.Before(t.RevokedAt):
		return Revoked
	case !t.Live(now):
		return Expired
	case u.Disabled:
		return Disabled
	default:
		return ""
	}
}

func roles(u User) []Role {
	var known []Role
	for _, name := range u.Roles {
		if role := Role(name); slices.Contains(Roles(), role) {
			known = append(known, role)
		}
	}
	return known
}
