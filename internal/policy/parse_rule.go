package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"go.yaml.in/yaml/v3"
)

// The fields that every rule has, those of rules that say whom and what they apply to, and those of each kind.
var (
	ruleFields  = []string{"id", "kind", "authority", "citation"}
	scopeFields = []string{"jurisdiction", "roles", "channels", "purposes", "when", "effective", "on_violation", "overridable_by"}
	kindFields  = map[string][]string{
		kindWindow:    {"hours"},
		kindDays:      {"days", "calendar"},
		kindQuota:     {"limit", "window", "scope", "unit", "at", "unsolicited"},
		kindSpacing:   {"spacing", "scope", "unit", "at", "unsolicited"},
		kindConsent:   {"require", "confirmed_within"},
		kindParty:     {"who", "work"},
		kindNotice:    {"notice", "before"},
		kindGuard:     {"margin", "channels"},
		kindHold:      {"lasts", "after", "grace", "scope", "permits", "roles", "places"},
		kindBuiltin:   {"roles"},
		kindContent:   {"require", "forbid", "jurisdiction", "roles", "channels", "purposes", "effective"},
		kindDeadline:  {"of", "within", "then", "jurisdiction", "roles", "channels", "effective"},
		kindRetention: {"of", "keep", "jurisdiction", "roles", "channels", "effective"},
	}
	kinds = []string{
		kindWindow, kindDays, kindQuota, kindSpacing, kindConsent, kindParty, kindNotice, kindGuard, kindHold, kindBuiltin,
		kindContent, kindDeadline, kindRetention,
	}
	// scoped are the kinds that decide, and so have every field of scopeFields.
	scoped = []string{kindWindow, kindDays, kindQuota, kindSpacing, kindConsent, kindParty, kindNotice}
)

func fieldsOf(kind string) []string {
	fields := slices.Concat(ruleFields, kindFields[kind])
	if slices.Contains(scoped, kind) {
		fields = append(fields, scopeFields...)
	}
	return fields
}

// rules reads the rules of a pack.
func (o *object) rules(pk *pack, tables Calendars) {
	if _, ok := o.need("rules", "a policy without rules permits everything at any hour"); !ok {
		return
	}
	pk.holds = map[dunning.HoldKind]holdRule{}
	seen := make(map[string]bool)
	for i, n := range o.list("rules") {
		path := fmt.Sprintf("rules[%d]", i)
		if r, ok := o.r.rule(n, path, pk, tables, seen); ok {
			pk.rules = append(pk.rules, written{r, n, path})
		}
	}
}

func (r *reader) rule(n *yaml.Node, path string, pk *pack, tables Calendars, seen map[string]bool) (*rule, bool) {
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
	rl.channels = o.channels("channels", dunning.EveryChannel()...)
	o.effective(rl)
	o.scope(rl, pk)
	o.violation(rl)
	o.peculiar(rl, pk, tables)
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

// scope reads whom a rule applies to.
func (o *object) scope(rl *rule, pk *pack) {
	x := &rl.scope
	place := pk.place
	if o.has("jurisdiction") {
		place = o.jurisdiction("jurisdiction")
	}
	if strings.Contains(string(place), "-") {
		x.place = place // a country's rules bind whoever is under its pack, wherever a person stays
	}
	for i, n := range o.words("roles") {
		role := dunning.Role(n.Value)
		if !slices.Contains(dunning.Roles(), role) {
			o.r.fail(n, fmt.Sprintf("%s[%d]", o.at("roles"), i), fmt.Sprintf("%q is no role", n.Value), oneOf(n.Value, names(dunning.Roles())))
		}
		x.roles = append(x.roles, role)
	}
	x.purposes = o.purposes("purposes")
	if o.has("when") {
		x.when = o.r.condition(o.items["when"], o.at("when"))
	}
	for i, n := range o.words("overridable_by") {
		b := bit(dunning.Basis(n.Value))
		if b == 0 {
			o.r.fail(n, fmt.Sprintf("%s[%d]", o.at("overridable_by"), i), fmt.Sprintf("%q overrides nothing", n.Value), oneOf(n.Value, names(dunning.Bases())))
		}
		x.overridable |= b
	}
}

// purposeReminder is how a file writes the purpose that has no word of its own.
const purposeReminder = "reminder"

// purposes reads a list of purposes.
func (o *object) purposes(key string) []dunning.Purpose {
	known := append([]string{purposeReminder}, names(dunning.Purposes()[1:])...)
	var list []dunning.Purpose
	for i, n := range o.words(key) {
		if !slices.Contains(known, n.Value) {
			o.r.fail(n, fmt.Sprintf("%s[%d]", o.at(key), i), fmt.Sprintf("%q is no purpose", n.Value), oneOf(n.Value, known))
		}
		if n.Value == purposeReminder {
			list = append(list, dunning.PurposeReminder)
			continue
		}
		list = append(list, dunning.Purpose(n.Value))
	}
	return list
}

// violation reads what a violation comes to: what is about time is deferred unless the file says otherwise,
// everything else is suppressed.
func (o *object) violation(rl *rule) {
	fallback, known := "suppress", []string{"suppress", "review"}
	switch rl.kind {
	case kindWindow, kindDays, kindQuota, kindSpacing:
		fallback, known = "defer", []string{"defer", "suppress", "review"}
	}
	rl.violation = map[string]dunning.Outcome{
		"defer": dunning.Defer, "suppress": dunning.Suppress, "review": dunning.Handoff,
	}[o.choice("on_violation", fallback, known...)]
}

// peculiar reads what belongs to the kind of a rule alone.
func (o *object) peculiar(rl *rule, pk *pack, tables Calendars) {
	switch rl.kind {
	case kindWindow:
		rl.limit = newWindow(o.hours())
	case kindDays:
		o.workdays(rl, pk, tables)
	case kindQuota:
		rl.limit = o.quota(rl)
	case kindSpacing:
		s := &spacing{counter: o.counter(rl), days: o.days("spacing")}
		rl.limit, rl.counting = s, &s.counter
	case kindConsent:
		o.consent(rl)
	case kindParty:
		o.party(rl)
	case kindNotice:
		o.choice("before", "contact", "contact")
		rl.limit = &given{notice: o.required("notice", "name the notice, for example transfer")}
	case kindGuard:
		if _, ok := o.need("margin", "for example 2 minutes"); ok {
			rl.margin = time.Duration(o.span("margin", "minutes", 120)) * time.Minute
		}
		if rl.authority != "" && rl.authority != dunning.House {
			o.fail("authority", "a guard is a caution of the house", "write house")
		}
	case kindHold:
		o.hold(rl, pk)
	case kindBuiltin:
		o.known(rl.id, "built-in rule", builtins())
	default:
		o.duty(rl)
	}
}

// workdays reads a rule about days.
func (o *object) workdays(rl *rule, pk *pack, tables Calendars) {
	if _, ok := o.need("days", "write working"); ok {
		o.choice("days", "", "working")
	}
	country := o.calendar("calendar", pk.country, tables)
	if country == "" && !o.has("calendar") {
		o.fail("calendar", "no calendar says which days are worked", "name the country whose calendar applies, for example calendar: CN")
	}
	pk.uses(country)
	rl.limit = &workdays{table: tables[country]}
}

// consent reads what a person must have said about a contact point.
func (o *object) consent(rl *rule) {
	c := &consent{}
	if _, ok := o.need("require", "write given or written"); ok && o.choice("require", "", "given", "written") == "written" {
		c.form = dunning.FormWritten
	}
	if o.has("confirmed_within") {
		c.within = o.days("confirmed_within")
	}
	rl.limit = c
}

// party reads who may be contacted, and whether an address at work needs a basis.
func (o *object) party(rl *rule) {
	known := []dunning.Relation{dunning.Debtor, dunning.Joint, dunning.Guarantor}
	var who []dunning.Relation
	for i, n := range o.words("who") {
		if !slices.Contains(known, dunning.Relation(n.Value)) {
			o.r.fail(n, fmt.Sprintf("%s[%d]", o.at("who"), i), fmt.Sprintf("%q may not be contacted, or is not known", n.Value), oneOf(n.Value, names(known)))
		}
		who = append(who, dunning.Relation(n.Value))
	}
	rl.work = o.choice("work", "", "basis") == "basis"
	if !rl.work && !o.has("who") {
		o.need("who", "list who may be contacted, for example [debtor, joint]")
	}
	if o.has("who") {
		rl.limit = &party{who}
	}
}

// hold reads what a kind of hold does.
func (o *object) hold(rl *rule, pk *pack) {
	o.known(rl.id, "hold", holdRules())
	var h holdRule
	for key, to := range map[string]*int{"lasts": &h.lasts, "after": &h.after, "grace": &h.grace} {
		if o.has(key) {
			*to = o.days(key)
		}
	}
	h.person = o.choice("scope", scopeAccount, scopeAccount, scopePerson) == scopePerson
	h.permits = o.purposes("permits")
	for i, n := range o.words("places") {
		p, err := calendar.ParsePlace(n.Value)
		if err != nil {
			o.r.fail(n, fmt.Sprintf("%s[%d]", o.at("places"), i), err.Error(), "")
		}
		h.places = append(h.places, p)
	}
	pk.holds[dunning.HoldKind(strings.TrimPrefix(rl.id, HoldRule("")))] = h
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
