package intake

import (
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/place"
)

// zones knows which zones exist, and where the contact points of customers say that they may be. It remembers
// hashes of ids and short numbers of lists, never a number, a name or an address.
type zones struct {
	exists   map[string]bool
	lists    []string // each list of hints once, in lines
	numbers  map[string]uint32
	customer map[idHash]uint32
}

// idHash stands for an id where many must be remembered.
type idHash [16]byte

func hashID(id string) idHash {
	sum := sha256.Sum256([]byte(id))
	return idHash(sum[:16])
}

func newZones() *zones {
	return &zones{exists: map[string]bool{}, numbers: map[string]uint32{}, customer: map[idHash]uint32{}}
}

// known says whether the name is one of the IANA database that the program carries.
func (z *zones) known(name string) bool {
	if yes, asked := z.exists[name]; asked {
		return yes
	}
	_, err := time.LoadLocation(name)
	yes := err == nil && name != "" && name != "Local"
	if len(z.exists) < 10_000 {
		z.exists[name] = yes
	}
	return yes
}

// add notes what a contact point tells of where a customer may be.
func (z *zones) add(customer string, h place.Hint) {
	if len(h.Zones) == 0 {
		return
	}
	all := append(z.told(customer), written(h))
	slices.Sort(all)
	joined := strings.Join(slices.Compact(all), "\n")
	n, seen := z.numbers[joined]
	if !seen {
		n = uint32(len(z.lists))
		z.lists, z.numbers[joined] = append(z.lists, joined), n
	}
	z.customer[hashID(customer)] = n
}

// of is every zone noted for a customer, in order; none when no contact point told.
func (z *zones) of(customer string) []string {
	var hints []place.Hint
	for _, line := range z.told(customer) {
		hints = append(hints, read(line))
	}
	return slices.DeleteFunc(place.Merge(hints...).Zones, func(name string) bool { return !z.known(name) })
}

// told is the hints noted for a customer, as they are written down.
func (z *zones) told(customer string) []string {
	n, ok := z.customer[hashID(customer)]
	if !ok {
		return nil
	}
	return strings.Split(z.lists[n], "\n")
}

// written puts a hint down in a line.
func written(h place.Hint) string {
	places := make([]string, len(h.Places))
	for i, p := range h.Places {
		places[i] = string(p)
	}
	return strings.Join(places, " ") + ";" + strings.Join(h.Zones, " ")
}

// read is the hint of a line.
func read(line string) place.Hint {
	places, names, _ := strings.Cut(line, ";")
	h := place.Hint{Zones: strings.Fields(names)}
	for p := range strings.FieldsSeq(places) {
		h.Places = append(h.Places, calendar.Place(p))
	}
	return h
}
