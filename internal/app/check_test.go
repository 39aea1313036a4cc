package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/internal/settings"
)

// ending writes the calendar of a country that ends with 2026.
func ending(t *testing.T, dir, country string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Join(dir, "calendars"), 0o700))
	text := fmt.Sprintf(`{"country":%q,"years":{"2026":{"paper":"p","url":"u","as_of":"2026-01-01"}}}`, country)
	must(t, os.WriteFile(filepath.Join(dir, "calendars", strings.ToLower(country)+".json"), []byte(text), 0o600))
}

func TestACheckWarnsSixtyDaysBeforeACalendarRunsOut(t *testing.T) {
	t.Parallel()
	s := settings.Default()
	s.Policies.Dir = t.TempDir()
	for _, country := range []string{"CN", "US", "ZZ"} {
		ending(t, s.Policies.Dir, country)
	}
	for _, c := range []struct {
		at, country, detail string
		ok, warning         bool
	}{
		{"2026-11-01T23:58:00+08:00", "CN", "", true, false}, // 61 days before the first day without a table
		{"2026-11-02T00:00:00+08:00", "CN", "it ends with 2026-12-31 (days left: 60)", true, true},
		{"2026-12-31T23:58:00+08:00", "CN", "it ends with 2026-12-31 (days left: 1)", true, true},
		{"2027-01-01T00:00:00+08:00", "CN", "no table for the year 2027", false, false},
		{"2026-11-01T23:58:00-05:00", "US", "", true, false}, // the zone furthest ahead decides
		{"2026-11-02T00:00:01-05:00", "US", "add the year 2027 to calendars/us.json in the folder of your policies (policies.dir)", true, true},
		{"2027-01-01T00:00:00-05:00", "US", "no table for the year 2027", false, false},
		{"2026-11-01T09:58:00Z", "ZZ", "", true, false}, // a country of which no zone is known: the first place to have the date
		{"2026-11-01T10:00:00Z", "ZZ", "days left: 60", true, true},
	} {
		now, err := time.Parse(time.RFC3339, c.at)
		must(t, err)
		a := &App{Settings: s, Clock: NewClock(now)}
		found := false
		for _, x := range a.checkCalendars() {
			if x.What != "holiday calendar "+c.country {
				continue
			}
			found = true
			if x.OK != c.ok || x.Warning != c.warning || !strings.Contains(x.Detail, c.detail) || (x.Detail == "") != (c.detail == "") {
				t.Errorf("at %s: %+v, want %q", c.at, x, c.detail)
			}
		}
		if !found {
			t.Errorf("nobody looked at the calendar of %s", c.country)
		}
	}
}
