package app

import (
	"context"
	"fmt"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/plan"
)

// Standing is where an account stands at an instant.
type Standing struct {
	Portfolio dunning.Portfolio
	Person    dunning.Person
	Account   dunning.Account
	Date      calendar.Date // of the instant, in the portfolio's zone
	Plan      plan.Result
	Verdict   dunning.Verdict
}

// Standing asks plan and policy about an account at an instant, as a run or a claim would. Without
// channels it asks about those of the step that is due, or about all.
func (a *App) Standing(ctx context.Context, accountID string, at time.Time, channels []dunning.Channel) (Standing, error) {
	var s Standing
	person, ok, err := a.Ledger.Person(ctx, accountID, a.Clock.Now().Sub(at.Add(-a.Window())))
	if err != nil {
		return s, err
	}
	if !ok {
		return s, fmt.Errorf("there is no account %q", accountID)
	}
	s.Person, s.Account = person, person.Accounts[0]
	if s.Portfolio, err = a.Portfolio(ctx, s.Account.PortfolioID); err != nil {
		return s, err
	}
	p, err := a.PolicyOf(s.Portfolio)
	if err != nil {
		return s, err
	}
	zone, err := a.Zones.Load(s.Portfolio.Zone)
	if err != nil {
		return s, err
	}
	s.Date = calendar.DateOf(at, zone)
	f := person.Facts(s.Account, s.Portfolio, at, dunning.Cause{}, nil)
	s.Plan = plan.Next(p.Ladder(), plan.Facts{Taken: person.Taken, Date: s.Date, Zone: zone}.Under(p, f))
	if len(channels) == 0 && s.Plan.Due {
		channels = s.Plan.Step.Channels
	}
	s.Verdict = p.Decide(person.Facts(s.Account, s.Portfolio, at, s.Plan.Step.Cause, channels))
	return s, nil
}
