package message

import (
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

func TestSegmentsCountsWhatAnOperatorWouldCharge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		count      int
		encoding   string
		units      int
	}{
		{"nothing", "", 0, GSM7, 0},
		{"one letter", "a", 1, GSM7, 1},
		{"a full segment", strings.Repeat("a", 160), 1, GSM7, 160},
		{"one letter more", strings.Repeat("a", 161), 2, GSM7, 161},
		{"two full segments", strings.Repeat("a", 306), 2, GSM7, 306},
		{"one more than two", strings.Repeat("a", 307), 3, GSM7, 307},
		{"a euro takes two", strings.Repeat("€", 80), 1, GSM7, 160},
		{"an escape is not cut in two", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 151), 2, GSM7, 305},
		{"so that a text may need one more", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3, GSM7, 306},
		{"letters with marks of the alphabet", "àèéìòùñüß¿¡§", 1, GSM7, 12},
		{"one foreign letter flips all", strings.Repeat("a", 70) + "ł", 2, UCS2, 71},
		{"Chinese", strings.Repeat("元", 70), 1, UCS2, 70},
		{"Chinese, one more", strings.Repeat("元", 71), 2, UCS2, 71},
		{"Chinese, two full", strings.Repeat("元", 134), 2, UCS2, 134},
		{"Chinese, three", strings.Repeat("元", 135), 3, UCS2, 135},
		{"the signature counts", "【示例银行】", 1, UCS2, 6},
		{"a rare character takes two units", "𠮷", 1, UCS2, 2},
		{"a pair is not cut in two", strings.Repeat("元", 66) + "𠮷" + strings.Repeat("元", 66), 3, UCS2, 134},
		{"a typographic apostrophe flips all", "don’t", 1, UCS2, 5},
		{"a non-breaking space flips all", "CNY\u00a01.00", 1, UCS2, 8},
	} {
		count, encoding, units := Segments(c.text)
		if count != c.count || encoding != c.encoding || units != c.units {
			t.Errorf("%s: %d segments of %s, %d units; want %d of %s, %d", c.name, count, encoding, units, c.count, c.encoding, c.units)
		}
	}
}

// segmentsByPacking is the oracle: it writes the units out one by one, with marks that bind the two
// halves of a pair, and fills segments with them.
func segmentsByPacking(text string) int {
	const basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsm := true
	var septets, words [][]int
	for _, r := range text {
		switch i, j := strings.IndexRune(basic, r), strings.IndexRune("\f^{}\\[~]|€", r); {
		case i >= 0:
			septets = append(septets, []int{i})
		case j >= 0:
			septets = append(septets, []int{27, j})
		default:
			gsm = false
		}
		pair := []int{}
		for _, u := range utf16.Encode([]rune{r}) {
			pair = append(pair, int(u))
		}
		words = append(words, pair)
	}
	units, single, multi := septets, 160, 153
	if !gsm {
		units, single, multi = words, 70, 67
	}
	total := 0
	for _, u := range units {
		total += len(u)
	}
	if total == 0 {
		return 0
	}
	if total <= single {
		return 1
	}
	filled := []int{0}
	for _, u := range units {
		if last := len(filled) - 1; filled[last]+len(u) <= multi {
			filled[last] += len(u)
		} else {
			filled = append(filled, len(u))
		}
	}
	return len(filled)
}

func TestSegmentsAgreesWithAnIndependentCount(t *testing.T) {
	t.Parallel()
	alphabet := []rune("aZ9 @£€[]~\n元张𠮷😀ł’Ω")
	rapid.Check(t, func(t *rapid.T) {
		runes := rapid.SampledFrom(alphabet)
		if rapid.Bool().Draw(t, "gsm only") {
			runes = rapid.SampledFrom([]rune("aZ9 @£€[]~\n"))
		}
		unit := string(rapid.SliceOfN(runes, 1, 40).Draw(t, "unit"))
		text := strings.Repeat(unit, rapid.IntRange(0, 12).Draw(t, "times"))
		if got, _, _ := Segments(text); got != segmentsByPacking(text) {
			t.Fatalf("Segments(%q) = %d, packing says %d", text, got, segmentsByPacking(text))
		}
	})
}
