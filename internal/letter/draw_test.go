package letter

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/dunning"
)

func draw(t *testing.T, d *Drawer, p dunning.LetterPage) []byte {
	t.Helper()
	pdf, err := d.Draw(p)
	if err != nil {
		t.Fatalf("Draw: %v", err)
	}
	return pdf
}

func TestTheFileSaysExactlyWhatTheLetterSays(t *testing.T) {
	t.Parallel()
	for _, profile := range []string{"dl", "c5"} {
		d := newDrawer(t, Options{Profile: profile})
		for name, p := range map[string]dunning.LetterPage{
			"Chinese, one account": chinese("张伟", 1), "Chinese, thirty accounts": chinese("欧阳䶮𠅤", 30),
			"English, one account": english("Jane Q. Sample", 1), "English, thirty accounts": english("Zoë O’Brien-Ångström", 30),
		} {
			pdf := draw(t, d, p)
			if lost := missing(extract(t, pdf), texts(p)); len(lost) > 0 {
				t.Errorf("%s, %s: the file lacks %q", profile, name, lost)
			}
		}
	}
}

func TestNothingIsAddedToALetterAndNothingIsLost(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for _, p := range []dunning.LetterPage{chinese("张伟䶮𠅤", 1), english("Jane Q. Sample", 1)} {
		want := append(texts(p), p.Reference, p.From.LegalName, p.Labels.Hotline, p.From.Hotline, p.From.Hours, p.From.Website, "··",
			fmt.Sprintf(p.Labels.Page, 1, 1), "1.2.3.")
		got := extract(t, draw(t, d, p))
		if diff := cmp.Diff(census(strings.Join(want, "")), census(got)); diff != "" {
			t.Errorf("%s: characters in the letter (-) and in the file (+):\n%s", p.Locale, diff)
		}
	}
}

// census counts every character but spaces.
func census(s string) map[string]int {
	m := map[string]int{}
	for _, r := range s {
		if !strings.ContainsRune(" \n\f\u00a0", r) {
			m[string(r)]++
		}
	}
	return m
}

const punctuation = "，。、；：？！…—·～（）〔〕［］｛｝「」『』《》〈〉【】“”‘’％‰℃￥＄№①②③々〇" + `!"#$%&'()*+,-./:;<=>?@[\]^_{|}~£€¥§©°±×÷–`

// Hundreds of invented people, in address fields, greetings, running text and tables, with every mark of
// punctuation between them.
func TestNamesAndAddressesComeOutUnchanged(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	marks := []rune(punctuation)
	for i, group := range slices.Collect(slices.Chunk(names(420), 35)) {
		p := chinese(group[0], 1)
		var story strings.Builder
		table := &dunning.Table{Columns: []string{"姓名", "地址"}}
		for j, name := range group {
			m := string(marks[(i*35+j)%len(marks)]) + string(marks[(i*7+j*3)%len(marks)])
			story.WriteString(name + m)
			table.Rows = append(table.Rows, []string{name, fmt.Sprintf("示例省%s县%s镇 %d 号%s%d 室", group[(j+1)%35], rareHan[:3], j*17, m, 100+j)})
		}
		p.Body = []dunning.Block{{Paragraph: story.String()}, {Table: table}}
		if lost := missing(extract(t, draw(t, d, p)), texts(p)); len(lost) > 0 {
			t.Errorf("group %d: the file lacks %q", i, lost)
		}
	}
}

func TestTheChecksCatchALostCharacter(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	whole := chinese("张伟", 1)
	faulty := chinese("张伟", 1)
	faulty.Body = slices.Clone(whole.Body)
	faulty.Body[0].Paragraph = strings.Replace(whole.Body[0].Paragraph, "合约", "合", 1)
	got := extract(t, draw(t, d, faulty))
	if lost := missing(got, texts(whole)); !slices.Equal(lost, []string{whole.Body[0].Paragraph}) {
		t.Errorf("a dropped 约 was reported as %q", lost)
	}
}

func TestACharacterThatNoFontHasFailsTheLetterByNumber(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for _, c := range []struct {
		r     rune
		field string
		set   func(*dunning.LetterPage, string)
	}{
		{'\uE000', "recipient", func(p *dunning.LetterPage, s string) { p.Recipient[0] += s }},
		{'𠮷', "greeting", func(p *dunning.LetterPage, s string) { p.Greeting += s }},
		{'😀', "body block 1", func(p *dunning.LetterPage, s string) { p.Body[0].Paragraph += s }},
		{0, "subject", func(p *dunning.LetterPage, s string) { p.Subject += s }},
		{'\x7f', "signature", func(p *dunning.LetterPage, s string) { p.Signature[0] += s }},
	} {
		p := chinese("张伟", 1)
		c.set(&p, string(c.r))
		_, err := d.Draw(p)
		var glyph *GlyphError
		if !errors.As(err, &glyph) || glyph.Rune != c.r || glyph.Field != c.field {
			t.Errorf("U+%04X in %s: %v", c.r, c.field, err)
			continue
		}
		if strings.Contains(err.Error(), "张伟") || !strings.Contains(err.Error(), fmt.Sprintf("U+%04X", c.r)) || !strings.Contains(err.Error(), "validation-failed") {
			t.Errorf("U+%04X: the error must name the number and no person: %v", c.r, err)
		}
	}
}

func TestCharactersWithoutShapeAreDropped(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"张\u200b伟\ufeff": "张伟", "葛\U000E0100": "葛", "Zoe\u0308": "Zoë", "a\u2009b\tc": "a b c", "\uf9dc": "\uf9dc", "plain 文字": "plain 文字",
	} {
		if got := fold(in); got != want {
			t.Errorf("fold(%+q) = %+q, want %+q", in, got, want)
		}
	}
}

func TestEveryFileIsWellFormedAndAllFontsAreInIt(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for _, p := range []dunning.LetterPage{chinese("张䶮𠅤", 30), english("Jane Q. Sample", 1)} {
		pdf := draw(t, d, p)
		if out := tool(t, pdf, "qpdf", "--check", "FILE"); !bytes.Contains(out, []byte("No syntax or stream encoding errors")) {
			t.Errorf("qpdf --check: %s", out)
		}
		fonts := strings.Split(strings.TrimSpace(string(tool(t, pdf, "pdffonts", "FILE"))), "\n")[2:]
		if len(fonts) != 2 {
			t.Errorf("%d fonts, want 2", len(fonts))
		}
		for _, f := range fonts {
			// name, type (two words), encoding, embedded, subset, Unicode
			if w := strings.Fields(f); w[2] != "TrueType" || w[4] != "yes" || w[5] != "yes" || w[6] != "yes" {
				t.Errorf("font is not embedded, not a subset, or has no Unicode: %s", f)
			}
		}
		info := string(tool(t, pdf, "pdfinfo", "FILE"))
		for _, want := range []string{"Title:           " + p.Subject, "(A4)", "CreationDate:    Mon Nov 23 00:00:00 2026"} {
			if !strings.Contains(info, want) {
				t.Errorf("pdfinfo lacks %q:\n%s", want, info)
			}
		}
		if !bytes.Contains(pdf, []byte("/Lang("+p.Locale+")")) || bytes.Contains(pdf, []byte("/EmbeddedFiles")) {
			t.Error("the catalog must name the language and have no attachments")
		}
		if bytes.Contains(pdf, []byte(" rg")) {
			t.Error("there is colour in the file")
		}
	}
}

func TestTheTitleOfTheFileNamesNobody(t *testing.T) {
	t.Parallel()
	p := chinese("张伟", 1)
	p.Recipient[0], p.Subject = "张伟", "致张伟：逾期提醒"
	f, err := newDrawer(t, Options{}).layout(p)
	if err != nil || f.title != p.From.LegalName {
		t.Errorf("the title says who the letter is to (%v)", err)
	}
}

func TestTheSameLetterGivesTheSameBytesOnEveryGoroutine(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	want := draw(t, d, chinese("张䶮𠅤", 6))
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			for range 3 {
				if _, err := d.Draw(chinese(names(10)[i], 1)); err != nil {
					t.Error(err)
				}
				got, err := d.Draw(chinese("张䶮𠅤", 6))
				if err != nil || !bytes.Equal(got, want) {
					t.Errorf("other bytes than the first time (%v)", err)
				}
			}
		})
	}
	wg.Wait()
}

func TestEverySheetSaysWhoseItIs(t *testing.T) {
	t.Parallel()
	p := chinese("张伟", 100)
	text := extract(t, draw(t, newDrawer(t, Options{}), p))
	sheets := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(sheets) < 4 {
		t.Fatalf("100 accounts on %d sheets", len(sheets))
	}
	for i, s := range sheets {
		want := []string{p.Reference, p.From.LegalName, p.From.Hotline, fmt.Sprintf(p.Labels.Page, i+1, len(sheets))}
		if i < len(sheets)-1 {
			want = append(want, p.Body[1].Table.Columns...)
		}
		if lost := missing(s, want); len(lost) > 0 {
			t.Errorf("sheet %d lacks %q", i+1, lost)
		}
	}
	if last := sheets[len(sheets)-1]; !strings.Contains(last, "顺颂") || len(census(last)) < 60 {
		t.Error("the close of the letter stands alone on the last sheet")
	}
}

func TestWhatDoesNotFitIsRefusedByField(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for field, spoil := range map[string]func(*dunning.LetterPage){
		"recipient":    func(p *dunning.LetterPage) { p.Recipient = strings.Split(strings.Repeat("某街某号 ", 14), " ") },
		"payment code": func(p *dunning.LetterPage) { p.PayCode = strings.Repeat("https://bank.example/", 120) },
		"sender address": func(p *dunning.LetterPage) {
			p.From.Address = make([]string, 0)
			p.From.Address = strings.Split(strings.Repeat("某街 ", 12), " ")
		},
		"footer":            func(p *dunning.LetterPage) { p.Footer = strings.Split(strings.Repeat("细则 ", 60), " ") },
		"information block": func(p *dunning.LetterPage) { p.From.Hours = strings.Repeat("每日八点至二十点，", 30) },
	} {
		p := chinese("张伟", 1)
		spoil(&p)
		_, err := d.Draw(p)
		var fit *FitError
		if !errors.As(err, &fit) || fit.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// Whatever a template leaves out, the rest is drawn.
func TestAnEmptyLetterIsStillALetter(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	p := dunning.LetterPage{Date: chinese("张伟", 1).Date, Body: []dunning.Block{{}, {Table: &dunning.Table{}}, {Numbered: []string{""}}}}
	if out := tool(t, draw(t, d, p), "qpdf", "--check", "FILE"); !bytes.Contains(out, []byte("No syntax")) {
		t.Errorf("qpdf --check: %s", out)
	}
	if _, err := d.Draw(dunning.LetterPage{}); err == nil {
		t.Error("a letter without a date was drawn, by the clock")
	}
}

// A fault in a library must cost one letter, and must not carry the letter's text into a log.
func TestAPanicCostsOneLetter(t *testing.T) {
	t.Parallel()
	broken := newDrawer(t, Options{})
	fc := *broken.chinese.serif.face
	fc.tables = map[string]span{} // so that no cut can be made of it
	broken.chinese.serif.face = &fc
	if pdf, err := broken.Draw(chinese("张伟", 1)); err == nil || pdf != nil || strings.Contains(err.Error(), "张伟") {
		t.Errorf("Draw: %d bytes, %v", len(pdf), err)
	}
}
