package letter

import "strings"

// book is the typography of one script: which typefaces, which sizes, which customs.
type book struct {
	serif, sans *typeface
	body, lead  float64 // size of the text and distance of its lines, in points
	indent      float64 // of a paragraph's first line, in thousandths of an em
	between     float64 // space between paragraphs, in points
	justify     bool
	signRight   bool // the signature stands at the right (落款), not at the left
}

func newBook(serif, sans *typeface) *book {
	if serif.latin {
		return &book{serif: serif, sans: sans, body: 10.5, lead: 14.6, between: 7.2}
	}
	return &book{
		serif: serif, sans: sans, body: 10.5, lead: 17.2, between: 2.5,
		indent: 2000, justify: true, signRight: true,
	}
}

// latin says that letters in this locale are set in an alphabet, without Chinese punctuation.
func latin(locale string) bool { return !strings.HasPrefix(strings.ToLower(locale), "zh") }

// voice is one way to set text: typeface, size and line distance in points.
type voice struct {
	face       *typeface
	size, lead float64
}

func (b *book) text() voice       { return voice{b.serif, b.body, b.lead} }
func (b *book) subject() voice    { return voice{b.sans, 13, 18.5} }
func (b *book) heading() voice    { return voice{b.sans, 10.5, 15} }
func (b *book) letterhead() voice { return voice{b.sans, 13.5, 17} }
func (b *book) small() voice      { return voice{b.serif, 7.8, 10.4} }
func (b *book) label() voice      { return voice{b.sans, 7, 10} }
func (b *book) hint() voice       { return voice{b.serif, 8.6, 12.4} }
func (b *book) value() voice      { return voice{b.serif, 9.5, 12.4} }
func (b *book) strong() voice     { return voice{b.sans, 9.5, 12.4} }
func (b *book) cell() voice       { return voice{b.serif, 9.5, 13} }
func (b *book) total() voice      { return voice{b.sans, 9.5, 13} }
func (b *book) column() voice     { return voice{b.sans, 8, 11} }

// em is a length in points as thousandths of an em of the voice.
func (v voice) em(points float64) float64 { return points * 1000 / v.size }

// points is a length in thousandths of an em as points.
func (v voice) points(em float64) float64 { return em * v.size / 1000 }

// rise is how far below the top of a line its baseline stands, so that the text looks centred in it.
func (v voice) rise() float64 { return v.lead/2 + 0.36*v.size }
