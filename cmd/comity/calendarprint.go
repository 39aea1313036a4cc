package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"comity/internal/calendar"
)

// printCalendar writes a year month by month: a sheet, and the days that have a name.
func (c *cli) printCalendar(t *calendar.Table, year int, places []calendar.Place, days []calendarDay) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d", t.Country(), year)
	for _, p := range places {
		fmt.Fprintf(&b, " %s", p)
	}
	b.WriteString(c.say(`   * day off   + weekend day that is worked`, `   * 休   + 调休上班`) + "\n")
	worked := 0
	for month := time.January; month <= time.December; month++ {
		first := slices.IndexFunc(days, func(d calendarDay) bool { return d.Date.Month == month })
		end := first
		for end < len(days) && days[end].Date.Month == month {
			end++
		}
		c.monthSheet(&b, days[first:end])
		for _, d := range days[first:end] {
			if d.Working {
				worked++
			}
		}
	}
	fmt.Fprintf(&b, "\n%s\n", c.sprintf("%d working days, %d days of rest", "工作日 %d 天，休息日 %d 天", worked, len(days)-worked))
	if len(places) == 0 {
		c.regionalDays(&b, t.Regional(year))
	}
	_, err := c.Out.Write([]byte(b.String()))
	return err
}

// monthSheet writes one month, weeks from Monday.
func (c *cli) monthSheet(b *strings.Builder, days []calendarDay) {
	month := days[0].Date.Month
	fmt.Fprintf(b, "\n%s\n", c.say(month.String(), fmt.Sprintf("%d 月", int(month))))
	line := ""
	for _, w := range strings.Fields(c.say("Mo Tu We Th Fr Sa Su", "一 二 三 四 五 六 日")) {
		line += "  " + w + " "
	}
	line += "\n" + strings.Repeat("     ", (int(days[0].Date.Weekday())+6)%7)
	for _, d := range days {
		line += fmt.Sprintf("%4d%s", d.Date.Day, dayMark(d))
		if d.Date.Weekday() == time.Sunday {
			line += "\n"
		}
	}
	for l := range strings.Lines(line + "\n") {
		if l = strings.TrimRight(l, " \n"); l != "" {
			b.WriteString(l + "\n")
		}
	}
	for _, s := range spans(days) {
		kind := c.say("off", "休")
		if s.Working {
			kind = c.say("worked", "班")
		}
		fmt.Fprintf(b, "  %s  %s  %s\n", pad(s.dates(), 24), pad(kind, 6), s.Name)
	}
}

// dayMark tells a day that is not what its weekday says.
func dayMark(d calendarDay) string {
	weekend := d.Date.Weekday() == time.Saturday || d.Date.Weekday() == time.Sunday
	switch {
	case d.Name == "":
		return " "
	case !d.Working:
		return "*"
	case weekend:
		return "+"
	}
	return " "
}

// daySpan is days that follow one another and are alike.
type daySpan struct {
	calendarDay
	last calendar.Date
}

func (s daySpan) dates() string {
	if s.last == s.Date {
		return s.Date.String()
	}
	return s.Date.String() + " – " + s.last.String()
}

// spans joins the days that have a name.
func spans(days []calendarDay) []daySpan {
	var list []daySpan
	for _, d := range days {
		if d.Name == "" {
			continue
		}
		if n := len(list) - 1; n >= 0 && list[n].last.AddDays(1) == d.Date && list[n].Name == d.Name && list[n].Working == d.Working {
			list[n].last = d.Date
			continue
		}
		list = append(list, daySpan{d, d.Date})
	}
	return list
}

// regionalDays lists the days off that count only in parts of the country.
func (c *cli) regionalDays(b *strings.Builder, days []calendar.RegionalDay) {
	if len(days) == 0 {
		return
	}
	b.WriteString("\n" + c.say("in parts of the country only; --place counts them", "仅限部分地区；用 --place 计入") + "\n")
	var last []calendar.Place
	var run []calendarDay
	write := func() {
		names := make([]string, len(last))
		for i, p := range last {
			names[i] = string(p)
		}
		for _, s := range spans(run) {
			fmt.Fprintf(b, "  %s  %s  %s\n", pad(s.dates(), 24), s.Name, strings.Join(names, " "))
		}
	}
	for _, d := range days {
		if !slices.Equal(d.Regions, last) {
			write()
			last, run = d.Regions, nil
		}
		run = append(run, calendarDay{d.Date, d.Working, c.say(d.Name.EN, d.Name.ZH)})
	}
	write()
}
