package policy

import (
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// situation is the facts of one decision, laid out for asking: zones loaded, history in order.
type situation struct {
	facts          *dunning.Facts // room, which keeps them off the heap
	room           dunning.Facts
	ladder         dunning.Ladder
	house          bool // rules of the house are kept
	now            time.Time
	home           *time.Location   // the portfolio's zone
	zones          []*time.Location // every zone the person may be in
	history        []entry          // in order of time; without those too old to matter
	contacts       dunning.History  // that they are of
	regions        []calendar.Place // parts of countries that the person may be in
	pauses         []pause          // holds, promises and plans that stop this contact
	own            []*rule          // that these facts make: times the person named, a moment agreed, until when there is a cause
	channel        dunning.Channel  // tried at the moment
	key            string           // of the contact point tried at the moment
	point          *dunning.ContactPoint
	work           bool     // that point is at work
	tallies        []tally  // what the rules counted, by slot
	counted        []int64  // where they keep it, one after the other
	memory         []memory // what the rules answered, by slot
	periods        [6]known // calendar periods that were worked out
	nextPeriod     int
	notes          []hurdle // what stood in the way, of one contact point after the other
	noted          int      // where those of the point tried begin
	rules, careful []*rule  // room for those that apply to a channel
	viewed         view
}

// lay lays out the facts. When a zone cannot be interpreted, ok is false and unknown is its name.
func (s *situation) lay(p *Policy, facts dunning.Facts) (unknown string, ok bool) {
	s.room = facts
	f := &s.room
	s.facts, s.ladder, s.house, s.now = f, p.ladder, p.house, f.Now.Round(0)
	s.tallies, s.memory = grown(s.tallies, p.counters), grown(s.memory, p.slots)
	home, err := p.zones.Load(f.Zone)
	if err != nil {
		return f.Zone, false
	}
	s.home = home
	names := f.Customer.Zones
	if len(names) == 0 {
		names = p.fallback
	}
	if len(names) == 0 {
		s.zones = append(s.zones, home)
	}
	for _, name := range names {
		zone, err := p.zones.Load(name)
		if err != nil {
			return name, false
		}
		s.zones = append(s.zones, zone)
	}
	for _, place := range f.Customer.Places {
		if string(place) != place.Country() { // of a country alone, only its own days off are known to count
			s.regions = append(s.regions, place)
		}
	}
	s.remember(p.window)
	s.pause(p)
	s.own = p.own(s)
	return "", true
}

// clear lets go of the facts, and keeps the room they took for the next decision.
func (s *situation) clear() {
	clear(s.pauses)
	clear(s.memory)
	clear(s.notes)
	clear(s.tallies)
	*s = situation{
		zones: s.zones[:0], regions: s.regions[:0], history: s.history[:0], pauses: s.pauses[:0], rules: s.rules[:0], careful: s.careful[:0],
		tallies: s.tallies, counted: s.counted[:0], memory: s.memory, notes: s.notes[:0],
	}
}

// grown is a list with room for n, all of it zero.
func grown[T any](list []T, n int) []T {
	if cap(list) < n {
		return make([]T, n)
	}
	return list[:n]
}

// remember lays out the history from its end back to where no limit looks any more.
func (s *situation) remember(window time.Duration) {
	all := s.facts.History
	if len(all) == 0 {
		return
	}
	from, ordered := recent(all, s.now.Add(-window))
	if !ordered {
		all = dunning.NewHistory(all)
		from, _ = recent(all, s.now.Add(-window))
	}
	if from == len(all) {
		return
	}
	s.contacts, s.history = all, grown(s.history, len(all)-from)
	for i := range s.history {
		c := &all[from+i]
		s.history[i] = entry{c.At.UnixNano(), int32(from + i), s.marks(c)}
	}
}

// recent is the first contact of a history at oldest or later. ordered is false where the history is seen not to
// be in order: it then has to be put in order, and looked through to its beginning.
func recent(all dunning.History, oldest time.Time) (from int, ordered bool) {
	from = len(all)
	ordered = !all[from-1].At.Before(all[0].At)
	if all[from-1].At.Before(oldest) { // nothing recent, if it is in order: then one looks
		return from, slices.IsSortedFunc(all, func(a, b dunning.Contact) int { return a.At.Compare(b.At) })
	}
	for from > 0 && !all[from-1].At.Before(oldest) {
		ordered = ordered && (from == len(all) || !all[from].At.Before(all[from-1].At))
		from--
	}
	return from, ordered
}

// group says whether a contact was made for the same group of portfolios.
func (s *situation) group(c *dunning.Contact) bool {
	ours, theirs := s.facts.Group, c.Group
	if ours == "" {
		ours = s.facts.Account.PortfolioID
	}
	if theirs == "" {
		theirs = c.PortfolioID
	}
	return ours == theirs
}

// date is the business date.
func (s *situation) date() calendar.Date { return calendar.DateOf(s.now, s.home) }

// view is the situation as a condition sees it on a date.
func (s *situation) view(on calendar.Date) *view {
	s.viewed = view{facts: s.facts, date: on, ladder: s.ladder, channel: s.channel}
	return &s.viewed
}
