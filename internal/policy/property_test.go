package policy

import (
	"slices"
	"strings"
	"testing"
	"time"

	"comity/internal/dunning"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// horizon is how far the oracle looks.
const horizon = 7 * 24 * time.Hour

// An instant that Decide gives is permitted, no earlier one is, and the span it gives is permitted
// throughout and then ends. The oracle looks at every ten minutes of a week.
func TestTheInstantGivenIsPermittedAndTheFirst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		specs, f := drawSpecs(t), drawFacts(t)
		o := newOracle(t, specs, f)
		v := compiled(t, specs).Decide(f)
		for _, cv := range v.Channels {
			first := firstPermitted(o, cv.Channel, f.Now)
			switch {
			case cv.NotBefore.IsZero() && !first.IsZero():
				t.Fatalf("%s: %s, but %s is permitted; %v", cv.Channel, cv.Outcome, first, rulesOf(v))
			case cv.NotBefore.IsZero():
				continue
			case first.IsZero() && cv.NotBefore.Before(f.Now.Add(horizon)), !first.IsZero() && !cv.NotBefore.Equal(first):
				t.Fatalf("%s: not before %s, but the first permitted instant is %s; %v", cv.Channel, cv.NotBefore, first, rulesOf(v))
			case (cv.Outcome == dunning.Allow) != cv.NotBefore.Equal(f.Now):
				t.Fatalf("%s: %s from %s, asked at %s", cv.Channel, cv.Outcome, cv.NotBefore, f.Now)
			}
			span(t, o, cv)
		}
	})
}

func firstPermitted(o *oracle, c dunning.Channel, from time.Time) time.Time {
	for at := from; at.Before(from.Add(horizon)); at = at.Add(grid) {
		if o.channel(c, at) {
			return at
		}
	}
	return time.Time{}
}

// span holds NotBefore and NotAfter of a channel against the oracle, for the contact point chosen.
func span(t *rapid.T, o *oracle, cv dunning.ChannelVerdict) {
	var point dunning.ContactPoint
	for _, p := range o.facts.Points {
		if p.ID == cv.Point {
			point = p
		}
	}
	if !cv.NotBefore.Before(cv.NotAfter) {
		t.Fatalf("%s: the span from %s ends at %s", cv.Channel, cv.NotBefore, cv.NotAfter)
	}
	for at := cv.NotBefore; at.Before(cv.NotAfter) && at.Before(cv.NotBefore.Add(horizon)); at = at.Add(grid) {
		if !o.permits(point, at) {
			t.Fatalf("%s: %s is not permitted, within %s to %s", cv.Channel, at, cv.NotBefore, cv.NotAfter)
		}
	}
	if cv.NotAfter.Before(cv.NotBefore.Add(horizon)) && o.permits(point, cv.NotAfter) {
		t.Fatalf("%s: the span from %s still goes on at its end, %s", cv.Channel, cv.NotBefore, cv.NotAfter)
	}
}

// What is deferred to an instant is allowed when that comes, over the same span; and asked at any time until
// then, the answer stays.
func TestADeferralIsKept(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		specs, f := drawSpecs(t), drawFacts(t)
		f.Channels = []dunning.Channel{dunning.SMS}
		p := compiled(t, specs)
		v := p.Decide(f)
		if v.Outcome != dunning.Defer {
			return
		}
		wait := int(v.NotBefore.Sub(f.Now) / grid)
		f.Now = f.Now.Add(time.Duration(rapid.IntRange(0, wait).Draw(t, "later")) * grid)
		if later := p.Decide(f); !later.NotBefore.Equal(v.NotBefore) || later.Channels[0].Point != v.Channels[0].Point {
			t.Fatalf("asked at %s: %s, first %s", f.Now, later.NotBefore, v.NotBefore)
		}
		f.Now = v.NotBefore
		if then := p.Decide(f); then.Outcome != dunning.Allow || !then.NotAfter.Equal(v.NotAfter) {
			t.Fatalf("at %s it is %s until %s by %v, and was to be allowed until %s", v.NotBefore, then.Outcome, then.NotAfter, rulesOf(then), v.NotAfter)
		}
	})
}

func strictness(cv dunning.ChannelVerdict) time.Time {
	if cv.NotBefore.IsZero() {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return cv.NotBefore
}

func TestMoreHistoryNeverLoosens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		specs, f := drawSpecs(t), drawFacts(t)
		p := compiled(t, specs)
		before := p.Decide(f)
		f.History = slices.Clone(f.History)
		f.History.Add(drawContact(t, f.Now))
		after := p.Decide(f)
		for i := range before.Channels {
			b, a := strictness(before.Channels[i]), strictness(after.Channels[i])
			if a.Before(b) {
				t.Fatalf("%s: with one contact more it may go at %s instead of %s", before.Channels[i].Channel, a, b)
			}
			if a.Equal(b) && before.Channels[i].Point == after.Channels[i].Point && after.Channels[i].NotAfter.After(before.Channels[i].NotAfter) {
				t.Fatalf("%s: with one contact more it may go for longer", before.Channels[i].Channel)
			}
		}
	})
}

// Contacts older than the policy's history window do not matter.
func TestOnlyTheHistoryWindowMatters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		specs, f := drawSpecs(t), drawFacts(t)
		p := compiled(t, specs)
		want := p.Decide(f)
		f.History = slices.DeleteFunc(slices.Clone(f.History), func(c dunning.Contact) bool {
			return c.At.Before(f.Now.Add(-p.HistoryWindow()))
		})
		if diff := cmp.Diff(want, p.Decide(f)); diff != "" {
			t.Fatalf("(-all +window):\n%s", diff)
		}
		// The window itself is not longer than what can matter calls for: see reach of each limit.
		if p.HistoryWindow() > 34*24*time.Hour {
			t.Fatalf("the window is %s", p.HistoryWindow())
		}
	})
}

func TestEveryFindingExplainsItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		specs, f := drawSpecs(t), drawFacts(t)
		v := compiled(t, specs).Decide(f)
		if len(v.Findings) == 0 {
			t.Fatal("a verdict without findings")
		}
		if _, blocked := v.Blocking(); v.Outcome != dunning.Allow && !blocked {
			t.Fatalf("%s, and nothing says why", v.Outcome)
		}
		for _, finding := range v.Findings {
			if finding.Rule == "" || finding.Authority == "" || finding.Citation == "" {
				t.Fatalf("%+v", finding)
			}
			outlasts := finding.Outcome == dunning.Suppress && strings.HasPrefix(finding.Rule, HoldRule("")) // see hurdles
			if (finding.Outcome == dunning.Defer) == finding.Until.IsZero() && !outlasts || finding.Outcome == dunning.Defer && !finding.Until.After(f.Now) {
				t.Fatalf("%s says %s until %s", finding.Rule, finding.Outcome, finding.Until)
			}
			for _, locale := range []string{"zh-CN", "en"} {
				if s := Sentence(finding, locale); strings.ContainsAny(s, "{}") || strings.Contains(s, "0001-") {
					t.Fatalf("%s cannot be said: %q", finding.Rule, s)
				}
			}
		}
	})
}

func TestTheSameFactsGiveTheSameVerdict(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		specs, f := drawSpecs(t), drawFacts(t)
		if diff := cmp.Diff(compiled(t, specs).Decide(f), compiled(t, specs).Decide(f)); diff != "" {
			t.Fatalf("(-once +again):\n%s", diff)
		}
	})
}
