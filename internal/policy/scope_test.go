package policy

import (
	"testing"

	"comity/internal/dunning"
)

// A condition that counts days and names the channel is judged for each channel by itself.
func TestAnswersAboutOneChannelAreNotTakenForAnother(t *testing.T) {
	t.Parallel()
	p := parsed(t, `  - {id: DAY, kind: window, hours: "08:00-20:00", authority: house, citation: {en: by day}}
  - id: NOON
    kind: window
    channels: [sms, email]
    hours: "12:00-14:00"
    when: account.dpd > 5 && contact.channel == "sms"
    authority: house
    citation: {en: at noon}
`)
	for _, order := range [][]dunning.Channel{{dunning.SMS, dunning.Email}, {dunning.Email, dunning.SMS}} {
		f := debtor(beijing(t, "2025-11-20 10:00"))
		f.Channels = order
		v := p.Decide(f)
		for c, want := range map[dunning.Channel]string{dunning.SMS: "2025-11-20 12:00", dunning.Email: "2025-11-20 10:00"} {
			if cv, _ := v.Channel(c); show(cv.NotBefore) != want {
				t.Errorf("asked about %v: %s not before %s, want %s", order, c, show(cv.NotBefore), want)
			}
		}
	}
}

// A window that is not law any more, or not yet, is not named as the one that is open.
func TestAWindowThatIsNotInForceIsNotNamed(t *testing.T) {
	t.Parallel()
	p := parsed(t, `  - {id: ONCE, kind: window, hours: "08:00-21:00", effective: {to: 2025-05-15}, authority: law, citation: {en: as it stood}}
`)
	f := debtor(beijing(t, "2025-11-20 23:00"))
	if v := p.Decide(f); v.Outcome != dunning.Allow || v.Findings[0].Rule != RulePermitted {
		t.Errorf("%s by %v", v.Outcome, v.Findings)
	}
}

// A portfolio's own file names its packs itself: where it is not known whether a person is in a pack's place, its
// law is kept as law, with the rules of the house and without.
func TestAPackThatAPortfolioNamesHoldsInDoubt(t *testing.T) {
	t.Parallel()
	base := "name: base\ntitle: {zh: 一, en: one}\njurisdiction: US\ncalendar: US\npacks: [part]\nstages:\n  - {id: M1, from: 1, to: 30, steps: [{id: first, day: 1, channels: [sms], template: first}]}\nrules:\n  - {id: opt-out, kind: builtin, authority: house, citation: {en: x}}\n"
	part := "name: part\ntitle: {zh: 二, en: two}\njurisdiction: US-MA\nrules:\n  - {id: NOON, kind: window, hours: \"12:00-14:00\", authority: law, citation: {en: x}}\n"
	own := "name: own\ntitle: {zh: 三, en: three}\npacks: [base, part]\n"
	files := beside(t, map[string]string{"base": base, "part": part, "own": own})
	for _, c := range []struct {
		pack  string
		house bool
		want  dunning.Outcome
	}{{"base", true, dunning.Defer}, {"base", false, dunning.Allow}, {"own", true, dunning.Defer}, {"own", false, dunning.Defer}} {
		p, err := Compose(files, Composition{Packs: []string{c.pack}, House: c.house})
		if err != nil {
			t.Fatal(err)
		}
		f := debtor(in(t, "America/New_York", "2025-11-20 10:00"))
		f.Zone, f.Customer.Zones = "America/New_York", []string{"America/New_York"}
		f.Channels = []dunning.Channel{dunning.SMS}
		if v := p.Decide(f); v.Outcome != c.want {
			t.Errorf("%s, house %v: %s by %v", c.pack, c.house, v.Outcome, rulesOf(v))
		}
	}
}
