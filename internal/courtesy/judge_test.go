package courtesy

import (
	"slices"
	"strings"
	"testing"

	"comity/internal/calendar"
	"comity/internal/dunning"
)

const (
	goodZH = "【示例银行】王女士您好，您尾号1234信用卡应还1,234.56元，到期日11月10日。有疑问或异议请致电400-555-0123。如已还款，谢谢，请忽略。"
	goodEN = "Example Bank: $20.50 is due on your card ending 1234. Questions or disagree? Call +1 800 555 0142. Reply STOP to opt out."
)

func sms(locale, text string) Message {
	return Message{Channel: dunning.SMS, Locale: locale, Text: text}
}

func rules(found []Finding) []string {
	var list []string
	for _, f := range found {
		list = append(list, f.Rule)
	}
	return list
}

func TestAWordInsideAnotherIsNone(t *testing.T) {
	t.Parallel()
	g := load(t)
	for _, text := range []string{
		"网上门店也可办理。", "示例市法院路8号。", "无法办理时请告诉我们。", "如有回报，警惕诈骗。", "最后一期将于十二月到期。", "我们不会联系您的家人或单位。",
		"本通知不是起诉。", "客服24小时为您服务。",
	} {
		if found := g.Judge(sms("zh-CN", goodZH+text), Context{}); Refused(found) {
			t.Errorf("%s: %s", text, said(found))
		}
	}
	for _, text := range []string{
		"We will not contact your employer.", "Our branch is at 12 Court Street.", "Your final instalment is due.", "You have the right to dispute.",
		"We will reply within 24 hours.", "No legal action is planned.",
	} {
		if found := g.Judge(sms("en-US", goodEN+" "+text), Context{}); Refused(found) {
			t.Errorf("%s: %s", text, said(found))
		}
	}
}

func TestANegationLiftsOnlyWhatItGoverns(t *testing.T) {
	t.Parallel()
	g := load(t)
	for text, refused := range map[string]bool{
		"We will not call your employer.":                            false,
		"We will never call your employer, your family or a friend.": false,
		"If you do not pay, we will call your employer.":             true,
		"If you do not pay we will call your employer.":              true,
		"We will not hesitate to call your employer.":                true,
		"We will not wait any longer, but call your employer.":       true,
		"If you pay today, we will not call your employer.":          true,
		"我们不会联系您的家人。":                                                false,
		"您不还款，我们就联系您的家人。":                                            true,
		"我们不排除联系您的家人。":                                               true,
		"我们不会再等，将联系您的家人。":                                            true,
		"只要您今天还款，我们就不会联系您的家人。":                                       true,
		"我们不得不起诉您。":                                                  true,
	} {
		if got := Refused(g.Judge(Message{Channel: dunning.Letter, Text: "Example Bank 示例银行：有异议请联系我们。 Questions? Call us. " + text}, Context{})); got != refused {
			t.Errorf("%s: refused %t, want %t", text, got, refused)
		}
	}
}

func TestAFactMakesAClaimTrueAndAThreatNone(t *testing.T) {
	t.Parallel()
	g := load(t)
	for _, c := range []struct {
		text   string
		facts  Facts
		refuse bool
	}{
		{"我行可能依法提起诉讼。", Facts{}, true},
		{"我行可能依法提起诉讼。", Facts{LegalActionApproved: true}, false},
		{"我行可能依法提起诉讼。", Facts{LegalActionApproved: true, TimeBarred: true}, true},
		{"我行将起诉，让您付出代价。", Facts{LegalActionApproved: true}, true},
		{"逾期信息将按规定报送金融信用信息基础数据库，并将计入征信。", Facts{}, true},
		{"逾期信息将按规定报送金融信用信息基础数据库，并将计入征信。", Facts{CreditReportNoticeDue: true}, false},
		{"您将被列入征信黑名单。", Facts{CreditReportNoticeDue: true}, true},
		{"您的行为涉嫌信用卡诈骗。", Facts{LegalActionApproved: true, CreditReportNoticeDue: true}, true},
	} {
		if found := g.Judge(sms("zh-CN", goodZH+c.text), Context{Facts: c.facts}); Refused(found) != c.refuse {
			t.Errorf("%s %+v: %s", c.text, c.facts, said(found))
		}
	}
}

func TestWhatANameOrANumberMustBeIsHeldTo(t *testing.T) {
	t.Parallel()
	g := load(t)
	own := Context{Names: Names{Legal: "示例银行股份有限公司", Short: "示例银行"}, Phones: []string{"400-555-0123"}, Domains: []string{"bank.example"}}
	for _, c := range []struct{ text, rule string }{
		{"", ""},
		{"登录 https://pay.bank.example/a", ""},
		{"登录 https://bank.example.evil.example/a", "link-lookalike"},
		{"登录 https://notbank.example", "link-domain"},
		{"登录 http://pay.bank.example/a", "link-plain"},
		{"登录 https://bit.ly/3xyz", "link-shortener"},
		{"登录 https://xn--bnk-5cd.example", "link-lookalike"},
		{"登录 https://bаnk.example", "link-lookalike"},
		{"登录 https://bank.example@evil.example", "link-lookalike"},
		{"登录 https://198.51.100.7/pay", "link-number"},
		{"请拨13900000000", "private-number"},
		{"卡号4111 1111 1111 1111", "card-number"},
		{"卡号４１１１１１１１１１１１１１１１", "card-number"},
		{"卡号4111 1111 1111 1112", ""},
		{"证件11010519491231002X", "identity-number"},
		{"证件110105194912310021", ""},
		{"编号2026112010000001234", ""},
		{"{{.Name}}", "placeholder"},
		{"【示例银行】应还NaN元", "placeholder"},
		{"您\u202e好", "hidden-character"},
	} {
		found := g.Judge(sms("zh-CN", goodZH+c.text), own)
		if got := rules(found); (c.rule == "") == Refused(found) || c.rule != "" && !slices.Contains(got, c.rule) {
			t.Errorf("%s: %v, want %q", c.text, got, c.rule)
		}
	}
	if found := g.Judge(sms("zh-CN", strings.Replace(goodZH, "示例", "别家", 1)), own); !slices.Contains(rules(found), "missing-sender") {
		t.Errorf("another's name passes: %v", rules(found))
	}
}

func TestAFindingPointsAtTheWordsAsTheyStand(t *testing.T) {
	t.Parallel()
	g := load(t)
	text := "【示例银行】您好。\n我们将上 . 門催收。有异议请联系我们。"
	for _, f := range g.Judge(sms("zh-TW", text), Context{}) {
		if f.Rule != "zh-visit" {
			continue
		}
		if f.Line != 2 || f.Column != 4 || f.Match != "上 . 門" || string([]rune(text)[f.Start:f.End]) != f.Match {
			t.Errorf("got %+v", f)
		}
		return
	}
	t.Error("the visit is not found")
}

func TestClausesOfPacksAreForTheirPlaceChannelAndRole(t *testing.T) {
	t.Parallel()
	g := load(t)
	clauses := []Clause{
		{Rule: "A", Place: "US-NY-NYC", Channels: []dunning.Channel{dunning.SMS}, Authority: dunning.Law, Require: []string{"opt-out"}},
		{Rule: "B", Roles: []dunning.Role{dunning.ThirdParty}, Authority: dunning.Law, Require: []string{"debt-collector"}, Forbid: []string{"threat"}},
	}
	text := "Example Bank: $20.50 is due on your card ending 1234. Questions? Call us."
	for _, c := range []struct {
		place calendar.Place
		role  dunning.Role
		want  []string
	}{
		{"US-NY-NYC", dunning.FirstParty, []string{"missing-opt-out"}},
		{"US-CA", dunning.FirstParty, nil},
		{"US-CA", dunning.ThirdParty, []string{"missing-debt-collector"}},
		{"US-NY", dunning.ThirdParty, []string{"missing-opt-out", "missing-debt-collector"}},
	} {
		found := g.Judge(sms("en-US", text), Context{Places: []calendar.Place{c.place}, Role: c.role, Clauses: clauses})
		if got := rules(found); !slices.Equal(got, c.want) {
			t.Errorf("%s %s: %v, want %v", c.place, c.role, got, c.want)
		}
	}
	found := g.Judge(sms("en-US", text+" We will make you regret it."), Context{Role: dunning.ThirdParty, Clauses: clauses})
	if !slices.ContainsFunc(found, func(f Finding) bool { return slices.Contains(f.Under, "B") && f.Line == 1 }) {
		t.Errorf("no finding names the rule that forbids threats: %+v", found)
	}
}

func TestHTMLIsJudgedAsItIsSeenAndByWhereItLeads(t *testing.T) {
	t.Parallel()
	g := load(t)
	m := Message{Channel: dunning.Email, Locale: "en-GB", Subject: "Your account", Text: strings.Replace(goodEN, "$", "£", 1)}
	for html, rule := range map[string]string{
		`<p>Thank you.</p><style>a::after{content:"we will sue you"}</style><!-- jail -->`: "",
		`<p>We will <b>su</b>e you.</p>`:                          "en-sue",
		`<a href="https://bit.ly/x">https://pay.bank.example</a>`: "link-shortener",
		`<p>Dear {{.Name}}</p>`:                                   "placeholder",
	} {
		m.HTML = html
		found := g.Judge(m, Context{})
		if got := rules(found); (rule == "") == Refused(found) || rule != "" && !slices.Contains(got, rule) {
			t.Errorf("%s: %v, want %q", html, got, rule)
		}
	}
}

func TestASubjectSaysNothingToOthers(t *testing.T) {
	t.Parallel()
	g := load(t)
	m := Message{Channel: dunning.Email, Locale: "en-US", Text: goodEN}
	for subject, refused := range map[string]bool{"About your account": false, "Your overdue debt": true, "Your card: $20.50 past due": true} {
		m.Subject = subject
		if got := Refused(g.Judge(m, Context{})); got != refused {
			t.Errorf("%s: refused %t", subject, got)
		}
	}
}

func TestAnSMSOverItsLimitIsRefused(t *testing.T) {
	t.Parallel()
	g := load(t)
	if found := g.Judge(sms("zh-CN", goodZH+goodZH), Context{Segments: 1}); !slices.Contains(rules(found), "sms-segments") {
		t.Errorf("got %v", rules(found))
	}
}
