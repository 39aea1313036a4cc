package policy

import (
	"math"
	"time"
)

// memory is what a rule answered in one decision: a few spans in which its answer does not change.
type memory struct {
	spans [3]spoken
	next  uint8
}

// spoken is an answer, and from when until when it holds, in nanoseconds since 1970.
type spoken struct {
	from, until int64
	answer      answer
}

// recall is the answer at t, where it is known.
func (m *memory) recall(t int64) (answer, bool) {
	for i := range m.spans {
		if x := &m.spans[i]; x.from <= t && t < x.until {
			return x.answer, true
		}
	}
	return answer{}, false
}

// keep remembers an answer from t on, in place of the oldest.
func (m *memory) keep(t int64, a answer) {
	until := int64(math.MaxInt64)
	if !a.until.IsZero() {
		until = a.until.UnixNano()
	}
	m.spans[m.next] = spoken{t, until, a}
	m.next = (m.next + 1) % uint8(len(m.spans))
}

// ask asks a rule about an instant, or remembers what it said: an answer holds for a while, and the search
// comes back to it, for every channel and contact point.
func (r *rule) ask(s *situation, t time.Time) answer {
	if r.slot == 0 || r.scope.overridable != 0 && len(s.facts.Customer.Waivers) > 0 {
		return r.answer(s, t)
	}
	at, m := t.UnixNano(), &s.memory[r.slot-1]
	if a, ok := m.recall(at); ok {
		return a
	}
	a := r.answer(s, t)
	m.keep(at, a)
	return a
}

// forget drops the answers that were about another contact point.
func (d *decision) forget() {
	for _, r := range d.rules {
		if r.slot != 0 && (r.personal() || r.counting != nil && (r.counting.scope == scopePoint || r.counting.work)) {
			d.s.memory[r.slot-1] = memory{}
		}
	}
}
