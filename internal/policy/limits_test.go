package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"comity/internal/dunning"
)

// number is one number of the law, or of the house, written down by hand from the notes on regulation, not read from
// the packs.
type number struct {
	name   string
	house  bool                                            // only where the rules of the house are kept
	binds  func(s *saga, d *deed, a *dunning.Account) bool // nil: always
	broken func(s *saga, d *deed, a *dunning.Account, others []deed) string
}

type binding = func(s *saga, d *deed, a *dunning.Account) bool

// all joins conditions.
func all(list ...binding) binding {
	return func(s *saga, d *deed, a *dunning.Account) bool {
		return !slices.ContainsFunc(list, func(b binding) bool { return !b(s, d, a) })
	}
}

func by(channels ...dunning.Channel) binding {
	return func(_ *saga, d *deed, _ *dunning.Account) bool { return slices.Contains(channels, d.Channel) }
}

// forOthers is of those who collect for others, or bought the debt, or of whom it is not known.
func forOthers(_ *saga, _ *deed, a *dunning.Account) bool { return a.Role != dunning.FirstParty }

// at is of those who are in a place for sure, and, as a precaution, of those of whom nothing is known.
func at(place string) binding {
	return func(s *saga, _ *deed, _ *dunning.Account) bool {
		for _, p := range s.facts.Customer.Places {
			if inside(string(p), place) {
				return true
			}
		}
		return s.house && len(s.facts.Customer.Places)+len(s.facts.Customer.Zones) == 0
	}
}

// overdue is of debts so many days past due.
func overdue(days int) binding {
	return func(s *saga, d *deed, a *dunning.Account) bool {
		return read(d.At, s.home).day-dayIn(a.DueDate) >= days
	}
}

func since(date string) binding {
	return func(s *saga, d *deed, _ *dunning.Account) bool { return d.At.In(s.home).Format(time.DateOnly) >= date }
}

// between is the hours, in minutes of the day, in every zone in which the person may be.
func between(from, to int) func(*saga, *deed, *dunning.Account, []deed) string {
	return func(s *saga, d *deed, _ *dunning.Account, _ []deed) string {
		for _, z := range s.zones {
			if k := read(d.At, z); k.minute < from || k.minute >= to {
				return fmt.Sprintf("it is %s", d.At.In(z))
			}
		}
		return ""
	}
}

// What is counted: contacts that count as an attempt, or as having reached somebody.
func attempted(d *deed) bool { return d.Status != dunning.ContactRefused }

func reached(d *deed) bool {
	return d.Status != dunning.ContactRefused && d.Status != dunning.ContactUndelivered
}

// like counts contacts on some channels, none: all.
func like(counts func(*deed) bool, channels ...dunning.Channel) func(*deed) bool {
	return func(d *deed) bool { return counts(d) && (len(channels) == 0 || slices.Contains(channels, d.Channel)) }
}

// What a number is per.
func aboutIt(d, o *deed, a *dunning.Account) bool    { return slices.Contains(o.Accounts, a.ID) }
func withPerson(*deed, *deed, *dunning.Account) bool { return true }
func toPoint(d, o *deed, _ *dunning.Account) bool    { return d.AddressKey == o.AddressKey }

// within wants at most so many in any days times 24 hours.
func within(most, days int, per func(d, o *deed, a *dunning.Account) bool, counts func(*deed) bool) func(*saga, *deed, *dunning.Account, []deed) string {
	span := time.Duration(days) * 24 * time.Hour
	return func(_ *saga, d *deed, a *dunning.Account, others []deed) string {
		if !counts(d) {
			return ""
		}
		times := []time.Time{d.At}
		for i := range others {
			if o := &others[i]; counts(o) && per(d, o, a) {
				times = append(times, o.At)
			}
		}
		for _, end := range times {
			n := 0
			for _, at := range times {
				if at.After(end.Add(-span)) && !at.After(end) {
					n++
				}
			}
			if !end.Before(d.At) && end.Before(d.At.Add(span)) && n > most {
				return fmt.Sprintf("%d in %d days up to %s", n, days, end)
			}
		}
		return ""
	}
}

// each wants at most so many per day, ISO week or month, as the clocks of every zone show them.
func each(period string, most int, per func(d, o *deed, a *dunning.Account) bool, counts func(*deed) bool) func(*saga, *deed, *dunning.Account, []deed) string {
	label := func(t time.Time) string {
		year, week := t.ISOWeek()
		return map[string]string{"day": t.Format(time.DateOnly), "week": fmt.Sprint(year, " ", week), "month": t.Format("2006-01")}[period]
	}
	return func(s *saga, d *deed, a *dunning.Account, others []deed) string {
		for _, z := range s.zones {
			if !counts(d) {
				continue
			}
			n := 1
			for i := range others {
				if o := &others[i]; counts(o) && per(d, o, a) && label(o.At.In(z)) == label(d.At.In(z)) {
					n++
				}
			}
			if n > most {
				return fmt.Sprintf("%d in %s", n, label(d.At.In(z)))
			}
		}
		return ""
	}
}

// apart wants contacts to be so many dates apart.
func apart(days int, per func(d, o *deed, a *dunning.Account) bool, counts func(*deed) bool) func(*saga, *deed, *dunning.Account, []deed) string {
	return func(s *saga, d *deed, a *dunning.Account, others []deed) string {
		for _, z := range s.zones {
			for i := range others {
				o := &others[i]
				if n := read(d.At, z).day - read(o.At, z).day; counts(d) && counts(o) && per(d, o, a) && -days < n && n < days {
					return fmt.Sprintf("another is at %s", o.At)
				}
			}
		}
		return ""
	}
}

// after wants so many dates between a contact and those before it.
func after(days int, per func(d, o *deed, a *dunning.Account) bool, counts func(*deed) bool) func(*saga, *deed, *dunning.Account, []deed) string {
	return func(s *saga, d *deed, a *dunning.Account, others []deed) string {
		earlier := slices.DeleteFunc(slices.Clone(others), func(o deed) bool { return o.At.After(d.At) || !counts(&o) })
		return apart(days, per, func(*deed) bool { return true })(s, d, a, earlier)
	}
}

// never is broken wherever it binds.
func never(*saga, *deed, *dunning.Account, []deed) string { return "it was allowed" }

// resting is of days of rest in China, from the notices of the State Council (regulation notes, section 2): no other
// year was announced.
func resting(s *saga, d *deed, _ *dunning.Account) bool {
	off := map[string]string{
		"2025": "01-01..01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
		"2026": "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
	}
	work := map[string]string{"2025": "01-26 02-08 04-27 09-28 10-11", "2026": "01-04 02-14 02-28 05-09 09-20 10-10"}
	for _, z := range s.zones {
		local := d.At.In(z)
		year, date := local.Format("2006"), local.Format("01-02")
		rests := off[year] == "" || (local.Weekday() == time.Saturday || local.Weekday() == time.Sunday) && !strings.Contains(work[year], date)
		for _, span := range strings.Fields(off[year]) {
			from, to, _ := strings.Cut(span, "..")
			rests = rests || from <= date && date <= to
		}
		if rests {
			return true
		}
	}
	return false
}
