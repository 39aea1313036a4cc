package place

import (
	"slices"
	"strings"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// Hint is what one thing that is known of a person says about where they may be.
type Hint struct {
	Places []calendar.Place
	Zones  []string // IANA names
}

// Of is every place a customer may be in: those stated, and those that the contact points tell of. They are
// in order and each is there once; a place gives way to a finer one within it, which says more.
func Of(c dunning.Customer, points []dunning.ContactPoint) []calendar.Place {
	return Merge(hints(c, points)...).Places
}

// Zones is every zone a customer may be in, in order: those stated, and those of the places and contact
// points, but for places that gave way to a finer one.
func Zones(c dunning.Customer, points []dunning.ContactPoint) []string {
	return Merge(hints(c, points)...).Zones
}

// Merge puts hints together. A hint that only names places within which another one names finer ones says
// nothing new, and so its zones do not count either.
func Merge(hints ...Hint) Hint {
	var all []calendar.Place
	for _, h := range hints {
		all = append(all, h.Places...)
	}
	outdone := func(p calendar.Place) bool {
		return slices.ContainsFunc(all, func(q calendar.Place) bool { return q != p && q.Within(p) })
	}
	var m Hint
	for _, h := range hints {
		fine := slices.DeleteFunc(slices.Clone(h.Places), outdone)
		if len(h.Places) > 0 && len(fine) == 0 {
			continue
		}
		m.Places = append(m.Places, fine...)
		m.Zones = append(m.Zones, h.Zones...)
	}
	return Hint{Places: inOrder(m.Places), Zones: inOrder(m.Zones)}
}

// hints is what is known of a customer, thing by thing.
func hints(c dunning.Customer, points []dunning.ContactPoint) []Hint {
	list := make([]Hint, 0, len(c.Places)+1+len(points))
	for _, p := range c.Places {
		list = append(list, Hint{[]calendar.Place{p}, ZonesIn(p)})
	}
	list = append(list, Hint{Zones: c.Zones})
	for _, p := range points {
		list = append(list, OfPoint(p))
	}
	return list
}

// OfPoint is what a contact point tells; an email address tells nothing.
func OfPoint(p dunning.ContactPoint) Hint {
	var h Hint
	switch {
	case !p.Postal.IsZero() || p.Postal.Country != "":
		h.Places, h.Zones = OfPostal(p.Postal)
	case strings.HasPrefix(p.Value, "+"):
		h.Places, h.Zones = OfPhone(p.Value)
	}
	return h
}

// ZonesIn is every zone of a place; none when they are not known.
func ZonesIn(p calendar.Place) []string {
	country, rest, _ := strings.Cut(string(p), "-")
	region, _, _ := strings.Cut(rest, "-")
	switch country {
	case "US":
		return zonesOfState(region)
	case "CA":
		return zonesOfProvince(region)
	case "CN":
		return zonesOfChina(region)
	}
	return strings.Fields(countryZones[country])
}

// inOrder sorts a list and keeps each entry once.
func inOrder[T ~string](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}
