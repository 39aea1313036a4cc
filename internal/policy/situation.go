package policy

import (
	"slices"
	"time"

	"comity/internal/dunning"
)

// situation is the facts of one decision, laid out for asking: zones loaded, history in order.
type situation struct {
	facts   *dunning.Facts
	now     time.Time
	home    *time.Location   // the portfolio's zone
	zones   []*time.Location // every zone the person may be in
	history []entry          // in order of time; without those too old to matter
	holds   []*dunning.Hold  // on this person or this account
	channel dunning.Channel  // tried at the moment
	key     string           // of the contact point tried at the moment
	tallies []tally          // what the rules counted, by slot
	counted []time.Time      // where they keep it, one after the other
}

// entry is a contact of the history, with what is asked of it again and again worked out.
type entry struct {
	contact *dunning.Contact
	channel channelSet // the one it went through
	mine    bool       // with this person
	account bool       // about this account
}

// channelSet is a set of channels, one bit for each.
type channelSet uint8

func setOf(channels ...dunning.Channel) channelSet {
	var set channelSet
	for _, c := range channels {
		switch c {
		case dunning.SMS:
			set |= 1
		case dunning.Email:
			set |= 2
		case dunning.Letter:
			set |= 4
		default: // not known here: counted by rules for every channel
			set |= 8
		}
	}
	return set
}

// everyChannel also contains those that are not known here.
const everyChannel channelSet = 15

// newSituation lays out the facts. When a zone cannot be interpreted, ok is false and unknown is its name.
func (p *Policy) newSituation(f *dunning.Facts) (s *situation, unknown string, ok bool) {
	s = &situation{facts: f, now: f.Now.Round(0), tallies: make([]tally, p.counters)}
	home, err := p.zones.Load(f.Zone)
	if err != nil {
		return nil, f.Zone, false
	}
	s.home = home
	names := f.Customer.Zones
	if len(names) == 0 {
		names = p.fallback
	}
	if len(names) == 0 {
		s.zones = []*time.Location{home}
	}
	for _, name := range names {
		zone, err := p.zones.Load(name)
		if err != nil {
			return nil, name, false
		}
		s.zones = append(s.zones, zone)
	}
	s.order(p.window)
	for i := range f.Holds {
		if h := &f.Holds[i]; s.concerns(h) {
			s.holds = append(s.holds, h)
		}
	}
	return s, "", true
}

// order lays out the history, leaving out what cannot matter.
func (s *situation) order(window time.Duration) {
	oldest := s.now.Add(-window)
	s.history = make([]entry, 0, len(s.facts.History))
	s.counted = make([]time.Time, 0, len(s.facts.History))
	ordered := true
	for i := range s.facts.History {
		c := &s.facts.History[i]
		if c.At.Before(oldest) {
			continue
		}
		e := entry{
			contact: c, channel: setOf(c.Channel),
			mine:    c.CustomerID == s.facts.Customer.ID,
			account: slices.Contains(c.Accounts, s.facts.Account.ID),
		}
		if n := len(s.history); n > 0 && c.At.Before(s.history[n-1].contact.At) {
			ordered = false
		}
		s.history = append(s.history, e)
	}
	if !ordered {
		slices.SortFunc(s.history, func(a, b entry) int { return a.contact.At.Compare(b.contact.At) })
	}
}

// concerns says whether a hold is on this person or on this account.
func (s *situation) concerns(h *dunning.Hold) bool {
	if h.AccountID != "" {
		return h.AccountID == s.facts.Account.ID
	}
	return h.CustomerID == "" || h.CustomerID == s.facts.Customer.ID
}
