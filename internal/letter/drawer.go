package letter

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"comity/internal/dunning"
)

// The typefaces of a letter, in the files given to New.
const (
	serifFile = "fonts/NotoSerifSC_400Regular.ttf"
	sansFile  = "fonts/NotoSansSC_500Medium.ttf"
	serifName = "NotoSerifSC-Regular"
	sansName  = "NotoSansSC-Medium"
)

// Options say how letters are drawn. The zero value will do.
type Options struct {
	Profile  string        // page geometry, by the name of its file in profiles/; empty: "dl"
	Fallback []io.ReaderAt // further fonts (TrueType or OpenType) for characters that the main ones lack; they stay open
}

// Drawer draws letters. Nothing that a letter depends on changes once it is made, and any number of goroutines may use it at once.
type Drawer struct {
	profile Profile
	chinese *book
	western *book
	pack    packer
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
	serif, err := openType(files, serifName, serifFile, o)
	if err != nil {
		return nil, err
	}
	sans, err := openType(files, sansName, sansFile, o)
	if err != nil {
		return nil, err
	}
	d.chinese = newBook(serif, sans)
	western := [2]typeface{*serif, *sans}
	serif.key, sans.key, western[0].key, western[1].key = "S", "H", "LS", "LH"
	western[0].latin, western[1].latin = true, true
	d.western = newBook(&western[0], &western[1])
	return d, nil
}

func openType(files fs.FS, name, path string, o Options) (*typeface, error) {
	fc, err := openFace(files, path)
	if err != nil {
		return nil, err
	}
	rare, err := outlines(fc.src, o.Fallback)
	if err != nil {
		return nil, err
	}
	t := &typeface{face: fc, name: name, rare: rare}
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
	return d.publish(f)
}

// layout is the letter as marks on sheets.
func (d *Drawer) layout(page dunning.LetterPage) (folio, error) {
	c := &composer{Profile: d.profile, book: d.chinese, page: page}
	if latin(page.Locale) {
		c.book = d.western
	}
	return c.compose()
}

// publish makes one document of letters that were laid out.
func (d *Drawer) publish(letters ...folio) ([]byte, error) {
	doc := d.document(letters[0])
	for _, f := range letters {
		ink(doc, f)
	}
	list, err := objects(doc)
	if err != nil {
		return nil, fmt.Errorf("write letter: %w", err)
	}
	fonts, err := d.fonts(used(letters), len(list)+1)
	if err != nil {
		return nil, err
	}
	pdf, err := assemble(list, fonts, letters[0].lang, &d.pack)
	if err != nil {
		return nil, fmt.Errorf("write letter: %w", err)
	}
	return pdf, nil
}

// document is an empty document.
func (d *Drawer) document(first folio) *gofpdf.Fpdf {
	doc := gofpdf.NewCustom(&gofpdf.InitType{
		UnitStr: "pt",
		Size:    gofpdf.SizeType{Wd: d.profile.Page.Width * mm, Ht: d.profile.Page.Height * mm},
	})
	day := time.Date(first.date.Year, first.date.Month, first.date.Day, 0, 0, 0, 0, time.UTC)
	doc.SetCreationDate(day)
	doc.SetModificationDate(day)
	doc.SetCatalogSort(true)
	doc.SetProducer("Comity", true)
	doc.SetTitle(first.title, true)
	doc.SetAutoPageBreak(false, 0)
	doc.SetCompression(false) // assemble does it
	return doc
}

// fonts embeds every typeface cut to the characters that are set in it, from object n on.
func (d *Drawer) fonts(runes map[*typeface][]rune, n int) ([]embedded, error) {
	inOrder := func(a, b *typeface) int { return strings.Compare(a.key, b.key) }
	var list []embedded
	for _, t := range slices.SortedFunc(maps.Keys(runes), inOrder) {
		parts, err := t.objects(runes[t], n, &d.pack)
		if err != nil {
			return nil, err
		}
		list = append(list, embedded{t.key, n, parts})
		n += len(parts)
	}
	return list, nil
}

// used lists the characters that are set as text, by typeface, sorted.
func used(letters []folio) map[*typeface][]rune {
	lists := map[*typeface][]rune{}
	for _, f := range letters {
		for _, s := range f.sheets {
			for r := range s.runs() {
				lists[r.face] = append(lists[r.face], []rune(r.text)...)
			}
		}
	}
	for face, list := range lists {
		slices.Sort(list)
		lists[face] = slices.Compact(list)
	}
	return lists
}
