package dunning

import (
	"testing"
	"time"

	"comity/internal/calendar"
)

var then = time.Date(2026, time.March, 1, 4, 0, 0, 0, time.UTC)

// inThree is a plan of three instalments of 100.00, of which so much was paid.
func inThree(paid int64) RepaymentPlan {
	p := RepaymentPlan{ID: "l", AgreedAt: then, Paid: paid}
	for i := range 3 {
		p.Instalments = append(p.Instalments, Instalment{Date: calendar.Date{Year: 2026, Month: time.Month(4 + i), Day: 1}, Amount: 10_000})
	}
	return p
}

func TestPaymentsCoverInstalmentsInOrder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ paid, first, second, third int64 }{
		{0, 10_000, 10_000, 10_000},
		{4_000, 6_000, 10_000, 10_000},
		{10_000, 0, 10_000, 10_000},
		{25_000, 0, 0, 5_000},
		{99_000, 0, 0, 0},
		{-5_000, 10_000, 10_000, 10_000}, // more came back than was paid: an instalment asks no more for that
	} {
		p := inThree(c.paid)
		if a, b, d := p.Missing(0), p.Missing(1), p.Missing(2); a != c.first || b != c.second || d != c.third {
			t.Errorf("of %d paid, %d, %d and %d are missing", c.paid, a, b, d)
		}
		if p.Missing(3) != 0 || p.Missing(-1) != 0 {
			t.Error("something is missing of an instalment that does not exist")
		}
	}
}

func TestWhatAContactIsAboutStandsUntilItIsSettled(t *testing.T) {
	t.Parallel()
	open := Promise{ID: "p", Amount: 10_000}
	kept, cancelled := open, open
	kept.KeptAt, cancelled.Cancelled = then, then
	ended := inThree(0)
	ended.EndedAt = then
	for _, c := range []struct {
		name   string
		person Person
		step   string
		stands bool
	}{
		{"a promise that is open", Person{Promises: []Promise{open}}, "promise:p", true},
		{"a promise that was kept", Person{Promises: []Promise{kept}}, "promise:p", false},
		{"a promise that was taken back", Person{Promises: []Promise{cancelled}}, "promise:p", false},
		{"a promise that nobody knows of", Person{}, "promise:p", false},
		{"thanks for a promise kept", Person{Promises: []Promise{kept}}, "thanks:p", true},
		{"thanks for one whose payment came back", Person{Promises: []Promise{open}}, "thanks:p", false},
		{"an appointment", Person{Appointments: []Appointment{{ID: "a"}}}, "appointment:a", true},
		{"an appointment that was called off", Person{Appointments: []Appointment{{ID: "a", Cancelled: then}}}, "appointment:a", false},
		{"an instalment to be paid", Person{Plans: []RepaymentPlan{inThree(10_000)}}, "instalment:l:2", true},
		{"an instalment that was paid", Person{Plans: []RepaymentPlan{inThree(10_000)}}, "instalment:l:1", false},
		{"a missed one paid since", Person{Plans: []RepaymentPlan{inThree(10_000)}}, "missed:l:1", false},
		{"an instalment of a plan that ended", Person{Plans: []RepaymentPlan{ended}}, "instalment:l:1", false},
		{"an instalment that there is not", Person{Plans: []RepaymentPlan{inThree(0)}}, "instalment:l:4", false},
		{"a step of the ladder", Person{}, "first-reminder", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.person.Matter(CauseOf(c.step)).Stands(); got != c.stands {
				t.Errorf("stands: %t", got)
			}
		})
	}
}

func TestEveryCauseBesideTheStepsHasItsOccasion(t *testing.T) {
	t.Parallel()
	all := Occasions{
		Promise: Occasion{Template: "promise"}, Appointment: Occasion{Template: "appointment"}, Instalment: Occasion{Template: "instalment"},
		Missed: Occasion{Template: "missed"}, Thanks: Occasion{Template: "thanks"},
	}
	seen := 0
	all.Each(func(name string, o Occasion) {
		seen++
		if step := name + ":id:1"; o.Template != name || all.Of(CauseOf(step)).Template != name {
			t.Errorf("%s is %q, and of %s it is %q", name, o.Template, step, all.Of(CauseOf(step)).Template)
		}
	})
	if all.None() || !(Occasions{}).None() {
		t.Error("a policy of five occasions has none, or one of none has some")
	}
	if seen != 5 || all.Of(CauseOf("first-reminder")).Said() || (Occasion{}).Said() {
		t.Errorf("%d occasions", seen)
	}
	Occasions{}.Each(func(name string, _ Occasion) { t.Errorf("%s is said though it has no words", name) })
}
