package intake

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestEveryFaultHasItsSentencesInBothLanguages(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("sentences.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`Code = "([a-z0-9-]+)"`).FindAllStringSubmatch(string(text), -1)
	if len(codes) != len(sentences) {
		t.Errorf("%d codes and %d sentences", len(codes), len(sentences))
	}
	for _, c := range codes {
		s, ok := sentences[Code(c[1])]
		if !ok || s.en == "" || s.enDo == "" || s.zh == "" || s.zhDo == "" {
			t.Errorf("%s lacks a sentence", c[1])
		}
		if strings.ContainsRune(s.en+s.enDo, '。') || !regexp.MustCompile(`\p{Han}`).MatchString(s.zh+s.zhDo) {
			t.Errorf("%s: one language stands where the other belongs", c[1])
		}
	}
}
