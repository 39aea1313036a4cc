package facts

import (
	"regexp"
	"strings"

	"comity/internal/docread"
	"comity/internal/dunning"
	"comity/internal/place"

	"github.com/nyaruka/phonenumbers/v2"
	"golang.org/x/text/language"
)

// points reads the contact points, and completes from them where the person may be. An object is nil where
// there is none.
func (r *reading) points(person *docread.Object) []*docread.Object {
	var objects []*docread.Object
	var ids []string
	w := r.look(person)
	for i, v := range r.List("contact_points") {
		o, ok := v.Object()
		var p dunning.ContactPoint
		if ok {
			p = r.point(o, i, ids)
			ids = append(ids, p.ID)
			r.see(w, o, p)
		}
		objects, r.c.Facts.Points = append(objects, o), append(r.c.Facts.Points, p)
	}
	w.complete(&r.c.Facts.Customer)
	return objects
}

// point reads one, but for what needs the zone.
func (r *reading) point(o *docread.Object, i int, ids []string) dunning.ContactPoint {
	p := dunning.ContactPoint{
		CustomerID: r.c.Facts.Customer.ID, Channel: channelOf(o, "channel"),
		Consent: dunning.Consent(or(o.Choice("consent", consents()...), string(dunning.ConsentUnknown))),
		Form:    dunning.ConsentForm(o.Choice("consent_form", string(dunning.FormWritten), string(dunning.FormOral))),
		Work:    o.Flag("work", false),
		Basis:   dunning.Basis(o.Choice("basis", words(dunning.Bases())...)),
		Health:  dunning.Health(or(o.Choice("health", string(dunning.HealthOK), string(dunning.HealthBad)), string(dunning.HealthOK))),
		Rank:    int(o.Number("rank", 0, 1_000_000, int64(i), "")),
	}
	o.Need("channel", "write "+joined(dunning.EveryChannel()))
	p.ID = idOf(o, or(string(p.Channel), "point"), ids)
	p.Postal = r.postal(o)
	p.Value = r.value(o, p.Channel, or(p.Postal.Country, r.country()))
	p.Key = keyOf(p)
	return p
}

func consents() []string {
	return []string{string(dunning.ConsentUnknown), string(dunning.ConsentGiven), string(dunning.ConsentWithdrawn)}
}

// keyOf is what limits are counted over. A point without a value is told from others by its id.
func keyOf(p dunning.ContactPoint) string {
	if p.Value == "" && p.Postal.IsZero() {
		return dunning.AddressKey(p.Channel, "point "+p.ID, dunning.PostalAddress{Lines: []string{"point " + p.ID}})
	}
	return dunning.AddressKey(p.Channel, p.Value, p.Postal)
}

// value reads a number or an address, as it is kept. It is never repeated in a mistake.
func (r *reading) value(o *docread.Object, c dunning.Channel, country string) string {
	s := o.Text("value")
	switch {
	case s == "":
	case c == dunning.SMS || c == dunning.Voice:
		number, ok := phone(s, country)
		if !ok {
			o.Fail("value", "this is not a telephone number", "write it with + and the country code, for example +12125550100")
		}
		return number
	case c == dunning.Email && !mailForm.MatchString(s):
		o.Fail("value", "this is not an email address", "write it like name@example.com")
	case c == dunning.Letter || c == dunning.Visit:
		o.Fail("value", "a postal address is written under postal", "write postal: {lines: [...], city: ..., country: ...}")
	}
	return s
}

// country is the one in which numbers without + are read: of the first place the person may be in.
func (r *reading) country() string {
	for _, p := range r.c.Facts.Customer.Places {
		return p.Country()
	}
	return ""
}

var (
	mailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
	e164Form = regexp.MustCompile(`^\+[1-9][0-9]{4,14}$`)
)

// phone is a number as E.164 writes it. It need not be assigned, nor even possible: invented numbers are the
// right ones for trying things out. Without + it is read as one of the country.
func phone(s, country string) (string, bool) {
	if phonenumbers.IsAlphaNumber(s) {
		return "", false
	}
	if n, err := phonenumbers.Parse(s, country); err == nil {
		return phonenumbers.Format(n, phonenumbers.E164), true
	}
	s = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "").Replace(s)
	return s, e164Form.MatchString(s)
}

// postal reads a postal address; a missing one is zero.
func (r *reading) postal(o *docread.Object) dunning.PostalAddress {
	p, ok := o.Inner("postal")
	if !ok {
		return dunning.PostalAddress{}
	}
	defer p.Close()
	a := dunning.PostalAddress{City: p.Text("city"), Region: p.Text("region"), PostalCode: p.Text("postal_code")}
	for _, v := range several(p, "lines") {
		line, _ := v.Text()
		a.Lines = append(a.Lines, line)
	}
	a.Country = strings.ToUpper(p.Text("country"))
	if a.Country = place.Country(a); a.Country == "" && !o.Has("place") && !o.Has("zone") {
		p.Need("country", "write its two letters, for example US: without a country an address says nothing about law and hours")
	}
	if region, err := language.ParseRegion(a.Country); a.Country != "" && (err != nil || len(a.Country) != 2 || !region.IsCountry()) {
		p.Fail("country", docread.Quote(a.Country)+" is not a country", "write its two letters (ISO 3166-1), for example CN, US or GB")
	}
	return a
}
