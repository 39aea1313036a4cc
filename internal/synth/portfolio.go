package synth

import "comity/internal/dunning"

// portfolio is an invented bank. Its number is one that nobody has, its domain one that never resolves.
func portfolio(id string, o Options) dunning.Portfolio {
	return dunning.Portfolio{
		ID: id, Policy: "cn", Zone: o.Zone, Currency: o.Currency, Locale: "zh-CN", Role: dunning.FirstParty,
		Sender: map[string]dunning.Sender{
			"zh-CN": {
				LegalName: "示例银行股份有限公司", ShortName: "示例银行", Department: "信用卡中心客户关怀部",
				Hotline: "+86 100 0000 0000", Hours: "工作日 9:00 至 18:00",
				PayURL: "https://bank.example/pay", PayHow: "登录示例银行手机银行或网站还款",
				ObjectURL: "https://bank.example/object", Website: "https://bank.example",
				Email: "care@bank.example", ReplyTo: "reply@bank.example",
				Address:    []string{"示例省示例市示例路1号", "邮编 000000"},
				LetterRule: "《信用卡领用合约》",
			},
			"en": {
				LegalName: "Example Bank Co., Ltd.", ShortName: "Example Bank", Department: "Card Centre, Customer Care",
				Hotline: "+86 100 0000 0000", Hours: "working days, 9:00 to 18:00",
				PayURL: "https://bank.example/en/pay", PayHow: "through the Example Bank app or website",
				ObjectURL: "https://bank.example/en/object", Website: "https://bank.example/en",
				Email: "care@bank.example", ReplyTo: "reply@bank.example",
				Address:    []string{"1 Invented Road", "Example City 000000, China"},
				LetterRule: "the credit card agreement",
			},
		},
	}
}
