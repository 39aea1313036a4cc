package nightrun

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// DefaultLatest is the local time after which a run no longer starts by itself when the schedule does
// not say.
const DefaultLatest = "06:00"

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// CheckSchedule says what is wrong with a schedule; nil: nothing.
func CheckSchedule(s dunning.Schedule, zones *calendar.Zones) error {
	if _, err := calendar.ParseTimeOfDay(s.At); err != nil {
		return fmt.Errorf("at: %w", err)
	}
	latest := s.Latest
	if latest == "" {
		latest = DefaultLatest
	}
	until, err := calendar.ParseTimeOfDay(latest)
	if err != nil {
		return fmt.Errorf("latest: %w", err)
	}
	if at, _ := calendar.ParseTimeOfDay(s.At); at >= until {
		return fmt.Errorf("latest: %s is not after %s, so that no run could ever start; choose a later time of the same day", latest, s.At)
	}
	if s.Zone != "" {
		if _, err := zones.Load(s.Zone); err != nil {
			return fmt.Errorf("zone: %w", err)
		}
	}
	for _, d := range s.Days {
		if !slices.Contains(weekdays, d) {
			return fmt.Errorf("days: %q is not a day; write some of %s", d, strings.Join(weekdays, ", "))
		}
	}
	if s.MaxAgeHours < 0 || s.ShrinkPercent < 0 || s.ShrinkPercent > 100 {
		return fmt.Errorf("max_age_hours must not be negative, and shrink_percent lies between 0 and 100")
	}
	return nil
}

// Start says which business date's run a schedule wants begun at an instant: today's, between its time
// and its latest start, on one of its days. Past nights are never replayed; missed is true when today's
// latest start has passed.
func Start(s dunning.Schedule, zone *time.Location, now time.Time) (date calendar.Date, start, missed bool) {
	date = calendar.DateOf(now, zone)
	if !s.Enabled || (len(s.Days) > 0 && !slices.Contains(s.Days, weekdays[date.Weekday()])) {
		return date, false, false
	}
	latest := s.Latest
	if latest == "" {
		latest = DefaultLatest
	}
	at, errAt := calendar.ParseTimeOfDay(s.At)
	until, errLatest := calendar.ParseTimeOfDay(latest)
	if errAt != nil || errLatest != nil {
		return date, false, false // CheckSchedule refuses these before they are saved
	}
	local := now.In(zone)
	clock := calendar.TimeOfDay(local.Hour()*60 + local.Minute())
	return date, at <= clock && clock < until, clock >= until
}
