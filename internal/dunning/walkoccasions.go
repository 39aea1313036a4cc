package dunning

import (
	"time"

	"comity/internal/calendar"
)

// WalkOccasions says for what people are walked beside their arrears: what was agreed with them for the
// business date. The zero value is for nothing.
type WalkOccasions struct {
	Day    calendar.Interval // the business date as instants: appointments, and moments agreed for promises
	Date   calendar.Date     // the business date
	Lead   int               // days: instalments not paid, dated from Date to so many days later
	Missed int               // days: instalments not paid, dated up to so many days before Date
	Thanks time.Time         // promises kept at or after this instant, and before the end of Day; zero: none
}

// None says that nobody is walked for an occasion alone.
func (o WalkOccasions) None() bool { return o.Day.Empty() }
