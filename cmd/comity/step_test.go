package main

import (
	"testing"
	"time"

	"comity/internal/app"
	"comity/internal/calendar"
	"comity/internal/dunning"
)

func TestWhatWasAgreedAboutAnAccountIsAStepOfIt(t *testing.T) {
	t.Parallel()
	s := app.Standing{
		Account: dunning.Account{ID: "a"},
		Person: dunning.Person{
			Promises:     []dunning.Promise{{ID: "p", AccountID: "a"}, {ID: "other", AccountID: "b"}},
			Appointments: []dunning.Appointment{{ID: "v", AccountID: "a", At: time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC)}},
			Plans:        []dunning.RepaymentPlan{{ID: "plan:1", AccountID: "a", Instalments: []dunning.Instalment{{Date: calendar.Date{Year: 2026, Month: 11, Day: 1}, Amount: 100}}}},
		},
	}
	for step, want := range map[string]bool{
		"promise:p": true, "thanks:p": true, "appointment:v": true, "instalment:plan:1:1": true, "missed:plan:1:1": true,
		"promise:other": false, "promise:nix": false, "appointment:p": false, "instalment:plan:1:2": false, "instalment:plan:1:0": false,
		"missed:plan:1": false, "notice:transfer": false, "first-reminder": false, "": false, "promise:": false,
	} {
		if got := agreed(s, step); got != want {
			t.Errorf("%q: %t, want %t", step, got, want)
		}
	}
}
