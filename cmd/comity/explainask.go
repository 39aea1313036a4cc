package main

import (
	"fmt"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/facts"
	"comity/internal/plan"
	"comity/internal/policy"
)

// reply is what a case is answered.
type reply struct {
	verdict dunning.Verdict
	rule    string       // that kept the verdict from being allow
	plan    *plan.Result // nil: it was not asked
}

// ask answers a case. Where the facts say which steps were taken, and no purpose of their own, the plan is asked
// what comes next, as the nightly run does.
func (q *questions) ask(c *cli, k *facts.Case) (reply, error) {
	p, err := q.policy(c, k)
	if err != nil {
		return reply{}, err
	}
	f := k.Facts
	if !k.HasTaken || f.Cause.Purpose != dunning.PurposeReminder || len(p.Ladder()) == 0 {
		v, rule, err := joint(plan.Result{Due: true}, p.Decide(f), nil)
		return reply{verdict: v, rule: rule}, err
	}
	zone, err := time.LoadLocation(f.Zone)
	if err != nil {
		return reply{}, err // read before: it exists
	}
	r := plan.Next(p.Ladder(), plan.Facts{Taken: k.Taken, Date: calendar.DateOf(f.Now, zone), Zone: zone}.Under(p, f))
	if len(f.Channels) == 0 && r.Due {
		f.Channels = r.Step.Channels
	}
	f.Cause = r.Step.Cause
	v, rule, err := joint(r, p.Decide(f), func(at time.Time) (dunning.Verdict, error) {
		later := f
		later.Now = at
		if len(f.Channels) == 0 {
			later.Channels = r.Step.Channels
		}
		return p.Decide(later), nil
	})
	return reply{v, rule, &r}, err
}

// policy is the one that answers a case.
func (q *questions) policy(c *cli, k *facts.Case) (*policy.Policy, error) {
	if len(q.packs)+len(k.Packs) == 0 {
		return nil, c.usage("%s:%d: no rule packs are named: write packs: in the case, or --packs; there are %s",
			"%s:%d：未指明规则包：请在案例中写 packs:，或用 --packs；现有 %s", q.file, k.Line, strings.Join(policy.Names(q.files), ", "))
	}
	return q.compile(k.Packs, !q.noHouse && (k.House == nil || *k.House))
}

// compile makes a policy of packs, each combination once. Those of the flag go before those of a case.
func (q *questions) compile(packs []string, house bool) (*policy.Policy, error) {
	if len(q.packs) > 0 {
		packs = q.packs
	}
	key := fmt.Sprint(packs, house)
	if p := q.compiled[key]; p != nil {
		return p, nil
	}
	p, err := policy.Compose(q.files, policy.Composition{Packs: packs, House: house})
	if err != nil {
		return nil, err
	}
	q.compiled[key] = p
	return p, nil
}

// zones are those that packs fall back on. Packs that cannot be compiled have none: that is told when they
// are to answer.
func (q *questions) zones(packs []string) []string {
	if len(q.packs)+len(packs) == 0 {
		return nil
	}
	p, err := q.compile(packs, true)
	if err != nil {
		return nil
	}
	return p.FallbackZones()
}
