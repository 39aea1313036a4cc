package message

import (
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
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
	for r := range newComposer(t).Renderings(CaseTypical, CaseSeveral) {
		required := mustSay(r)
		for part, text := range parts(r) {
			for what, pattern := range required {
				if !regexp.MustCompile(pattern).MatchString(text) {
					t.Errorf("%s in %s (%s, %s) lacks %s", r.File, r.Locale, part, r.Case, what)
				}
			}
		}
	}
}

// parts are what a reader may see of a rendering.
func parts(r Rendering) map[string]string {
	all := map[string]string{"text": r.Text}
	if r.HTML != "" {
		all["html"] = furniture.ReplaceAllString(r.HTML, "")
	}
	return all
}

// in chooses the words of a locale.
func in(locale, cn, tw, en string) string {
	switch locale {
	case "zh-CN":
		return cn
	case "zh-TW":
		return tw
	}
	return en
}

// exampleAmount is 1,234.56 or 3,234.56 as a locale writes it.
func exampleAmount(locale, whole string) string {
	switch locale {
	case "zh-CN":
		return whole + ".56元"
	case "zh-TW":
		return "NT$" + whole[:4] + "5"
	case "en-US":
		return "$" + whole + ".56"
	case "en-GB":
		return "£" + whole + ".56"
	}
	return "CNY " + whole + ".56"
}

// mustSay is what a text must say, by what it is: patterns.
func mustSay(r Rendering) map[string]string {
	sender, l := r.Sender(), r.Locale
	required := map[string]string{
		"the sender's registered name": regexp.QuoteMeta(sender.LegalName),
		"the last four digits":         "1234[^.0-9]",
		"a date":                       in(l, "1?[0-9]月[12]?[0-9]日", "1?[0-9]月[12]?[0-9]日", "[0-9]+ (November|December|January|March)|(November|December|January|August) [0-9]+"),
		"whom to call":                 regexp.QuoteMeta(sender.Hotline),
		"how to object":                in(l, "异议", "異議", "(?i)object|dispute"),
	}
	if r.Channel != dunning.SMS {
		required["when to call"] = regexp.QuoteMeta(sender.Hours)
		required["a reference"] = regexp.QuoteMeta(r.Facts.Reminder.ID)
	}
	switch r.Occasion {
	case "dispute", "complaint":
		required["the file's reference"] = "[DT]-20261214-0[37]"
		required["by when it is answered"] = in(l, "前.*答复", "前.*[回答]覆", "(?i)answer.* by|by .*answer")
		return required
	case "payment", "thanks":
		required["thanks"] = in(l, "谢谢您", "謝謝您", "(?i)thank you")
	case "plan":
		required["every instalment"] = in(l, "1月25日", "1月25日", "25 January|January 25")
	}
	amount := exampleAmount(l, "1,234")
	if r.Case == CaseSeveral {
		required["the sum"] = regexp.QuoteMeta(exampleAmount(l, "3,234"))
	} else {
		required["the amount with its currency"] = regexp.QuoteMeta(amount)
	}
	if asking(r) {
		required["an offer of help"] = in(l, "困难|帮助|商量|求助|难处", "困難|協助|商量|求助|難處", "(?i)help|arrangement|instal|advice")
		mustAsk(required, r)
	}
	return required
}

// asking says that a text asks for a payment.
func asking(r Rendering) bool {
	return !slices.Contains([]string{"thanks", "payment", "dispute", "complaint", "plan"}, r.Occasion)
}

// mustAsk adds what a text must say that asks for a payment.
func mustAsk(required map[string]string, r Rendering) {
	l, sender := r.Locale, r.Sender()
	required["how to pay"] = regexp.QuoteMeta(sender.PayURL) + "|" + regexp.QuoteMeta(sender.PayHow)
	if r.Occasion != "validation" {
		required["the line for who has paid"] = in(l, `已(经)?还款，谢谢(您)?，请忽略`, `已(經)?繳款，謝謝(您)?，請(忽略|不必理會)`, `already paid, thank you, please disregard`)
	}
	if r.Channel != dunning.SMS {
		required["where to pay"] = regexp.QuoteMeta(sender.PayURL)
	}
	switch r.Occasion {
	case "":
		if r.Channel != dunning.SMS {
			required["the balance or the table"] = `12,34[56]|<th scope="col"|Account: Credit card|账户：尾号|帳戶：信用卡`
		}
	case "instalment", "missed":
		required["which instalment"] = in(l, "第2期（共3期）", "第2期（共3期）", "instal+ment 2 of 3")
	case "promise", "appointment":
		required["that it was agreed"] = in(l, "约定|约好|请我们", "約定|約好|請我們", "(?i)agree|asked")
	}
}

// Thanks, and notices that something arrived or was agreed, ask for nothing: neither how to pay nor what is owed has a
// place in them.
func TestWhatAsksForNothingPressesNoWayToPayOnAnybody(t *testing.T) {
	t.Parallel()
	asks := regexp.MustCompile(`(?i)how to pay|please pay|payment page|pay: |还款方式|如何还款|应还|还款页面|还款：|如何繳款|應繳|繳款：|pay\.bank\.example`)
	for r := range newComposer(t).Renderings(CaseTypical) {
		if r.Occasion == "plan" {
			continue // says how to pay its instalments
		}
		for part, text := range parts(r) {
			if found := asks.FindString(text); (found != "") != asking(r) {
				t.Errorf("%s in %s (%s) says %q", r.File, r.Locale, part, found)
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
			if strings.HasPrefix(i.Locale, "zh-TW") && !strings.HasPrefix(text, "【範例銀行】") {
				t.Errorf("%s does not begin with its signature", i.File)
			}
			if strings.HasPrefix(i.Locale, "en") && !strings.HasSuffix(text, "Reply STOP to opt out") {
				t.Errorf("%s does not end with a way to opt out", i.File)
			}
			most := 2
			if i.Template == "credit-report-notice" {
				most = 3 // names the bureau and a second date
			}
			if n, _, units := Segments(text); n > most {
				t.Errorf("%s takes %d segments (%d units), the aim is %d", i.File, n, units, most)
			}
			if strings.ContainsAny(text, "\n\t") {
				t.Errorf("%s is more than one line", i.File)
			}
		case dunning.Email:
			m := compose(t, f)
			if regexp.MustCompile(`(?i)overdue|debt|arrears|default|逾期|催收|欠款|还款|繳款|[0-9],[0-9]`).MatchString(m.Subject) {
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

// furniture is what is not read in an email's HTML.
var furniture = regexp.MustCompile(`(?s)<!doctype html>|<!--.*?-->|<style>.*?</style>`)

// TestNoTextThreatensOrShames is a small net beneath the readers; the gate proper is package courtesy.
func TestNoTextThreatensOrShames(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`(?i)[!！]|黑名单|失信|坐牢|判刑|起诉|诉讼|法院|公安|警方|律师|上门|单位|家人|曝光|通讯录|立即|马上|最后(一次|通牒|期限)|否则|后果|严重|老赖|恶意|拖欠|催收|征信|` +
		`\b(blacklist|court|lawsuit|sue|police|prison|jail|lawyer|attorney|solicitor|immediately|at once or|final (notice|warning)|consequences?|seriously|legal action|fail(ure)? to|refus\w*|delinquent|debt collector|debtor|credit (bureau|report|score)|urgent(ly)?|must)\b`)
	for _, i := range newComposer(t).Catalogue() {
		if len(i.Needs) > 0 || i.Occasion == "validation" {
			continue // may say more, where it is true: see the next test
		}
		for part, text := range everything(t, i, exampleFacts(i, 2)) {
			text = furniture.ReplaceAllString(text, "")
			if found := forbidden.FindString(text); found != "" {
				t.Errorf("%s (%s) says %q", i.File, part, found)
			}
		}
	}
}

// What only a fact allows is said by texts that need the fact, and is refused where nobody has said that it is true.
func TestAClaimNeedsItsTruth(t *testing.T) {
	t.Parallel()
	found := map[string]int{}
	for _, i := range newComposer(t).Catalogue() {
		for _, need := range i.Needs {
			found[need]++
			f := exampleFacts(i, 1)
			f.Truths = Truths{}
			r := newComposer(t).Render(i, CaseTypical, f)
			if fact := (*FactError)(nil); !errors.As(r.Err, &fact) || fact.Field != need || !regexp.MustCompile(regexp.QuoteMeta(i.File)+`:[79]:`).MatchString(r.Err.Error()) {
				t.Errorf("%s without %s: %v", i.File, need, r.Err)
			}
		}
	}
	for need := range (Truths{}).named() {
		if found[need] == 0 {
			t.Errorf("no text needs %s", need)
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
	sms, email, letter := dunning.SMS, dunning.Email, dunning.Letter
	wanted := map[string][]dunning.Channel{
		"due-soon": {sms, email}, "first-reminder": {sms, email}, "second-reminder": {sms, email}, "m2-help": {sms, email},
		"m3-options": {sms, email}, "m4-contact": {sms, email}, "m4-help": {sms, email, letter}, "m5-contact": {sms, email},
		"m6-contact": {sms, email}, "m7-contact": {sms, email}, "formal-demand": {letter, email}, "final-demand": {letter, email},
		"promise-reminder": {sms, email}, "appointment": {sms, email}, "instalment-due": {sms, email},
		"instalment-missed": {sms, email}, "thanks": {sms, email}, "payment-received": {sms, email},
		"dispute-acknowledged": {sms, email, letter}, "complaint-acknowledged": {sms, email, letter},
		"plan-confirmation": {email, letter}, "legal-handover": {email, letter}, "credit-report-notice": {sms, email, letter},
	}
	for template, channels := range wanted {
		for _, channel := range channels {
			for _, locale := range []string{"zh-CN", "zh-TW", "en", "en-US", "en-GB"} {
				if t2 := c.find(template, channel, locale); t2 == nil || t2.header.Locale != locale {
					t.Errorf("no %s for %s in %s", template, channel, locale)
				}
			}
		}
	}
	if !c.Has("validation-notice", letter, "en-US") || !c.Has("validation-notice", email, "en") || c.Has("validation-notice", letter, "en-GB") {
		t.Error("the validation notice is for the United States, and for readers of English of no country")
	}
	if !c.Has("default-notice", letter, "en-GB") || c.Has("default-notice", letter, "en-US") {
		t.Error("the default notice is for the United Kingdom")
	}
	stages := map[string]bool{}
	for _, i := range c.Catalogue() {
		for _, s := range i.Stages {
			stages[s] = true
		}
	}
	for _, s := range []string{"M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+"} {
		if !stages[s] {
			t.Errorf("nothing is said in %s", s)
		}
	}
}

// README.md lists every fact: whoever edits a text finds them there.
func TestTheReadmeListsEveryFact(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../templates/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range FactList() {
		if !strings.Contains(string(readme), "`"+f.Name+"`") {
			t.Errorf("templates/README.md does not list %s", f.Name)
		}
	}
}
