package policy_test

import (
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// judge says of an instant whether contact is permitted then, by asking everything that it knows about that instant.
// It shares nothing with the engine but the nouns: it knows rules as they were drawn, and looks at every contact,
// hold and promise every time.
type judge struct {
	rules     []drawn
	house     bool     // with the rules of the house
	named     bool     // the pack that comes along was named itself as well
	country   bool     // the first pack is that of a country, and not a portfolio's own file
	zonesOf   []string // of the region whose pack comes along; none: not known
	tolerance int64
	almanac   *almanac
	facts     dunning.Facts
	home      *time.Location
	zones     []*time.Location

	contacts [][]clock // of the history, by contact and zone
	at       time.Time // the instant looked at
	here     clock     // in the portfolio's zone
	clocks   []clock   // in each zone the person may be in
}

// look turns to an instant.
func (j *judge) look(t time.Time) {
	if j.contacts == nil {
		for _, c := range j.facts.History {
			var list []clock
			for _, z := range j.zones {
				list = append(list, read(c.At, z))
			}
			j.contacts = append(j.contacts, list)
		}
	}
	j.at, j.here, j.clocks = t, read(t, j.home), j.clocks[:0]
	for _, z := range j.zones {
		j.clocks = append(j.clocks, read(t, z))
	}
}

// fits says whether nothing forbids contact at t through a contact point that waiting is not the answer to.
func (j *judge) fits(p *dunning.ContactPoint, c dunning.Channel, t time.Time) bool {
	j.look(t)
	if !j.party(c) || j.over() || j.settled() || !j.usable(p, c) {
		return false
	}
	for i := range j.rules {
		r := &j.rules[i]
		if (r.violation != "" || r.kind == "notice") && !j.meets(r, p, c) {
			return false
		}
		if r.kind == "days" && j.binds(r, c) {
			for _, k := range j.clocks {
				if _, known := j.almanac.worked(k.day, nil); !known {
					return false
				}
			}
		}
	}
	return true
}

// free says whether nothing forbids contact at t that waiting may be the answer to.
func (j *judge) free(p *dunning.ContactPoint, c dunning.Channel, t time.Time) bool {
	j.look(t)
	if j.paused(c) || j.inconvenient(c) || !j.moment(c) {
		return false
	}
	for i := range j.rules {
		if r := &j.rules[i]; r.violation == "" && r.kind != "notice" && !j.meets(r, p, c) {
			return false
		}
	}
	return true
}

// meets says whether a rule permits contact, or does not bind it. Rules about people and consent are asked elsewhere.
func (j *judge) meets(r *drawn, p *dunning.ContactPoint, c dunning.Channel) bool {
	switch r.kind {
	case "window", "days", "quota", "spacing", "notice":
		return !j.binds(r, c) || j.permits(r, p) && !j.guarded(r, c)
	}
	return true
}

// binds says whether a rule applies to a contact at the instant looked at, and was not waived.
func (j *judge) binds(r *drawn, c dunning.Channel) bool { return j.applies(r, c) && !j.waived(r, c) }

func (j *judge) applies(r *drawn, c dunning.Channel) bool {
	f := &j.facts
	has := func(list []dunning.Channel) bool { return len(list) == 0 || slices.Contains(list, c) }
	switch {
	case !r.law && !j.house && r.deciding():
		return false
	case !has(r.channels), len(r.roles) > 0 && f.Account.Role != "" && !slices.Contains(r.roles, f.Account.Role):
		return false
	case len(r.purposes) > 0 && !slices.Contains(r.purposes, f.Cause.Purpose):
		return false
	case f.Cause.Purpose == dunning.PurposeNotice && !r.law && (r.kind == "quota" || r.kind == "spacing"):
		return false
	case r.from != 0 && j.here.day < r.from, r.to != 0 && j.here.day > r.to:
		return false
	case !j.there(r), r.when != nil && !r.when.met(j, c):
		return false
	}
	return true
}

// there says whether the person is where a rule applies, or may be and the house, or whoever named the pack, is careful.
func (j *judge) there(r *drawn) bool {
	if r.place == "" {
		return true
	}
	perhaps := len(j.facts.Customer.Places) == 0
	for _, p := range j.facts.Customer.Places {
		if inside(string(p), r.place) {
			return true
		}
		perhaps = perhaps || inside(r.place, string(p))
	}
	if r.along && len(j.zonesOf) > 0 && len(j.facts.Customer.Zones) > 0 &&
		!slices.ContainsFunc(j.facts.Customer.Zones, func(z string) bool { return slices.Contains(j.zonesOf, z) }) {
		perhaps = false
	}
	return perhaps && (j.house || !r.along || j.named || !j.country)
}

func (j *judge) waived(r *drawn, c dunning.Channel) bool { return j.waives(r.id, r.kind, r.lifted, c) }

// waives says whether the person waived a rule of an id and a kind, which some bases may lift.
func (j *judge) waives(id, kind string, lifted []dunning.Basis, c dunning.Channel) bool {
	return slices.ContainsFunc(j.facts.Customer.Waivers, func(w dunning.Waiver) bool {
		about := w.Rule == id || w.Rule == "" && w.Kind == kind
		during := !j.at.Before(w.Starts) && (w.Ends.IsZero() || j.at.Before(w.Ends))
		return about && during && slices.Contains(lifted, w.Basis) && (w.Channel == "" || w.Channel == c)
	})
}

// permits asks a rule that binds.
func (j *judge) permits(r *drawn, p *dunning.ContactPoint) bool {
	switch r.kind {
	case "window":
		for _, k := range j.clocks {
			if h := r.hours[k.weekday]; k.minute < h.from || k.minute >= h.to {
				return false
			}
		}
	case "days":
		for _, k := range j.clocks {
			if worked, _ := j.almanac.worked(k.day, j.facts.Customer.Places); !worked {
				return false
			}
		}
	case "quota":
		return j.quota(r, p)
	case "spacing":
		return j.spacing(r, p)
	case "notice":
		return j.noticed(r)
	}
	return true
}

// guarded says whether the instant lies in the last minutes of a window that others than the house want.
func (j *judge) guarded(r *drawn, c dunning.Channel) bool {
	if r.kind != "window" || !r.law || !j.house {
		return false
	}
	for i := range j.rules {
		g := &j.rules[i]
		if g.kind != "guard" || len(g.channels) > 0 && !slices.Contains(g.channels, c) || j.waives(g.id, "window", r.lifted, c) {
			continue
		}
		for _, k := range j.clocks {
			h := r.hours[k.weekday]
			midnight := h.to == 24*60 && r.hours[(k.weekday+1)%7].from == 0 && r.hours[(k.weekday+1)%7].to > 0
			if !midnight && h.to-g.margin <= k.minute && k.minute < h.to {
				return true
			}
		}
	}
	return false
}

// counted says which contacts of the history a rule counts.
func (j *judge) counted(r *drawn, p *dunning.ContactPoint) []int {
	var list []int
	if r.work && !p.Work {
		return nil
	}
	for i, c := range j.facts.History {
		mine := c.CustomerID == j.facts.Customer.ID
		in := map[string]bool{
			"person": mine, "contact_point": c.AddressKey == p.Key, "account": slices.Contains(c.Accounts, j.facts.Account.ID),
			"group": mine && cmpOr(c.Group, c.PortfolioID) == cmpOr(j.facts.Group, j.facts.Account.PortfolioID),
		}[r.scope]
		counts := c.Status != dunning.ContactRefused && (r.unit != "delivered" || c.Status != dunning.ContactUndelivered)
		if in && counts && (len(r.channels) == 0 || slices.Contains(r.channels, c.Channel)) && (!r.work || c.Work) && (!r.unsolicited || !c.Asked) {
			list = append(list, i)
		}
	}
	return list
}

func (j *judge) quota(r *drawn, p *dunning.ContactPoint) bool {
	list := j.counted(r, p)
	if r.period == "" {
		return j.rolling(r, list)
	}
	for z, now := range j.clocks {
		n := 0
		for _, i := range list {
			if then := j.contacts[i][z]; r.period == "calendar day" && then.day == now.day || r.period == "iso week" && then.week == now.week || r.period == "calendar month" && then.month == now.month {
				n++
			}
		}
		if n >= r.limit {
			return false
		}
	}
	return true
}

// rolling says whether one more contact leaves every span of so many days within the limit. It is enough to look at
// spans that end with it or with a contact after it.
func (j *judge) rolling(r *drawn, list []int) bool {
	span := time.Duration(r.days) * 24 * time.Hour
	ends := []time.Time{j.at}
	for _, i := range list {
		ends = append(ends, j.facts.History[i].At)
	}
	for _, end := range ends {
		if end.Before(j.at) || !end.Before(j.at.Add(span)) {
			continue
		}
		n := 1
		for _, i := range list {
			if at := j.facts.History[i].At; at.After(end.Add(-span)) && !at.After(end) {
				n++
			}
		}
		if n > r.limit {
			return false
		}
	}
	return true
}

func (j *judge) spacing(r *drawn, p *dunning.ContactPoint) bool {
	for _, i := range j.counted(r, p) {
		for z, now := range j.clocks {
			if apart := j.contacts[i][z].day - now.day; -r.days < apart && apart < r.days {
				return false
			}
		}
	}
	return true
}

func (j *judge) noticed(r *drawn) bool {
	if j.facts.Cause.Purpose == dunning.PurposeNotice && j.facts.Cause.ID == r.notice {
		return true
	}
	return slices.ContainsFunc(j.facts.Notices, func(n dunning.Notice) bool {
		return n.Kind == r.notice && (n.AccountID == "" || n.AccountID == j.facts.Account.ID) && !j.at.Before(n.At)
	})
}

// inconvenient says whether the person asked not to be contacted at this time, in any zone they may be in.
func (j *judge) inconvenient(c dunning.Channel) bool {
	for _, x := range j.facts.Customer.Inconvenient {
		if x.Channel != "" && x.Channel != c {
			continue
		}
		on := func(weekday int) bool {
			return len(x.Days) == 0 || slices.Contains(x.Days, time.Weekday(weekday%7))
		}
		from, to := int(x.Hours.From), int(x.Hours.To)
		for _, k := range j.clocks {
			switch {
			case x.Hours == (calendar.Window{}) && on(k.weekday), from < to && on(k.weekday) && from <= k.minute && k.minute < to:
				return true
			case from >= to && (on(k.weekday) && from <= k.minute || on(k.weekday+6) && k.minute < to): // past midnight
				return true
			}
		}
	}
	return false
}
