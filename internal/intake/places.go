package intake

import (
	"comity/internal/calendar"
	"comity/internal/place"
)

// places is every place noted for a customer, in order; none when no contact point told.
func (z *zones) places(customer string) []calendar.Place {
	var hints []place.Hint
	for _, line := range z.told(customer) {
		hints = append(hints, read(line))
	}
	return place.Merge(hints...).Places
}
