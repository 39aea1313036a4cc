package policy_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"comity/config"
	"comity/internal/dunning"

	"pgregory.net/rapid"
)

func calendarOf(t rapid.TB, country string) []byte {
	t.Helper()
	data, err := fs.ReadFile(config.FS(), "calendars/"+strings.ToLower(country)+".json")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// horizon is how far the judge looks.
const horizon = 5 * 24 * time.Hour

// An instant that Decide gives is permitted, no earlier one is, and the span it gives is permitted throughout and then
// ends. The judge looks at every ten minutes of five days.
func TestTheInstantGivenIsPermittedAndTheFirst(t *testing.T) {
	often(t, 6, func(t *rapid.T) {
		w := drawWorld(t)
		j, f := w.judge, w.judge.facts
		v := w.engine().Decide(f)
		for _, cv := range v.Channels {
			first, point := j.first(cv.Channel)
			switch {
			case cv.NotBefore.IsZero() && !first.IsZero():
				t.Fatalf("%s: %s, but %s is permitted through %s; %s", cv.Channel, cv.Outcome, first, point, why(v))
			case cv.NotBefore.IsZero():
				continue
			case first.IsZero() && cv.NotBefore.Before(f.Now.Add(horizon)), !first.IsZero() && !cv.NotBefore.Equal(first):
				t.Fatalf("%s: not before %s, but the first permitted instant is %s; %s", cv.Channel, cv.NotBefore, first, why(v))
			case (cv.Outcome == dunning.Allow) != cv.NotBefore.Equal(f.Now):
				t.Fatalf("%s: %s from %s, asked at %s", cv.Channel, cv.Outcome, cv.NotBefore, f.Now)
			}
			w.span(cv)
		}
	})
}

// first is the first instant at which a channel may be used, and through which contact point. A point that may not be
// used now for a reason that is not about waiting is not used at all.
func (j *judge) first(c dunning.Channel) (best time.Time, point string) {
	f := &j.facts
	for i := range f.Points {
		p := &f.Points[i]
		if !j.fits(p, c, f.Now) {
			continue
		}
		for at := f.Now; at.Before(f.Now.Add(horizon)); at = at.Add(grid) {
			if !j.free(p, c, at) || !j.fits(p, c, at) {
				continue
			}
			if best.IsZero() || at.Before(best) {
				best, point = at, p.ID
			}
			break
		}
	}
	return best, point
}

// span holds NotBefore and NotAfter of a channel against the judge, for the contact point chosen.
func (w *world) span(cv dunning.ChannelVerdict) {
	j, t := w.judge, w.t
	i := slices.IndexFunc(j.facts.Points, func(p dunning.ContactPoint) bool { return p.ID == cv.Point })
	p := &j.facts.Points[i]
	if !cv.NotBefore.Before(cv.NotAfter) {
		t.Fatalf("%s: the span from %s ends at %s", cv.Channel, cv.NotBefore, cv.NotAfter)
	}
	permits := func(at time.Time) bool { return j.fits(p, cv.Channel, at) && j.free(p, cv.Channel, at) }
	for at := cv.NotBefore; at.Before(cv.NotAfter) && at.Before(cv.NotBefore.Add(horizon)); at = at.Add(grid) {
		if !permits(at) {
			t.Fatalf("%s: %s is not permitted, within %s to %s", cv.Channel, at, cv.NotBefore, cv.NotAfter)
		}
	}
	if cv.NotAfter.Before(cv.NotBefore.Add(horizon)) && permits(cv.NotAfter) {
		t.Fatalf("%s: the span from %s still goes on at its end, %s", cv.Channel, cv.NotBefore, cv.NotAfter)
	}
}

// why says what stood in the way.
func why(v dunning.Verdict) string {
	var list []string
	for _, f := range v.Findings {
		list = append(list, string(f.Channel)+" "+f.Rule+" "+string(f.Outcome))
	}
	return strings.Join(list, ", ")
}
