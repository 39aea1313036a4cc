package app

import (
	"strings"
	"testing"

	"comity/internal/dunning"
	"comity/internal/message"
	"comity/templates"
)

func TestAStepOrOccasionWithoutItsWordsIsNoticed(t *testing.T) {
	t.Parallel()
	words, err := message.New(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	both := []dunning.Channel{dunning.SMS, dunning.Email}
	for _, c := range []struct {
		template, occasion string
		channels           []dunning.Channel
		want               string // empty: nothing is wrong
	}{
		{"first-reminder", "", both, ""},
		{"thanks", "thanks", both, ""},
		{"thanks", "thanks", []dunning.Channel{dunning.Letter}, "template thanks has no letter text in zh-CN"},
		{"no-such", "promise", both, "template no-such has no sms text in zh-CN"},
		{"thanks", "", both, `the sms text of template thanks in zh-CN is for occasion "thanks"`},
		{"first-reminder", "promise", both, `the sms text of template first-reminder in zh-CN is for occasion ""`},
		{"instalment-due", "missed", both, `the sms text of template instalment-due in zh-CN is for occasion "instalment"`},
	} {
		missing := lacking(words, "policy x", dunning.Occasion{Template: c.template, Channels: c.channels}, c.occasion)
		if (len(missing) == 0) != (c.want == "") || c.want != "" && !strings.Contains(missing[0].Error(), c.want) {
			t.Errorf("%s for %q by %v: %v, want %q", c.template, c.occasion, c.channels, missing, c.want)
		}
	}
}
