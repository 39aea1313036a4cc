package access_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/access"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestTokenIsPrefixedBase32AndOnlyItsHashIsKept(t *testing.T) {
	t.Parallel()
	// Twenty zero bytes are thirty-two letters a in base32 (RFC 4648, section 6).
	plain, hash, err := access.NewToken(bytes.NewReader(make([]byte, 20)))
	if err != nil {
		t.Fatal(err)
	}
	if want := "cmty_" + strings.Repeat("a", 32); plain != want {
		t.Errorf("want %s, got %s", want, plain)
	}
	// printf cmty_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | sha256sum
	if want := "bf5345c8730e33af58e050be50d1e2f270e45e62eff6b0d1525bde3e4bbe6aae"; hash != want {
		t.Errorf("want %s, got %s", want, hash)
	}
	again, ok := access.HashToken(plain)
	if !ok || again != hash {
		t.Errorf("the hash of what was handed out is what was kept: %s, %s", again, hash)
	}
}

func TestTokensDiffer(t *testing.T) {
	t.Parallel()
	a, _, errA := access.NewToken(rand.Reader)
	b, _, errB := access.NewToken(rand.Reader)
	if errA != nil || errB != nil || a == b || !regexp.MustCompile(`^cmty_[a-z2-7]{32}$`).MatchString(a) {
		t.Errorf("two tokens: %v %v, equal: %v", errA, errB, a == b)
	}
}

func TestNoTokenWithoutRandomness(t *testing.T) {
	t.Parallel()
	for _, source := range []*bytes.Reader{bytes.NewReader(nil), bytes.NewReader(make([]byte, 19))} {
		if plain, hash, err := access.NewToken(source); err == nil || plain+hash != "" {
			t.Error("a source that runs dry gave a token")
		}
	}
	if _, _, err := access.NewToken(iotest.ErrReader(errDown)); !errors.Is(err, errDown) {
		t.Errorf("want the source's error, got %v", err)
	}
}

func TestWhatCannotBeATokenIsNotLookedUp(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("a", 32)
	for _, bad := range []string{
		"cmty_", "cmty_" + body[:31], "cmty_" + body + "a", "CMTY_" + body, "cmty_" + strings.ToUpper(body),
		body, "cmty_" + body[:31] + "1", "cmty_" + body + "\n", " cmty_" + body, "cmty_" + body[:30] + "\n\n", "cmty_" + body + "====",
	} {
		if _, ok := access.HashToken(bad); ok {
			t.Errorf("%q passes for a token", bad)
		}
		s := newMemory()
		_, err := access.Authenticate(t.Context(), s, bad, noon)
		var refused *access.Refused
		if !errors.As(err, &refused) || refused.Reason != access.Malformed || s.lookups != 0 {
			t.Errorf("%q: want malformed without a look-up, got %v after %d", bad, err, s.lookups)
		}
	}
}

// issued is a store with one collector, and the secret of their token.
func issued(t *testing.T) (*memory, string) {
	t.Helper()
	plain, hash, err := access.NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := newMemory()
	s.users["li.na"] = access.User{ID: "li.na", Name: "Li Na", Roles: []string{"collector", "superhero"}}
	s.tokens["t1"] = access.Token{ID: "t1", UserID: "li.na", Hash: hash, Scopes: []string{"case.*"}, ExpiresAt: noon.Add(time.Hour)}
	return s, plain
}

func TestAuthenticateFindsTheActor(t *testing.T) {
	t.Parallel()
	s, plain := issued(t)
	got, err := access.Authenticate(t.Context(), s, plain, noon)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != "li.na" || got.Name != "Li Na" || got.IsSole() {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff([]access.Role{access.Collector}, got.Roles); diff != "" {
		t.Errorf("a role that nobody defined is dropped (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"case.*"}, got.Scopes); diff != "" {
		t.Errorf("scopes (-want +got):\n%s", diff)
	}
}

func TestAuthenticateRefuses(t *testing.T) {
	t.Parallel()
	change := func(f func(*access.Token)) func(*memory) {
		return func(m *memory) { tok := m.tokens["t1"]; f(&tok); m.tokens["t1"] = tok }
	}
	for name, c := range map[string]struct {
		spoil func(*memory)
		want  access.Reason
	}{
		"at the instant it expires":      {change(func(k *access.Token) { k.ExpiresAt = noon }), access.Expired},
		"after it expired":               {change(func(k *access.Token) { k.ExpiresAt = noon.Add(-time.Hour) }), access.Expired},
		"at the instant it is revoked":   {change(func(k *access.Token) { k.RevokedAt = noon }), access.Revoked},
		"revoked is said before expired": {change(func(k *access.Token) { k.RevokedAt, k.ExpiresAt = noon, noon }), access.Revoked},
		"nobody issued it":               {func(m *memory) { clear(m.tokens) }, access.NoSuch},
		"its user is gone":               {func(m *memory) { clear(m.users) }, access.NoSuch},
		"its user is disabled": {func(m *memory) {
			u := m.users["li.na"]
			u.Disabled = true
			m.users["li.na"] = u
		}, access.Disabled},
	} {
		s, plain := issued(t)
		c.spoil(s)
		got, err := access.Authenticate(t.Context(), s, plain, noon)
		var refused *access.Refused
		if !errors.As(err, &refused) || refused.Reason != c.want {
			t.Errorf("%s: want %s, got %v", name, c.want, err)
			continue
		}
		if got.ID != "" || got.Roles != nil {
			t.Errorf("%s: a refusal comes with an actor: %v", name, got)
		}
		if strings.Contains(refused.In("en")+refused.In("zh-CN"), plain) || refused.In("en") == refused.In("zh-CN") {
			t.Errorf("%s: a refusal is said in two languages and without the token", name)
		}
	}
}

// sloppy finds every token by any hash, as a store might whose comparison is loose.
type sloppy struct{ *memory }

func (s sloppy) UserByTokenHash(ctx context.Context, _ string) (access.User, access.Token, bool, error) {
	return s.memory.UserByTokenHash(ctx, s.tokens["t1"].Hash)
}

func TestAuthenticateDoesNotTrustALooseStore(t *testing.T) {
	t.Parallel()
	s, _ := issued(t)
	other, _, err := access.NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var refused *access.Refused
	if _, err := access.Authenticate(t.Context(), sloppy{s}, other, noon); !errors.As(err, &refused) || refused.Reason != access.NoSuch {
		t.Errorf("want no-such, got %v", err)
	}
}

func TestAStoreThatFailsIsNotARefusal(t *testing.T) {
	t.Parallel()
	s, plain := issued(t)
	s.down = true
	var refused *access.Refused
	_, err := access.Authenticate(t.Context(), s, plain, noon)
	if !errors.Is(err, errDown) || errors.As(err, &refused) {
		t.Errorf("want the store's error, got %v", err)
	}
}

func TestATokenThatIsNotRevokedYetMayBeUsed(t *testing.T) {
	t.Parallel()
	s, plain := issued(t)
	tok := s.tokens["t1"]
	tok.RevokedAt, tok.ExpiresAt = noon.Add(time.Second), time.Time{}
	s.tokens["t1"] = tok
	if _, err := access.Authenticate(t.Context(), s, plain, noon); err != nil {
		t.Error(err)
	}
}
