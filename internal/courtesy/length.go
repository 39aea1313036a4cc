package courtesy

import (
	"fmt"
	"unicode"

	"comity/internal/dunning"
)

// How much a reader is asked to read, at most, before a person should look at it: Han characters, or words.
var longest = map[dunning.Channel][2]int{dunning.Email: {1200, 600}, dunning.Letter: {2500, 1200}}

// length judges how long a message is, and what an SMS takes.
func (g *Gate) length(j *judgement) {
	m := j.message
	if m.Channel == dunning.SMS {
		g.segments(j)
		return
	}
	limit, ok := longest[m.Channel]
	if !ok {
		return
	}
	han, words := 0, 0
	for _, p := range j.parts {
		if p.name != PartText {
			continue
		}
		for _, k := range p.readings[0].tokens {
			if k.han {
				han++
			} else {
				words++
			}
		}
	}
	if han > limit[0] || words > limit[1] {
		j.whole(PartText, g.found(j, "too-long", "length", Warn))
	}
}

// segments judges what an SMS takes.
func (g *Gate) segments(j *judgement) {
	limit := j.Segments
	if limit == 0 {
		limit = MaxSegments
	}
	c := CountSMS(j.message.Text, j.Price)
	if c.Segments > limit {
		f := g.found(j, "sms-segments", "length", Refuse)
		f.Why = Words{
			fmt.Sprintf("短信需拆分为%d条（%s，%d个单位），上限为%d条。", c.Segments, c.Encoding, c.Units, limit),
			fmt.Sprintf("The SMS takes %d segments (%s, %d units), and %d are allowed.", c.Segments, c.Encoding, c.Units, limit),
		}
		j.whole(PartText, f)
	}
	if c.Stray == "" {
		return
	}
	f := g.found(j, "sms-stray-character", "length", Warn)
	f.Why = Words{
		fmt.Sprintf("字符“%s”不在 GSM-7 字符集内，使整条短信改用 UCS-2，多占%d条。", c.Stray, c.Saved),
		fmt.Sprintf("The character %q is not in the alphabet of GSM-7 and turns the SMS into UCS-2: %d more segments.", c.Stray, c.Saved),
	}
	f.Mend = Words{"可改写为 example 所示的文本。", "It could be written as example shows."}
	f.Example, f.Match = c.Instead, c.Stray
	for _, p := range j.parts {
		if p.name == PartText {
			at := indexRune(p.text, []rune(c.Stray)[0])
			j.add(p, f, at, at+1)
		}
	}
}

// indexRune is where r stands, in characters.
func indexRune(text string, r rune) int {
	i := 0
	for _, x := range text {
		if x == r {
			return i
		}
		i++
	}
	return 0
}

// language holds the script of a message against its locale.
func (g *Gate) language(j *judgement) {
	m := j.message
	han, latin, simplified, traditional := 0, 0, 0, 0
	for _, r := range m.Text {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
			if _, ok := g.simplified[r]; ok {
				traditional++
			}
			if g.onlySimplified[r] {
				simplified++
			}
		case unicode.IsLetter(r):
			latin++
		}
	}
	wrong := false
	switch {
	case m.Locale == "" || han+latin == 0:
	case chinese(m.Locale):
		wrong = han*12 < latin || m.Locale == "zh-TW" && simplified > 2 && simplified > traditional ||
			m.Locale == "zh-CN" && traditional > 4 && traditional > 3*simplified
	default:
		wrong = han*3 > latin
	}
	if wrong {
		j.whole(PartText, g.found(j, "wrong-language", "language", Refuse))
	}
}
