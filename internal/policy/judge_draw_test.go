package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/policy"

	"pgregory.net/rapid"
)

// grid is the minutes on which everything drawn falls.
const grid = 10 * time.Minute

// condition is an expression, and what it means to the judge.
type condition struct {
	cel string
	met func(j *judge, c dunning.Channel) bool
}

// dated says that what it says may change from one day to the next.
func (c *condition) dated() bool {
	return c != nil && (strings.Contains(c.cel, "dpd") || strings.Contains(c.cel, "owed") || strings.Contains(c.cel, "stage"))
}

func (j *judge) dpd() int { return j.here.day - dayIn(j.facts.Account.DueDate) }

func conditions(dpd int) []condition {
	yes := func(met bool) func(*judge, dunning.Channel) bool {
		return func(*judge, dunning.Channel) bool { return met }
	}
	return []condition{
		{fmt.Sprintf("account.dpd > %d", dpd), func(j *judge, _ dunning.Channel) bool { return j.dpd() > dpd }},
		{fmt.Sprintf("account.dpd <= %d && account.currency == \"CNY\"", dpd), func(j *judge, _ dunning.Channel) bool { return j.dpd() <= dpd }},
		{"account.owed > 40000", func(j *judge, _ dunning.Channel) bool {
			a := j.facts.Account
			if j.dpd() <= 0 {
				a.Overdue = a.MinimumDue
			}
			return a.Overdue-a.PaidSince > 40000
		}},
		{"account.stage == \"M1\"", func(j *judge, _ dunning.Channel) bool { return 1 <= j.dpd() && j.dpd() <= 30 }},
		{"account.role == \"third_party\"", func(j *judge, _ dunning.Channel) bool { return j.facts.Account.Role == dunning.ThirdParty }},
		{"contact.channel in [\"sms\", \"voice\"]", func(_ *judge, c dunning.Channel) bool { return c == dunning.SMS || c == dunning.Voice }},
		{"contact.purpose == \"instalment\"", func(j *judge, _ dunning.Channel) bool { return j.facts.Cause.Purpose == dunning.PurposeInstalment }},
		{"customer.places.exists(p, p.startsWith(\"US-NY\"))", func(j *judge, _ dunning.Channel) bool {
			return slices.ContainsFunc(j.facts.Customer.Places, func(p calendar.Place) bool { return strings.HasPrefix(string(p), "US-NY") })
		}},
		{"size(customer.zones) > 1", func(j *judge, _ dunning.Channel) bool { return len(j.facts.Customer.Zones) > 1 }},
		{"customer.relation != \"debtor\"", func(j *judge, _ dunning.Channel) bool { return j.relation() != dunning.Debtor }},
		{"account.balance / (account.cycle - 1) > 0", yes(true)}, // of a first cycle this has no value: in doubt the rule is kept
		{"customer.locale.startsWith(\"fr\")", yes(false)},
	}
}

// world is a policy, and a judge who knows it and the facts.
type world struct {
	t       *rapid.T
	judge   *judge
	files   fstest.MapFS
	compose policy.Composition
	region  string
	country string // whose calendar there is
	theme   string // what there is most of; empty: something of everything
}

func drawWorld(t *rapid.T) *world {
	w := &world{t: t, theme: sample(t, "theme", "", "", "counting", "waiving", "holding", "people"), judge: &judge{house: !rarely(t, 4, "without house rules")}}
	w.country = sample(t, "calendar", "CN", "CN", "GB")
	w.judge.almanac = almanacs[w.country]
	w.region = rapid.SampledFrom([]string{"US-MA", "US-NY-NYC", "GB-SCT"}).Draw(t, "region")
	if rapid.Bool().Draw(t, "zones of the region") {
		w.judge.zonesOf = []string{"America/New_York", "US/Eastern"}
	}
	w.facts()
	for i := range sample(t, "rules", 4, 3, 5, 2, 6, 1, 0) {
		w.judge.rules = append(w.judge.rules, w.rule(i))
	}
	w.judge.tolerance = 1000
	w.judge.country = rapid.Bool().Draw(t, "of a country")
	w.judge.named = rapid.Bool().Draw(t, "named")
	w.write()
	return w
}

// write makes files of the rules.
func (w *world) write() {
	j, country := w.judge, w.country
	head := "title: {zh: 抽取, en: Drawn}\ncalendar: " + country + "\n"
	base := "name: test\n" + head + map[bool]string{true: "jurisdiction: CN\n"}[j.country] + "packs: [region]\ntolerance: {CNY: 1000}\nstages:\n  - {id: M1, from: 1, to: 30}\nrules:\n" +
		"  - {id: opt-out, kind: builtin, authority: house, citation: {en: drawn}}\n"
	region := "name: region\n" + head + "jurisdiction: " + w.region + "\n"
	if len(j.zonesOf) > 0 {
		region += "zones: " + words(j.zonesOf) + "\n"
	}
	region += "rules:\n  - {id: paid, kind: builtin, authority: house, citation: {en: drawn}}\n"
	for i := range j.rules {
		if r := &j.rules[i]; r.along {
			region += r.yaml()
		} else {
			base += r.yaml()
		}
	}
	w.files = fstest.MapFS{
		"policies/test.yaml": {Data: []byte(base)}, "policies/region.yaml": {Data: []byte(region)},
		"calendars/" + strings.ToLower(country) + ".json": {Data: calendarOf(w.t, country)},
	}
	w.compose = policy.Composition{Packs: []string{"test"}, House: j.house}
	if j.named {
		w.compose.Packs = append(w.compose.Packs, "region")
	}
}

// engine compiles the policy.
func (w *world) engine() *policy.Policy {
	p, err := policy.Compose(w.files, w.compose)
	if err != nil {
		w.t.Fatalf("%v\n%s\n%s", err, w.files["policies/test.yaml"].Data, w.files["policies/region.yaml"].Data)
	}
	return p
}

func sample[T any](t *rapid.T, name string, list ...T) T {
	return rapid.SampledFrom(list).Draw(t, name)
}

// rarely is true about once in n times.
func rarely(t *rapid.T, n int, name string) bool { return rapid.IntRange(1, n).Draw(t, name) == n }

func (w *world) rule(i int) drawn {
	t := w.t
	r := drawn{id: fmt.Sprintf("R%d", i), law: rapid.Bool().Draw(t, "law"), along: rarely(t, 3, "along")}
	r.kind = rapid.SampledFrom(map[string][]string{
		"":         {"window", "window", "days", "quota", "quota", "quota", "spacing", "consent", "party", "notice", "guard", "hold"},
		"counting": {"quota", "quota", "spacing", "spacing", "window"},
		"waiving":  {"window", "quota", "guard", "days", "consent", "spacing"},
		"holding":  {"hold", "hold", "hold", "window"},
		"people":   {"consent", "party", "notice", "window"},
	}[w.theme]).Draw(t, "kind")
	switch r.kind {
	case "guard":
		r.law, r.margin = false, sample(t, "margin", 10, 30)
		r.channels = sample(t, "guarded", nil, []dunning.Channel{dunning.SMS})
		return r
	case "hold":
		return w.holdRule(i, r)
	}
	w.scope(&r)
	switch r.kind {
	case "window":
		from, to := rapid.IntRange(0, 72).Draw(t, "from")*10, rapid.IntRange(84, 144).Draw(t, "to")*10 // noon is within
		for day := range r.hours {
			r.hours[day] = span{from, to}
		}
		switch sample(t, "weekends", 0, 0, 1, 2) {
		case 1:
			r.hours[0] = span{}
		case 2:
			r.hours[6] = span{10 * 60, 14 * 60}
		}
	case "quota":
		r.limit, r.period, r.days = rapid.IntRange(1, 3).Draw(t, "limit"), sample(t, "period", "", "", "calendar day", "iso week", "calendar month"), rapid.IntRange(1, 4).Draw(t, "days")
		w.counts(&r)
	case "spacing":
		r.days = rapid.IntRange(1, 4).Draw(t, "apart")
		w.counts(&r)
	case "consent":
		r.channels = sample(t, "channels of consent", []dunning.Channel{dunning.SMS}, []dunning.Channel{dunning.SMS, dunning.Email}, []dunning.Channel{dunning.Letter}, []dunning.Channel{dunning.Voice, dunning.Email}, nil)
		r.written = rapid.Bool().Draw(t, "written")
		r.within = sample(t, "within", 0, 0, 3)
	case "party":
		r.who = sample(t, "who", []dunning.Relation{dunning.Debtor, dunning.Joint, dunning.Guarantor}, []dunning.Relation{dunning.Debtor, dunning.Guarantor}, []dunning.Relation{dunning.Debtor, dunning.Joint})
		r.work = rapid.Bool().Draw(t, "work")
	case "notice":
		r.notice = "transfer"
	}
	return r
}

// scope draws whom a rule applies to.
func (w *world) scope(r *drawn) {
	t := w.t
	now := read(w.judge.facts.Now, w.judge.home).day
	r.channels = sample(t, "channels", nil, nil, []dunning.Channel{dunning.SMS}, []dunning.Channel{dunning.SMS, dunning.Email}, []dunning.Channel{dunning.SMS, dunning.Voice})
	switch {
	case r.along:
		r.place = w.region
	case rarely(t, 5, "of a place"):
		r.place = sample(t, "place", "US-NY", "US-MA", "GB-SCT")
	}
	if rarely(t, 4, "for roles") {
		r.roles = sample(t, "roles", []dunning.Role{dunning.ThirdParty}, []dunning.Role{dunning.FirstParty, dunning.DebtBuyer})
	}
	if rarely(t, 5, "for purposes") {
		r.purposes = sample(t, "purposes", []dunning.Purpose{dunning.PurposeReminder}, []dunning.Purpose{dunning.PurposeReminder, dunning.PurposePromise, dunning.PurposeNotice}, []dunning.Purpose{dunning.PurposeInstalment})
	}
	if rarely(t, 4, "when") {
		c := rapid.SampledFrom(conditions(w.threshold())).Draw(t, "condition")
		r.when = &c
	}
	switch sample(t, "effective", 0, 0, 0, 0, 0, 0, 1, 2) {
	case 1:
		r.from = now + rapid.IntRange(-1, 2).Draw(t, "from date")
	case 2:
		r.to = now + rapid.IntRange(-1, 2).Draw(t, "to date")
	}
	if slices.Contains([]string{"window", "days", "quota", "spacing"}, r.kind) && w.theme == "" && rarely(t, 8, "violation") {
		r.violation = sample(t, "on violation", "suppress", "review")
	}
	if w.theme == "waiving" || rarely(t, 3, "overridable") {
		r.lifted = sample(t, "by", []dunning.Basis{dunning.BasisConsent}, []dunning.Basis{dunning.BasisAgreement, dunning.BasisRequest})
	}
}

// unless is how rare something is, or two where it is the theme.
func (w *world) unless(theme string, rare int) int {
	if w.theme == theme {
		return 2
	}
	return rare
}

// threshold is days past due near those of the account.
func (w *world) threshold() int {
	dpd := read(w.judge.facts.Now, w.judge.home).day - dayIn(w.judge.facts.Account.DueDate)
	return dpd + rapid.IntRange(-2, 2).Draw(w.t, "threshold")
}

func (w *world) counts(r *drawn) {
	r.scope = sample(w.t, "scope", "person", "contact_point", "account", "group")
	r.unit = sample(w.t, "unit", "attempt", "sent", "delivered")
	r.work, r.unsolicited = rarely(w.t, w.unless("counting", 6), "at work"), rarely(w.t, w.unless("counting", 5), "unsolicited")
}

// holdRule draws what is said of a kind of hold; of the second one about the same kind it makes a limit.
func (w *world) holdRule(i int, r drawn) drawn {
	t := w.t
	r.id = "hold-" + string(sample(t, "kind of hold", dunning.HoldManual, dunning.HoldPromise, dunning.HoldPlan))
	if slices.ContainsFunc(w.judge.rules, func(o drawn) bool { return o.id == r.id && o.along == r.along }) {
		w.scope(&r)
		r.id, r.kind, r.limit, r.days = fmt.Sprintf("R%d", i), "quota", 1, 2
		w.counts(&r)
		return r
	}
	r.lasts, r.after, r.grace = sample(t, "lasts", 0, 0, 2), sample(t, "after", 0, 1), sample(t, "grace", 0, 1, 2)
	r.places = sample(t, "places of the hold", nil, nil, []calendar.Place{"US"}, []calendar.Place{"GB-SCT", "CN-65"})
	r.person = rapid.Bool().Draw(t, "whole person")
	r.permits = sample(t, "permits", nil, []dunning.Purpose{dunning.PurposeNotice, dunning.PurposeInstalment}, []dunning.Purpose{dunning.PurposeReminder}, []dunning.Purpose{dunning.PurposeAppointment, dunning.PurposeNotice})
	return r
}
