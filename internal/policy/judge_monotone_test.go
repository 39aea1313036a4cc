package policy_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"comity/internal/dunning"
	"comity/internal/policy"

	"pgregory.net/rapid"
)

// thoroughly checks a property twice as often as rapid does by itself.
func thoroughly(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	often(t, 2, property)
}

// often checks a property so many times as often as rapid does by itself.
func often(t *testing.T, times int, property func(*rapid.T)) {
	t.Helper()
	t.Parallel()
	for i := range times {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, property)
		})
	}
}

// stricter holds a verdict against a milder one: nothing may go earlier, for longer, or at all where it might not.
func stricter(t *rapid.T, what string, mild, strict dunning.Verdict) {
	t.Helper()
	for i, m := range mild.Channels {
		s := strict.Channels[i]
		switch {
		case m.NotBefore.IsZero() && !s.NotBefore.IsZero(), !s.NotBefore.IsZero() && s.NotBefore.Before(m.NotBefore):
			t.Fatalf("%s, %s may go at %s instead of %s\nwas: %s\nis: %s", what, m.Channel, s.NotBefore, m.NotBefore, why(mild), why(strict))
		case s.NotBefore.Equal(m.NotBefore) && s.Point == m.Point && s.NotAfter.After(m.NotAfter):
			t.Fatalf("%s, %s may go until %s instead of %s\nwas: %s\nis: %s", what, m.Channel, s.NotAfter, m.NotAfter, why(mild), why(strict))
		}
	}
}

func TestMoreHistoryNeverLoosens(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		p, f := w.engine(), clone(w.judge.facts)
		for range sample(t, "more", 1, 2, 4) {
			f.History.Add(w.contact())
		}
		stricter(t, "with more history", p.Decide(w.judge.facts), p.Decide(f))
	})
}

func TestAHoldNeverLoosens(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		p, f := w.engine(), clone(w.judge.facts)
		f.Holds = append(f.Holds, w.hold())
		if rapid.Bool().Draw(t, "and a promise") {
			f.Promises = append(slices.Clone(f.Promises), w.promise("p3"))
		}
		stricter(t, "with another hold", p.Decide(w.judge.facts), p.Decide(f))
	})
}

// While contact must stop and no end is known, nothing goes, and nobody is asked to seek it either.
func TestAHoldWithoutAnEndIsNotHandedToAnybody(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		f := clone(w.judge.facts)
		f.Holds = append(f.Holds, dunning.Hold{Kind: dunning.HoldDeceased, CustomerID: "person", Starts: f.Now})
		v := w.engine().Decide(f)
		for _, cv := range v.Channels {
			if cv.Outcome != dunning.Suppress {
				t.Fatalf("%s is %s: %s", cv.Channel, cv.Outcome, why(v))
			}
		}
	})
}

func TestAnotherInconvenientTimeNeverLoosens(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		p, before := w.engine(), w.judge.facts
		w.wishes()
		w.judge.facts.Customer.Waivers = before.Customer.Waivers
		stricter(t, "with more times to be spared", p.Decide(before), p.Decide(w.judge.facts))
	})
}

// Another rule, whichever pack it is in, never loosens. Those that let somebody be contacted, and those that say what
// a kind of hold does, are no rules that forbid.
func TestAnotherRuleNeverLoosens(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		mild := w.engine()
		extra := w.rule(7)
		if extra.kind == "hold" || slices.Contains(extra.who, dunning.Guarantor) {
			return
		}
		w.judge.rules = append(w.judge.rules, extra)
		w.write()
		stricter(t, "with "+extra.yaml(), mild.Decide(w.judge.facts), w.engine().Decide(w.judge.facts))
	})
}

func TestTheHouseNeverLoosens(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		strict := w.compose
		strict.House, w.compose.House = true, false
		if slices.ContainsFunc(w.judge.rules, func(r drawn) bool { return slices.Contains(r.who, dunning.Guarantor) }) {
			return // it lets somebody be contacted
		}
		mild := w.engine()
		w.compose = strict
		stricter(t, "with the rules of the house", mild.Decide(w.judge.facts), w.engine().Decide(w.judge.facts))
	})
}

func TestToNameAPackNeverLoosens(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		if slices.ContainsFunc(w.judge.rules, func(r drawn) bool { return slices.Contains(r.who, dunning.Guarantor) }) {
			return
		}
		w.compose.Packs = []string{"test"}
		mild := w.engine()
		w.compose.Packs = []string{"test", "region"}
		stricter(t, "with the pack named", mild.Decide(w.judge.facts), w.engine().Decide(w.judge.facts))
	})
}

// Doing without a rule of the house never tightens what the packs say.
func TestToDoWithoutARuleNeverTightens(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		own := "name: own\ntitle: {zh: 自有, en: Own}\npacks: [test]\n"
		for i := range w.judge.rules {
			if r := &w.judge.rules[i]; !r.law && r.deciding() && !slices.Contains(r.who, dunning.Guarantor) && rapid.Bool().Draw(t, "without") {
				own += map[bool]string{true: "relax:\n"}[!strings.Contains(own, "relax")]
				own += fmt.Sprintf("  - {rule: %s, reason: {zh: 试, en: try}}\n", r.id)
			}
		}
		files := fstest.MapFS{"policies/own.yaml": {Data: []byte(own)}}
		for name, file := range w.files {
			files[name] = file
		}
		load := func() *policy.Policy {
			p, err := policy.Compose(files, policy.Composition{Packs: []string{"own"}, House: w.judge.house})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		mild := load()
		files["policies/own.yaml"] = &fstest.MapFile{Data: []byte(strings.Split(own, "relax:")[0])}
		stricter(t, "with every rule", mild.Decide(w.judge.facts), load().Decide(w.judge.facts))
	})
}

// The order of rules in a file is for whoever reads it.
func TestTheOrderOfRulesDoesNotMatter(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		a := w.engine().Decide(w.judge.facts)
		w.judge.rules = rapid.Permutation(w.judge.rules).Draw(t, "order")
		w.write()
		b := w.engine().Decide(w.judge.facts)
		if a.Outcome != b.Outcome || !slices.Equal(a.Channels, b.Channels) {
			t.Fatalf("%v\nbecomes\n%v\n%s\n%s", a.Channels, b.Channels, why(a), why(b))
		}
	})
}

// What is deferred to an instant is allowed when that comes, over the same span; and asked at any time until then, the
// answer stays, unless a rule suppresses what it is asked about at a wrong time.
func TestADeferralIsKept(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		p, f := w.engine(), w.judge.facts
		f.Channels = []dunning.Channel{sample(t, "channel", dunning.SMS, dunning.Email, dunning.Letter, dunning.Voice)}
		v := p.Decide(f)
		if v.Outcome != dunning.Defer {
			return
		}
		wait := int(v.NotBefore.Sub(f.Now) / grid)
		f.Now = f.Now.Add(time.Duration(rapid.IntRange(0, wait).Draw(t, "later")) * grid)
		suppresses := slices.ContainsFunc(w.judge.rules, func(r drawn) bool { return r.violation != "" })
		if then := p.Decide(f); !suppresses && !then.NotBefore.Equal(v.NotBefore) || !suppresses && then.Channels[0].Point != v.Channels[0].Point {
			t.Fatalf("asked at %s: %s through %s, first %s through %s\n%s", f.Now, then.NotBefore, then.Channels[0].Point, v.NotBefore, v.Channels[0].Point, why(then))
		}
		f.Now = v.NotBefore
		if then := p.Decide(f); then.Outcome != dunning.Allow || !then.NotAfter.Equal(v.NotAfter) {
			t.Fatalf("at %s it is %s until %s, and was to be allowed until %s\n%s", v.NotBefore, then.Outcome, then.NotAfter, v.NotAfter, why(then))
		}
	})
}

// Contacts older than the policy's history window do not matter.
func TestOnlyTheHistoryWindowMatters(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		p, f := w.engine(), clone(w.judge.facts)
		want := p.Decide(f)
		if p.HistoryWindow() > 34*24*time.Hour { // a month, and what zones and clocks may add
			t.Fatalf("the window is %s", p.HistoryWindow())
		}
		for range 3 {
			c := w.contact()
			c.At = f.Now.Add(-p.HistoryWindow() - time.Duration(rapid.IntRange(1, 100_000).Draw(t, "older"))*time.Second)
			f.History.Add(c)
		}
		same(t, want, p.Decide(f))
	})
}

// same fails where two verdicts differ in anything.
func same(t rapid.TB, want, got dunning.Verdict) {
	t.Helper()
	if a, b := fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got); a != b {
		t.Fatalf("was\n%s\nis\n%s", a, b)
	}
}

func TestEveryFindingExplainsItself(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		f := w.judge.facts
		v := w.engine().Decide(f)
		if len(v.Findings) == 0 {
			t.Fatal("a verdict without findings")
		}
		if _, blocked := v.Blocking(); v.Outcome != dunning.Allow && !blocked {
			t.Fatalf("%s, and nothing says why", v.Outcome)
		}
		for _, x := range v.Findings {
			outlasts := x.Outcome == dunning.Suppress && strings.HasPrefix(x.Rule, "hold-") // no instant was found behind its end
			switch {
			case x.Rule == "" || x.Authority == "" || x.Citation == "":
				t.Fatalf("%+v", x)
			case (x.Outcome == dunning.Defer) == x.Until.IsZero() && !outlasts, x.Outcome == dunning.Defer && !x.Until.After(f.Now):
				t.Fatalf("%s says %s until %s", x.Rule, x.Outcome, x.Until)
			}
			for _, locale := range []string{"zh-CN", "en"} {
				if s := policy.Sentence(x, locale); s == "" || strings.ContainsAny(s, "{}") || strings.Contains(s, "0001-") || strings.Contains(s, "1970-") {
					t.Fatalf("%s cannot be said: %q", x.Rule, s)
				}
			}
		}
	})
}

// What a lenient reader would miss: every channel that may not be used is explained by a finding about it or about all.
func TestEveryChannelIsExplained(t *testing.T) {
	thoroughly(t, func(t *rapid.T) {
		w := drawWorld(t)
		v := w.engine().Decide(w.judge.facts)
		for _, cv := range v.Channels {
			if !slices.ContainsFunc(v.Findings, func(f dunning.Finding) bool {
				return (f.Channel == "" || f.Channel == cv.Channel) && (f.Outcome == dunning.Allow) == (cv.Outcome == dunning.Allow)
			}) {
				t.Fatalf("%s is %s; %s", cv.Channel, cv.Outcome, why(v))
			}
		}
		var b bytes.Buffer
		fmt.Fprint(&b, v.Findings)
		if strings.Contains(b.String(), "phone-key") {
			t.Fatalf("a finding shows whom it is about: %s", b.String())
		}
	})
}
