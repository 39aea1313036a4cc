package plan

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

func shanghai(t rapid.TB) *time.Location {
	t.Helper()
	zone, err := new(calendar.Zones).Load("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func chinese(t rapid.TB) dunning.Ladder {
	t.Helper()
	p, err := policy.Load(config.FS(), "cn")
	if err != nil {
		t.Fatal(err)
	}
	return p.Ladder()
}

var due = calendar.Date{Year: 2026, Month: time.March, Day: 1}

// noon is noon of that day in Shanghai.
var noon = time.Date(2026, time.March, 1, 4, 0, 0, 0, time.UTC)

// day is the date on which an account due on the first of March is so many days past due.
func day(dpd int) calendar.Date { return due.AddDays(dpd) }

// took says that a step was taken so many days past due, at noon in Shanghai.
func took(step string, dpd int) dunning.Taken {
	return dunning.Taken{AccountID: "a", Step: step, Cycle: 1, Done: true, At: noon.AddDate(0, 0, dpd)}
}

func account(takenOn int) dunning.Account {
	return dunning.Account{ID: "a", DueDate: due, TakenOn: day(takenOn), Cycle: 1}
}

func TestTheNextStep(t *testing.T) {
	t.Parallel()
	ladder, zone := chinese(t), shanghai(t)
	flying := took("first-reminder", 1)
	flying.Done = false
	for _, c := range []struct {
		name    string
		takenOn int
		taken   []dunning.Taken
		dpd     int
		step    string // due
		rule    string // or why not
		until   string
	}{
		{name: "a payment that falls due is announced", takenOn: -3, dpd: -3, step: "due-soon"},
		{name: "before that, the account is outside the ladder", takenOn: -9, dpd: -4, rule: RuleOutside},
		{name: "what was announced waits for the day after", takenOn: -3, taken: []dunning.Taken{took("due-soon", -3)}, dpd: 0, rule: RuleWait, until: "2026-03-02"},
		{name: "an announcement not made in time is left out", takenOn: -3, dpd: 1, step: "first-reminder"},
		{name: "the second reminder waits for its day", takenOn: -3, taken: []dunning.Taken{took("first-reminder", 1)}, dpd: 14, rule: RuleWait, until: "2026-03-16"},
		{name: "and comes on it", takenOn: -3, taken: []dunning.Taken{took("first-reminder", 1)}, dpd: 15, step: "second-reminder"},
		{name: "after a late first reminder the spacing still holds", takenOn: -3, taken: []dunning.Taken{took("first-reminder", 12)}, dpd: 18, rule: RuleWait, until: "2026-03-20"},
		{name: "and then has passed", takenOn: -3, taken: []dunning.Taken{took("first-reminder", 12)}, dpd: 19, step: "second-reminder"},
		{name: "a step not taken in its stage is taken in the next", takenOn: -3, taken: []dunning.Taken{took("first-reminder", 1)}, dpd: 40, step: "second-reminder"},
		{name: "a book taken on late begins with its stage", takenOn: 70, dpd: 70, step: "final-demand"},
		{name: "and what came before is never ours", takenOn: 70, taken: []dunning.Taken{took("final-demand", 70)}, dpd: 76, rule: RuleWait, until: "2026-05-17"},
		{name: "a stage begun late begins with its first step", takenOn: 20, dpd: 20, step: "first-reminder"},
		{name: "while a reminder is on its way nothing follows it", takenOn: -3, taken: []dunning.Taken{flying}, dpd: 40, rule: RuleInFlight, until: "2026-04-11"},
		{name: "from M5 on people work the account", takenOn: -3, dpd: 121, rule: RuleHandoff},
		{name: "and for ever after", takenOn: -3, taken: []dunning.Taken{flying}, dpd: 4000, rule: RuleHandoff},
		{name: "at the end of the ladder there is nothing more to say", takenOn: 100, taken: []dunning.Taken{took("m4-help", 100), took("m4-contact", 107)}, dpd: 115, rule: RuleDone},
		{name: "steps of another cycle count for nothing", takenOn: 1, taken: []dunning.Taken{{AccountID: "a", Step: "first-reminder", Cycle: 0, Done: true, At: noon}}, dpd: 1, step: "first-reminder"},
		{name: "nor do steps of another account", takenOn: 1, taken: []dunning.Taken{{AccountID: "b", Step: "first-reminder", Cycle: 1, At: noon}}, dpd: 1, step: "first-reminder"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := Next(ladder, Facts{Account: account(c.takenOn), Taken: c.taken, Date: day(c.dpd), Zone: zone})
			if r.Due != (c.rule == "") {
				t.Fatalf("due: %v, finding %s", r.Due, r.Finding.Rule)
			}
			if r.Due && r.Step.ID != c.step {
				t.Errorf("the step is %s, want %s", r.Step.ID, c.step)
			}
			if r.Finding.Rule != c.rule {
				t.Errorf("the finding is %s, want %s", r.Finding.Rule, c.rule)
			}
			if got := calendar.DateOf(r.Finding.Until, zone).String(); c.until != "" && got != c.until {
				t.Errorf("until %s, want %s", got, c.until)
			}
		})
	}
}

func TestAStepThatAPersonMustApproveGoesToThatPerson(t *testing.T) {
	t.Parallel()
	ladder := dunning.Ladder{{ID: "M1", From: 1, To: 30, Steps: []dunning.Step{{ID: "letter", Stage: "M1", Day: 5, Approval: true}}}}
	at := func(dpd int) Result {
		return Next(ladder, Facts{Account: account(1), Date: day(dpd), Zone: shanghai(t)})
	}
	if r := at(4); r.Finding.Rule != RuleWait {
		t.Errorf("before its day nobody is asked: %s", r.Finding.Rule)
	}
	if r := at(5); r.Due || r.Finding.Rule != RuleApproval || r.Finding.Outcome != dunning.Handoff || r.Step.ID != "letter" {
		t.Errorf("on its day it waits for approval: %+v", r)
	}
}

func TestSpacingCountsDatesOfThePortfolio(t *testing.T) {
	t.Parallel()
	// 23:30 on the first day, in Shanghai, is still that day there, although it is another one in Auckland.
	last := took("first-reminder", 8)
	last.At = day(8).End(shanghai(t)).Add(-30 * time.Minute)
	f := Facts{Account: account(1), Taken: []dunning.Taken{last}, Date: day(15), Zone: shanghai(t)}
	if r := Next(chinese(t), f); !r.Due {
		t.Errorf("seven dates after the first reminder the second is due, not %s", r.Finding.Rule)
	}
	auckland, err := new(calendar.Zones).Load("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	if f.Zone = auckland; Next(chinese(t), f).Due {
		t.Error("in Auckland it is only six dates")
	}
}

// drawLadder draws stages that follow one another, with steps in order.
func drawLadder(t *rapid.T) dunning.Ladder {
	var ladder dunning.Ladder
	from := rapid.IntRange(-5, 1).Draw(t, "lead")
	for i := range rapid.IntRange(1, 4).Draw(t, "stages") {
		s := dunning.Stage{ID: fmt.Sprintf("S%d", i), From: from, To: from + rapid.IntRange(0, 25).Draw(t, "length")}
		for at, j := s.From, 0; at <= s.To && j < 3; j++ {
			s.Steps = append(s.Steps, dunning.Step{
				ID: fmt.Sprintf("s%d-%d", i, j), Stage: s.ID, Day: at, Spacing: rapid.IntRange(0, 9).Draw(t, "spacing"),
				Expires: rapid.IntRange(0, 4).Draw(t, "expires") == 0,
			})
			at += rapid.IntRange(0, 12).Draw(t, "gap")
		}
		ladder = append(ladder, s)
		from = s.To + 1
	}
	return ladder
}

// An account is walked every night but those that are skipped (a brake, a hold, a limit). Whatever happens:
// steps come in order, never two within their spacing, never early, never again, and none that does not
// expire is left out; and what is said to be due on a date is due then, and not before.
func TestStepsAreNeitherSkippedNorBunched(t *testing.T) {
	t.Parallel()
	zone := shanghai(t)
	rapid.Check(t, func(t *rapid.T) {
		ladder := drawLadder(t)
		first, last := ladder[0].From, ladder[len(ladder)-1].To
		takenOn := rapid.IntRange(first-2, last).Draw(t, "taken on")
		f := Facts{Account: account(takenOn), Zone: zone}
		var order []string
		var promised calendar.Date // when the last plan-wait said that a step would be due
		for dpd := takenOn; dpd <= last; dpd++ {
			f.Date = day(dpd)
			r := Next(ladder, f)
			switch {
			case r.Due && f.Date.Before(promised):
				t.Fatalf("%s is due on day %d, before %s", r.Step.ID, dpd, promised)
			case r.Finding.Rule == RuleWait:
				promised = calendar.DateOf(r.Finding.Until, zone)
				if !f.Date.Before(promised) {
					t.Fatalf("on day %d the next step waits for %s", dpd, promised)
				}
			case !r.Due && !promised.IsZero() && !f.Date.Before(promised) && r.Finding.Rule != RuleInFlight:
				t.Fatalf("on day %d nothing is due, which was to be: %s", dpd, r.Finding.Rule)
			}
			if !r.Due || rapid.IntRange(0, 2).Draw(t, "withheld") == 0 {
				continue
			}
			check(t, ladder, f, r.Step, dpd)
			order, promised = append(order, r.Step.ID), calendar.Date{}
			f.Taken = append(f.Taken, took(r.Step.ID, dpd))
		}
		if diff := inOrder(ladder, takenOn, order); diff != "" {
			t.Fatal(diff)
		}
	})
}

// check holds a step that is due against the rules.
func check(t *rapid.T, ladder dunning.Ladder, f Facts, step dunning.Step, dpd int) {
	if dpd < step.Day {
		t.Fatalf("%s is taken on day %d, before day %d", step.ID, dpd, step.Day)
	}
	if stage, _ := ladder.At(dpd); step.Expires && stage.ID != step.Stage {
		t.Fatalf("%s is taken on day %d, in %s, although it has expired", step.ID, dpd, stage.ID)
	}
	if n := len(f.Taken); n > 0 {
		before := calendar.DateOf(f.Taken[n-1].At, f.Zone)
		if f.Date.DaysSince(before) < step.Spacing {
			t.Fatalf("%s is taken on %s, less than %d days after %s", step.ID, f.Date, step.Spacing, before)
		}
	}
}

// inOrder says what is wrong with the order in which steps were taken: one taken twice, out of order, before
// the account was ours, or with one left out before it that does not expire.
func inOrder(ladder dunning.Ladder, takenOn int, order []string) string {
	at := 0
	for _, stage := range ladder {
		if stage.To < takenOn {
			continue
		}
		for _, step := range stage.Steps {
			switch {
			case at < len(order) && order[at] == step.ID:
				at++
			case at < len(order) && !step.Expires:
				return fmt.Sprintf("%s is left out of %v", step.ID, order)
			}
		}
	}
	if at < len(order) {
		return fmt.Sprintf("%s is out of order in %v", order[at], order)
	}
	return ""
}

func TestNothingIsDueWhileAReminderIsOnItsWay(t *testing.T) {
	t.Parallel()
	zone := shanghai(t)
	rapid.Check(t, func(t *rapid.T) {
		ladder := drawLadder(t)
		steps := slices.Concat(ladder[0].Steps)
		flying := took(rapid.SampledFrom(steps).Draw(t, "step").ID, ladder[0].From)
		flying.Done, flying.Cycle = false, rapid.IntRange(1, 2).Draw(t, "cycle")
		dpd := rapid.IntRange(ladder[0].From-3, ladder[len(ladder)-1].To+3).Draw(t, "day")
		r := Next(ladder, Facts{Account: account(dpd), Taken: []dunning.Taken{flying}, Date: day(dpd), Zone: zone})
		if _, inside := ladder.At(dpd); r.Due || inside && r.Finding.Rule != RuleInFlight {
			t.Fatalf("on day %d: due %v, %s", dpd, r.Due, r.Finding.Rule)
		}
	})
}

func TestEveryResultIsDueOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	zone := shanghai(t)
	rapid.Check(t, func(t *rapid.T) {
		ladder := drawLadder(t)
		dpd := rapid.IntRange(-10, 130).Draw(t, "day")
		r := Next(ladder, Facts{Account: account(rapid.IntRange(-10, dpd).Draw(t, "taken on")), Date: day(dpd), Zone: zone})
		if r.Due == (r.Finding.Rule != "") {
			t.Fatalf("due %v and %q", r.Due, r.Finding.Rule)
		}
		if f := r.Finding; !r.Due && (f.Authority == "" || f.Citation == "" || f.Args.Get("dpd") == "" || (f.Outcome == dunning.Defer) == f.Until.IsZero()) {
			t.Fatalf("the finding does not explain itself: %+v", f)
		}
		if s := policy.Sentence(r.Finding, "en"); !r.Due && (s == "" || slices.Contains([]byte(s), '{')) {
			t.Fatalf("the finding cannot be said: %q", s)
		}
	})
}
