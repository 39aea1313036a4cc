package courtesy

import "slices"

// reading is a text that is being judged, with every mark in it.
type reading struct {
	tokens []token
	marks  []mark
}

// governed is how many tokens before a wording a negation may stand.
const governed = 30

// lifted says that a hit is not meant as it sounds, or is true.
func (r *reading) lifted(h mark, facts Facts) bool {
	if h.entry.Fact != "" && facts.has(h.entry.Fact) {
		return true
	}
	for _, m := range r.marks {
		if m.role == spareRole && r.spares(m, h) {
			return true
		}
	}
	return !h.entry.Firm && r.negated(h)
}

// spares says that an exception lifts a hit.
func (r *reading) spares(m, h mark) bool {
	switch {
	case m.entry != nil && m.entry != h.entry:
		return false
	case m.entry == nil && (h.entry.Firm || len(m.spare.For) > 0 && !slices.Contains(m.spare.For, h.entry.Category)):
		return false
	case m.spare.Sentence:
		return r.together(min(m.start, h.start), max(m.end, h.end))
	}
	return m.start < h.end && h.start < m.end
}

// together says that no sentence ends between two places.
func (r *reading) together(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if r.tokens[i].gap >= ended {
			return false
		}
	}
	return true
}

// negated says that a negation governs a hit: it stands before it in the same sentence, or within it, and
// nothing between the two ends it or turns it around.
func (r *reading) negated(h mark) bool {
	for _, n := range r.marks {
		if n.role != negationRole || n.end > h.end-1 || n.start == h.start || n.start < h.start-governed || r.isNone(n) {
			continue
		}
		if n.name == "close" && n.end != h.start {
			continue
		}
		if r.together(min(n.start, h.start), max(n.end, h.start+1)) && !r.undone(n, h) {
			return true
		}
	}
	return false
}

// isNone says that what looks like a negation is none: "if you do not".
func (r *reading) isNone(n mark) bool {
	return slices.ContainsFunc(r.marks, func(m mark) bool {
		return m.role == voidRole && m.name == "never" && m.start < n.end && n.start < m.end
	})
}

// undone says that between a negation and the end of a hit something turns it around, or that before the hit
// something ends what it governs.
func (r *reading) undone(n, h mark) bool {
	return slices.ContainsFunc(r.marks, func(m mark) bool {
		switch {
		case m.start < n.end:
			return false
		case m.role == voidRole && m.name == "":
			return m.end <= h.end
		case m.role == butRole:
			return m.end <= h.start
		}
		return false
	})
}
