package synth_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/intake"
	"comity/internal/intake/intaketest"
	"comity/internal/synth"
)

var update = flag.Bool("update", false, "write the golden files anew")

var day = calendar.Date{Year: 2026, Month: time.November, Day: 10}

// The real file is not shipped. Where it lies beside the repository it is tested as well as the sample,
// which has the same form and invented numbers.
const (
	sample   = "testdata/uci_sample.csv"
	realData = "../../../shared/data/uci_credit_card_clients.csv"
)

func sources(t *testing.T) []string {
	t.Helper()
	if _, err := os.Stat(realData); err != nil {
		return []string{sample}
	}
	return []string{sample, realData}
}

func fromUCI(t *testing.T, source string, o synth.Options) synth.Summary {
	t.Helper()
	in, err := os.Open(source)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	summary, err := synth.FromUCI(in, o)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

// takeIn takes a book in, and fails on any row that is not loaded.
func takeIn(t *testing.T, dir string) *intaketest.Store {
	t.Helper()
	s := intaketest.New()
	now := func() time.Time { return day.End(time.UTC) }
	report, err := intake.New(s, now).Run(context.Background(), intake.Options{Paths: []string{dir}, Strict: true, Actor: "tester"})
	if err != nil || len(report.Notes) > 0 || len(report.Files) != 6 {
		var text strings.Builder
		_ = report.WriteText(&text, "en")
		t.Fatalf("%v\n%s", err, text.String())
	}
	return s
}

// expected is what a naive reading of the UCI file says.
type expected struct {
	clients, late, nothing int
	byStatus               map[string]int
}

func naive(t *testing.T, source string) expected {
	t.Helper()
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := expected{byStatus: map[string]int{}}
	number := func(s string) *big.Rat {
		n, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("%q is not a number", s)
		}
		return n
	}
	const x6, x12, x18 = 6, 12, 18
	for _, row := range rows[1:] {
		want.clients++
		if number(row[x6]).Sign() > 0 {
			want.late++
			want.byStatus[row[x6]]++
			if number(row[x12]).Cmp(number(row[x18])) <= 0 {
				want.nothing++
			}
		}
	}
	return want
}

func TestABookFromTheRealDataHasItsCounts(t *testing.T) {
	t.Parallel()
	for _, source := range sources(t) {
		t.Run(filepath.Base(source), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			summary := fromUCI(t, source, synth.Options{AsOf: day, Seed: 1, Out: dir})
			want, s := naive(t, source), takeIn(t, dir)
			got := expected{clients: len(s.Accounts), byStatus: map[string]int{}}
			for _, a := range s.Accounts {
				dpd := a.DPD(day)
				switch {
				case dpd > 0:
					got.late++
					got.byStatus[string(rune('1'+(dpd-1)/30))]++
					if a.Owed(day) == 0 {
						got.nothing++
					}
				case dpd > -10 || dpd < -25 || a.Overdue != 0:
					t.Fatalf("%s is %d days past due and owes %d: it would be walked", a.ID, dpd, a.Overdue)
				}
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(expected{})); diff != "" {
				t.Error(diff)
			}
			if source == realData && (got.late != 6818 || got.clients != 30_000) {
				t.Errorf("%d late of %d; the real data have 6,818 of 30,000", got.late, got.clients)
			}
			if summary.Late != want.late || summary.Nothing != want.nothing || summary.Customers != want.clients {
				t.Errorf("the summary says %+v", summary)
			}
			asPaid(t, s)
			reachable(t, s)
		})
	}
}

// asPaid checks that payments lie before the data were cut, and within the month before.
func asPaid(t *testing.T, s *intaketest.Store) {
	t.Helper()
	for _, p := range s.Payments {
		asOf := s.Accounts[p.AccountID].AsOf
		if !p.ReceivedAt.Before(asOf) || p.ReceivedAt.Before(asOf.AddDate(0, 0, -30)) || p.Amount <= 0 {
			t.Fatalf("%s: %d at %s; the data were cut at %s", p.ID, p.Amount, p.ReceivedAt, asOf)
		}
	}
}

// reachable checks that nobody real can be reached, and that most people can be in three ways.
func reachable(t *testing.T, s *intaketest.Store) {
	t.Helper()
	seen, ways := map[string]string{}, map[string]int{}
	for _, p := range s.Points {
		ways[p.CustomerID]++
		switch p.Channel {
		case dunning.SMS:
			if !strings.HasPrefix(p.Value, "+86100") || seen[p.Value] != "" {
				t.Fatalf("%s: a number that may be somebody's, or is used twice", p.ID)
			}
			seen[p.Value] = p.CustomerID
		case dunning.Email:
			if p.Value != p.CustomerID+"@mail.example" {
				t.Fatalf("%s: an address that may be somebody's", p.ID)
			}
		}
	}
	count := map[int]int{}
	for id := range s.Customers {
		count[ways[id]]++
	}
	if n := len(s.Customers); count[3]*10 < n*7 || n > 1000 && (count[2]*100 < n*5 || count[0] == 0 || count[0]*100 > n) {
		t.Errorf("of %d customers by ways to reach them: %v", n, count)
	}
	beyond, extA, english := 0, 0, 0
	for _, c := range s.Customers {
		if strings.IndexFunc(c.Name, func(r rune) bool { return r > 0xffff }) >= 0 {
			beyond++
		}
		if strings.IndexFunc(c.Name, func(r rune) bool { return 0x3400 <= r && r <= 0x4dbf }) >= 0 {
			extA++
		}
		if c.Locale == "en" {
			english++
		}
	}
	if len(s.Customers) > 1000 && (beyond == 0 || extA == 0 || english == 0) {
		t.Errorf("%d names beyond U+FFFF, %d of Extension A, %d readers of English", beyond, extA, english)
	}
}

func TestExactAmountsSurviveScientificNotation(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fromUCI(t, sample, synth.Options{AsOf: day, Out: dir})
	s := takeIn(t, dir)
	if a := s.Accounts["a00002"]; a.Balance != 100_000_00 || a.Overdue != 97_500_00 {
		t.Errorf("1.00E+05 less 2.5E+03: balance %d, overdue %d", a.Balance, a.Overdue)
	}
	if a := s.Accounts["a00008"]; a.Balance != 0 || a.Overdue != 0 || a.MinimumDue != 0 {
		t.Errorf("a credit was written as %+v", a)
	}
}

func TestTheSameSeedWritesTheSameBytesAndAnotherDoesNot(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(seed uint64, dir string){
		"uci":  func(seed uint64, dir string) { fromUCI(t, sample, synth.Options{AsOf: day, Seed: seed, Out: dir}) },
		"demo": func(seed uint64, dir string) { demo(t, synth.Options{Seed: seed, Out: dir}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, again, other := t.TempDir(), t.TempDir(), t.TempDir()
			write(1, one)
			write(1, again)
			write(2, other)
			if diff := cmp.Diff(folder(t, one), folder(t, again)); diff != "" {
				t.Errorf("the same seed: %s", diff)
			}
			if cmp.Equal(folder(t, one)["customers.csv"], folder(t, other)["customers.csv"]) {
				t.Error("another seed invents the same people")
			}
		})
	}
}

func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

func TestTheFirstRowsOfEachFile(t *testing.T) {
	t.Parallel()
	uci, small := t.TempDir(), t.TempDir()
	fromUCI(t, sample, synth.Options{AsOf: day, Seed: 1, Out: uci})
	demo(t, synth.Options{Seed: 1, Out: small})
	for name, dir := range map[string]string{"uci": uci, "demo": small} {
		for file, text := range folder(t, dir) {
			golden(t, filepath.Join("testdata", name, file+".golden"), head(t, text, 8))
		}
	}
}

func head(t *testing.T, text string, lines int) string {
	t.Helper()
	var b strings.Builder
	scan := bufio.NewScanner(strings.NewReader(text))
	for n := 0; n < lines && scan.Scan(); n++ {
		b.WriteString(scan.Text() + "\n")
	}
	return b.String()
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run with -update once", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", path, diff)
	}
}

func TestBadInputNamesItsLineAndLeavesNothing(t *testing.T) {
	t.Parallel()
	const header = "ID,X1,X2,X6,X12,X18\n"
	for name, c := range map[string]struct{ text, want string }{
		"empty":          {"", "the file is empty"},
		"other file":     {"a,b\n1,2\n", "line 1: the column ID is missing"},
		"status":         {header + "1,5,1,2,5,5\n2,5,1,late,5,5\n", "line 3: X6: not a whole number from -2 to 120"},
		"half a month":   {header + "1,5,1,1.5,5,5\n", "line 2: X6: not a whole number"},
		"amount":         {header + "1,5,1,2,5O,5\n", "line 2: X12: not a decimal amount"},
		"fraction":       {header + "1,5,1,2,5.001,5\n", "line 2: X12: more decimals than the currency has"},
		"overflow":       {header + "1,5,1,2,1E20,5\n", "line 2: X12: larger than an amount can be"},
		"negative paid":  {header + "1,5,1,2,5,-5\n", "line 2: X18: a negative amount was paid"},
		"client twice":   {header + "1,5,1,2,5,5\n1,5,1,2,5,5\n", "line 3: ID: client 1 was already on line 2"},
		"no client":      {header + "0,5,1,2,5,5\n", "line 2: ID: not a whole number from 1"},
		"too few cells":  {header + "1,5,1,2,5\n", "line 2, character 1: wrong number of fields"},
		"unclosed quote": {header + "1,5,1,2,5,5\n\"2,5,1,2,5,5\n", "line 3, character 14"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			_, err := synth.FromUCI(strings.NewReader(c.text), synth.Options{AsOf: day, Out: dir})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v; want %s", err, c.want)
			}
			if left := folder(t, dir); len(left) > 0 {
				t.Errorf("left behind: %d files", len(left))
			}
		})
	}
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o    synth.Options
		want string
	}{
		"no date":          {synth.Options{Out: "x"}, "as-of is missing"},
		"no folder":        {synth.Options{AsOf: day}, "out is missing"},
		"unknown currency": {synth.Options{AsOf: day, Out: "x", Currency: "RMB"}, `currency "RMB": not a currency of ISO 4217`},
		"unknown zone":     {synth.Options{AsOf: day, Out: "x", Zone: "Asia/Peking"}, `zone "Asia/Peking" is not one of IANA's`},
	} {
		if _, err := synth.FromUCI(strings.NewReader(""), c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v; want %s", name, err, c.want)
		}
	}
}

func TestOtherCurrenciesAndZones(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fromUCI(t, sample, synth.Options{AsOf: day, Currency: "JPY", Zone: "Asia/Tokyo", Out: dir})
	s := takeIn(t, dir)
	a := s.Accounts["a00002"]
	if a.Currency != "JPY" || a.Balance != 100_000 || !a.AsOf.Equal(time.Date(2026, 11, 9, 15, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", a)
	}
	if z := s.Customers["c00002"].Zones; !cmp.Equal(z, []string{"Asia/Tokyo"}) {
		t.Errorf("zones %v", z)
	}
}

func TestNamesAreWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	demo(t, synth.Options{Accounts: 2_000, Seed: 3, Out: dir})
	for _, c := range takeIn(t, dir).Customers {
		n := utf8.RuneCountInString(c.Name)
		if c.Locale == "zh-CN" && (n < 2 || n > 4) || strings.ContainsRune(c.Name, utf8.RuneError) {
			t.Errorf("%s has a name of %d characters", c.ID, n)
		}
	}
}
