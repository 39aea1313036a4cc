package facts

import (
	"comity/internal/calendar"
	"comity/internal/docread"
	"comity/internal/dunning"
	"comity/internal/place"
)

// whereabouts gathers what tells where a person may be, for what the case does not say itself.
type whereabouts struct {
	zones, places bool // to be worked out
	hints         []place.Hint
}

// look begins with what is said of the person.
func (r *reading) look(person *docread.Object) *whereabouts {
	w := &whereabouts{
		zones:  person == nil || !person.Has("zones"),
		places: person == nil || !person.Has("places"),
	}
	for _, p := range r.c.Facts.Customer.Places {
		w.hints = append(w.hints, place.Hint{Places: []calendar.Place{p}, Zones: place.ZonesIn(p)})
	}
	return w
}

// see notes where a contact point is: as stated, or else by its address or number.
func (r *reading) see(w *whereabouts, o *docread.Object, p dunning.ContactPoint) {
	h := place.OfPoint(p)
	if v, ok := o.Get("place"); ok {
		stated := r.place(v)
		h = place.Hint{Places: []calendar.Place{stated}, Zones: place.ZonesIn(stated)}
	}
	if v, ok := o.Get("zone"); ok {
		w.hints = append(w.hints, place.Hint{Zones: []string{r.zoneName(v)}}) // whatever its place gives way to
		h.Zones = nil
	}
	w.hints = append(w.hints, h)
}

// complete adds to the person what was found, where the case does not say it.
func (w *whereabouts) complete(c *dunning.Customer) {
	found := place.Merge(w.hints...)
	if w.zones {
		c.Zones = found.Zones
	}
	if w.places {
		c.Places = found.Places
	}
}
