package calendar

import (
	"slices"
	"time"
)

// Interval is the instants from Start up to, but not including, End.
type Interval struct {
	Start, End time.Time
}

// Contains says whether t lies in the interval.
func (i Interval) Contains(t time.Time) bool { return !t.Before(i.Start) && t.Before(i.End) }

// Empty says that the interval contains no instant.
func (i Interval) Empty() bool { return !i.Start.Before(i.End) }

// Intersect is the instants that lie in an interval of a and in one of b, in order. Both lists are in
// order and without overlaps, and so is the answer.
func Intersect(a, b []Interval) []Interval {
	var both []Interval
	for len(a) > 0 && len(b) > 0 {
		meet := Interval{later(a[0].Start, b[0].Start), earlier(a[0].End, b[0].End)}
		if !meet.Empty() {
			both = append(both, meet)
		}
		if a[0].End.Before(b[0].End) {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return both
}

// tidy orders intervals and joins those that touch or overlap.
func tidy(list []Interval) []Interval {
	slices.SortFunc(list, func(a, b Interval) int { return a.Start.Compare(b.Start) })
	var tidied []Interval
	for _, i := range list {
		last := len(tidied) - 1
		switch {
		case i.Empty():
		case last >= 0 && !tidied[last].End.Before(i.Start):
			tidied[last].End = later(tidied[last].End, i.End)
		default:
			tidied = append(tidied, i)
		}
	}
	return tidied
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
