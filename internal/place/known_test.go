package place

import (
	"testing"

	"comity/internal/calendar"
)

func TestAPlaceThatThereIsNotIsToldFromOneThatThereIs(t *testing.T) {
	t.Parallel()
	for _, p := range []calendar.Place{"US", "US-MA", "US-DC", "US-NY-NYC", "GB-ENG", "GB", "IE", "IE-D", "CN", "CN-54", "CN-54-540100", "CA-QC", "DE-BY", "EU", "TW"} {
		if problem, _ := Unknown(p); problem != "" {
			t.Errorf("%s: %s", p, problem)
		}
	}
	for p, hint := range map[calendar.Place]string{
		"US-NYC": "New York City is US-NY-NYC", "US-NY-BROOKLYN": "New York City is US-NY-NYC", "UK": "write GB", "US-CA-LA": "write US-CA",
		"US-XX": "", "US-MAS": "", "ZZ": "", "GB-LON": "", "CN-99": "", "XX": "",
	} {
		problem, got := Unknown(p)
		if problem == "" || hint != "" && got != hint {
			t.Errorf("%s: %q, %q", p, problem, got)
		}
	}
}

// What is worked out from addresses and numbers is among the places that are known.
func TestEveryPlaceThatIsWorkedOutIsKnown(t *testing.T) {
	t.Parallel()
	for code := range states {
		if problem, _ := Unknown(calendar.Place("US-" + code)); problem != "" {
			t.Error(problem)
		}
	}
	for _, p := range chinese {
		if problem, _ := Unknown(calendar.Place("CN-" + p.code)); problem != "" {
			t.Error(problem)
		}
	}
	if problem, _ := Unknown(cityOfNewYork); problem != "" {
		t.Error(problem)
	}
}
