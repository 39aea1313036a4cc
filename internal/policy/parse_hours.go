package policy

import (
	"time"

	"comity/internal/calendar"

	"go.yaml.in/yaml/v3"
)

var weekdayKeys = map[string][]time.Weekday{
	"mon": {time.Monday}, "tue": {time.Tuesday}, "wed": {time.Wednesday}, "thu": {time.Thursday},
	"fri": {time.Friday}, "sat": {time.Saturday}, "sun": {time.Sunday},
}

// hours reads one window for every day, or windows by day of the week.
func (o *object) hours() calendar.Hours {
	var h calendar.Hours
	n, ok := o.need("hours", `for example "08:00-22:00"`)
	if !ok {
		return h
	}
	before := len(o.r.errs)
	if n.Kind != yaml.MappingNode {
		h = calendar.Daily(o.r.windows(n, o.at("hours"))...)
	} else if days, ok := o.r.object(n, o.at("hours"), "mon", "tue", "wed", "thu", "fri", "sat", "sun"); ok {
		for key, windows := range days.items {
			for _, day := range weekdayKeys[key] {
				h[day] = o.r.windows(windows, days.at(key))
			}
		}
	}
	if len(o.r.errs) == before {
		if err := h.Check(); err != nil {
			o.fail("hours", err.Error(), "write windows in order, for example 08:00-12:00 and 14:00-18:00")
		}
	}
	return h
}

// windows reads one window, or a list of them.
func (r *reader) windows(n *yaml.Node, path string) []calendar.Window {
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = n.Content
	}
	var windows []calendar.Window
	for _, item := range list {
		w, err := calendar.ParseWindow(item.Value)
		if err != nil {
			r.fail(item, path, err.Error(), "")
			continue
		}
		windows = append(windows, w)
	}
	return windows
}
