package main

import (
	"encoding/csv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/app"
	"comity/internal/calendar"
	"comity/internal/policy"
)

// calendarFlags are those of `comity calendar`.
type calendarFlags struct {
	country, format string
	year            int
	places          []string
}

// calendarDay is a date of a year, as it is printed.
type calendarDay struct {
	Date    calendar.Date `json:"date"`
	Working bool          `json:"working"`
	Name    string        `json:"name"` // empty on ordinary days
}

func (c *cli) calendarCommand() *cobra.Command {
	var f calendarFlags
	cmd := &cobra.Command{
		Use: "calendar", Short: c.say("Print the working days and holidays of a year", "显示某一年的工作日与节假日"), Args: c.nothing,
		Long: c.say(`Prints every date of a year as the rules see it: whether it is worked, and the name of the holiday, or of the
holiday that a working weekend day makes up for. The tables are those of the policies folder, where it has any, and
else the ones built in. Holidays of a part of the country count where --place says that somebody may be there.`,
			`按规则所见列出一年中的每一天：是否工作日，以及节假日名称；调休上班的周末则给出所调休的节假日名称。节假日表取自策略
文件夹，其中没有的用内置的表。地区性节假日只在 --place 表明可能身处该地时计入。`),
		Example: `  comity calendar --country CN --year 2026
  comity calendar --country GB --year 2026 --place GB-SCT --format csv`,
		Annotations: exits(exitDone, exitFailed, exitUsage),
		RunE:        func(*cobra.Command, []string) error { return c.calendar(f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.country, "country", "", c.say("`CODE` of the country, such as CN; required", "国家`代码`，如 CN；必填"))
	fl.IntVar(&f.year, "year", 0, c.say("the `YEAR`; required", "`年份`；必填"))
	fl.StringVar(&f.format, "format", "table", c.say("`FORM`: table, csv (date,working,name) or json", "`格式`：table、csv（date,working,name）或 json"))
	fl.StringSliceVar(&f.places, "place", nil, c.say("`PLACES` in the country where somebody may be, such as CN-54, several by comma (default: none)", "可能身处的国内`地区`，如 CN-54，可用逗号分隔（默认：无）"))
	return cmd
}

func (c *cli) calendar(f calendarFlags) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	tables, err := app.Calendars(s)
	if err != nil {
		return err
	}
	table, err := c.calendarTable(tables, f)
	if err != nil {
		return err
	}
	places, err := c.calendarPlaces(f)
	if err != nil {
		return err
	}
	days, err := c.calendarDays(table, f.year, places)
	if err != nil {
		return err
	}
	switch f.format {
	case "csv":
		return c.printCalendarCSV(days)
	case "json":
		return c.printJSON(days)
	case "table":
		return c.printCalendar(table, f.year, places, days)
	}
	return c.usage("--format: there is no format %q; write table, csv or json", "--format：没有格式 %q；请写 table、csv 或 json", f.format)
}

// calendarTable finds the table asked for, or says which there are.
func (c *cli) calendarTable(tables policy.Calendars, f calendarFlags) (*calendar.Table, error) {
	known := strings.Join(slices.Sorted(maps.Keys(tables)), c.say(", ", "、"))
	if f.country == "" {
		return nil, c.usage("--country: say which country; there are calendars of %s", "--country：请写明国家；现有 %s 的节假日表", known)
	}
	table, ok := tables[strings.ToUpper(f.country)]
	if !ok {
		return nil, c.usage("--country: there is no calendar of %q; there are those of %s", "--country：没有 %q 的节假日表；现有 %s", f.country, known)
	}
	if f.year == 0 {
		return nil, c.usage("--year: say which year; there are %s", "--year：请写明年份；现有 %s", c.calendarYears(table))
	}
	return table, nil
}

func (c *cli) calendarYears(t *calendar.Table) string {
	var years []string
	for _, y := range t.Years() {
		years = append(years, strconv.Itoa(y))
	}
	return strings.Join(years, c.say(", ", "、"))
}

func (c *cli) calendarPlaces(f calendarFlags) ([]calendar.Place, error) {
	var places []calendar.Place
	for _, s := range f.places {
		p, err := calendar.ParsePlace(s)
		if err != nil || !strings.EqualFold(p.Country(), f.country) {
			return nil, c.usage("--place: %q is not a place in %s; write it like CN-54, GB-SCT or US-NY-NYC", "--place：%q 不是 %s 的地区；请写成 CN-54、GB-SCT 或 US-NY-NYC 的形式", s, strings.ToUpper(f.country))
		}
		places = append(places, p)
	}
	return places, nil
}

// calendarDays is every date of a year that has a table.
func (c *cli) calendarDays(t *calendar.Table, year int, places []calendar.Place) ([]calendarDay, error) {
	if !slices.Contains(t.Years(), year) {
		return nil, c.fail("the calendar of %s has no table for the year %d; it has %s; add one when it is announced, to calendars/%s.json",
			"%s 的节假日表没有 %d 年；现有 %s；公布后请补入 calendars/%s.json", t.Country(), year, c.calendarYears(t), strings.ToLower(t.Country()))
	}
	var days []calendarDay
	for d := (calendar.Date{Year: year, Month: time.January, Day: 1}); d.Year == year; d = d.AddDays(1) {
		day, err := t.Day(d, places...)
		if err != nil {
			return nil, err
		}
		days = append(days, calendarDay{d, day.Working, c.say(day.Name.EN, day.Name.ZH)})
	}
	return days, nil
}

// printCalendarCSV writes what programs compare: dates in ISO form, true or false, and names as RFC 4180
// quotes them.
func (c *cli) printCalendarCSV(days []calendarDay) error {
	w := csv.NewWriter(c.Out)
	_ = w.Write([]string{"date", "working", "name"}) // a failure to write is told by Error
	for _, d := range days {
		_ = w.Write([]string{d.Date.String(), strconv.FormatBool(d.Working), d.Name})
	}
	w.Flush()
	return w.Error()
}
