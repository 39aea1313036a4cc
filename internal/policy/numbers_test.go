package policy_test

import (
	"slices"
	"time"

	"comity/internal/dunning"
)

const sms, email, letter, voice, visit = dunning.SMS, dunning.Email, dunning.Letter, dunning.Voice, dunning.Visit

// lawsOf is what a pack must keep: the numbers of the notes on regulation, by section, and those of the house.
func lawsOf(pack string) []number {
	return slices.Concat(everywhere(), map[string][]number{"cn": china(), "us": unitedStates(), "uk": kingdom(), "ie": ireland()}[pack])
}

func everywhere() []number {
	house := func(_ *saga, d *deed, _ *dunning.Account) bool { return d.purpose != dunning.PurposeNotice }
	return []number{
		{name: "an opt-out", broken: never, binds: func(_ *saga, d *deed, _ *dunning.Account) bool {
			return d.point.Consent == dunning.ConsentWithdrawn && d.point.Channel == d.Channel
		}},
		{name: "a dispute", broken: never, binds: func(s *saga, d *deed, a *dunning.Account) bool {
			return slices.ContainsFunc(s.facts.Holds, func(h dunning.Hold) bool {
				return h.AccountID == a.ID && !d.At.Before(h.Starts) && d.At.Before(h.Ends)
			})
		}},
		{name: "a stranger's debt", broken: never, binds: func(_ *saga, _ *deed, a *dunning.Account) bool { return a.CustomerID == "somebody" }},
		{name: "a promise", broken: never, binds: func(s *saga, d *deed, a *dunning.Account) bool {
			p := s.facts.Promises[0]
			return a.ID == p.AccountID && d.purpose != dunning.PurposePromise && !d.At.Before(p.MadeAt) && read(d.At, s.home).day <= dayIn(p.Date)
		}},
		{name: "one text a day", house: true, binds: all(by(sms), house), broken: each("day", 1, withPerson, like(attempted, sms))},
		{name: "one email a day", house: true, binds: all(by(email), house), broken: each("day", 1, withPerson, like(attempted, email))},
		{name: "letters seven days apart", house: true, binds: all(by(letter), house), broken: apart(7, aboutIt, like(attempted, letter))},
	}
}

// china is sections 1.2 and 5.2.
func china() []number {
	house := func(_ *saga, d *deed, _ *dunning.Account) bool { return d.purpose != dunning.PurposeNotice }
	return []number{
		{name: "CN-HOURS-01: not from 22:00 to 08:00", binds: by(sms, email, voice, visit), broken: between(8*60, 22*60)},
		{name: "CN-WORK-H1: 09:00 to 18:00", house: true, binds: by(sms, email, voice, visit), broken: between(9*60, 18*60)},
		{name: "CN-REST-H1: working days", house: true, binds: resting, broken: never},
		{name: "CN-VOICE-01: three connected calls a day", binds: by(voice), broken: each("day", 3, withPerson, like(reached, voice))},
		{name: "CN-VOICE-03: six attempts a day and number", binds: by(voice), broken: each("day", 6, toPoint, like(attempted, voice))},
		{name: "CN-SMS-H1: three in seven days", house: true, binds: all(by(sms), house), broken: within(3, 7, withPerson, like(attempted, sms))},
		{name: "CN-EMAIL-H1: three in seven days", house: true, binds: all(by(email), house), broken: within(3, 7, withPerson, like(attempted, email))},
	}
}

// unitedStates is sections 3.2, 3.3 and 5.2.
func unitedStates() []number {
	house := func(_ *saga, d *deed, _ *dunning.Account) bool { return d.purpose != dunning.PurposeNotice }
	nyc := all(at("US-NY-NYC"), since("2026-09-01"), overdue(1))
	unconfirmed := func(_ *saga, d *deed, _ *dunning.Account) bool {
		return d.point.Consent != dunning.ConsentGiven || !d.point.Confirmed.IsZero() && d.At.Sub(d.point.Confirmed) > 60*24*time.Hour
	}
	unwritten := func(s *saga, d *deed, _ *dunning.Account) bool {
		return d.point.Consent != dunning.ConsentGiven || d.point.Form == dunning.FormOral || s.house && d.point.Form == dunning.FormUnknown
	}
	without := func(_ *saga, d *deed, _ *dunning.Account) bool { return d.point.Consent != dunning.ConsentGiven }
	work := func(d *deed) bool { return d.Work && d.Status != dunning.ContactRefused }
	atWork := func(_ *saga, d *deed, _ *dunning.Account) bool { return d.Work }
	return []number{
		{name: "US-HOURS-01: 08:00 to 21:00", binds: all(forOthers, by(sms, email, voice, visit)), broken: between(8*60, 21*60)},
		{name: "US-HOURS-H1: 08:00 to 21:00", house: true, binds: by(sms, email, voice, visit), broken: between(8*60, 21*60)},
		{name: "US-GUARD-H1: two minutes before", house: true, binds: all(forOthers, by(sms, email, voice, visit)), broken: between(8*60, 20*60+58)},
		{name: "US-VOICE-01: seven calls in seven days", binds: all(forOthers, by(voice)), broken: within(7, 7, aboutIt, like(attempted, voice))},
		{name: "US-VOICE-02: seven days after a conversation", binds: all(forOthers, by(voice)), broken: after(7, aboutIt, like(reached, voice))},
		{name: "US-SMS-01: consent, confirmed within 60 days", binds: all(forOthers, by(sms), unconfirmed), broken: never},
		{name: "NYC-QUOTA-01: three in seven days", binds: nyc, broken: within(3, 7, aboutIt, attempted)},
		{name: "NYC-CONS-01: written consent", binds: all(nyc, by(sms, email), unwritten), broken: never},
		{name: "MA-QUOTA-01: two calls and texts in seven days", binds: all(at("US-MA"), by(sms, voice)), broken: within(2, 7, aboutIt, like(attempted, sms, voice))},
		{name: "MA-QUOTA-02: two at other places in thirty days", binds: all(at("US-MA"), forOthers, by(sms, voice), atWork), broken: within(2, 30, aboutIt, like(work, sms, voice))},
		{name: "DC-QUOTA-01: five texts and emails in seven days", binds: all(at("US-DC"), overdue(31), by(sms, email)), broken: within(5, 7, aboutIt, like(attempted, sms, email))},
		{name: "DC-QUOTA-02: four calls in seven days", binds: all(at("US-DC"), overdue(31), by(voice)), broken: within(4, 7, aboutIt, like(attempted, voice))},
		{name: "DC-CONS-01: consent", binds: all(at("US-DC"), overdue(31), by(sms, email), without), broken: never},
		{name: "WA-QUOTA-01: three a week", binds: all(at("US-WA"), forOthers), broken: each("week", 3, withPerson, attempted)},
		{name: "WA-QUOTA-02: one a week at work", binds: all(at("US-WA"), forOthers, atWork), broken: each("week", 1, withPerson, work)},
		{name: "WA-HOURS-01: 07:30 to 21:00", binds: all(at("US-WA"), forOthers, by(sms, email, voice)), broken: between(7*60+30, 21*60)},
		{name: "FL-HOURS-01: 08:00 to 21:00", binds: all(at("US-FL"), by(sms, voice)), broken: between(8*60, 21*60)},
		{name: "US-SMS-H1: two to a number in seven days", house: true, binds: all(by(sms), house), broken: within(2, 7, toPoint, like(attempted, sms))},
		{name: "US-EMAIL-H1: three to an address in seven days", house: true, binds: all(by(email), house), broken: within(3, 7, toPoint, like(attempted, email))},
		{name: "US-ALL-H1: three about an account in seven days", house: true, binds: house, broken: within(3, 7, aboutIt, attempted)},
	}
}

// kingdom is section 4: nothing but the house has numbers.
func kingdom() []number {
	house := func(_ *saga, d *deed, _ *dunning.Account) bool { return d.purpose != dunning.PurposeNotice }
	sunday := func(s *saga, d *deed, _ *dunning.Account) bool {
		return slices.ContainsFunc(s.zones, func(z *time.Location) bool { return d.At.In(z).Weekday() == time.Sunday })
	}
	return []number{
		{name: "UK-HOURS-H1: 08:00 to 21:00", house: true, binds: by(sms, email, voice, visit), broken: between(8*60, 21*60)},
		{name: "UK-HOURS-H1: Sundays from 10:00 to 18:00", house: true, binds: all(by(sms, email, voice, visit), sunday), broken: func(s *saga, d *deed, _ *dunning.Account, _ []deed) string {
			for _, z := range s.zones {
				if k := read(d.At, z); k.weekday == 0 && (k.minute < 10*60 || k.minute >= 18*60) {
					return "it is " + d.At.In(z).String()
				}
			}
			return ""
		}},
		{name: "UK-SMS-H1: two to a number in seven days", house: true, binds: all(by(sms), house), broken: within(2, 7, toPoint, like(attempted, sms))},
		{name: "UK-EMAIL-H1: three to an address in seven days", house: true, binds: all(by(email), house), broken: within(3, 7, toPoint, like(attempted, email))},
		{name: "UK-ALL-H1: three about an account in seven days", house: true, binds: house, broken: within(3, 7, aboutIt, attempted)},
	}
}

// ireland is section 4: three unsolicited communications in a calendar month, attempts not counted; after a transfer,
// nothing before the notice.
func ireland() []number {
	house := func(_ *saga, d *deed, _ *dunning.Account) bool { return d.purpose != dunning.PurposeNotice }
	unsolicited := func(_ *saga, d *deed, _ *dunning.Account) bool { return !d.Asked }
	untold := func(s *saga, d *deed, a *dunning.Account) bool {
		return a.Role == dunning.DebtBuyer && d.At.Before(s.facts.Notices[0].At)
	}
	return []number{
		{name: "IE-QUOTA-01: three a month", binds: unsolicited, broken: each("month", 3, withPerson, func(d *deed) bool { return reached(d) && !d.Asked })},
		{name: "EU-XFER-01: notice of a transfer", binds: untold, broken: never},
		{name: "IE-HOURS-H1: 09:00 to 21:00", house: true, binds: by(sms, email, voice, visit), broken: between(9*60, 21*60)},
		{name: "IE-HOURS-H1: no Sundays", house: true, binds: all(by(sms, email, voice, visit), func(s *saga, d *deed, _ *dunning.Account) bool {
			return slices.ContainsFunc(s.zones, func(z *time.Location) bool { return d.At.In(z).Weekday() == time.Sunday })
		}), broken: never},
		{name: "IE-SMS-H1: two to a number in seven days", house: true, binds: all(by(sms), house), broken: within(2, 7, toPoint, like(attempted, sms))},
		{name: "IE-EMAIL-H1: two to an address in seven days", house: true, binds: all(by(email), house), broken: within(2, 7, toPoint, like(attempted, email))},
	}
}
