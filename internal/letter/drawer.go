package letter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/jung-kurt/gofpdf"

	"comity/internal/dunning"
)

// The typefaces of a letter, in the files given to New.
const (
	serifFile = "fonts/NotoSerifSC_400Regular.ttf"
	sansFile  = "fonts/NotoSansSC_500Medium.ttf"
)

// Options say how letters are drawn. The zero value will do.
type Options struct {
	Profile  string        // page geometry, by the name of its file in profiles/; empty: "dl"
	Fallback []io.ReaderAt // further fonts (TrueType or OpenType) for characters that the main ones lack; they stay open
}

// Drawer draws letters. It never changes once made, and any number of goroutines may use it at once.
type Drawer struct {
	profile Profile
	chinese *book
	western *book
}

// New opens the fonts and the profile in files, which holds fonts/ and profiles/ as package letters does, and
// refuses at once what would spoil letters later: a font of the wrong kind, a profile that contradicts itself.
func New(files fs.FS, o Options) (*Drawer, error) {
	if o.Profile == "" {
		o.Profile = "dl"
	}
	p, err := readProfile(files, o.Profile)
	if err != nil {
		return nil, err
	}
	d := &Drawer{profile: p}
	serif, err := openType(files, "notoserifsc", serifFile, o)
	if err != nil {
		return nil, err
	}
	sans, err := openType(files, "notosanssc", sansFile, o)
	if err != nil {
		return nil, err
	}
	d.chinese = newBook(serif, sans)
	western := [2]typeface{*serif, *sans}
	western[0].latin, western[1].latin = true, true
	d.western = newBook(&western[0], &western[1])
	return d, nil
}

func openType(files fs.FS, family, path string, o Options) (*typeface, error) {
	fc, err := openFace(files, path)
	if err != nil {
		return nil, err
	}
	rare, err := outlines(fc.src, o.Fallback)
	if err != nil {
		return nil, err
	}
	t := &typeface{face: fc, family: family, rare: rare}
	if _, ok := t.glyph(blank); !ok {
		return nil, fmt.Errorf("font %s has no ideographic space (U+3000)", path)
	}
	return t, nil
}

// Draw lays out a letter and returns it as a PDF of its own. The same letter gives the same bytes. A
// character that no font has is a *GlyphError, a part that has no room is a *FitError; both are failures of
// this letter alone and stay failures until it is changed.
func (d *Drawer) Draw(page dunning.LetterPage) (pdf []byte, err error) {
	defer func() {
		// A fault in the drawing library costs one letter, not the process. What it says may hold text.
		if p := recover(); p != nil {
			pdf, err = nil, fmt.Errorf("letter drawing failed: %T", p)
		}
	}()
	if page.Date.IsZero() {
		return nil, errors.New("letter has no date: it stands in the file and makes it the same every time")
	}
	f, err := d.layout(page)
	if err != nil {
		return nil, err
	}
	doc, err := d.document(f)
	if err != nil {
		return nil, err
	}
	ink(doc, f)
	return finish(doc, f.lang)
}

// layout is the letter as marks on sheets.
func (d *Drawer) layout(page dunning.LetterPage) (folio, error) {
	c := &composer{Profile: d.profile, book: d.chinese, page: page}
	if latin(page.Locale) {
		c.book = d.western
	}
	return c.compose()
}

// document is an empty document with the typefaces that the letters use, cut to the characters in them.
func (d *Drawer) document(letters ...folio) (*gofpdf.Fpdf, error) {
	doc := gofpdf.NewCustom(&gofpdf.InitType{
		UnitStr: "pt",
		Size:    gofpdf.SizeType{Wd: d.profile.Page.Width * mm, Ht: d.profile.Page.Height * mm},
	})
	day := time.Date(letters[0].date.Year, letters[0].date.Month, letters[0].date.Day, 0, 0, 0, 0, time.UTC)
	doc.SetCreationDate(day)
	doc.SetModificationDate(day)
	doc.SetCatalogSort(true)
	doc.SetProducer("Comity", true)
	doc.SetTitle(letters[0].title, true)
	doc.SetAutoPageBreak(false, 0)
	for face, runes := range used(letters) {
		cut, err := face.cut(runes)
		if err != nil {
			return nil, err
		}
		doc.AddUTF8FontFromBytes(face.family, "", cut)
	}
	return doc, doc.Error()
}

// used lists the characters that are set as text, by typeface, sorted.
func used(letters []folio) map[*typeface][]rune {
	seen := map[*typeface]map[rune]bool{}
	for _, f := range letters {
		for _, t := range []*typeface{f.book.serif, f.book.sans} {
			if seen[t] == nil {
				seen[t] = map[rune]bool{blank: true}
			}
		}
		for _, s := range f.sheets {
			for r := range s.runs() {
				for _, c := range r.text {
					seen[r.face][c] = true
				}
			}
		}
	}
	lists := map[*typeface][]rune{}
	for face, set := range seen {
		for r := range set {
			lists[face] = append(lists[face], r)
		}
		slices.Sort(lists[face])
	}
	return lists
}

// finish writes the document out.
func finish(doc *gofpdf.Fpdf, lang string) ([]byte, error) {
	var buf bytes.Buffer
	if err := doc.Output(&buf); err != nil {
		return nil, fmt.Errorf("write letter: %w", err)
	}
	pdf, ok := setLanguage(buf.Bytes(), lang)
	if !ok {
		return nil, errors.New("write letter: the document's catalog is not as expected")
	}
	return pdf, nil
}
