package intake

import (
	"context"
	"strconv"

	"golang.org/x/text/language"

	"comity/internal/dunning"
)

// customers is customers.csv.
func customers() table[dunning.Customer] {
	return table[dunning.Customer]{
		name:  dunning.FeedCustomers,
		cols:  columns("customer_id*", "name*", "salutation", "locale", "zone", "places", "prefers"),
		parse: parseCustomer,
		save:  saveCustomers,
	}
}

// saveCustomers leaves what people asked for as it is: requests.csv says that. Where they may be stays known too
// when a file does not tell it.
func saveCustomers(s Store, ctx context.Context, actor string, rows []dunning.Customer) (Saved, error) {
	ids, byID := make([]string, len(rows)), make(map[string]dunning.Customer, len(rows))
	for i, c := range rows {
		ids[i], byID[c.ID] = c.ID, c
	}
	return s.ChangeCustomers(ctx, actor, ids, func(old dunning.Customer) dunning.Customer {
		c := byID[old.ID]
		c.Inconvenient, c.Waivers = old.Inconvenient, old.Waivers
		if len(c.Places) == 0 {
			c.Places = old.Places
		}
		return c
	})
}

func parseCustomer(r *row) dunning.Customer {
	c := dunning.Customer{
		ID:         r.id("customer_id"),
		Name:       r.prose("name", maxName),
		Salutation: salutation(r),
		Locale:     r.bcp47("locale"),
		Places:     r.places("places"),
		Prefers:    r.channels("prefers"),
	}
	r.required("name")
	if len(c.Places) == 0 {
		c.Places = r.set.zones.places(c.ID)
	}
	c.Zones = r.zones("zone")
	if len(c.Zones) == 0 {
		c.Zones = r.set.zones.of(c.ID)
	}
	if len(c.Zones) == 0 {
		c.Zones = []string{r.set.portfolio.Zone}
		r.set.defaulted++
	}
	return c
}

func salutation(r *row) dunning.Salutation {
	const neutral dunning.Salutation = "neutral"
	s := oneOf(r, "salutation", neutral, dunning.SalutationMr, dunning.SalutationMs, neutral)
	if s == neutral {
		return dunning.SalutationNeutral
	}
	return s
}

// bcp47 is a language tag in its canonical form; empty stays empty.
func (r *row) bcp47(name string) string {
	value := r.text(name)
	if value == "" {
		return ""
	}
	tag, err := language.Parse(value)
	if err != nil || len(value) > 35 || tag == language.Und {
		r.fault(name, badLocale)
		return ""
	}
	return tag.String()
}

// zones are IANA names, separated by semicolons, in order and each once.
func (r *row) zones(name string) []string {
	list := parts(r.text(name))
	for _, z := range list {
		if !r.set.zones.known(z) {
			r.fault(name, badZone)
			return nil
		}
	}
	return once(list)
}

// points is contact_points.csv.
func points() table[dunning.ContactPoint] {
	return table[dunning.ContactPoint]{
		name: dunning.FeedPoints,
		cols: columns("point_id*", "customer_id*", "channel*", "value",
			"line1", "line2", "line3", "city", "region", "postal_code", "country", "consent", "rank",
			"consent_form", "confirmed_at", "work", "basis"),
		parse: parsePoint,
		refs:  func(p dunning.ContactPoint) []ref { return []ref{{"customer_id", KnownCustomer, p.CustomerID}} },
		save:  Store.SavePoints,
	}
}

func parsePoint(r *row) dunning.ContactPoint {
	p := dunning.ContactPoint{
		ID:         r.id("point_id"),
		CustomerID: r.id("customer_id"),
		Consent: oneOf(r, "consent", dunning.ConsentUnknown,
			dunning.ConsentUnknown, dunning.ConsentGiven, dunning.ConsentWithdrawn),
		Health:    dunning.HealthOK,
		Rank:      r.rank("rank"),
		Form:      oneOf(r, "consent_form", dunning.FormUnknown, dunning.FormWritten, dunning.FormOral),
		Confirmed: r.past("confirmed_at", dayStart),
		Work:      r.yes("work"),
		Basis:     oneOf(r, "basis", "", dunning.Bases()...),
	}
	if _, ok := r.required("channel"); ok {
		p.Channel = oneOf(r, "channel", "", dunning.Channels()...)
	}
	switch p.Channel {
	case dunning.SMS:
		r.none(p.Channel, postalColumns()...)
		p.Value = r.phone("value")
	case dunning.Email:
		r.none(p.Channel, append(postalColumns(), "country")...)
		p.Value = r.email("value")
	case dunning.Letter:
		r.none(p.Channel, "value")
		p.Postal = r.postal()
	}
	p.Key = dunning.AddressKey(p.Channel, p.Value, p.Postal)
	return p
}

// none notes every filled cell that means nothing on this channel.
func (r *row) none(channel dunning.Channel, names ...string) {
	for _, name := range names {
		if r.text(name) != "" {
			r.fault(name, cellNotHere, channel)
		}
	}
}

func (r *row) phone(name string) string {
	value, ok := r.required(name)
	if !ok {
		return ""
	}
	n, c := phoneNumber(value, r.country())
	if c != "" {
		r.fault(name, c)
		return ""
	}
	return e164(n)
}

func (r *row) email(name string) string {
	value, ok := r.required(name)
	if !ok {
		return ""
	}
	address, c := emailAddress(value)
	if c != "" {
		r.fault(name, c)
	}
	return address
}

func (r *row) rank(name string) int {
	value := r.text(name)
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > 99 || !allDigits(value) {
		r.fault(name, badRank)
		return 0
	}
	return n
}
