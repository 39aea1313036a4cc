package facts

import (
	"fmt"
	"slices"

	"comity/internal/calendar"
	"comity/internal/docread"
	"comity/internal/dunning"
)

// reminder is what the file calls a contact of no special purpose.
const reminder = "reminder"

// question reads what is asked: through which channels, and what the contact is for.
func (r *reading) question() {
	switch {
	case r.Has("channel") && r.Has("channels"):
		r.Fail("channel", "channel and channels say the same thing", "write one of the two")
	case r.Has("channel"):
		r.c.Facts.Channels = []dunning.Channel{channelOf(r.Object, "channel")}
	default:
		r.c.Facts.Channels = channelsOf(r.Object, "channels")
	}
	purpose := r.Choice("purpose", purposes()...)
	if purpose == reminder {
		purpose = ""
	}
	c := dunning.Cause{Purpose: dunning.Purpose(purpose)}
	switch f := &r.c.Facts; c.Purpose {
	case dunning.PurposeReminder:
		for _, key := range []string{"about", "number"} {
			if r.Has(key) {
				r.Fail(key, "a reminder is about the account", "say another purpose, or leave this out")
			}
		}
	case dunning.PurposePromise, dunning.PurposeThanks:
		c.ID = r.matter("promise", matters(f.Promises, promiseID, func(p dunning.Promise) string { return p.AccountID }))
	case dunning.PurposeAppointment:
		c.ID = r.matter("appointment", matters(f.Appointments, appointmentID, func(a dunning.Appointment) string { return a.AccountID }))
	case dunning.PurposeInstalment:
		c.ID = r.matter("plan", matters(f.Plans, planID, func(p dunning.RepaymentPlan) string { return p.AccountID }))
		r.instalment(&c)
	case dunning.PurposeNotice:
		if r.Need("about", "write the kind of notice, for example transfer") {
			c.ID = r.Text("about")
		}
	}
	if c.Purpose != dunning.PurposeInstalment && c.Purpose != dunning.PurposeReminder && r.Has("number") {
		r.Fail("number", "only instalments have numbers", "leave this out")
	}
	r.c.Facts.Cause = c
}

func purposes() []string {
	list := words(dunning.Purposes())
	for i, p := range list {
		if p == string(dunning.PurposeReminder) {
			list[i] = reminder
		}
	}
	return list
}

// matter is something that a contact may be about: its id and its account.
type matter struct{ id, account string }

func matters[T any](list []T, id, account func(T) string) []matter {
	out := make([]matter, len(list))
	for i, v := range list {
		out[i] = matter{id(v), account(v)}
	}
	return out
}

// matter reads what the contact is about: as named, or the only one there is.
func (r *reading) matter(what string, list []matter) string {
	known := ids(list, func(m matter) string { return m.id })
	v, ok := r.Get("about")
	if !ok && len(list) == 1 {
		return list[0].id
	}
	if !ok {
		r.Need("about", fmt.Sprintf("write the id of the %s that the contact is about", what))
		return ""
	}
	id, ok := r.reference(v, what, known)
	if i := slices.Index(known, id); ok && list[i].account != r.c.Facts.Account.ID {
		v.Fail(fmt.Sprintf("this %s is about another account", what), "write account: "+docread.Quote(list[i].account))
	}
	return id
}

// instalment reads which one the contact is about: as numbered, or the next that is not paid.
func (r *reading) instalment(c *dunning.Cause) {
	i := slices.IndexFunc(r.c.Facts.Plans, func(p dunning.RepaymentPlan) bool { return p.ID == c.ID })
	number := r.Number("number", 1, farthest, 0, "")
	if i < 0 {
		return
	}
	plan := r.c.Facts.Plans[i]
	if !r.Has("number") {
		next, _, ok := plan.Next()
		if !ok {
			r.Need("number", "write which instalment it is about: all of them are paid")
		}
		number = int64(next) + 1
	}
	if int(number) > len(plan.Instalments) {
		r.Fail("number", "there is no such instalment", fmt.Sprintf("write a number from 1 to %d", len(plan.Instalments)))
		return
	}
	c.Number = int(number)
	if c.Number > 0 {
		c.Missed = plan.Instalments[c.Number-1].Date.Before(calendar.DateOf(r.now, r.zone))
	}
}
