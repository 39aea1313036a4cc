package letter

import (
	"bytes"
	"strings"
	"testing"
)

func TestCodesAreTextRowByRow(t *testing.T) {
	t.Parallel()
	var runes []rune
	for row := rune(0); row < 230; row++ {
		runes = append(runes, row<<8|1, row<<8|0xFE)
	}
	text := string(codesAsText(runes))
	if n := strings.Count(text, "00><"); n != 230+1 { // and the code space
		t.Errorf("%d rows, want 230", n-1)
	}
	for _, want := range []string{"100 beginbfrange\n<0000><00FF><0000>\n<0100>", "30 beginbfrange\n<C800><C8FF><C800>\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestWidthsAreSaidOfWhatIsNotOneEmWide(t *testing.T) {
	t.Parallel()
	d := newDrawer(t, Options{})
	serif := d.chinese.serif
	if got := string(serif.widths([]rune("永永"))); got != "" {
		t.Errorf("of full-width characters: %q", got)
	}
	for text, want := range map[string]string{"01a永": "48[", "AB": "65[", "AC": "67["} {
		if got := string(serif.widths([]rune(text))); !strings.Contains(got, want) || strings.Count(got, "[") != strings.Count(got, "]") {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestAPackerIsNotChangedByWhatItPackedBefore(t *testing.T) {
	t.Parallel()
	var used, fresh packer
	data := bytes.Repeat([]byte("as long as it takes, "), 9000)
	for i := range 40 {
		used.stream("", data[i*100:])
	}
	if !bytes.Equal(used.stream("", data[7:]), fresh.stream("", data[7:])) {
		t.Error("other bytes than a new packer's")
	}
}

func TestNumbersAreShortAndExactToAThousandth(t *testing.T) {
	t.Parallel()
	for n, want := range map[float64]string{0: "0", -0.0001: "0", 1: "1", 100: "100", 0.25: "0.25", 841.8898: "841.89", -3.1: "-3.1", 595.2756: "595.276"} {
		if got := string(number(nil, n)); got != want {
			t.Errorf("%v is written %s, want %s", n, got, want)
		}
	}
}

func TestOnlyALanguageTagIsTakenForOne(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]string{"zh-CN": "zh-CN", "en": "en", "": "und", "x) /JS (": "und", "中文": "und"} {
		if got := language(locale); got != want {
			t.Errorf("%q became %q", locale, got)
		}
	}
}
