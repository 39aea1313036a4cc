package policy_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"comity/config"
	"comity/internal/dunning"
	"comity/internal/policy"

	"pgregory.net/rapid"
)

// shelf is the shipped files, and what was compiled of them.
type shelf struct {
	files    fstest.MapFS
	mu       sync.Mutex
	policies map[string]*policy.Policy
}

func newShelf(t testing.TB) *shelf {
	t.Helper()
	s := &shelf{files: fstest.MapFS{}, policies: map[string]*policy.Policy{}}
	for _, pattern := range []string{"policies/*.yaml", "calendars/*.json"} {
		found, err := fs.Glob(config.FS(), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			data, err := fs.ReadFile(config.FS(), name)
			if err != nil {
				t.Fatal(err)
			}
			s.files[name] = &fstest.MapFile{Data: data}
		}
	}
	return s
}

// policy compiles packs once.
func (s *shelf) policy(t rapid.TB, house bool, packs ...string) *policy.Policy {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	key := fmt.Sprint(packs, house)
	if s.policies[key] == nil {
		p, err := policy.Compose(s.files, policy.Composition{Packs: packs, House: house})
		if err != nil {
			t.Fatal(err)
		}
		s.policies[key] = p
	}
	return s.policies[key]
}

// own compiles a portfolio's own file over a pack.
func (s *shelf) own(t rapid.TB, pack, rest string) *policy.Policy {
	t.Helper()
	files := fstest.MapFS{"policies/own.yaml": {Data: []byte("name: own\ntitle: {zh: 自有, en: Own}\npacks: [" + pack + "]\n" + rest)}}
	for name, file := range s.files {
		files[name] = file
	}
	p, err := policy.Load(files, "own")
	if err != nil {
		t.Fatalf("%v\n%s", err, rest)
	}
	return p
}

var countries = []string{"cn", "us", "uk", "ie"}

// drawShipped draws a person under a shipped pack, with a history, holds, and all that may be agreed.
func drawShipped(t *rapid.T) *saga {
	s := drawSaga(t, rapid.SampledFrom(countries).Draw(t, "pack"), true, nil)
	for range sample(t, "contacts", 3, 6, 12, 1, 0) {
		s.facts.History.Add(s.contact())
	}
	if rapid.Bool().Draw(t, "held") {
		s.facts.Holds = append(s.facts.Holds, s.hold())
	}
	s.facts.Account = rapid.SampledFrom(s.accounts).Draw(t, "account")
	s.facts.Cause = sample(t, "cause", dunning.Cause{}, dunning.Cause{}, dunning.Cause{Purpose: dunning.PurposeAppointment, ID: "appointment"}, dunning.Cause{Purpose: dunning.PurposePromise, ID: "promise"},
		dunning.Cause{Purpose: dunning.PurposeInstalment, ID: "plan", Number: 1}, dunning.Cause{Purpose: dunning.PurposeNotice, ID: "arrears"})
	s.facts.Channels = dunning.EveryChannel()
	return s
}

func (s *saga) contact() dunning.Contact {
	t := s.t
	a := rapid.SampledFrom(s.accounts).Draw(t, "contact about")
	return dunning.Contact{
		At:      s.facts.Now.Add(time.Duration(rapid.IntRange(-10*24*60, 2*24*60).Draw(t, "minutes")) * time.Minute),
		Channel: rapid.SampledFrom(dunning.EveryChannel()).Draw(t, "contact by"), CustomerID: sample(t, "contact with", "person", "person", "spouse"),
		AddressKey: sample(t, "contact at", "phone-key", "mail-key", "home-key", "desk-key"), PortfolioID: a.PortfolioID, Accounts: []string{a.ID},
		Status: sample(t, "contact's status", dunning.ContactSent, dunning.ContactDelivered, dunning.ContactUndelivered, dunning.ContactRefused, dunning.ContactUnknown),
		Work:   rarely(t, 4, "contact at work"), Asked: rarely(t, 5, "contact asked for"),
	}
}

func (s *saga) hold() dunning.Hold {
	t := s.t
	h := dunning.Hold{
		Kind: rapid.SampledFrom(dunning.HoldKinds()).Draw(t, "kind of hold"), CustomerID: "person", AccountID: sample(t, "held account", "", "a0", "a1"),
		Channel: sample(t, "held channel", "", sms, letter), Starts: s.facts.Now.Add(time.Duration(rapid.IntRange(-90*24, 100).Draw(t, "held since")) * time.Hour),
	}
	if rapid.Bool().Draw(t, "held until") {
		h.Ends = h.Starts.Add(time.Duration(rapid.IntRange(1, 150*24).Draw(t, "held for")) * time.Hour)
	}
	return h
}

func TestUnderShippedPacksMoreHistoryNeverLoosens(t *testing.T) {
	shelf := newShelf(t)
	thoroughly(t, func(t *rapid.T) {
		s := drawShipped(t)
		p, more := shelf.policy(t, rapid.Bool().Draw(t, "house"), s.pack), clone(s.facts)
		more.History.Add(s.contact())
		stricter(t, "with more history", p.Decide(s.facts), p.Decide(more))
	})
}

func TestUnderShippedPacksAHoldNeverLoosens(t *testing.T) {
	shelf := newShelf(t)
	thoroughly(t, func(t *rapid.T) {
		s := drawShipped(t)
		p, more := shelf.policy(t, rapid.Bool().Draw(t, "house"), s.pack), clone(s.facts)
		more.Holds = append(more.Holds, s.hold())
		stricter(t, "with another hold", p.Decide(s.facts), p.Decide(more))
	})
}

// A hold that is entered stops contact from when it starts until it ends, whatever a pack says of its kind; all that
// a pack may let through is what the hold permits by its law.
func TestAHoldOfAnyKindStopsReminders(t *testing.T) {
	shelf := newShelf(t)
	thoroughly(t, func(t *rapid.T) {
		s := drawShipped(t)
		h := s.hold()
		h.AccountID, h.Channel, h.Starts, h.Ends = "", "", s.facts.Now.Add(-time.Hour), s.facts.Now.Add(30*24*time.Hour)
		s.facts.Holds, s.facts.Cause = append(s.facts.Holds, h), dunning.Cause{}
		for _, cv := range shelf.policy(t, rapid.Bool().Draw(t, "house"), s.pack).Decide(s.facts).Channels {
			if !cv.NotBefore.IsZero() && cv.NotBefore.Before(h.Ends) {
				t.Fatalf("%s may go at %s during a hold (%s) until %s", cv.Channel, cv.NotBefore, h.Kind, h.Ends)
			}
		}
	})
}

func TestAnotherPackNeverLoosens(t *testing.T) {
	shelf := newShelf(t)
	thoroughly(t, func(t *rapid.T) {
		s := drawShipped(t)
		house := rapid.Bool().Draw(t, "house")
		other := rapid.SampledFrom(policy.Names(shelf.files)).Draw(t, "other")
		stricter(t, "with "+other, shelf.policy(t, house, s.pack).Decide(s.facts), shelf.policy(t, house, s.pack, other).Decide(s.facts))
	})
}

func TestUnderShippedPacksTheHouseNeverLoosens(t *testing.T) {
	shelf := newShelf(t)
	thoroughly(t, func(t *rapid.T) {
		s := drawShipped(t)
		stricter(t, "with the house", shelf.policy(t, false, s.pack).Decide(s.facts), shelf.policy(t, true, s.pack).Decide(s.facts))
	})
}

// A portfolio's own rule never loosens the packs that it comes with, and to do without one of theirs never tightens.
func TestAPortfoliosOwnFileOnlyTightensUnlessItSaysSo(t *testing.T) {
	t.Parallel()
	shelf := newShelf(t)
	rapid.Check(t, func(t *rapid.T) {
		s := drawShipped(t)
		w := &world{t: t, region: "US-MA", judge: &judge{facts: s.facts, home: s.home}}
		extra := w.rule(0)
		if extra.along = false; extra.kind == "days" {
			return // whose days would have to be said
		}
		base := shelf.own(t, s.pack, "")
		tight := shelf.own(t, s.pack, "rules:\n"+extra.yaml())
		stricter(t, "with "+extra.yaml(), base.Decide(s.facts), tight.Decide(s.facts))
		var house []string
		for _, r := range base.Rules() {
			if r.Authority == dunning.House && slices.Contains([]string{"window", "days", "quota", "spacing", "guard"}, r.Kind) {
				house = append(house, r.ID)
			}
		}
		without := rapid.SampledFrom(house).Draw(t, "without")
		loose := shelf.own(t, s.pack, "relax:\n  - {rule: "+without+", reason: {zh: 试, en: try}}\n")
		stricter(t, "with "+without, loose.Decide(s.facts), base.Decide(s.facts))
		if relaxed := loose.Relaxed(); len(relaxed) != 1 || relaxed[0].Rule != without || !strings.Contains(relaxed[0].Reason, "try") {
			t.Fatalf("relaxed: %v", relaxed)
		}
	})
}
