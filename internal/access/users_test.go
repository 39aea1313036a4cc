package access_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/access"
)

func admin(id string) access.Actor { return access.Actor{ID: id, Roles: []access.Role{access.Admin}} }

func TestTheFirstUserEndsSingleUserMode(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), newMemory()

	sole, mode, err := access.Identify(ctx, s, "", "bo", noon)
	if err != nil || mode != access.ModeSole || sole.ID != "local:bo" || !sole.IsSole() {
		t.Fatalf("without users the one at the terminal acts: %v %v %v", sole, mode, err)
	}
	if mode.Notice(sole, "en") == "" || mode.Notice(sole, "zh-CN") == mode.Notice(sole, "en") {
		t.Error("single-user mode is said, in both languages")
	}

	clerk := access.User{ID: "li.na", Roles: []string{"collector"}}
	if err := access.PutUser(ctx, s, sole, clerk); err == nil || len(s.users) != 0 {
		t.Fatal("a first user who is no administrator would lock everybody out")
	}
	if err := access.PutUser(ctx, s, sole, access.User{ID: "root", Roles: []string{"admin"}}); err != nil {
		t.Fatal(err)
	}
	plain, err := access.IssueToken(ctx, s, sole, access.Grant{ID: "t1", UserID: "root", Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"local:bo", "local:bo"}, s.actors); diff != "" {
		t.Errorf("who did it is recorded (-want +got):\n%s", diff)
	}
	if strings.Contains(fmt.Sprintf("%v", s.tokens), plain) {
		t.Error("the secret was kept")
	}

	var refused *access.Refused
	if _, _, err := access.Identify(ctx, s, "", "bo", noon); !errors.As(err, &refused) || refused.Reason != access.NoToken {
		t.Fatalf("from now on it takes a token, got %v", err)
	}
	root, mode, err := access.Identify(ctx, s, plain, "bo", noon)
	if err != nil || mode != access.ModeUser || root.ID != "root" || mode.Notice(root, "en") != "" {
		t.Fatalf("want root by token, got %v %v %v", root, mode, err)
	}
	if err := access.PutUser(ctx, s, root, clerk); err != nil {
		t.Fatal(err)
	}
}

func TestADisabledUserStillEndsSingleUserMode(t *testing.T) {
	t.Parallel()
	s := newMemory()
	s.users["root"] = access.User{ID: "root", Roles: []string{"admin"}, Disabled: true}
	if a, _, err := access.Identify(t.Context(), s, "", "bo", noon); err == nil {
		t.Errorf("%v may act", a)
	}
}

func TestATokenForAnInstallationWithoutUsersIsNotIgnored(t *testing.T) {
	t.Parallel()
	_, plain := issued(t)
	if a, _, err := access.Identify(t.Context(), newMemory(), plain, "bo", noon); !errors.Is(err, access.ErrNoUsers) || a.IsSole() {
		t.Errorf("want ErrNoUsers, got %v %v", a, err)
	}
}

func TestAStoreThatFailsMakesNobodyTheSolePerson(t *testing.T) {
	t.Parallel()
	s := newMemory()
	s.down = true
	if a, _, err := access.Identify(t.Context(), s, "", "bo", noon); !errors.Is(err, errDown) || a.IsSole() {
		t.Errorf("want the store's error, got %v %v", a, err)
	}
}

func TestUsersThatMustNotBeKept(t *testing.T) {
	t.Parallel()
	for name, u := range map[string]access.User{
		"no id":                     {Roles: []string{"legal"}},
		"an id like the sole's":     {ID: "local:bo", Roles: []string{"legal"}},
		"capital letters":           {ID: "Li.Na", Roles: []string{"legal"}},
		"a line break":              {ID: "li\nna", Roles: []string{"legal"}},
		"a long id":                 {ID: strings.Repeat("a", 64), Roles: []string{"legal"}},
		"no role":                   {ID: "li.na"},
		"an unknown role":           {ID: "li.na", Roles: []string{"root"}},
		"an administrator in legal": {ID: "li.na", Roles: []string{"admin", "operations", "legal"}},
		"a vendor with more":        {ID: "li.na", Roles: []string{"collector", "vendor"}},
		"an auditor with more":      {ID: "li.na", Roles: []string{"auditor", "service"}},
	} {
		s := newMemory()
		s.users["root"] = access.User{ID: "root", Roles: []string{"admin"}}
		if err := access.PutUser(t.Context(), s, admin("root"), u); err == nil || len(s.actors) != 0 {
			t.Errorf("%s: was kept (%v)", name, err)
		}
	}
	if err := access.CheckUser(access.User{ID: "li.na", Roles: []string{"admin", "operations", "compliance"}}); err != nil {
		t.Errorf("a small house needs this: %v", err)
	}
}

func TestAdministratorsDoNotHelpThemselves(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), newMemory()
	s.users["root"] = access.User{ID: "root", Roles: []string{"admin"}}
	s.users["zhao"] = access.User{ID: "zhao", Roles: []string{"admin"}}

	if err := access.PutUser(ctx, s, admin("root"), access.User{ID: "root", Roles: []string{"admin", "compliance"}}); err == nil {
		t.Error("root gave itself a role")
	}
	if err := access.PutUser(ctx, s, admin("root"), access.User{ID: "zhao", Roles: []string{"admin"}, Disabled: true}); err != nil {
		t.Errorf("one administrator disables another: %v", err)
	}
	if err := access.PutUser(ctx, s, admin("zhao"), access.User{ID: "root", Roles: []string{"operations"}}); err == nil {
		t.Error("the last administrator was taken away")
	}
	var denied *access.Denied
	ops := access.Actor{ID: "ops", Roles: []access.Role{access.Operations}}
	if err := access.PutUser(ctx, s, ops, access.User{ID: "new", Roles: []string{"admin"}}); !errors.As(err, &denied) {
		t.Errorf("operations adds no users, got %v", err)
	}
	if _, err := access.IssueToken(ctx, s, ops, access.Grant{ID: "t", UserID: "root", Random: rand.Reader}); !errors.As(err, &denied) {
		t.Errorf("operations issues no tokens, got %v", err)
	}
}

func TestTokensThatMustNotBeIssued(t *testing.T) {
	t.Parallel()
	for name, g := range map[string]access.Grant{
		"for nobody":           {ID: "t", UserID: "ghost", Random: rand.Reader},
		"for a disabled user":  {ID: "t", UserID: "gone", Random: rand.Reader},
		"with unknown scopes":  {ID: "t", UserID: "root", Scopes: []string{"read.*", "run.everything"}, Random: rand.Reader},
		"with an empty scope":  {ID: "t", UserID: "root", Scopes: []string{""}, Random: rand.Reader},
		"with a star":          {ID: "t", UserID: "root", Scopes: []string{"*"}, Random: rand.Reader},
		"with a group of none": {ID: "t", UserID: "root", Scopes: []string{"import.*"}, Random: rand.Reader},
		"without randomness":   {ID: "t", UserID: "root", Random: bytes.NewReader(nil)},
	} {
		s := newMemory()
		s.users["root"] = access.User{ID: "root", Roles: []string{"admin"}}
		s.users["gone"] = access.User{ID: "gone", Roles: []string{"legal"}, Disabled: true}
		if plain, err := access.IssueToken(t.Context(), s, admin("root"), g); err == nil || plain != "" || len(s.tokens) != 0 {
			t.Errorf("%s: was issued (%v)", name, err)
		}
	}
}

func TestARevokedTokenIsRefusedFromThenOn(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, plain := issued(t)
	who, err := access.Authenticate(ctx, s, plain, noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := access.RevokeToken(ctx, s, who, plain, noon); err != nil {
		t.Fatal(err)
	}
	if err := access.RevokeToken(ctx, s, who, plain, noon.Add(time.Hour)); err != nil || !s.tokens["t1"].RevokedAt.Equal(noon) {
		t.Errorf("revoking again changes nothing: %v, %v", err, s.tokens["t1"].RevokedAt)
	}
	var refused *access.Refused
	if _, err := access.Authenticate(ctx, s, plain, noon); !errors.As(err, &refused) || refused.Reason != access.Revoked {
		t.Errorf("want revoked, got %v", err)
	}
	stranger, _, _ := access.NewToken(rand.Reader)
	if err := access.RevokeToken(ctx, s, who, stranger, noon); !errors.As(err, &refused) || refused.Reason != access.NoSuch {
		t.Errorf("want no-such, got %v", err)
	}
}

func TestWhoAskedDoesNotApprove(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), newMemory()
	collector := access.Actor{ID: "li.na", Roles: []access.Role{access.Collector}}
	both := access.Actor{ID: "wang", Roles: []access.Role{access.Collector, access.Legal}}
	legal := access.Actor{ID: "zhao", Roles: []access.Role{access.Legal}}

	forged := access.Approval{ID: "a1", Subject: "letter-7", Kind: "letter.approve", RequestedBy: "li.na", RequestedAt: noon, ApprovedBy: "zhao", ApprovedAt: noon}
	if err := access.Ask(ctx, s, both, access.LetterRequest, forged); err != nil {
		t.Fatal(err)
	}
	a := s.approvals["a1"]
	if a.RequestedBy != "wang" || a.ApprovedBy != "" || !a.ApprovedAt.IsZero() {
		t.Fatalf("who asked is who acts, and nothing is approved yet: %+v", a)
	}
	var same *access.SameEyes
	if err := access.Approve(ctx, s, both, a, noon); !errors.As(err, &same) {
		t.Errorf("want SameEyes, got %v", err)
	}
	var denied *access.Denied
	if err := access.Approve(ctx, s, collector, a, noon); !errors.As(err, &denied) || denied.Right != access.LetterApprove {
		t.Errorf("want Denied, got %v", err)
	}
	if s.approvals["a1"].ApprovedBy != "" {
		t.Fatal("a refusal reached the store")
	}
	if err := access.Approve(ctx, s, legal, a, noon); err != nil || s.approvals["a1"].ApprovedBy != "zhao" {
		t.Errorf("another person approves: %v", err)
	}
	if err := access.Ask(ctx, s, legal, access.LetterRequest, forged); !errors.As(err, &denied) {
		t.Errorf("legal does not ask for letters, got %v", err)
	}
	if err := access.Ask(ctx, s, collector, access.LetterRequest, access.Approval{ID: "a2", Subject: "x", Kind: "anything"}); err == nil {
		t.Error("an approval that no right can give was asked for")
	}
}

func TestNamesStayOutOfLogs(t *testing.T) {
	t.Parallel()
	a := access.Actor{ID: "li.na", Name: "Li Na", Roles: []access.Role{access.Collector}}
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	log.Info("x", "actor", a, "err", access.Allow(a, access.RunStart), "text", fmt.Sprintf("%v %+v %s", a, a, a))
	if strings.Contains(out.String(), "Li Na") || !strings.Contains(out.String(), "actor=li.na") {
		t.Errorf("logged: %s", &out)
	}
}
