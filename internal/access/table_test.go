package access_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/access"
)

var update = flag.Bool("update", false, "rewrite golden files and docs/roles.md")

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not what the code says; look at the change, then run this test with -update (-file +code):\n%s", path, diff)
	}
}

func TestEveryRoleHasExactlyTheRightsOfTheGoldenTable(t *testing.T) {
	golden(t, filepath.Join("testdata", "table.golden"), access.Grid())
}

func TestRolesPageIsWhatTheTableSays(t *testing.T) {
	golden(t, filepath.Join("..", "..", "docs", "roles.md"), access.Page())
}

// These sentences are the house's own (docs/roles.md, DESIGN 7); the golden table may change, they may not.
func TestPromisesOfTheRoles(t *testing.T) {
	t.Parallel()
	may := func(role access.Role, right access.Right) bool {
		return access.Allow(access.Actor{ID: "someone", Roles: []access.Role{role}}, right) == nil
	}
	for _, right := range access.Rights() {
		reads := strings.HasPrefix(string(right), "read.")
		if reads != may(access.Auditor, right) && right != access.StaffDoor && right != access.EvidenceOpen {
			t.Errorf("an auditor reads everything and changes nothing, but for %s that is not so", right)
		}
		switch right {
		case access.VendorDoor, access.BatchPull, access.BatchReceipt, access.ReadBatch:
		default:
			if may(access.Vendor, right) {
				t.Errorf("a vendor sees and pulls batches, sends receipts, and nothing else; but has %s", right)
			}
		}
	}
	if may(access.Admin, access.LetterApprove) {
		t.Error("an administrator cannot approve letters")
	}
	for _, right := range []access.Right{access.ReadAccount, access.ReadCase, access.ReadLetter} {
		if may(access.Admin, right) {
			t.Errorf("an administrator looks after the installation, not after people: no %s", right)
		}
	}
}

func TestEveryRightIsNamedInBothLanguagesAndHeldBySomebody(t *testing.T) {
	t.Parallel()
	seen := map[access.Right]bool{}
	for _, right := range access.Rights() {
		if seen[right] {
			t.Errorf("%s stands in the table twice", right)
		}
		seen[right] = true
		en, zh := right.Title("en"), right.Title("zh-CN")
		if en == string(right) || zh == string(right) || en == zh {
			t.Errorf("%s needs a title in English and one in Chinese: %q, %q", right, en, zh)
		}
		held := false
		for _, role := range access.Roles() {
			held = held || access.Allow(access.Actor{ID: "someone", Roles: []access.Role{role}}, right) == nil
		}
		if !held {
			t.Errorf("nobody has the right %s", right)
		}
	}
	for _, role := range access.Roles() {
		if role.Title("zh-CN") == string(role) {
			t.Errorf("%s has no Chinese title", role)
		}
	}
}

func TestWhatTheTableDoesNotNameIsRefused(t *testing.T) {
	t.Parallel()
	everyRole := access.Actor{ID: "someone", Roles: access.Roles()}
	for name, c := range map[string]struct {
		actor access.Actor
		right access.Right
	}{
		"a right that does not exist, for every role": {everyRole, "run.delete"},
		"a right that does not exist, for the sole":   {access.Sole("bo"), "run.delete"},
		"the empty right":                              {everyRole, ""},
		"a group is not a right":                       {everyRole, "read.*"},
		"nobody":                                       {access.Actor{}, access.RunStart},
		"nobody, though with a role":                   {access.Actor{Roles: access.Roles()}, access.RunStart},
		"a user without roles":                         {access.Actor{ID: "someone"}, access.RunStart},
		"a role that nobody defined":                   {access.Actor{ID: "someone", Roles: []access.Role{"root", "*"}}, access.RunStart},
		"a user who calls itself local":                {access.Actor{ID: "local:root"}, access.RunStart},
		"a scope of another right":                     {access.Actor{ID: "someone", Roles: access.Roles(), Scopes: []string{"read.run"}}, access.RunStart},
		"a scope of another group":                     {access.Actor{ID: "someone", Roles: access.Roles(), Scopes: []string{"read.*"}}, access.RunStart},
		"a scope that nobody defined grants nothing":   {access.Actor{ID: "someone", Roles: access.Roles(), Scopes: []string{"*"}}, access.RunStart},
		"a scope does not widen a role":                {access.Actor{ID: "someone", Roles: []access.Role{access.Auditor}, Scopes: []string{"run.start"}}, access.RunStart},
		"a scope does not open the door of the others": {access.Actor{ID: "someone", Roles: []access.Role{access.Vendor}, Scopes: []string{"door.*"}}, access.StaffDoor},
	} {
		var denied *access.Denied
		if err := access.Allow(c.actor, c.right); !errors.As(err, &denied) || denied.Right != c.right {
			t.Errorf("%s: want a Denied that names %q, got %v", name, c.right, err)
		}
	}
}

func TestScopesNarrow(t *testing.T) {
	t.Parallel()
	ops := []access.Role{access.Operations}
	for _, c := range []struct {
		scopes []string
		right  access.Right
	}{
		{nil, access.RunStart},
		{[]string{"run.start"}, access.RunStart},
		{[]string{"read.*", "run.*"}, access.RunStart},
		{[]string{"import"}, access.Import},
		{[]string{"read.run"}, access.StaffDoor},
	} {
		if err := access.Allow(access.Actor{ID: "someone", Roles: ops, Scopes: c.scopes}, c.right); err != nil {
			t.Errorf("scopes %v: %v", c.scopes, err)
		}
	}
}

func TestTheSolePersonHasEveryRight(t *testing.T) {
	t.Parallel()
	sole := access.Sole("bo")
	for _, right := range access.Rights() {
		if err := access.Allow(sole, right); err != nil {
			t.Error(err)
		}
	}
	if err := access.FourEyes(sole, sole); err == nil {
		t.Error("even the sole person does not approve what they asked for")
	}
	if got := access.Sole("we\nird user\x00").ID; got != "local:weirduser" {
		t.Errorf("a name that would break a log line came through: %q", got)
	}
	if got := access.Sole(" ").ID; got != "local:unknown" {
		t.Errorf("a user without a name is unknown, got %q", got)
	}
}

func TestRefusalsReadAsSentences(t *testing.T) {
	t.Parallel()
	ops := access.Actor{ID: "li.na", Name: "Li Na", Roles: []access.Role{access.Operations}}
	narrow := access.Actor{ID: "li.na", Roles: ops.Roles, Scopes: []string{"read.*"}}
	for _, c := range []struct {
		says   interface{ In(string) string }
		en, zh string
	}{
		{
			&access.Denied{Actor: ops, Right: access.LetterApprove},
			"li.na may not approve or refuse a formal letter (letter.approve): this takes the role legal",
			"li.na 无权批准或退回正式信函(letter.approve)：需要角色法务",
		},
		{
			&access.Denied{Actor: ops, Right: access.EvidenceOpen},
			"li.na may not open an evidence pack (evidence.open): this takes the role legal or auditor",
			"li.na 无权打开证据包(evidence.open)：需要角色法务或审计",
		},
		{
			&access.Denied{Actor: narrow, Right: access.RunStart},
			"this token of li.na may not start a run: use one whose scopes include run.start",
			"li.na 的令牌范围不含“启动批次作业”(run.start)：请使用包含该范围的令牌",
		},
		{
			&access.Denied{Right: access.RunStart},
			"somebody unknown may not start a run (run.start): this takes the role operations",
			"未登录者 无权启动批次作业(run.start)：需要角色运营",
		},
		{
			&access.Denied{Actor: ops, Right: "run.delete"},
			`there is no right "run.delete", so nobody has it`,
			`没有名为 "run.delete" 的权限，任何人都不可执行`,
		},
		{
			&access.SameEyes{Actor: ops},
			"li.na asked for this, so another person has to approve it",
			"li.na 提出了此申请，须由另一人批准",
		},
	} {
		if diff := cmp.Diff([]string{c.en, c.zh}, []string{c.says.In("en"), c.says.In("zh-CN")}); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if err, ok := c.says.(error); !ok || err.Error() != c.en {
			t.Errorf("the error is the English sentence, got %v", err)
		}
	}
}

func TestFourEyes(t *testing.T) {
	t.Parallel()
	who := func(id string) access.Actor { return access.Actor{ID: id} }
	for _, c := range []struct {
		requester, approver string
		want                bool
	}{
		{"li.na", "wang.wei", true},
		{"li.na", "li.na", false},
		{"li.na", "Li.Na", false},
		{"", "li.na", false},
		{"li.na", "", false},
		{"", "", false},
	} {
		err := access.FourEyes(who(c.requester), who(c.approver))
		var same *access.SameEyes
		if (err == nil) != c.want || err != nil && !errors.As(err, &same) {
			t.Errorf("asked by %q, approved by %q: want %v, got %v", c.requester, c.approver, c.want, err)
		}
	}
}
