package dunning

// Occasions are what is said beside the steps of the ladder. A policy names those that it wants.
type Occasions struct {
	Promise     Occasion // of a promise to pay, at the moment agreed for its reminder
	Appointment Occasion // at a moment that the person chose
	Instalment  Occasion // of an instalment that falls due
	Missed      Occasion // of an instalment whose date has passed
	Thanks      Occasion // for a promise that was kept
}

// Occasion says how one of them is said. One without a template is not said at all.
type Occasion struct {
	Template string
	Channels []Channel // in order of preference
	Lead     int       // instalment: days before its date, from which on it is said
	After    int       // missed: days after the instalment's date, from which on it is said
	Within   int       // thanks: days after the promise was kept, the last on which it is said
}

// Said says whether the occasion is spoken of at all.
func (o Occasion) Said() bool { return o.Template != "" }

// Of is the occasion that a contact for this cause belongs to; the zero Occasion when there is none.
func (o Occasions) Of(c Cause) Occasion {
	switch {
	case c.Purpose == PurposePromise:
		return o.Promise
	case c.Purpose == PurposeAppointment:
		return o.Appointment
	case c.Purpose == PurposeInstalment && c.Missed:
		return o.Missed
	case c.Purpose == PurposeInstalment:
		return o.Instalment
	case c.Purpose == PurposeThanks:
		return o.Thanks
	}
	return Occasion{}
}

// None says that nothing is said beside the steps.
func (o Occasions) None() bool {
	none := true
	o.Each(func(string, Occasion) { none = false })
	return none
}

// Each calls f with every occasion that is said, by the name it has in a policy.
func (o Occasions) Each(f func(name string, occasion Occasion)) {
	for _, x := range []struct {
		name     string
		occasion Occasion
	}{
		{"promise", o.Promise}, {"appointment", o.Appointment}, {"instalment", o.Instalment}, {"missed", o.Missed}, {"thanks", o.Thanks},
	} {
		if x.occasion.Said() {
			f(x.name, x.occasion)
		}
	}
}

// Missing is what payments do not cover of an instalment, counted from 0, in minor units: 0 when they cover it,
// or when there is no such instalment. Payments cover the instalments in order.
func (p RepaymentPlan) Missing(index int) int64 {
	sum := int64(0)
	for i, x := range p.Instalments {
		if sum += x.Amount; i == index {
			return max(min(sum-p.Paid, x.Amount), 0)
		}
	}
	return 0
}

// Matter is what a contact beside the steps is about: its cause, and of the others the one that the cause names.
type Matter struct {
	Cause       Cause
	Promise     *Promise
	Appointment *Appointment
	Plan        *RepaymentPlan
}

// Matter finds what a contact for this cause is about. One that is not among the facts stays nil.
func (p Person) Matter(c Cause) Matter {
	m := Matter{Cause: c}
	switch c.Purpose {
	case PurposePromise, PurposeThanks:
		m.Promise = find(p.Promises, func(x Promise) bool { return x.ID == c.ID })
	case PurposeAppointment:
		m.Appointment = find(p.Appointments, func(x Appointment) bool { return x.ID == c.ID })
	case PurposeInstalment:
		m.Plan = find(p.Plans, func(x RepaymentPlan) bool { return x.ID == c.ID })
	}
	return m
}

// find is a copy of the first that is wanted.
func find[T any](list []T, wanted func(T) bool) *T {
	for _, x := range list {
		if wanted(x) {
			return &x
		}
	}
	return nil
}

// Stands says whether there is still something to say: the promise is open, the appointment stands, the
// instalment is to be paid, the promise that is thanked for was kept. A reminder of arrears always stands.
func (m Matter) Stands() bool {
	switch m.Cause.Purpose {
	case PurposePromise:
		return m.Promise != nil && m.Promise.KeptAt.IsZero() && m.Promise.Cancelled.IsZero()
	case PurposeThanks:
		return m.Promise != nil && !m.Promise.KeptAt.IsZero() && m.Promise.Cancelled.IsZero()
	case PurposeAppointment:
		return m.Appointment != nil && m.Appointment.Cancelled.IsZero()
	case PurposeInstalment:
		return m.Plan != nil && m.Plan.EndedAt.IsZero() && m.Plan.Missing(m.Cause.Number-1) > 0
	}
	return true
}
