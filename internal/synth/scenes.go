package synth

import "comity/internal/dunning"

// scene is what makes an account of the demo worth looking at.
type scene struct {
	dpd      int                              // days past due on DemoDate; negative: still to be due
	owed     *int64                           // overdue, in minor units; nil: as is usual
	owner    int                              // the number of the scene whose person owes this too; 0: somebody new
	joint    int                              // the number of the scene whose person owes it jointly; 0: nobody
	english  bool                             // reads English
	name     string                           // empty: an invented one
	reach    func(*dunning.ContactPoint) bool // which contact points there are, and changed how; nil: as is usual
	paid     []int64                          // payments after the snapshot, in hundredths of what is overdue
	hold     dunning.HoldKind
	holdDays int    // until when, from DemoDate; 0: until released
	why      string // the hold's reason
}

// scenes are the accounts that every demo begins with, in this order: the demo's words point at them by
// number, so new ones are added at the end.
func scenes() []scene {
	every := func(*dunning.ContactPoint) bool { return true }
	only := func(channels ...dunning.Channel) func(*dunning.ContactPoint) bool {
		return func(p *dunning.ContactPoint) bool {
			for _, c := range channels {
				if p.Channel == c {
					return true
				}
			}
			return false
		}
	}
	nobody := func(*dunning.ContactPoint) bool { return false }
	withdrawn := func(channels ...dunning.Channel) func(*dunning.ContactPoint) bool {
		these := only(channels...)
		return func(p *dunning.ContactPoint) bool {
			if these(p) {
				p.Consent = dunning.ConsentWithdrawn
			}
			return true
		}
	}
	shared := func(p *dunning.ContactPoint) bool {
		if p.Channel == dunning.SMS {
			p.Value = phone(sharedPhone)
		}
		return true
	}
	small, nothing := int64(800), int64(0)
	return []scene{
		// Every stage, at the days on which its steps begin.
		{dpd: -3, reach: every},                           // 1: M0, due in three days
		{dpd: 0, reach: every},                            // 2: M0, due today
		{dpd: 1, reach: every, name: "张示例"},               // 3: M1, the first day
		{dpd: 15, reach: every},                           // 4: M1
		{dpd: 31, reach: every, name: "龚䶮𠅤"},              // 5: M2, a name of rare characters
		{dpd: 45, reach: every},                           // 6: M2
		{dpd: 61, reach: every, name: "欧阳样例"},             // 7: M3, a formal letter
		{dpd: 75, reach: every},                           // 8: M3
		{dpd: 91, reach: every},                           // 9: M4
		{dpd: 105, reach: every},                          // 10: M4
		{dpd: 130, reach: every},                          // 11: M5, worked by a person
		{dpd: 160, reach: every},                          // 12: M6
		{dpd: 240, reach: every},                          // 13: M7+
		{dpd: 62, reach: every, english: true},            // 14: M3, a formal letter in English
		{dpd: 3, reach: every, english: true},             // 15: M1, in English
		{dpd: 5, owner: 7},                                // 16: a second account of 7, in M1
		{dpd: 8, reach: shared},                           // 17: shares a phone with 18
		{dpd: 9, reach: shared},                           // 18: shares a phone with 17
		{dpd: 10, reach: every, paid: []int64{100}},       // 19: paid last night
		{dpd: 12, reach: every, paid: []int64{50}},        // 20: paid one half
		{dpd: 12, reach: every, paid: []int64{100, -100}}, // 21: paid, and the payment was reversed
		{dpd: 20, reach: every, owed: &small},             // 22: too little to trouble anybody
		{dpd: 20, reach: every, owed: &nothing},           // 23: late, and nothing is owed
		{dpd: 7, reach: withdrawn(dunning.Channels()...)}, // 24: opted out of everything
		{dpd: 7, reach: withdrawn(dunning.SMS)},           // 25: opted out of SMS: an email goes
		{dpd: 14, reach: nobody},                          // 26: cannot be reached
		{dpd: 14, reach: only(dunning.Letter)},            // 27: has a postal address alone
		{dpd: 50, reach: every, joint: 4},                 // 28: owed jointly with the person of 4
		{dpd: -20, reach: every},                          // 29: not due for long: not walked
		{dpd: 18, reach: every, hold: dunning.HoldPromise, holdDays: 5, why: "promised to pay within the week"}, // 30
		{dpd: 40, reach: every, hold: dunning.HoldDispute, why: "says that one purchase is not theirs"},         // 31
		{dpd: 70, reach: every, hold: dunning.HoldHardship, holdDays: 60, why: "ill; asked for time"},           // 32
		{dpd: 35, reach: every, hold: dunning.HoldDeceased, why: "reported by the family"},                      // 33
		{dpd: 66, reach: every, hold: dunning.HoldPlan, holdDays: 180, why: "pays by instalments"},              // 34
	}
}

// sharedPhone is the number of nobody's own phone.
const sharedPhone = 99_000_001
