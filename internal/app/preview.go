package app

import (
	"context"
	"fmt"
	"time"

	"comity/internal/channel/email"
	"comity/internal/dunning"
)

// PreviewOptions say what to word.
type PreviewOptions struct {
	Step     string // a step of the policy, that of something agreed such as thanks:PROMISE, or a template
	Account  string
	Channels []dunning.Channel // empty: those of the step that have wording
	Locale   string            // empty: the person's
	At       time.Time         // zero: now
}

// Preview is a message that goes nowhere; or why there is none.
type Preview struct {
	Channel dunning.Channel
	Message dunning.Message
	Bytes   []byte // of an email, exactly
	Err     error
}

// Preview words a step for an account, as it would be worded today. It writes nothing and takes no slot.
func (a *App) Preview(ctx context.Context, o PreviewOptions) ([]Preview, error) {
	if o.At.IsZero() {
		o.At = a.Clock.Now()
	}
	s, err := a.Standing(ctx, o.Account, o.At, nil)
	if err != nil {
		return nil, err
	}
	r, channels, err := a.previewed(s, o)
	if err != nil {
		return nil, err
	}
	list := make([]Preview, 0, len(channels))
	for _, c := range channels {
		list = append(list, a.preview(s, r, c))
	}
	return list, nil
}

// previewed is the reminder that the step would be.
func (a *App) previewed(s Standing, o PreviewOptions) (dunning.Reminder, []dunning.Channel, error) {
	words, err := a.words()
	if err != nil {
		return dunning.Reminder{}, nil, err
	}
	p, err := a.PolicyOf(s.Portfolio)
	if err != nil {
		return dunning.Reminder{}, nil, err
	}
	r := dunning.Reminder{
		ID: "preview", PortfolioID: s.Portfolio.ID, BusinessDate: s.Date, CustomerID: s.Person.Customer.ID, Lead: s.Account.ID,
		Items: []dunning.Item{{AccountID: s.Account.ID, Stage: s.Plan.Stage.ID, Step: o.Step, Cycle: s.Account.Cycle}},
		Stage: s.Plan.Stage.ID, Step: o.Step, Template: o.Step, Locale: o.Locale,
	}
	for _, l := range []string{s.Person.Customer.Locale, s.Portfolio.Locale} {
		if r.Locale == "" {
			r.Locale = l
		}
	}
	channels := o.Channels
	if said := p.Occasions().Of(dunning.CauseOf(o.Step)); said.Said() {
		r.Template = said.Template
		if len(channels) == 0 {
			channels = said.Channels
		}
	}
	if step, ok := p.Ladder().Step(o.Step); ok {
		r.Template = step.Template
		if len(channels) == 0 {
			channels = step.Channels
		}
	}
	for _, c := range dunning.Channels() {
		if len(o.Channels) == 0 && channels == nil && words.Has(r.Template, c, r.Locale) {
			r.Channels = append(r.Channels, c)
		}
	}
	if len(channels) == 0 {
		channels = r.Channels
	}
	if len(channels) == 0 {
		return r, nil, fmt.Errorf("%q is neither a step of policy %s nor a template in %s", o.Step, p.Name(), r.Locale)
	}
	return r, channels, nil
}

func (a *App) preview(s Standing, r dunning.Reminder, c dunning.Channel) Preview {
	p := Preview{Channel: c}
	var point dunning.ContactPoint
	for _, x := range s.Person.Points {
		if x.Channel == c && point.ID == "" {
			point = x
		}
	}
	if point.ID == "" {
		p.Err = fmt.Errorf("the person has no %s", c)
		return p
	}
	p.Message, p.Err = a.Compose(dunning.Grant{
		Attempt:  dunning.Attempt{ID: "preview", ReminderID: r.ID, Channel: c, Point: point},
		Reminder: r, Portfolio: s.Portfolio, Customer: s.Person.Customer, Accounts: []dunning.Account{s.Account},
		Matter: s.Person.Matter(dunning.CauseOf(r.Step)),
	})
	if p.Err != nil || c != dunning.Email {
		return p
	}
	p.Message.ID, p.Message.AttemptID, p.Message.Channel, p.Message.To = r.ID, "preview", c, point
	cfg, err := a.mailConfig()
	if err == nil {
		p.Bytes, err = email.Render(cfg, p.Message)
	}
	p.Err = err
	return p
}
