package intake

import (
	"slices"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/place"
)

// yes is a cell that says yes or no; empty: no.
func (r *row) yes(name string) bool {
	type answer string
	return oneOf[answer](r, name, "no", "yes", "no") == "yes"
}

// channels are words of a list, separated by semicolons, in their order and each once.
func (r *row) channels(name string) []dunning.Channel {
	return words(r, name, dunning.EveryChannel()...)
}

// words reads a list of words, each once, in the order in which they stand.
func words[T ~string](r *row, name string, known ...T) []T {
	var list []T
	for _, part := range parts(r.text(name)) {
		w := T(strings.ToLower(part))
		switch {
		case !slices.Contains(known, w):
			r.fault(name, cellOneOf, join(known))
			return nil
		case slices.Contains(list, w):
			r.fault(name, listTwice, string(w))
			return nil
		}
		list = append(list, w)
	}
	return list
}

// places are countries, or regions and localities of them, separated by semicolons, in order and each once.
func (r *row) places(name string) []calendar.Place {
	var list []calendar.Place
	for _, part := range parts(r.text(name)) {
		p, err := calendar.ParsePlace(part)
		if err != nil || !knownCountry(p.Country()) {
			r.fault(name, badPlace)
			return nil
		}
		if problem, _ := place.Unknown(p); problem != "" {
			r.fault(name, badPlace)
			return nil
		}
		list = append(list, p)
	}
	return once(list)
}

// once is a list in order, each of it once.
func once[T ~string](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}

// weekdays are days of the week; none is every day.
func (r *row) weekdays(name string) []time.Weekday {
	known := make([]string, 7)
	for d := range known {
		known[d] = strings.ToLower(time.Weekday(d).String()[:3])
	}
	var list []time.Weekday
	for _, w := range words(r, name, known...) {
		list = append(list, time.Weekday(slices.Index(known, w)))
	}
	slices.Sort(list)
	return list
}

// moment is an instant of which the time of day matters: a date does not say it.
func (r *row) moment(name string) time.Time {
	value := r.text(name)
	if _, err := calendar.ParseDate(value); err == nil {
		r.fault(name, badMoment)
		return time.Time{}
	}
	return r.instant(name, dayStart)
}

// skew is how far another clock may be ahead of ours.
const skew = 5 * time.Minute

// past is an instant that cannot lie ahead of us and of the data, because the row says that something happened
// then.
func (r *row) past(name string, edge func(calendar.Date, *time.Location) time.Time) time.Time {
	t := r.instant(name, edge)
	if t.After(r.set.now.Add(skew)) && t.After(r.set.asOf) {
		r.fault(name, notYet)
		return time.Time{}
	}
	return t
}

// after notes an instant that comes before the one of another column. A date reaches to its last moment.
func (r *row) after(name string, t time.Time, other string, earlier time.Time) {
	if d, err := calendar.ParseDate(r.text(name)); err == nil {
		t = dayLast(d, r.set.zone)
	}
	if !t.IsZero() && !earlier.IsZero() && t.Before(earlier) {
		r.fault(name, beforeOther, other)
	}
}

// positive is an amount that must be more than 0.
func (r *row) positive(name string) int64 {
	before := len(r.faults)
	n := r.amount(name)
	if n == 0 && len(r.faults) == before {
		r.fault(name, amountZero)
	}
	return n
}

// word is a name that policies know too: small letters, digits and hyphens.
func (r *row) word(name string, wrong Code) string {
	value := r.text(name)
	if len(value) > 40 || strings.Trim(value, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.HasPrefix(value, "-") {
		r.fault(name, wrong)
		return ""
	}
	return value
}
