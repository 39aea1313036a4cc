package app

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"comity/internal/channel/sms"
	"comity/internal/dunning"
	"comity/internal/fake/smtp"
	"comity/internal/fake/twilio"
	"comity/internal/settings"
)

// providers are a Twilio and a mail server that deliver nowhere.
type providers struct {
	twilio *twilio.Server
	smtp   *smtp.Server
}

func startProviders(t *testing.T, behaviour func(n int, m twilio.Message) twilio.Behaviour) *providers {
	t.Helper()
	p := &providers{}
	var err error
	p.twilio, err = twilio.Start("127.0.0.1:0", twilio.WithBehaviour(behaviour))
	must(t, err)
	t.Cleanup(func() { must(t, p.twilio.Close()) })
	p.smtp, err = smtp.Start("127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { must(t, p.smtp.Close()) })
	return p
}

func (p *providers) use(s *settings.Settings) {
	host, port, _ := net.SplitHostPort(p.smtp.Addr) // the server's own address
	s.Channels.SMS, s.Channels.Email = settings.Twilio, settings.SMTP
	s.Twilio = settings.TwilioSettings{
		AccountSID: twilio.AccountSID, AuthToken: settings.NewSecret(twilio.AuthToken), From: "+12025550100", BaseURL: p.twilio.URL,
		CallbackURL: "https://callbacks.example/status", Timeout: 20 * time.Second,
	}
	s.SMTP.Host, s.SMTP.TLS, s.SMTP.MessageIDDomain, s.SMTP.Connections = host, "none", "comity.example", 4
	s.SMTP.Port, _ = strconv.Atoi(port)
}

// took lists the reminders that the providers took, and how often.
func (p *providers) took(t *testing.T) map[dunning.Channel]map[string]int {
	t.Helper()
	list := map[dunning.Channel]map[string]int{dunning.SMS: {}, dunning.Email: {}}
	for _, m := range p.twilio.Accepted() {
		u, err := url.Parse(m.StatusCallback)
		must(t, err)
		list[dunning.SMS][u.Query().Get(sms.ParamReminder)]++
	}
	for _, m := range p.smtp.Accepted() {
		letter, err := mail.ReadMessage(strings.NewReader(string(m.Data)))
		must(t, err)
		id, _, _ := strings.Cut(strings.Trim(letter.Header.Get("Message-Id"), "<>"), "@")
		list[dunning.Email][id]++
	}
	return list
}

// reconcile holds the ledger against what the providers took: each reminder that is sent or unknown was
// taken once at most, and nothing was taken that the ledger does not know of.
func (h *house) reconcile(run dunning.Run, p *providers) (byState map[dunning.State]int) {
	h.t.Helper()
	byState = map[dunning.State]int{}
	took := p.took(h.t)
	for _, r := range h.reminders(run) {
		byState[r.State]++
		attempts, err := h.Ledger.Attempts(h.t.Context(), r.ID)
		must(h.t, err)
		for _, a := range attempts {
			if a.Channel == dunning.Letter {
				continue
			}
			n := took[a.Channel][r.ID]
			switch a.State {
			case "accepted":
				if n != 1 {
					h.t.Errorf("reminder %s was accepted by %s, which took it %d times", r.ID, a.Channel, n)
				}
			case "unknown":
				if n > 1 {
					h.t.Errorf("reminder %s is unknown, and %s took it %d times", r.ID, a.Channel, n)
				}
			case "sending":
				h.t.Errorf("an attempt of reminder %s is still on its way", r.ID)
			default:
				continue
			}
			delete(took[a.Channel], r.ID)
		}
	}
	if left := len(took[dunning.SMS]) + len(took[dunning.Email]); left > 0 {
		h.t.Errorf("the providers took %d messages of which the ledger does not know", left)
	}
	return byState
}

func TestRealProvidersTakeEachReminderOnceWhateverTheyAnswer(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, where place) {
		var busy atomic.Bool
		p := startProviders(t, func(_ int, m twilio.Message) twilio.Behaviour {
			switch {
			case m.To == phoneOf(3):
				return twilio.Behaviour{Kind: twilio.Refuse, Status: http.StatusBadRequest, Code: 21211} // no such number
			case m.To == phoneOf(15):
				return twilio.Behaviour{Kind: twilio.Refuse, Status: http.StatusBadRequest, Code: 21610} // said stop
			case m.To == phoneOf(21) && !busy.Swap(true):
				return twilio.Behaviour{Kind: twilio.Refuse, Status: http.StatusTooManyRequests, Code: 20429} // once
			case m.To == phoneOf(5):
				return twilio.Behaviour{Kind: twilio.AcceptThenDrop}
			}
			return twilio.Behaviour{}
		})
		h := build(t, where, shanghai(10, 0), p.use)
		run := h.walk()
		h.drain(h.App)
		states := h.reconcile(run, p)
		if states[dunning.Unknown] != 1 || states[dunning.Sent] == 0 || states[dunning.Sent]+states[dunning.Unknown] != len(h.reminders(run)) {
			t.Errorf("the reminders are %v, want one unknown and all others sent", states)
		}
		h.balanced(run)
		h.learned(run)
		twice := p.twilio.Requests()
		h.drain(h.App)
		if n := p.twilio.Requests(); n != twice {
			t.Errorf("%d more requests though nothing is owed: an unknown was sent again", n-twice)
		}
		if n := len(p.smtp.Accepted()); n == 0 {
			t.Error("the mail server took nothing")
		}
	})
}

// phoneOf is the number of the person of one of the demo's scenes.
func phoneOf(scene int) string { return fmt.Sprintf("+86100%08d", scene) }

// learned checks what the answers taught: a number that does not exist is never used again, somebody said
// stop, and one reminder came to its end on the second try.
func (h *house) learned(run dunning.Run) {
	h.t.Helper()
	rows := h.rows(run)
	for account, want := range map[string]string{
		"a00003": "sms refused 21211, email accepted",
		"a00015": "sms refused 21610, email accepted",
		"a00021": "sms refused 20429, sms accepted",
		"a00005": "sms unknown",
	} {
		attempts, err := h.Ledger.Attempts(h.t.Context(), rows[account].ReminderID)
		must(h.t, err)
		var story []string
		for _, a := range attempts {
			line := string(a.Channel) + " " + a.State
			if a.State == "refused" {
				line += " " + a.Code
			}
			story = append(story, line)
		}
		if got := strings.Join(story, ", "); got != want {
			h.t.Errorf("account %s: %s; want %s", account, got, want)
		}
	}
	var bad, stopped int
	for _, p := range []string{"a00003", "a00015"} {
		person, _, err := h.Ledger.Person(h.t.Context(), p, h.Window())
		must(h.t, err)
		for _, point := range person.Points {
			if point.Channel == dunning.SMS && point.Health == dunning.HealthBad {
				bad++
			}
			if point.Channel == dunning.SMS && point.Consent == dunning.ConsentWithdrawn {
				stopped++
			}
		}
	}
	if bad != 1 || stopped != 1 {
		h.t.Errorf("%d numbers are known to be bad and %d to have opted out, want one of each", bad, stopped)
	}
}

func TestStoppingInTheMiddleOfADeliveryLosesNothing(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, where place) {
		called, answer := make(chan struct{}, 1000), make(chan struct{})
		p := startProviders(t, func(int, twilio.Message) twilio.Behaviour {
			called <- struct{}{}
			<-answer
			return twilio.Behaviour{}
		})
		h := build(t, where, shanghai(10, 0), p.use)
		run := h.walk()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- h.Work(ctx, WorkOptions{}) }()
		for range 5 {
			<-called // five calls are under way
		}
		stop()
		select {
		case err := <-ended:
			t.Fatalf("the worker ended while a provider was answering: %v", err)
		default:
		}
		close(answer)
		must(t, <-ended)
		states := h.reconcile(run, p)
		if states[dunning.Sent] < 5 || states[dunning.Sending]+states[dunning.Unknown]+states[dunning.Failed] > 0 {
			t.Fatalf("after the stop the reminders are %v", states)
		}
		h.drain(h.open(clockAt(h.settings, h.Clock.Now())))
		if states := h.reconcile(run, p); states[dunning.Sent] != len(h.reminders(run)) {
			t.Errorf("in the end the reminders are %v, want all sent", states)
		}
		h.balanced(run)
	})
}
