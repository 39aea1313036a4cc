package letter

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"comity/internal/dunning"
)

// composed are the letters that the templates make, as package message last had them read.
func composed(t *testing.T) map[string]dunning.LetterPage {
	t.Helper()
	files, err := filepath.Glob("../message/testdata/golden/letter-*.json")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d composed letters: %v", len(files), err)
	}
	pages := map[string]dunning.LetterPage{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var p dunning.LetterPage
		if err := json.Unmarshal(text, &p); err != nil {
			t.Fatal(err)
		}
		p.From, p.Reference, p.ID, p.Footer = chineseSender(), "3773a7cxkpfyykhvz5lg5xecp5", "3773a7cxkpfyykhvz5lg5xecp5", nil
		if latin(p.Locale) {
			p.From = english("", 1).From
		}
		pages[filepath.Base(file)] = p
	}
	return pages
}

// A second sheet with three lines on it is paper, postage and a poor impression.
func TestALetterAboutThreeAccountsIsOneSheetWithItsSealAtTheFoot(t *testing.T) {
	t.Parallel()
	for _, profile := range []string{"dl", "c5"} {
		d := newDrawer(t, Options{Profile: profile})
		for name, p := range composed(t) {
			if strings.HasSuffix(name, ".2.json") {
				i := slices.IndexFunc(p.Body, func(b dunning.Block) bool { return b.Table != nil })
				p.Body[i].Table.Rows = append(p.Body[i].Table.Rows, p.Body[i].Table.Rows[1])
			}
			f, err := d.layout(p)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			sealed := slices.ContainsFunc(f.sheets[0], func(m mark) bool { _, ok := m.(ring); return ok })
			if len(f.sheets) != 1 || !sealed {
				t.Errorf("%s, %s: %d sheets, seal on the first: %t", profile, name, len(f.sheets), sealed)
			}
		}
	}
}

func TestLinesComeCloserOnlyWhereThatSavesASheet(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	closest := paces()[len(paces())-1]
	once := map[string]bool{}
	for n := 1; n <= 40; n++ {
		f, err := d.layout(chinese("张伟", n))
		if err != nil {
			t.Fatal(err)
		}
		c := &composer{Profile: d.profile, book: d.chinese, page: chinese("张伟", n)}
		if c.code, err = encode(c.page.PayCode); err != nil {
			t.Fatal(err)
		}
		foot, err := c.footer()
		if err != nil {
			t.Fatal(err)
		}
		items, err := c.body()
		if err != nil {
			t.Fatal(err)
		}
		bottom := min(c.Body.Bottom*mm, foot.top-3*mm)
		roomy := fill(items, extent{c.Body.First * mm, bottom}, extent{c.Body.Next * mm, bottom})
		switch {
		case f.book.pace < closest || f.book.pace > 1:
			t.Errorf("%d accounts: a pace of %v", n, f.book.pace)
		case f.book.pace < 1 && len(f.sheets) >= len(roomy):
			t.Errorf("%d accounts: closer lines, and still %d sheets", n, len(f.sheets))
		case f.book.pace < 1:
			once["closer"] = true
		default:
			once["as usual"] = true
		}
	}
	if len(once) != 2 {
		t.Errorf("only letters %v were tried", once)
	}
}

func TestASerialNumberIsSetInGroupsAndReadAsItIs(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	v := d.chinese.value()
	for number, want := range map[string]string{
		"3773a7cxkpfyykhvz5lg5xecp5": "3773a 7cxkp fyykh vz5lg 5xecp5",
		"abcde12345fg":               "abcde 12345 fg",
		"abcde12345fghij6":           "abcde 12345 fghij6",
		"QH-2026-1123-000481":        "QH-2026-1123-000481",
		"short":                      "short",
	} {
		lines, err := v.serial(number, "reference", 200)
		if err != nil || len(lines) != 1 {
			t.Fatalf("%s: %d lines, %v", number, len(lines), err)
		}
		var seen strings.Builder
		for i, g := range lines[0].glyphs {
			seen.WriteRune(g.r)
			if lines[0].gaps[i] >= groupGap {
				seen.WriteByte(' ')
			}
		}
		if seen.String() != want || lines[0].text() != number {
			t.Errorf("%s is set as %q", number, seen.String())
		}
	}
	p := chinese("张伟", 1)
	p.Reference = p.ID
	if got := extract(t, draw(t, d, p)); strings.Count(got, p.ID) != 2 {
		t.Errorf("the number can be copied from %d places, want 2", strings.Count(got, p.ID))
	}
}

func TestTheCourtesyAndTheSignatureStandAsCustomHasIt(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	p := chinese("张伟", 1)
	p.Closing = "此致\n敬礼"
	f, err := d.layout(p)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]run{}
	for r := range f.sheets[0].runs() {
		if r.size == d.chinese.body {
			at[r.text] = r
		}
	}
	left, em := d.profile.Margins.Left*mm, d.chinese.body
	if first, second := at["此致"], at["敬礼"]; first.x != left+2*em || second.x != left || second.y <= first.y {
		t.Errorf("此致 at %.1f,%.1f and 敬礼 at %.1f,%.1f", first.x, first.y, second.x, second.y)
	}
	company, department := at[p.Signature[0]], at[p.Signature[1]]
	middle := func(r run) float64 { return r.x + float64(len([]rune(r.text)))*em/2 }
	i := slices.IndexFunc(f.sheets[0], func(m mark) bool { _, ok := m.(ring); return ok })
	if seal := f.sheets[0][i].(ring); seal.x-middle(company) > 0.1 || middle(department)-seal.x > 0.1 || company.x < left+60*mm {
		t.Errorf("the seal stands around %.1f, the signature around %.1f and %.1f", seal.x, middle(company), middle(department))
	}
	p.Labels.Seal = ""
	if f, err = d.layout(p); err != nil || slices.ContainsFunc(f.sheets[0], func(m mark) bool { _, ok := m.(ring); return ok }) {
		t.Errorf("there is a place for a seal that nobody asked for (%v)", err)
	}
}
