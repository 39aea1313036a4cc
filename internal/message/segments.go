package message

import "strings"

// The encodings of an SMS, as Segments names them.
const (
	GSM7 = "GSM-7"
	UCS2 = "UCS-2"
)

// The default alphabet and its extension table of 3GPP TS 23.038, sections 6.2.1 and 6.2.1.1. A character of
// the extension takes two septets: an escape and itself.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€"
)

// Segments counts what an SMS costs: how many segments a text takes, in which encoding, and how many
// units of it (septets of GSM-7, or UTF-16 units of UCS-2). One segment holds 160 or 70 units; a longer text
// gives up room in each for the header that joins them, which leaves 153 or 67. One character outside the
// alphabet turns the whole text into UCS-2. An escaped character or a surrogate pair is not cut in
// two: it moves to the next segment, so that a text may take one segment more than its units suggest.
// An empty text takes none.
func Segments(text string) (count int, encoding string, units int) {
	width, single, multi, encoding := gsmWidth, 160, 153, GSM7
	if !isGSM(text) {
		width, single, multi, encoding = utf16Width, 70, 67, UCS2
	}
	free := 0
	for _, r := range text {
		w := width(r)
		if w > free {
			count, free = count+1, multi
		}
		free -= w
		units += w
	}
	if 0 < units && units <= single {
		count = 1
	}
	return count, encoding, units
}

func isGSM(text string) bool {
	for _, r := range text {
		if gsmWidth(r) == 0 {
			return false
		}
	}
	return true
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
