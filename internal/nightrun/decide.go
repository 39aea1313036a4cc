package nightrun

import (
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/plan"
	"comity/internal/policy"
)

// Rules of this package, beside those of plan and policy.
const (
	RuleNotLead = "other-channel"
)

// decider decides about people for one business date. It is pure but for the identifiers it draws.
type decider struct {
	policy    *policy.Policy
	portfolio dunning.Portfolio
	zone      *time.Location
	date      calendar.Date
	now       time.Time
	newID     func() string
	runID     string
}

// standing is where one account of a person stands.
type standing struct {
	account dunning.Account
	plan    plan.Result
	verdict dunning.Verdict
	chosen  bool // covered by the person's reminder
}

// person decides about one person: a row for every account, and at most one reminder.
func (d decider) person(p dunning.Person) (*dunning.Reminder, []dunning.Walked) {
	list := make([]*standing, 0, len(p.Accounts))
	for _, a := range p.Accounts {
		s := &standing{account: a}
		s.plan = plan.Next(d.policy.Ladder(), plan.Facts{Account: a, Taken: p.Taken, Date: d.date, Zone: d.zone})
		s.verdict = d.decide(p, a, s.plan.Step.Channels)
		list = append(list, s)
	}
	slices.SortStableFunc(list, d.leads)
	reminder := d.cover(p, list)
	walked := make([]dunning.Walked, 0, len(list))
	for _, s := range list {
		w := d.walked(s)
		if s.chosen {
			w.ReminderID = reminder.ID
		}
		walked = append(walked, w)
	}
	return reminder, walked
}

func (d decider) decide(p dunning.Person, a dunning.Account, channels []dunning.Channel) dunning.Verdict {
	return d.policy.Decide(p.Facts(a, d.portfolio, d.now, dunning.Cause{}, channels))
}

// leads orders accounts by who leads a message: the highest stage, then the larger amount, then the id.
func (d decider) leads(a, b *standing) int {
	ladder := d.policy.Ladder()
	if x := ladder.Rank(b.plan.Stage.ID) - ladder.Rank(a.plan.Stage.ID); x != 0 {
		return x
	}
	owedA, owedB := a.account.Owed(d.date), b.account.Owed(d.date)
	switch {
	case owedA != owedB && owedA > owedB, owedA == owedB && a.account.ID < b.account.ID:
		return -1
	case owedA == owedB && a.account.ID == b.account.ID:
		return 0
	}
	return 1
}

// cover makes the person's one message: the first account in order that may be reminded today leads it
// and sets its channels; the others come along when they too may be reminded through the lead's channel.
func (d decider) cover(p dunning.Person, list []*standing) *dunning.Reminder {
	var r *dunning.Reminder
	for _, s := range list {
		if !s.plan.Due {
			continue
		}
		if r == nil {
			r = d.lead(p, s)
			continue
		}
		verdict := d.decide(p, s.account, r.Channels)
		if cv, ok := verdict.Channel(r.Channels[0]); ok && d.today(cv) {
			s.verdict, s.chosen = verdict, true
			r.Items = append(r.Items, item(s))
		}
	}
	return r
}

// lead makes a reminder for an account, or nil when none of its step's channels may be used today.
func (d decider) lead(p dunning.Person, s *standing) *dunning.Reminder {
	var channels []dunning.Channel
	var before time.Time
	for _, cv := range s.verdict.Channels {
		if !d.today(cv) {
			continue
		}
		if len(channels) == 0 {
			before = cv.NotBefore
		}
		channels = append(channels, cv.Channel)
	}
	if len(channels) == 0 {
		return nil
	}
	s.chosen = true
	locale := p.Customer.Locale
	if locale == "" {
		locale = d.portfolio.Locale
	}
	return &dunning.Reminder{
		ID: d.newID(), PortfolioID: d.portfolio.ID, RunID: d.runID, BusinessDate: d.date, CustomerID: p.Customer.ID,
		Lead: s.account.ID, Items: []dunning.Item{item(s)}, Stage: s.plan.Stage.ID, Step: s.plan.Step.ID, Template: s.plan.Step.Template,
		Locale: locale, Channels: channels, State: dunning.Planned, NotBefore: before, NotAfter: d.date.End(d.zone), Policy: d.policy.Version(),
	}
}

func item(s *standing) dunning.Item {
	return dunning.Item{AccountID: s.account.ID, Stage: s.plan.Stage.ID, Step: s.plan.Step.ID, Cycle: s.account.Cycle}
}

// today says that a channel may be used on the business date.
func (d decider) today(cv dunning.ChannelVerdict) bool {
	return (cv.Outcome == dunning.Allow || cv.Outcome == dunning.Defer) && !cv.NotBefore.IsZero() && cv.NotBefore.Before(d.date.End(d.zone))
}

// walked is the row of an account. What makes a reminder wrong comes before what makes it early: an
// account that owes nothing is suppressed, whatever its stage.
func (d decider) walked(s *standing) dunning.Walked {
	w := dunning.Walked{
		AccountID: s.account.ID, CustomerID: s.account.CustomerID, Stage: s.plan.Stage.ID, Step: s.plan.Step.ID, Findings: s.verdict.Findings,
	}
	blocking, blocked := s.verdict.Blocking()
	switch {
	case s.chosen:
		w.Result = dunning.ResultReminded
	case s.verdict.Outcome == dunning.Suppress:
		w.Result, w.Rule = dunning.ResultSuppressed, blocking.Rule
	case !s.plan.Due:
		w.Result, w.Rule = resultOf(s.plan.Finding.Outcome), s.plan.Finding.Rule
		w.Findings = append([]dunning.Finding{s.plan.Finding}, w.Findings...)
	case s.verdict.Outcome == dunning.Handoff:
		w.Result, w.Rule = dunning.ResultHandedOff, blocking.Rule
	case blocked:
		w.Result, w.Rule = dunning.ResultDeferred, blocking.Rule
	default:
		w.Result, w.Rule = dunning.ResultDeferred, RuleNotLead
	}
	return w
}

func resultOf(o dunning.Outcome) dunning.Result {
	switch o {
	case dunning.Defer:
		return dunning.ResultDeferred
	case dunning.Handoff:
		return dunning.ResultHandedOff
	default:
		return dunning.ResultSuppressed
	}
}
