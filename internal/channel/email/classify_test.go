package email

import (
	"fmt"
	"net/textproto"
	"testing"

	"comity/internal/dunning"
)

// TestEveryReply states the class of every reply without an enhanced code, before and after the dot.
func TestEveryReply(t *testing.T) {
	t.Parallel()
	codes, err := readTable()
	if err != nil {
		t.Fatal(err)
	}
	ours := map[int]bool{500: true, 502: true, 503: true, 504: true, 530: true, 534: true, 535: true, 538: true}
	for code := 100; code <= 599; code++ {
		for _, at := range []phase{atMail, atRcpt, atData, atTheDot} {
			want := dunning.Temporary
			switch kind := code / 100; {
			case kind == 5 && !ours[code]:
				want = dunning.Permanent
			case kind == 2 && at == atTheDot:
				want = dunning.Accepted
			case kind < 4 && at == atTheDot:
				want = dunning.Uncertain
			}
			r := codes.receipt(at, envelope{id: "<r@d>"}, &textproto.Error{Code: code, Msg: "pat@mailbox.example says no"})
			bad := code == 556 && at != atMail
			if r.Class != want || r.BadPoint != bad || r.Detail == "" || r.Code != fmt.Sprint(code) {
				t.Errorf("%d at phase %d: %+v, want %s", code, at, r, want)
			}
		}
	}
}

func TestEnhancedCodes(t *testing.T) {
	t.Parallel()
	codes, err := readTable()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		code int
		text string
		want string
	}{
		{550, "5.1.1 no such user", "permanent, bad point"},
		{550, "5.1.2 no such host", "permanent, bad point"},
		{501, "5.1.3 bad syntax", "permanent, bad point"},
		{551, "5.1.6 moved", "permanent, bad point"},
		{556, "5.1.10 null MX", "permanent, bad point"},
		{550, "5.2.1 disabled", "permanent, bad point"},
		{552, "5.2.2 full", "permanent"},
		{550, "5.1.8 bad sender", "permanent"},
		{550, "5.7.1 policy", "permanent"},
		{554, "5.7.26 not authenticated", "permanent"},
		{550, "5.7.1", "permanent"},
		{535, "5.7.8 credentials", "temporary"},
		{530, "5.7.0 sign in first", "temporary"},
		{503, "5.5.1 out of order", "temporary"},
		{450, "4.2.2 full", "temporary"},
		{450, "5.1.1 a code that contradicts its reply", "temporary"},
		{550, "4.1.1 a code that contradicts its reply", "permanent"},
		{550, "mailbox 5.1.1 not at the start", "permanent"},
		{550, "5.1.1.1 not a code", "permanent"},
	} {
		r := codes.receipt(atRcpt, envelope{}, &textproto.Error{Code: tc.code, Msg: tc.text})
		got := string(r.Class)
		if r.BadPoint {
			got += ", bad point"
		}
		if got != tc.want {
			t.Errorf("%d %s: %s, want %s", tc.code, tc.text, got, tc.want)
		}
		if r.Class == dunning.Temporary && r.RetryHint <= 0 {
			t.Errorf("%d %s: may be tried again, but not when", tc.code, tc.text)
		}
	}
}
