package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Hours is when something is open: the windows of each day of the week, in order, Sunday first.
type Hours [7][]Window

// Daily is the same windows on every day.
func Daily(windows ...Window) Hours {
	var h Hours
	for day := range h {
		h[day] = windows
	}
	return h
}

// Check says what is wrong: windows out of order or overlapping, or hours that never open.
func (h Hours) Check() error {
	opens := false
	for day, windows := range h {
		for i, w := range windows {
			opens = true
			if w.From < 0 || w.From >= w.To || w.To > EndOfDay {
				return fmt.Errorf("on %s the window %s never opens", time.Weekday(day), w)
			}
			if i > 0 && w.From < windows[i-1].To {
				return fmt.Errorf("on %s the windows %s and %s overlap or are out of order", time.Weekday(day), windows[i-1], w)
			}
		}
	}
	if !opens {
		return errors.New("these hours never open")
	}
	return nil
}

// Open says whether it is open at t in zone, and an instant after t until which that holds without a
// break. The answer at that instant may be the same: ask again.
func (h *Hours) Open(t time.Time, zone *time.Location) (open bool, until time.Time) {
	m := momentOf(t, zone)
	for _, w := range h[m.weekday()] {
		if m.second < w.From.seconds() {
			return false, m.at(w.From.seconds(), zone)
		}
		if m.second < w.To.seconds() {
			return true, m.at(w.To.seconds(), zone)
		}
	}
	return false, m.at(daySeconds, zone)
}

// At is the window that is open at t in zone.
func (h *Hours) At(t time.Time, zone *time.Location) (Window, bool) {
	m := momentOf(t, zone)
	for _, w := range h[m.weekday()] {
		if w.From.seconds() <= m.second && m.second < w.To.seconds() {
			return w, true
		}
	}
	return Window{}, false
}

// On is every instant of a date at which it is open in zone: exact also on a day on which the clock is
// changed, where a window may be shorter, longer, in two parts, or missing.
func (h *Hours) On(d Date, zone *time.Location) []Interval {
	var open []Interval
	midnight := d.utc()
	for t := midnight.Add(-slack).In(zone); ; {
		_, offset := t.Zone()
		_, end := t.ZoneBounds()
		stop := midnight.Add(24*time.Hour + slack).In(zone)
		if !end.IsZero() {
			stop = earlier(stop, end)
		}
		for _, w := range h[d.Weekday()] {
			clock := func(of TimeOfDay) time.Time {
				return midnight.Add(time.Duration(of.seconds()-int64(offset)) * time.Second).In(zone)
			}
			open = append(open, Interval{later(clock(w.From), t), earlier(clock(w.To), stop)})
		}
		if end.IsZero() || end.After(midnight.Add(24*time.Hour+slack)) {
			return tidy(open)
		}
		t = end
	}
}

// Next is the first span at which it is open in every one of the zones, beginning at t or later: its Start
// is the first such instant, its End the first instant after Start at which it is closed in one of them, or
// limit. ok is false when that begins at limit or later, or when no zone is given.
func (h *Hours) Next(t time.Time, zones []*time.Location, limit time.Time) (span Interval, ok bool) {
	if len(zones) == 0 {
		return Interval{}, false
	}
	for t.Before(limit) {
		open, until := h.openIn(t, zones)
		if !open {
			t = until
			continue
		}
		span = Interval{Start: t, End: until}
		for open && span.End.Before(limit) {
			if open, until = h.openIn(span.End, zones); open {
				span.End = until
			}
		}
		span.End = earlier(span.End, limit)
		return span, true
	}
	return Interval{}, false
}

// openIn says whether it is open in every zone, and an instant after t until which that holds.
func (h *Hours) openIn(t time.Time, zones []*time.Location) (open bool, until time.Time) {
	for i, zone := range zones {
		opens, ends := h.Open(t, zone)
		if !opens {
			return false, ends
		}
		if i == 0 || ends.Before(until) {
			until = ends
		}
	}
	return true, until
}
