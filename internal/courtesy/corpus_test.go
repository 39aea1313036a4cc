package courtesy

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"comity/config"
	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/policy"
)

// sample is a line of a corpus.
type sample struct {
	ID, Channel, Locale, Jurisdiction, Subject, Text, HTML string
	Facts                                                  sampleFacts
	Refuse                                                 []string
	Why                                                    string
}

type sampleFacts struct {
	LegalActionApproved   bool   `json:"legal_action_approved"`
	CreditReportNoticeDue bool   `json:"credit_report_notice_due"`
	TimeBarred            bool   `json:"time_barred"`
	ValidationNotice      bool   `json:"validation_notice"`
	DefaultNotice         bool   `json:"default_notice"`
	Role                  string `json:"role"`
	Purpose               string `json:"purpose"`
	Recipient             string `json:"recipient"`
}

func (s sample) message() Message {
	return Message{Channel: dunning.Channel(s.Channel), Locale: s.Locale, Subject: s.Subject, Text: s.Text, HTML: s.HTML}
}

func (s sample) context(packs map[string][]Clause) Context {
	place := calendar.Place(s.Jurisdiction)
	return Context{
		Places: []calendar.Place{place}, Role: dunning.Role(s.Facts.Role), Recipient: s.Facts.Recipient, Clauses: packs[place.Country()],
		Facts: Facts{
			LegalActionApproved: s.Facts.LegalActionApproved, CreditReportNoticeDue: s.Facts.CreditReportNoticeDue, TimeBarred: s.Facts.TimeBarred,
			ValidationPeriod: s.Facts.ValidationNotice, StatutoryNotice: s.Facts.ValidationNotice || s.Facts.DefaultNotice,
		},
	}
}

// packs are the content rules of the rule packs, by country.
func packs(t testing.TB) map[string][]Clause {
	t.Helper()
	all := map[string][]Clause{}
	for country, name := range map[string][]string{"CN": {"cn"}, "US": {"us", "us-nyc", "us-ma", "us-fl"}, "GB": {"uk"}, "IE": {"ie"}} {
		p, err := policy.Compose(config.FS(), policy.Composition{Packs: name, House: true})
		if err != nil {
			t.Fatal(err)
		}
		rules := map[string]policy.Rule{}
		for _, r := range p.Rules() {
			rules[r.ID] = r
		}
		for _, d := range p.Duties() {
			r := rules[d.Rule]
			all[country] = append(all[country], Clause{
				Rule: d.Rule, Place: d.Place, Roles: d.Roles, Channels: d.Channels, Authority: r.Authority, Require: d.Require, Forbid: d.Forbid,
				Citation: Words{policy.Words(r.Citation, "zh"), policy.Words(r.Citation, "en")},
			})
		}
	}
	return all
}

func corpus(t testing.TB, name string) []sample {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "corpus", name+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []sample
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var s sample
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatalf("%s.jsonl:%d: %v", name, len(list)+1, err)
		}
		list = append(list, s)
	}
	return list
}

// called is what the two authors of the corpora call the same thing.
var called = map[string][]string{
	"unapproved-claim": {"legal-threat", "credit-claim", "invented-consequence"}, "private-contact": {"personal-contact"}, "missing-account": {"missing-last4"},
	"missing-disclosure": {"missing-debt-collector"}, "missing-address": {"missing-contact", "missing-name"}, "slang": {"insult", "shame", "personal-contact"},
	"missing-contact": {"missing-objection"}, "guilt": {"shame"}, "threat": {"visit", "third-party", "criminal-threat"}, "insult": {"shame"},
}

func agree(want []string, got []string) bool {
	for _, w := range want {
		if slices.Contains(got, w) || slices.ContainsFunc(called[w], func(x string) bool { return slices.Contains(got, x) }) {
			return true
		}
	}
	return false
}

// tally is how a corpus was judged.
type tally struct{ messages, missed, otherwise, refused int }

// TestTheCorporaAreJudgedAsTheirAuthorsDo prints, apart for what was written with and without sight of the lexicon,
// how many discourteous messages pass, how many are refused for another reason, and how many courteous ones
// are refused. The bounds are what is known not to be found by words alone.
func TestTheCorporaAreJudgedAsTheirAuthorsDo(t *testing.T) {
	t.Parallel()
	g, clauses := load(t), packs(t)
	for _, c := range []struct {
		name string
		most tally
	}{
		{"own-discourteous", tally{missed: 0, otherwise: 6}},
		{"own-courteous", tally{}},
		{"blind-discourteous", tally{missed: 1, otherwise: 8}}, // a domain that only an allow-list can tell
		{"blind-courteous", tally{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got tally
			for _, s := range corpus(t, c.name) {
				got.messages++
				got.add(t, s, g.Judge(s.message(), s.context(clauses)))
			}
			t.Logf("%s: %d messages: %d pass that must not, %d are refused for another reason, %d are refused that must pass",
				c.name, got.messages, got.missed, got.otherwise, got.refused)
			if got.messages < 150 || got.missed > c.most.missed || got.otherwise > c.most.otherwise || got.refused > c.most.refused {
				t.Errorf("got %+v, at most %+v of at least 150 messages", got, c.most)
			}
		})
	}
}

func (n *tally) add(t *testing.T, s sample, found []Finding) {
	t.Helper()
	got := Categories(found)
	switch {
	case len(s.Refuse) > 0 && len(got) == 0:
		n.missed++
		t.Logf("%s passes, and is %v: %s %s", s.ID, s.Refuse, s.Subject, s.Text)
	case len(s.Refuse) > 0 && !agree(s.Refuse, got):
		n.otherwise++
		t.Logf("%s is refused for %v, and is %v: %s %s", s.ID, got, s.Refuse, s.Subject, s.Text)
	case len(s.Refuse) == 0 && len(got) > 0:
		n.refused++
		t.Logf("%s is refused: %s: %s %s", s.ID, said(found), s.Subject, s.Text)
	}
}

// said is what stops a message, in a line.
func said(found []Finding) string {
	var why []string
	for _, f := range found {
		if f.Severity == Refuse {
			why = append(why, f.Rule+" "+f.Match)
		}
	}
	return strings.Join(why, " | ")
}
