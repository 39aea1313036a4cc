package policy_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"comity/config"
	"comity/internal/calendar"
)

// clock is what a clock on the wall and the calendar beside it show. Days are counted from 1970-01-01, weeks from
// the Monday before it.
type clock struct {
	minute, weekday  int
	day, week, month int
}

func read(t time.Time, zone *time.Location) clock {
	local := t.In(zone)
	y, m, d := local.Date()
	day := dayOf(y, m, d)
	return clock{local.Hour()*60 + local.Minute(), int(local.Weekday()), day, (day + 3) / 7, y*12 + int(m)}
}

func dayOf(y int, m time.Month, d int) int {
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func dayIn(d calendar.Date) int { return dayOf(d.Year, d.Month, d.Day) }

func dateOf(day int) calendar.Date {
	y, m, d := time.Unix(int64(day)*86400, 0).UTC().Date()
	return calendar.Date{Year: y, Month: m, Day: d}
}

// almanac is a holiday table as its file has it.
type almanac struct {
	years map[int]bool
	off   map[int][][]string // by day: the regions of each day off, none: everywhere
	work  map[int]bool
}

var almanacs = map[string]*almanac{"CN": readAlmanac("cn"), "GB": readAlmanac("gb")}

func readAlmanac(name string) *almanac {
	type entry struct {
		From, To string
		Regions  []string
	}
	var file struct {
		Years map[string]struct{ Off, Work []entry }
	}
	data, err := fs.ReadFile(config.FS(), "calendars/"+name+".json")
	if err != nil {
		panic(err)
	}
	if err := json.Unmarshal(data, &file); err != nil {
		panic(err)
	}
	a := &almanac{map[int]bool{}, map[int][][]string{}, map[int]bool{}}
	each := func(e entry, f func(day int)) {
		first, err := time.Parse(time.DateOnly, e.From)
		if err != nil {
			panic(err)
		}
		last, err := time.Parse(time.DateOnly, cmpOr(e.To, e.From))
		if err != nil {
			panic(err)
		}
		for ; !first.After(last); first = first.AddDate(0, 0, 1) {
			f(int(first.Unix() / 86400))
		}
	}
	for y, year := range file.Years {
		var n int
		if _, err := fmt.Sscan(y, &n); err != nil {
			panic(err)
		}
		a.years[n] = true
		for _, e := range year.Off {
			each(e, func(day int) { a.off[day] = append(a.off[day], e.Regions) })
		}
		for _, e := range year.Work {
			each(e, func(day int) { a.work[day] = true })
		}
	}
	return a
}

// worked says whether a day is worked by somebody who may be in the places; known is false in a year without a
// table.
func (a *almanac) worked(day int, places []calendar.Place) (yes, known bool) {
	if !a.years[dateOf(day).Year] {
		return false, false
	}
	off := false
	for _, regions := range a.off[day] {
		if len(regions) == 0 {
			off = true
		}
		for _, r := range regions {
			for _, p := range places {
				if strings.Contains(string(p), "-") && (inside(string(p), r) || inside(r, string(p))) {
					return false, true
				}
			}
		}
	}
	weekend := (day+4)%7 == 6 || (day+4)%7 == 0 // 1970-01-01 was a Thursday
	return !off && (!weekend || a.work[day]), true
}

// inside says that a place is another, or a part of it.
func inside(p, q string) bool {
	a, b := strings.Split(p, "-"), strings.Split(q, "-")
	return len(b) <= len(a) && slices.Equal(a[:len(b)], b)
}

func TestTheAlmanacReadsWhatTheTextsSay(t *testing.T) {
	t.Parallel()
	for date, want := range map[string]bool{
		"2025-10-08": false, "2025-10-09": true, "2025-10-11": true, "2025-10-12": false, // regulation.md, section 2
		"2026-02-14": true, "2026-02-15": false, "2026-02-23": false, "2026-02-24": true, "2026-02-28": true,
	} {
		d, err := calendar.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		if got, known := almanacs["CN"].worked(dayIn(d), nil); !known || got != want {
			t.Errorf("%s: worked %t, known %t", date, got, known)
		}
	}
	losar := dayOf(2026, time.February, 24)
	if got, _ := almanacs["CN"].worked(losar, []calendar.Place{"CN-54"}); got {
		t.Error("somebody who may be in Lhasa has a day off at Losar")
	}
}
