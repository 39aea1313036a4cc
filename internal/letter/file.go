package letter

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/jung-kurt/gofpdf"
)

// packer compresses streams and keeps its tables, which are larger than most of what it packs, for the next
// letter. A writer that was reset packs as a new one does.
type packer struct{ writers sync.Pool }

// stream is an object with its data compressed, and with further entries in its dictionary.
func (z *packer) stream(entries string, data []byte) []byte {
	var buf bytes.Buffer
	buf.Grow(len(data)*3/4 + 256)
	w, ok := z.writers.Get().(*zlib.Writer)
	if !ok {
		w, _ = zlib.NewWriterLevel(nil, zlib.BestSpeed) // fails for levels that there are not
	}
	w.Reset(&buf)
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	z.writers.Put(w)
	b := make([]byte, 0, buf.Len()+128)
	b = fmt.Appendf(b, "<<%s/Filter/FlateDecode/Length %d>>stream\n", entries, buf.Len())
	return append(append(b, buf.Bytes()...), "\nendstream"...)
}

// objects takes a document of gofpdf's apart: the text of every object, by its number less one.
func objects(doc *gofpdf.Fpdf) ([][]byte, error) {
	var buf bytes.Buffer
	if err := doc.Output(&buf); err != nil {
		return nil, err
	}
	pdf := buf.Bytes()
	table := bytes.LastIndex(pdf, []byte("\nxref\n0 ")) + 1
	lines := bytes.Split(pdf[table:], []byte("\n"))
	if table == 0 || len(lines) < 4 {
		return nil, errors.New("it has no table of its objects")
	}
	var starts []int
	for _, l := range lines[3:] { // behind "xref", its size and the free entry
		at, err := strconv.Atoi(string(l[:min(10, len(l))]))
		if err != nil || len(l) < 18 || at >= table {
			break // the trailer
		}
		starts = append(starts, at)
	}
	ends := append(slices.Sorted(slices.Values(starts)), table)
	list := make([][]byte, len(starts))
	for i, at := range starts {
		n, _ := slices.BinarySearch(ends, at+1)
		text, begun := bytes.CutPrefix(pdf[at:ends[n]], fmt.Appendf(nil, "%d 0 obj\n", i+1))
		text, ended := bytes.CutSuffix(text, []byte("\nendobj\n"))
		if !begun || !ended {
			return nil, fmt.Errorf("object %d is not as expected", i+1)
		}
		list[i] = text
	}
	return list, nil
}

// gofpdf numbers the resources of all pages 2. The description and the catalog are its last two objects.
const resources = 2

// assemble puts a file together of gofpdf's pages and of our fonts, with a catalog that names the language and
// has no room for attachments. That the file's identifier is a hash of it keeps it the same every time.
func assemble(list [][]byte, fonts []embedded, lang string, z *packer) ([]byte, error) {
	if len(list) < 4 || !bytes.Contains(list[len(list)-1], []byte("/Type /Catalog")) {
		return nil, errors.New("its catalog is not as expected")
	}
	named := []byte("<</ProcSet[/PDF/Text]/Font<<")
	for _, f := range fonts {
		named = fmt.Appendf(named, "/%s %d 0 R", f.key, f.first)
	}
	list[resources-1] = append(named, ">>>>"...)
	list[len(list)-1] = fmt.Appendf(nil, "<</Type/Catalog/Pages 1 0 R/Lang(%s)/ViewerPreferences<</DisplayDocTitle true>>>>", lang)
	root := len(list)
	for _, f := range fonts {
		list = append(list, f.objects...)
	}
	b := append(make([]byte, 0, 1<<17), "%PDF-1.5\n%\xE2\xE3\xCF\xD3\n"...)
	offsets := make([]int, len(list))
	for i, object := range list {
		if _, data, ok := bytes.Cut(object, []byte(">>\nstream\n")); ok && bytes.HasPrefix(object, []byte("<</Length ")) {
			object = z.stream("", bytes.TrimSuffix(data, []byte("\nendstream")))
		}
		offsets[i] = len(b)
		b = append(strconv.AppendInt(b, int64(i+1), 10), " 0 obj\n"...)
		b = append(append(b, object...), "\nendobj\n"...)
	}
	at, id := len(b), sha256.Sum256(b)
	b = fmt.Appendf(b, "xref\n0 %d\n0000000000 65535 f \n", len(list)+1)
	for _, o := range offsets {
		b = fmt.Appendf(b, "%010d 00000 n \n", o)
	}
	return fmt.Appendf(b, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%X><%X>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(list)+1, root, root-1, id[:16], id[:16], at), nil
}

// embedded is a font within a document.
type embedded struct {
	key     string // by which pages call it
	first   int    // number of its first object
	objects [][]byte
}

// language is a tag that cannot break out of a PDF string: BCP 47's "und" for whatever is not one.
func language(locale string) string {
	odd := func(r rune) bool { return r != '-' && (r > 'z' || !unicode.IsLetter(r) && !unicode.IsDigit(r)) }
	if len(locale) < 2 || len(locale) > 20 || strings.ContainsFunc(locale, odd) {
		return "und"
	}
	return locale
}
