package facts

import (
	"fmt"
	"regexp"
	"time"

	"comity/internal/calendar"
	"comity/internal/docread"
	"comity/internal/dunning"
	"comity/internal/place"
)

// languageForm is BCP 47, as far as anybody needs it here.
var languageForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// person reads what may be read before the zone is known. The object is nil when there is none.
func (r *reading) person() *docread.Object {
	p := &r.c.Facts.Customer
	p.ID = "customer"
	o, ok := r.Inner("customer")
	if !ok {
		return nil
	}
	p.ID = or(o.Text("id"), p.ID)
	p.Locale = o.Text("locale")
	if p.Locale != "" && !languageForm.MatchString(p.Locale) {
		o.Fail("locale", docread.Quote(p.Locale)+" is not a language", "write it like zh-CN or en")
	}
	for _, v := range several(o, "zones") {
		p.Zones = append(p.Zones, r.zoneName(v))
	}
	for _, v := range several(o, "places") {
		p.Places = append(p.Places, r.place(v))
	}
	p.Prefers = channelsOf(o, "prefers")
	for _, v := range o.List("inconvenient") {
		p.Inconvenient = append(p.Inconvenient, inconvenient(v)...)
	}
	return o
}

// inconvenient reads a time at which the person asked not to be contacted.
func inconvenient(v docread.Value) []dunning.Inconvenient {
	o, ok := v.Object()
	if !ok {
		return nil
	}
	defer o.Close()
	if !o.Has("days") && !o.Has("hours") {
		o.Fail("hours", "neither days nor hours are said", "write days, hours, or both")
	}
	first := dunning.Inconvenient{Days: days(o), Channel: channelOf(o, "channel")}
	var second calendar.Window
	first.Hours, second = hours(o)
	if second == (calendar.Window{}) {
		return []dunning.Inconvenient{first}
	}
	after := dunning.Inconvenient{Hours: second, Channel: first.Channel}
	for _, d := range first.Days {
		after.Days = append(after.Days, (d+1)%7)
	}
	return []dunning.Inconvenient{first, after}
}

// settle reads the rest of person and contact points, once the zone is known.
func (r *reading) settle(person *docread.Object, points []*docread.Object) {
	if person != nil {
		for _, v := range person.List("waivers") {
			if w, ok := r.waiver(v); ok {
				r.c.Facts.Customer.Waivers = append(r.c.Facts.Customer.Waivers, w)
			}
		}
		person.Close()
	}
	for i, o := range points {
		if o != nil {
			r.c.Facts.Points[i].Confirmed = r.instant(o, "confirmed_at", dayStart)
			o.Close()
		}
	}
}

// waiver reads what the person agreed to.
func (r *reading) waiver(v docread.Value) (dunning.Waiver, bool) {
	o, ok := v.Object()
	if !ok {
		return dunning.Waiver{}, false
	}
	defer o.Close()
	w := dunning.Waiver{
		Rule: o.Text("rule"), Kind: o.Choice("kind", ruleKinds()...), Channel: channelOf(o, "channel"),
		Basis: dunning.Basis(o.Choice("basis", words(dunning.Bases())...)),
	}
	if !o.Has("rule") && !o.Has("kind") {
		o.Fail("rule", "this is missing", "write the id of the rule that is waived, or kind: window for all of a kind")
	}
	o.Need("basis", "write "+joined(dunning.Bases()))
	w.Starts, w.Ends = r.span(o)
	return w, true
}

// ruleKinds are the kinds of rule that may be waived.
func ruleKinds() []string {
	return []string{"window", "days", "quota", "spacing", "hold", "consent", "party", "notice", "guard"}
}

// zoneName reads the name of a zone that exists.
func (r *reading) zoneName(v docread.Value) string {
	s, ok := v.Text()
	if !ok {
		return ""
	}
	if _, err := r.zones.Load(s); err != nil {
		v.Fail(docread.Quote(s)+" is not a known time zone", "write an IANA name, for example Asia/Shanghai or America/New_York")
		return ""
	}
	return s
}

// place reads a place.
func (r *reading) place(v docread.Value) calendar.Place {
	s, ok := v.Text()
	if !ok {
		return ""
	}
	p, err := calendar.ParsePlace(s)
	if err != nil {
		v.Fail(docread.Quote(s)+" is not a place", "write a country, or a country and a region, for example US, US-MA, US-NY-NYC or GB-ENG")
		return p
	}
	if problem, hint := place.Unknown(p); problem != "" {
		v.Fail(problem, hint)
	}
	return p
}

// home is the portfolio's zone: as stated, or the first that the person may be in, or the first that the packs
// fall back on, or else the offset with which now is written.
func (r *reading) home() *time.Location {
	var names []string
	if v, ok := r.Get("zone"); ok {
		names = append(names, r.zoneName(v))
	}
	names = append(names, r.c.Facts.Customer.Zones...)
	if len(names) == 0 && r.options.Zones != nil {
		if names = r.options.Zones(r.c.Packs); len(names) > 1 {
			r.refuseLocal() // it may be any of them
		}
	}
	for _, name := range names {
		if zone, err := r.zones.Load(name); err == nil {
			return zone
		}
	}
	if !r.Has("zone") { // one that is wrong was told already
		r.refuseLocal()
	}
	return r.offset()
}

// refuseLocal refuses a local now where nothing says which clock it was read from.
func (r *reading) refuseLocal() {
	if v, ok := r.Get("now"); ok {
		if _, local, ok := parseInstant(v.String()); ok && local {
			v.Fail("this local time needs a zone", "write its offset, or zone: and an IANA name")
		}
	}
}

// offset is a zone that is always as far from UTC as now is written; UTC where there is none. The names of such
// zones count the other way round.
func (r *reading) offset() *time.Location {
	if v, ok := r.Get("now"); ok {
		t, _, _ := parseInstant(v.String())
		if _, offset := t.Zone(); offset != 0 && offset%3600 == 0 {
			if zone, err := r.zones.Load(fmt.Sprintf("Etc/GMT%+d", -offset/3600)); err == nil {
				return zone
			}
		}
	}
	return time.UTC
}
