package policy_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"comity/config"
	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/policy"

	"pgregory.net/rapid"
)

// Whatever is allowed in sequence keeps every number of the law. A person with several accounts is asked about again
// and again, over weeks, as early as the engine permits and up to the last moment of what it permits; every contact
// that it allows is added to the history, and gets a status later. The numbers are counted from the texts: see
// limits_test.go.
func TestWhateverIsAllowedInSequenceKeepsTheLaw(t *testing.T) {
	t.Parallel()
	for _, pack := range []string{"cn", "us", "uk", "ie"} {
		for _, house := range []bool{true, false} {
			p, err := policy.Compose(config.FS(), policy.Composition{Packs: []string{pack}, House: house})
			if err != nil {
				t.Fatal(err)
			}
			t.Run(fmt.Sprintf("%s house %t", pack, house), func(t *testing.T) {
				t.Parallel()
				rapid.Check(t, func(t *rapid.T) {
					s := drawSaga(t, pack, house, p)
					for range 60 {
						s.ask()
					}
					s.review()
				})
			})
		}
	}
}

// saga is what is said to one person, in the order in which it was decided.
type saga struct {
	t         *rapid.T
	policy    *policy.Policy
	pack      string
	house     bool
	home      *time.Location
	zones     []*time.Location
	facts     dunning.Facts
	accounts  []dunning.Account
	deeds     []deed
	unheard   bool // nobody takes the calls
	reviewing bool // all is said: every contact is held against all others
	astray    bool // others made contacts too, or a letter was posted later than it was decided
}

// deed is a contact, and what it was for.
type deed struct {
	dunning.Contact
	ours     bool // the engine allowed it
	purpose  dunning.Purpose
	accounts []dunning.Account
	point    dunning.ContactPoint
}

var worldwide = []string{
	"Asia/Shanghai", "America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "America/St_Johns", "Europe/Dublin", "Europe/London",
	"Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "America/Sao_Paulo", "Africa/Casablanca",
	"Asia/Tehran", "Pacific/Chatham", "America/Havana", "Asia/Gaza", "Antarctica/Troll", "Africa/Cairo", "US/Eastern", "America/Chicago",
}

func drawSaga(t *rapid.T, pack string, house bool, p *policy.Policy) *saga {
	s := &saga{t: t, policy: p, pack: pack, house: house, unheard: rarely(t, 4, "unheard")}
	own := map[string]string{"cn": "Asia/Shanghai", "us": "America/New_York", "uk": "Europe/London", "ie": "Europe/Dublin"}[pack]
	f := &s.facts
	f.Now = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 1430).Draw(t, "day"))*24*time.Hour + time.Duration(rapid.IntRange(0, 86399).Draw(t, "second"))*time.Second)
	if pack == "us" && rapid.Bool().Draw(t, "since New York's rule") {
		f.Now = f.Now.AddDate(0, 0, -f.Now.YearDay()).AddDate(2026-f.Now.Year(), 7, 20)
	}
	f.Zone = sample(t, "home", own, own, rapid.SampledFrom(worldwide).Draw(t, "portfolio's zone"))
	s.home = location(t, f.Zone)
	f.Customer = dunning.Customer{ID: "person", Zones: sample(t, "zones", []string{own}, nil, rapid.SliceOfNDistinct(rapid.SampledFrom(worldwide), 1, 3, rapid.ID[string]).Draw(t, "anywhere"))}
	f.Customer.Places = map[string][][]calendar.Place{
		"cn": {nil, {"CN"}, {"CN-65"}}, "uk": {nil, {"GB-SCT"}}, "ie": {nil, {"IE"}},
		"us": {{"US-NY-NYC"}, {"US-MA"}, {"US-DC"}, {"US-WA"}, {"US-FL"}, nil, {"US-CA"}, {"US-MA", "US-NY-NYC"}},
	}[pack][rapid.IntRange(0, 99).Draw(t, "place")%map[string]int{"cn": 3, "uk": 2, "ie": 2, "us": 8}[pack]]
	for _, name := range f.Customer.Zones {
		s.zones = append(s.zones, location(t, name))
	}
	if len(s.zones) == 0 {
		s.zones = []*time.Location{location(t, own)}
	}
	s.points()
	s.owes()
	return s
}

func (s *saga) points() {
	t, f := s.t, &s.facts
	for _, p := range []dunning.ContactPoint{
		{ID: "phone", Channel: dunning.SMS, Key: "phone-key"}, {ID: "other phone", Channel: dunning.SMS, Key: "other-key", Rank: 1},
		{ID: "mail", Channel: dunning.Email, Key: "mail-key"}, {ID: "home", Channel: dunning.Letter, Key: "home-key"},
		{ID: "desk", Channel: dunning.SMS, Key: "desk-key", Work: true, Basis: dunning.BasisRequest},
	} {
		p.CustomerID, p.Health = "person", dunning.HealthOK
		p.Consent = sample(t, "consent", dunning.ConsentGiven, dunning.ConsentGiven, dunning.ConsentGiven, dunning.ConsentUnknown, dunning.ConsentWithdrawn)
		p.Form = sample(t, "form", dunning.FormWritten, dunning.FormWritten, dunning.FormOral, dunning.FormUnknown)
		if rapid.Bool().Draw(t, "confirmed") {
			p.Confirmed = f.Now.Add(-time.Duration(rapid.IntRange(0, 80*24).Draw(t, "hours ago")) * time.Hour)
		}
		f.Points = append(f.Points, p)
	}
}

// owes draws the accounts, some of one group, and what was agreed about the first.
func (s *saga) owes() {
	t, f := s.t, &s.facts
	today := read(f.Now, s.home).day
	role := sample(t, "role", dunning.ThirdParty, dunning.FirstParty, dunning.RoleUnknown, dunning.DebtBuyer)
	for i := range sample(t, "accounts", 3, 2, 4, 1) {
		a := dunning.Account{
			ID: fmt.Sprintf("a%d", i), PortfolioID: sample(t, "portfolio", "p1", "p2"), CustomerID: "person", Currency: "XTS",
			Overdue: 90000, MinimumDue: 90000, Balance: 90000, Cycle: 1, Role: role, DueDate: dateOf(today - rapid.IntRange(-1, 60).Draw(t, "overdue for")),
		}
		if rarely(t, 5, "joint") {
			a.CustomerID, a.Joint = "spouse", []string{"person"}
		}
		s.accounts = append(s.accounts, a)
	}
	if rarely(t, 4, "a stranger's") {
		a := s.accounts[0]
		a.ID, a.CustomerID, a.Joint = "stranger's", "somebody", nil
		s.accounts = append(s.accounts, a)
	}
	f.Notices = []dunning.Notice{{Kind: "transfer", CustomerID: "person", At: f.Now.Add(time.Duration(rapid.IntRange(-40, 40).Draw(t, "notice")) * time.Hour)}}
	f.Appointments = []dunning.Appointment{{ID: "appointment", AccountID: "a0", CustomerID: "person", At: f.Now.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "appointed")) * time.Hour)}}
	f.Plans = []dunning.RepaymentPlan{{ID: "plan", AccountID: "a1", CustomerID: "person", AgreedAt: f.Now.Add(200 * time.Hour), Instalments: []dunning.Instalment{{Date: dateOf(today + 15), Amount: 100}}}}
	f.Promises = []dunning.Promise{{ID: "promise", AccountID: "a2", CustomerID: "person", Date: dateOf(today + 12), MadeAt: f.Now.Add(100 * time.Hour), RemindAt: f.Now.Add(260 * time.Hour)}}
	if rarely(t, 3, "dispute") {
		f.Holds = []dunning.Hold{{Kind: dunning.HoldDispute, CustomerID: "person", AccountID: "a0", Starts: f.Now.Add(100 * time.Hour), Ends: f.Now.Add(400 * time.Hour)}}
	}
}

// about is the facts for a decision about an account, now.
func (s *saga) about(a dunning.Account, cause dunning.Cause, c dunning.Channel) dunning.Facts {
	f := s.facts
	f.Account, f.Cause, f.Channels = a, cause, []dunning.Channel{c}
	f.Group = map[string]string{"p1": "group"}[a.PortfolioID]
	for _, d := range s.deeds {
		f.History.Add(d.Contact)
	}
	return f
}

// ask asks about a channel and an account, goes on to the instant deferred to or somewhere near, and says what is
// allowed, about every account about which it may be said.
func (s *saga) ask() {
	t := s.t
	s.meanwhile()
	c := sample(t, "channel", dunning.SMS, dunning.Email, dunning.SMS, dunning.Voice, dunning.Letter, dunning.Visit)
	if s.unheard && !rarely(t, 4, "otherwise") {
		c = voice
	}
	cause := sample(t, "cause", dunning.Cause{}, dunning.Cause{}, dunning.Cause{}, dunning.Cause{}, dunning.Cause{Purpose: dunning.PurposeAppointment, ID: "appointment"},
		dunning.Cause{Purpose: dunning.PurposePromise, ID: "promise"}, dunning.Cause{Purpose: dunning.PurposeInstalment, ID: "plan", Number: 1}, dunning.Cause{Purpose: dunning.PurposeNotice, ID: "arrears"})
	a := rapid.SampledFrom(s.accounts).Draw(t, "account")
	v := s.policy.Decide(s.about(a, cause, c))
	if v.Outcome == dunning.Defer && v.NotBefore.Sub(s.facts.Now) < 35*24*time.Hour && rapid.IntRange(0, 3).Draw(t, "wait") > 0 {
		s.facts.Now = v.NotBefore
		if v = s.policy.Decide(s.about(a, cause, c)); v.Outcome != dunning.Allow {
			t.Fatalf("%s about %s was deferred to %s, and is then %s: %s", c, a.ID, s.facts.Now, v.Outcome, why(v))
		}
	}
	if v.Outcome == dunning.Allow && v.NotAfter.Sub(s.facts.Now) < 48*time.Hour && rarely(t, 4, "at the last moment") {
		s.facts.Now = v.NotAfter.Add(-time.Nanosecond)
		if v = s.policy.Decide(s.about(a, cause, c)); v.Outcome != dunning.Allow {
			t.Fatalf("%s about %s was allowed until after %s, and is then %s: %s", c, a.ID, s.facts.Now, v.Outcome, why(v))
		}
	}
	if v.Outcome == dunning.Allow {
		s.say(a, cause, c, v.Channels[0].Point)
	}
}

func (s *saga) say(a dunning.Account, cause dunning.Cause, c dunning.Channel, point string) {
	d := deed{ours: true, purpose: cause.Purpose, accounts: []dunning.Account{a}}
	for _, other := range s.accounts {
		if cause.Purpose != dunning.PurposeReminder || other.ID == a.ID {
			continue
		}
		if v := s.policy.Decide(s.about(other, cause, c)); v.Outcome == dunning.Allow && v.Channels[0].Point == point {
			d.accounts = append(d.accounts, other)
		}
	}
	i := slices.IndexFunc(s.facts.Points, func(p dunning.ContactPoint) bool { return p.ID == point })
	d.point = s.facts.Points[i]
	d.Contact = dunning.Contact{
		At: s.facts.Now, Channel: c, CustomerID: "person", AddressKey: d.point.Key, PortfolioID: a.PortfolioID, Group: map[string]string{"p1": "group"}[a.PortfolioID],
		Status: dunning.ContactAttempt, Work: d.point.Work, Asked: cause.Purpose == dunning.PurposePromise || cause.Purpose == dunning.PurposeAppointment,
	}
	for _, x := range d.accounts {
		d.Accounts = append(d.Accounts, x.ID)
	}
	s.check(d, s.deeds)
	if c == dunning.Letter && rarely(s.t, 3, "posted later") {
		d.At, s.astray = d.At.Add(time.Duration(rapid.IntRange(1, 96).Draw(s.t, "hours"))*time.Hour), true
	}
	s.deeds = append(s.deeds, d)
}

// meanwhile lets time pass, gives contacts a status, and now and then lets somebody else make a contact.
func (s *saga) meanwhile() {
	t := s.t
	s.facts.Now = s.facts.Now.Add(sample(t, "passes", time.Second, time.Minute, 17*time.Minute, time.Hour, 7*time.Hour, 26*time.Hour))
	for i := range s.deeds {
		if d := &s.deeds[i]; s.unheard && d.ours && d.Channel == voice {
			d.Status = dunning.ContactUndelivered
		} else if d.Status == dunning.ContactAttempt && rarely(t, 4, "a status comes") {
			d.Status = sample(t, "status", dunning.ContactDelivered, dunning.ContactSent, dunning.ContactUndelivered, dunning.ContactUnknown, dunning.ContactRefused)
		}
	}
	if s.astray && rarely(t, 6, "elsewhere") || len(s.deeds) == 0 && rarely(t, 6, "begun elsewhere") {
		s.astray = true
		a := rapid.SampledFrom(s.accounts).Draw(t, "their account")
		s.deeds = append(s.deeds, deed{accounts: []dunning.Account{a}, Contact: dunning.Contact{
			At: s.facts.Now.Add(-time.Duration(rapid.IntRange(0, 100).Draw(t, "ago")) * time.Hour), Channel: rapid.SampledFrom(dunning.EveryChannel()).Draw(t, "their channel"),
			CustomerID: "person", AddressKey: "phone-key", PortfolioID: a.PortfolioID, Accounts: []string{a.ID}, Status: dunning.ContactDelivered,
		}})
	}
}

// check holds a contact that was just allowed against every number of the law.
func (s *saga) check(d deed, before []deed) {
	s.t.Helper()
	for _, l := range lawsOf(s.pack) {
		if l.house && !s.house {
			continue
		}
		others := before
		if l.house { // which notices that law wants pass by
			others = slices.DeleteFunc(slices.Clone(before), func(o deed) bool { return o.purpose == dunning.PurposeNotice && s.reviewing })
		}
		for i := range d.accounts {
			if l.binds != nil && !l.binds(s, &d, &d.accounts[i]) {
				continue
			}
			if problem := l.broken(s, &d, &d.accounts[i], others); problem != "" {
				s.t.Fatalf("%s at %s about %s breaks %s: %s", d.Channel, d.At, d.accounts[i].ID, l.name, problem)
			}
		}
	}
}

// review holds every contact against the whole of what was said in the end.
func (s *saga) review() {
	if s.astray {
		return
	}
	s.reviewing = true
	for i, d := range s.deeds {
		if d.Status != dunning.ContactRefused {
			s.check(d, slices.Delete(slices.Clone(s.deeds), i, i+1))
		}
	}
}
