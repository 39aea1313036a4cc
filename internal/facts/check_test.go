package facts

import (
	"testing"

	"comity/internal/dunning"

	"github.com/google/go-cmp/cmp"
)

func TestAVerdictIsHeldToWhatIsExpected(t *testing.T) {
	t.Parallel()
	v := dunning.Verdict{
		Outcome: dunning.Defer, NotBefore: at("2026-10-21T12:00:00Z"),
		Channels: []dunning.ChannelVerdict{{Channel: dunning.SMS, Outcome: dunning.Defer, NotBefore: at("2026-10-21T12:00:00Z"), Point: "p1"}},
		Findings: []dunning.Finding{
			{Rule: "QUOTA", Outcome: dunning.Defer}, {Rule: "QUOTA", Outcome: dunning.Defer, Channel: dunning.SMS}, {Rule: "HOURS", Outcome: dunning.Allow},
		},
	}
	for _, c := range []struct {
		name, expect string
		want         []string
	}{
		{"nothing is expected", "{}", nil},
		{
			"all is as expected",
			"{verdict: defer, not_before: 2026-10-21T08:00, rules: [QUOTA, HOURS], not_rules: [HOURS, OTHER], channels: {sms: {verdict: defer, not_before: 2026-10-21T12:00:00Z, point: p1}}}",
			nil,
		},
		{
			"nothing is as expected",
			"{verdict: allow, not_before: 2026-10-20T10:00, not_after: 2026-10-20T20:00, rules: [OTHER], not_rules: [QUOTA], channels: {sms: {verdict: handoff, not_before: 2026-10-22, point: p2}, email: {verdict: allow}}}",
			[]string{
				"verdict is defer, expected allow",
				"not_before is 2026-10-21T08:00:00-04:00, expected 2026-10-20T10:00:00-04:00",
				"not_after is missing, expected 2026-10-20T20:00:00-04:00",
				"OTHER has no finding; there are QUOTA, HOURS",
				"QUOTA says defer, and should not stand in the way",
				"sms.verdict is defer, expected handoff",
				"sms.not_before is 2026-10-21T08:00:00-04:00, expected 2026-10-22T00:00:00-04:00",
				"sms.point is p1, expected p2",
				"email was not asked about",
			},
		},
	} {
		k := one(t, "{now: 2026-10-20T10:00:00-04:00, zone: America/New_York, accounts: [{overdue: 1, dpd: 1}], expect: "+c.expect+"}")
		if diff := cmp.Diff(c.want, Check(k, v)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", c.name, diff)
		}
	}
	if got := Check(Case{}, v); got != nil {
		t.Errorf("a case that expects nothing is told of %q", got)
	}
}
