package message

import "comity/internal/dunning"

// exampleSenders are an invented bank, as it introduces itself in each language.
func exampleSenders() map[string]dunning.Sender {
	cn := dunning.Sender{
		LegalName: "示例银行股份有限公司信用卡中心", ShortName: "示例银行",
		Hotline: "400-000-0000", Hours: "每日8:00-22:00",
		PayURL: "https://pay.bank.example", PayHow: "手机银行或任一营业网点",
		ObjectURL: "https://help.bank.example", Website: "https://bank.example",
		Email: "notice@bank.example", ReplyTo: "service@bank.example",
		Address: []string{"示例市和平区例子路1号", "邮编000000"}, Department: "客户服务部",
		LetterRule: "《商业银行信用卡业务监督管理办法》第六十九条",
	}
	tw := cn
	tw.LegalName, tw.ShortName, tw.Hotline, tw.Hours = "範例商業銀行股份有限公司", "範例銀行", "0800-000-000", "每日8:00-22:00"
	tw.PayHow, tw.Address, tw.Department = "行動銀行、便利商店或任一分行", []string{"範例市範例區樣本路1號", "郵遞區號000000"}, "客戶服務部"
	tw.LetterRule = "您與本行簽訂之契約"
	en := cn
	en.LegalName, en.ShortName, en.Hours = "Example Bank Co., Ltd. Credit Card Centre", "Example Bank", "8:00-22:00 daily"
	en.PayHow, en.Address, en.Department = "Use our mobile app or any branch", []string{"1 Sample Road", "Sampletown 000000"}, "Customer Care"
	en.LetterRule = "article 69 of the Measures for the Supervision and Administration of the Credit Card Business of Commercial Banks"
	us, gb := en, en
	us.LegalName, us.Hotline, us.Hours = "Example Bank, N.A.", "800-555-0100", "8 a.m. to 9 p.m. ET"
	us.Address, us.LetterRule = []string{"1 Sample Road", "Sampletown, NY 00000"}, "your agreement with us"
	gb.LegalName, gb.Hotline, gb.Hours = "Example Bank plc", "020 7946 0100", "8am to 8pm daily"
	gb.Address, gb.LetterRule = []string{"1 Sample Road", "Sampleton ZZ99 9ZZ"}, "your agreement with us"
	return map[string]dunning.Sender{"zh-CN": cn, "zh-TW": tw, "en": en, "en-US": us, "en-GB": gb}
}
