package intake_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/intake"
	"comity/internal/intake/intaketest"
)

// wide is a book with every column that old files lack.
func wide() map[string]string {
	files := factsToo()
	for name, columns := range map[string]string{
		"customers.csv":      ",places,prefers",
		"contact_points.csv": ",consent_form,confirmed_at,work,basis",
		"accounts.csv":       ",guarantor_ids,role",
		"holds.csv":          ",review_on",
	} {
		lines := strings.Split(strings.TrimSuffix(files[name], "\n"), "\n")
		for i := range lines {
			if i == 0 {
				lines[i] += columns
			} else {
				lines[i] += strings.Repeat(",", strings.Count(columns, ","))
			}
		}
		files[name] = strings.Join(lines, "\n") + "\n"
	}
	return files
}

func TestBadRowsOfTheNewColumnsAndFilesAreReportedAndTheRestIsLoaded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]badRow{
		"unknown place":              {"customers.csv", "x,A,,,,New Ma-rie,", "places", "place"},
		"unknown country of a place": {"customers.csv", "x,A,,,,US;XX-1,", "places", "place"},
		"unknown preference":         {"customers.csv", "x,A,,,,,sms;Ma-rie", "prefers", "not-one-of"},
		"preference twice":           {"customers.csv", "x,A,,,,,sms;email;SMS", "prefers", "listed-twice"},

		"unknown form of consent":  {"contact_points.csv", "x,c1,email,x@mail.example,,,,,,,,Ma-rie,,,", "consent_form", "not-one-of"},
		"confirmed in the future":  {"contact_points.csv", "x,c1,email,x@mail.example,,,,,,,,,2026-11-12,,", "confirmed_at", "not-yet"},
		"confirmed no date":        {"contact_points.csv", "x,c1,email,x@mail.example,,,,,,,,,Ma-rie,,", "confirmed_at", "instant"},
		"work neither yes nor no":  {"contact_points.csv", "x,c1,email,x@mail.example,,,,,,,,,,Ma-rie,", "work", "not-one-of"},
		"unknown basis":            {"contact_points.csv", "x,c1,email,x@mail.example,,,,,,,,,,yes,Ma-rie", "basis", "not-one-of"},
		"guarantor who is nobody":  {"accounts.csv", "x,c1,,0042,CNY,5,5,5,2026-10-01,,nobody,", "guarantor_ids", "unknown-customer"},
		"guarantor of oneself":     {"accounts.csv", "x,c1,,0042,CNY,5,5,5,2026-10-01,,c1,", "guarantor_ids", "guarantor-self"},
		"guarantor and debtor":     {"accounts.csv", "x,c1,,0042,CNY,5,5,5,2026-10-01,c2,c2,", "guarantor_ids", "guarantor-self"},
		"guarantor of unsafe id":   {"accounts.csv", "x,c1,,0042,CNY,5,5,5,2026-10-01,,Ma rie,", "guarantor_ids", "id-form"},
		"unknown role":             {"accounts.csv", "x,c1,,0042,CNY,5,5,5,2026-10-01,,,Ma-rie", "role", "not-one-of"},
		"review on no date":        {"holds.csv", "x,dispute,c1,,,,,,Ma-rie", "review_on", "date"},
		"hold through no channel":  {"holds.csv", "x,dispute,c1,,fax,,,,", "channel", "not-one-of"},
		"promise of an unknown":    {"promises.csv", "x,nothing,5,2026-11-20,2026-11-01,,,", "account_id", "unknown-account"},
		"promise of nothing":       {"promises.csv", "x,a1,0,2026-11-20,2026-11-01,,,", "amount", "amount-zero"},
		"promise without a date":   {"promises.csv", "x,a1,5,,2026-11-01,,,", "date", "required"},
		"promise for yesterday":    {"promises.csv", "x,a1,5,2026-10-31,2026-11-01,,,", "date", "before"},
		"promise to be made":       {"promises.csv", "x,a1,5,2026-11-20,2026-11-12,,,", "made_at", "not-yet"},
		"reminder without a time":  {"promises.csv", "x,a1,5,2026-11-20,2026-11-01,2026-11-19,,", "remind_at", "moment"},
		"reminder before promise":  {"promises.csv", "x,a1,5,2026-11-20,2026-11-01,2026-10-19T10:00:00Z,,", "remind_at", "before"},
		"promise by telephone":     {"promises.csv", "x,a1,5,2026-11-20,2026-11-01,,voice,", "channel", "not-one-of"},
		"cancelled before made":    {"promises.csv", "x,a1,5,2026-11-20,2026-11-05,,,2026-11-04", "cancelled_at", "before"},
		"cancelled some day":       {"promises.csv", "x,a1,5,2026-11-20,2026-11-05,,,2026-12-04", "cancelled_at", "not-yet"},
		"appointment without time": {"appointments.csv", "x,a1,2026-11-20,,", "at", "moment"},
		"appointment at no time":   {"appointments.csv", "x,a1,Ma-rie,,", "at", "instant"},
		"appointment by nothing":   {"appointments.csv", "x,a1,2026-11-20T10:00:00Z,Ma-rie,", "channel", "not-one-of"},
		"appointment of nobody":    {"appointments.csv", "x,nothing,2026-11-20T10:00:00Z,,", "account_id", "unknown-account"},
		"cancelled in words":       {"appointments.csv", "x,a1,2026-11-20T10:00:00Z,,Ma-rie", "cancelled_at", "instant"},

		"plan of an unknown":     {"plans.csv", "x,nothing,2026-11-01,,2026-12-01,5", "account_id", "unknown-account"},
		"plan of nothing":        {"plans.csv", "x,a1,2026-11-01,,2026-12-01,0", "amount", "amount-zero"},
		"plan without a date":    {"plans.csv", "x,a1,2026-11-01,,,5", "date", "required"},
		"plan not yet agreed":    {"plans.csv", "x,a1,2026-11-12,,2026-12-01,5", "agreed_at", "not-yet"},
		"plan that ends first":   {"plans.csv", "x,a1,2026-11-01,2026-10-30,2026-12-01,5", "ended_at", "before"},
		"plan that stands apart": {"plans.csv", "pl1,a2,2026-11-01,,2027-03-01,5", "plan_id", "rows-apart"},
		"notice of no kind":      {"notices.csv", "Ma-rie!,,a1,2026-11-01", "kind", "kind"},
		"notice without a kind":  {"notices.csv", ",,a1,2026-11-01", "kind", "required"},
		"notice to nobody":       {"notices.csv", "x,,,2026-11-01", "customer_id", "whose"},
		"notice to a stranger":   {"notices.csv", "x,nobody,,2026-11-01", "customer_id", "unknown-customer"},
		"notice about nothing":   {"notices.csv", "x,,nothing,2026-11-01", "account_id", "unknown-account"},
		"notice at no time":      {"notices.csv", "x,,a1,", "at", "required"},
		"notice twice":           {"notices.csv", "transfer,,a1,2026-11-01", "kind", "row-twice"},

		"contact of a stranger":    {"contacts.csv", "x,2026-11-09,voice,,nobody,,,,,,,,,,", "customer_id", "unknown-customer"},
		"contact about nothing":    {"contacts.csv", "x,2026-11-09,voice,,,a1;nothing,,,,,,,,,", "account_ids", "unknown-account"},
		"contact with nobody":      {"contacts.csv", "x,2026-11-09,voice,,,,,,,,,,,,", "customer_id", "whose"},
		"contact for no portfolio": {"contacts.csv", "x,2026-11-09,voice,,c1,,,,,,other,,,,", "portfolio", "unknown-portfolio"},
		"contact for no group":     {"contacts.csv", "x,2026-11-09,voice,,c1,,,,,,,Ma rie,,,", "group", "id-form"},
		"contact to come":          {"contacts.csv", "x,2026-11-10,voice,,c1,,,,,,,,,,", "at", "not-yet"},
		"contact at no time":       {"contacts.csv", "x,,voice,,c1,,,,,,,,,,", "at", "required"},
		"contact by fax":           {"contacts.csv", "x,2026-11-09,fax,,c1,,,,,,,,,,", "channel", "not-one-of"},
		"an SMS that is connected": {"contacts.csv", "x,2026-11-09,sms,connected,c1,,,,,,,,,,", "status", "not-one-of"},
		"a call of no status":      {"contacts.csv", "x,2026-11-09,voice,Ma-rie,c1,,,,,,,,,,", "status", "not-one-of"},
		"no number to call":        {"contacts.csv", "x,2026-11-09,voice,,c1,,12 Ma-rie,,,,,,,,", "address", "phone"},
		"a call to a street":       {"contacts.csv", "x,2026-11-09,voice,,c1,,,Ma-rie Road,,,,,,,", "line1", "not-here"},
		"an email to a number":     {"contacts.csv", "x,2026-11-09,email,,c1,,+8610000000001,,,,,,,,", "address", "email"},
		"a visit to a number":      {"contacts.csv", "x,2026-11-09,visit,,c1,,+8610000000001,,,,,,,,", "address", "not-here"},
		"a visit to no city":       {"contacts.csv", "x,2026-11-09,visit,,c1,,,Ma-rie Road,,CN,,,,,", "city", "required"},
		"asked in words":           {"contacts.csv", "x,2026-11-09,voice,,c1,,,,,,,,Ma-rie,,", "asked", "not-one-of"},
		"at work in words":         {"contacts.csv", "x,2026-11-09,voice,,c1,,,,,,,,,Ma-rie,", "work", "not-one-of"},
		"a source of many words":   {"contacts.csv", "x,2026-11-09,voice,,c1,,,,,,,,,," + strings.Repeat("Ma-rie ", 9), "source", "text-too-long"},
		"a source that calculates": {"contacts.csv", "x,2026-11-09,voice,,c1,,,,,,,,,,=Ma-rie", "source", "formula"},
		"contact twice":            {"contacts.csv", "k1,2026-11-09,voice,,c1,,,,,,,,,,", "contact_id", "id-twice"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.rejected(t, wide())
		})
	}
}

// A plan of which one instalment is wrong is not loaded by halves: its rows are rejected together.
func TestAPlanIsLoadedWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	const head = "plan_id,account_id,agreed_at,ended_at,date,amount\n"
	first, second, third := "p1,a1,2026-11-01,,2026-12-01,5\n", "p1,a1,2026-11-01,,2027-01-01,5\n", "p1,a1,2026-11-01,,2027-02-01,5\n"
	other := "p2,a1,2026-11-01,,2027-01-01,7\n"
	for name, c := range map[string]struct {
		rows   string
		plans  string // loaded
		faults string // line and code of each
	}{
		"all are right":                       {first + second + third + other, "p1 p2", ""},
		"one amount is wrong":                 {first + "p1,a1,2026-11-01,,2027-01-01,x\n" + third + other, "p2", "2 row-with-others, 3 amount, 4 row-with-others"},
		"one is cut short":                    {first + "p1,a1,2026\n" + third + other, "p2", "2 row-with-others, 3 cell-count, 4 row-with-others"},
		"the first is cut short":              {"p1,a1\n" + second + other, "p2", "2 cell-count, 3 row-beside-unreadable"},
		"the last is cut short":               {first + second + "p1,a1\n" + other, "", "2 row-with-others, 3 row-with-others, 4 cell-count, 5 row-beside-unreadable"},
		"one has no id":                       {first + ",a1,2026-11-01,,2027-01-01,5\n" + third + other, "p2", "2 row-with-others, 3 required, 4 row-with-others"},
		"one is of another account":           {first + "p1,a2,2026-11-01,,2027-01-01,5\n" + other, "p2", "2 row-with-others, 3 row-differs"},
		"one was agreed another day":          {first + "p1,a1,2026-11-02,,2027-01-01,5\n" + other, "p2", "2 row-with-others, 3 row-differs"},
		"one was ended":                       {first + "p1,a1,2026-11-01,2026-11-03,2027-01-01,5\n" + other, "p2", "2 row-with-others, 3 row-differs"},
		"two are of one date":                 {first + first + other, "p2", "2 row-with-others, 3 date-order"},
		"the later stands first":              {second + first + other, "p2", "2 row-with-others, 3 date-order"},
		"another plan stands between":         {first + other + second, "p1 p2", "4 rows-apart"},
		"the account is not known":            {"p1,no,2026-11-01,,2026-12-01,5\np1,no,2026-11-01,,2027-01-01,5\n" + other, "p2", "2 unknown-account, 3 row-with-others"},
		"blank lines between do not separate": {first + "\n,,,,,\n" + second + other, "p1 p2", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := book()
			files["plans.csv"] = head + c.rows
			s := intaketest.New()
			report, err := take(t, s, intake.Options{Paths: []string{write(t, files)}})
			if err != nil {
				t.Fatal(err)
			}
			f := find(report, "plans.csv")
			var plans, faults []string
			for _, id := range []string{"p1", "p2"} {
				if _, ok := s.Plans[id]; ok {
					plans = append(plans, id)
				}
			}
			for _, fault := range f.Faults {
				faults = append(faults, strings.Split(fault.String(), ":")[0]+" "+string(fault.Code))
			}
			if got := strings.Join(plans, " "); got != c.plans {
				t.Errorf("loaded %q, want %q", got, c.plans)
			}
			if got := strings.Join(faults, ", "); got != c.faults {
				t.Errorf("faults: %s\nwant:   %s", got, c.faults)
			}
			if f.Rows != f.Loaded+f.Rejected || f.Rejected != len(f.Faults) {
				t.Errorf("%d rows, %d loaded, %d rejected", f.Rows, f.Loaded, f.Rejected)
			}
		})
	}
}

func TestAPlanOfNoEndIsRejected(t *testing.T) {
	t.Parallel()
	files := book()
	text := "plan_id,account_id,agreed_at,date,amount\n"
	for month := range 110 * 12 {
		text += fmt.Sprintf("p1,a1,1989-01-01,%d-%02d-01,5\n", 1990+month/12, 1+month%12)
	}
	files["plans.csv"] = text + "p2,a1,2026-11-01,2027-01-01,7\n"
	s := intaketest.New()
	report, err := take(t, s, intake.Options{Paths: []string{write(t, files)}})
	if err != nil {
		t.Fatal(err)
	}
	if f := find(report, "plans.csv"); f.Loaded != 1 || f.Rejected != 110*12 || len(s.Plans) != 1 || f.Faults[0].Code != "rows-too-many" {
		t.Errorf("%d loaded, %d rejected, %v first", f.Loaded, f.Rejected, f.Faults[0])
	}
}

// The rejected rows of a plan are in the rejects file together, and can be taken in when they are right.
func TestTheRowsOfARejectedPlanStandTogetherInTheRejects(t *testing.T) {
	t.Parallel()
	files := book()
	files["plans.csv"] = "plan_id,account_id,agreed_at,date,amount\np1,a1,2026-11-01,2026-12-01,5\np1,a1,2026-11-01,2027-01-01,x\n"
	dir := write(t, files)
	if _, err := take(t, intaketest.New(), intake.Options{Paths: []string{dir}}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "plans.rejects.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want := "\ufeffplan_id,account_id,agreed_at,date,amount,line,reason\n" +
		"p1,a1,2026-11-01,2026-12-01,5,2,a row that belongs with this one was rejected\n" +
		"p1,a1,2026-11-01,2027-01-01,x,3,amount: not an amount\n"
	if string(text) != want {
		t.Errorf("got  %q\nwant %q", text, want)
	}
}
