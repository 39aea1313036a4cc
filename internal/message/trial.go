package message

import (
	"fmt"
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// tryAll renders every text with invented facts, with one account and with several, with and without
// the facts that may be empty, so that a template which cannot be rendered is found when it is loaded.
func (c *Composer) tryAll() error {
	for _, k := range c.ids {
		for accounts := 1; accounts <= c.texts[k].header.most(); accounts++ {
			for _, full := range []bool{true, false} {
				if err := c.try(k, trialFacts(c.texts[k].header, accounts, full)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (c *Composer) try(k key, f Facts) error {
	if k.channel == dunning.Letter {
		_, err := c.Letter(f)
		return err
	}
	m, err := c.Compose(f)
	if err != nil || k.channel != dunning.SMS {
		return err
	}
	t := c.texts[k]
	if n, _, units := Segments(m.Text); n > t.header.Segments {
		return fmt.Errorf("%s:%d: with ordinary facts the text takes %d segments (%d units), more than segments: %d allows", t.file, t.document.line("segments"), n, units, t.header.Segments)
	}
	return nil
}

// trialFacts are invented: a person, a sender and accounts that do not exist.
func trialFacts(h header, accounts int, full bool) Facts {
	today := calendar.Date{Year: 2026, Month: 11, Day: 20}
	due := today.AddDays(-35)
	if slices.Contains(h.Stages, "M0") {
		due = today.AddDays(3)
	}
	sender := dunning.Sender{
		LegalName: "Example Bank", ShortName: "Example", Hotline: "400-000-0000", Hours: "8:00-22:00",
		PayURL: "https://pay.example", PayHow: "our app", LetterRule: "Rule 1", Address: []string{"1 Example Street"},
	}
	f := Facts{
		Reminder:  dunning.Reminder{ID: "trial", Template: h.ID, Locale: h.Locale},
		Portfolio: dunning.Portfolio{Locale: h.Locale, Sender: map[string]dunning.Sender{h.Locale: sender}},
		Customer:  dunning.Customer{Name: "Li Wei"},
		Point: dunning.ContactPoint{
			Channel: dunning.Channel(h.Channel),
			Postal:  dunning.PostalAddress{Lines: []string{"2 Example Street"}, City: "Exampleton"},
		},
		Date: today, Matter: trialMatter(h.Occasion, today),
	}
	if full {
		sender.ObjectURL, sender.Website, sender.ReplyTo = "https://help.example", "https://bank.example", "help@bank.example"
		sender.Department = "Customer Care"
		f.Portfolio.Sender[h.Locale] = sender
		f.OptOutURL = "https://bank.example/out"
	}
	for i := range accounts {
		f.Accounts = append(f.Accounts, dunning.Account{
			Product: "credit-card", Last4: fmt.Sprintf("%04d", i), Currency: "CNY",
			Balance: 300_000, Overdue: 100_000, MinimumDue: 100_000, DueDate: due,
		})
	}
	return f
}

// trialMatter is something agreed that was invented for an occasion.
func trialMatter(occasion string, today calendar.Date) dunning.Matter {
	if occasion == "" {
		return dunning.Matter{}
	}
	m := dunning.Matter{Cause: dunning.CauseOf(occasion + ":trial:2")}
	switch occasion {
	case "promise":
		m.Promise = &dunning.Promise{Amount: 100_000, Date: today.AddDays(2)}
	case "thanks":
		m.Promise = &dunning.Promise{Amount: 100_000, Date: today.AddDays(2), KeptAt: today.Start(time.UTC)}
	case "appointment":
		m.Appointment = &dunning.Appointment{At: today.Start(time.UTC)}
	case "instalment", "missed":
		due := today.AddDays(2)
		if m.Cause.Missed {
			due = today.AddDays(-1)
		}
		m.Plan = &dunning.RepaymentPlan{Paid: 100_000, Instalments: []dunning.Instalment{
			{Date: due.AddDays(-30), Amount: 100_000}, {Date: due, Amount: 100_000}, {Date: due.AddDays(30), Amount: 100_000},
		}}
	}
	return m
}
