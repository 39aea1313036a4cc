package nightrun

import (
	"strings"
	"testing"
	"time"

	"comity/internal/dunning"
)

// paymentFiles are the newest two payment files, so many rows long, the newest cut so long before the night.
func paymentFiles(age time.Duration, newest, before int) []dunning.Feed {
	return []dunning.Feed{{AsOf: night.Add(-age), Rows: newest}, {AsOf: night.Add(-age - 24*time.Hour), Rows: before}}
}

func TestTheGateHoldsARunWhosePaymentDataAreNotFitToGoBy(t *testing.T) {
	t.Parallel()
	const us = time.Microsecond
	strict := dunning.Schedule{MaxAgeHours: 2, ShrinkPercent: 90}
	for name, c := range map[string]struct {
		schedule dunning.Schedule
		feeds    []dunning.Feed
		says     string // part of the reason; empty: the run begins
	}{
		"no payment file ever":                             {dunning.Schedule{}, nil, "no payment file"},
		"a first file, cut just now":                       {dunning.Schedule{}, paymentFiles(0, 10, 0)[:1], ""},
		"a first file without rows: nobody paid":           {dunning.Schedule{}, paymentFiles(0, 0, 0)[:1], ""},
		"a file of exactly 36 hours":                       {dunning.Schedule{}, paymentFiles(36*time.Hour, 10, 10), ""},
		"a file older than 36 hours by a microsecond":      {dunning.Schedule{}, paymentFiles(36*time.Hour+us, 10, 10), "36 hours old at most"},
		"a file of exactly the age that the schedule sets": {strict, paymentFiles(2*time.Hour, 10, 10), ""},
		"a file older than the schedule wants":             {strict, paymentFiles(2*time.Hour+us, 10, 10), "2 hours old at most"},
		"a file with exactly half the rows":                {dunning.Schedule{}, paymentFiles(0, 500, 1000), ""},
		"a file with less than half the rows":              {dunning.Schedule{}, paymentFiles(0, 499, 1000), "499 rows, the one before it had 1000: less than 50 percent"},
		"a file with half of an odd number, rounded down":  {dunning.Schedule{}, paymentFiles(0, 500, 1001), "less than 50 percent"},
		"exactly the share that the schedule sets":         {strict, paymentFiles(0, 900, 1000), ""},
		"less than the share that the schedule sets":       {strict, paymentFiles(0, 899, 1000), "less than 90 percent"},
		"a file that has grown":                            {dunning.Schedule{}, paymentFiles(0, 1000, 10), ""},
		"an empty file after an empty one":                 {dunning.Schedule{}, paymentFiles(0, 0, 0), ""},
		"an empty file after a full one":                   {dunning.Schedule{}, paymentFiles(0, 0, 10), "less than 50 percent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Gate(c.schedule, c.feeds, night)
			if (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
				t.Errorf("the reason is %q, want it to say %q", got, c.says)
			}
			if got != "" && !strings.Contains(got, "release the run") {
				t.Errorf("the reason %q does not say what to do", got)
			}
		})
	}
}
