package message

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The examples of the rule itself stand first, in the form we chose where it gives two.
func TestCapitalWritesAmountsAsTheRuleSays(t *testing.T) {
	t.Parallel()
	for fen, want := range map[int64]string{
		14_0950:             "壹仟肆佰零玖元伍角",
		6007_14:             "陆仟零柒元壹角肆分",
		1680_32:             "壹仟陆佰捌拾元叁角贰分",
		107000_53:           "壹拾万零柒仟元伍角叁分",
		16409_02:            "壹万陆仟肆佰零玖元零贰分",
		325_04:              "叁佰贰拾伍元零肆分",
		1234_56:             "壹仟贰佰叁拾肆元伍角陆分",
		0:                   "零元整",
		1:                   "壹分",
		10:                  "壹角",
		11:                  "壹角壹分",
		100:                 "壹元整",
		101:                 "壹元零壹分",
		110:                 "壹元壹角",
		10_00:               "壹拾元整",
		10_01:               "壹拾元零壹分",
		15_00:               "壹拾伍元整",
		100_00:              "壹佰元整",
		101_00:              "壹佰零壹元整",
		110_00:              "壹佰壹拾元整",
		1000_00:             "壹仟元整",
		1001_00:             "壹仟零壹元整",
		1010_00:             "壹仟零壹拾元整",
		1100_00:             "壹仟壹佰元整",
		10000_00:            "壹万元整",
		10001_00:            "壹万零壹元整",
		10010_10:            "壹万零壹拾元壹角",
		11000_00:            "壹万壹仟元整",
		100000_00:           "壹拾万元整",
		101000_00:           "壹拾万零壹仟元整",
		1000000_00:          "壹佰万元整",
		1000010_00:          "壹佰万零壹拾元整",
		10101010_10:         "壹仟零壹拾万零壹仟零壹拾元壹角",
		100000000_00:        "壹亿元整",
		100010000_00:        "壹亿零壹万元整",
		100000001_00:        "壹亿零壹元整",
		110000000_00:        "壹亿壹仟万元整",
		1000001000_00:       "壹拾亿零壹仟元整",
		1_0000_0000_0000_00: "壹万亿元整",
		1_0001_0000_0000_00: "壹万零壹亿元整",
		9_9999_9999_9999_99: "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
	} {
		got, err := Capital(fen)
		if err != nil || got != "人民币"+want {
			t.Errorf("Capital(%d) = %q, %v; want 人民币%s", fen, got, err, want)
		}
	}
}

func TestCapitalRefusesWhatItCannotWrite(t *testing.T) {
	t.Parallel()
	for _, fen := range []int64{-1, capitalLimit, 1<<63 - 1, -1 << 63} {
		if got, err := Capital(fen); err == nil {
			t.Errorf("Capital(%d) = %q, want an error", fen, got)
		}
	}
}

// capitalByColumns is the oracle: it writes every digit with its unit and then strikes out noughts by
// replacement, as a clerk would, and shares nothing with the recursion under test.
func capitalByColumns(fen int64) string {
	names := []string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	digits := fmt.Sprintf("%016d", fen/100)
	var groups []string
	for i, group := range []string{"万亿", "亿", "万", ""} {
		text := ""
		for j, unit := range []string{"仟", "佰", "拾", ""} {
			d := digits[4*i+j] - '0'
			if d == 0 {
				text += "零"
				continue
			}
			text += names[d] + unit
		}
		if strings.Trim(text, "零") == "" {
			groups = append(groups, "零")
			continue
		}
		core := strings.TrimRight(text, "零")
		groups = append(groups, core+group+text[len(core):])
	}
	all := strings.Join(groups, "")
	for strings.Contains(all, "零零") {
		all = strings.ReplaceAll(all, "零零", "零")
	}
	// 万亿 counts 万 within 亿: when 亿 units follow, 亿 is said once, at the end of them.
	if i := strings.Index(all, "万亿"); i >= 0 && strings.Contains(all[i+len("万亿"):], "亿") {
		all = strings.Replace(all, "万亿", "万", 1)
	}
	all = strings.Trim(all, "零")
	out := "人民币"
	if all != "" {
		out += all + "元"
	} else if fen == 0 {
		out += "零元"
	}
	jiao, cent := fen/10%10, fen%10
	switch {
	case jiao == 0 && cent == 0:
		return out + "整"
	case jiao == 0 && all != "":
		return out + "零" + names[cent] + "分"
	case jiao == 0:
		return out + names[cent] + "分"
	}
	out += names[jiao] + "角"
	if cent > 0 {
		out += names[cent] + "分"
	}
	return out
}

func TestCapitalAgreesWithAnIndependentClerk(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// Digits one by one, mostly noughts: runs of zeros are where such code goes wrong.
		var fen int64
		for range rapid.IntRange(1, 15).Draw(t, "digits") {
			fen = fen*10 + rapid.SampledFrom([]int64{0, 0, 0, 1, 2, 5, 9}).Draw(t, "digit")
		}
		got, err := Capital(fen)
		if err != nil || got != capitalByColumns(fen) {
			t.Fatalf("Capital(%d) = %q, %v; the clerk writes %q", fen, got, err, capitalByColumns(fen))
		}
	})
}

func TestCapitalReadsBackToTheSameAmount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64Range(0, 9_9999_9999_9999_99).Draw(t, "fen")
		text, err := Capital(fen)
		if err != nil || readCapital(text) != fen {
			t.Fatalf("Capital(%d) = %q, %v reads back as %d", fen, text, err, readCapital(text))
		}
	})
}

// readCapital reads an amount in capitals back into fen.
func readCapital(text string) int64 {
	var total, section, digit int64
	for _, r := range strings.TrimPrefix(text, "人民币") {
		switch r {
		case '拾', '佰', '仟':
			section += digit * map[rune]int64{'拾': 10, '佰': 100, '仟': 1000}[r]
			digit = 0
		case '万':
			total += (section + digit) * 10_000
			section, digit = 0, 0
		case '亿':
			total = (total + section + digit) * yi
			section, digit = 0, 0
		case '元':
			total = (total + section + digit) * 100
			section, digit = 0, 0
		case '角':
			total += digit * 10
			digit = 0
		case '分':
			total += digit
			digit = 0
		case '整':
		default:
			digit = int64(strings.Index(capitalDigits, string(r)) / len("零"))
		}
	}
	return total
}

func FuzzCapital(f *testing.F) {
	f.Add(int64(107000_53))
	f.Fuzz(func(t *testing.T, fen int64) {
		text, err := Capital(fen)
		if (err == nil) != (0 <= fen && fen < capitalLimit) {
			t.Fatalf("Capital(%d): %v", fen, err)
		}
		if strings.Contains(text, "零零") {
			t.Fatalf("Capital(%d) = %q doubles a nought", fen, text)
		}
	})
}
