package message

import (
	"fmt"
	"slices"
	"time"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

// exampleDay is the business date of every invented message.
func exampleDay() calendar.Date { return calendar.Date{Year: 2026, Month: 12, Day: 15} }

// exampleFacts are invented facts for a text: a person, a sender and as many accounts, none of which exist.
func exampleFacts(i Info, accounts int) Facts {
	today := exampleDay()
	f := Facts{
		Reminder: dunning.Reminder{ID: "r-7f3k2m9x", Template: i.Template, Locale: i.Locale},
		Portfolio: dunning.Portfolio{
			ID: "cards", Zone: "Asia/Shanghai", Currency: "CNY", Locale: "zh-CN", Sender: exampleSenders(),
		},
		Customer: exampleCustomer(i.Locale),
		Point: dunning.ContactPoint{
			Channel: i.Channel, Value: examplePhone(i.Locale), Postal: exampleAddress(i.Locale),
		},
		Accounts:    exampleAccounts(i, accounts),
		Date:        today,
		Matter:      exampleMatter(i.Occasion, today),
		Particulars: exampleParticulars(i, today),
		Truths:      Truths{},
	}
	for _, need := range i.Needs {
		f.Truths.set(need)
	}
	if i.Channel == dunning.Email {
		f.Point.Value = "person@example.invalid"
		f.OptOutURL = "https://bank.example/out/k3j9"
	}
	return f
}

func exampleCustomer(locale string) dunning.Customer {
	name := map[string]string{"zh-CN": "张伟", "zh-TW": "林志明", "en": "Zhang Wei", "en-US": "Alex Example", "en-GB": "Sam Sample"}[locale]
	return dunning.Customer{ID: "c1", Name: name, Salutation: dunning.SalutationMr}
}

func examplePhone(locale string) string {
	switch locale {
	case "en-US":
		return "+12125550123"
	case "en-GB":
		return "+447700900123"
	case "zh-TW":
		return "+886900000000"
	}
	return "+861000000000"
}

func exampleAddress(locale string) dunning.PostalAddress {
	switch locale {
	case "zh-TW":
		return dunning.PostalAddress{Lines: []string{"大安區範例路2段1號3樓"}, City: "範例市", PostalCode: "000000", Country: "TW"}
	case "zh-CN":
		return dunning.PostalAddress{Lines: []string{"海淀区样例街2号院3号楼401室"}, City: "示例市", Region: "示例省", PostalCode: "000000", Country: "CN"}
	case "en-GB":
		return dunning.PostalAddress{Lines: []string{"2 Sample Street"}, City: "Sampleton", PostalCode: "ZZ99 9ZZ", Country: "GB"}
	}
	return dunning.PostalAddress{Lines: []string{"401, Building 3, 2 Sample Street"}, City: "Sampleville", Region: "NY", PostalCode: "00000", Country: "US"}
}

func exampleCurrency(locale string) string {
	switch locale {
	case "zh-TW":
		return "TWD"
	case "en-US":
		return "USD"
	case "en-GB":
		return "GBP"
	}
	return "CNY"
}

// exampleAccounts are a card, a loan, and after them further cards.
func exampleAccounts(i Info, n int) []dunning.Account {
	due, money := calendar.Date{Year: 2026, Month: 11, Day: 10}, exampleCurrency(i.Locale)
	paid := int64(100_00)
	if slices.Contains(i.Stages, "M0") {
		due, paid = exampleDay().AddDays(3), 0
	}
	all := []dunning.Account{
		{ID: "a1", Product: "credit-card", Last4: "1234", Currency: money, Balance: 12_345_67, Overdue: 1_234_56, MinimumDue: 1_234_56, DueDate: due},
		{ID: "a2", Product: "loan", Last4: "5678", Currency: money, Balance: 50_000_00, Overdue: 2_100_00, MinimumDue: 2_000_00, PaidSince: paid, DueDate: due.AddDays(2)},
	}
	for len(all) < n {
		next := all[0]
		next.ID, next.Last4 = fmt.Sprintf("a%d", len(all)+1), fmt.Sprintf("%04d", 9000+len(all))
		all = append(all, next)
	}
	return all[:min(n, i.mostAccounts(n))]
}

// mostAccounts is n, or 1 where the text is about something agreed on one account.
func (i Info) mostAccounts(n int) int { return min(n, header{Occasion: i.Occasion}.most(n)) }

// exampleMatter is what a text for an occasion is about: 1,234.56, of which nothing was paid yet.
func exampleMatter(occasion string, today calendar.Date) dunning.Matter {
	agreed := today.AddDays(3)
	promise := &dunning.Promise{ID: "p1", Amount: 1_234_56, Date: agreed}
	plan := &dunning.RepaymentPlan{ID: "l1", Paid: 1_000_00, Instalments: []dunning.Instalment{
		{Date: today.AddDays(-35), Amount: 1_000_00}, {Date: agreed, Amount: 1_234_56}, {Date: agreed.AddDays(30), Amount: 1_000_00},
	}}
	m := dunning.Matter{Cause: dunning.CauseOf(occasion + ":p1")}
	switch {
	case occasion == "":
		return dunning.Matter{}
	case occasion == "plan":
		plan.Paid = 0
		plan.Instalments[0].Date = today.AddDays(10)
		plan.Instalments[1].Date = today.AddDays(41)
		plan.Instalments[2].Date = today.AddDays(72)
		m.Plan = plan
		fallthrough
	case slices.Contains(notices(), occasion):
		m.Cause = dunning.Cause{Purpose: dunning.PurposeNotice, ID: occasion}
	case occasion == "promise":
		m.Promise = promise
	case occasion == "thanks":
		promise.KeptAt = today.Start(time.UTC)
		m.Promise = promise
	case occasion == "appointment":
		m.Appointment = &dunning.Appointment{ID: "p1", At: today.Start(time.UTC)}
	case occasion == "missed":
		plan.Instalments[1].Date = today.AddDays(-5)
		fallthrough
	case occasion == "instalment":
		m.Cause, m.Plan = dunning.CauseOf(occasion+":l1:2"), plan
	}
	return m
}

// exampleParticulars are those of a notice; of a reminder, the person to ask for.
func exampleParticulars(i Info, today calendar.Date) Particulars {
	say := func(cn, tw, en string) string {
		switch i.Locale {
		case "zh-CN":
			return cn
		case "zh-TW":
			return tw
		}
		return en
	}
	p := Particulars{}
	switch i.Occasion {
	case "payment":
		p.Payment = &Payment{1_234_56, today.AddDays(-1)}
	case "dispute":
		p.Dispute = &File{"D-20261214-07", today.AddDays(-1), today.AddDays(20)}
	case "complaint":
		p.Complaint = &File{"T-20261214-03", today.AddDays(-1), today.AddDays(15)}
	case "legal":
		p.Handover = &Handover{say("我行法律合规部", "本行法務單位", "our in-house lawyers"), today.AddDays(21)}
	case "credit-report":
		p.CreditReport = &CreditReport{say("示例信用信息机构", "範例信用資料中心", "Example Credit Bureau"), today.AddDays(30)}
	case "validation":
		p.Validation = &Validation{
			"Sample Stores Bank", calendar.Date{Year: 2026, Month: 8, Day: 10}, "last-statement",
			1_134_56, 120_00, 30_00, 50_00, 0, today.AddDays(38),
		}
		p.Creditor = "Sample Funding LLC"
	case "default":
		p.Breach = &Breach{"credit card agreement", calendar.Date{Year: 2021, Month: 3, Day: 4}, "clause 4", today.AddDays(21)}
	}
	return p
}
