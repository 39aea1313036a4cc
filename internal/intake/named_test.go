package intake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/dunning"
	"comity/internal/intake"
	"comity/internal/intake/intaketest"
)

func TestASingleFileMayHaveAnyNameWhenItsKindIsSaid(t *testing.T) {
	t.Parallel()
	s := intaketest.New()
	mustTake(t, s, write(t, book()))
	s.Feeds = nil
	dir := write(t, map[string]string{
		"calls of today.txt": "contact_id,at,channel,customer_id\nx1,2026-11-10T08:00:00+08:00,voice,c1\nx2,yesterday,voice,c1\n",
		"later.csv":          "promise_id,account_id,amount,date,made_at\npr1,a1,5,2026-11-20,2026-11-09\n",
	})
	report, err := take(t, s, intake.Options{PortfolioID: "demo", Files: map[string]string{
		intake.FeedContacts: filepath.Join(dir, "calls of today.txt"), intake.FeedPromises: filepath.Join(dir, "later.csv"),
	}})
	if err != nil || len(report.Files) != 2 || report.Files[0].Kind != intake.FeedPromises || len(s.Contacts) != 1 || len(s.Promises) != 1 {
		t.Fatalf("%v, %+v", err, report)
	}
	// When it was cut needs no saying where each row says when it happened.
	if f := s.Feeds[1]; f.PortfolioID != "demo" || f.Kind != intake.FeedContacts || !f.AsOf.Equal(clock) || f.Rows != 1 {
		t.Errorf("feed: %+v", f)
	}
	if _, err := os.Stat(filepath.Join(dir, "calls of today.rejects.csv")); err != nil {
		t.Errorf("rejects: %v", err)
	}
}

func TestAFileOfAKindThatIsSaidIsNotTakenForGranted(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"contacts.csv": "contact_id,at,channel,customer_id\n", "promises.csv": "x\n"})
	contacts := filepath.Join(dir, "contacts.csv")
	for name, c := range map[string]struct {
		opts intake.Options
		want string
	}{
		"twice, by name and by kind": {
			intake.Options{Paths: []string{contacts}, Files: map[string]string{intake.FeedContacts: contacts}}, "a second file of contacts",
		},
		"of another kind":      {intake.Options{Files: map[string]string{dunning.FeedPayments: contacts}}, `contacts.csv:1:1: no column is called "contact_id"`},
		"of no kind":           {intake.Options{Files: map[string]string{"rumours": contacts}}, `there is no kind of file "rumours"`},
		"not there":            {intake.Options{Files: map[string]string{intake.FeedContacts: filepath.Join(dir, "no.csv")}}, "no such file"},
		"a folder":             {intake.Options{Files: map[string]string{intake.FeedContacts: dir}}, "not a regular file"},
		"nothing at all":       {intake.Options{}, "nothing to take in"},
		"of an unknown book":   {intake.Options{Files: map[string]string{intake.FeedContacts: contacts}, PortfolioID: "no"}, `no portfolio "no"`},
		"payments of no day":   {intake.Options{Files: map[string]string{dunning.FeedPayments: contacts}, PortfolioID: "demo"}, "no column is called"},
		"of one of many books": {intake.Options{Files: map[string]string{intake.FeedContacts: contacts}}, "whose book is it?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := intaketest.New()
			s.Books["demo"] = dunning.Portfolio{ID: "demo", Zone: "Asia/Shanghai"}
			s.Books["other"] = dunning.Portfolio{ID: "other", Zone: "Asia/Shanghai"}
			if _, err := take(t, s, c.opts); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// A file of what is owed must still say whose it is and when it was cut, though there is but one book.
func TestWhatIsOwedIsNotGuessed(t *testing.T) {
	t.Parallel()
	s := intaketest.New()
	mustTake(t, s, write(t, book()))
	dir := write(t, map[string]string{"payments.csv": book()["payments.csv"], "contacts.csv": facts()["contacts.csv"]})
	for opts, want := range map[string]string{"": "whose book is it?", "demo": "when were the data cut?"} {
		if _, err := take(t, s, intake.Options{Paths: []string{dir}, PortfolioID: opts}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("portfolio %q: got %v, want %q", opts, err, want)
		}
	}
}
