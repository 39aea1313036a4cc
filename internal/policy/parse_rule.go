package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"go.yaml.in/yaml/v3"
)

// The fields that every rule has, and those of each kind.
var (
	ruleFields = []string{"id", "kind", "authority", "citation"}
	timeFields = []string{"channels", "effective", "on_violation"}
	kindFields = map[string][]string{
		kindWindow:  {"hours"},
		kindDays:    {"days"},
		kindQuota:   {"limit", "window", "scope", "unit"},
		kindSpacing: {"spacing", "scope", "unit"},
		kindConsent: {"channels", "require"},
		kindHold:    {},
		kindBuiltin: {},
	}
	kinds = []string{kindWindow, kindDays, kindQuota, kindSpacing, kindConsent, kindHold, kindBuiltin}
)

func fieldsOf(kind string) []string {
	fields := slices.Concat(ruleFields, kindFields[kind])
	switch kind {
	case kindWindow, kindDays, kindQuota, kindSpacing:
		fields = append(fields, timeFields...)
	}
	return fields
}

// rules reads the rules, and who stands behind built-in ones.
func (o *object) rules(table *calendar.Table) (rules []*rule, notes map[string]note) {
	if _, ok := o.need("rules", "a policy without rules permits everything at any hour"); !ok {
		return nil, nil
	}
	notes = make(map[string]note)
	seen := make(map[string]bool)
	for i, n := range o.list("rules") {
		path := fmt.Sprintf("rules[%d]", i)
		r, ok := o.r.rule(n, path, table, seen)
		switch {
		case !ok:
		case r.kind == kindHold || r.kind == kindBuiltin:
			notes[r.id] = note{r.authority, r.citation}
		default:
			rules = append(rules, r)
		}
	}
	return rules, notes
}

func (r *reader) rule(n *yaml.Node, path string, table *calendar.Table, seen map[string]bool) (*rule, bool) {
	kind := ""
	if n.Kind == yaml.MappingNode {
		kind = field(n, "kind").Value
	}
	known := fieldsOf(kind)
	if _, ok := kindFields[kind]; !ok && n.Kind == yaml.MappingNode {
		known = nil // which fields belong to an unknown kind is not known either
	}
	o, ok := r.object(n, path, known...)
	if !ok {
		return nil, false
	}
	before := len(r.errs)
	rl := &rule{id: o.required("id", "for example CN-HOURS-01")}
	o.unique(rl.id, seen)
	if _, ok := o.need("kind", "one of "+strings.Join(kinds, ", ")); ok {
		rl.kind = o.choice("kind", "", kinds...)
	}
	o.source(rl)
	rl.channels = o.channels("channels")
	rl.suppress = o.choice("on_violation", "defer", "defer", "suppress") == "suppress"
	o.effective(rl)
	o.limits(rl, table)
	return rl, len(r.errs) == before
}

// source reads who stands behind a rule.
func (o *object) source(rl *rule) {
	if _, ok := o.need("authority", "law, standard, self-discipline or house: say who wants it"); ok {
		rl.authority = dunning.Authority(o.choice("authority", "",
			string(dunning.Law), string(dunning.Standard), string(dunning.SelfDiscipline), string(dunning.House)))
	}
	if _, ok := o.need("citation", "say where the rule comes from, as {zh: …, en: …}; a house rule says so"); ok {
		rl.citation = o.both("citation", false).String()
	}
}

// effective reads the dates from and to which a rule is in effect.
func (o *object) effective(rl *rule) {
	n := o.items["effective"]
	if n == nil {
		return
	}
	dates, ok := o.r.object(n, o.at("effective"), "from", "to")
	if !ok {
		return
	}
	rl.from, rl.to = dates.date("from"), dates.date("to")
	if !rl.from.IsZero() && !rl.to.IsZero() && rl.to.Before(rl.from) {
		dates.fail("to", fmt.Sprintf("the rule ends on %s, before it begins on %s", rl.to, rl.from), "swap the two")
	}
}

// limits reads what is peculiar to the kind of a rule.
func (o *object) limits(rl *rule, table *calendar.Table) {
	switch rl.kind {
	case kindWindow:
		rl.limit = &window{hours: o.hours()}
	case kindDays:
		if _, ok := o.need("days", "write working"); ok {
			o.choice("days", "", "working")
		}
		rl.limit = &workdays{table: table}
	case kindQuota:
		rl.limit = o.quota(rl)
	case kindSpacing:
		rl.limit = &spacing{counter: o.counter(rl), days: o.days("spacing")}
	case kindConsent:
		if _, ok := o.need("require", "write given"); ok {
			rl.consent = dunning.Consent(o.choice("require", "", string(dunning.ConsentGiven)))
		}
	case kindHold:
		o.known(rl.id, "hold", holdRules())
	case kindBuiltin:
		o.known(rl.id, "built-in rule", builtins())
	}
}

func holdRules() []string {
	var ids []string
	for _, k := range dunning.HoldKinds() {
		ids = append(ids, HoldRule(k))
	}
	return ids
}

func (o *object) known(id, what string, ids []string) {
	if id != "" && !slices.Contains(ids, id) {
		o.fail("id", fmt.Sprintf("%q is not a %s", id, what), oneOf(id, ids))
	}
}

// counter reads what a rule counts.
func (o *object) counter(rl *rule) counter {
	c := counter{channels: everyChannel, slot: o.r.counters, unit: dunning.Unit(o.choice("unit", string(dunning.UnitAttempt),
		string(dunning.UnitAttempt), string(dunning.UnitSent), string(dunning.UnitDelivered)))}
	if len(rl.channels) > 0 {
		c.channels = setOf(rl.channels...)
	}
	o.r.counters++
	if _, ok := o.need("scope", "person, contact_point or account"); ok {
		c.scope = o.choice("scope", "", scopePerson, scopePoint, scopeAccount)
	}
	return c
}

var rollingWindow = regexp.MustCompile(`^rolling ([0-9]+) days?$`)

func (o *object) quota(rl *rule) limit {
	c := o.counter(rl)
	most := 0
	if _, ok := o.need("limit", "how many contacts are permitted"); ok {
		if most = o.number("limit", 0); most == 0 && o.items["limit"].Value == "0" {
			o.fail("limit", "a limit of 0 permits nothing", "take the channel out of the steps instead")
		}
	}
	n, ok := o.need("window", "for example calendar day, or rolling 7 days")
	if !ok {
		return nil
	}
	switch n.Value {
	case "calendar day":
		return &calendarQuota{c, most, periodDay}
	case "iso week":
		return &calendarQuota{c, most, periodWeek}
	case "calendar month":
		return &calendarQuota{c, most, periodMonth}
	}
	m := rollingWindow.FindStringSubmatch(n.Value)
	if m == nil {
		o.fail("window", fmt.Sprintf("%q is not a span to count over", n.Value), "write calendar day, iso week, calendar month, or rolling N days")
		return nil
	}
	days, err := strconv.Atoi(m[1])
	if err != nil || days < 1 || days > longest {
		o.fail("window", fmt.Sprintf("%q is out of range", n.Value), fmt.Sprintf("count over 1 to %d days", longest))
	}
	return &rolling{counter: c, limit: most, days: days}
}

// longest is the most days that a limit may look back.
const longest = 366

var daysText = regexp.MustCompile(`^([0-9]+) days?$`)

// days reads "7 days".
func (o *object) days(key string) int {
	n, ok := o.need(key, "for example 7 days")
	if !ok {
		return 0
	}
	m := daysText.FindStringSubmatch(n.Value)
	if m == nil {
		o.fail(key, fmt.Sprintf("%q is not a number of days", n.Value), "write it as 7 days")
		return 0
	}
	days, err := strconv.Atoi(m[1])
	if err != nil || days < 1 || days > longest {
		o.fail(key, fmt.Sprintf("%q is out of range", n.Value), fmt.Sprintf("write 1 to %d days", longest))
	}
	return days
}

var weekdayKeys = map[string][]time.Weekday{
	"mon": {time.Monday}, "tue": {time.Tuesday}, "wed": {time.Wednesday}, "thu": {time.Thursday},
	"fri": {time.Friday}, "sat": {time.Saturday}, "sun": {time.Sunday},
}

// hours reads one window for every day, or windows by day of the week.
func (o *object) hours() calendar.Hours {
	var h calendar.Hours
	n, ok := o.need("hours", `for example "08:00-22:00"`)
	if !ok {
		return h
	}
	before := len(o.r.errs)
	if n.Kind != yaml.MappingNode {
		h = calendar.Daily(o.r.windows(n, o.at("hours"))...)
	} else if days, ok := o.r.object(n, o.at("hours"), "mon", "tue", "wed", "thu", "fri", "sat", "sun"); ok {
		for key, windows := range days.items {
			for _, day := range weekdayKeys[key] {
				h[day] = o.r.windows(windows, days.at(key))
			}
		}
	}
	if len(o.r.errs) == before {
		if err := h.Check(); err != nil {
			o.fail("hours", err.Error(), "write windows in order, for example 08:00-12:00 and 14:00-18:00")
		}
	}
	return h
}

// windows reads one window, or a list of them.
func (r *reader) windows(n *yaml.Node, path string) []calendar.Window {
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = n.Content
	}
	var windows []calendar.Window
	for _, item := range list {
		w, err := calendar.ParseWindow(item.Value)
		if err != nil {
			r.fail(item, path, err.Error(), "")
			continue
		}
		windows = append(windows, w)
	}
	return windows
}
