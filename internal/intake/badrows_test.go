package intake_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/intake"
	"comity/internal/intake/intaketest"
)

// Every bad row says where and why, the rows around it are loaded, and what stood in it appears in no
// error and no report.
func TestBadRowsAreReportedAndTheRestIsLoaded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]badRow{
		"NUL byte":               {"customers.csv", "x,Ma-rie\x00,,,", "name", "nul"},
		"million characters":     {"customers.csv", "x,Ma-rie" + strings.Repeat("名", 1_000_000) + ",,,", "name", "line-too-long"},
		"eleven thousand":        {"customers.csv", "x,Ma-rie" + strings.Repeat("名", 11_000) + ",,,", "name", "too-long"},
		"invalid encoding":       {"customers.csv", "x,Ma-rie\xff,,,", "name", "encoding"},
		"lost character":         {"customers.csv", "x,Ma-rie\ufffd,,,", "name", "encoding"},
		"open quote":             {"customers.csv", "x,\"Ma-rie,,,", "name", "quote-open"},
		"too few cells":          {"customers.csv", "x,Ma-rie", "", "cell-count"},
		"line break":             {"customers.csv", "x,\"Ma-rie\nb\",,,", "name", "line-break"},
		"formula in an id":       {"customers.csv", "=cmd|'/C calc'!A0,Ma-rie,,,", "customer_id", "id-form"},
		"formula in a name":      {"customers.csv", "x,=HYPERLINK(Ma-rie),,,", "name", "formula"},
		"full-width formula":     {"customers.csv", "x,＝Ma-rie,,,", "name", "formula"},
		"control character":      {"customers.csv", "x,Ma-rie\x1b[2J,,,", "name", "control-character"},
		"bidi override":          {"customers.csv", "x,Ma-rie\u202e,,,", "name", "bidi-character"},
		"no name":                {"customers.csv", "x,,,,", "name", "required"},
		"id twice":               {"customers.csv", "c1,Ma-rie,,,", "customer_id", "id-twice"},
		"long id":                {"customers.csv", strings.Repeat("x", 65) + ",Ma-rie,,,", "customer_id", "id-form"},
		"unknown salutation":     {"customers.csv", "x,Ma-rie,Sir Ma-rie,,", "salutation", "not-one-of"},
		"unknown locale":         {"customers.csv", "x,Ma-rie,,klingonese-x,", "locale", "locale"},
		"unknown zone":           {"customers.csv", "x,Ma-rie,,,Asia/Peking", "zone", "zone"},
		"zone outside the table": {"customers.csv", "x,Ma-rie,,,../../etc/passwd", "zone", "zone"},
		"unknown customer":       {"contact_points.csv", "x,nobody,sms,+8610000000009,,,,,,,", "customer_id", "unknown-customer"},
		"impossible phone":       {"contact_points.csv", "x,c1,sms,12 Ma-rie,,,,,,,", "value", "phone"},
		"short phone":            {"contact_points.csv", "x,c1,sms,+86123,,,,,,,", "value", "phone"},
		"phone with extension":   {"contact_points.csv", "x,c1,sms,+1 202-555-0123 ext. 5,,,,,,,", "value", "phone-extension"},
		"letters for digits":     {"contact_points.csv", "x,c1,sms,1-800-FLOWERS,,,,,,,", "value", "phone"},
		"no phone":               {"contact_points.csv", "x,c1,sms,,,,,,,,", "value", "required"},
		"not an email":           {"contact_points.csv", "x,c1,email,Ma-rie,,,,,,,", "value", "email"},
		"email with a name":      {"contact_points.csv", "x,c1,email,Ma-rie <m@mail.example>,,,,,,,", "value", "email"},
		"email with two @":       {"contact_points.csv", "x,c1,email,Ma-rie@x@mail.example,,,,,,,", "value", "email"},
		"email beyond ASCII":     {"contact_points.csv", "x,c1,email,Ma-rie@邮箱.example,,,,,,,", "value", "email-ascii"},
		"email of a flag":        {"contact_points.csv", "x,c1,email,-Ma-rie@mail.example,,,,,,,", "value", "email"},
		"unknown channel":        {"contact_points.csv", "x,c1,fax,Ma-rie,,,,,,,", "channel", "not-one-of"},
		"no city":                {"contact_points.csv", "x,c1,letter,,Ma-rie Road,,,,CN,,", "city", "required"},
		"unknown country":        {"contact_points.csv", "x,c1,letter,,Ma-rie Road,,City,,XX,,", "country", "country"},
		"address on an SMS":      {"contact_points.csv", "x,c1,sms,+8610000000009,Ma-rie Road,,,,,,", "line1", "not-here"},
		"unknown consent":        {"contact_points.csv", "x,c1,sms,+8610000000009,,,,,,maybe,", "consent", "not-one-of"},
		"rank":                   {"contact_points.csv", "x,c1,sms,+8610000000009,,,,,,,-1", "rank", "rank"},
		"negative amount":        {"accounts.csv", "x,c1,,0042,CNY,-5,5,5,2026-10-01,", "balance", "amount-negative"},
		"overflowing amount":     {"accounts.csv", "x,c1,,0042,CNY,5,99999999999999999999,5,2026-10-01,", "overdue", "amount-overflow"},
		"too many decimals":      {"accounts.csv", "x,c1,,0042,CNY,5,5,5.005,2026-10-01,", "minimum_due", "amount-decimals"},
		"not an amount":          {"accounts.csv", "x,c1,,0042,CNY,¥5,5,5,2026-10-01,", "balance", "amount"},
		"impossible date":        {"accounts.csv", "x,c1,,0042,CNY,5,5,5,2026-02-30,", "due_date", "date"},
		"date written otherwise": {"accounts.csv", "x,c1,,0042,CNY,5,5,5,30/10/2026,", "due_date", "date"},
		"date far away":          {"accounts.csv", "x,c1,,0042,CNY,5,5,5,0026-10-01,", "due_date", "date-far"},
		"no due date":            {"accounts.csv", "x,c1,,0042,CNY,5,5,5,,", "due_date", "required"},
		"unknown currency":       {"accounts.csv", "x,c1,,0042,ZZZ,5,5,5,2026-10-01,", "currency", "currency-unknown"},
		"another currency":       {"accounts.csv", "x,c1,,0042,USD,5,5,5,2026-10-01,", "currency", "currency-other"},
		"account number":         {"accounts.csv", "x,c1,,6222000000000042,CNY,5,5,5,2026-10-01,", "last4", "last4"},
		"product":                {"accounts.csv", "x,c1,=Ma-rie,0042,CNY,5,5,5,2026-10-01,", "product", "product"},
		"unknown joint debtor":   {"accounts.csv", "x,c1,,0042,CNY,5,5,5,2026-10-01,nobody", "joint", "unknown-customer"},
		"joint with oneself":     {"accounts.csv", "x,c1,,0042,CNY,5,5,5,2026-10-01,c1", "joint", "joint-self"},
		"unknown account":        {"payments.csv", "x,nothing,5,2026-11-10,", "account_id", "unknown-account"},
		"no amount":              {"payments.csv", "x,a1,0,2026-11-10,", "amount", "amount-zero"},
		"negative payment":       {"payments.csv", "x,a1,-5,2026-11-10,", "amount", "amount-negative"},
		"not an instant":         {"payments.csv", "x,a1,5,yesterday,", "received_at", "instant"},
		"unknown hold":           {"holds.csv", "x,because,c1,,,,,", "kind", "not-one-of"},
		"hold that ends first":   {"holds.csv", "x,dispute,c1,,,2026-11-10,2026-11-01,", "ends", "ends-before"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.rejected(t, book())
		})
	}
}

// private is part of every value that must not be repeated.
const private = "Ma-rie"

// badRow is a row that is rejected, for the reason of a column.
type badRow struct{ file, row, column, code string }

// rejected adds the row to its file, with a good one after it, and checks that it alone is not loaded.
func (c badRow) rejected(t *testing.T, files map[string]string) {
	t.Helper()
	before := strings.Count(files[c.file], "\n")
	after := strings.SplitAfter(files[c.file], "\n")
	last := strings.Replace(strings.TrimSuffix(after[len(after)-2], "\n"), after[len(after)-2][:2], "z9", 1)
	if c.file == "requests.csv" {
		last = "c2,inconvenient,,sat,,,,,,," // its rows have no id
	}
	files[c.file] += c.row + "\n" + last + "\n"
	s, dir := intaketest.New(), write(t, files)
	report, err := take(t, s, intake.Options{Paths: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	f := find(report, c.file)
	if f.Rejected != 1 || f.Loaded != before || f.Rows != f.Loaded+f.Rejected {
		t.Fatalf("%d rejected and %d loaded of %d rows; want 1 and %d: %v", f.Rejected, f.Loaded, f.Rows, before, f.Faults)
	}
	fault := f.Faults[0]
	if string(fault.Code) != c.code || fault.Line != before+1 || fault.Column != c.column || (fault.Number > 0) != (c.column != "") {
		t.Errorf("got %s; want %s in column %q of line %d", fault, c.code, c.column, before+1)
	}
	if fault.Reason == "" || fault.Remedy == "" || strings.ContainsAny(fault.Reason+fault.Remedy, "{}") {
		t.Errorf("not a sentence: %s", fault)
	}
	if text := everything(t, report); strings.Contains(text, private) {
		t.Errorf("the report repeats what stood in the row:\n%s", text)
	}
}

func find(r intake.Report, name string) *intake.FileReport {
	for _, f := range r.Files {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func everything(t *testing.T, r intake.Report) string {
	t.Helper()
	var text, machine bytes.Buffer
	if err := r.WriteText(&text, "en"); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteJSON(&machine); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(machine.Bytes()) {
		t.Errorf("not JSON: %s", machine.String())
	}
	return text.String() + machine.String()
}

func TestRejectsAreTheRowsAsTheyStoodWithLineAndReasonAndNoFormulas(t *testing.T) {
	t.Parallel()
	files := book()
	files["customers.csv"] += "=1+1,@sum,-x,,\nc9,\"Ng, Sample\",king,,\nc8,\"open,,,\n"
	s, dir := intaketest.New(), write(t, files)
	out := t.TempDir()
	report, err := take(t, s, intake.Options{Paths: []string{dir}, RejectsDir: out, Locale: "zh-CN"})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(out, "customers.rejects.csv")
	if got := find(report, "customers.csv").RejectsFile; got != path {
		t.Errorf("the report says %q", got)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"customer_id", "name", "salutation", "locale", "zone", "line", "reason"},
		{"'=1+1", "'@sum", "'-x", "", "", "4", "customer_id: 编号格式不安全; name: 以公式符号（= + @）开头; salutation: 不在此列的可用取值之内"},
		{"c9", "Ng, Sample", "king", "", "", "5", "salutation: 不在此列的可用取值之内"},
		{`c8,"open,,,`, "", "", "", "", "6", "name: 引号未闭合"},
	}
	if fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", rows, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v: personal data is its owner's alone", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(out, ".rejects-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAReportListsAHundredFaultsAndCountsAll(t *testing.T) {
	t.Parallel()
	files := book()
	for i := range 2_500 {
		files["customers.csv"] += fmt.Sprintf("n%d,,king,,\n", i)
		files["customers.csv"] += fmt.Sprintf("m%d,Sample,,,\n", i)
	}
	s, dir := intaketest.New(), write(t, files)
	report, err := take(t, s, intake.Options{Paths: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	f := find(report, "customers.csv")
	if f.Rejected != 2_500 || f.FaultCount != 5_000 || len(f.Faults) != 100 || f.Loaded != 2_502 {
		t.Errorf("%d rejected, %d faults, %d listed, %d loaded", f.Rejected, f.FaultCount, len(f.Faults), f.Loaded)
	}
	if s.Largest > 1_000 {
		t.Errorf("a chunk of %d rows", s.Largest)
	}
}

func TestTheReportReadsInBothLanguages(t *testing.T) {
	t.Parallel()
	files := book()
	files["accounts.csv"] += "a3,c1,,0042,CNY,5,5,5,2026-02-30,\n"
	dir := write(t, files)
	for locale, want := range map[string][]string{
		"en":    {"portfolio demo, data as of 2026-11-10T00:00:00+08:00", "\naccounts.csv           3       2    2        0     0         1\n", "accounts.csv:4:9: due_date: not a date; write an existing day"},
		"zh-CN": {"委托 demo", "\naccounts.csv           3       2     2     0     0     1\n", "accounts.csv:4:9: due_date: 不是日期"},
	} {
		report, err := take(t, intaketest.New(), intake.Options{Paths: []string{dir}, Locale: locale, RejectsDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		if err := report.WriteText(&text, locale); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(text.String(), w) {
				t.Errorf("%s: %q is missing in\n%s", locale, w, text.String())
			}
		}
	}
}
