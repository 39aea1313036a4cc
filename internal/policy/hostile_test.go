package policy_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/policy"

	"pgregory.net/rapid"
)

// hostile draws facts that no door would let in: what they are does not matter, only that deciding about them ends,
// in a verdict that holds together.
type hostile struct{ t *rapid.T }

func (h hostile) word() string {
	return sample(h.t, "word", "person", "account", "", "phone-key", "sms", "a\x00b", "\xff\xfe", "Asia/Shanghai", "Local", "no/zone", "../../etc/passwd", "{from}", "R0", "p1", strings.Repeat("长", 3000))
}

func (h hostile) instant() time.Time {
	t := h.t
	switch sample(t, "instant", 0, 0, 0, 1, 2, 3, 4, 5, 6) {
	case 1:
		return time.Time{}
	case 2:
		return time.Unix(math.MaxInt32<<7, 999_999_999) // the year 10680
	case 3:
		return time.Date(-4000, 1, 1, 0, 0, 0, 1, time.UTC)
	case 4:
		return time.Date(2262, 4, 11, 23, 47, 16, 854775807, time.UTC) // as far as nanoseconds in 64 bits go
	case 5:
		return time.Now().Add(time.Duration(rapid.Int64().Draw(t, "from the clock"))) // with a monotonic reading
	case 6:
		return time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("far", 14*3600))
	}
	return time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(-3_000_000, 3_000_000).Draw(t, "seconds")) * time.Second)
}

// now is an instant that a clock may show.
func (h hostile) now() time.Time {
	return time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(-30*365*86400, 100*365*86400).Draw(h.t, "now")) * time.Second)
}

func (h hostile) number() int64 {
	return sample(h.t, "number", int64(50000), 0, -1, math.MaxInt64, math.MinInt64, 1)
}

func (h hostile) date() calendar.Date {
	return sample(h.t, "date", calendar.Date{Year: 2026, Month: 9, Day: 1}, calendar.Date{}, calendar.Date{Year: -1, Month: 13, Day: 40}, calendar.Date{Year: 292277026596, Month: 1, Day: 1}, calendar.Date{Year: 2026, Month: 2, Day: 30})
}

func (h hostile) channel() dunning.Channel {
	return sample(h.t, "channel", sms, email, letter, voice, visit, "", "fax", dunning.Channel(h.word()))
}

func (h hostile) id() string {
	return sample(h.t, "id", "person", "account", "p1", "", "other", h.word())
}

func (h hostile) zone() string {
	return sample(h.t, "zone", "Asia/Shanghai", "America/New_York", "Pacific/Apia", "Africa/Cairo", h.word())
}

// several draws a few of something.
func several[T any](t *rapid.T, draw func() T) []T {
	var list []T
	for range sample(t, "several", 0, 1, 2, 5) {
		list = append(list, draw())
	}
	return list
}

func (h hostile) facts() dunning.Facts {
	t := h.t
	f := dunning.Facts{
		Now: h.now(), Zone: h.zone(), Group: h.word(),
		Customer: dunning.Customer{ID: h.id(), Locale: h.word(), Zones: several(t, h.zone), Places: several(t, func() calendar.Place {
			return calendar.Place(sample(t, "place", "US-NY-NYC", "US", "CN", "-", "US-", h.word()))
		})},
		Account: dunning.Account{
			ID: h.id(), CustomerID: h.id(), PortfolioID: h.word(), Currency: sample(t, "currency", "CNY", "USD", h.word()), Overdue: h.number(), MinimumDue: h.number(),
			PaidSince: h.number(), Balance: h.number(), DueDate: h.date(), Cycle: int(h.number()), Joint: several(t, h.id), Guarantors: several(t, h.id), Role: dunning.Role(sample(t, "role", "", "first_party", "third_party", h.word())),
		},
		Cause: dunning.Cause{Purpose: sample(t, "purpose", append(dunning.Purposes(), "reminder", dunning.Purpose(h.word()))...), ID: h.id(), Number: int(h.number()), Missed: rapid.Bool().Draw(t, "missed")},
	}
	f.Channels = several(t, h.channel)
	f.Customer.Inconvenient = several(t, func() dunning.Inconvenient {
		return dunning.Inconvenient{Channel: h.channel(), Days: several(t, func() time.Weekday { return time.Weekday(h.number() % 9) }), Hours: calendar.Window{From: calendar.TimeOfDay(h.number() % 2000), To: calendar.TimeOfDay(h.number() % 2000)}}
	})
	f.Customer.Waivers = several(t, func() dunning.Waiver {
		return dunning.Waiver{Rule: h.word(), Kind: sample(t, "kind", "window", "", "quota"), Channel: h.channel(), Basis: dunning.Basis(sample(t, "basis", "consent", "request", h.word())), Starts: h.instant(), Ends: h.instant()}
	})
	f.Points = several(t, func() dunning.ContactPoint {
		return dunning.ContactPoint{
			ID: h.word(), Channel: h.channel(), Value: h.word(), Key: h.word(), Consent: dunning.Consent(sample(t, "consent", "given", "withdrawn", h.word())), Form: dunning.ConsentForm(sample(t, "form", "written", h.word())),
			Confirmed: h.instant(), Work: rapid.Bool().Draw(t, "work"), Basis: dunning.Basis(h.word()), Health: dunning.Health(sample(t, "health", "ok", "bad", h.word())), Rank: int(h.number()),
		}
	})
	f.History = several(t, func() dunning.Contact {
		return dunning.Contact{At: h.instant(), Channel: h.channel(), CustomerID: h.id(), AddressKey: h.word(), Accounts: several(t, h.id), PortfolioID: h.word(), Status: dunning.ContactStatus(h.word()), Work: rapid.Bool().Draw(t, "at work")}
	})
	f.Holds = several(t, func() dunning.Hold {
		return dunning.Hold{Kind: sample(t, "hold", append(dunning.HoldKinds(), dunning.HoldKind(h.word()))...), CustomerID: h.id(), AccountID: h.id(), Channel: h.channel(), Starts: h.instant(), Ends: h.instant()}
	})
	f.Promises = several(t, func() dunning.Promise {
		return dunning.Promise{ID: h.id(), AccountID: h.id(), Amount: h.number(), Date: h.date(), MadeAt: h.instant(), RemindAt: h.instant(), Channel: h.channel(), KeptAt: h.instant(), Cancelled: h.instant()}
	})
	f.Appointments = several(t, func() dunning.Appointment {
		return dunning.Appointment{ID: h.id(), AccountID: h.id(), At: h.instant(), Channel: h.channel(), Cancelled: h.instant()}
	})
	f.Plans = several(t, func() dunning.RepaymentPlan {
		return dunning.RepaymentPlan{ID: h.id(), AccountID: h.id(), AgreedAt: h.instant(), EndedAt: h.instant(), Paid: h.number(), Instalments: several(t, func() dunning.Instalment {
			return dunning.Instalment{Date: h.date(), Amount: h.number()}
		})}
	})
	f.Notices = several(t, func() dunning.Notice {
		return dunning.Notice{Kind: sample(t, "notice", "transfer", h.word()), AccountID: h.id(), At: h.instant()}
	})
	return f
}

// coherent holds a verdict against itself and what was asked.
func coherent(t rapid.TB, f dunning.Facts, v dunning.Verdict) {
	t.Helper()
	asked := f.Channels
	if len(asked) == 0 {
		asked = dunning.Channels()
	}
	known := []dunning.Outcome{dunning.Allow, dunning.Defer, dunning.Suppress, dunning.Handoff}
	switch {
	case len(v.Channels) != len(asked), len(v.Findings) == 0, v.Policy == "", !slices.Contains(known, v.Outcome):
		t.Fatalf("asked about %v: %+v", asked, v)
	case (v.Outcome == dunning.Allow || v.Outcome == dunning.Defer) == v.NotBefore.IsZero():
		t.Fatalf("%s from %s", v.Outcome, v.NotBefore)
	}
	for i, cv := range v.Channels {
		may := cv.Outcome == dunning.Allow || cv.Outcome == dunning.Defer
		switch {
		case cv.Channel != asked[i], !slices.Contains(known, cv.Outcome):
			t.Fatalf("asked about %q: %+v", asked[i], cv)
		case may != (!cv.NotAfter.IsZero() && cv.NotBefore.Before(cv.NotAfter)), may && cv.NotBefore.Before(f.Now), !may && (!cv.NotBefore.IsZero() || cv.Point != ""):
			t.Fatalf("asked at %s: %+v", f.Now, cv)
		case (cv.Outcome == dunning.Allow) != (may && cv.NotBefore.Equal(f.Now)), may && v.NotBefore.After(cv.NotBefore):
			t.Fatalf("asked at %s: %+v of %+v", f.Now, cv, v)
		case may && f.Account.CustomerID != "" && f.Account.CustomerID != f.Customer.ID && !slices.Contains(f.Account.Joint, f.Customer.ID) && !slices.Contains(f.Account.Guarantors, f.Customer.ID):
			t.Fatalf("a stranger may be contacted: %+v", v)
		}
	}
	for _, x := range v.Findings {
		for _, locale := range []string{"zh-CN", "en"} {
			policy.Sentence(x, locale)
		}
	}
}

// decides is the property: a verdict about whatever facts, soon.
func decides(shelf *shelf) func(*rapid.T) {
	return func(t *rapid.T) {
		p := shelf.policy(t, rapid.Bool().Draw(t, "house"), rapid.SampledFrom(countries).Draw(t, "pack"))
		f := hostile{t}.facts()
		begun := time.Now()
		coherent(t, f, p.Decide(f))
		if took := time.Since(begun); took > 5*time.Second {
			t.Fatalf("it took %s", took)
		}
	}
}

func TestWhateverTheFactsThereIsAVerdict(t *testing.T) {
	shelf := newShelf(t)
	thoroughly(t, decides(shelf))
}

func FuzzDecide(f *testing.F) {
	source := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		seed := make([]byte, 8192)
		for i := range seed {
			seed[i] = byte(source.UintN(256))
		}
		f.Add(seed)
	}
	f.Fuzz(rapid.MakeFuzz(decides(newShelf(f))))
}
