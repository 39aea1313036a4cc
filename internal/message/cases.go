package message

import (
	"strings"

	"comity/internal/dunning"
)

// The cases that a text is rendered for: the first is what a reader mostly sees, the others are what may go wrong.
const (
	CaseTypical    = "typical"     // one account, everything known
	CaseSeveral    = "several"     // two accounts, where a text may cover more than one
	CaseBare       = "bare"        // without the facts that may be missing
	CaseAgency     = "agency"      // somebody else collects for the creditor
	CaseLongName   = "long-name"   // 80 characters
	CaseRareName   = "rare-name"   // characters beyond the basic plane
	CaseRTLName    = "rtl-name"    // written from right to left
	CaseThirty     = "thirty"      // 30 accounts, where a text may cover more than one
	CaseNoDecimals = "no-decimals" // a currency without minor units
	CaseHuge       = "huge"        // amounts of 13 digits
	CaseLongSender = "long-sender" // a sender with long names and addresses
)

// Cases lists the cases.
func Cases() []string {
	return []string{
		CaseTypical, CaseSeveral, CaseBare, CaseAgency, CaseLongName, CaseRareName, CaseRTLName, CaseThirty,
		CaseNoDecimals, CaseHuge, CaseLongSender,
	}
}

// factsOf are the invented facts of a case.
func factsOf(i Info, name string) Facts {
	accounts := map[string]int{CaseSeveral: 2, CaseThirty: 30}[name]
	f := exampleFacts(i, max(accounts, 1))
	switch name {
	case CaseBare:
		f.bare()
	case CaseAgency:
		f.Portfolio.Role, f.Creditor = dunning.ThirdParty, "Sample Stores Bank"
		switch i.Locale {
		case "zh-CN":
			f.Creditor = "样例商业银行"
		case "zh-TW":
			f.Creditor = "樣例商業銀行"
		}
	case CaseLongName:
		f.Customer.Name = strings.Repeat("Wolfeschlegel-Steinhausen ", 4)[:80]
		if strings.HasPrefix(i.Locale, "zh") {
			f.Customer.Name = strings.Repeat("欧阳阿依古丽·买买提", 8)
		}
	case CaseRareName:
		f.Customer.Name = "𠮷野𪚥㛃䶮"
	case CaseRTLName:
		f.Customer.Name = "محمد بن عبد الله القاسم"
	case CaseNoDecimals:
		for n := range f.Accounts {
			f.Accounts[n].Currency = "JPY"
		}
	case CaseHuge:
		f.enlarge(8_000_000_000)
	case CaseLongSender:
		f.lengthen()
	}
	return f
}

// bare takes away what may be missing.
func (f *Facts) bare() {
	f.OptOutURL, f.Customer.Salutation, f.Creditor, f.Contact = "", "", keep(f.Validation != nil, f.Creditor), ""
	for locale, s := range f.Portfolio.Sender {
		s.ObjectURL, s.Website, s.Department, s.ReplyTo, s.Address = "", "", "", "", nil
		f.Portfolio.Sender[locale] = s
	}
}

func keep(wanted bool, s string) string {
	if wanted {
		return s
	}
	return ""
}

// enlarge multiplies every amount.
func (f *Facts) enlarge(by int64) {
	for n, a := range f.Accounts {
		a.Balance, a.Overdue, a.MinimumDue, a.PaidSince = a.Balance*by, a.Overdue*by, a.MinimumDue*by, a.PaidSince*by
		f.Accounts[n] = a
	}
	if p := f.Matter.Promise; p != nil {
		p.Amount *= by
	}
	if p := f.Matter.Plan; p != nil {
		p.Paid *= by
		for n := range p.Instalments {
			p.Instalments[n].Amount *= by
		}
	}
	if f.Payment != nil {
		f.Payment.Amount *= by
	}
	if v := f.Validation; v != nil {
		v.AmountThen, v.Interest, v.Fees, v.Payments, v.Credits = v.AmountThen*by, v.Interest*by, v.Fees*by, v.Payments*by, v.Credits*by
	}
}

// lengthen gives the sender names and addresses as long as any that are seen.
func (f *Facts) lengthen() {
	for locale, s := range f.Portfolio.Sender {
		if strings.HasPrefix(locale, "zh") {
			s.LegalName = "示例新疆维吾尔自治区农村信用社联合社股份有限公司信用卡及消费金融业务管理中心"
			s.Address = []string{"示例省示例市示例经济技术开发区样例大道1234号样例国际金融中心A座36层3601至3612室"}
		} else {
			s.LegalName = "The Example and Sample Counties Co-operative Savings and Consumer Credit Association Limited"
			s.Address = []string{"Suites 3601 to 3612, Tower A, Sample International Finance Centre", "1234 Example Avenue, Sampleton"}
		}
		s.PayURL = "https://payments.consumer-credit.example/pay/overview"
		f.Portfolio.Sender[locale] = s
	}
}
