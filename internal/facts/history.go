package facts

import (
	"fmt"
	"slices"

	"comity/internal/docread"
	"comity/internal/dunning"
)

// history reads the contacts that were made before.
func (r *reading) history() {
	var contacts []dunning.Contact
	for _, v := range r.List("history") {
		if o, ok := v.Object(); ok {
			contacts = append(contacts, r.contact(o))
			o.Close()
		}
	}
	r.c.Facts.History = dunning.NewHistory(contacts)
}

func (r *reading) contact(o *docread.Object) dunning.Contact {
	c := dunning.Contact{
		ID: o.Text("id"), Channel: channelOf(o, "channel"), CustomerID: or(o.Text("customer"), r.c.Facts.Customer.ID),
		PortfolioID: o.Text("portfolio"), Group: o.Text("group"), Status: status(o), Asked: o.Flag("asked", false),
	}
	if o.Need("at", "write the instant of the contact") {
		c.At = r.instant(o, "at", dayStart)
	}
	c.Accounts = r.about(o)
	r.address(o, &c)
	c.Work = o.Flag("work", c.Work)
	if c.PortfolioID == "" {
		c.PortfolioID = r.portfolio
	}
	if c.Group == "" && c.PortfolioID == r.portfolio {
		c.Group = r.c.Facts.Group
	}
	return c
}

// status reads how far a contact got. Of a call one says whether it was answered.
func status(o *docread.Object) dunning.ContactStatus {
	switch s := o.Choice("status", statuses()...); s {
	case "":
		return dunning.ContactSent
	case "connected", "answered":
		return dunning.ContactDelivered
	case "unanswered", "no-answer", "failed": // failed may mean that nobody took it: it counts as if one did
		return dunning.ContactUndelivered
	case "posted":
		return dunning.ContactSent
	default:
		return dunning.ContactStatus(s)
	}
}

func statuses() []string {
	return []string{
		string(dunning.ContactAttempt), string(dunning.ContactSent), string(dunning.ContactDelivered),
		string(dunning.ContactUndelivered), string(dunning.ContactUnknown), string(dunning.ContactRefused), "connected", "answered", "unanswered", "no-answer", "failed", "posted",
	}
}

// about is the accounts that a contact was about: all of the case, where it does not say.
func (r *reading) about(o *docread.Object) []string {
	one, some := o.Has("account"), o.Has("accounts")
	switch {
	case one && some:
		o.Fail("account", "account and accounts say the same thing", "write one of the two")
	case one:
		v, _ := o.Get("account")
		return []string{r.anyAccount(v)}
	case some:
		var ids []string
		for _, v := range several(o, "accounts") {
			ids = append(ids, r.anyAccount(v))
		}
		return ids
	}
	return slices.Clone(r.accounts)
}

// anyAccount reads the id of an account that a contact was about. The person may have others than the case
// describes; since it may as well be a slip, which would let a contact go uncounted, it is remarked on.
func (r *reading) anyAccount(v docread.Value) string {
	id, ok := v.Text()
	if ok && !slices.Contains(r.accounts, id) {
		r.c.Remarks = append(r.c.Remarks, fmt.Sprintf("line %d: account %s is not in the case: the contact counts for another account of the person", v.Line(), docread.Quote(id)))
	}
	return id
}

// address finds the contact point of a contact: the one named, the one of a value, or the first that serves
// the channel. Limits per number or address are counted over its key.
func (r *reading) address(o *docread.Object, c *dunning.Contact) {
	points := r.c.Facts.Points
	v, named := o.Get("point")
	value := r.value(o, c.Channel, r.country())
	i := -1
	switch {
	case named && value != "":
		o.Fail("value", "point and value say the same thing", "write one of the two")
	case named:
		if id, ok := r.reference(v, "contact point", pointIDs(points)); ok {
			i = slices.IndexFunc(points, func(p dunning.ContactPoint) bool { return p.ID == id })
		}
	case value != "":
		c.AddressKey = dunning.AddressKey(c.Channel, value, dunning.PostalAddress{})
		i = first(points, c.Channel, func(p dunning.ContactPoint) bool { return p.Value == value })
	case c.CustomerID == r.c.Facts.Customer.ID:
		i = first(points, c.Channel, func(dunning.ContactPoint) bool { return true })
	}
	if i >= 0 {
		c.Channel = or(c.Channel, points[i].Channel)
		if !serves(points[i].Channel, c.Channel) {
			v.Fail("this contact point is not for "+string(c.Channel), "name another one, or another channel")
		}
		c.Work, c.AddressKey = points[i].Work, points[i].Key
	}
	if c.Channel == "" && !named {
		o.Need("channel", "write "+joined(dunning.EveryChannel()))
	}
}

// first is the first contact point that is wanted, of the channel itself or else of one that serves it; -1
// when there is none.
func first(points []dunning.ContactPoint, c dunning.Channel, wanted func(dunning.ContactPoint) bool) int {
	i := slices.IndexFunc(points, func(p dunning.ContactPoint) bool { return p.Channel == c && wanted(p) })
	if i < 0 && c != "" {
		i = slices.IndexFunc(points, func(p dunning.ContactPoint) bool { return serves(p.Channel, c) && wanted(p) })
	}
	return i
}

// serves says whether what is of one channel serves the other: a telephone takes texts and calls, an address
// letters and visits.
func serves(of, by dunning.Channel) bool {
	kind := func(c dunning.Channel) dunning.Channel {
		switch c {
		case dunning.Voice:
			return dunning.SMS
		case dunning.Visit:
			return dunning.Letter
		default:
			return c
		}
	}
	return kind(of) == kind(by)
}

func pointIDs(points []dunning.ContactPoint) []string {
	ids := make([]string, len(points))
	for i, p := range points {
		ids[i] = p.ID
	}
	return ids
}
