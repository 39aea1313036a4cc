package plan

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"pgregory.net/rapid"
)

// sent is one message of a walk: when it was handed over, and whether it was a step.
type sent struct {
	step   dunning.Step
	on     int // day of the walk
	cycle  int
	ladder bool
}

// walk is an account that is walked every night for two hundred nights while life goes on.
type walk struct {
	t       *rapid.T
	ladder  dunning.Ladder
	f       Facts
	held    func(day int) bool
	fits    func(step string, day int) bool
	day     int
	landing int // the day on which what is on its way is handed over
	sent    []sent
	skipped map[string]bool // by cycle and step
}

func (w *walk) at() time.Time { return noon.AddDate(0, 0, w.day) }

func (w *walk) dpd() int { return w.f.Account.DPD(w.f.Date) }

// night walks the account once: a reminder on its way may arrive, or the next one begin.
func (w *walk) night() {
	w.f.Date = day(w.day)
	w.f.Applies = func(s dunning.Step) bool { return !s.Conditional || w.fits(s.ID, w.day) }
	r := Next(w.ladder, w.f)
	switch {
	case w.landing > 0 && w.day < w.landing:
		if r.Due {
			w.t.Fatalf("on day %d %s is due while a reminder is on its way", w.day, r.Step.ID)
		}
	case w.landing > 0:
		w.land()
	case r.Due && !w.held(w.day):
		w.begin(r.Step)
	}
}

// begin reserves a step, or, now and then, a person skips it.
func (w *walk) begin(step dunning.Step) {
	ladder := step.Cause == dunning.Cause{}
	if ladder && rapid.IntRange(0, 9).Draw(w.t, "skipped") == 0 {
		w.skipped[fmt.Sprint(w.f.Account.Cycle, step.ID)] = true
		w.f.Taken = append(w.f.Taken, dunning.Taken{AccountID: "a", Step: step.ID, Cycle: w.f.Account.Cycle, Done: true})
		return
	}
	w.check(step)
	w.sent = append(w.sent, sent{step: step, on: w.day, cycle: w.f.Account.Cycle, ladder: ladder})
	w.f.Taken = append(w.f.Taken, dunning.Taken{AccountID: "a", Step: step.ID, Cycle: w.f.Account.Cycle, At: w.at()})
	w.landing = w.day + rapid.SampledFrom([]int{1, 1, 1, 2, 5}).Draw(w.t, "nights on its way")
	if w.landing == w.day+1 {
		w.land() // handed over in the course of the day
	}
}

// land hands over what was on its way.
func (w *walk) land() {
	last := &w.f.Taken[len(w.f.Taken)-1]
	last.Done, last.At, w.landing = true, w.at(), 0
	w.sent[len(w.sent)-1].on = w.day
}

// check holds what is due against everything that was sent before in this cycle.
func (w *walk) check(step dunning.Step) {
	if step.Cause != (dunning.Cause{}) {
		if slices.ContainsFunc(w.sent, func(s sent) bool { return s.step.ID == step.ID }) {
			w.t.Fatalf("%s is said twice", step.ID)
		}
		return
	}
	if w.dpd() < step.Day {
		w.t.Fatalf("%s is taken %d days past due, before its day %d", step.ID, w.dpd(), step.Day)
	}
	for _, s := range w.sent {
		if s.cycle == w.f.Account.Cycle && w.day-s.on < step.Spacing {
			w.t.Fatalf("%s is taken on day %d, %d days after %s, and wants %d", step.ID, w.day, w.day-s.on, s.step.ID, step.Spacing)
		}
	}
	w.inOrder(step)
}

// inOrder: every step before this one was taken or had a reason not to be, and none after it was.
func (w *walk) inOrder(step dunning.Step) {
	after := false
	for _, stage := range w.ladder {
		for _, s := range stage.Steps {
			taken := slices.ContainsFunc(w.sent, func(x sent) bool {
				return x.ladder && x.step.ID == s.ID && x.cycle == w.f.Account.Cycle
			})
			switch {
			case s.ID == step.ID && taken:
				w.t.Fatalf("%s is taken twice", s.ID)
			case s.ID == step.ID:
				after = true
			case after && taken:
				w.t.Fatalf("%s is taken after %s", step.ID, s.ID)
			case !after && !taken && !w.excused(stage, s):
				w.t.Fatalf("%s is taken on day %d, %d days past due, and %s before it was left out", step.ID, w.day, w.dpd(), s.ID)
			}
		}
	}
}

// excused: the step was not ours, was skipped by a person, does not fit the account, or expires before its
// spacing has passed.
func (w *walk) excused(stage dunning.Stage, s dunning.Step) bool {
	if stage.To < w.f.Account.DPD(w.f.Account.TakenOn) || w.skipped[fmt.Sprint(w.f.Account.Cycle, s.ID)] || s.Conditional {
		return true
	}
	first := w.dpd()
	for _, x := range w.sent {
		if x.cycle == w.f.Account.Cycle {
			first = max(first, w.f.Account.DPD(day(x.on))+s.Spacing)
		}
	}
	return s.Expires && first > stage.To
}

// Whatever happens in two hundred nights, holds, late sends, skipped steps, conditions that come and go,
// appointments in between and a cure: steps come in order, never within their spacing of what was said
// before, never twice, and none is left out without a reason.
func TestTwoHundredNightsNeitherSkipNorBunch(t *testing.T) {
	t.Parallel()
	zone := shanghai(t)
	rapid.Check(t, func(t *rapid.T) {
		w := &walk{t: t, ladder: drawLadder(t), skipped: map[string]bool{}}
		for i := range w.ladder {
			for j := range w.ladder[i].Steps {
				w.ladder[i].Steps[j].Conditional = rapid.IntRange(0, 3).Draw(t, "conditional") == 0
			}
		}
		fitting, hold := rapid.Uint64().Draw(t, "fitting"), rapid.SliceOfN(rapid.IntRange(0, 60), 0, 4).Draw(t, "holds")
		w.fits = func(step string, day int) bool { return fitting>>(uint(len(step)+day/9)%64)&1 == 1 }
		w.held = func(day int) bool {
			for i, length := range hold {
				if from := 7 + 45*i; from <= day && day < from+length {
					return true
				}
			}
			return false
		}
		w.f = Facts{Account: account(rapid.IntRange(-5, 40).Draw(t, "taken on")), Zone: zone, Occasions: everything()}
		for i := range rapid.IntRange(0, 5).Draw(t, "appointments") {
			w.f.Appointments = append(w.f.Appointments, dunning.Appointment{
				ID: fmt.Sprint(i), AccountID: "a", At: noon.AddDate(0, 0, rapid.IntRange(-5, 200).Draw(t, "appointment")),
			})
		}
		cure := rapid.IntRange(30, 400).Draw(t, "cured on")
		for w.day = w.f.Account.DPD(w.f.Account.TakenOn); w.day <= 200; w.day++ {
			if w.day == cure && w.landing == 0 {
				w.f.Account.Cycle, w.f.Account.DueDate, w.f.Account.TakenOn = 2, day(w.day), day(w.day)
			}
			w.night()
		}
	})
}

// nights walks an account from one day past due to another, but not on the days held, and says what was
// taken on which.
func nights(ladder dunning.Ladder, f Facts, from, to int, held func(int) bool) []string {
	var list []string
	for dpd := from; dpd <= to; dpd++ {
		f.Date = day(dpd)
		if r := Next(ladder, f); r.Due && !held(dpd) {
			list = append(list, fmt.Sprintf("%d %s", dpd, r.Step.ID))
			f.Taken = append(f.Taken, took(r.Step.ID, dpd))
		}
	}
	return list
}

func never(int) bool { return false }

func TestAHoldThatEndsByItselfResumesAtTheNextStepAndNotAtTheWorst(t *testing.T) {
	t.Parallel()
	f := Facts{Account: account(1), Zone: shanghai(t)}
	got := nights(chinese(t), f, 1, 120, func(dpd int) bool { return 20 <= dpd && dpd < 80 })
	want := []string{"1 first-reminder", "15 second-reminder", "80 m2-help", "87 formal-demand", "94 final-demand", "101 m3-options", "108 m4-help", "115 m4-contact"}
	if !slices.Equal(got, want) {
		t.Errorf("after sixty days on hold the steps are\n%v, want\n%v", got, want)
	}
}

func TestANewArrearsAfterACureBeginsTheLadderAnew(t *testing.T) {
	t.Parallel()
	ladder, zone := chinese(t), shanghai(t)
	f := Facts{Account: account(1), Zone: zone, Taken: []dunning.Taken{took("first-reminder", 1), took("second-reminder", 15), took("m2-help", 31)}}
	f.Account.Cycle, f.Account.DueDate, f.Account.TakenOn = 2, day(60), day(61)
	f.Date = day(61)
	if r := Next(ladder, f); !r.Due || r.Step.ID != "first-reminder" {
		t.Errorf("a day past due again, the step is %q, due %v", r.Step.ID, r.Due)
	}
}

func TestAStepThatWasSkippedIsNotTakenAndSpacesNothing(t *testing.T) {
	t.Parallel()
	ladder, zone := chinese(t), shanghai(t)
	skipped := dunning.Taken{AccountID: "a", Step: "second-reminder", Cycle: 1, Done: true}
	f := Facts{Account: account(1), Zone: zone, Date: day(31), Taken: []dunning.Taken{took("first-reminder", 1), skipped}}
	if r := Next(ladder, f); !r.Due || r.Step.ID != "m2-help" {
		t.Errorf("after the step that was skipped comes %q, due %v", r.Step.ID, r.Due)
	}
	skipped.Done = false // a skip is never on its way
	f.Taken = []dunning.Taken{took("first-reminder", 25), skipped}
	if r := Next(ladder, f); r.Finding.Rule != RuleWait || calendar.DateOf(r.Finding.Until, zone) != day(32) {
		t.Errorf("the spacing counts from %s: %s until %s", "the reminder before", r.Finding.Rule, r.Finding.Until)
	}
}

func TestAStepOnAConditionIsForThoseWhoFitIt(t *testing.T) {
	t.Parallel()
	ladder := dunning.Ladder{{ID: "M1", From: 1, To: 30, Steps: []dunning.Step{
		{ID: "first", Stage: "M1", Day: 1}, {ID: "soft", Stage: "M1", Day: 5, Conditional: true}, {ID: "last", Stage: "M1", Day: 9},
	}}}
	for name, c := range map[string]struct {
		fits func(dpd int) bool
		want []string
	}{
		"who fits it is sent it":            {func(int) bool { return true }, []string{"1 first", "5 soft", "9 last"}},
		"who does not is not":               {never, []string{"1 first", "9 last"}},
		"who comes to fit it in time is":    {func(dpd int) bool { return dpd >= 7 }, []string{"1 first", "7 soft", "9 last"}},
		"nobody is led back to it later on": {func(dpd int) bool { return dpd >= 12 }, []string{"1 first", "9 last"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := Facts{Account: account(1), Zone: shanghai(t)}
			var list []string
			for dpd := 1; dpd <= 30; dpd++ {
				f.Date = day(dpd)
				f.Applies = func(s dunning.Step) bool { return !s.Conditional || c.fits(dpd) }
				if r := Next(ladder, f); r.Due {
					list = append(list, fmt.Sprintf("%d %s", dpd, r.Step.ID))
					f.Taken = append(f.Taken, took(r.Step.ID, dpd))
				}
			}
			if !slices.Equal(list, c.want) {
				t.Errorf("taken: %v, want %v", list, c.want)
			}
		})
	}
}

func TestAStepThatWasSkippedPassesNothingOver(t *testing.T) {
	t.Parallel()
	ladder := dunning.Ladder{{ID: "M1", From: 1, To: 30, Steps: []dunning.Step{
		{ID: "soft", Stage: "M1", Day: 5, Conditional: true}, {ID: "last", Stage: "M1", Day: 9},
	}}}
	f := Facts{Account: account(1), Zone: shanghai(t), Date: day(10), Taken: []dunning.Taken{{AccountID: "a", Step: "last", Cycle: 1, Done: true}}}
	if r := Next(ladder, f); !r.Due || r.Step.ID != "soft" {
		t.Errorf("before a step that was skipped comes %q, due %v", r.Step.ID, r.Due)
	}
}
