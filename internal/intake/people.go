package intake

import (
	"slices"
	"strconv"

	"golang.org/x/text/language"

	"comity/internal/dunning"
)

// customers is customers.csv.
func customers() table[dunning.Customer] {
	return table[dunning.Customer]{
		name:  dunning.FeedCustomers,
		cols:  columns("customer_id*", "name*", "salutation", "locale", "zone"),
		parse: parseCustomer,
		save:  Store.SaveCustomers,
	}
}

func parseCustomer(r *row) dunning.Customer {
	c := dunning.Customer{
		ID:         r.id("customer_id"),
		Name:       r.prose("name", maxName),
		Salutation: salutation(r),
		Locale:     r.bcp47("locale"),
	}
	r.required("name")
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
	slices.Sort(list)
	return slices.Compact(list)
}

// points is contact_points.csv.
func points() table[dunning.ContactPoint] {
	return table[dunning.ContactPoint]{
		name: dunning.FeedPoints,
		cols: columns("point_id*", "customer_id*", "channel*", "value",
			"line1", "line2", "line3", "city", "region", "postal_code", "country", "consent", "rank"),
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
		Health: dunning.HealthOK,
		Rank:   r.rank("rank"),
	}
	if _, ok := r.required("channel"); ok {
		p.Channel = oneOf(r, "channel", "", dunning.Channels()...)
	}
	switch p.Channel {
	case dunning.SMS:
		r.none(p.Channel, "line1", "line2", "line3", "city", "region", "postal_code")
		p.Value = r.phone("value")
	case dunning.Email:
		r.none(p.Channel, "line1", "line2", "line3", "city", "region", "postal_code", "country")
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

// holds is holds.csv.
func holds() table[dunning.Hold] {
	return table[dunning.Hold]{
		name:  dunning.FeedHolds,
		cols:  columns("hold_id*", "kind*", "customer_id*", "account_id", "channel", "starts", "ends", "reason"),
		parse: parseHold,
		refs: func(h dunning.Hold) []ref {
			list := []ref{{"customer_id", KnownCustomer, h.CustomerID}}
			if h.AccountID != "" {
				list = append(list, ref{"account_id", KnownAccount, h.AccountID})
			}
			return list
		},
		save: Store.SaveHolds,
	}
}

func parseHold(r *row) dunning.Hold {
	h := dunning.Hold{
		ID:         r.id("hold_id"),
		CustomerID: r.id("customer_id"),
		AccountID:  r.optionalID("account_id"),
		Channel:    oneOf(r, "channel", "", dunning.Channels()...),
		Starts:     r.instant("starts", dayStart),
		Ends:       r.instant("ends", dayEnd),
		Reason:     r.prose("reason", maxReason),
	}
	if _, ok := r.required("kind"); ok {
		h.Kind = oneOf(r, "kind", "", dunning.HoldKinds()...)
	}
	if h.Starts.IsZero() {
		h.Starts = r.set.asOf
	}
	if !h.Ends.IsZero() && !h.Ends.After(h.Starts) {
		r.fault("ends", endsBefore)
	}
	return h
}
