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
