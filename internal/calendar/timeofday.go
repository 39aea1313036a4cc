package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// TimeOfDay is minutes since local midnight, as the clock on the wall shows them: 0 to 1440.
type TimeOfDay int

// EndOfDay is midnight at the end of a day, written 24:00.
const EndOfDay TimeOfDay = 24 * 60

// ParseTimeOfDay reads hours and minutes, two digits each, from 00:00 to 24:00.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	wrong := fmt.Errorf("%q is not a time of day: write it as HH:MM, from 00:00 to 24:00", s)
	hh, mm, ok := strings.Cut(s, ":")
	if !ok || len(hh) != 2 || len(mm) != 2 {
		return 0, wrong
	}
	h, err := strconv.ParseUint(hh, 10, 8)
	if err != nil {
		return 0, wrong
	}
	m, err := strconv.ParseUint(mm, 10, 8)
	if err != nil || m > 59 {
		return 0, wrong
	}
	t := TimeOfDay(h*60 + m)
	if t > EndOfDay {
		return 0, wrong
	}
	return t, nil
}

// String writes HH:MM.
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", int(t)/60, int(t)%60) }

func (t TimeOfDay) seconds() int64 { return int64(t) * 60 }

// Window is a span of local time within a day, from From up to, but not including, To.
type Window struct {
	From, To TimeOfDay
}

// ParseWindow reads "08:00-22:00". A window ends on the day it begins: one past midnight is two windows.
func ParseWindow(s string) (Window, error) {
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return Window{}, fmt.Errorf("%q is not a window: write it as HH:MM-HH:MM, for example 08:00-22:00", s)
	}
	var w Window
	var err error
	if w.From, err = ParseTimeOfDay(strings.TrimSpace(from)); err != nil {
		return Window{}, err
	}
	if w.To, err = ParseTimeOfDay(strings.TrimSpace(to)); err != nil {
		return Window{}, err
	}
	if w.From >= w.To {
		return Window{}, fmt.Errorf("the window %s never opens: it ends at or before its beginning; write one past midnight as two windows", w)
	}
	return w, nil
}

// String writes 08:00-22:00.
func (w Window) String() string { return w.From.String() + "-" + w.To.String() }
