package courtesy

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
)

// septets writes a text in GSM-7 as a modem would, byte for byte, an escape before what is of the extension; nil
// where the text cannot be written so.
func septets(text string) [][]byte {
	basic := []rune("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
	table := map[rune][]byte{}
	for i, r := range basic {
		table[r] = []byte{byte(i)}
	}
	for r, code := range map[rune]byte{'\f': 0x0A, '^': 0x14, '{': 0x28, '}': 0x29, '\\': 0x2F, '[': 0x3C, '~': 0x3D, ']': 0x3E, '|': 0x40, '€': 0x65} {
		table[r] = []byte{0x1B, code}
	}
	delete(table, 0x1b)
	out := [][]byte{}
	for _, r := range text {
		code, ok := table[r]
		if !ok {
			return nil
		}
		out = append(out, code)
	}
	return out
}

// oracle counts by filling parts with whole characters.
func oracle(text string) (int, string, int) {
	characters, name, one, many := septets(text), GSM7, 160, 153
	if characters == nil {
		name, one, many = UCS2, 140, 134 // in bytes
		for _, r := range text {
			var b []byte
			for _, u := range utf16.Encode([]rune{r}) {
				b = append(b, byte(u>>8), byte(u))
			}
			characters = append(characters, b)
		}
	}
	all := len(bytes.Join(characters, nil))
	parts, full := 0, many
	for _, c := range characters {
		if full+len(c) > many {
			parts, full = parts+1, 0
		}
		full += len(c)
	}
	if all > 0 && all <= one {
		parts = 1
	}
	if name == UCS2 {
		all /= 2
	}
	return parts, name, all
}

func TestSegmentsAgreeWithAnIndependentCountOnAHundredThousandTexts(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(4, 2026))
	alphabets := [][]rune{
		[]rune("abc ABC 019 .,;:!?"), []rune("aZ9 @£€[]~\n|^{}"), []rune("元张𠮷【】，。a1"), []rune("aZ€😀ł’Ω\f\ré中"), []rune("abcdefgh ’"),
	}
	for i := range 100_000 {
		alphabet := alphabets[i%len(alphabets)]
		var b strings.Builder
		for range random.IntN(500) {
			b.WriteRune(alphabet[random.IntN(len(alphabet))])
		}
		got := CountSMS(b.String(), 3)
		parts, name, units := oracle(b.String())
		if got.Segments != parts || got.Encoding != name || got.Units != units || got.Cost != int64(3*parts) {
			t.Fatalf("%q: %+v, the oracle says %d of %s, %d units", b.String(), got, parts, name, units)
		}
	}
}

func TestOneStrayCharacterIsNamedAndWrittenOtherwise(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("a", 100) + " don’t"
	c := CountSMS(text, 0)
	if c.Segments != 2 || c.Stray != "’" || c.Saved != 1 || c.Instead != strings.Repeat("a", 100)+" don't" {
		t.Errorf("got %+v", c)
	}
	for _, text := range []string{"don’t", strings.Repeat("元", 80), strings.Repeat("a", 80)} {
		if c := CountSMS(text, 0); c.Stray != "" {
			t.Errorf("%q: nothing would be saved, or nothing can be written otherwise, yet: %+v", text, c)
		}
	}
}

func TestASignatureCountsLikeAnyText(t *testing.T) {
	t.Parallel()
	if c := CountSMS("【示例银行】"+strings.Repeat("元", 64), 0); c.Segments != 1 || c.Units != 70 {
		t.Errorf("got %+v", c)
	}
	if c := CountSMS("【示例银行】"+strings.Repeat("元", 65), 0); c.Segments != 2 {
		t.Errorf("got %+v", c)
	}
}
