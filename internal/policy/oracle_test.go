package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"pgregory.net/rapid"
)

// spec is a rule as the oracle knows it: written to YAML for the policy, and judged here in the plainest
// way there is.
type spec struct {
	kind     string
	channels []dunning.Channel
	from, to int // hours of a window
	scope    string
	unit     dunning.Unit
	limit    int
	window   string // calendar day, iso week, calendar month, or empty: rolling days
	days     int
}

func (s spec) yaml(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  - id: R%d\n    kind: %s\n    authority: house\n    citation: {en: drawn}\n", i, s.kind)
	if len(s.channels) > 0 {
		fmt.Fprintf(&b, "    channels: [%s]\n", strings.Join(names(s.channels), ", "))
	}
	switch s.kind {
	case kindWindow:
		fmt.Fprintf(&b, "    hours: \"%02d:00-%02d:00\"\n", s.from, s.to)
	case kindDays:
		b.WriteString("    days: working\n")
	case kindQuota:
		window := s.window
		if window == "" {
			window = fmt.Sprintf("rolling %d days", s.days)
		}
		fmt.Fprintf(&b, "    scope: %s\n    unit: %s\n    limit: %d\n    window: %s\n", s.scope, s.unit, s.limit, window)
	case kindSpacing:
		fmt.Fprintf(&b, "    scope: %s\n    unit: %s\n    spacing: %d days\n", s.scope, s.unit, s.days)
	}
	return b.String()
}

// oracle judges an instant for a contact point by looking at every rule, contact and hold, minute for
// minute.
type oracle struct {
	specs []spec
	facts dunning.Facts
	table *calendar.Table
	zones []*time.Location
}

func (o *oracle) permits(p dunning.ContactPoint, t time.Time) bool {
	if p.Health == dunning.HealthBad || p.Consent == dunning.ConsentWithdrawn {
		return false
	}
	for _, h := range o.facts.Holds {
		if h.Covers("account", p.Channel, t) {
			return false
		}
	}
	for _, s := range o.specs {
		if len(s.channels) > 0 && !slices.Contains(s.channels, p.Channel) {
			continue
		}
		for _, z := range o.zones {
			if !o.permitsIn(s, p, t, z) {
				return false
			}
		}
	}
	return true
}

func (o *oracle) permitsIn(s spec, p dunning.ContactPoint, t time.Time, zone *time.Location) bool {
	local := t.In(zone)
	contacts := o.contacts(s, p)
	switch s.kind {
	case kindWindow:
		return s.from <= local.Hour() && local.Hour() < s.to
	case kindDays:
		day, err := o.table.Day(calendar.DateOf(t, zone))
		return err == nil && day.Working
	case kindSpacing:
		return !slices.ContainsFunc(contacts, func(at time.Time) bool {
			apart := calendar.DateOf(at, zone).DaysSince(calendar.DateOf(t, zone))
			return -s.days < apart && apart < s.days
		})
	case kindQuota:
		if s.window == "" {
			return o.fits(contacts, t, s)
		}
		n := 0
		for _, at := range contacts {
			if label(s.window, at.In(zone)) == label(s.window, local) {
				n++
			}
		}
		return n < s.limit
	}
	return true
}

// fits says whether one more contact at t leaves every span of so many days within the limit. It is enough
// to look at spans that end at t or at a contact after it.
func (o *oracle) fits(contacts []time.Time, t time.Time, s spec) bool {
	span := time.Duration(s.days) * 24 * time.Hour
	for _, end := range append([]time.Time{t}, contacts...) {
		if end.Before(t) || !end.Before(t.Add(span)) {
			continue
		}
		n := 1
		for _, at := range contacts {
			if at.After(end.Add(-span)) && !at.After(end) {
				n++
			}
		}
		if n > s.limit {
			return false
		}
	}
	return true
}

// label names the calendar period in which a local time falls.
func label(window string, local time.Time) string {
	switch window {
	case "iso week":
		year, week := local.ISOWeek()
		return fmt.Sprint(year, "-", week)
	case "calendar month":
		return local.Format("2006-01")
	}
	return local.Format(time.DateOnly)
}

// contacts is when what a rule counts took place.
func (o *oracle) contacts(s spec, p dunning.ContactPoint) []time.Time {
	var list []time.Time
	for _, c := range o.facts.History {
		inScope := map[string]bool{
			scopePerson: c.CustomerID == "person", scopePoint: c.AddressKey == p.Key, scopeAccount: slices.Contains(c.Accounts, "account"),
		}[s.scope]
		onChannel := len(s.channels) == 0 || slices.Contains(s.channels, c.Channel)
		counts := c.Status != dunning.ContactRefused && (s.unit != dunning.UnitDelivered || c.Status != dunning.ContactUndelivered)
		if inScope && onChannel && counts {
			list = append(list, c.At)
		}
	}
	return list
}

// channel says whether any contact point of a channel may be used at t.
func (o *oracle) channel(c dunning.Channel, t time.Time) bool {
	return slices.ContainsFunc(o.facts.Points, func(p dunning.ContactPoint) bool { return p.Channel == c && o.permits(p, t) })
}

// grid is the minutes on which everything drawn falls.
const grid = 10 * time.Minute

func drawSpecs(t *rapid.T) []spec {
	var specs []spec
	for range rapid.IntRange(0, 5).Draw(t, "rules") {
		s := spec{
			kind:     rapid.SampledFrom([]string{kindWindow, kindDays, kindQuota, kindQuota, kindQuota, kindSpacing}).Draw(t, "kind"),
			channels: rapid.SampledFrom([][]dunning.Channel{nil, {dunning.SMS}, {dunning.SMS, dunning.Email}}).Draw(t, "channels"),
			from:     rapid.IntRange(0, 12).Draw(t, "from"),
			scope:    rapid.SampledFrom([]string{scopePerson, scopePoint, scopeAccount}).Draw(t, "scope"),
			unit:     rapid.SampledFrom([]dunning.Unit{dunning.UnitAttempt, dunning.UnitSent, dunning.UnitDelivered}).Draw(t, "unit"),
			limit:    rapid.IntRange(1, 3).Draw(t, "limit"),
			window:   rapid.SampledFrom([]string{"", "", "calendar day", "iso week", "calendar month"}).Draw(t, "window"),
			days:     rapid.IntRange(1, 4).Draw(t, "days"),
		}
		s.to = rapid.IntRange(13, 24).Draw(t, "to") // noon is always within: windows that never meet are refused
		specs = append(specs, s)
	}
	return specs
}

// drawFacts draws facts around a change of the clock, or around the turn of a month.
func drawFacts(t *rapid.T) dunning.Facts {
	middle := rapid.SampledFrom([]string{
		"2025-11-02T06:00:00Z", "2025-03-09T07:00:00Z", // New York
		"2025-03-09T05:00:00Z", "2025-11-02T05:00:00Z", // Havana, at midnight
		"2025-04-24T22:00:00Z", "2025-10-30T21:00:00Z", // Cairo, at midnight
		"2025-04-05T15:00:00Z",                         // Lord Howe, half an hour
		"2025-05-01T00:00:00Z", "2026-01-01T00:00:00Z", // holidays and turns of the month
	}).Draw(t, "around")
	now, err := time.Parse(time.RFC3339, middle)
	if err != nil {
		t.Fatal(err)
	}
	f := debtor(now.Add(time.Duration(rapid.IntRange(-3*144, 144).Draw(t, "now")) * grid))
	f.Customer.Zones = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
		"America/New_York", "America/Havana", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Shanghai", "Asia/Kolkata",
	}), 0, 3, rapid.ID[string]).Draw(t, "zones")
	f.Points = append(f.Points, dunning.ContactPoint{ID: "second", Channel: dunning.SMS, Key: "mail-key", Rank: 1})
	for i := range f.Points {
		f.Points[i].Consent = rapid.SampledFrom([]dunning.Consent{dunning.ConsentUnknown, dunning.ConsentGiven, dunning.ConsentUnknown, dunning.ConsentWithdrawn}).Draw(t, "consent")
	}
	for range rapid.IntRange(0, 8).Draw(t, "contacts") {
		f.History.Add(drawContact(t, f.Now))
	}
	for range rapid.IntRange(0, 2).Draw(t, "holds") {
		h := dunning.Hold{
			Kind: dunning.HoldManual, CustomerID: "person",
			Channel: rapid.SampledFrom([]dunning.Channel{"", dunning.SMS, dunning.Email}).Draw(t, "hold channel"),
			Starts:  f.Now.Add(time.Duration(rapid.IntRange(-200, 400).Draw(t, "starts")) * grid),
		}
		if rapid.IntRange(0, 5).Draw(t, "ends") > 0 {
			h.Ends = h.Starts.Add(time.Duration(rapid.IntRange(1, 400).Draw(t, "lasts")) * grid)
		}
		f.Holds = append(f.Holds, h)
	}
	return f
}

func drawContact(t *rapid.T, now time.Time) dunning.Contact {
	return dunning.Contact{
		At:         now.Add(time.Duration(rapid.IntRange(-6*144, 3*144).Draw(t, "contact")) * grid),
		Channel:    rapid.SampledFrom(dunning.Channels()).Draw(t, "contact channel"),
		CustomerID: rapid.SampledFrom([]string{"person", "person", "spouse"}).Draw(t, "with"),
		AddressKey: rapid.SampledFrom([]string{"phone-key", "mail-key", "home-key", "other-key"}).Draw(t, "at"),
		Accounts:   rapid.SampledFrom([][]string{{"account"}, {"other", "account"}, {"other"}}).Draw(t, "about"),
		Status: rapid.SampledFrom([]dunning.ContactStatus{
			dunning.ContactAttempt, dunning.ContactSent, dunning.ContactDelivered,
			dunning.ContactUndelivered, dunning.ContactUnknown, dunning.ContactRefused,
		}).Draw(t, "status"),
	}
}

func newOracle(t *rapid.T, specs []spec, f dunning.Facts) *oracle {
	o := &oracle{specs: specs, facts: f, table: tables(t)["CN"]}
	zones := f.Customer.Zones
	if len(zones) == 0 {
		zones = []string{f.Zone}
	}
	for _, name := range zones {
		z, err := new(calendar.Zones).Load(name)
		if err != nil {
			t.Fatal(err)
		}
		o.zones = append(o.zones, z)
	}
	return o
}

func compiled(t *rapid.T, specs []spec) *Policy {
	rules := "  - {id: opt-out, kind: builtin, authority: house, citation: {en: drawn}}\n"
	for i, s := range specs {
		rules += s.yaml(i)
	}
	return parsed(t, rules)
}
