package policy

import (
	"time"

	"comity/internal/dunning"
)

// lookAhead is how far beyond the end of all holds an instant is searched for.
const lookAhead = 60 * 24 * time.Hour

// found is what the search learned about one contact point.
type found struct {
	start, end time.Time // the permitted span; both zero when there is none
	binding    *rule     // the rule that ends the span; nil when none does
	notes      []hurdle  // what stood in the way
	far        bool      // there may be an instant, but not within the days looked ahead
}

// hurdle is a rule, or a hold, that stood in the way.
type hurdle struct {
	rule  *rule
	hold  *pause    // set instead of rule
	at    time.Time // an instant at which it did not permit
	until time.Time // the first instant after it at which it does; zero: none, contact is suppressed
	err   error     // it could not say
	last  bool      // a hold behind whose end no permitted instant could be found
}

// search finds the earliest instant, now or later, at which every rule permits contact and no hold stops
// it: the least joint fixpoint of what each of them permits from an instant on. A rule that does not defer
// ends the matter where it is violated now; what comes later it defers like any other, so that more history
// never loosens what it says.
func (s *situation) search(rules []*rule) (f found) {
	begin := len(s.notes)
	s.noted = begin
	defer func() { f.notes = s.notes[begin:len(s.notes):len(s.notes)] }()
	t, ok := s.pastHolds(s.now)
	horizon := t.Add(lookAhead)
	for _, r := range rules { // each by itself, so that everything in the way now is named
		at, open := s.name(r)
		ok, t = ok && open, later(t, at)
	}
	for ok {
		moved := t
		for _, r := range rules {
			if moved, ok = s.permits(r, moved, horizon, &f.far); !ok {
				return f
			}
		}
		past, ends := s.pastHolds(moved)
		if ok = ends; !ok {
			return f
		}
		if past.After(moved) { // a hold that begins later moves what is looked at with it
			moved, horizon = past, later(horizon, past.Add(lookAhead))
		}
		if moved.Equal(t) {
			break
		}
		if t = moved; !t.Before(horizon) {
			ok, f.far = false, true
		}
	}
	if ok {
		f.start = t
		f.end, f.binding = s.ends(rules, t)
	}
	return f
}

// name is the first instant at which a rule by itself permits contact, as far as one looks ahead from now; false
// when it never will. What is in the way now is noted.
func (s *situation) name(r *rule) (time.Time, bool) {
	a := r.ask(s, s.now)
	if a.open {
		return s.now, true
	}
	t := s.now
	for !a.open {
		if a.err != nil || a.until.IsZero() || r.violation != dunning.Defer && t.Equal(s.now) {
			s.note(hurdle{rule: r, at: s.now, err: a.err})
			return t, false
		}
		t = a.until
		if !t.Before(s.now.Add(lookAhead)) { // whether it opens later is asked where holds have ended
			s.note(hurdle{rule: r, at: s.now, until: t})
			return s.now, true
		}
		a = r.ask(s, t)
	}
	s.note(hurdle{rule: r, at: s.now, until: t})
	return t, true
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// pastHolds is the first instant from t on at which no hold stops contact; false when one has no end.
func (s *situation) pastHolds(t time.Time) (time.Time, bool) {
	for moved := true; moved; {
		moved = false
		for i := range s.pauses {
			next, ok := s.outlast(&s.pauses[i], t)
			if !ok {
				return t, false
			}
			moved = moved || next.After(t)
			t = next
		}
	}
	return t, true
}

// outlast is the first instant from t on at which a hold does not stop contact; false when it has no end.
func (s *situation) outlast(h *pause, t time.Time) (time.Time, bool) {
	if !h.covers(s.channel, t) {
		return t, true
	}
	s.note(hurdle{hold: h, at: t, until: h.ends})
	if h.ends.IsZero() {
		return t, false
	}
	return h.ends, true
}

// permits is the first instant from t on at which a rule permits contact; false when there is none before
// the horizon, or when it cannot say.
func (s *situation) permits(r *rule, t, horizon time.Time, far *bool) (time.Time, bool) {
	a := r.ask(s, t)
	if a.open {
		return t, true
	}
	first := t
	for !a.open {
		if a.err != nil || a.until.IsZero() || !a.until.Before(horizon) {
			s.note(hurdle{rule: r, at: first, err: a.err})
			*far = a.err == nil && !a.until.IsZero()
			return t, false
		}
		t = a.until
		a = r.ask(s, t)
	}
	s.note(hurdle{rule: r, at: first, until: t})
	return t, true
}

// ends is where the permitted span that begins at t ends, and the rule that ends it. Where nothing does it is
// as far as one looks ahead.
func (s *situation) ends(rules []*rule, t time.Time) (time.Time, *rule) {
	end, binding := t.Add(lookAhead), (*rule)(nil)
	for i := range s.pauses {
		if h := &s.pauses[i]; h.starts.After(t) && h.starts.Before(end) && h.covers(s.channel, h.starts) {
			end = h.starts
		}
	}
	for _, r := range rules {
		for at := t; at.Before(end); {
			a := r.ask(s, at)
			if !a.open {
				end, binding = at, r
				break
			}
			if a.until.IsZero() {
				break
			}
			at = a.until
		}
	}
	return end, binding
}

// note keeps a hurdle: of each rule and hold the first instant at which it stood in the way, and the last
// one that it pushed to.
func (s *situation) note(h hurdle) {
	for i := s.noted; i < len(s.notes); i++ {
		have := &s.notes[i]
		if have.rule != h.rule || have.hold != h.hold {
			continue
		}
		if have.until.IsZero() {
			return // already the strictest there is
		}
		have.until, have.err = h.until, h.err
		return
	}
	s.notes = append(s.notes, h)
}
