package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/config"
	"comity/internal/access"
	"comity/internal/dunning"
	"comity/internal/ledger"
	"comity/internal/settings"
)

// ours is a folder with a policy of an installation's own: the Chinese pack, but on days of rest too.
const ours = `name: weekends
title: {zh: 周末也提醒, en: Weekends too}
packs: [cn]
relax:
  - {rule: CN-REST-H1, reason: {zh: 客户要求, en: Customers asked for it}}
`

// written is an installation with a policies folder.
func written(t *testing.T, p place, files map[string]string, change ...func(*settings.Settings)) *house {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, "policies", name)
		must(t, os.MkdirAll(filepath.Dir(file), 0o700))
		must(t, os.WriteFile(file, []byte(text), 0o600))
	}
	return build(t, p, shanghai(2, 0), append(change, func(s *settings.Settings) { s.Policies.Dir = dir })...)
}

func versionOf(t *testing.T, a *App, name string) string {
	t.Helper()
	p, err := a.PolicyOf(dunning.Portfolio{ID: "demo", Policy: name})
	must(t, err)
	return p.Version()
}

func TestWhatSomebodyWroteDecidesOnceAnotherPersonPublishedIt(t *testing.T) {
	t.Parallel()
	for _, p := range []place{embedded(), servers()} {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			h := written(t, p, map[string]string{"weekends.yaml": ours})
			elsewhere := h.open(clockAt(h.settings, shanghai(2, 0))) // another process
			var unpublished *ErrUnpublished
			if _, err := h.PolicyOf(dunning.Portfolio{ID: "demo", Policy: "weekends"}); !errors.As(err, &unpublished) {
				t.Fatalf("before anybody published it: %v", err)
			}
			li, wang := access.Actor{ID: "li.na"}, access.Actor{ID: "wang.wei"}
			proposed, err := h.ProposePolicy(t.Context(), li, "weekends", "customers asked")
			must(t, err)
			if _, err := h.PublishPolicy(t.Context(), li, proposed.Version()); !errors.Is(err, ledger.ErrSamePerson) {
				t.Fatalf("who proposed it published it: %v", err)
			}
			if _, err := h.PublishPolicy(t.Context(), wang, "weekends@000000000000"); err == nil {
				t.Fatal("a version that nobody proposed was published")
			}
			if _, err := h.PublishPolicy(t.Context(), wang, proposed.Version()); err != nil {
				t.Fatal(err)
			}
			must(t, elsewhere.RefreshPolicies(t.Context()))
			for _, a := range []*App{h.App, elsewhere} {
				if got := versionOf(t, a, "weekends"); got != proposed.Version() {
					t.Errorf("it decides by %s, published is %s", got, proposed.Version())
				}
			}
		})
	}
}

func TestAVersionPublishedGoesOnDecidingWhateverBecomesOfTheFolder(t *testing.T) {
	t.Parallel()
	h := written(t, embedded(), map[string]string{"weekends.yaml": ours})
	proposed, err := h.ProposePolicy(t.Context(), access.Actor{ID: "li.na"}, "weekends", "")
	must(t, err)
	_, err = h.PublishPolicy(t.Context(), access.Actor{ID: "wang.wei"}, proposed.Version())
	must(t, err)
	file := filepath.Join(h.settings.Policies.Dir, "policies", "weekends.yaml")
	must(t, os.WriteFile(file, []byte(strings.Replace(ours, "CN-REST-H1", "CN-WORK-H1", 1)), 0o600))
	if got := versionOf(t, h.open(clockAt(h.settings, shanghai(2, 0))), "weekends"); got != proposed.Version() {
		t.Errorf("with another text in the folder it decides by %s", got)
	}
	must(t, os.Remove(file))
	if got := versionOf(t, h.open(clockAt(h.settings, shanghai(2, 0))), "weekends"); got != proposed.Version() {
		t.Errorf("with none it decides by %s", got)
	}
}

func TestAReviewedFolderDecidesAtOnce(t *testing.T) {
	t.Parallel()
	built, err := fs.ReadFile(config.FS(), "policies/cn.yaml")
	must(t, err)
	own := map[string]string{"cn.yaml": string(built) + "\n# ours\n"}
	plain := build(t, embedded(), shanghai(2, 0))
	if h := written(t, embedded(), own); versionOf(t, h.App, "cn") != versionOf(t, plain.App, "cn") {
		t.Error("a policy that nobody published stands in for the one that was shipped")
	}
	h := written(t, embedded(), own, func(s *settings.Settings) { s.PoliciesReviewed = true })
	if versionOf(t, h.App, "cn") == versionOf(t, plain.App, "cn") || versionOf(t, h.App, "us") != versionOf(t, plain.App, "us") {
		t.Error("a policy of a reviewed folder does not stand in for the one that was shipped, or stands in for another")
	}
	run := h.walk()
	if run.Policy != versionOf(t, h.App, "cn") {
		t.Errorf("the run decided by %s", run.Policy)
	}
	if _, ok, err := h.Ledger.PolicyVersion(t.Context(), run.Policy); !ok || err != nil {
		t.Errorf("the version that decided was not kept: %v", err)
	}
	if _, err := h.PublishPolicy(t.Context(), access.Actor{ID: "wang.wei"}, run.Policy); err == nil {
		t.Error("one person alone published what nobody proposed")
	}
	if _, err := h.PolicyOf(dunning.Portfolio{ID: "demo", Policy: "fr"}); err == nil || !strings.Contains(err.Error(), `"fr"`) {
		t.Errorf("a policy that nobody wrote: %v", err)
	}
}

// What decides at once must be right. What somebody is still writing stops nobody: check says what is wrong with it.
func TestABrokenPolicyStopsTheProgramOnlyWhereItWouldDecide(t *testing.T) {
	t.Parallel()
	lawless := map[string]string{"weekends.yaml": strings.Replace(ours, "CN-REST-H1", "CN-HOURS-01", 1)}
	const wrong = "weekends.yaml:5:12: relax[0].rule: CN-HOURS-01 is no rule of the house"
	h := written(t, embedded(), lawless)
	said := false
	for _, c := range h.Check(t.Context()) {
		said = said || !c.OK && strings.Contains(c.Detail, wrong)
	}
	if !said {
		t.Error("check does not say what is wrong with the draft")
	}
	if versionOf(t, h.App, "cn") == "" {
		t.Error("what was shipped does not decide")
	}
	h.settings.PoliciesReviewed = true
	_, err := Open(t.Context(), Options{Settings: h.settings, Clock: clockAt(h.settings, shanghai(2, 0))})
	if err == nil || !strings.Contains(err.Error(), wrong) {
		t.Errorf("it opened with a policy that does without a rule of law: %v", err)
	}
}

// A later program may refuse what an earlier one took. Then the portfolios of that policy wait, and everything
// else goes on: above all the commands that publish another version.
func TestAPublishedVersionThatCannotBeReadAnyMoreHoldsItsOwnPortfoliosOnly(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 0))
	must(t, h.Ledger.KeepPolicy(t.Context(), dunning.PolicyVersion{
		ID: "old@000000000000", Name: "old", Files: map[string]string{"policies/old.yaml": "name: old\n"},
		Origin: dunning.PolicyEdited, ProposedBy: "li.na", ProposedAt: shanghai(1, 0),
	}))
	must(t, h.Ledger.PublishPolicy(t.Context(), "wang.wei", "old@000000000000", shanghai(1, 30)))
	a := h.open(clockAt(h.settings, shanghai(2, 0)))
	if _, err := a.PolicyOf(dunning.Portfolio{ID: "demo", Policy: "old"}); err == nil || !strings.Contains(err.Error(), "cannot be compiled any more") {
		t.Errorf("its portfolio: %v", err)
	}
	if versionOf(t, a, "cn") != versionOf(t, h.App, "cn") {
		t.Error("another policy does not decide as before")
	}
	found := false
	for _, c := range a.Check(t.Context()) {
		found = found || c.What == "policy old" && !c.OK
	}
	if !found {
		t.Error("check does not say so")
	}
}
