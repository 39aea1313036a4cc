package killtest

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/dunning"
	"comity/internal/fake/smtp"
	"comity/internal/fake/twilio"
	"comity/internal/testenv"
)

// story is what providers do to the reminder of one person, and what must come of it.
type story struct {
	debtor   debtor
	text     func(try int) twilio.Behaviour // nil: taken
	mail     smtp.Behaviour
	state    dunning.State
	attempts string // channel and state of each, in order
}

func always(b twilio.Behaviour) func(int) twilio.Behaviour {
	return func(int) twilio.Behaviour { return b }
}

// stories are by name; the name is not told to anybody.
func stories() map[string]story {
	refuse := func(status, code int) twilio.Behaviour {
		return twilio.Behaviour{Kind: twilio.Refuse, Status: status, Code: code}
	}
	later := refuse(http.StatusTooManyRequests, 20429)
	later.RetryAfter = "86400" // beyond the permitted span: waiting is no use
	gone := smtp.Behaviour{Phase: smtp.AtRcpt, Code: 550, Enhanced: [3]int{5, 1, 1}}
	full := smtp.Behaviour{Phase: smtp.AtRcpt, Code: 452, Enhanced: [3]int{4, 2, 2}}
	once := func(try int) twilio.Behaviour {
		if try == 1 {
			return refuse(http.StatusTooManyRequests, 20429)
		}
		return twilio.Behaviour{}
	}
	const sms, email, letter = 5, 40, 70 // days past due at which the channel comes first
	at := func(dpd int) debtor { return debtor{dpd: dpd} }
	return map[string]story{
		"all is well":                                   {debtor: at(sms), state: dunning.Sent, attempts: "sms accepted"},
		"no such number":                                {debtor: at(sms), text: always(refuse(400, 21211)), state: dunning.Sent, attempts: "sms refused, email accepted"},
		"opted out with the provider":                   {debtor: at(sms), text: always(refuse(400, 21610)), state: dunning.Sent, attempts: "sms refused, email accepted"},
		"told to come back tomorrow":                    {debtor: at(sms), text: always(later), state: dunning.Sent, attempts: "sms refused, email accepted"},
		"a hiccup":                                      {debtor: at(sms), text: once, state: dunning.Sent, attempts: "sms refused, sms accepted"},
		"a fault of the provider":                       {debtor: at(sms), text: always(refuse(500, 20500)), state: dunning.Unknown, attempts: "sms unknown"},
		"no such mailbox":                               {debtor: at(email), mail: gone, state: dunning.Sent, attempts: "email refused, sms accepted"},
		"a full mailbox is tried again":                 {debtor: at(email), mail: full, state: dunning.Planned, attempts: "email refused"},
		"neither number nor mailbox":                    {debtor: at(sms), text: always(refuse(400, 21614)), mail: gone, state: dunning.Failed, attempts: "sms refused, email refused"},
		"the answer is lost":                            {debtor: at(sms), text: always(twilio.Behaviour{Kind: twilio.AcceptThenDrop}), state: dunning.Unknown, attempts: "sms unknown"},
		"the answer of the mail server is lost":         {debtor: at(email), mail: smtp.Behaviour{Phase: smtp.AtDot, Accept: true, Drop: true}, state: dunning.Unknown, attempts: "email unknown"},
		"a letter needs nobody":                         {debtor: at(letter), mail: gone, state: dunning.Sent, attempts: "letter accepted"},
		"refused after the whole mail, then by SMS too": {debtor: at(email), mail: smtp.Behaviour{Phase: smtp.AtDot, Code: 550, Enhanced: [3]int{5, 7, 1}}, text: always(refuse(400, 21612)), state: dunning.Failed, attempts: "email refused, sms refused"},
	}
}

// What a provider refuses goes through the next channel of its step, and costs no frequency slot.
func TestARefusalFallsToTheNextChannel(t *testing.T) {
	t.Parallel()
	var list []debtor
	var tries tries
	told := map[string]story{} // by address
	owner := map[string]string{}
	for name, s := range stories() {
		n := len(list)
		s.debtor = ordinary(n, s.debtor.dpd)
		list = append(list, s.debtor)
		told[s.debtor.phone], told[s.debtor.email] = s, s
		owner[fmt.Sprintf("a%05d", n)] = name
	}
	text := func(_ int, m twilio.Message) twilio.Behaviour {
		if s := told[m.To]; s.text != nil {
			return s.text(tries.next(m.To))
		}
		return twilio.Behaviour{}
	}
	mail := func(at smtp.Transaction) smtp.Behaviour { return told[at.To].mail }
	p := newProviders(t, text, mail)
	c := newCrew(t, servers{postgres: testenv.Postgres(t), redis: testenv.Redis(t)}, list, p.env()...)
	c.walk()
	c.hire(1)
	await(t, "all but one have come to an end", func() bool { return c.left() <= 1 })
	c.dismiss()
	received := p.all(c.site)
	b := c.keep()
	got := map[string][2]string{}
	want := map[string][2]string{}
	for name, s := range stories() {
		want[name] = [2]string{string(s.state), s.attempts}
	}
	for id, r := range b.reminders {
		var parts []string
		for _, a := range b.attempts[id] {
			parts = append(parts, string(a.Channel)+" "+a.State)
		}
		got[owner[r.Lead]] = [2]string{string(r.State), strings.Join(parts, ", ")}
		if r.State == dunning.Planned {
			c.waits(r)
			continue
		}
		b.auditReminder(t, r, received[id])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what became of each (-want +got):\n%s", diff)
	}
	failed := 0
	for _, w := range b.walked {
		if w.Result == dunning.ResultFailed {
			failed++
		}
	}
	if failed != 2 || !b.tally.Balances() {
		t.Errorf("P6: %d accounts failed, want 2; results %v", failed, b.tally.Results)
	}
}

// waits holds that a reminder is to be tried again later today, and has its slot back.
func (c *crew) waits(r dunning.Reminder) {
	c.t.Helper()
	b := c.keep()
	if wait := time.Until(r.NotBefore); wait < time.Minute || !r.NotBefore.Before(r.NotAfter) {
		c.t.Errorf("it is tried again in %s", wait)
	}
	if diff := cmp.Diff(map[dunning.ContactStatus]int{dunning.ContactRefused: 1}, b.slots[r.ID]); diff != "" {
		c.t.Errorf("its frequency slots (-want +got):\n%s", diff)
	}
}

// tries counts requests by recipient.
type tries struct {
	mu sync.Mutex
	n  map[string]int
}

func (t *tries) next(to string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n == nil {
		t.n = map[string]int{}
	}
	t.n[to]++
	return t.n[to]
}
