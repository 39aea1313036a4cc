package intake

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// requests is requests.csv: what people asked for. A row adds to what is known of them, or changes it, or takes
// it out; what a file does not say stays, so that it never wipes out what was noted here.
func requests() table[request] {
	return table[request]{
		name: FeedRequests,
		cols: columns("customer_id*", "what*", "channel", "days", "hours",
			"rule", "kind", "basis", "starts", "ends", "withdrawn"),
		parse: parseRequest,
		key:   sameRequest,
		refs:  func(q request) []ref { return who(q.customer, "") },
		save:  saveRequests,
	}
}

// request is what a person asked for: times, or that a rule need not hold for them.
type request struct {
	customer     string
	inconvenient []dunning.Inconvenient
	waiver       *dunning.Waiver
	withdrawn    bool
}

// What a request is.
type requestKind string

const (
	inconvenientTimes requestKind = "inconvenient" // times at which the person does not want to be contacted
	waiver            requestKind = "waiver"       // a rule that need not hold for them
)

func parseRequest(r *row) request {
	q := request{customer: r.id("customer_id"), withdrawn: r.yes("withdrawn")}
	channel := oneOf(r, "channel", "", dunning.EveryChannel()...)
	if _, ok := r.required("what"); !ok {
		return q
	}
	switch oneOf(r, "what", "", inconvenientTimes, waiver) {
	case inconvenientTimes:
		r.stray(inconvenientTimes, "rule", "kind", "basis", "starts", "ends")
		q.inconvenient = r.inconvenient(channel)
	case waiver:
		r.stray(waiver, "days", "hours")
		q.waiver = r.waiver(channel)
	}
	return q
}

// sameRequest is what a row is about.
func sameRequest(r *row) string {
	var b strings.Builder
	for _, name := range []string{"customer_id", "what", "channel", "days", "hours", "rule", "kind", "basis"} {
		b.WriteString(r.text(name) + "\n")
	}
	return b.String()
}

// saveRequests puts rows where they belong: to the people who asked.
func saveRequests(s Store, ctx context.Context, actor string, rows []request) (Saved, error) {
	byPerson := map[string][]request{}
	for _, q := range rows {
		byPerson[q.customer] = append(byPerson[q.customer], q)
	}
	return s.ChangeCustomers(ctx, actor, slices.Sorted(maps.Keys(byPerson)), func(c dunning.Customer) dunning.Customer {
		for _, q := range byPerson[c.ID] {
			q.apply(&c)
		}
		return c
	})
}

// apply adds the request to what is known of the person, or takes it out. It leaves the lists that the person
// came with as they are.
func (q request) apply(c *dunning.Customer) {
	for _, x := range q.inconvenient {
		same := func(y dunning.Inconvenient) bool {
			return x.Channel == y.Channel && x.Hours == y.Hours && slices.Equal(x.Days, y.Days)
		}
		c.Inconvenient = put(c.Inconvenient, x, same, q.withdrawn)
	}
	if x := q.waiver; x != nil {
		same := func(y dunning.Waiver) bool {
			return x.Rule == y.Rule && x.Kind == y.Kind && x.Channel == y.Channel && x.Basis == y.Basis
		}
		c.Waivers = put(c.Waivers, *x, same, q.withdrawn)
	}
}

// put is a list with x where the same stood, else at its end, or without it.
func put[T any](list []T, x T, same func(T) bool, out bool) []T {
	list = slices.Clone(list)
	i := slices.IndexFunc(list, same)
	switch {
	case out:
		return slices.DeleteFunc(list, same)
	case i >= 0:
		list[i] = x
		return list
	default:
		return append(list, x)
	}
}

// stray notes every filled cell that means nothing in a row of the kind.
func (r *row) stray(what requestKind, names ...string) {
	for _, name := range names {
		if r.text(name) != "" {
			r.fault(name, cellStray, string(what))
		}
	}
}

// waiver is a rule, or a kind of rules, that the person agreed may be left aside.
func (r *row) waiver(channel dunning.Channel) *dunning.Waiver {
	w := &dunning.Waiver{
		Rule: r.optionalID("rule"), Kind: r.word("kind", badKind), Channel: channel,
		Starts: r.instant("starts", dayStart), Ends: r.instant("ends", dayEnd),
	}
	if _, ok := r.required("basis"); ok {
		w.Basis = oneOf(r, "basis", "", dunning.Bases()...)
	}
	if (r.text("rule") == "") == (r.text("kind") == "") {
		r.fault("rule", eitherOr, "kind")
	}
	if !w.Ends.IsZero() && !w.Ends.After(w.Starts) {
		r.fault("ends", endsBefore)
	}
	return w
}

// inconvenient is times of the week: without days every day, without hours all day.
func (r *row) inconvenient(channel dunning.Channel) []dunning.Inconvenient {
	days := r.weekdays("days")
	spans := parts(r.text("hours"))
	if len(spans) == 0 {
		return []dunning.Inconvenient{{Days: days, Channel: channel}}
	}
	var list []dunning.Inconvenient
	for _, text := range spans {
		from, to, ok := hours(text)
		if !ok {
			r.fault("hours", badHours)
			return nil
		}
		if from < to {
			list = append(list, dunning.Inconvenient{Days: days, Hours: calendar.Window{From: from, To: to}, Channel: channel})
			continue
		}
		// It goes on past midnight, into the day after.
		list = append(list, dunning.Inconvenient{Days: days, Hours: calendar.Window{From: from, To: calendar.EndOfDay}, Channel: channel})
		if to > 0 {
			list = append(list, dunning.Inconvenient{Days: dayAfter(days), Hours: calendar.Window{To: to}, Channel: channel})
		}
	}
	return list
}

// hours reads HH:MM-HH:MM; a span that ends before it begins goes past midnight.
func hours(text string) (from, to calendar.TimeOfDay, ok bool) {
	a, b, ok := strings.Cut(text, "-")
	if !ok {
		return 0, 0, false
	}
	from, err := calendar.ParseTimeOfDay(strings.TrimSpace(a))
	if err != nil || from == calendar.EndOfDay {
		return 0, 0, false
	}
	to, err = calendar.ParseTimeOfDay(strings.TrimSpace(b))
	return from, to, err == nil && from != to
}

func dayAfter(days []time.Weekday) []time.Weekday {
	next := make([]time.Weekday, len(days))
	for i, d := range days {
		next[i] = (d + 1) % 7
	}
	return next
}
