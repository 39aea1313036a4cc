// Package plan says what an account needs next, and whether today is the day for it: a step of the ladder,
// or one of the occasions beside it.
//
// A stage and a step are two things. The stage follows from how many days past due the account is; the
// step follows from what was already taken. Steps are neither skipped nor bunched:
//
//  1. an account outside the ladder, or in a stage that people work, has no step;
//  2. while an earlier reminder of the account is on its way, nothing further is planned;
//  3. the step required is the first in ladder order that was not taken in this cycle, beginning with the
//     stage the account was in when it was taken on: what came before was never ours to say;
//  4. it is due once its day has been reached, and once its spacing has passed since whatever was said last;
//  5. a step that expires is left out when its stage is over before it could be taken, a step on a condition
//     while the account does not fit it, and for good once a later step was taken; one that somebody with the
//     right to do so has skipped counts as taken, but nothing was said then that spacing could count from.
//
// Of a step's channels those that the person asked for come first, and no other is added.
//
// So after a late start, or after a hold, an account goes through its steps in order, one spacing apart,
// however far its stage has run ahead. A cure and a new arrears begin a new cycle, and the ladder anew.
//
// An occasion comes before the ladder and does not climb it:
//
//  6. an appointment, and the reminder of a promise that is open, are due on the very date agreed; an
//     instalment that payments do not cover from its lead until its date, and then, as missed, for as long as
//     its plan is not broken; thanks for some days after a promise was kept;
//  7. it waits for nothing but a reminder on its way, not even for a stage to begin: an account may be cured,
//     or worked by people, and still be thanked, or reminded as was agreed;
//  8. it is said to the person who made it, through the channel agreed where one was, and once.
//
// That no step goes out while a promise is open or a plan is kept is the policy's business, which holds them.
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
	Account      dunning.Account
	Customer     string            // whose occasions count; empty: everybody's
	Prefers      []dunning.Channel // what that person asked for, the most wanted first
	Taken        []dunning.Taken   // steps of the account; those of other accounts and cycles may be among them
	Promises     []dunning.Promise // here, too, there may be those about other accounts; so in the next two
	Appointments []dunning.Appointment
	Plans        []dunning.RepaymentPlan
	Occasions    dunning.Occasions          // which of them are said; none: only steps are
	Applies      func(dunning.Step) bool    // whether the account fits a step's condition; nil: every step applies
	Grace        func(dunning.HoldKind) int // days beyond its date that a promise or plan is waited for; nil: none
	Date         calendar.Date              // the business date
	Zone         *time.Location             // the portfolio's, in which dates are counted; never nil
}

// Result is where an account stands on its ladder.
type Result struct {
	Stage   dunning.Stage   // by days past due; the zero Stage outside the ladder
	Step    dunning.Step    // the next required step, due or not; the zero Step when there is none
	Due     bool            // the step may be taken today
	Finding dunning.Finding // why nothing is due; the zero Finding when Due
}

// Next is what an account needs next, and whether it is due on the date.
func Next(ladder dunning.Ladder, f Facts) Result {
	stage, inside := ladder.At(f.Account.DPD(f.Date))
	r := Result{Stage: stage}
	if step, ok := f.occasion(); ok {
		return r.occasion(ladder, f, step)
	}
	switch {
	case !inside:
		return r.because(f, dunning.Suppress, RuleOutside)
	case stage.Handoff != "":
		r = r.because(f, dunning.Handoff, RuleHandoff)
		r.Finding.Args.Set("reason", stage.Handoff)
		return r
	case f.inFlight():
		return r.waits(f)
	}
	step, day, ok := required(ladder, f)
	if !ok {
		return r.because(f, dunning.Suppress, RuleDone)
	}
	r.Step = f.preferring(step)
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

// occasion is due unless a reminder is on its way. Outside the ladder it is filed under the first stage.
func (r Result) occasion(ladder dunning.Ladder, f Facts, step dunning.Step) Result {
	if r.Stage.ID == "" && len(ladder) > 0 {
		r.Stage = ladder[0]
	}
	if f.inFlight() {
		return r.waits(f)
	}
	step.Stage = r.Stage.ID
	r.Step, r.Due = f.preferring(step), true
	return r
}

// waits for the reminder that is on its way: tomorrow's walk looks again.
func (r Result) waits(f Facts) Result {
	r = r.because(f, dunning.Defer, RuleInFlight)
	r.Finding.Until = f.Date.End(f.Zone)
	return r
}

// preferring is the step with the channels that the person asked for in front.
func (f Facts) preferring(step dunning.Step) dunning.Step {
	if len(f.Prefers) == 0 {
		return step
	}
	rank := func(c dunning.Channel) int {
		if i := slices.Index(f.Prefers, c); i >= 0 {
			return i
		}
		return len(f.Prefers)
	}
	step.Channels = slices.Clone(step.Channels) // the ladder is shared
	slices.SortStableFunc(step.Channels, func(a, b dunning.Channel) int { return rank(a) - rank(b) })
	return step
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
			if f.took(step.ID) || f.passedOver(ladder, step) {
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

// passedOver says that the account does not fit the step's condition, or did not when a later step was taken:
// nobody is led back down the ladder.
func (f Facts) passedOver(ladder dunning.Ladder, step dunning.Step) bool {
	if f.Applies != nil && !f.Applies(step) {
		return true
	}
	if !step.Conditional {
		return false
	}
	after := false
	for _, stage := range ladder {
		for _, s := range stage.Steps {
			if after && f.said(s.ID) {
				return true
			}
			after = after || s.ID == step.ID
		}
	}
	return false
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
