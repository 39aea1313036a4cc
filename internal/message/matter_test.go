package message

import (
	"errors"
	"strings"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

func TestWhatWasAgreedIsSaidAboutACuredAccountWhereNothingIsAskedBeyondIt(t *testing.T) {
	t.Parallel()
	for template, want := range map[string]string{
		"thanks": "", "instalment-due": "", "instalment-missed": "", "promise-reminder": "Amount", "appointment": "Amount",
	} {
		f := factsFor(t, template, dunning.SMS, "en", 1)
		f.Accounts[0].PaidSince = f.Accounts[0].Overdue
		_, err := newComposer(t).Compose(f)
		if fact := (*FactError)(nil); (err != nil) != (want != "") || errors.As(err, &fact) && fact.Field != want {
			t.Errorf("%s about an account on which nothing is owed: %v", template, err)
		}
	}
}

func TestWhatIsSettledOrMisplacedIsNotSaid(t *testing.T) {
	t.Parallel()
	kept := func(f *Facts) { f.Matter.Promise.KeptAt = f.Date.Start(time.UTC) }
	for _, c := range []struct {
		name, template string
		change         func(*Facts)
		fact           string
	}{
		{"a promise kept since", "promise-reminder", kept, "Matter"},
		{"thanks for one that was not kept", "thanks", func(f *Facts) { f.Matter.Promise.KeptAt = time.Time{} }, "Matter"},
		{"an instalment paid since", "instalment-due", func(f *Facts) { f.Matter.Plan.Paid = 9_999_99 }, "Matter"},
		{"an instalment that there is not", "instalment-due", func(f *Facts) { f.Matter.Cause.Number = 4 }, "Matter"},
		{"a promise that is not among the facts", "promise-reminder", func(f *Facts) { f.Matter.Promise = nil }, "Matter"},
		{"a promise without its date", "promise-reminder", func(f *Facts) { f.Matter.Promise.Date = calendar.Date{} }, "PromisedDate"},
		{"a promise of nothing", "promise-reminder", func(f *Facts) { f.Matter.Promise.Amount = 0 }, "PromisedAmount"},
		{"two accounts", "appointment", func(f *Facts) { f.Accounts = append(f.Accounts, f.Accounts[0]) }, "Account"},
		{"thanks instead of a reminder", "promise-reminder", func(f *Facts) { f.Reminder.Template = "thanks" }, "Matter"},
		{"a step instead of a promise", "promise-reminder", func(f *Facts) { f.Reminder.Template = "first-reminder" }, "Matter"},
		{"a promise instead of a step", "promise-reminder", func(f *Facts) { f.Matter = dunning.Matter{} }, "Matter"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := factsFor(t, c.template, dunning.SMS, "zh-CN", 1)
			c.change(&f)
			m, err := newComposer(t).Compose(f)
			if fact := (*FactError)(nil); !errors.As(err, &fact) || fact.Field != c.fact || !strings.Contains(err.Error(), ".txt") {
				t.Errorf("want an error about %s, got %q, %v", c.fact, m.Text, err)
			}
		})
	}
}

func TestACatalogueKnowsWhatATextIsFor(t *testing.T) {
	t.Parallel()
	c := newComposer(t)
	for template, want := range map[string]string{"thanks": "thanks", "instalment-missed": "missed", "first-reminder": "", "no-such": ""} {
		if got := c.Occasion(template, dunning.SMS, "en"); got != want {
			t.Errorf("%s is for %q, want %q", template, got, want)
		}
	}
}

func TestAnInstalmentAsksForWhatIsMissingOfIt(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "instalment-due", dunning.Email, "en", 1)
	f.Matter.Plan.Paid += 234_56
	if m := compose(t, f); !strings.Contains(m.Text, "instalment 2 of 3") || !strings.Contains(m.Text, "CNY 1,000.00") {
		t.Errorf("of an instalment paid in part is asked:\n%s", m.Text)
	}
}

func TestANoticeMayBeWordedLikeAStep(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "first-reminder", dunning.Email, "en", 1)
	f.Matter.Cause = dunning.Cause{Purpose: dunning.PurposeNotice, ID: "transfer"}
	compose(t, f)
}
