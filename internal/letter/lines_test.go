package letter

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// prose draws text in which marks of punctuation follow words, a few at a time.
func prose() *rapid.Generator[string] {
	word := rapid.OneOf(
		rapid.StringOfN(rapid.SampledFrom([]rune("我们您的账户尚有款项未按约定日期归还请于之前年月日元")), 1, 9, -1),
		rapid.StringMatching(`[A-Za-z]{1,12}`), rapid.StringMatching(`[0-9]{1,3}(,[0-9]{3}){0,2}\.[0-9]{2}`),
		rapid.SampledFrom([]string{"2026年11月23日", "https://bank.example/help?a=1&b=2", "don’t", "√x", "䶮𠅤"}),
	)
	mark := rapid.StringOfN(rapid.SampledFrom([]rune("。，、；：）」（「《》“”‘’？！—…· ")), 0, 3, -1)
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		for range rapid.IntRange(1, 60).Draw(t, "words") {
			b.WriteString(word.Draw(t, "word") + mark.Draw(t, "mark"))
		}
		return b.String()
	})
}

func TestLinesLoseNothingAndObserveTheRulesOfLineEnds(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	rapid.Check(t, func(t *rapid.T) {
		b := d.chinese
		if rapid.Bool().Draw(t, "latin") {
			b = d.western
		}
		s := prose().Draw(t, "text")
		m := measure{width: float64(rapid.IntRange(14000, 45000).Draw(t, "width")), indent: b.indent, justify: b.justify, prose: true}
		glyphs, err := b.serif.glyphs(s, "body")
		if err != nil {
			t.Fatal(err)
		}
		lines := m.set(glyphs)
		var all strings.Builder
		for i, l := range lines {
			all.WriteString(l.text())
			if l.width > m.width+0.01 {
				t.Fatalf("line %d is %.0f wide in a column of %.0f", i, l.width, m.width)
			}
			if len(l.glyphs) == 0 {
				continue
			}
			if first := l.glyphs[0].r; i > 0 && strings.ContainsRune("。，、；：）」", first) {
				t.Fatalf("line %d begins with %c", i, first)
			}
			if last := l.glyphs[len(l.glyphs)-1].r; i < len(lines)-1 && strings.ContainsRune("（「", last) {
				t.Fatalf("line %d ends with %c", i, last)
			}
			for _, gap := range l.gaps[:len(l.glyphs)-1] {
				if gap >= 100 && !strings.ContainsRune(l.text(), ' ') {
					t.Fatalf("line %d has a gap of %.0f, which reads as a space", i, gap)
				}
			}
		}
		if got, want := squeeze(all.String()), squeeze(s); got != want {
			t.Fatalf("lines say\n%q, the text says\n%q", got, want)
		}
	})
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func TestWhereLinesMayBreak(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for text, want := range map[string]string{
		"我们会在15日内答复。":      "我|们|会|在|15日|内|答|复。",
		"他说：“您好”吗":         "他|说：|“您|好”|吗",
		"《合约》（含附件）第2条":     "《合|约》|（含|附|件）|第|2|条",
		"人民币48,211.06元整":   "人|民|币|48,211.06元|整",
		"计划——这不":           "计|划——|这|不",
		"请拨打400-000-0000。": "请|拨|打|400-000-0000。",
	} {
		glyphs, err := d.chinese.serif.glyphs(text, "body")
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for i, may := range breaks(glyphs) {
			got.WriteRune(glyphs[i].r)
			if may && i < len(glyphs)-1 {
				got.WriteByte('|')
			}
		}
		if got.String() != want {
			t.Errorf("got  %s\nwant %s", got.String(), want)
		}
	}
}

func TestWhatIsTypedOrDialledStaysOnOneLine(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for text, want := range map[string]string{
		"官方页面 https://bank.example/pay?a=1&b=2 还款": "官|方|页|面 |https://bank.example/pay?a=1&b=2 |还|款",
		"see https://bank.example/en/pay now":      "see |https://bank.example/en/pay |now",
		"致电+86 100 0000 0000，或":                    "致|电|+86 100 0000 0000，|或",
		"call +1 (202) 555-0143 or 5 of us":        "call |+1 (202) 555-0143 |or |5 |of |us",
		"room 12 of 14, 3 to 5":                    "room |12 |of |14, |3 |to |5",
		"pay CNY 1,234.56 by 9 September 2026":     "pay |CNY 1,234.56 |by |9 September 2026",
		"on November 23, 2026":                     "on |November 23, |2026",
		"THE 9 OLD 12 May":                         "THE 9 |OLD 12 May",
	} {
		glyphs, err := d.western.serif.glyphs(text, "body")
		if err != nil {
			t.Fatal(err)
		}
		may := breaks(glyphs)
		bind(glyphs, may, 40000)
		var got strings.Builder
		for i, m := range may {
			got.WriteRune(glyphs[i].r)
			if m && i < len(glyphs)-1 {
				got.WriteByte('|')
			}
		}
		if got.String() != want {
			t.Errorf("got  %s\nwant %s", got.String(), want)
		}
	}
}

func TestAnAddressWiderThanTheColumnIsStillBroken(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	glyphs, err := d.western.serif.glyphs("see https://bank.example/"+strings.Repeat("path/", 20), "body")
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range (measure{width: 20000}).set(glyphs)[1:4] {
		if !strings.HasSuffix(l.text(), "/") || l.width > 20000 {
			t.Errorf("line %d is %q, %.0f wide", i+1, l.text(), l.width)
		}
	}
}

func TestAParagraphDoesNotEndInALoneCharacterOrWord(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	glyphs, err := d.chinese.serif.glyphs("一二三四五六七八九十一二三四五六七八九十。", "body")
	if err != nil {
		t.Fatal(err)
	}
	lines := measure{width: 19000, justify: true, prose: true}.set(glyphs)
	if got := lines[len(lines)-1].text(); got != "九十。" {
		t.Errorf("the last line is %q", got)
	}
	if glyphs, err = d.western.serif.glyphs("if you need more time, please say so.", "body"); err != nil {
		t.Fatal(err)
	}
	lines = measure{width: 17000, prose: true}.set(glyphs)
	if got := lines[len(lines)-1].text(); len(lines) != 2 || got != "say so." {
		t.Errorf("%d lines, the last is %q", len(lines), got)
	}
}
