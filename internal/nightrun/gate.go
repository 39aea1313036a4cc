package nightrun

import (
	"fmt"
	"time"

	"comity/internal/dunning"
)

// Defaults of a schedule that does not say.
const (
	DefaultMaxAge        = 36 * time.Hour
	DefaultShrinkPercent = 50
	NeverShrunken        = -1        // a ShrinkPercent at which no file is too small
	ahead                = time.Hour // how far a creditor's clock may be ahead of ours
)

// Gate says why a run must wait for a person: payment data that is missing, old or shrunken would have
// people reminded who have paid. An empty reason lets the run begin. The feeds are the newest two of the
// portfolio's payment files, newest first.
func Gate(s dunning.Schedule, feeds []dunning.Feed, now time.Time) string {
	if len(feeds) == 0 {
		return "no payment file has ever been taken in: import one (a file without rows says that nobody paid), or release the run"
	}
	limit := DefaultMaxAge
	if s.MaxAgeHours > 0 {
		limit = time.Duration(s.MaxAgeHours) * time.Hour
	}
	if feeds[0].AsOf.After(now.Add(ahead)) {
		return fmt.Sprintf("the newest payment file tells of %s, which is still to come: correct its as_of, or release the run",
			feeds[0].AsOf.Format("2006-01-02 15:04 MST"))
	}
	if age := now.Sub(feeds[0].AsOf); age > limit {
		return fmt.Sprintf("the newest payment file tells of %s, %.0f hours ago, and may be %.0f hours old at most: import a newer one, or release the run",
			feeds[0].AsOf.Format("2006-01-02 15:04 MST"), age.Hours(), limit.Hours())
	}
	percent := DefaultShrinkPercent
	if s.ShrinkPercent != 0 {
		percent = s.ShrinkPercent
	}
	if len(feeds) > 1 && feeds[0].Rows*100 < feeds[1].Rows*percent {
		return fmt.Sprintf("the newest payment file has %d rows, the one before it had %d: less than %d percent. Check that it is complete, or release the run",
			feeds[0].Rows, feeds[1].Rows, percent)
	}
	return ""
}
