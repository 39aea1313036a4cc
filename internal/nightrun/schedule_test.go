package nightrun

import (
	"strings"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

func at(start, latest string) dunning.Schedule {
	return dunning.Schedule{PortfolioID: "book", At: start, Latest: latest, Enabled: true}
}

func TestARunStartsBetweenItsTimeAndItsLatestStart(t *testing.T) {
	t.Parallel()
	weekdays := at("02:00", "05:00")
	weekdays.Days = []string{"mon", "tue"}
	off := at("02:00", "05:00")
	off.Enabled = false
	for name, c := range map[string]struct {
		schedule      dunning.Schedule
		local         string // on Tuesday, 10 November 2026, in Shanghai, unless it names a day
		start, missed bool
	}{
		"a second before its time":                      {at("02:00", "05:00"), "01:59:59", false, false},
		"at its time":                                   {at("02:00", "05:00"), "02:00:00", true, false},
		"a second before its latest start":              {at("02:00", "05:00"), "04:59:59", true, false},
		"at its latest start":                           {at("02:00", "05:00"), "05:00:00", false, true},
		"late in the evening":                           {at("02:00", "05:00"), "23:59:59", false, true},
		"at six, which is the latest where none is set": {at("02:00", ""), "06:00:00", false, true},
		"a second before six":                           {at("02:00", ""), "05:59:59", true, false},
		"on one of its days":                            {weekdays, "02:00:00", true, false},
		"when it is switched off":                       {off, "03:00:00", false, false},
		"with a time that nobody could read":            {at("quarter past", "05:00"), "03:00:00", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shanghai := zone(t, "Asia/Shanghai")
			now, err := time.ParseInLocation("2006-01-02 15:04:05", "2026-11-10 "+c.local, shanghai)
			if err != nil {
				t.Fatal(err)
			}
			date, start, missed := Start(c.schedule, shanghai, now.UTC())
			if date != day || start != c.start || missed != c.missed {
				t.Errorf("it says %s, start %t, missed %t; want %s, %t, %t", date, start, missed, day, c.start, c.missed)
			}
		})
	}
}

func TestARunDoesNotStartOnOtherDaysAndDoesNotMissThem(t *testing.T) {
	t.Parallel()
	s := at("02:00", "05:00")
	s.Days = []string{"mon", "wed"}
	shanghai := zone(t, "Asia/Shanghai")
	for _, now := range []time.Time{night, night.Add(5 * time.Hour)} { // a Tuesday
		if _, start, missed := Start(s, shanghai, now); start || missed {
			t.Errorf("at %s on a Tuesday: start %t, missed %t", now.In(shanghai).Format("15:04"), start, missed)
		}
	}
}

// nights plays a scheduler that looks every minute, and lists the dates for which it would begin a run:
// a run that exists already is not begun again.
func nights(s dunning.Schedule, zone *time.Location, from, to time.Time) (begun []calendar.Date, missed []calendar.Date) {
	have, late := map[calendar.Date]bool{}, map[calendar.Date]bool{}
	for now := from; now.Before(to); now = now.Add(time.Minute) {
		date, start, tooLate := Start(s, zone, now)
		if start && !have[date] {
			have[date] = true
			begun = append(begun, date)
		}
		if tooLate && !have[date] && !late[date] {
			late[date] = true
			missed = append(missed, date)
		}
	}
	return begun, missed
}

func TestNightsOnWhichTheClockIsChanged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		zone     string
		schedule dunning.Schedule
		noon     string // before the night, local
		first    string // local time of the start, with its offset
	}{
		"a time that the night leaves out: the run starts when the gap is over": {"America/New_York", at("02:30", "06:00"), "2026-03-07", "2026-03-08T03:00:00-04:00"},
		"a time that the night has twice: the first of them":                    {"America/New_York", at("01:30", "06:00"), "2026-10-31", "2026-11-01T01:30:00-04:00"},
		"a latest start that the night leaves out":                              {"America/New_York", at("01:00", "02:30"), "2026-03-07", "2026-03-08T01:00:00-05:00"},
		"a latest start that the night has twice":                               {"America/New_York", at("00:30", "01:15"), "2026-10-31", "2026-11-01T00:30:00-04:00"},
		"a change of half an hour":                                              {"Australia/Lord_Howe", at("02:15", "06:00"), "2026-10-03", "2026-10-04T02:30:00+11:00"},
		"a midnight that is left out":                                           {"Africa/Cairo", at("00:30", "06:00"), "2026-04-23", "2026-04-24T01:00:00+03:00"},
		"an ordinary night":                                                     {"America/New_York", at("02:30", "06:00"), "2026-11-09", "2026-11-10T02:30:00-05:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z := zone(t, c.zone)
			from, err := time.ParseInLocation("2006-01-02 15:04", c.noon+" 12:00", z)
			if err != nil {
				t.Fatal(err)
			}
			// Up to noon, local time, of the next day: the schedule's day before has long missed its run.
			to := from.Add(24*time.Hour + 30*time.Minute)
			want, err := time.Parse(time.RFC3339, c.first)
			if err != nil {
				t.Fatal(err)
			}
			begun, _ := nights(c.schedule, z, from, to)
			if len(begun) != 1 || begun[0] != calendar.DateOf(want, z) {
				t.Fatalf("runs begin for %v, want one for %s", begun, calendar.DateOf(want, z))
			}
			for now := from; now.Before(to); now = now.Add(time.Minute) {
				if _, start, _ := Start(c.schedule, z, now); start {
					if !now.Equal(want) {
						t.Errorf("the run begins at %s, want %s", now.In(z).Format(time.RFC3339), c.first)
					}
					return
				}
			}
		})
	}
}

func TestPastNightsAreNeverReplayed(t *testing.T) {
	t.Parallel()
	shanghai := zone(t, "Asia/Shanghai")
	asleep := night.AddDate(0, 0, 3).Add(9 * time.Hour) // down for three nights, up again at eleven
	begun, missed := nights(at("02:00", "05:00"), shanghai, asleep, asleep.Add(24*time.Hour))
	if len(begun) != 1 || begun[0] != day.AddDays(4) {
		t.Errorf("runs begin for %v, want for the next night alone", begun)
	}
	if len(missed) != 1 || missed[0] != day.AddDays(3) {
		t.Errorf("missed are %v, want today's, once", missed)
	}
}

func TestAScheduleThatCouldNeverStartARunIsRefused(t *testing.T) {
	t.Parallel()
	with := func(change func(*dunning.Schedule)) dunning.Schedule {
		s := at("02:00", "05:00")
		change(&s)
		return s
	}
	for name, c := range map[string]struct {
		schedule dunning.Schedule
		says     string // empty: it is fine
	}{
		"a plain one":                         {at("02:00", "05:00"), ""},
		"one that leaves out its latest":      {at("02:00", ""), ""},
		"no time":                             {at("", "05:00"), "at:"},
		"a time that is none":                 {at("25:00", "05:00"), "at:"},
		"a latest start that is none":         {at("02:00", "5 o'clock"), "latest:"},
		"a latest start before its time":      {at("02:00", "01:00"), "latest: 01:00 is not after 02:00"},
		"a latest start at its time":          {at("02:00", "02:00"), "latest:"},
		"a time after the latest that is set": {at("07:00", ""), "latest: 06:00 is not after 07:00"},
		"a zone that nobody knows":            {with(func(s *dunning.Schedule) { s.Zone = "Asia/Atlantis" }), "zone:"},
		"a zone":                              {with(func(s *dunning.Schedule) { s.Zone = "Asia/Tokyo" }), ""},
		"a day that is none":                  {with(func(s *dunning.Schedule) { s.Days = []string{"mon", "Tuesday"} }), `"Tuesday"`},
		"every day by name":                   {with(func(s *dunning.Schedule) { s.Days = strings.Fields("sun mon tue wed thu fri sat") }), ""},
		"data of less than no age":            {with(func(s *dunning.Schedule) { s.MaxAgeHours = -1 }), "max_age_hours"},
		"a share beyond the whole":            {with(func(s *dunning.Schedule) { s.ShrinkPercent = 101 }), "shrink_percent"},
		"a share below nothing":               {with(func(s *dunning.Schedule) { s.ShrinkPercent = -1 }), "shrink_percent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := CheckSchedule(c.schedule, new(calendar.Zones))
			if (err == nil) != (c.says == "") || (err != nil && !strings.Contains(err.Error(), c.says)) {
				t.Errorf("the answer is %v, want it to say %q", err, c.says)
			}
		})
	}
}
