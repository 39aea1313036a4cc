package message

import (
	"fmt"
	"strings"
)

const (
	capitalDigits = "零壹贰叁肆伍陆柒捌玖"
	yi            = 100_000_000
	capitalLimit  = yi * yi * 100 // fen; from here on 亿 would have to be counted in 亿
)

// Capital writes an amount of fen in the capital numerals of a formal Chinese letter, as appendix 1 of
// the Payment and Settlement Measures (支付结算办法, 正确填写票据和结算凭证的基本规定) has it: 人民币 in front,
// 整 after a full 元 and never after 分, one 零 for any run of zeros between digits, and a 零 where 角 is
// nought and 分 is not. Where the rule leaves a choice we write 零 between a group that ends in nought and
// the next (壹拾万零柒仟), none before 角, and no 整 after 角. Amounts below nought, or of 10^16 元 and more, are refused.
func Capital(fen int64) (string, error) {
	if fen < 0 || fen >= capitalLimit {
		return "", fmt.Errorf("an amount of %d fen cannot be written in capitals: it must be from 0 to %d", fen, int64(capitalLimit)-1)
	}
	yuan, jiao, cent := fen/100, int(fen/10%10), int(fen%10)
	var b strings.Builder
	b.WriteString("人民币")
	if yuan > 0 || fen == 0 {
		b.WriteString(capitalInteger(yuan) + "元")
	}
	if jiao == 0 && cent == 0 {
		return b.String() + "整", nil
	}
	if jiao > 0 {
		b.WriteString(capitalDigit(jiao) + "角")
	} else if yuan > 0 {
		b.WriteString("零")
	}
	if cent > 0 {
		b.WriteString(capitalDigit(cent) + "分")
	}
	return b.String(), nil
}

// capitalInteger writes n in capitals, 万 and 亿 by recursion; nought is 零.
func capitalInteger(n int64) string {
	for _, unit := range []struct {
		value int64
		name  string
	}{{yi, "亿"}, {10_000, "万"}, {1000, "仟"}, {100, "佰"}, {10, "拾"}} {
		if n < unit.value {
			continue
		}
		head, rest := n/unit.value, n%unit.value
		text := capitalInteger(head) + unit.name
		if rest == 0 {
			return text
		}
		if rest < unit.value/10 || head%10 == 0 {
			text += "零"
		}
		return text + capitalInteger(rest)
	}
	return capitalDigit(int(n))
}

func capitalDigit(d int) string { return string([]rune(capitalDigits)[d]) }
