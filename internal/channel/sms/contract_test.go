package sms_test

import (
	"sync/atomic"
	"testing"
	"time"

	"comity/internal/channel/channeltest"
	"comity/internal/channel/sms"
	"comity/internal/dunning"
	"comity/internal/fake/twilio"
)

func instant() time.Time { return time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC) }

func config(s *twilio.Server) sms.Config {
	return sms.Config{AccountSID: twilio.AccountSID, AuthToken: twilio.AuthToken, Service: "MG1", BaseURL: s.URL,
		CallbackURL: "https://callbacks.example/twilio?v=1", Now: instant}
}

func start(t testing.TB, options ...twilio.Option) *twilio.Server {
	t.Helper()
	s, err := twilio.Start("127.0.0.1:0", options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func open(t testing.TB, cfg sms.Config) *sms.Sender {
	t.Helper()
	s, err := sms.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestContract(t *testing.T) {
	t.Parallel()
	behaviours := map[channeltest.Fault]twilio.Behaviour{
		channeltest.Temporary:  {Kind: twilio.Refuse, Status: 429, Code: 20429},
		channeltest.Permanent:  {Kind: twilio.Refuse, Status: 400, Code: 21617},
		channeltest.BadPoint:   {Kind: twilio.Refuse, Status: 400, Code: 21211},
		channeltest.LostAnswer: {Kind: twilio.AcceptThenDrop},
		channeltest.NoAnswer:   {Kind: twilio.Drop},
		channeltest.Silence:    {Kind: twilio.Hang},
	}
	channeltest.Run(t, func(t *testing.T) channeltest.Harness {
		var armed atomic.Value
		armed.Store(twilio.Behaviour{})
		server := start(t, twilio.WithBehaviour(func(int, twilio.Message) twilio.Behaviour { return armed.Load().(twilio.Behaviour) }))
		gate := channeltest.NewGate(t, server.URL[len("http://"):])
		cfg := config(server)
		cfg.BaseURL = "http://" + gate.Addr
		return channeltest.Harness{
			Sender: open(t, cfg), Channel: dunning.SMS, Now: instant(), Tries: server.Requests,
			Arm: func(f channeltest.Fault) {
				if err := gate.Set(f != channeltest.Unreachable); err != nil {
					t.Error(err)
				}
				armed.Store(behaviours[f])
			},
			Received: func() (got []channeltest.Got) {
				for _, m := range server.Accepted() {
					got = append(got, channeltest.Got{To: m.To, Text: m.Body})
				}
				return got
			},
		}
	})
}
