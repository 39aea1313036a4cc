package calendar

import (
	"sync"
	"testing"
)

func TestZonesAreLoadedOnce(t *testing.T) {
	t.Parallel()
	var zones Zones
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if _, err := zones.Load("Asia/Shanghai"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	a, _ := zones.Load("Asia/Shanghai")
	if b, _ := zones.Load("Asia/Shanghai"); a != b {
		t.Error("the zone was loaded again")
	}
}

func TestZonesThatMeanNothingElsewhereAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "Local", "Asia/Nowhere", "../etc/passwd", "UTC+8"} {
		if zone, err := new(Zones).Load(name); err == nil {
			t.Errorf("%q was loaded as %s", name, zone)
		}
	}
}
