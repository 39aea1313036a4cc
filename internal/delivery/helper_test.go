package delivery

import (
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// The day on which everything here happens: noon in Shanghai, the end of permitted hours, the end of the
// business date, and ten in the morning after.
var (
	noon     = time.Date(2026, 11, 10, 4, 0, 0, 0, time.UTC)
	evening  = noon.Add(6 * time.Hour)
	midnight = noon.Add(12 * time.Hour)
	tomorrow = noon.Add(22 * time.Hour)
)

var today = calendar.Date{Year: 2026, Month: time.November, Day: 10}

// decides is a policy made of a function.
type decides func(dunning.Facts) dunning.Verdict

func (d decides) Decide(f dunning.Facts) dunning.Verdict { return d(f) }

// The rules that the verdicts of these tests name, by channel, as a pack would.
func ruleOf(c dunning.Channel) string { return "RULE-" + string(c) }

func allowed(c dunning.Channel) dunning.ChannelVerdict {
	return dunning.ChannelVerdict{Channel: c, Outcome: dunning.Allow, Point: "point-" + string(c), NotBefore: noon, NotAfter: evening}
}

func later(c dunning.Channel, at time.Time) dunning.ChannelVerdict {
	return dunning.ChannelVerdict{Channel: c, Outcome: dunning.Defer, Point: "point-" + string(c), NotBefore: at, NotAfter: at.Add(time.Hour)}
}

func never(c dunning.Channel) dunning.ChannelVerdict {
	return dunning.ChannelVerdict{Channel: c, Outcome: dunning.Suppress}
}

// verdict is what a policy concludes from what it says about each channel: as mild as the channel that
// may go first, with a finding for each one that may not go now.
func verdict(list ...dunning.ChannelVerdict) dunning.Verdict {
	v := dunning.Verdict{Outcome: dunning.Suppress, Channels: list}
	for _, cv := range list {
		if !cv.NotBefore.IsZero() && (v.NotBefore.IsZero() || cv.NotBefore.Before(v.NotBefore)) {
			v.Outcome, v.NotBefore, v.NotAfter = cv.Outcome, cv.NotBefore, cv.NotAfter
		}
		if cv.Outcome != dunning.Allow {
			v.Findings = append(v.Findings, dunning.Finding{Rule: ruleOf(cv.Channel), Outcome: cv.Outcome, Channel: cv.Channel, Until: cv.NotBefore})
		}
	}
	return v
}

// handedOff is a verdict that leaves an account to a person.
func handedOff(rule string) dunning.Verdict {
	return dunning.Verdict{Outcome: dunning.Handoff, Findings: []dunning.Finding{{Rule: rule, Outcome: dunning.Handoff}}}
}

// petition asks about a reminder of these accounts, the first of which leads, by SMS or else by email.
func petition(accounts ...string) dunning.Petition {
	p := dunning.Petition{
		Portfolio: dunning.Portfolio{ID: "book", Zone: "Asia/Shanghai"},
		Person:    dunning.Person{Customer: dunning.Customer{ID: "person"}},
		Reminder: dunning.Reminder{
			ID: "reminder", BusinessDate: today, CustomerID: "person", Channels: []dunning.Channel{dunning.SMS, dunning.Email},
			State: dunning.Queued, NotAfter: midnight,
		},
	}
	for _, c := range dunning.Channels() {
		p.Person.Points = append(p.Person.Points, dunning.ContactPoint{ID: "point-" + string(c), CustomerID: "person", Channel: c})
	}
	for _, id := range accounts {
		p.Person.Accounts = append(p.Person.Accounts, dunning.Account{ID: id, CustomerID: "person", Cycle: 1})
		p.Reminder.Items = append(p.Reminder.Items, dunning.Item{AccountID: id, Step: "first-reminder", Cycle: 1})
	}
	if len(accounts) > 0 {
		p.Reminder.Lead = accounts[0]
	}
	return p
}

// byAccount answers each account with its own verdict.
func byAccount(verdicts map[string]dunning.Verdict) decides {
	return func(f dunning.Facts) dunning.Verdict { return verdicts[f.Account.ID] }
}
