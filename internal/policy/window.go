package policy

import (
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// window permits contact during certain hours, in every zone the person may be in.
type window struct {
	hours calendar.Hours
	words map[calendar.TimeOfDay]string // how its times are written
}

// newWindow knows how its times are written, since it is asked again and again.
func newWindow(hours calendar.Hours) *window {
	w := &window{hours, map[calendar.TimeOfDay]string{}}
	for _, day := range hours {
		for _, x := range day {
			w.words[x.From], w.words[x.To] = x.From.String(), x.To.String()
		}
	}
	return w
}

func (w *window) at(s *situation, t time.Time) answer {
	var until time.Time
	for _, zone := range s.zones {
		open, ends := w.hours.Open(t, zone)
		if !open {
			return answer{until: ends}
		}
		until = sooner(until, ends)
	}
	return answer{open: true, until: until}
}

func (w *window) reach() time.Duration { return 0 }

// explain names the window of the day, in the zone in which it is closed.
func (w *window) explain(s *situation, t time.Time, args *dunning.Args) {
	zone := s.zones[0]
	for _, z := range s.zones {
		if open, _ := w.hours.Open(t, z); !open {
			zone = z
			break
		}
	}
	args.Set("zone", zone.String())
	day := w.hours[t.In(zone).Weekday()]
	if len(day) == 0 {
		args.Set("closed", calendar.DateOf(t, zone).String())
		return
	}
	chosen := day[0]
	if open, ok := w.hours.At(t, zone); ok {
		chosen = open
	}
	args.Set("from", w.words[chosen.From])
	args.Set("to", w.words[chosen.To])
}

// margin forbids contact in the last minutes of a window, in every zone the person may be in.
type margin struct {
	whole, shorter calendar.Hours
	words          *window
}

func (m *margin) at(s *situation, t time.Time) answer {
	until := never
	for _, zone := range s.zones {
		inside, ends := m.whole.Open(t, zone)
		safe, safely := m.shorter.Open(t, zone)
		if inside && !safe {
			return answer{until: sooner(ends, safely)}
		}
		until = sooner(until, sooner(ends, safely))
	}
	return answer{open: true, until: until}
}

func (m *margin) reach() time.Duration { return 0 }

func (m *margin) explain(s *situation, t time.Time, args *dunning.Args) { m.words.explain(s, t, args) }

// workdays permits contact on working days only, by a country's calendar, in every zone the person may be in.
// A day off in a part of the country counts for whoever may be there.
type workdays struct {
	table *calendar.Table
}

func (d *workdays) at(s *situation, t time.Time) answer {
	var until time.Time
	for _, zone := range s.zones {
		day, ends, err := d.table.At(t, zone, s.regions...)
		if err != nil {
			return answer{until: ends, err: err}
		}
		if !day.Working {
			return answer{until: ends}
		}
		until = sooner(until, ends)
	}
	return answer{open: true, until: until}
}

func (d *workdays) reach() time.Duration { return 0 }

// explain names the day of rest.
func (d *workdays) explain(s *situation, t time.Time, args *dunning.Args) {
	args.Set("country", d.table.Country())
	for _, zone := range s.zones {
		day, _, err := d.table.At(t, zone, s.regions...)
		if err != nil || day.Working {
			continue
		}
		args.Set("zone", zone.String())
		args.Set("date", day.Date.String())
		if day.Name.EN != "" {
			args.Set("holiday_zh", day.Name.ZH)
			args.Set("holiday_en", day.Name.EN)
		}
		return
	}
}
