package letter

import "strings"

// book is the typography of one script: which typefaces, which sizes, which customs.
type book struct {
	serif, sans *typeface
	body, lead  float64 // size of the text and distance of its lines, in points
	indent      float64 // of a paragraph's first line, in thousandths of an em
	between     float64 // space between paragraphs, in points
	justify     bool
	chinese     bool    // the subject is centred, the signature (落款) stands at the right
	pace        float64 // of all distances down the text, as a part of what they are in a letter with room to spare
}

func newBook(serif, sans *typeface) *book {
	if serif.latin {
		return &book{serif: serif, sans: sans, body: 10, lead: 14.4, between: 6.5, pace: 1}
	}
	return &book{
		serif: serif, sans: sans, body: 10.5, lead: 17.4,
		between: 2.5, indent: 2000, justify: true, chinese: true, pace: 1,
	}
}

// paces are how close the lines of a letter may come to each other to save a sheet. The last is a lead of
// one and two fifths of an em in Chinese, of one and a quarter in English: closer is no longer easy to read.
func paces() []float64 { return []float64{1, 0.97, 0.94, 0.91, 0.88, 0.85} }

// at is the same book with its lines closer together.
func (b *book) at(pace float64) *book {
	closer := *b
	closer.pace = pace
	return &closer
}

// latin says that letters in this locale are set in an alphabet, without Chinese punctuation.
func latin(locale string) bool { return !strings.HasPrefix(strings.ToLower(locale), "zh") }

// voice is one way to set text: typeface, size and line distance in points.
type voice struct {
	face       *typeface
	size, lead float64
}

// The voices of the text keep its pace. Those around it have their places on the page, whatever the text.
func (b *book) text() voice    { return voice{b.serif, b.body, b.lead * b.pace} }
func (b *book) heading() voice { return voice{b.sans, b.body, b.lead * b.pace} }
func (b *book) cell() voice    { return voice{b.serif, 9.5, 13 * b.pace} }
func (b *book) total() voice   { return voice{b.sans, 9.5, 13 * b.pace} }
func (b *book) column() voice  { return voice{b.sans, 8, 10.5} }

func (b *book) subject() voice {
	if b.chinese {
		return voice{b.sans, 15, 22}
	}
	return voice{b.sans, 12.5, 17}
}

func (b *book) letterhead() voice { return voice{b.sans, 18, 23} }
func (b *book) address() voice    { return voice{b.serif, 10.5, 15.2} }
func (b *book) small() voice      { return voice{b.serif, 7.8, 10.6} }
func (b *book) label() voice      { return voice{b.sans, 7, 10} }
func (b *book) hint() voice       { return voice{b.serif, 8.4, 12} }
func (b *book) value() voice      { return voice{b.serif, 9.5, 12.4} }
func (b *book) strong() voice     { return voice{b.sans, 9.5, 12.4} }

// em is a length in points as thousandths of an em of the voice.
func (v voice) em(points float64) float64 { return points * 1000 / v.size }

// points is a length in thousandths of an em as points.
func (v voice) points(em float64) float64 { return em * v.size / 1000 }

// rise is how far below the top of a line its baseline stands, so that the text looks centred in it.
func (v voice) rise() float64 { return v.lead/2 + 0.36*v.size }

// centred is where a line begins that is to stand around x.
func (v voice) centred(l line, x float64) float64 { return x - v.points(l.width)/2 }
