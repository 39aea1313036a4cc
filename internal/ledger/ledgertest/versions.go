package ledgertest

import (
	"errors"
	"testing"
	"time"

	"comity/internal/dunning"
	"comity/internal/ledger"
)

// policies checks the versions of policies.
func policies() map[string]func(*testing.T, *World) {
	return map[string]func(*testing.T, *World){
		"a version of a policy comes back as it was kept":        versionKept,
		"one id stands for one content":                          versionContent,
		"who proposed a version cannot publish it":               versionTwoPeople,
		"the version published last is active":                   versionActive,
		"a shipped version may be brought back by anybody":       versionShipped,
		"a version that is not there cannot be published either": versionMissing,
	}
}

func (w *World) version(id string, change ...func(*dunning.PolicyVersion)) dunning.PolicyVersion {
	w.T.Helper()
	v := dunning.PolicyVersion{
		ID: id, Name: "cn", Files: map[string]string{"policies/cn.yaml": "name: cn # " + id, "calendars/CN.yaml": "days: []\n"},
		Origin: dunning.PolicyEdited, Note: "fewer", ProposedBy: "li", ProposedAt: w.Now(),
	}
	for _, c := range change {
		c(&v)
	}
	w.must(w.KeepPolicy(w.ctx(), v))
	return v
}

func versionKept(t *testing.T, w *World) {
	v := w.version("cn@1")
	w.Advance(time.Hour)
	w.version("cn@1", func(v *dunning.PolicyVersion) { v.ProposedBy = "wang" }) // the first proposer stays
	got, ok, err := w.PolicyVersion(t.Context(), "cn@1")
	w.must(err)
	if !ok {
		t.Fatal("it is not there")
	}
	same(t, "version", got, v)
	other := w.version("us@1", func(v *dunning.PolicyVersion) { v.Name = "us" })
	second := w.version("cn@2")
	list, err := w.PolicyVersions(t.Context(), "cn")
	w.must(err)
	same(t, "versions", list, []dunning.PolicyVersion{second, v})
	list, err = w.PolicyVersions(t.Context(), "us")
	w.must(err)
	same(t, "versions", list, []dunning.PolicyVersion{other})
}

func versionContent(t *testing.T, w *World) {
	v := w.version("cn@1")
	v.Files = map[string]string{"policies/cn.yaml": "name: cn"}
	if err := w.KeepPolicy(t.Context(), v); err == nil {
		t.Error("another content was kept under the id")
	}
}

func versionTwoPeople(t *testing.T, w *World) {
	w.version("cn@1")
	if err := w.PublishPolicy(t.Context(), "li", "cn@1", w.Now()); !errors.Is(err, ledger.ErrSamePerson) {
		t.Errorf("the proposer: %v", err)
	}
	w.must(w.PublishPolicy(t.Context(), "wang", "cn@1", w.Now()))
	if err := w.PublishPolicy(t.Context(), "li", "cn@1", w.Now()); !errors.Is(err, ledger.ErrSamePerson) {
		t.Errorf("the proposer, once it was published: %v", err)
	}
}

func versionActive(t *testing.T, w *World) {
	active := func() string {
		list, err := w.ActivePolicies(t.Context())
		w.must(err)
		return list["cn"].ID
	}
	w.version("cn@1")
	w.version("cn@2", func(v *dunning.PolicyVersion) { v.ProposedBy = "wang" })
	if got := active(); got != "" {
		t.Errorf("%s is active though nobody published it", got)
	}
	first := w.Now()
	w.must(w.PublishPolicy(t.Context(), "zhao", "cn@1", first))
	w.Advance(time.Hour)
	w.must(w.PublishPolicy(t.Context(), "li", "cn@2", w.Now()))
	if got := active(); got != "cn@2" {
		t.Errorf("%s is active, want cn@2", got)
	}
	w.must(w.PublishPolicy(t.Context(), "wang", "cn@1", w.Now()))
	v, _, err := w.PolicyVersion(t.Context(), "cn@1")
	w.must(err)
	if got := active(); got != "cn@1" || v.PublishedBy != "zhao" || !v.PublishedAt.Equal(first) {
		t.Errorf("%s is active, cn@1 was published by %s at %v", got, v.PublishedBy, v.PublishedAt)
	}
	list, err := w.Events(t.Context(), "cn@1")
	w.must(err)
	if len(list) != 3 || list[2].Kind != "policy.published" || list[2].Actor != "wang" {
		t.Errorf("events %+v", list)
	}
}

func versionShipped(t *testing.T, w *World) {
	w.version("cn@0", func(v *dunning.PolicyVersion) { v.Origin, v.ProposedBy = dunning.PolicyShipped, "comity" })
	w.must(w.PublishPolicy(t.Context(), "comity", "cn@0", w.Now()))
}

func versionMissing(t *testing.T, w *World) {
	if err := w.PublishPolicy(t.Context(), "li", "cn@9", w.Now()); !errors.Is(err, ledger.ErrNoPolicy) {
		t.Error(err)
	}
	if _, ok, err := w.PolicyVersion(t.Context(), "cn@9"); ok || err != nil {
		t.Error(ok, err)
	}
}
