package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"go.yaml.in/yaml/v3"
)

// pack is one file, read.
type pack struct {
	reader    *reader
	source    Source
	node      *yaml.Node
	named     bool // itself, and not only by another pack
	name      string
	title     text
	place     calendar.Place // the jurisdiction of its rules, where they do not say otherwise
	zones     []string       // every zone of that place, where they are few
	country   string         // whose calendar its rules use
	calendars []string       // every one that they use
	packs     []*yaml.Node
	relaxes   []*yaml.Node
	relaxed   []Relaxed
	fallback  []string
	tolerate  map[string]int64
	occasions dunning.Occasions
	ladder    dunning.Ladder
	whens     map[string]*condition
	rules     []written
	holds     map[dunning.HoldKind]holdRule
}

// written is a rule and where it stands.
type written struct {
	rule *rule
	node *yaml.Node
	path string
}

// nameItself remembers that a pack that came along was named itself as well.
func (pk *pack) nameItself() { pk.named = true }

var policyName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

func (pk *pack) read(root *yaml.Node, tables Calendars) {
	r := pk.reader
	pk.node = root
	o, ok := r.object(root, "", "name", "title", "jurisdiction", "zones", "calendar", "packs", "relax",
		"fallback_zones", "tolerance", "occasions", "stages", "rules")
	if !ok {
		return
	}
	pk.name = o.required("name", "name the policy as its file, for example cn")
	if pk.name != "" && !policyName.MatchString(pk.name) {
		o.fail("name", fmt.Sprintf("%q is not a policy name", pk.name), "use small letters, digits and hyphens")
	}
	if _, ok := o.need("title", "write it as {zh: …, en: …}"); ok {
		pk.title = o.both("title", true)
	}
	pk.place = o.jurisdiction("jurisdiction")
	zones := new(calendar.Zones)
	pk.zones, pk.fallback = o.zones("zones", zones), o.zones("fallback_zones", zones)
	pk.country = o.calendar("calendar", "", tables)
	pk.uses(pk.country)
	pk.tolerate = o.tolerance()
	pk.packs = o.words("packs")
	o.relax(pk)
	pk.occasions = o.occasions()
	pk.whens = map[string]*condition{}
	if o.has("stages") || !o.has("packs") && pk.place == "" {
		pk.ladder = o.stages(pk.whens)
	}
	if o.has("rules") || !o.has("packs") {
		o.rules(pk, tables)
	}
}

// uses notes that a calendar is needed.
func (pk *pack) uses(country string) {
	if country != "" && !slices.Contains(pk.calendars, country) {
		pk.calendars = append(pk.calendars, country)
	}
}

// jurisdiction reads a jurisdiction; a missing one is empty.
func (o *object) jurisdiction(key string) calendar.Place {
	n := o.items[key]
	if n == nil {
		return ""
	}
	p, err := calendar.ParsePlace(n.Value)
	if err != nil {
		o.fail(key, err.Error(), "")
	}
	return p
}

// calendar reads the country of a calendar that there is; a missing one is the fallback.
func (o *object) calendar(key, fallback string, tables Calendars) string {
	n := o.items[key]
	if n == nil {
		return fallback
	}
	if tables[n.Value] == nil {
		o.fail(key, fmt.Sprintf("there is no calendar for %q", n.Value), oneOf(n.Value, countries(tables)))
		return ""
	}
	return n.Value
}

func countries(tables Calendars) []string {
	list := make([]string, 0, len(tables))
	for c := range tables {
		list = append(list, c)
	}
	slices.Sort(list)
	return list
}

// words reads a list of plain words, each at most once.
func (o *object) words(key string) []*yaml.Node {
	var list []*yaml.Node
	seen := map[string]bool{}
	for i, n := range o.list(key) {
		twice := seen[n.Value]
		seen[n.Value] = true
		switch {
		case n.Kind != yaml.ScalarNode || n.Value == "":
			o.r.fail(n, fmt.Sprintf("%s[%d]", o.at(key), i), "this must be a word", "")
		case twice:
			o.r.fail(n, fmt.Sprintf("%s[%d]", o.at(key), i), fmt.Sprintf("%q is listed twice", n.Value), "remove one of them")
		default:
			list = append(list, n)
		}
	}
	return list
}

// relax reads the rules of the house that the policy does without, each with a reason.
func (o *object) relax(pk *pack) {
	if o.has("relax") && !o.has("packs") {
		o.fail("relax", "there are no packs whose rules could be done without", "change the rule itself")
	}
	for i, n := range o.list("relax") {
		x, ok := o.r.object(n, fmt.Sprintf("relax[%d]", i), "rule", "reason")
		if !ok {
			continue
		}
		id := x.required("rule", "name the rule to do without, for example CN-REST-H1")
		if _, ok := x.need("reason", "say why, as {zh: …, en: …}: it is shown to whoever asks"); !ok || id == "" {
			continue
		}
		pk.relaxes = append(pk.relaxes, x.items["rule"])
		pk.relaxed = append(pk.relaxed, Relaxed{id, x.both("reason", true).String()})
	}
}

// occasions reads what is said beside the steps.
func (o *object) occasions() (all dunning.Occasions) {
	n := o.items["occasions"]
	if n == nil {
		return all
	}
	x, ok := o.r.object(n, "occasions", "promise", "appointment", "instalment", "missed", "thanks")
	if !ok {
		return all
	}
	for _, one := range []struct {
		key, days string
		to        *dunning.Occasion
		number    *int
	}{
		{"promise", "", &all.Promise, nil},
		{"appointment", "", &all.Appointment, nil},
		{"instalment", "lead", &all.Instalment, &all.Instalment.Lead},
		{"missed", "after", &all.Missed, &all.Missed.After},
		{"thanks", "within", &all.Thanks, &all.Thanks.Within},
	} {
		fields := []string{"template", "channels"}
		if one.days != "" {
			fields = append(fields, one.days)
		}
		if !x.has(one.key) {
			continue
		}
		y, ok := o.r.object(x.items[one.key], x.at(one.key), fields...)
		if !ok {
			continue
		}
		one.to.Template = y.required("template", "name the wording")
		if _, ok := y.need("channels", "list channels in order of preference"); ok {
			one.to.Channels = y.channels("channels", dunning.Channels()...)
		}
		if one.number != nil {
			if _, ok := y.need(one.days, "how many days"); ok {
				*one.number = y.number(one.days, 0)
			}
		}
	}
	return all
}

// zones reads a list of time zones.
func (o *object) zones(key string, zones *calendar.Zones) []string {
	var list []string
	for i, n := range o.list(key) {
		if _, err := zones.Load(n.Value); err != nil {
			o.r.fail(n, fmt.Sprintf("%s[%d]", o.at(key), i), err.Error(), "")
			continue
		}
		list = append(list, n.Value)
	}
	return list
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// tolerance reads the amounts, by currency and in minor units, up to which nobody is reminded.
func (o *object) tolerance() map[string]int64 {
	n := o.items["tolerance"]
	if n == nil {
		return nil
	}
	amounts, ok := o.r.object(n, "tolerance")
	if !ok {
		return nil
	}
	tolerate := make(map[string]int64, len(amounts.items))
	for code, v := range amounts.items {
		minor, err := strconv.ParseInt(v.Value, 10, 64)
		switch {
		case !currencyCode.MatchString(code):
			amounts.fail(code, fmt.Sprintf("%q is not a currency code", code), "write three capitals, for example CNY")
		case err != nil || minor < 0:
			amounts.fail(code, fmt.Sprintf("%q is not an amount in minor units", v.Value), "write a whole number, for example 1000 for 10.00")
		default:
			tolerate[code] = minor
		}
	}
	return tolerate
}
