package delivery

import (
	"time"

	"comity/internal/dunning"
)

// Rules of this package: why a claim was not granted, beside those of policy.
const (
	RuleDeadline  = "deadline"   // the business date ended before the reminder could go
	RuleNotDebtor = "not-debtor" // the account is somebody else's now
	RuleLease     = "lease"      // this worker might be taken for dead before the call ends
	RuleNewCycle  = "new-cycle"  // the arrears it was about are over
	RuleLeadLeft  = "lead-left"  // the account that led the message left it
	RuleNoChannel = "no-channel" // no channel of the step may carry it today
	RuleNoPolicy  = "no-policy"  // no policy decides for the portfolio
)

// Decider is policy.Decide of one version.
type Decider interface {
	Decide(dunning.Facts) dunning.Verdict
}

// Judge rules on a petition at an instant: the same decision as in the night, on current facts. It is
// pure. Every covered account is decided again; one that may not be reminded leaves the message. When
// the lead leaves, so do all, and the next walk decides anew.
func Judge(d Decider, p dunning.Petition, now time.Time) dunning.Ruling {
	if !now.Before(p.Reminder.NotAfter) {
		return end(p, dunning.Expired, RuleDeadline, dunning.ResultFailed)
	}
	if len(p.Reminder.Items) == 0 {
		return end(p, dunning.Cancelled, RuleLeadLeft, dunning.ResultDeferred)
	}
	j := judge{decider: d, petition: p, now: now}
	lead := p.Reminder.Items[0]
	verdict, leaving := j.decide(lead)
	if leaving != nil {
		return j.leadLeft(*leaving)
	}
	ruling := j.channel(verdict)
	if ruling.State != dunning.Sending {
		return ruling
	}
	for _, i := range p.Reminder.Items[1:] {
		until, leaving := j.accompanies(i, ruling.Channels[0])
		if leaving != nil {
			ruling.Leaving = append(ruling.Leaving, *leaving)
			continue
		}
		ruling.NotAfter = earliest(ruling.NotAfter, until)
	}
	return ruling
}

type judge struct {
	decider  Decider
	petition dunning.Petition
	now      time.Time
}

// decide asks policy about one covered account; leaving is not nil when it may not be reminded at all.
func (j judge) decide(i dunning.Item) (dunning.Verdict, *dunning.Leaving) {
	p, cause := j.petition, dunning.CauseOf(i.Step)
	a, ok := p.Person.Account(i.AccountID)
	if rule := j.wrong(a, ok, i, cause); rule != "" {
		return dunning.Verdict{}, &dunning.Leaving{AccountID: i.AccountID, Result: dunning.ResultSuppressed, Rule: rule}
	}
	v := j.decider.Decide(p.Person.Facts(a, p.Portfolio, j.now, cause, p.Reminder.Channels))
	if v.Outcome != dunning.Suppress && v.Outcome != dunning.Handoff {
		return v, nil
	}
	return v, j.leaves(i, v)
}

// wrong is the rule by which policy need not be asked any more; empty when it is to be. An arrears that is
// over ends its steps, but not what was agreed or is to be thanked for: whether that stands, policy knows.
func (j judge) wrong(a dunning.Account, known bool, i dunning.Item, cause dunning.Cause) string {
	switch {
	case !known, cause.Purpose == dunning.PurposeReminder && a.Cycle != i.Cycle:
		return RuleNewCycle
	case a.Relation(j.petition.Reminder.CustomerID) == dunning.Stranger:
		return RuleNotDebtor
	}
	return ""
}

// leaves says why an account leaves, from the verdict about it.
func (j judge) leaves(i dunning.Item, v dunning.Verdict) *dunning.Leaving {
	rule := RuleNoChannel
	if blocking, ok := v.Blocking(); ok {
		rule = blocking.Rule
	}
	result := map[dunning.Outcome]dunning.Result{
		dunning.Suppress: dunning.ResultSuppressed, dunning.Handoff: dunning.ResultHandedOff,
	}[v.Outcome]
	if result == "" {
		result = dunning.ResultDeferred
	}
	return &dunning.Leaving{AccountID: i.AccountID, Result: result, Rule: rule, Findings: v.Findings}
}

// channel picks the first channel, in order of preference, that may be used now, or waits for the first
// one that may be used later today; a channel that may not be used today any more is passed over.
func (j judge) channel(v dunning.Verdict) dunning.Ruling {
	r := j.petition.Reminder
	for n, c := range r.Channels {
		cv, ok := v.Channel(c)
		if !ok || cv.NotBefore.IsZero() || !cv.NotBefore.Before(r.NotAfter) {
			continue
		}
		switch cv.Outcome {
		case dunning.Allow:
			point, ok := j.petition.Person.Point(cv.Point)
			if !ok {
				continue
			}
			return dunning.Ruling{
				State: dunning.Sending, Channels: r.Channels[n:], Point: point, NotAfter: earliest(cv.NotAfter, r.NotAfter),
			}
		case dunning.Defer:
			return dunning.Ruling{State: dunning.Planned, Channels: r.Channels[n:], NotBefore: cv.NotBefore, Rule: waitsFor(v, c)}
		}
	}
	return j.leadLeft(*j.leaves(r.Items[0], v))
}

// waitsFor is the rule that makes a channel wait; other channels may wait for other rules.
func waitsFor(v dunning.Verdict, c dunning.Channel) string {
	for _, f := range v.Findings {
		if f.Outcome == dunning.Defer && (f.Channel == "" || f.Channel == c) {
			return f.Rule
		}
	}
	return ""
}

// accompanies says until when an account beside the lead may be in the message, or why it may not.
func (j judge) accompanies(i dunning.Item, c dunning.Channel) (until time.Time, leaving *dunning.Leaving) {
	v, leaving := j.decide(i)
	if leaving != nil {
		return until, leaving
	}
	if cv, ok := v.Channel(c); ok && cv.Outcome == dunning.Allow {
		return cv.NotAfter, nil
	}
	return until, j.leaves(i, v)
}

// leadLeft ends the reminder: suppressed when the lead stood alone, cancelled when others must wait for
// the next walk because of it.
func (j judge) leadLeft(lead dunning.Leaving) dunning.Ruling {
	ruling := dunning.Ruling{State: dunning.Suppressed, Rule: lead.Rule, Leaving: []dunning.Leaving{lead}}
	if lead.Result == dunning.ResultDeferred {
		ruling.State = dunning.Cancelled
	}
	for _, i := range j.petition.Reminder.Items[1:] {
		ruling.State = dunning.Cancelled
		ruling.Leaving = append(ruling.Leaving, dunning.Leaving{AccountID: i.AccountID, Result: dunning.ResultDeferred, Rule: RuleLeadLeft})
	}
	return ruling
}

// end ends a reminder with all its accounts.
func end(p dunning.Petition, s dunning.State, rule string, result dunning.Result) dunning.Ruling {
	ruling := dunning.Ruling{State: s, Rule: rule}
	for _, i := range p.Reminder.Items {
		ruling.Leaving = append(ruling.Leaving, dunning.Leaving{AccountID: i.AccountID, Result: result, Rule: rule})
	}
	return ruling
}

// earliest of two instants, where zero means none.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
