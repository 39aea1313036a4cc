package message

import (
	"strings"
	"testing"

	"comity/internal/calendar"
	"comity/internal/dunning"

	"github.com/bojanz/currency"
	"pgregory.net/rapid"
)

func TestMoneyIsWrittenAsTheReaderWritesIt(t *testing.T) {
	t.Parallel()
	c := newComposer(t)
	for _, x := range []struct {
		locale, currency string
		minor            int64
		want             string
	}{
		{"zh-CN", "CNY", 1_234_56, "1,234.56元"},
		{"zh-CN", "CNY", 0, "0.00元"},
		{"zh-TW", "TWD", 1_234_56, "NT$1,235"},
		{"zh-TW", "TWD", 1_234_49, "NT$1,234"},
		{"zh-TW", "TWD", 99, "NT$1"},
		{"zh-TW", "TWD", 100_000_00, "NT$100,000"},
		{"zh-TW", "CNY", 1_234_56, "CNY 1,234.56"},
		{"en", "CNY", 1_234_56, "CNY 1,234.56"},
		{"en-US", "USD", 1_234_56, "$1,234.56"},
		{"en-GB", "GBP", 5, "£0.05"},
		{"en-GB", "EUR", 99_999_999_999_99, "€99,999,999,999.99"},
		{"en", "JPY", 1234, "JPY 1,234"},
		{"en", "KWD", 1_234_567, "KWD 1,234.567"},
	} {
		if got, err := c.words[x.locale].amount(x.minor, x.currency); err != nil || got != x.want {
			t.Errorf("%d %s in %s: got %q, %v, want %q", x.minor, x.currency, x.locale, got, err, x.want)
		}
	}
	if _, err := c.words["en"].amount(1, "RMB"); err == nil {
		t.Error("a currency that there is not was written")
	}
}

// Our own way of writing numbers, where a locale groups by three, is the library's.
func TestNumbersAreWrittenAsTheLibraryWritesThem(t *testing.T) {
	t.Parallel()
	forms := map[string]*moneyForm{}
	for _, locale := range []string{"en", "zh", "de", "fr", "hi", "es"} {
		forms[locale] = newMoneyForm(locale)
	}
	if !forms["de"].plain || forms["de"].point != "," || forms["hi"].plain {
		t.Errorf("German and Indian numbers are not told apart: %+v, %+v", forms["de"], forms["hi"])
	}
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(0, 1<<62).Draw(t, "minor")
		if rapid.Bool().Draw(t, "small") {
			minor %= 1_000_000
		}
		code := rapid.SampledFrom([]string{"CNY", "JPY", "KWD", "USD"}).Draw(t, "code")
		digits, _ := currency.GetDigits(code)
		locale := rapid.SampledFrom([]string{"en", "zh", "de", "hi"}).Draw(t, "locale")
		if got, want := forms[locale].number(minor, code, int(digits), false), forms[locale].byLibrary(minor, code, false); got != want {
			t.Fatalf("%d %s in %s: %q, and the library writes %q", minor, code, locale, got, want)
		}
		if minor < 1<<53 {
			if got, want := forms[locale].number(minor, code, int(digits), true), forms[locale].byLibrary(minor, code, true); got != want {
				t.Fatalf("%d %s in %s, whole: %q, and the library writes %q", minor, code, locale, got, want)
			}
		}
	})
}

func TestDatesAreWrittenAsTheReaderWritesThem(t *testing.T) {
	t.Parallel()
	c := newComposer(t)
	d := calendar.Date{Year: 2026, Month: 12, Day: 5}
	for locale, want := range map[string]string{
		"zh-CN": "2026年12月5日", "zh-TW": "2026年12月5日", "en": "5 December 2026", "en-US": "December 5, 2026", "en-GB": "5 December 2026",
	} {
		if got := c.words[locale].date(d); got != want {
			t.Errorf("%s: got %q, want %q", locale, got, want)
		}
		short := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(want, "2026年"), ", 2026"), " 2026")
		if got := c.words[locale].shortDate(d, d); got != short {
			t.Errorf("%s in the same year: got %q, want %q", locale, got, short)
		}
	}
}

// A variant says what its language says, in its own spelling and with its own fragments.
func TestAVariantHoldsOnlyWhatDiffers(t *testing.T) {
	t.Parallel()
	us := compose(t, factsFor(t, "m2-help", dunning.Email, "en-US", 1))
	gb := compose(t, factsFor(t, "m2-help", dunning.Email, "en-GB", 1))
	for what, ok := range map[string]bool{
		"American spelling":             strings.Contains(us.Text, "whether installments or") && strings.Contains(gb.Text, "whether instalments or"),
		"free advice in Britain":        strings.Contains(gb.Text, "National Debtline") && !strings.Contains(us.Text, "National Debtline"),
		"dollars and pounds":            strings.Contains(us.Text, "$1,234.56") && strings.Contains(gb.Text, "£1,234.56"),
		"the locale of the message":     us.Locale == "en-US" && gb.Locale == "en-GB",
		"the language of the HTML":      strings.Contains(us.HTML, `lang="en-US"`),
		"versions of their own":         us.Template != gb.Template,
		"no disclosure of a collector":  !strings.Contains(us.Text, "debt collector"),
		"the greeting of the language":  strings.HasPrefix(us.Text, "Dear Alex Example,"),
		"the balance of what is shared": strings.Contains(us.Text, "If you have already paid, thank you"),
	} {
		if !ok {
			t.Errorf("%s: not so", what)
		}
	}
	f := factsFor(t, "m2-help", dunning.SMS, "en-US", 1)
	f.Accounts[0].Role, f.Creditor = dunning.ThirdParty, "Sample Stores"
	if m := compose(t, f); !strings.HasPrefix(m.Text, "Example Bank, N.A., a debt collector for Sample Stores: ") {
		t.Errorf("a collector does not say so: %q", m.Text)
	}
	f.Point.Channel = dunning.Email
	if m := compose(t, f); !strings.Contains(m.Text, "This communication is from a debt collector. The creditor is Sample Stores.") {
		t.Errorf("a collector does not say so in an email:\n%s", m.Text)
	}
}

func TestAVariantMayHaveATextOfItsOwn(t *testing.T) {
	t.Parallel()
	files := templateFiles(t)
	own := strings.Replace(files["sms/m2-help.en.txt"], "locale: en\n", "locale: en-GB\n", 1)
	files["sms/m2-help.en-GB.txt"] = strings.Replace(own, "If paying is hard, let us find a way together.", "We can help.", 1)
	c, err := newFrom(files)
	if err != nil {
		t.Fatal(err)
	}
	for locale, wanted := range map[string]bool{"en-GB": true, "en-US": false, "en": false} {
		m, err := c.Compose(factsFor(t, "m2-help", dunning.SMS, locale, 1))
		if err != nil || strings.Contains(m.Text, "We can help.") != wanted {
			t.Errorf("%s: %q, %v", locale, m.Text, err)
		}
	}
}

func TestATraditionalReaderIsWrittenToInTraditionalCharacters(t *testing.T) {
	t.Parallel()
	const simplified = "们还账额应请码单发约订时间证问题帮贷构务业样处"
	for r := range newComposer(t).Renderings(CaseTypical, CaseBare) {
		if r.Locale != "zh-TW" {
			continue
		}
		if i := strings.IndexAny(r.Text+r.Subject, simplified); i >= 0 {
			t.Errorf("%s holds a simplified character", r.File)
		}
		for _, word := range []string{"短信", "賬", "還款日", "逾期天數", "電郵", "催收", "信息"} {
			if strings.Contains(r.Text, word) {
				t.Errorf("%s says %s, which is not how it is said in Taiwan", r.File, word)
			}
		}
	}
}
