package policy

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"comity/internal/dunning"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// everyFinding is one finding of every kind that policy and plan can make.
func everyFinding() []dunning.Finding {
	until := time.Date(2025, 11, 24, 1, 0, 0, 0, time.UTC)
	args := func(pairs ...string) dunning.Args {
		m := dunning.Args{{Name: "zone", Value: "Asia/Shanghai"}}
		for i := 0; i < len(pairs); i += 2 {
			m.Set(pairs[i], pairs[i+1])
		}
		return m
	}
	list := []dunning.Finding{
		{Rule: "HOURS", Outcome: dunning.Allow, Channel: dunning.SMS, Args: args("kind", "window", "from", "09:00", "to", "18:00", "not_after", "2025-11-20T10:00:00Z")},
		{Rule: "HOURS", Outcome: dunning.Defer, Channel: dunning.SMS, Until: until, Args: args("kind", "window", "from", "09:00", "to", "18:00")},
		{Rule: "HOURS", Outcome: dunning.Suppress, Channel: dunning.SMS, Args: args("kind", "window", "from", "09:00", "to", "18:00")},
		{Rule: "HOURS", Outcome: dunning.Defer, Channel: dunning.Email, Until: until, Args: args("kind", "window", "closed", "2025-11-23")},
		{Rule: "DAYS", Outcome: dunning.Defer, Channel: dunning.Letter, Until: until, Args: args("kind", "days", "date", "2025-11-22", "country", "CN")},
		{Rule: "DAYS", Outcome: dunning.Defer, Channel: dunning.Letter, Until: until, Args: args("kind", "days", "date", "2025-10-01", "country", "CN", "holiday_zh", "国庆节", "holiday_en", "National Day")},
		{Rule: "QUOTA", Outcome: dunning.Defer, Channel: dunning.SMS, Until: until, Args: args("kind", "quota", "limit", "1", "window", "day", "scope", "person", "unit", "attempt")},
		{Rule: "QUOTA", Outcome: dunning.Defer, Channel: dunning.Email, Until: until, Args: args("kind", "quota", "limit", "3", "window", "rolling", "days", "7", "scope", "contact_point", "unit", "attempt")},
		{Rule: "QUOTA", Outcome: dunning.Suppress, Channel: dunning.Email, Args: args("kind", "quota", "limit", "2", "window", "week", "scope", "account", "unit", "sent")},
		{Rule: "QUOTA", Outcome: dunning.Suppress, Args: args("kind", "quota", "limit", "2", "window", "month", "scope", "account", "unit", "sent")},
		{Rule: "SPACING", Outcome: dunning.Defer, Channel: dunning.Letter, Until: until, Args: args("kind", "spacing", "days", "7", "scope", "account", "unit", "attempt")},
		{Rule: "CONSENT", Outcome: dunning.Suppress, Channel: dunning.SMS, Args: args("kind", "consent")},
		{Rule: RulePaid, Outcome: dunning.Suppress, Args: args("date", "2025-11-20")},
		{Rule: RuleNothingOwed, Outcome: dunning.Suppress, Args: args("date", "2025-11-20")},
		{Rule: RuleTolerance, Outcome: dunning.Suppress, Args: args("owed", "5", "tolerance", "1000", "currency", "CNY")},
		{Rule: RuleTolerance, Outcome: dunning.Suppress, Args: args("owed", "500", "tolerance", "1000", "currency", "JPY")},
		{Rule: RuleOptOut, Outcome: dunning.Suppress, Channel: dunning.SMS, Args: args()},
		{Rule: RuleNoContact, Outcome: dunning.Handoff, Channel: dunning.Letter, Args: args("reason", "unknown")},
		{Rule: RuleNoContact, Outcome: dunning.Handoff, Channel: dunning.Email, Args: args("reason", "bad")},
		{Rule: RuleWork, Outcome: dunning.Suppress, Channel: dunning.Email},
		{Rule: RuleStranger, Outcome: dunning.Suppress, Args: args("relation", "stranger", "kind", "party")},
		{Rule: "PARTY", Outcome: dunning.Suppress, Args: args("relation", "guarantor", "kind", "party")},
		{Rule: RuleInconvenient, Outcome: dunning.Defer, Channel: dunning.SMS, Until: until, Args: args("kind", "inconvenient", "from", "09:00", "to", "17:00")},
		{Rule: RuleMoment, Outcome: dunning.Defer, Channel: dunning.SMS, Until: until, Args: args("kind", "moment", "moment", "2025-11-24 09:00")},
		{Rule: RuleMoment, Outcome: dunning.Suppress, Channel: dunning.SMS, Args: args("kind", "moment", "moment", "2025-11-24 09:00")},
		{Rule: RuleMoment, Outcome: dunning.Suppress, Channel: dunning.SMS, Args: args("kind", "moment", "moment", "2025-11-24 09:00", "agreed", "email")},
		{Rule: RuleMoment, Outcome: dunning.Suppress, Channel: dunning.SMS, Args: args("kind", "moment")},
		{Rule: RuleOver, Outcome: dunning.Suppress, Args: args("purpose", "promise")},
		{Rule: "NOTICE", Outcome: dunning.Suppress, Channel: dunning.SMS, Args: args("kind", "notice", "notice", "transfer")},
		{Rule: "REVIEW", Outcome: dunning.Handoff, Channel: dunning.SMS, Args: args("kind", "quota", "limit", "3", "window", "rolling", "days", "7", "scope", "group", "unit", "sent")},
		{Rule: "CAUTION", Outcome: dunning.Defer, Channel: dunning.SMS, Until: until, Args: args("kind", "window", "from", "09:00", "to", "18:00", "caution", "place")},
		{Rule: "WAIVED", Outcome: dunning.Allow, Channel: dunning.SMS, Args: args("kind", "window", "waived", "agreement")},
		{Rule: "WRITTEN", Outcome: dunning.Suppress, Channel: dunning.SMS, Args: args("kind", "consent", "form", "written")},
		{Rule: "CONFIRMED", Outcome: dunning.Suppress, Channel: dunning.SMS, Args: args("kind", "consent", "within", "60")},
		{Rule: RuleZone, Outcome: dunning.Suppress, Args: dunning.Args{{Name: "name", Value: "Mars/Olympus"}}},
		{Rule: RuleNoTable, Outcome: dunning.Suppress, Channel: dunning.SMS, Args: args("country", "CN", "year", "2027", "rule", "CN-REST-H1")},
		{Rule: RuleNoWindow, Outcome: dunning.Suppress, Channel: dunning.SMS, Args: args("days", "60")},
		{Rule: RulePermitted, Outcome: dunning.Allow, Channel: dunning.Letter, Args: args("not_after", "2025-11-20T10:00:00Z")},
		{Rule: "plan-outside", Outcome: dunning.Suppress, Args: args("dpd", "-9")},
		{Rule: "plan-outside", Outcome: dunning.Suppress, Args: args("dpd", "40000")},
		{Rule: "plan-handoff", Outcome: dunning.Handoff, Args: args("dpd", "130", "stage", "M5", "reason", "M5 及以后由专人处理 | M5 and later are worked by people")},
		{Rule: "plan-inflight", Outcome: dunning.Defer, Until: until, Args: args("dpd", "3", "stage", "M1")},
		{Rule: "plan-wait", Outcome: dunning.Defer, Until: until, Args: args("dpd", "3", "stage", "M1", "step", "second-reminder", "date", "2025-11-24")},
		{Rule: "plan-done", Outcome: dunning.Suppress, Args: args("dpd", "119", "stage", "M4")},
		{Rule: "plan-approval", Outcome: dunning.Handoff, Args: args("dpd", "50", "stage", "M2", "step", "formal-demand")},
		{Rule: "SOMETHING-NEW", Outcome: dunning.Suppress},
	}
	for _, k := range append(dunning.HoldKinds(), "flood") {
		list = append(list,
			dunning.Finding{Rule: HoldRule(k), Outcome: dunning.Suppress, Args: args("kind", "hold", "hold", string(k))})
	}
	return append(list, dunning.Finding{Rule: "hold-promise", Outcome: dunning.Defer, Until: until, Args: args("kind", "hold", "hold", "promise")})
}

// The golden file is to be read by a person, in both languages, before it is accepted.
func TestSentencesReadLikeSentences(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, f := range everyFinding() {
		fmt.Fprintf(&b, "%s %s\n  %s\n  %s\n", f.Rule, f.Outcome, Sentence(f, "zh-CN"), Sentence(f, "en"))
	}
	const file = "testdata/sentences.golden"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("(-want +got; run with -update when this is meant):\n%s", diff)
	}
}

func TestEveryBuiltInRuleCanBeSaid(t *testing.T) {
	t.Parallel()
	var said []string
	for _, f := range everyFinding() {
		said = append(said, f.Rule)
	}
	for _, id := range append(builtins(), holdRules()...) {
		if !slices.Contains(said, id) {
			t.Errorf("nobody has read the sentence of %s", id)
		}
	}
}

func TestSentencesKeepToTheLanguageAskedFor(t *testing.T) {
	t.Parallel()
	f := everyFinding()[0]
	for locale, chinese := range map[string]bool{"zh-CN": true, "zh": true, "ZH-Hans-CN": true, "en": false, "en-GB": false, "de": false, "": false} {
		if got := strings.Contains(Sentence(f, locale), "短信"); got != chinese {
			t.Errorf("%q: %s", locale, Sentence(f, locale))
		}
	}
	if got := Words("only one", "zh-CN"); got != "only one" {
		t.Errorf("words in one language are taken as they are: %q", got)
	}
}
