package message

import (
	"errors"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"comity/internal/dunning"

	"pgregory.net/rapid"
)

// poison puts a text wherever a person, an importer or an operator can put one.
func poison(f *Facts, evil string) {
	f.Customer.Name, f.Point.Postal.Lines, f.Point.Postal.City = evil+"名", []string{evil, evil}, evil
	for n := range f.Accounts {
		f.Accounts[n].Product = evil + "卡"
	}
	f.Creditor, f.Contact = evil+"人", evil
	for locale, s := range f.Portfolio.Sender {
		s.Department, s.Hours, s.PayHow, s.LetterRule, s.Address = evil+"部", evil+"时", evil+"法", evil+"则", []string{evil}
		s.ObjectURL, s.Website = evil, evil
		f.Portfolio.Sender[locale] = s
	}
	for _, x := range []*File{f.Dispute, f.Complaint} {
		if x != nil {
			x.Reference = evil + "号"
		}
	}
	if f.Handover != nil {
		f.Handover.To = evil + "部"
	}
	if f.CreditReport != nil {
		f.CreditReport.To = evil + "局"
	}
	if f.Validation != nil {
		f.Validation.OriginalCreditor = evil + "行"
	}
	if f.Breach != nil {
		f.Breach.Agreement, f.Breach.Clause = evil+"约", evil+"条"
	}
}

// Whatever stands in the data, an email has the tags, a letter the blocks and every channel the lines that its template
// gives it, and no others.
func TestHostileDataChangesNoStructure(t *testing.T) {
	t.Parallel()
	c := newComposer(t)
	for _, i := range c.Catalogue() {
		if strings.HasPrefix(i.Locale, "en-") && i.Occasion != "validation" && i.Occasion != "default" {
			continue // as in en
		}
		tame := exampleFacts(i, 2)
		poison(&tame, "x")
		want := c.Render(i, "tame", tame)
		if want.Err != nil {
			t.Fatalf("%s: %v", i.File, want.Err)
		}
		for _, evil := range hostile {
			if strings.HasPrefix(evil, "https://") {
				continue // as the sender's own page it is a link, and meant to be
			}
			f := exampleFacts(i, 2)
			poison(&f, evil)
			got := c.Render(i, "hostile", f)
			if long := (*TooLongError)(nil); errors.As(got.Err, &long) {
				continue
			}
			if got.Err != nil {
				t.Fatalf("%s: %.40q: %v", i.File, evil, got.Err)
			}
			sameShape(t, i.File, evil, want, got)
		}
	}
}

func sameShape(t *testing.T, file, evil string, want, got Rendering) {
	t.Helper()
	if strings.ContainsAny(got.Subject, "\r\n") || got.Channel == dunning.SMS && strings.ContainsAny(got.Text, "\r\n") {
		t.Errorf("%s: %.40q adds a line to a subject or an SMS", file, evil)
	}
	if a, b := tags(want.HTML), tags(got.HTML); !slices.Equal(a, b) {
		t.Errorf("%s: %.40q changes the tags from %q to %q", file, evil, a, b)
	}
	if got.Channel == dunning.Email && strings.Count(got.Text, "\n") != strings.Count(want.Text, "\n") {
		t.Errorf("%s: %.40q changes the lines of the text part", file, evil)
	}
	if got.Letter == nil {
		return
	}
	if len(got.Letter.Body) != len(want.Letter.Body) || len(got.Letter.Signature) != len(want.Letter.Signature) || len(got.Letter.Footer) != len(want.Letter.Footer) {
		t.Errorf("%s: %.40q changes the blocks, the signature or the foot", file, evil)
	}
	for n := range got.Letter.Body {
		if got.Letter.Body[n].Heading != want.Letter.Body[n].Heading {
			t.Errorf("%s: %.40q makes a heading", file, evil)
		}
	}
}

var anyTag = regexp.MustCompile(`<[^<>]*>`)

func tags(page string) []string { return anyTag.FindAllString(page, -1) }

func TestEscapingLosesNothingAndLetsNothingOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := strings.ReplaceAll(rapid.String().Draw(t, "in"), "\r", "")
		out := string(appendEscaped([]byte("head"), in))[4:]
		if strings.ContainsAny(out, `<>"'+`) || html.UnescapeString(out) != in {
			t.Fatalf("%q became %q", in, out)
		}
	})
}

// A hole of the layout that is not where one way of escaping serves is refused when the layout is read.
func TestALayoutWithAHoleInADangerousPlaceIsRefused(t *testing.T) {
	t.Parallel()
	raw := templateFiles(t)[layoutFile]
	for old, bad := range map[string]string{
		`<td align="{{.Align}}" style="padding:6px 4px;border`:    `<td align={{.Align}} style="padding:6px 4px;border`,
		`<title>{{.Subject}}</title>`:                             `<script>{{.Subject}}</script>`,
		`<html lang="{{.Lang}}"`:                                  `<html lang='{{.Lang}}'`,
		`{{define "heading"}}`:                                    `{{define "headings"}}`,
		`<a href="{{.URL}}"`:                                      `<a href="{{.Text}}"`,
		`{{- define "item"}}<li style="margin:0 0 8px">{{.Body}}`: `{{- define "item"}}<li style="margin:0 0 8px">{{if .Body}}x{{end}}`,
	} {
		if !strings.Contains(raw, old) && !strings.Contains(raw, strings.Replace(old, "{{define", "{{- define", 1)) {
			t.Errorf("the fault could not be planted: %s", old)
			continue
		}
		old = strings.TrimPrefix(old, "{{define")
		bad = strings.TrimPrefix(bad, "{{define")
		if _, err := parseLayout(layoutFile, strings.Replace(raw, old, bad, 1)); err == nil || !strings.Contains(err.Error(), layoutFile) {
			t.Errorf("%s was taken: %v", bad, err)
		}
	}
}
