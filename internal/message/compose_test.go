package message

import (
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"comity/internal/dunning"
)

func TestComposeFillsTheMessage(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "m2-help", dunning.Email, "zh-CN", 1)
	m := compose(t, f)
	version := newComposer(t).Version("m2-help", dunning.Email, "zh-CN")
	if m.ID != f.Reminder.ID || m.Channel != dunning.Email || m.Locale != "zh-CN" || m.ToName != "张伟" ||
		m.To.Value != f.Point.Value || m.Template != "m2-help@"+version || len(version) != 16 ||
		m.From.LegalName != f.Portfolio.Sender["zh-CN"].LegalName || m.AttemptID != "" {
		t.Errorf("the message's fields are wrong: %+v", m)
	}
}

func TestAMissingFactIsAnErrorThatNamesTemplateLineAndFact(t *testing.T) {
	t.Parallel()
	sender := func(change func(*dunning.Sender)) func(*Facts) {
		return func(f *Facts) {
			s := f.Portfolio.Sender["zh-CN"]
			change(&s)
			f.Portfolio.Sender["zh-CN"] = s
		}
	}
	for _, c := range []struct {
		fact   string
		change func(*Facts)
		lined  bool // the error has a line of the template
	}{
		{"Sender", sender(func(s *dunning.Sender) { s.LegalName = " \t" }), true},
		{"Hotline", sender(func(s *dunning.Sender) { s.Hotline = "" }), true},
		{"Hours", sender(func(s *dunning.Sender) { s.Hours = "" }), true},
		{"PayHow", sender(func(s *dunning.Sender) { s.PayHow = "" }), true},
		{"PayURL", sender(func(s *dunning.Sender) { s.PayURL = "" }), false},
		{"PayURL", sender(func(s *dunning.Sender) { s.PayURL = "javascript:alert(1)" }), false},
		{"LetterRule", sender(func(s *dunning.Sender) { s.LetterRule = "" }), true},
		{"Name", func(f *Facts) { f.Customer.Name = "\u202e" }, false},
		{"Last4", func(f *Facts) { f.Accounts[0].Last4 = "6222020000001234" }, true},
		{"Last4", func(f *Facts) { f.Accounts[0].Last4 = "" }, true},
		{"Product", func(f *Facts) { f.Accounts[0].Product = "" }, true},
		{"Amount", func(f *Facts) { f.Accounts[0].Currency = "RMB" }, true},
		{"Amount", func(f *Facts) { f.Accounts[0].PaidSince = f.Accounts[0].Overdue }, false},
		{"Overdue", func(f *Facts) { f.Accounts[1].Overdue = 1<<63 - 1; f.Accounts[1].Balance = 1<<63 - 1 }, true},
		{"Balance", func(f *Facts) { f.Accounts[0].Balance = 1 }, true},
		{"DueDate", func(f *Facts) { f.Accounts[0].DueDate = f.Reminder.BusinessDate }, false},
		{"FellDue", func(f *Facts) { f.Accounts[0].DueDate = f.Date }, true},
		{"Account", func(f *Facts) { f.Accounts = nil }, false},
		{"Today", func(f *Facts) { f.Date = f.Reminder.BusinessDate }, false},
		{"Reference", func(f *Facts) { f.Reminder.ID = "" }, false},
		{"Recipient", func(f *Facts) { f.Point.Postal = dunning.PostalAddress{Country: "CN"} }, false},
		{"Sender", func(f *Facts) { f.Portfolio.Sender = nil }, false},
	} {
		f := factsFor(t, "formal-demand", dunning.Letter, "zh-CN", 2)
		c.change(&f)
		_, err := newComposer(t).Letter(f)
		var missing *FactError
		if !errors.As(err, &missing) || missing.Field != c.fact {
			t.Errorf("want an error about fact %s, got %v", c.fact, err)
			continue
		}
		if !strings.Contains(err.Error(), ".txt") || c.lined && !regexp.MustCompile(`\.txt:\d+`).MatchString(err.Error()) {
			t.Errorf("the error about %s does not say where: %v", c.fact, err)
		}
		if strings.Contains(err.Error(), "张伟") || strings.Contains(err.Error(), "6222") {
			t.Errorf("the error about %s holds personal data", c.fact)
		}
	}
}

func TestComposeRefusesWhatHasNoText(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "m2-help", dunning.SMS, "en", 1)
	f.Reminder.Template = "no-such"
	_, err := newComposer(t).Compose(f)
	var unknown *UnknownTemplateError
	if !errors.As(err, &unknown) || unknown.Template != "no-such" {
		t.Errorf("want an unknown template, got %v", err)
	}
	f = factsFor(t, "m4-help", dunning.Letter, "en", 1)
	if _, err := newComposer(t).Compose(f); err == nil {
		t.Error("a letter was composed as a message")
	}
}

func TestANoticeBeforeTheDueDateIsNeverSentAfterIt(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "due-soon", dunning.SMS, "zh-CN", 1)
	f.Date = f.Accounts[0].DueDate
	if _, err := newComposer(t).Compose(f); err != nil {
		t.Errorf("on the due date itself: %v", err)
	}
	f.Date = f.Date.AddDays(1)
	_, err := newComposer(t).Compose(f)
	if late := (*FactError)(nil); !errors.As(err, &late) || late.Field != "FallsDue" {
		t.Errorf("want a refusal, got %v", err)
	}
}

func TestTheLocaleIsTheRemindersThenTheCustomersThenThePortfolios(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ reminder, customer, portfolio, want string }{
		{"en", "zh-CN", "zh-CN", "en"},
		{"", "en", "zh-CN", "en"},
		{"", "", "zh-CN", "zh-CN"},
		{"en-GB", "", "zh-CN", "en-GB"},
		{"en-AU", "", "zh-CN", "en"},
		{"zh-HK", "", "zh-CN", "zh-TW"},
		{"zh-Hans-CN", "", "en", "zh-CN"},
		{"fr", "", "en", "en"},
	} {
		f := factsFor(t, "m2-help", dunning.Email, "zh-CN", 1)
		f.Reminder.Locale, f.Customer.Locale, f.Portfolio.Locale = c.reminder, c.customer, c.portfolio
		if m := compose(t, f); m.Locale != c.want || m.From.LegalName != exampleSenders()[c.want].LegalName {
			t.Errorf("%+v: composed in %s", c, m.Locale)
		}
	}
	if c := newComposer(t); !c.Has("due-soon", dunning.SMS, "en-US") || c.Has("due-soon", dunning.SMS, "fr") || c.Has("due-soon", dunning.Letter, "en") {
		t.Error("Has does not agree with Compose")
	}
}

func TestTheDateOfTheReminderServesWhereNoneIsGiven(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "m2-help", dunning.SMS, "zh-CN", 1)
	want := compose(t, f).Text
	f.Reminder.BusinessDate, f.Date = f.Date, f.Reminder.BusinessDate
	if got := compose(t, f).Text; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPeopleAreAddressedAsTheyWish(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		locale, name string
		salutation   dunning.Salutation
		want         string
	}{
		{"zh-CN", "张伟", dunning.SalutationMr, "尊敬的张伟先生："},
		{"zh-CN", "张伟", dunning.SalutationMs, "尊敬的张伟女士："},
		{"zh-CN", "张伟", dunning.SalutationNeutral, "尊敬的张伟客户："},
		{"zh-CN", "张伟", "admiral", "尊敬的张伟客户："},
		{"zh-CN", "", dunning.SalutationMr, "尊敬的客户："},
		{"en", "Zhang Wei", dunning.SalutationMr, "Dear Zhang Wei,"},
		{"en", "", "", "Dear customer,"},
	} {
		f := factsFor(t, "m2-help", dunning.Email, c.locale, 1)
		f.Customer.Name, f.Customer.Salutation = c.name, c.salutation
		if first, _, _ := strings.Cut(compose(t, f).Text, "\n"); first != c.want {
			t.Errorf("%+v: got %q", c, first)
		}
	}
}

func TestAmountsAreWrittenByLocaleAndCurrency(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		locale, currency string
		minor            int64
		want             string
	}{
		{"zh-CN", "CNY", 123456, "1,234.56元"},
		{"zh-CN", "CNY", 5, "0.05元"},
		{"zh-CN", "CNY", 123456789012345, "1,234,567,890,123.45元"},
		{"zh-CN", "JPY", 123456, "JPY 123,456"},
		{"zh-CN", "USD", 123456, "USD 1,234.56"},
		{"en", "CNY", 123450, "CNY 1,234.50"},
		{"en", "USD", 100, "$1.00"},
		{"en", "GBP", 99, "£0.99"},
		{"en", "EUR", 123456, "€1,234.56"},
		{"en", "JPY", 1234, "JPY 1,234"},
		{"en", "KWD", 1234567, "KWD 1,234.567"},
	} {
		f := factsFor(t, "m2-help", dunning.SMS, c.locale, 1)
		f.Accounts[0].Overdue, f.Accounts[0].Currency = c.minor, c.currency
		if text := compose(t, f).Text; !regexp.MustCompile(`(^|[^0-9,.])` + regexp.QuoteMeta(c.want) + `([^0-9]|$)`).MatchString(text) {
			t.Errorf("%d %s in %s: want %s in %q", c.minor, c.currency, c.locale, c.want, text)
		}
	}
}

func TestAmountsOfSeveralCurrenciesStandSideBySide(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "formal-demand", dunning.Letter, "zh-CN", 2)
	f.Accounts[1].Currency = "USD"
	page, err := newComposer(t).Letter(f)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(page.Body)
	if want := "其中已到期未还的金额为1,234.56元和USD 2,000.00，"; !strings.Contains(text, want) {
		t.Errorf("want %q in %q", want, text)
	}
	if strings.Contains(text, "大写") {
		t.Error("an amount of two currencies was written in capitals")
	}
}

func TestAnAccountNotYetDueIsNotCalledPastDue(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "formal-demand", dunning.Letter, "zh-CN", 2)
	f.Accounts[1].DueDate = f.Date.AddDays(4)
	page, err := newComposer(t).Letter(f)
	if err != nil {
		t.Fatal(err)
	}
	table := page.Body[1].Table
	if table.Rows[1][2] != "未到期" || !strings.Contains(page.Body[2].Paragraph, "其中已到期未还的金额为1,234.56元，") ||
		page.Body[3].Paragraph != "已到期未还金额（大写）：人民币壹仟贰佰叁拾肆元伍角陆分" {
		t.Errorf("got %q, %q and %q", table.Rows[1], page.Body[2].Paragraph, page.Body[3].Paragraph)
	}
}

func TestAYearThatIsNotThisOneIsSaid(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "m4-help", dunning.SMS, "zh-CN", 1)
	f.Accounts[0].DueDate.Year = 2025
	if text := compose(t, f).Text; !strings.Contains(text, "到期日2025年11月10日") {
		t.Errorf("got %q", text)
	}
}

func TestAddressesFollowTheOrderOfTheirCountry(t *testing.T) {
	t.Parallel()
	for country, want := range map[string]string{
		"CN": "省市|路1号|00000", "US": "路1号|市, 省 00000", "GB": "路1号|市|省|00000", "DE": "路1号|00000 市|省",
	} {
		got := addressLines(dunning.PostalAddress{Lines: []string{" ", "路1号"}, City: "市", Region: "省", PostalCode: "00000", Country: country})
		if strings.Join(got, "|") != want {
			t.Errorf("%s: got %q, want %q", country, got, want)
		}
	}
	abroad := dunning.PostalAddress{Lines: []string{"1 Road"}, City: "City", Region: "Province", PostalCode: "00000", Country: "CN"}
	if got := strings.Join(addressLines(abroad), "|"); got != "1 Road|City 00000|Province" {
		t.Errorf("a Chinese address in Latin letters: got %q", got)
	}
	if got := addressLines(dunning.PostalAddress{Region: "北京市", City: "北京市", Country: "CN"}); len(got) != 1 || got[0] != "北京市" {
		t.Errorf("a municipality is named twice: %q", got)
	}
}

func TestAnSMSIsShortenedBeforeItIsRefused(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "m2-help", dunning.SMS, "zh-CN", 1)
	f.Customer.Name = strings.Repeat("长", 60)
	m := compose(t, f)
	if n, _, _ := Segments(m.Text); n > 2 || strings.Contains(m.Text, "长长") || !strings.Contains(m.Text, "400-000-0000") {
		t.Errorf("%d segments: %s", n, m.Text)
	}
	f = factsFor(t, "m2-help", dunning.SMS, "en", 1)
	f.Customer.Name = "Łukasz Żółć" // would turn the whole text into UCS-2
	if n, encoding, _ := Segments(compose(t, f).Text); n > 2 || encoding != GSM7 {
		t.Errorf("%d segments of %s", n, encoding)
	}
	s := f.Portfolio.Sender["en"]
	s.LegalName, s.PayURL, s.PayHow = strings.Repeat("A very long name ", 40), "https://"+strings.Repeat("a", 500)+".example", ""
	f.Portfolio.Sender["en"] = s
	_, err := newComposer(t).Compose(f)
	var long *TooLongError
	if !errors.As(err, &long) || long.Limit != MaxSegments || long.Segments <= MaxSegments || long.Template != "m2-help" {
		t.Errorf("want a refusal, got %v", err)
	}
}

// hostile are texts that want to be something else than a name.
var hostile = []string{
	"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "{{.Hotline}}", `{{template "pay" .}}`,
	"## 标题", "1. 第一", "[[accounts account]]", "a\r\nBcc: everyone@example.invalid\r\n\r\nbody", "a\x00b\x01c\x02d\x03e",
	"\u202egnp.exe\u202c", "\u2066\u2069\u200f\u200e\u061c", "zero\u200bwidth\ufeff", "line\u2028and\u2029paragraph",
	"\xff\xfe\xc3", "\U000e0041\U000e0042", "=HYPERLINK(\"https://evil.example\")", "https://evil.example",
	"javascript:alert(1)", strings.Repeat("名", 10_000), strings.Repeat("a ", 5_000), "%s%d%n", "O'Neil & Søn <x@y.example>",
}

func TestHostileDataComesOutHarmless(t *testing.T) {
	t.Parallel()
	c := newComposer(t)
	for _, i := range c.Catalogue() {
		for _, evil := range hostile {
			f := exampleFacts(i, 2)
			f.Customer.Name, f.Accounts[0].Product = evil+"名", evil+"卡"
			f.Point.Postal.Lines, f.Point.Postal.City = []string{evil, evil}, evil
			f.OptOutURL = evil
			plain, err := c.Letter(f)
			if i.Channel == dunning.Letter {
				if err != nil {
					t.Fatalf("%s: %v", i.File, err)
				}
				checkHarmless(t, i.File, strings.Join(append([]string{plain.Subject, plain.Greeting}, plain.Recipient...), ""))
				if got, want := len(plain.Body), blockCount(t, c, i); got != want {
					t.Errorf("%s: a name changed the number of blocks from %d to %d", i.File, want, got)
				}
				continue
			}
			m, err := c.Compose(f)
			if long := (*TooLongError)(nil); errors.As(err, &long) {
				continue
			}
			if err != nil {
				t.Fatalf("%s: %v", i.File, err)
			}
			checkHarmless(t, i.File, m.Subject+m.ToName+strings.ReplaceAll(m.Text, "\n", ""))
			checkMarkup(t, i.File, m.HTML)
		}
	}
}

func blockCount(t *testing.T, c *Composer, i Info) int {
	t.Helper()
	page, err := c.Letter(exampleFacts(i, 2))
	if err != nil {
		t.Fatal(err)
	}
	return len(page.Body)
}

func checkHarmless(t *testing.T, file, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s: broken UTF-8", file)
	}
	for _, r := range text {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
			t.Errorf("%s: %U came through", file, r)
		}
	}
	if utf8.RuneCountInString(text) > 4_000 {
		t.Errorf("%s: %d characters came through", file, utf8.RuneCountInString(text))
	}
}

func checkMarkup(t *testing.T, file, page string) {
	t.Helper()
	if page == "" {
		return
	}
	page = furniture.ReplaceAllString(page, "")
	tags := regexp.MustCompile(`<([a-z0-9]+)`).FindAllStringSubmatch(page, -1)
	for _, tag := range tags {
		if !strings.Contains(" html head meta title body div p a h2 ol li table caption thead tbody tfoot tr th td ", " "+tag[1]+" ") {
			t.Errorf("%s: a tag <%s> came through", file, tag[1])
		}
	}
	for _, link := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if address := html.UnescapeString(link[1]); !strings.HasPrefix(address, "https://") || strings.Contains(address, "evil") && !strings.HasSuffix(address, "evil.example") {
			t.Errorf("%s: a link to %s came through", file, address)
		}
	}
}

func TestAPersonsDataNeverBecomesALink(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "m2-help", dunning.Email, "en", 1)
	f.Customer.Name = "https://evil.example"
	if page := compose(t, f).HTML; strings.Contains(page, `href="https://evil.example"`) {
		t.Error("a name became a link")
	}
}

func TestTheOptOutOfAnSMSIsALinkWhereThereIsOne(t *testing.T) {
	t.Parallel()
	f := factsFor(t, "due-soon", dunning.SMS, "en", 1)
	f.OptOutURL = "https://b.example/o/1"
	if text := compose(t, f).Text; !strings.HasSuffix(text, "Opt out: https://b.example/o/1") {
		t.Errorf("got %q", text)
	}
}

func BenchmarkComposeSMS(b *testing.B) { benchmark(b, dunning.SMS, "zh-CN") }

func BenchmarkComposeSMSEnglish(b *testing.B) { benchmark(b, dunning.SMS, "en") }

func BenchmarkComposeEmail(b *testing.B) { benchmark(b, dunning.Email, "zh-CN") }

func benchmark(b *testing.B, channel dunning.Channel, locale string) {
	c, f := newComposer(b), factsFor(b, "due-soon", channel, locale, 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Compose(f); err != nil {
			b.Fatal(err)
		}
	}
}
