package intake

import "comity/internal/dunning"

// contacts is contacts.csv: contacts made elsewhere, by telephone, at the door, or by an agency's messages. They
// count in the limits as ours do.
func contacts() table[dunning.Contact] {
	return table[dunning.Contact]{
		name: FeedContacts,
		cols: columns("contact_id*", "at*", "channel*", "status", "customer_id", "account_ids", "address",
			"line1", "line2", "line3", "city", "region", "postal_code", "country",
			"portfolio", "group", "asked", "work", "source"),
		parse: parseContact,
		refs:  contactRefs,
		save:  Store.SaveContacts,
	}
}

// maxSource is how long the name of an agency or a system may be, in characters.
const maxSource = 60

func parseContact(r *row) dunning.Contact {
	c := dunning.Contact{
		ID:          r.id("contact_id"),
		CustomerID:  r.optionalID("customer_id"),
		PortfolioID: r.optionalID("portfolio"),
		Group:       r.optionalID("group"),
		Accounts:    once(r.ids("account_ids")),
		Asked:       r.yes("asked"),
		Work:        r.yes("work"),
	}
	r.prose("source", maxSource)
	if _, ok := r.required("at"); ok {
		c.At = r.past("at", dayLast)
	}
	if _, ok := r.required("channel"); ok {
		c.Channel = oneOf(r, "channel", "", dunning.EveryChannel()...)
	}
	c.Status = contactStatus(r, c.Channel)
	c.AddressKey = r.addressKey(c.Channel)
	about := r.text("account_ids") != ""
	if !about && r.text("customer_id") == "" {
		r.fault("customer_id", whose, "account_ids")
	}
	if !about && c.PortfolioID == "" {
		c.PortfolioID = r.set.portfolio.ID // of a contact about accounts it is theirs
	}
	return c
}

func contactRefs(c dunning.Contact) []ref {
	list := who(c.CustomerID, "account_ids", c.Accounts...)
	if c.PortfolioID != "" {
		list = append(list, ref{"portfolio", KnownPortfolio, c.PortfolioID})
	}
	return list
}

// What a telephone system says of a call.
const (
	connected  dunning.ContactStatus = "connected"  // somebody answered
	unanswered dunning.ContactStatus = "unanswered" // nobody did
)

// contactStatus is how far the contact got. One that nobody tells counts as everything.
func contactStatus(r *row, channel dunning.Channel) dunning.ContactStatus {
	known := []dunning.ContactStatus{
		dunning.ContactAttempt, dunning.ContactSent, dunning.ContactDelivered, dunning.ContactUndelivered,
		dunning.ContactUnknown, dunning.ContactRefused,
	}
	if channel == dunning.Voice {
		known = append(known, connected, unanswered)
	}
	switch s := oneOf(r, "status", dunning.ContactUnknown, known...); s {
	case connected:
		return dunning.ContactDelivered
	case unanswered:
		return dunning.ContactUndelivered
	default:
		return s
	}
}

// addressKey is the key under which contacts at the address are counted; the address itself is not kept. A call
// counts with the messages to the same number, a visit with the letters to the same address. Without an address
// the contact counts for the person and the accounts alone.
func (r *row) addressKey(channel dunning.Channel) string {
	switch channel {
	case dunning.SMS, dunning.Voice:
		r.none(channel, postalColumns()...)
		if r.text("address") != "" {
			return dunning.AddressKey(dunning.SMS, r.phone("address"), dunning.PostalAddress{})
		}
	case dunning.Email:
		r.none(channel, append(postalColumns(), "country")...)
		if r.text("address") != "" {
			return dunning.AddressKey(dunning.Email, r.email("address"), dunning.PostalAddress{})
		}
	case dunning.Letter, dunning.Visit:
		r.none(channel, "address")
		for _, name := range postalColumns() {
			if r.text(name) != "" {
				return dunning.AddressKey(dunning.Letter, "", r.postal())
			}
		}
	}
	return ""
}
