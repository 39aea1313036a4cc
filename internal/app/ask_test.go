package app

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/access"
	"comity/internal/dunning"
	"comity/internal/policy"
	"comity/internal/settings"
	"comity/internal/synth"
)

func TestStandingSaysWhatARunOrAClaimWouldAndWritesNothing(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 0))
	before := h.tables()
	for name, c := range map[string]struct {
		account      string
		hour, minute int
		outcome      dunning.Outcome
		rule         string
	}{
		"late at night it must wait":           {"a00003", 21, 30, dunning.Defer, ""},
		"in the morning it may go":             {"a00003", 10, 0, dunning.Allow, ""},
		"who has paid is not reminded":         {"a00019", 10, 0, dunning.Suppress, policy.RulePaid},
		"a dispute stops it at any hour":       {"a00031", 10, 0, dunning.Suppress, policy.HoldRule(dunning.HoldDispute)},
		"a trifle is let be, whatever is late": {"a00022", 23, 59, dunning.Suppress, policy.RuleTolerance},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := h.Standing(t.Context(), c.account, shanghai(c.hour, c.minute), nil)
			must(t, err)
			blocking, _ := s.Verdict.Blocking()
			if s.Verdict.Outcome != c.outcome || (c.rule != "" && blocking.Rule != c.rule) || s.Date != synth.DemoDate() || s.Account.ID != c.account {
				t.Errorf("on %s account %s is %s by %q, want %s by %q", s.Date, s.Account.ID, s.Verdict.Outcome, blocking.Rule, c.outcome, c.rule)
			}
		})
	}
	if _, err := h.Standing(t.Context(), "a99999", shanghai(10, 0), nil); err == nil {
		t.Error("an account that does not exist has a standing")
	}
	if diff := cmp.Diff(before, h.tables()); diff != "" {
		t.Errorf("asking wrote (-before +after):\n%s", diff)
	}
}

func TestAPreviewWordsEveryChannelAndWritesNothing(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 0))
	before := h.tables()
	list, err := h.Preview(t.Context(), PreviewOptions{Step: "formal-demand", Account: "a00006", Channels: dunning.Channels()})
	must(t, err)
	words := map[dunning.Channel]string{}
	for _, p := range list {
		if p.Err != nil {
			words[p.Channel] = p.Err.Error()
			continue
		}
		words[p.Channel] = map[dunning.Channel]string{
			dunning.SMS: p.Message.Text, dunning.Email: string(p.Bytes), dunning.Letter: string(p.Message.PDF[:min(5, len(p.Message.PDF))]),
		}[p.Channel]
	}
	if !strings.Contains(words[dunning.Email], "Subject:") || words[dunning.Letter] != "%PDF-" {
		t.Errorf("the email has a subject: %t; the letter begins with %q", strings.Contains(words[dunning.Email], "Subject:"), words[dunning.Letter])
	}
	list, err = h.Preview(t.Context(), PreviewOptions{Step: "first-reminder", Account: "a00003", Locale: "en"})
	must(t, err)
	if len(list) != 2 || list[0].Channel != dunning.SMS || !strings.Contains(list[0].Message.Text, "Example Bank") {
		t.Errorf("%d messages, the first by %s", len(list), list[0].Channel)
	}
	if _, err := h.Preview(t.Context(), PreviewOptions{Step: "no-such-step", Account: "a00003"}); err == nil || !strings.Contains(err.Error(), "no-such-step") {
		t.Errorf("a step that does not exist: %v", err)
	}
	list, err = h.Preview(t.Context(), PreviewOptions{Step: "first-reminder", Account: "a00026", Channels: []dunning.Channel{dunning.SMS}})
	must(t, err)
	if len(list) != 1 || list[0].Err == nil {
		t.Errorf("somebody without a phone: %d messages", len(list))
	}
	if diff := cmp.Diff(before, h.tables()); diff != "" || len(h.outbox()) > 0 {
		t.Errorf("previews wrote %d files, and (-before +after):\n%s", len(h.outbox()), diff)
	}
}

func TestAFreshInstallationPassesItsCheck(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p place) {
		h := build(t, p, shanghai(2, 0))
		must(t, h.Ledger.SaveSchedule(t.Context(), "test", nightly()))
		seen := map[string]bool{}
		for _, c := range h.Check(t.Context()) {
			seen[c.What] = true
			if !c.OK {
				t.Errorf("%s: %s", c.What, c.Detail)
			}
		}
		for _, what := range []string{"settings", "policy cn", "templates", "ledger", "queue", "channels", "portfolio demo", "schedule of demo", "holiday calendar CN"} {
			if !seen[what] {
				t.Errorf("nobody looked at: %s", what)
			}
		}
	})
}

func TestACheckGoesOnWhenOneThingIsWrong(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 0), func(s *settings.Settings) { s.Redis = settings.NewAddress("redis://127.0.0.1:1/0") })
	broken := nightly()
	broken.At = "26:00"
	must(t, h.Ledger.SaveSchedule(t.Context(), "test", broken))
	wrong := map[string]bool{}
	list := h.Check(t.Context())
	for _, c := range list {
		if !c.OK {
			wrong[c.What] = c.Detail != ""
		}
	}
	if diff := cmp.Diff(map[string]bool{"queue": true, "schedule of demo": true}, wrong); diff != "" {
		t.Errorf("what is wrong (-want +got):\n%s", diff)
	}
	if list[len(list)-1].What == "queue" {
		t.Error("the check ended at the first thing that was wrong")
	}
}

func TestAServersTablesAreOnlyChangedByMigrate(t *testing.T) {
	t.Parallel()
	s := settings.Default()
	s.Dir = t.TempDir()
	servers().settle(t, &s)
	if _, err := Open(t.Context(), Options{Settings: s}); !errors.Is(err, ErrMigrate) {
		t.Fatalf("opening an empty database ends with %v", err)
	}
	asked := 0
	allowed := func(access.Store) error { asked++; return nil }
	must(t, Migrate(t.Context(), s, allowed))
	if asked > 0 {
		t.Error("somebody was asked for a right before there were users")
	}
	refuse := errors.New("not you")
	if err := Migrate(t.Context(), s, func(access.Store) error { return refuse }); !errors.Is(err, refuse) {
		t.Errorf("migrating without the right ends with %v", err)
	}
	a, err := Open(t.Context(), Options{Settings: s})
	must(t, err)
	must(t, a.Close())
}

func TestAPortfolioIsFoundByNameOrBecauseItIsTheOnlyOne(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 0))
	for _, id := range []string{"", "demo"} {
		if p, err := h.Portfolio(t.Context(), id); err != nil || p.ID != "demo" {
			t.Errorf("asked for %q: %q, error %v", id, p.ID, err)
		}
	}
	if _, err := h.Portfolio(t.Context(), "other"); err == nil || !strings.Contains(err.Error(), "demo") {
		t.Errorf("one that does not exist: %v", err)
	}
	second, err := h.Portfolio(t.Context(), "demo")
	must(t, err)
	second.ID = "second"
	_, err = h.Ledger.Book().SavePortfolio(t.Context(), "test", second)
	must(t, err)
	if _, err := h.Portfolio(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "demo, second") {
		t.Errorf("without a name, where there are two: %v", err)
	}
}

func TestTheDataFolderIsForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(10, 0))
	h.walk()
	h.drain(h.App)
	must(t, filepath.WalkDir(h.settings.OutboxDir(), func(path string, e fs.DirEntry, err error) error {
		must(t, err)
		info, err := e.Info()
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("a %s of the outbox is open to others: %s", map[bool]string{true: "folder", false: "file"}[e.IsDir()], info.Mode())
		}
		return nil
	}))
}

func TestRunsAreListedPageByPage(t *testing.T) {
	t.Parallel()
	h := build(t, embedded(), shanghai(2, 0))
	run := h.walk()
	for n := 1; n <= 2; n++ {
		_, err := h.Runs().Hold(t.Context(), "demo", synth.DemoDate().AddDays(n), "test", "later")
		must(t, err)
	}
	api := runsAPI{h.Ledger}
	first, err := api.Runs(t.Context(), "", 2)
	must(t, err)
	rest, err := api.Runs(t.Context(), first[1].ID, 2)
	must(t, err)
	if len(first) != 2 || len(rest) != 1 || first[0].Date != synth.DemoDate().AddDays(2).String() || rest[0].ID != run.ID {
		t.Errorf("pages of %d and %d, the newest of %s", len(first), len(rest), first[0].Date)
	}
	one, ok, err := api.Run(t.Context(), run.ID)
	must(t, err)
	totals := one.Totals
	if sum := totals["reminded"] + totals["deferred"] + totals["suppressed"] + totals["handed_off"] + totals["failed"]; !ok || sum != totals["walked"] || sum == 0 {
		t.Errorf("the run is there: %t; its totals are %v", ok, totals)
	}
	if _, ok, err := api.Run(t.Context(), "nobody's"); ok || err != nil {
		t.Errorf("a run that does not exist: %t, error %v", ok, err)
	}
}
