package calendar

import (
	"fmt"
	"sync"
	"time"
)

// Zones remembers the zones it has loaded, since loading one reads the time-zone database. The zero value
// is ready to use, by any number of goroutines; it must not be copied.
type Zones struct {
	loaded sync.Map // name → *time.Location
}

// Load finds a zone by its IANA name. Names that mean another place on another machine ("Local", "") are
// refused.
func (z *Zones) Load(name string) (*time.Location, error) {
	if zone, ok := z.loaded.Load(name); ok {
		return zone.(*time.Location), nil
	}
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("%q is not a time zone: use an IANA name, for example Asia/Shanghai", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("%q is not a known time zone: use an IANA name, for example Asia/Shanghai", name)
	}
	z.loaded.Store(name, zone)
	return zone, nil
}
