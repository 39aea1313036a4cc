package message

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"comity/internal/dunning"
)

// everything is all the text of a rendered message or letter, as its reader sees it.
func everything(t *testing.T, i Info, f Facts) map[string]string {
	t.Helper()
	c := newComposer(t)
	if i.Channel == dunning.Letter {
		page, err := c.Letter(f)
		if err != nil {
			t.Fatal(err)
		}
		page.From = dunning.Sender{}
		text, err := json.Marshal(page)
		if err != nil {
			t.Fatal(err)
		}
		return map[string]string{"letter": string(text)}
	}
	m, err := c.Compose(f)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{"text": m.Text}
	if m.HTML != "" {
		parts["html"] = m.HTML
	}
	return parts
}

func TestEveryTextSaysWhatItMust(t *testing.T) {
	t.Parallel()
	for _, i := range newComposer(t).Catalogue() {
		for accounts := 1; accounts <= mostAccounts(i); accounts++ {
			f := exampleFacts(i, accounts)
			required := mustSay(i, f)
			for part, text := range everything(t, i, f) {
				for what, pattern := range required {
					if !regexp.MustCompile(pattern).MatchString(text) {
						t.Errorf("%s (%s, %d accounts) lacks %s", i.File, part, accounts, what)
					}
				}
			}
		}
	}
}

// mustSay is what a text must say, by what it is: patterns.
func mustSay(i Info, f Facts) map[string]string {
	sender := f.Portfolio.Sender[i.Locale]
	amount := map[string]string{"zh-CN": "1,234.56元", "en": "CNY 1,234.56"}[i.Locale]
	if len(f.Accounts) == 2 && i.Channel == dunning.SMS {
		amount = map[string]string{"zh-CN": "2个账户共应还3,234.56元", "en": "CNY 3,234.56"}[i.Locale]
	}
	required := map[string]string{
		"the sender's registered name": regexp.QuoteMeta(sender.LegalName),
		"the last four digits":         "1234[^.0-9]",
		"the amount with its currency": regexp.QuoteMeta(amount),
		"a date":                       map[string]string{"zh-CN": "1[12]月1[08]日", "en": "1[08] (November|December)"}[i.Locale],
		"whom to call":                 regexp.QuoteMeta(sender.Hotline),
		"how to object":                map[string]string{"zh-CN": "异议", "en": "(?i)object"}[i.Locale],
		"an offer of help":             map[string]string{"zh-CN": "困难|帮助|商量|求助", "en": "(?i)help|arrangement|instalments"}[i.Locale],
	}
	if i.Channel != dunning.SMS {
		required["when to call"] = regexp.QuoteMeta(sender.Hours)
		required["a reference"] = regexp.QuoteMeta(f.Reminder.ID)
	}
	if i.Occasion == "thanks" {
		required["thanks"] = map[string]string{"zh-CN": "谢谢您", "en": "(?i)thank you"}[i.Locale]
		required["that nothing more is needed"] = map[string]string{"zh-CN": "无需再", "en": "(?i)nothing more is needed"}[i.Locale]
		return required
	}
	mustAsk(required, i, sender)
	return required
}

// mustAsk adds what a text must say that asks for a payment.
func mustAsk(required map[string]string, i Info, sender dunning.Sender) {
	required["how to pay"] = regexp.QuoteMeta(sender.PayURL) + "|" + regexp.QuoteMeta(sender.PayHow)
	required["the line for who has paid"] = map[string]string{
		"zh-CN": `已(经)?还款，谢谢(您)?，请忽略`, "en": `already paid, thank you, please disregard`,
	}[i.Locale]
	if i.Channel != dunning.SMS {
		required["where to pay"] = regexp.QuoteMeta(sender.PayURL)
	}
	switch i.Occasion {
	case "":
		if i.Channel != dunning.SMS {
			required["the balance or the table"] = `12,345\.67|<th scope="col"|Account: Credit card|账户：尾号|"Columns"`
		}
	case "instalment", "missed":
		required["which instalment"] = map[string]string{"zh-CN": "第2期（共3期）", "en": "instalment 2 of 3"}[i.Locale]
	default:
		required["that it was agreed"] = map[string]string{"zh-CN": "约定|约好|请我们", "en": "(?i)agree|asked"}[i.Locale]
	}
}

// Thanks ask for nothing: neither how to pay nor what is owed has a place in them.
func TestThanksAskForNothing(t *testing.T) {
	t.Parallel()
	asks := regexp.MustCompile(`(?i)how to pay|please pay|payment page|还款方式|如何还款|应还|还款页面|还款：|pay\.bank\.example`)
	for _, i := range newComposer(t).Catalogue() {
		for part, text := range everything(t, i, exampleFacts(i, 1)) {
			if found := asks.FindString(text); (found != "") != (i.Occasion != "thanks") {
				t.Errorf("%s (%s) says %q", i.File, part, found)
			}
		}
	}
}

func TestFormalLettersStateWhatArticle69Asks(t *testing.T) {
	t.Parallel()
	for _, template := range []string{"formal-demand", "final-demand"} {
		for _, channel := range []dunning.Channel{dunning.Letter, dunning.Email} {
			f := factsFor(t, template, channel, "zh-CN", 2)
			text := everything(t, Info{Template: template, Channel: channel, Locale: "zh-CN"}, f)
			for part, text := range text {
				for what, words := range map[string]string{
					"the name": "户名：张伟", "the outstanding balance": "62,245.67元", "the overdue amount": "3,234.56元",
					"the amount in capitals": "人民币叁仟贰佰叁拾肆元伍角陆分", "the reason": "尚未显示全额到账",
					"the legal basis": "第六十九条", "rights and obligations": "您的权利和义务", "how to check": "查询账户",
					"how to submit evidence": "提交证据", "every account": "尾号5678的贷款", "the serial number": f.Reminder.ID,
					"the date": "2026年12月15日",
				} {
					if !strings.Contains(text, words) {
						t.Errorf("%s (%s) lacks %s", template, part, what)
					}
				}
				if channel == dunning.Letter && !strings.Contains(text, "（业务公章）") {
					t.Errorf("%s lacks the place of the seal", template)
				}
			}
		}
	}
}

func TestChannelsHaveTheFormThatTheyNeed(t *testing.T) {
	t.Parallel()
	for _, i := range newComposer(t).Catalogue() {
		f := exampleFacts(i, 1)
		text := everything(t, i, f)["text"]
		switch i.Channel {
		case dunning.SMS:
			if i.Locale == "zh-CN" && !strings.HasPrefix(text, "【示例银行】") {
				t.Errorf("%s does not begin with its signature", i.File)
			}
			if i.Locale == "en" && !strings.HasSuffix(text, "Reply STOP to opt out") {
				t.Errorf("%s does not end with a way to opt out", i.File)
			}
			if n, _, units := Segments(text); n > 2 {
				t.Errorf("%s takes %d segments (%d units), the aim is 2", i.File, n, units)
			}
			if strings.ContainsAny(text, "\n\t") {
				t.Errorf("%s is more than one line", i.File)
			}
		case dunning.Email:
			m := compose(t, f)
			if regexp.MustCompile(`(?i)overdue|debt|arrears|逾期|催收|欠款|还款|[0-9],[0-9]`).MatchString(m.Subject) {
				t.Errorf("%s has a subject that tells others too much", i.File)
			}
			if !strings.Contains(m.Text, f.OptOutURL) || !strings.Contains(m.HTML, `<a href="`+f.OptOutURL+`"`) {
				t.Errorf("%s lacks a way to unsubscribe", i.File)
			}
			if !strings.Contains(m.HTML, `<html lang="`+i.Locale+`"`) {
				t.Errorf("%s does not say its language", i.File)
			}
		}
	}
}

// TestNoTextThreatensOrShames is a small net beneath the readers; the gate proper is package courtesy.
func TestNoTextThreatensOrShames(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`(?i)[!！]|黑名单|失信|坐牢|判刑|起诉|诉讼|法院|公安|警方|律师|上门|单位|家人|曝光|通讯录|立即|马上|最后(一次|通牒|期限)|否则|后果|严重|老赖|恶意|拖欠|催收|征信|` +
		`\b(blacklist|court|lawsuit|sue|police|prison|jail|lawyer|attorney|solicitor|immediately|at once or|final (notice|warning)|consequences?|seriously|legal action|fail(ure)? to|refus\w*|delinquent|debt collector|debtor|credit (bureau|report|score)|urgent(ly)?|must)\b`)
	for _, i := range newComposer(t).Catalogue() {
		for part, text := range everything(t, i, exampleFacts(i, 2)) {
			text = strings.ReplaceAll(text, "<!doctype html>", "")
			if found := forbidden.FindString(text); found != "" {
				t.Errorf("%s (%s) says %q", i.File, part, found)
			}
		}
	}
}

func TestNoMarkOfTheSourceReachesAReader(t *testing.T) {
	t.Parallel()
	left := regexp.MustCompile(`##|\[\[accounts|\{\{|<no value>|%!|[\x00-\x08\x0b-\x1f]|  |。。|，，|：。| ,|\(\)|（）`)
	for _, i := range newComposer(t).Catalogue() {
		for _, full := range []bool{true, false} {
			f := exampleFacts(i, 2)
			if !full {
				f.OptOutURL = ""
				s := f.Portfolio.Sender[i.Locale]
				s.ObjectURL, s.Website, s.Department = "", "", ""
				f.Portfolio.Sender[i.Locale] = s
			}
			for part, text := range everything(t, i, f) {
				if found := left.FindString(text); found != "" {
					t.Errorf("%s (%s, optional facts %t) has %q left in it", i.File, part, full, found)
				}
			}
		}
	}
}

func TestTheCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	c := newComposer(t)
	wanted := map[string][]dunning.Channel{
		"due-soon": {dunning.SMS, dunning.Email}, "first-reminder": {dunning.SMS, dunning.Email},
		"second-reminder": {dunning.SMS, dunning.Email}, "m2-help": {dunning.SMS, dunning.Email},
		"m3-options": {dunning.SMS, dunning.Email}, "m4-contact": {dunning.SMS, dunning.Email},
		"m4-help":       {dunning.SMS, dunning.Email, dunning.Letter},
		"formal-demand": {dunning.Letter, dunning.Email}, "final-demand": {dunning.Letter, dunning.Email},
		"promise-reminder": {dunning.SMS, dunning.Email}, "appointment": {dunning.SMS, dunning.Email},
		"instalment-due": {dunning.SMS, dunning.Email}, "instalment-missed": {dunning.SMS, dunning.Email},
		"thanks": {dunning.SMS, dunning.Email},
	}
	for template, channels := range wanted {
		for _, channel := range channels {
			for _, locale := range []string{"zh-CN", "en"} {
				if !c.Has(template, channel, locale) {
					t.Errorf("no %s for %s in %s", template, channel, locale)
				}
			}
		}
	}
}
