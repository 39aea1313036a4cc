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
)

// tableFile is a table as it is written: JSON, so that it is easily made from the official notice.
type tableFile struct {
	Country string              `json:"country"` // ISO 3166-1 alpha-2
	Title   Name                `json:"title"`
	Years   map[string]yearFile `json:"years"`
}

// yearFile is a year as it is written.
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

	Regions []Place `json:"regions"` // the parts of the country that are off; empty: all of it
	Paper   string  `json:"paper"`   // where the span comes from, when that is not the paper of the year
	URL     string  `json:"url"`
}

// ParseTable reads a country's calendar; file is its name, for errors. Unknown fields, days outside their
// year, days named twice for the same place, and entries without name, source or date of comparison are errors.
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
	t := &Table{country: in.Country, digest: hex.EncodeToString(sum[:]), years: make(map[int]year, len(in.Years))}
	for key, written := range in.Years {
		first, err := ParseDate(key + "-01-01")
		if err != nil {
			return nil, fmt.Errorf("%s: years: %q is not a year", file, key)
		}
		days, err := written.days(in.Country, first.Year)
		if err != nil {
			return nil, fmt.Errorf("%s: years.%s: %w", file, key, err)
		}
		t.years[first.Year] = days
	}
	return t, nil
}

// days lays the spans of a year out by date.
func (y yearFile) days(country string, number int) (year, error) {
	if y.Paper == "" || y.URL == "" || y.AsOf.IsZero() {
		return year{}, errors.New("paper, url and as_of must say where the days come from and when they were compared")
	}
	days := year{national: make(map[Date]Day)}
	for _, list := range []struct {
		field   string
		working bool
		spans   []spanFile
	}{{"off", false, y.Off}, {"work", true, y.Work}} {
		for i, span := range list.spans {
			err := span.check(country, number, list.working)
			if err == nil {
				err = span.lay(&days, list.working)
			}
			if err != nil {
				return year{}, fmt.Errorf("%s[%d]: %w", list.field, i, err)
			}
		}
	}
	return days, nil
}

// last is the last day of the span.
func (s spanFile) last() Date {
	if s.To.IsZero() {
		return s.From
	}
	return s.To
}

// check says what is wrong with a span by itself.
func (s spanFile) check(country string, number int, working bool) error {
	if s.ZH == "" || s.EN == "" {
		return fmt.Errorf("the days from %s need a name in zh and in en", s.From)
	}
	if (s.Paper == "") != (s.URL == "") {
		return fmt.Errorf("the days from %s need both paper and url, or neither when they are those of the year", s.From)
	}
	if last := s.last(); s.From.Year != number || last.Year != number || last.Before(s.From) {
		return fmt.Errorf("%s to %s is not a span of days of %d", s.From, last, number)
	}
	if working && len(s.Regions) > 0 {
		return fmt.Errorf("%s is worked in regions: days are made up for in the whole country only; take the regions out", s.From)
	}
	for i, r := range s.Regions {
		if p, err := ParsePlace(string(r)); err != nil || p != r || r == Place(country) || r.Country() != country {
			return fmt.Errorf("regions: %q is not a region of %s: write it as ISO 3166-2 does, for example GB-SCT or CN-54", r, country)
		}
		if slices.ContainsFunc(s.Regions[:i], r.MayBe) {
			return fmt.Errorf("regions: %s is named twice", r)
		}
	}
	return nil
}

// lay puts each day of a span into days.
func (s spanFile) lay(days *year, working bool) error {
	for d := s.From; !s.last().Before(d); d = d.AddDays(1) {
		if working && !weekend(d) {
			return fmt.Errorf("%s is no weekend day, so it cannot be worked to make up for another", d)
		}
		if err := days.add(Day{Date: d, Working: working, Name: Name{s.ZH, s.EN}}, s.Regions); err != nil {
			return err
		}
	}
	return nil
}

// add puts one day into the year. A day off of the whole country leaves no room for one of a region; a day
// that the country makes up for may be a day off in a region all the same.
func (y *year) add(day Day, regions []Place) error {
	national, named := y.national[day.Date]
	off := y.regional[day.Date]
	if len(regions) == 0 {
		if named || len(off) > 0 && !day.Working {
			return fmt.Errorf("%s is named twice", day.Date)
		}
		y.national[day.Date] = day
		return nil
	}
	if named && !national.Working {
		return fmt.Errorf("%s is named twice: it is off in the whole country already", day.Date)
	}
	for i := range off {
		if off[i].concerns(regions) {
			return fmt.Errorf("%s is named twice in one of %s", day.Date, regions)
		}
	}
	if y.regional == nil {
		y.regional = make(map[Date][]RegionalDay)
	}
	y.regional[day.Date] = append(off, RegionalDay{Day: day, Regions: regions})
	return nil
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
