package courtesy

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The encodings of an SMS.
const (
	GSM7 = "GSM-7"
	UCS2 = "UCS-2"
)

// MaxSegments is the most segments of an SMS where nobody says otherwise.
const MaxSegments = 6

// The default alphabet and its extension table of 3GPP TS 23.038, sections 6.2.1 and 6.2.1.1.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€"
)

// Count is what an SMS takes.
type Count struct {
	Segments int    `json:"segments"`
	Encoding string `json:"encoding"`
	Units    int    `json:"units"` // septets, or units of UTF-16
	Cost     int64  `json:"cost,omitempty"`
	// What turns the text into UCS-2 though it could be written in GSM-7, and the text written so; empty where
	// nothing does, or where nothing would be saved.
	Stray   string `json:"stray,omitempty"`
	Instead string `json:"instead,omitempty"`
	Saved   int    `json:"saved,omitempty"` // segments
}

// CountSMS counts the segments of a text, signature included: one of 160 septets or 70 units of UTF-16, or
// several of 153 or 67. An escaped character and a surrogate pair are not cut in two. price is that of a
// segment; the cost is in the same unit.
func CountSMS(text string, price int64) Count {
	c := count(text)
	if c.Encoding == UCS2 {
		if instead, stray := transliterate(text); stray != "" {
			if n := count(instead); n.Encoding == GSM7 && n.Segments < c.Segments {
				c.Stray, c.Instead, c.Saved = stray, instead, c.Segments-n.Segments
			}
		}
	}
	c.Cost = int64(c.Segments) * price
	return c
}

func count(text string) Count {
	c := Count{Encoding: GSM7}
	width, single, multi := gsmWidth, 160, 153
	if strings.ContainsFunc(text, func(r rune) bool { return gsmWidth(r) == 0 }) {
		width, single, multi, c.Encoding = utf16Width, 70, 67, UCS2
	}
	free := 0
	for _, r := range text {
		w := width(r)
		if w > free {
			c.Segments, free = c.Segments+1, multi
		}
		free -= w
		c.Units += w
	}
	if 0 < c.Units && c.Units <= single {
		c.Segments = 1
	}
	return c
}

// gsmWidth is how many septets r takes; 0 when the alphabet lacks it.
func gsmWidth(r rune) int {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == ' ':
		return 1
	case r > 0x20AC: // the euro sign is the last of both tables
		return 0
	case strings.ContainsRune(gsmBasic, r):
		return 1
	case strings.ContainsRune(gsmExtended, r):
		return 2
	}
	return 0
}

func utf16Width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// instead is how a typographic character is written in the alphabet of GSM-7.
var instead = strings.NewReplacer(
	"‘", "'", "’", "'", "‚", ",", "‛", "'", "′", "'", "“", `"`, "”", `"`, "„", `"`, "″", `"`, "«", `"`, "»", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-", "…", "...", "•", "-", "·", "-",
	"\u00a0", " ", "\u2002", " ", "\u2003", " ", "\u2009", " ", "\u202f", " ", "\t", " ", "`", "'", "´", "'",
	"×", "x", "™", "(TM)", "®", "(R)", "©", "(C)", "½", "1/2", "¼", "1/4", "¾", "3/4", "ç", "Ç", "\u200b", "", "\ufeff", "",
)

// transliterate writes a text in the alphabet of GSM-7 where that can be done without loss of meaning, and
// names the first character that it changed; stray is empty where there is none, or one has no other form.
func transliterate(text string) (written, stray string) {
	var b strings.Builder
	for _, r := range text {
		if gsmWidth(r) > 0 {
			b.WriteRune(r)
			continue
		}
		s := instead.Replace(string(r))
		if s == string(r) {
			s = bare(r)
		}
		if s == "" && r != 0x200b && r != 0xfeff || strings.ContainsFunc(s, func(x rune) bool { return gsmWidth(x) == 0 }) {
			return "", ""
		}
		if stray == "" {
			stray = string(r)
		}
		b.WriteString(s)
	}
	return b.String(), stray
}

// bare is a letter without the marks on it.
func bare(r rune) string {
	return strings.Map(func(x rune) rune {
		if unicode.Is(unicode.Mn, x) {
			return -1
		}
		return x
	}, norm.NFKD.String(string(r)))
}
