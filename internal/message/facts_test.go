package message

import (
	"io/fs"
	"slices"
	"sync"
	"testing"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
	"comity/templates"
)

// embedded is the composer over the templates of the binary, made once for all tests.
var embedded = sync.OnceValues(func() (*Composer, error) { return New(templates.FS) })

func newComposer(t testing.TB) *Composer {
	t.Helper()
	c, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func compose(t testing.TB, f Facts) dunning.Message {
	t.Helper()
	m, err := newComposer(t).Compose(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func exampleSenders() map[string]dunning.Sender {
	return map[string]dunning.Sender{
		"zh-CN": {
			LegalName: "示例银行股份有限公司信用卡中心", ShortName: "示例银行",
			Hotline: "400-000-0000", Hours: "每日8:00-22:00",
			PayURL: "https://pay.bank.example", PayHow: "手机银行或任一营业网点",
			ObjectURL: "https://help.bank.example", Website: "https://bank.example",
			Email: "notice@bank.example", ReplyTo: "service@bank.example",
			Address: []string{"示例市和平区例子路1号", "邮编000000"}, Department: "客户服务部",
			LetterRule: "《商业银行信用卡业务监督管理办法》第六十九条",
		},
		"en": {
			LegalName: "Example Bank Co., Ltd. Credit Card Centre", ShortName: "Example Bank",
			Hotline: "400-000-0000", Hours: "8:00-22:00 daily",
			PayURL: "https://pay.bank.example", PayHow: "Use our mobile app or any branch",
			ObjectURL: "https://help.bank.example", Website: "https://bank.example",
			Email: "notice@bank.example", ReplyTo: "service@bank.example",
			Address: []string{"1 Sample Road", "Sampletown 000000"}, Department: "Customer Care",
			LetterRule: "article 69 of the Measures for the Supervision and Administration of the Credit Card Business of Commercial Banks",
		},
	}
}

// exampleFacts are those of a text of the catalogue, with one account or with more.
func exampleFacts(i Info, accounts int) Facts {
	today := calendar.Date{Year: 2026, Month: 12, Day: 15}
	due := calendar.Date{Year: 2026, Month: 11, Day: 10}
	if slices.Contains(i.Stages, "M0") {
		due = today.AddDays(3)
	}
	all := []dunning.Account{
		{ID: "a1", Product: "credit-card", Last4: "1234", Currency: "CNY", Balance: 12_345_67, Overdue: 1_234_56, MinimumDue: 1_234_56, DueDate: due},
		{ID: "a2", Product: "loan", Last4: "5678", Currency: "CNY", Balance: 50_000_00, Overdue: 2_100_00, MinimumDue: 2_000_00, PaidSince: 100_00, DueDate: due.AddDays(2)},
	}
	if slices.Contains(i.Stages, "M0") {
		all[1].PaidSince = 0
	}
	f := Facts{
		Reminder: dunning.Reminder{ID: "r-7f3k2m9x", Template: i.Template, Locale: i.Locale},
		Portfolio: dunning.Portfolio{
			ID: "cards", Zone: "Asia/Shanghai", Currency: "CNY", Locale: "zh-CN", Sender: exampleSenders(),
		},
		Customer: dunning.Customer{ID: "c1", Name: "张伟", Salutation: dunning.SalutationMr},
		Point: dunning.ContactPoint{
			Channel: i.Channel, Value: "+861000000000",
			Postal: dunning.PostalAddress{Lines: []string{"海淀区样例街2号院3号楼401室"}, City: "示例市", Region: "示例省", PostalCode: "000000", Country: "CN"},
		},
		Accounts: all[:min(accounts, mostAccounts(i))],
		Date:     today,
		Matter:   exampleMatter(i.Occasion, today),
	}
	if i.Locale == "en" {
		f.Customer.Name = "Zhang Wei"
		f.Point.Postal = dunning.PostalAddress{Lines: []string{"401, Building 3, 2 Sample Street"}, City: "Sampleville", Region: "NY", PostalCode: "00000", Country: "US"}
	}
	if i.Channel == dunning.Email {
		f.Point.Value = "person@example.invalid"
		f.OptOutURL = "https://bank.example/out/k3j9"
	}
	return f
}

// mostAccounts is how many accounts a text of the catalogue may cover.
func mostAccounts(i Info) int { return header{Occasion: i.Occasion}.most() }

// exampleMatter is what a text for an occasion is about: 1,234.56, of which nothing was paid yet.
func exampleMatter(occasion string, today calendar.Date) dunning.Matter {
	agreed := calendar.Date{Year: 2026, Month: 12, Day: 18}
	promise := &dunning.Promise{ID: "p1", Amount: 1_234_56, Date: agreed}
	plan := &dunning.RepaymentPlan{ID: "l1", Paid: 1_000_00, Instalments: []dunning.Instalment{
		{Date: today.AddDays(-35), Amount: 1_000_00}, {Date: agreed, Amount: 1_234_56}, {Date: agreed.AddDays(30), Amount: 1_000_00},
	}}
	m := dunning.Matter{Cause: dunning.CauseOf(occasion + ":p1")}
	switch occasion {
	case "":
		return dunning.Matter{}
	case "promise":
		m.Promise = promise
	case "thanks":
		promise.KeptAt = today.Start(time.UTC)
		m.Promise = promise
	case "appointment":
		m.Appointment = &dunning.Appointment{ID: "p1", At: today.Start(time.UTC)}
	case "missed":
		plan.Instalments[1].Date = calendar.Date{Year: 2026, Month: 12, Day: 10}
		fallthrough
	case "instalment":
		m.Cause, m.Plan = dunning.CauseOf(occasion+":l1:2"), plan
	}
	return m
}

// factsFor are example facts for a template, channel and locale.
func factsFor(t testing.TB, template string, channel dunning.Channel, locale string, accounts int) Facts {
	t.Helper()
	for _, i := range newComposer(t).Catalogue() {
		if i.Template == template && i.Channel == channel && i.Locale == locale {
			return exampleFacts(i, accounts)
		}
	}
	t.Fatalf("no template %s for %s in %s", template, channel, locale)
	return Facts{}
}

// templateFiles copies the embedded templates into a map that a test may change.
func templateFiles(t testing.TB) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(templates.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(templates.FS, path)
		files[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
