package intake_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/internal/intake"
	"comity/internal/intake/intaketest"
)

var clock = time.Date(2026, 11, 10, 1, 0, 0, 0, time.UTC)

// book is a set of files, small and right; a test changes what it is about.
func book() map[string]string {
	return map[string]string{
		"portfolio.yaml": `id: demo
policy: cn
zone: Asia/Shanghai
currency: CNY
locale: zh-CN
as_of: 2026-11-10T00:00:00+08:00
sender:
  zh-CN:
    legal_name: 示例银行股份有限公司
    short_name: 示例银行
    hotline: "+86 100 0000 0000"
    hours: 工作日 9:00 至 18:00
    pay_how: 登录手机银行还款
    pay_url: https://bank.example/pay
    email: care@bank.example
    address: [示例市示例路1号]
`,
		"customers.csv": "customer_id,name,salutation,locale,zone\n" +
			"c1,张𠅤,mr,zh-CN,\n" +
			"c2,Alex Example,,en,America/New_York;Asia/Shanghai\n",
		"contact_points.csv": "point_id,customer_id,channel,value,line1,line2,city,postal_code,country,consent,rank\n" +
			"k1,c1,sms,100 0000 0001,,,,,,given,1\n" +
			"k2,c1,email,C1@Mail.Example,,,,,,,2\n" +
			"k3,c2,letter,,12 Invented Road,Flat 3,Sample City,00000,US,,\n",
		"accounts.csv": "account_id,customer_id,product,last4,currency,balance,overdue,minimum_due,due_date,joint\n" +
			"a1,c1,credit-card,0042,CNY,1.00E+05,1200.50,100,2026-10-01,c2\n" +
			"a2,c2,loan,1234,,300,0,300,2026-11-20,\n",
		"payments.csv": "payment_id,account_id,amount,received_at,kind\n" +
			"p1,a1,200.25,2026-11-10T09:30:00+08:00,\n" +
			"p2,a1,200.25,2026-11-10,reversal\n",
		"holds.csv": "hold_id,kind,customer_id,account_id,channel,starts,ends,reason\n" +
			"h1,dispute,c2,a2,,2026-11-01,2026-11-30,amount is questioned\n",
	}
}

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func take(t *testing.T, store intake.Store, opts intake.Options) (intake.Report, error) {
	t.Helper()
	opts.Actor = "tester"
	return intake.New(store, func() time.Time { return clock }).Run(context.Background(), opts)
}

// mustTake takes a book in that has nothing wrong.
func mustTake(t *testing.T, store intake.Store, dir string) intake.Report {
	t.Helper()
	report, err := take(t, store, intake.Options{Paths: []string{dir}, Strict: true})
	if err != nil {
		var text strings.Builder
		_ = report.WriteText(&text, "en")
		t.Fatalf("%v\n%s", err, text.String())
	}
	return report
}

func TestABookIsTakenInAsItStands(t *testing.T) {
	t.Parallel()
	s := intaketest.New()
	mustTake(t, s, write(t, book()))
	asOf := time.Date(2026, 11, 9, 16, 0, 0, 0, time.UTC)
	want := intaketest.New()
	want.Books = s.Books
	want.Customers = map[string]dunning.Customer{
		"c1": {ID: "c1", Name: "张𠅤", Salutation: "mr", Locale: "zh-CN", Zones: []string{"Asia/Shanghai"},
			Places: []calendar.Place{"CN"}},
		"c2": {ID: "c2", Name: "Alex Example", Locale: "en", Zones: []string{"America/New_York", "Asia/Shanghai"},
			Places: []calendar.Place{"US"}},
	}
	address := dunning.PostalAddress{Lines: []string{"12 Invented Road", "Flat 3"}, City: "Sample City", PostalCode: "00000", Country: "US"}
	want.Points = map[string]dunning.ContactPoint{
		"k1": {ID: "k1", CustomerID: "c1", Channel: "sms", Value: "+8610000000001", Consent: "given", Health: "ok", Rank: 1,
			Key: dunning.AddressKey("sms", "+8610000000001", dunning.PostalAddress{})},
		"k2": {ID: "k2", CustomerID: "c1", Channel: "email", Value: "C1@mail.example", Consent: "unknown", Health: "ok", Rank: 2,
			Key: dunning.AddressKey("email", "c1@mail.example", dunning.PostalAddress{})},
		"k3": {ID: "k3", CustomerID: "c2", Channel: "letter", Postal: address, Consent: "unknown", Health: "ok",
			Key: dunning.AddressKey("letter", "", address)},
	}
	taken := calendar.Date{Year: 2026, Month: 11, Day: 10}
	want.Accounts = map[string]dunning.Account{
		"a1": {ID: "a1", PortfolioID: "demo", CustomerID: "c1", Product: "credit-card", Last4: "0042", Currency: "CNY",
			Balance: 10000000, Overdue: 120050, MinimumDue: 10000, DueDate: calendar.Date{Year: 2026, Month: 10, Day: 1},
			AsOf: asOf, TakenOn: taken, Joint: []string{"c2"}},
		"a2": {ID: "a2", PortfolioID: "demo", CustomerID: "c2", Product: "loan", Last4: "1234", Currency: "CNY",
			Balance: 30000, MinimumDue: 30000, DueDate: calendar.Date{Year: 2026, Month: 11, Day: 20}, AsOf: asOf, TakenOn: taken},
	}
	want.Payments = map[string]dunning.Payment{
		"p1": {ID: "p1", AccountID: "a1", Amount: 20025, Currency: "CNY", ReceivedAt: time.Date(2026, 11, 10, 1, 30, 0, 0, time.UTC)},
		"p2": {ID: "p2", AccountID: "a1", Amount: -20025, Currency: "CNY",
			ReceivedAt: time.Date(2026, 11, 10, 15, 59, 59, 999999000, time.UTC)},
	}
	want.Holds = map[string]dunning.Hold{
		"h1": {ID: "h1", Kind: "dispute", CustomerID: "c2", AccountID: "a2", Reason: "amount is questioned",
			Starts: time.Date(2026, 10, 31, 16, 0, 0, 0, time.UTC), Ends: time.Date(2026, 11, 30, 16, 0, 0, 0, time.UTC)},
	}
	want.Feeds, want.Largest = s.Feeds, s.Largest
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
	if p := s.Books["demo"]; p.Zone != "Asia/Shanghai" || p.Sender["zh-CN"].Address[0] != "示例市示例路1号" {
		t.Errorf("portfolio: %+v", p)
	}
	if len(s.Feeds) != 6 || s.Feeds[4].Kind != "payments" || s.Feeds[4].Rows != 2 || !s.Feeds[4].AsOf.Equal(asOf) || len(s.Feeds[4].SHA256) != 64 {
		t.Errorf("feeds: %+v", s.Feeds)
	}
}

func TestTakingTheSameFilesInTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	s, dir := intaketest.New(), write(t, book())
	for _, f := range mustTake(t, s, dir).Files {
		if f.Saved.New != f.Rows || f.Loaded != f.Rows {
			t.Errorf("first, %s: %+v", f.Name, f)
		}
	}
	for _, f := range mustTake(t, s, dir).Files {
		if f.Saved.Same != f.Rows {
			t.Errorf("again, %s: %+v", f.Name, f)
		}
	}
}

func TestEveryEncodingSaysTheSame(t *testing.T) {
	t.Parallel()
	plain := intaketest.New()
	mustTake(t, plain, write(t, book()))
	for name, encode := range map[string]func(string) string{
		"UTF-8 with a mark": func(s string) string { return "\ufeff" + s },
		"GB18030": func(s string) string {
			out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
			if err != nil {
				t.Fatal(err)
			}
			return out
		},
		"CR LF": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := book()
			files["customers.csv"] = encode(files["customers.csv"])
			s := intaketest.New()
			mustTake(t, s, write(t, files))
			if diff := cmp.Diff(plain.Customers, s.Customers); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOneDamagedLineDoesNotTurnAFileIntoAnotherEncoding(t *testing.T) {
	t.Parallel()
	files := book()
	files["customers.csv"] = "customer_id,name\nc1,张三\nc2,李四\nc3,王\xd3\xd0\nc4,赵六\n"
	s := intaketest.New()
	report, err := take(t, s, intake.Options{Paths: []string{write(t, map[string]string{
		"portfolio.yaml": files["portfolio.yaml"], "customers.csv": files["customers.csv"]})}})
	if err != nil {
		t.Fatal(err)
	}
	f := report.Files[1]
	if f.Encoding != "utf-8" || f.Loaded != 3 || f.Rejected != 1 || f.Faults[0].Line != 4 || f.Faults[0].Code != "encoding" {
		t.Errorf("%+v", f)
	}
	if s.Customers["c4"].Name != "赵六" {
		t.Errorf("a good name became another one")
	}
}

func TestZonesComeFromTheFileThenPhonesAndAddressesThenThePortfolio(t *testing.T) {
	t.Parallel()
	files := book()
	files["customers.csv"] = "customer_id,name,zone\nc1,A,Europe/Paris\nc2,B,\nc3,C,\nc4,D,\nc5,E,\nc6,F,\nc7,G,\nc8,H,\n"
	files["contact_points.csv"] = "point_id,customer_id,channel,value,line1,city,region,postal_code,country\n" +
		"k1,c1,sms,+12025550123,,,,,\nk2,c2,sms,+12025550124,,,,,\nk3,c2,sms,+8610000000001,,,,,\nk4,c3,sms,+12025550125,,,,,\n" +
		"k5,c5,letter,,1 Example Road,Los Angeles,CA,90012,US\n" + // an address alone
		"k6,c6,letter,,1 Example Road,Seattle,WA,98101,US\nk7,c6,sms,+13055550123,,,,,\n" + // the one here, the other there
		"k8,c7,letter,,1 Example Road,Somewhere,,,US\nk9,c7,sms,+13035550123,,,,,\n" + // the phone knows the state
		"k10,c8,sms,+18005550123,,,,,\nk11,c8,email,h@example.org,,,,,\n" // neither tells anything
	delete(files, "accounts.csv")
	delete(files, "payments.csv")
	delete(files, "holds.csv")
	s := intaketest.New()
	mustTake(t, s, write(t, files))
	got := map[string][]string{}
	for id, c := range s.Customers {
		got[id] = c.Zones
	}
	want := map[string][]string{
		"c1": {"Europe/Paris"}, "c2": {"America/New_York", "Asia/Shanghai"}, "c3": {"America/New_York"}, "c4": {"Asia/Shanghai"},
		"c5": {"America/Los_Angeles"}, "c6": {"America/Los_Angeles", "America/New_York"}, "c7": {"America/Denver"}, "c8": {"Asia/Shanghai"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAStrictRunLoadsAllOrNothing(t *testing.T) {
	t.Parallel()
	files := book()
	files["payments.csv"] += "p3,a1,-5,2026-11-10,\n"
	s, dir := intaketest.New(), write(t, files)
	report, err := take(t, s, intake.Options{Paths: []string{dir}, Strict: true})
	if !errors.Is(err, intake.ErrRefused) || !report.Refused || report.Rejected() != 1 {
		t.Fatalf("%v, %+v", err, report)
	}
	if diff := cmp.Diff(intaketest.New(), s); diff != "" {
		t.Errorf("something was loaded: %s", diff)
	}
	for _, f := range report.Files {
		if f.Loaded != 0 || f.Saved != (intake.Saved{}) {
			t.Errorf("%s says that %d rows were loaded", f.Name, f.Loaded)
		}
	}
	loose, err := take(t, s, intake.Options{Paths: []string{dir}})
	if err != nil || len(s.Payments) != 2 || loose.Notes[0].Code != "note-payments-rejected" {
		t.Errorf("not strict: %v, %d payments, notes %v", err, len(s.Payments), loose.Notes)
	}
}

func TestPaymentsWithOnlyAHeaderAreAFeedOfNoRows(t *testing.T) {
	t.Parallel()
	s := intaketest.New()
	mustTake(t, s, write(t, book()))
	s.Feeds = nil
	dir := write(t, map[string]string{"payments-20261110.csv": "payment_id,account_id,amount,received_at\n"})
	if _, err := take(t, s, intake.Options{Paths: []string{dir}, PortfolioID: "demo", AsOf: clock}); err != nil {
		t.Fatal(err)
	}
	want := dunning.Feed{PortfolioID: "demo", Kind: "payments", AsOf: clock, ReceivedAt: clock, SHA256: s.Feeds[0].SHA256}
	if diff := cmp.Diff([]dunning.Feed{want}, s.Feeds); diff != "" {
		t.Error(diff)
	}
}

func TestAFileThatCannotBeTakenInStopsEverythingBeforeItBegins(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, text, want string }{
		"empty file":        {"payments.csv", "", "payments.csv: the file is empty; even a file of no rows begins with its header: payment_id,account_id,amount,currency,received_at,kind"},
		"only blank lines":  {"payments.csv", "\n\n", "payments.csv: the file is empty"},
		"unknown column":    {"payments.csv", "payment_id,acount_id,amount,received_at\n", `payments.csv:1:2: no column is called "acount_id"; did you mean account_id?`},
		"missing column":    {"payments.csv", "payment_id,account_id,amount\n", "payments.csv:1: the column received_at is missing"},
		"column twice":      {"payments.csv", "payment_id,account_id,amount,amount\n", `payments.csv:1:4: the column "amount" stands there twice`},
		"semicolons":        {"payments.csv", "payment_id;account_id;amount\n", `payments.csv:1:1: the columns are separated by ";"; separate them by commas`},
		"UTF-16":            {"payments.csv", "\xff\xfep\x00a\x00", "payments.csv: the file is UTF-16"},
		"carriage returns":  {"payments.csv", "payment_id,account_id,amount,received_at\rp1,a1,5,2026-11-10\r", "payments.csv:1: the lines end by a carriage return alone"},
		"unknown file":      {"payment.csv", "x\n", "payment.csv: not a file that is taken in; did you mean payments.csv?"},
		"no header":         {"payments.csv", "p1,a1,5,2026-11-10\n", `payments.csv:1:1: no column is called "p1"`},
		"binary":            {"payments.csv", "PK\x03\x04\x00\x00", `payments.csv:1:1: no column is called "pk????"`},
		"quoted header":     {"payments.csv", "\"payment_id,account_id\n", "payments.csv:1: the header cannot be read as CSV"},
		"unknown field":     {"portfolio.yaml", "id: demo\npolcy: cn\n", `portfolio.yaml:2:1: no field is called "polcy"; did you mean policy?`},
		"yaml syntax":       {"portfolio.yaml", "id: [demo\n", "portfolio.yaml:1:1: not YAML"},
		"bad zone":          {"portfolio.yaml", strings.Replace(book()["portfolio.yaml"], "Asia/Shanghai", "Asia/Peking", 1), "portfolio.yaml:3:7: not a time zone (IANA)"},
		"bad currency":      {"portfolio.yaml", strings.Replace(book()["portfolio.yaml"], "CNY", "RMB", 1), "portfolio.yaml:4:11: not a currency (ISO 4217)"},
		"missing hotline":   {"portfolio.yaml", strings.Replace(book()["portfolio.yaml"], `"+86 100 0000 0000"`, "", 1), "portfolio.yaml:11:13: the field hotline is missing or empty"},
		"key twice":         {"portfolio.yaml", book()["portfolio.yaml"] + "id: other\n", `portfolio.yaml:17:1: "id" stands there twice`},
		"alias":             {"portfolio.yaml", "id: &a demo\npolicy: *a\n", "portfolio.yaml:2:9: a text is expected here"},
		"unknown role":      {"portfolio.yaml", book()["portfolio.yaml"] + "role: friend\n", "portfolio.yaml:17:7: not a role; write first_party"},
		"unsafe group":      {"portfolio.yaml", book()["portfolio.yaml"] + "group: a b\n", "portfolio.yaml:17:8: not a safe id"},
		"sender of no kind": {"portfolio.yaml", "id: demo\nsender: [a]\n", "portfolio.yaml:2:9: a mapping (lines like key: value) is expected here"},
		"empty yaml":        {"portfolio.yaml", "# nothing\n", "portfolio.yaml: the file is empty"},
		"no as_of":          {"portfolio.yaml", strings.Replace(book()["portfolio.yaml"], "as_of", "# as_of", 1), "when were the data cut? write as_of in portfolio.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := book()
			files[c.file] = c.text
			s := intaketest.New()
			_, err := take(t, s, intake.Options{Paths: []string{write(t, files)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
			if diff := cmp.Diff(intaketest.New(), s); diff != "" {
				t.Errorf("something was loaded: %s", diff)
			}
		})
	}
}

func TestAFailingStoreIsNotHidden(t *testing.T) {
	t.Parallel()
	s := intaketest.New()
	s.Fail = errors.New("disk full")
	_, err := take(t, s, intake.Options{Paths: []string{write(t, book())}})
	if !errors.Is(err, s.Fail) {
		t.Errorf("got %v", err)
	}
}
