package synth_test

import (
	"testing"
	"time"

	"comity/internal/dunning"
	"comity/internal/intake/intaketest"
	"comity/internal/synth"
)

func demo(t *testing.T, o synth.Options) synth.Summary {
	t.Helper()
	summary, err := synth.Demo(o)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

func demoBook(t *testing.T) *intaketest.Store {
	t.Helper()
	dir := t.TempDir()
	if got := demo(t, synth.Options{Seed: 1, Out: dir}).Accounts; got != 120 {
		t.Errorf("%d accounts", got)
	}
	return takeIn(t, dir)
}

func TestTheDemoShowsEverything(t *testing.T) {
	t.Parallel()
	s, date := demoBook(t), synth.DemoDate()
	if date.Weekday() != time.Tuesday {
		t.Errorf("the demo's date is a %s", date.Weekday())
	}
	stages := map[int]int{} // months past due; 0: within three days before, or on the day
	for _, a := range s.Accounts {
		if dpd := a.DPD(date); dpd >= -3 {
			stages[(dpd+29)/30]++
		}
	}
	for month := range 7 {
		if stages[month] == 0 {
			t.Errorf("nobody is in M%d", month)
		}
	}
	shows := map[string]bool{}
	owners, phones, ways := map[string]int{}, map[string]map[string]bool{}, map[string]int{}
	for _, p := range s.Points {
		ways[p.CustomerID]++
		shows["opt-out"] = shows["opt-out"] || p.Consent == dunning.ConsentWithdrawn
		if p.Channel == dunning.SMS {
			if phones[p.Key] == nil {
				phones[p.Key] = map[string]bool{}
			}
			phones[p.Key][p.CustomerID] = true
			shows["a shared phone"] = shows["a shared phone"] || len(phones[p.Key]) > 1
		}
	}
	paid := map[string]int64{}
	for _, p := range s.Payments {
		if p.ReceivedAt.After(s.Accounts[p.AccountID].AsOf) {
			paid[p.AccountID] += p.Amount
		}
		shows["a reversal"] = shows["a reversal"] || p.Amount < 0
	}
	for _, a := range s.Accounts {
		owners[a.CustomerID]++
		shows["two accounts of one person"] = shows["two accounts of one person"] || owners[a.CustomerID] > 1
		shows["joint debtors"] = shows["joint debtors"] || len(a.Joint) > 0
		shows["no contact point"] = shows["no contact point"] || ways[a.CustomerID] == 0
		late := a.DPD(date) > 0
		shows["paid"] = shows["paid"] || late && a.Overdue > 0 && paid[a.ID] == a.Overdue
		shows["partly paid"] = shows["partly paid"] || paid[a.ID] > 0 && paid[a.ID] < a.Overdue
		shows["nothing owed"] = shows["nothing owed"] || late && a.Overdue == 0
		if a.Currency != "CNY" {
			t.Errorf("%s is in %s", a.ID, a.Currency)
		}
	}
	for _, h := range s.Holds {
		shows[string(h.Kind)] = true
	}
	for _, c := range s.Customers {
		shows["reads "+c.Locale] = true
	}
	for _, what := range []string{
		"opt-out", "a shared phone", "a reversal", "two accounts of one person", "joint debtors", "no contact point",
		"paid", "partly paid", "nothing owed", "promise", "dispute", "reads en", "reads zh-CN",
	} {
		if !shows[what] {
			t.Errorf("the demo lacks: %s", what)
		}
	}
}

func TestADemoOfAnySizeIsTakenIn(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 5, 34, 35, 1_000} {
		dir := t.TempDir()
		if got := demo(t, synth.Options{Accounts: n, Seed: 9, Out: dir}).Accounts; got != n {
			t.Errorf("%d accounts asked for, %d written", n, got)
		}
		takeIn(t, dir)
	}
	if _, err := synth.Demo(synth.Options{Accounts: -1, Out: t.TempDir()}); err == nil {
		t.Error("a demo of -1 accounts was written")
	}
}
