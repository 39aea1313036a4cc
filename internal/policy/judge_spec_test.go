package policy_test

import (
	"fmt"
	"slices"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// drawn is a rule as the judge knows it: written to YAML for the engine, and judged in the plainest way there is.
// Times of day are minutes since midnight, dates are days since 1970.
type drawn struct {
	id, kind  string
	along     bool // in the pack that comes along, which is of a region
	law       bool // not a rule of the house
	place     string
	roles     []dunning.Role
	channels  []dunning.Channel
	purposes  []dunning.Purpose
	when      *condition
	from, to  int // in effect on these dates, in the portfolio's zone; 0: open
	violation string
	lifted    []dunning.Basis

	hours        [7]span // of a window, by weekday; an empty span: closed all day
	limit, days  int
	period       string // calendar day, iso week, calendar month, or empty: rolling days
	scope, unit  string
	work         bool // a limit at work; a party rule about addresses at work
	unsolicited  bool
	written      bool // consent
	within       int
	who          []dunning.Relation
	notice       string
	margin       int // minutes
	lasts, after int // days
	grace        int
	person       bool
	permits      []dunning.Purpose
	places       []calendar.Place // where a kind of hold ends by itself
}

// span is minutes of a day, from and up to.
type span struct{ from, to int }

func (s span) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s.from/60, s.from%60, s.to/60, s.to%60)
}

// hold is the kind of hold that a rule is about.
func (d *drawn) hold() dunning.HoldKind { return dunning.HoldKind(strings.TrimPrefix(d.id, "hold-")) }

// deciding says that the rule is one that a policy without the rules of the house leaves out when it is one.
func (d *drawn) deciding() bool {
	return slices.Contains([]string{"window", "days", "quota", "spacing", "consent", "party", "notice", "guard"}, d.kind)
}

func (d *drawn) yaml() string {
	var b strings.Builder
	put := func(key, value string) {
		if value != "" && value != "[]" {
			fmt.Fprintf(&b, "    %s: %s\n", key, value)
		}
	}
	days := func(key string, n int) {
		if n > 0 {
			put(key, fmt.Sprintf("%d days", n))
		}
	}
	fmt.Fprintf(&b, "  - id: %s\n", d.id)
	put("kind", d.kind)
	put("authority", map[bool]string{true: "law", false: "house"}[d.law])
	put("citation", "{zh: 抽取, en: drawn}")
	put("jurisdiction", d.place)
	put("roles", words(d.roles))
	put("channels", words(d.channels))
	put("purposes", purposeWords(d.purposes))
	if d.when != nil {
		put("when", "'"+d.when.cel+"'")
	}
	put("effective", d.effective())
	put("on_violation", d.violation)
	put("overridable_by", words(d.lifted))
	switch d.kind {
	case "window":
		put("hours", d.week())
	case "days":
		put("days", "working")
	case "quota":
		put("limit", fmt.Sprint(d.limit))
		put("window", cmpOr(d.period, fmt.Sprintf("rolling %d days", d.days)))
	case "spacing":
		days("spacing", d.days)
	case "consent":
		put("require", map[bool]string{true: "written", false: "given"}[d.written])
		days("confirmed_within", d.within)
	case "party":
		put("who", words(d.who))
		if d.work {
			put("work", "basis")
		}
	case "notice":
		put("notice", d.notice)
		put("before", "contact")
	case "guard":
		put("margin", fmt.Sprintf("%d minutes", d.margin))
	case "hold":
		days("lasts", d.lasts)
		days("after", d.after)
		days("grace", d.grace)
		put("permits", purposeWords(d.permits))
		put("places", words(d.places))
		if d.person {
			put("scope", "person")
		}
	}
	if d.kind == "quota" || d.kind == "spacing" {
		put("scope", d.scope)
		put("unit", d.unit)
		if d.work {
			put("at", "work")
		}
		if d.unsolicited {
			put("unsolicited", "true")
		}
	}
	return b.String()
}

func (d *drawn) effective() string {
	var list []string
	if d.from != 0 {
		list = append(list, "from: "+dateOf(d.from).String())
	}
	if d.to != 0 {
		list = append(list, "to: "+dateOf(d.to).String())
	}
	if len(list) == 0 {
		return ""
	}
	return "{" + strings.Join(list, ", ") + "}"
}

func (d *drawn) week() string {
	var list []string
	for i, key := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		if d.hours[i] != (span{}) {
			list = append(list, fmt.Sprintf("%s: [%q]", key, d.hours[i]))
		}
	}
	return "{" + strings.Join(list, ", ") + "}"
}

func words[T ~string](list []T) string {
	var out []string
	for _, v := range list {
		out = append(out, string(v))
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func purposeWords(list []dunning.Purpose) string {
	var out []string
	for _, p := range list {
		out = append(out, cmpOr(string(p), "reminder"))
	}
	return words(out)
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
