package calendar

import "time"

// And is when both are open.
func (h Hours) And(o Hours) Hours {
	var both Hours
	for day := range h {
		for _, a := range h[day] {
			for _, b := range o[day] {
				if w := (Window{max(a.From, b.From), min(a.To, b.To)}); w.From < w.To {
					both[day] = append(both[day], w)
				}
			}
		}
	}
	return both
}

// Shorter is the same hours, every window of which ends so much sooner, in whole minutes. A window that is no
// longer than that is gone; one that goes on after midnight ends only there.
func (h Hours) Shorter(by time.Duration) Hours {
	var shorter Hours
	for day := range h {
		next := h[(day+1)%len(h)]
		for _, w := range h[day] {
			if w.To < EndOfDay || len(next) == 0 || next[0].From > 0 {
				w.To -= TimeOfDay(by / time.Minute)
			}
			if w.From < w.To {
				shorter[day] = append(shorter[day], w)
			}
		}
	}
	return shorter
}
