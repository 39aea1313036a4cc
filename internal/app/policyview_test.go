package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"comity/config"
	"comity/internal/access"
	"comity/internal/policy"
	"comity/internal/settings"
)

func TestPoliciesAreLookedAtWithoutALedgerAndWithoutMakingOne(t *testing.T) {
	t.Parallel()
	s := settings.Default()
	s.Dir = filepath.Join(t.TempDir(), "data")
	if HasLedger(s) {
		t.Fatal("there is a ledger before anybody made one")
	}
	a, err := Unopened(s)
	must(t, err)
	v, err := a.PolicyView(t.Context(), "cn")
	must(t, err)
	if v.State != PolicyDecides || !v.Shipped || v.Kept.ID != "" || len(v.Files()) != 2 {
		t.Errorf("cn is %+v", v)
	}
	if v, err := a.PolicyView(t.Context(), v.ID); err != nil || v.State != PolicyDecides {
		t.Errorf("its version is %+v, %v", v, err)
	}
	pack, err := a.PolicyView(t.Context(), "us-ma")
	must(t, err)
	if pack.State != PolicyPack {
		t.Errorf("a pack is %+v", pack)
	}
	var none *ErrNoVersion
	if _, err := a.PolicyView(t.Context(), "cn@000000000000"); !errors.As(err, &none) {
		t.Errorf("of an unknown version it says %v", err)
	}
	if _, err := os.Stat(s.Dir); err == nil || HasLedger(s) {
		t.Error("looking made a ledger")
	}
}

func TestAVersionGoesFromWrittenOverProposedToInUseAndPast(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p place) {
		h := written(t, p, map[string]string{"weekends.yaml": ours})
		if !HasLedger(h.Settings) {
			t.Error("an installation has no ledger")
		}
		state := func(ref string, want PolicyState) PolicyView {
			t.Helper()
			v, err := h.PolicyView(t.Context(), ref)
			must(t, err)
			if v.State != want {
				t.Errorf("%s is %q, want %q", ref, v.State, want)
			}
			return v
		}
		first := state("weekends", PolicyWritten).ID
		propose := func() string {
			t.Helper()
			proposed, err := h.ProposePolicy(t.Context(), access.Actor{ID: "li.na"}, "weekends", "why")
			must(t, err)
			return proposed.Version()
		}
		publish := func(id string) {
			t.Helper()
			_, err := h.PublishPolicy(t.Context(), access.Actor{ID: "wang.wei"}, id)
			must(t, err)
		}
		if got := propose(); got != first {
			t.Errorf("proposed is %s, written %s", got, first)
		}
		state("weekends", PolicyProposed)
		publish(first)
		if v := state("weekends", PolicyDecides); v.Kept.PublishedBy != "wang.wei" || v.Shipped {
			t.Errorf("it is %+v", v.Kept)
		}
		must(t, os.WriteFile(filepath.Join(h.settings.Policies.Dir, "policies", "weekends.yaml"), []byte(ours+"# more\n"), 0o600))
		h.App = h.open(clockAt(h.settings, shanghai(3, 0)))
		if got := state("weekends", PolicyDecides).ID; got != first {
			t.Errorf("before another is published %s decides", got)
		}
		second := propose()
		publish(second)
		state(first, PolicyPast)
		versions, err := h.PolicyVersions(t.Context(), "weekends")
		must(t, err)
		var ids []string
		for _, v := range versions {
			ids = append(ids, v.ID+" "+string(v.State))
		}
		if want := []string{second + " in-use", first + " past"}; !slices.Equal(ids, want) {
			t.Errorf("the versions are %v, want %v", ids, want)
		}
		if v := state(first, PolicyPast); v.Files()["policies/weekends.yaml"] != ours {
			t.Error("the text of the first version is not what it was")
		}
	})
}

func TestWhatShippedIsPastOnceAnotherTextIsPublishedInItsPlace(t *testing.T) {
	t.Parallel()
	built, err := fs.ReadFile(config.FS(), "policies/cn.yaml")
	must(t, err)
	h := written(t, embedded(), map[string]string{"cn.yaml": string(built) + "# ours\n"})
	must(t, h.keepPolicies(t.Context())) // as every run does
	shipped := versionOf(t, h.App, "cn")
	edited, err := h.ProposePolicy(t.Context(), access.Actor{ID: "li.na"}, "cn", "why")
	must(t, err)
	_, err = h.PublishPolicy(t.Context(), access.Actor{ID: "wang.wei"}, edited.Version())
	must(t, err)
	v, err := h.PolicyView(t.Context(), shipped)
	must(t, err)
	if v.State != PolicyPast || !v.Shipped {
		t.Errorf("what shipped is %q, shipped %t", v.State, v.Shipped)
	}
}

func TestANewPolicyIsComparedWithItsPacks(t *testing.T) {
	t.Parallel()
	h := written(t, embedded(), map[string]string{"weekends.yaml": ours, "eu.yaml": "name: eu\ntitle: {zh: 欧盟, en: EU}\njurisdiction: EU\nrules: [{id: opt-out, kind: builtin, authority: house, citation: {zh: 内部规则, en: House rule}}]\n"})
	before := func(name string) *policy.Policy {
		t.Helper()
		v, err := h.PolicyFile(t.Context(), name)
		must(t, err)
		p, err := h.Before(v)
		must(t, err)
		return p
	}
	if got, want := before("weekends").Version(), versionOf(t, h.App, "cn"); got != want {
		t.Errorf("it is compared with %s, want %s", got, want)
	}
	shipped, err := policy.Load(config.FS(), "eu")
	must(t, err)
	if got := before("eu"); got == nil || got.Version() != shipped.Version() {
		t.Error("a pack of one's own is not compared with the one that ships")
	}
	if got := before("cn").Version(); got != versionOf(t, h.App, "cn") {
		t.Errorf("what is in use is compared with %s", got)
	}
}

func TestLintTellsWhichHolidayTableRunsOutAndWhen(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]int{"2026-11-01": 0, "2026-11-02": 1, "2026-12-31": 1, "2027-01-01": 1} {
		at, err := time.Parse(time.DateOnly, day)
		must(t, err)
		found, err := LintPolicies(settings.Default(), LintOptions{Names: []string{"cn", "eu"}, Now: at})
		must(t, err)
		if n := len(found.Policies[0].Warnings); n != want || found.Wording != nil {
			t.Errorf("on %s it warns %v", day, found.Policies[0].Warnings)
		}
		if n := len(found.Policies[1].Warnings); n != 0 {
			t.Errorf("a pack without a calendar is warned of: %v", found.Policies[1].Warnings)
		}
	}
}

func TestLintLooksAtAFileLaidOverTheOthers(t *testing.T) {
	t.Parallel()
	found, err := LintPolicies(settings.Default(), LintOptions{Names: []string{"weekends"}, Over: policy.Bundle{"policies/weekends.yaml": ours}, Now: shanghai(2, 0)})
	must(t, err)
	if p := found.Policies[0]; p.Err != nil || len(p.Warnings) == 0 || p.Warnings[0].File != "policies/weekends.yaml" {
		t.Errorf("it finds %+v", p)
	}
	found, err = LintPolicies(settings.Default(), LintOptions{Names: []string{"weekends"}, Now: shanghai(2, 0)})
	must(t, err)
	if found.Policies[0].Err == nil {
		t.Error("without it there is such a policy")
	}
}
