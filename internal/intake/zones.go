package intake

import (
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers/v2"
	"github.com/nyaruka/phonenumbers/v2/timezone"
)

// zones knows which zones exist, and in which ones the phones of customers may be. It remembers hashes
// of ids and short numbers of lists, never a number or a name.
type zones struct {
	exists   map[string]bool
	lists    []string // each list of zones once, joined
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

// ofPhone is every zone that a number may be in by its area, or by its country where the area says
// nothing; none when nothing is known.
func (z *zones) ofPhone(n *phonenumbers.PhoneNumber) []string {
	list, err := timezone.GetTimeZonesForNumber(n)
	if err != nil || slices.Contains(list, timezone.Unknown) {
		list, err = timezone.GetTimeZonesForGeographicalNumber(n)
	}
	if err != nil {
		return nil
	}
	var known []string
	for _, name := range list {
		if name != timezone.Unknown && z.known(name) {
			known = append(known, name)
		}
	}
	return known
}

// add notes that a customer may be in these zones too.
func (z *zones) add(customer string, more []string) {
	if len(more) == 0 {
		return
	}
	all := append(slices.Clone(more), z.of(customer)...)
	slices.Sort(all)
	joined := strings.Join(slices.Compact(all), ";")
	n, seen := z.numbers[joined]
	if !seen {
		n = uint32(len(z.lists))
		z.lists, z.numbers[joined] = append(z.lists, joined), n
	}
	z.customer[hashID(customer)] = n
}

// of is every zone noted for a customer, in order; none when no phone told.
func (z *zones) of(customer string) []string {
	n, ok := z.customer[hashID(customer)]
	if !ok {
		return nil
	}
	return strings.Split(z.lists[n], ";")
}
