package letter

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"comity/internal/dunning"
	"comity/letters"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew; look at the letters before you keep them")

func trim(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Two letters, mark by mark, and the hash of the page streams that the marks become.
func TestLettersLookAsTheyDidWhenTheyWereApproved(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	for name, p := range map[string]dunning.LetterPage{"chinese": chinese("欧阳䶮𠅤", 6), "english": english("Zoë O’Brien-Ångström", 1)} {
		f, err := d.layout(p)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for i, s := range f.sheets {
			for _, m := range s {
				b.WriteString(describe(m))
			}
			fmt.Fprintf(&b, "sheet %d %x\n", i+1, sha256.Sum256(streams(t, d, f)[i]))
		}
		file := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s (-approved +now):\n%s", name, diff)
		}
	}
}

func describe(m mark) string {
	switch m := m.(type) {
	case run:
		return fmt.Sprintf("%s %.1f at %.2f,%.2f +%.3f %s\n", m.face.name, m.size, m.x, m.y, m.spacing, m.text)
	case rare:
		return fmt.Sprintf("outline %.1f at %.2f,%.2f %c\n", m.size, m.x, m.y, m.r)
	case rule:
		return fmt.Sprintf("rule %.2f,%.2f to %.2f,%.2f %.2f\n", m.x1, m.y1, m.x2, m.y2, m.width)
	case spelled:
		text := "spelled " + m.text + "\n"
		for _, inner := range m.marks {
			text += "  " + describe(inner)
		}
		return text
	case ring:
		return fmt.Sprintf("ring around %.2f,%.2f of %.2f\n", m.x, m.y, m.radius)
	case squares:
		return fmt.Sprintf("code at %.2f,%.2f of %d modules of %.3f\n", m.x, m.y, len(m.rows), m.module)
	}
	return "?"
}

var stream = regexp.MustCompile(`(?s)>>\nstream\n(.*?)\nendstream`)

// streams draws letters into one document and returns its page streams, uncompressed.
func streams(t *testing.T, d *Drawer, letters ...folio) [][]byte {
	t.Helper()
	doc := d.document(letters[0])
	pages := 0
	for _, f := range letters {
		ink(doc, f)
		pages += len(f.sheets)
	}
	var buf bytes.Buffer
	if err := doc.Output(&buf); err != nil {
		t.Fatal(err)
	}
	var list [][]byte
	for _, m := range stream.FindAllSubmatch(buf.Bytes(), pages) {
		list = append(list, m[1])
	}
	if len(list) != pages {
		t.Fatalf("%d page streams, want %d", len(list), pages)
	}
	return list
}

// A piece of a batch must be the letter that was approved, byte for byte, wherever it stands in the batch.
func TestAPageIsTheSameAloneAndBehindOtherLetters(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	first, err := d.layout(english("Jane Q. Sample", 6))
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.layout(english("Zoë 䶮𠅤", 1))
	if err != nil {
		t.Fatal(err)
	}
	alone := streams(t, d, second)
	for i, page := range streams(t, d, first, second)[len(first.sheets):] {
		if !bytes.Equal(page, alone[i]) {
			t.Errorf("sheet %d is different behind another letter", i+1)
		}
	}
}

// One file may hold letters in both scripts, whose quotation marks have one number and two widths.
func TestLettersInOneFileKeepTheirWords(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	pages := []dunning.LetterPage{chinese("张伟“䶮𠅤”", 1), english("Zoë “Z” O’Brien", 6)}
	var folios []folio
	for _, p := range pages {
		f, err := d.layout(p)
		if err != nil {
			t.Fatal(err)
		}
		folios = append(folios, f)
	}
	pdf, err := d.publish(folios...)
	if err != nil {
		t.Fatal(err)
	}
	if out := tool(t, pdf, "qpdf", "--check", "FILE"); !bytes.Contains(out, []byte("No syntax or stream encoding errors")) {
		t.Errorf("qpdf --check: %s", out)
	}
	text := extract(t, pdf)
	for _, p := range pages {
		if lost := missing(text, texts(p)); len(lost) > 0 {
			t.Errorf("%s: the file lacks %q", p.Locale, lost)
		}
	}
}

func TestAProfileThatContradictsItselfIsRefused(t *testing.T) {
	t.Parallel()
	good, err := letters.Files.ReadFile("profiles/dl.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for change, want := range map[string]string{
		"shift: 3>shift: 9":                         "inset must not be less than shift",
		"first: 95>first: 90":                       "body.first must lie below the window",
		"information: {x: 125>information: {x: 100": "information must stand to the right",
		"punch: 148.5>punsh: 148.5":                 "punsh",
		"top: 15>top: 30":                           "letterhead needs",
		"bottom: 288>bottom: 296":                   "footer must end",
	} {
		from, to, _ := strings.Cut(change, ">")
		bad := strings.Replace(string(good), from, to, 1)
		_, err := readProfile(fstest.MapFS{"profiles/dl.yaml": {Data: []byte(bad)}}, "dl")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "profiles/dl.yaml") {
			t.Errorf("%s: %v", change, err)
		}
	}
}

func TestAnUnknownProfileIsNamed(t *testing.T) {
	t.Parallel()
	if _, err := New(letters.Files, Options{Profile: "c4"}); err == nil || !strings.Contains(err.Error(), `"c4"`) {
		t.Errorf("New: %v", err)
	}
}
