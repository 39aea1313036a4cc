package courtesy

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"comity/internal/dunning"

	"pgregory.net/rapid"
)

// hits are the entries of the lexicon that a message is refused for.
func hits(found []Finding) []string {
	var list []string
	for _, f := range found {
		if f.Severity == Refuse && (strings.HasPrefix(f.Rule, "zh-") || strings.HasPrefix(f.Rule, "en-")) && !slices.Contains(list, f.Rule) {
			list = append(list, f.Rule)
		}
	}
	return list
}

func TestCourteousWordsHideNothing(t *testing.T) {
	t.Parallel()
	g := load(t)
	bad, good := corpus(t, "own-discourteous"), corpus(t, "own-courteous")
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SampledFrom(bad).Draw(t, "discourteous")
		before := rapid.SampledFrom(good).Draw(t, "before").Why
		after := rapid.SampledFrom(good).Draw(t, "after").Why
		alone := hits(g.Judge(sms(b.Locale, b.Why), Context{}))
		among := hits(g.Judge(sms(b.Locale, before+"\n\n"+b.Why+"\n\n"+after), Context{}))
		for _, rule := range alone {
			if !slices.Contains(among, rule) {
				t.Fatalf("%s is lost between %q and %q: %q", rule, before, after, b.Why)
			}
		}
	})
}

// disguises change how a text looks to a program, and hardly how it looks to a reader.
var disguises = map[string]func(string) string{
	"zero width":  func(s string) string { return between(s, "\u200b", func(r rune) bool { return !unicode.IsDigit(r) }) },
	"spaced Han":  func(s string) string { return between(s, " ", ideographic) },
	"dotted Han":  func(s string) string { return between(s, ".", ideographic) },
	"starred Han": func(s string) string { return between(s, "*", ideographic) },
	"capitals":    strings.ToUpper,
	"full width": func(s string) string {
		return strings.Map(func(r rune) rune {
			if '!' < r && r <= '~' && r != '.' && r != '\'' {
				return r + 0xFEE0
			}
			return r
		}, s)
	},
	"Cyrillic": strings.NewReplacer("a", "а", "e", "е", "o", "о", "c", "с", "p", "р").Replace,
	"accents":  strings.NewReplacer("a", "á", "e", "ë", "i", "î", "o", "ö").Replace,
}

// between puts a mark between neighbours of a kind.
func between(s, mark string, kind func(rune) bool) string {
	var b strings.Builder
	last := ' '
	for _, r := range s {
		if kind(last) && kind(r) && last != ' ' && r != ' ' {
			b.WriteString(mark)
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

func TestNoDisguiseLosesAHit(t *testing.T) {
	t.Parallel()
	g := load(t)
	for name, disguise := range disguises {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, s := range corpus(t, "own-discourteous") {
				plain, disguised := hits(g.Judge(sms(s.Locale, s.Why), Context{})), hits(g.Judge(sms(s.Locale, disguise(s.Why)), Context{}))
				for _, rule := range plain {
					if !slices.Contains(disguised, rule) {
						t.Errorf("%s is lost: %q", rule, disguise(s.Why))
					}
				}
			}
		})
	}
}

func TestTraditionalCharactersAreReadAsSimplifiedOnes(t *testing.T) {
	t.Parallel()
	g := load(t)
	for traditional, simplified := range map[string]string{
		"我們將向法院聲請強制執行": "我们将向法院申请强制执行", "通知您的親友與鄰居": "通知您的亲友与邻居", "信用卡詐騙": "信用卡诈骗", "列入黑名單": "列入黑名单", "凍結您的帳戶": "冻结您的账户", "律師函已寄出": "律师函已寄出",
	} {
		a, b := hits(g.Judge(sms("", traditional), Context{})), hits(g.Judge(sms("", simplified), Context{}))
		slices.Sort(a)
		slices.Sort(b)
		if len(a) == 0 || !slices.Equal(a, b) {
			t.Errorf("%s: %v, %s: %v", traditional, a, simplified, b)
		}
	}
}

func FuzzJudge(f *testing.F) {
	for _, s := range []string{goodZH, goodEN, "坐\u200b牢", "a r r e s t", "https://[::1]/", "<p>{{", "\xff\xfe", "４１１１ 1111 1111 1111", "I'll 'see' you''"} {
		f.Add(s, s)
	}
	g, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text, html string) {
		found := g.Judge(Message{Channel: dunning.Email, Locale: "en-US", Subject: text, Text: text, HTML: html}, Context{})
		for _, x := range found {
			if x.Part == PartText && (x.Start < 0 || x.End < x.Start || x.End > utf8.RuneCountInString(text)) {
				t.Fatalf("%+v lies outside %q", x, text)
			}
			if x.Why.ZH == "" || x.Why.EN == "" || x.Mend.ZH == "" || x.Mend.EN == "" {
				t.Fatalf("%+v lacks words", x)
			}
		}
		CountSMS(text, 1)
	})
}

func BenchmarkJudge(b *testing.B) {
	g := load(b)
	for name, m := range map[string]Message{"zh": sms("zh-CN", goodZH), "en": sms("en-US", goodEN)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				g.Judge(m, Context{})
			}
		})
	}
}
