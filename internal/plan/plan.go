// Package plan says which step of the ladder an account needs next, and whether today is the day for it.
//
// A stage and a step are two things. The stage follows from how many days past due the account is; the
// step follows from what was already taken. Steps are neither skipped nor bunched:
//
//  1. an account outside the ladder, or in a stage that people work, has no step;
//  2. while an earlier reminder of the account is on its way, nothing further is planned;
//  3. the step required is the first in ladder order that was not taken in this cycle, beginning with the
//     stage the account was in when it was taken on: what came before was never ours to say;
//  4. it is due once its day has been reached, and once its spacing has passed since the step before it;
//  5. a step that expires is left out when its stage is over before it could be taken.
//
// So after a late start, or after a hold, an account goes through its steps in order, one spacing apart,
// however far its stage has run ahead.
//
// Next is pure: it reads no clock, file or database. Dates are those of the portfolio's zone.
package plan

import (
	"slices"
	"strconv"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// Rule ids of the findings of this package.
const (
	RuleOutside  = "plan-outside"  // before the first stage, or past the last
	RuleHandoff  = "plan-handoff"  // the stage is worked by people
	RuleInFlight = "plan-inflight" // an earlier reminder is still on its way
	RuleWait     = "plan-wait"     // the next step is not due yet
	RuleDone     = "plan-done"     // every step of the ladder was taken
	RuleApproval = "plan-approval" // a person must approve the step
)

// Facts is what the plan of an account may look at.
type Facts struct {
	Account dunning.Account
	Taken   []dunning.Taken // steps of the account; those of other accounts and cycles may be among them
	Date    calendar.Date   // the business date
	Zone    *time.Location  // the portfolio's, in which dates are counted; never nil
}

// Result is where an account stands on its ladder.
type Result struct {
	Stage   dunning.Stage   // by days past due; the zero Stage outside the ladder
	Step    dunning.Step    // the next required step, due or not; the zero Step when there is none
	Due     bool            // the step may be taken today
	Finding dunning.Finding // why nothing is due; the zero Finding when Due
}

// Next is the step an account needs next, and whether it is due on the date.
func Next(ladder dunning.Ladder, f Facts) Result {
	var r Result
	dpd := f.Account.DPD(f.Date)
	stage, inside := ladder.At(dpd)
	r.Stage = stage
	switch {
	case !inside:
		return r.because(f, dunning.Suppress, RuleOutside)
	case stage.Handoff != "":
		r = r.because(f, dunning.Handoff, RuleHandoff)
		r.Finding.Args.Set("reason", stage.Handoff)
		return r
	case f.inFlight():
		r = r.because(f, dunning.Defer, RuleInFlight)
		r.Finding.Until = f.Date.End(f.Zone) // looked at again by tomorrow's walk
		return r
	}
	step, day, ok := required(ladder, f)
	if !ok {
		return r.because(f, dunning.Suppress, RuleDone)
	}
	r.Step = step
	switch {
	case f.Date.Before(day):
		r = r.because(f, dunning.Defer, RuleWait)
		r.Finding.Until = day.Start(f.Zone)
		r.Finding.Args.Set("date", day.String())
	case step.Approval:
		r = r.because(f, dunning.Handoff, RuleApproval)
	default:
		r.Due = true
	}
	return r
}

// required is the first step not yet taken, and the first date on which it may be.
func required(ladder dunning.Ladder, f Facts) (dunning.Step, calendar.Date, bool) {
	from := f.Account.TakenOn
	if from.IsZero() {
		from = f.Date // nothing says that earlier stages were ours
	}
	ours, last := f.Account.DPD(from), f.last()
	for _, stage := range ladder {
		if stage.To < ours {
			continue
		}
		for _, step := range stage.Steps {
			if f.took(step.ID) {
				continue
			}
			day := f.firstDay(step, last)
			if step.Expires && f.Account.DPD(day) > stage.To {
				continue
			}
			return step, day, true
		}
	}
	return dunning.Step{}, calendar.Date{}, false
}

// firstDay is the first date, today or later, on which a step may be taken.
func (f Facts) firstDay(step dunning.Step, last time.Time) calendar.Date {
	day := f.Date
	if reached := f.Account.DueDate.AddDays(step.Day); day.Before(reached) {
		day = reached
	}
	if last.IsZero() {
		return day
	}
	if spaced := calendar.DateOf(last, f.Zone).AddDays(step.Spacing); day.Before(spaced) {
		day = spaced
	}
	return day
}

// took says whether a step was taken in this cycle.
func (f Facts) took(step string) bool {
	return slices.ContainsFunc(f.Taken, func(t dunning.Taken) bool { return f.ours(t) && t.Step == step })
}

// last is when the last step of this cycle was taken; zero when none was.
func (f Facts) last() time.Time {
	var last time.Time
	for _, t := range f.Taken {
		if f.ours(t) && t.At.After(last) {
			last = t.At
		}
	}
	return last
}

func (f Facts) ours(t dunning.Taken) bool {
	return t.AccountID == f.Account.ID && t.Cycle == f.Account.Cycle
}

// inFlight says that a reminder of the account is still on its way, of whichever cycle.
func (f Facts) inFlight() bool {
	return slices.ContainsFunc(f.Taken, func(t dunning.Taken) bool { return t.AccountID == f.Account.ID && !t.Done })
}

// because records why nothing is due.
func (r Result) because(f Facts, outcome dunning.Outcome, rule string) Result {
	args := dunning.Args{{Name: "dpd", Value: strconv.Itoa(f.Account.DPD(f.Date))}, {Name: "zone", Value: f.Zone.String()}}
	if r.Stage.ID != "" {
		args.Set("stage", r.Stage.ID)
	}
	if r.Step.ID != "" {
		args.Set("step", r.Step.ID)
	}
	r.Finding = dunning.Finding{
		Rule: rule, Outcome: outcome, Args: args,
		Authority: dunning.House, Citation: "内部规则：策略步骤依次进行，不跳步、不叠加 | House rule: steps are taken in order, none skipped, none bunched",
	}
	return r
}
