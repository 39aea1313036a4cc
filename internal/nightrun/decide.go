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
	RuleNotLead    = "other-channel" // not through the channel of the message that goes
	RuleOneMessage = "one-message"   // what was agreed about another account goes first
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
	waits   bool // could have gone today, but for what was agreed about another account
}

// occasion says that what is due stands beside the ladder: it is a message of its own.
func (s *standing) occasion() bool {
	return s.plan.Due && s.plan.Step.Cause.Purpose != dunning.PurposeReminder
}

// person decides about one person: a row for every account, and at most one reminder.
func (d decider) person(p dunning.Person) (*dunning.Reminder, []dunning.Walked) {
	list := make([]*standing, 0, len(p.Accounts))
	for _, a := range p.Accounts {
		list = append(list, d.stand(p, a))
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

// stand asks plan and policy about one account.
func (d decider) stand(p dunning.Person, a dunning.Account) *standing {
	s := &standing{account: a}
	f := p.Facts(a, d.portfolio, d.now, dunning.Cause{}, nil)
	s.plan = plan.Next(d.policy.Ladder(), plan.Facts{Taken: p.Taken, Date: d.date, Zone: d.zone}.Under(d.policy, f))
	s.verdict = d.decide(p, s, s.plan.Step.Channels)
	return s
}

func (d decider) decide(p dunning.Person, s *standing, channels []dunning.Channel) dunning.Verdict {
	return d.policy.Decide(p.Facts(s.account, d.portfolio, d.now, s.plan.Step.Cause, channels))
}

// leads orders accounts by who leads a message: what was agreed before the ladder, and what was agreed for
// today before what may also be said tomorrow; then the highest stage, the larger amount, and the id.
func (d decider) leads(a, b *standing) int {
	if x := a.urgency() - b.urgency(); x != 0 {
		return x
	}
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

// urgency is where a standing comes among those of a person: the lower, the sooner.
func (s *standing) urgency() int {
	order := []dunning.Purpose{dunning.PurposeAppointment, dunning.PurposePromise, dunning.PurposeInstalment, dunning.PurposeThanks}
	if i := slices.Index(order, s.plan.Step.Cause.Purpose); i >= 0 && s.occasion() {
		return i
	}
	return len(order)
}

// cover makes the person's one message: the first account in order that may be reminded today leads it
// and sets its channels; the others come along when they too may be reminded through the lead's channel.
// Nothing comes along with an occasion: who is thanked is not reminded in the same breath.
func (d decider) cover(p dunning.Person, list []*standing) *dunning.Reminder {
	var r *dunning.Reminder
	var lead *standing
	for _, s := range list {
		switch {
		case !s.plan.Due:
		case r == nil:
			r, lead = d.lead(p, s), s
		case lead.occasion():
			s.waits = slices.ContainsFunc(s.verdict.Channels, d.today)
		default:
			d.accompany(p, s, r)
		}
	}
	return r
}

// accompany puts an account into the message when it too may be reminded through the lead's channel.
func (d decider) accompany(p dunning.Person, s *standing, r *dunning.Reminder) {
	verdict := d.decide(p, s, r.Channels)
	if cv, ok := verdict.Channel(r.Channels[0]); ok && d.today(cv) {
		s.verdict, s.chosen = verdict, true
		r.Items = append(r.Items, item(s))
	}
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
	case s.waits:
		w.Result, w.Rule = dunning.ResultDeferred, RuleOneMessage
		w.Findings = append([]dunning.Finding{d.oneMessage()}, w.Findings...)
	case blocked:
		w.Result, w.Rule = dunning.ResultDeferred, blocking.Rule
	default:
		w.Result, w.Rule = dunning.ResultDeferred, RuleNotLead
	}
	return w
}

// oneMessage says why an account waits that could have gone: tomorrow's walk looks at it again.
func (d decider) oneMessage() dunning.Finding {
	return dunning.Finding{
		Rule: RuleOneMessage, Outcome: dunning.Defer, Until: d.date.End(d.zone), Args: dunning.Args{{Name: "zone", Value: d.zone.String()}},
		Authority: dunning.House, Citation: "内部规则：每人每次至多一条信息，已有约定的优先 | House rule: one message per person and run, and what was agreed goes first",
	}
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
