package letter

import (
	"bytes"
	"strings"
	"unicode"
)

// gofpdf writes an empty name tree into every catalog, which some checks of print vendors take for an
// attachment, and cannot write the language of a document. The one is replaced by the other in place: the
// number of bytes stays the same, and so do all offsets.
const emptyNames = "/Names <<\n/EmbeddedFiles << /Names [\n  \n] >>\n>>"

// language is a tag that cannot break out of a PDF string: BCP 47's "und" for whatever is not one.
func language(locale string) string {
	odd := func(r rune) bool { return r != '-' && (r > 'z' || !unicode.IsLetter(r) && !unicode.IsDigit(r)) }
	if len(locale) < 2 || len(locale) > 20 || strings.ContainsFunc(locale, odd) {
		return "und"
	}
	return locale
}

func setLanguage(pdf []byte, lang string) ([]byte, bool) {
	at := bytes.LastIndex(pdf, []byte(emptyNames))
	if at < 0 {
		return nil, false
	}
	for i := range len(emptyNames) {
		pdf[at+i] = ' '
	}
	copy(pdf[at:], "/Lang ("+lang+")")
	pdf[at+len(emptyNames)-1] = '\n'
	return pdf, true
}
