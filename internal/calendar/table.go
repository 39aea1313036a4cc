package calendar

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Name is what a day is called, in Chinese and in English.
type Name struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Day is what a country's calendar says about a date.
type Day struct {
	Date    Date
	Working bool
	Name    Name // of the holiday, or of the holiday a working day makes up for; empty on ordinary days
}

// NoTableError says that a country's calendar has no table for a year. Whoever asks must not go on as if
// the day were an ordinary one.
type NoTableError struct {
	Country string
	Year    int
}

// Error says which table is missing and where it belongs.
func (e *NoTableError) Error() string {
	return fmt.Sprintf("calendar %s: no table for the year %d: add it to config/calendars/%s.json when it is announced",
		e.Country, e.Year, strings.ToLower(e.Country))
}

// Table is a country's statutory days, year by year. It does not change after ParseTable.
type Table struct {
	country string
	digest  string
	years   map[int]map[Date]Day // of each year, the days that differ from what the weekday says
}

// tableFile is a table as it is written: JSON, so that it is easily made from the official notice.
type tableFile struct {
	Country string              `json:"country"` // ISO 3166-1 alpha-2
	Title   Name                `json:"title"`
	Years   map[string]yearFile `json:"years"`
}

// yearFile is the days of one year that differ from what the weekday says.
type yearFile struct {
	Paper string     `json:"paper"` // the notice or statute
	URL   string     `json:"url"`
	AsOf  Date       `json:"as_of"` // when the entry was last compared with its source
	Off   []spanFile `json:"off"`   // days off
	Work  []spanFile `json:"work"`  // weekend days that are worked, to make up for days off
}

// spanFile is a day, or the days from From to To, both included.
type spanFile struct {
	From Date   `json:"from"`
	To   Date   `json:"to"` // empty: the one day From
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// ParseTable reads a country's calendar; file is its name, for errors. Unknown fields, days outside their
// year, days named twice, and entries without name, source or date of comparison are errors.
func ParseTable(file string, data []byte) (*Table, error) {
	var in tableFile
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return nil, fmt.Errorf("%s:%s: not a calendar: %w", file, position(data, offsetOf(err, dec.InputOffset())), err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s:%s: there is something after the calendar: remove it", file, position(data, dec.InputOffset()))
	}
	if len(in.Country) != 2 || in.Country != strings.ToUpper(in.Country) {
		return nil, fmt.Errorf("%s: country: %q is not a country code: write two capitals, for example CN", file, in.Country)
	}
	sum := sha256.Sum256(data)
	t := &Table{country: in.Country, digest: hex.EncodeToString(sum[:]), years: make(map[int]map[Date]Day, len(in.Years))}
	for key, year := range in.Years {
		first, err := ParseDate(key + "-01-01")
		if err != nil {
			return nil, fmt.Errorf("%s: years: %q is not a year", file, key)
		}
		days, err := year.days(first.Year)
		if err != nil {
			return nil, fmt.Errorf("%s: years.%s: %w", file, key, err)
		}
		t.years[first.Year] = days
	}
	return t, nil
}

// days lays the spans of a year out by date.
func (y yearFile) days(year int) (map[Date]Day, error) {
	if y.Paper == "" || y.URL == "" || y.AsOf.IsZero() {
		return nil, errors.New("paper, url and as_of must say where the days come from and when they were compared")
	}
	days := make(map[Date]Day)
	for _, list := range []struct {
		field   string
		working bool
		spans   []spanFile
	}{{"off", false, y.Off}, {"work", true, y.Work}} {
		for i, span := range list.spans {
			if err := span.lay(days, year, list.working); err != nil {
				return nil, fmt.Errorf("%s[%d]: %w", list.field, i, err)
			}
		}
	}
	return days, nil
}

// lay puts each day of a span into days.
func (s spanFile) lay(days map[Date]Day, year int, working bool) error {
	last := s.To
	if last.IsZero() {
		last = s.From
	}
	if s.ZH == "" || s.EN == "" {
		return fmt.Errorf("the days from %s need a name in zh and in en", s.From)
	}
	if s.From.Year != year || last.Year != year || last.Before(s.From) {
		return fmt.Errorf("%s to %s is not a span of days of %d", s.From, last, year)
	}
	for d := s.From; !last.Before(d); d = d.AddDays(1) {
		if _, twice := days[d]; twice {
			return fmt.Errorf("%s is named twice", d)
		}
		if working && !weekend(d) {
			return fmt.Errorf("%s is no weekend day, so it cannot be worked to make up for another", d)
		}
		days[d] = Day{Date: d, Working: working, Name: Name{s.ZH, s.EN}}
	}
	return nil
}

// Country is the ISO 3166-1 code the table is for.
func (t *Table) Country() string { return t.country }

// Digest identifies the content of the table: the SHA-256 of its file, in hexadecimal.
func (t *Table) Digest() string { return t.digest }

// Years lists the years with a table, in order.
func (t *Table) Years() []int {
	years := make([]int, 0, len(t.years))
	for y := range t.years {
		years = append(years, y)
	}
	slices.Sort(years)
	return years
}

// Day says whether a date is worked. Saturdays and Sundays are days of rest, unless they make up for
// another day. A year without a table is a *NoTableError.
func (t *Table) Day(d Date) (Day, error) {
	year, ok := t.years[d.Year]
	if !ok {
		return Day{}, &NoTableError{Country: t.country, Year: d.Year}
	}
	if day, ok := year[d]; ok {
		return day, nil
	}
	return Day{Date: d, Working: !weekend(d)}, nil
}

// At is the day on which t falls in zone, and an instant after t until which it is that day.
func (t *Table) At(at time.Time, zone *time.Location) (day Day, until time.Time, err error) {
	d, until := dateAt(at, zone)
	day, err = t.Day(d)
	return day, until, err
}

func weekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// offsetOf is where a mistake in the JSON lies: where the error says, else where reading stopped.
func offsetOf(err error, stopped int64) int64 {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return syntax.Offset
	case errors.As(err, &kind):
		return kind.Offset
	}
	return stopped
}

// position writes an offset as line and column, both from 1.
func position(data []byte, offset int64) string {
	before := data[:min(int(offset), len(data))]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("%d:%d", line, column)
}
