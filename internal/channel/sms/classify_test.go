package sms_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/channel/sms"
	"comity/internal/dunning"
)

func table(t *testing.T) sms.Table {
	t.Helper()
	table, err := sms.Codes()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// TestEveryStatus states the class of every status without a code: refusals are those whose meaning is
// agreed upon to be "not done"; for every other one nobody knows.
func TestEveryStatus(t *testing.T) {
	t.Parallel()
	codes := table(t)
	temporary := map[int]bool{307: true, 308: true, 421: true, 451: true, 501: true, 505: true, 511: true,
		422: true, 423: true, 424: true, 425: true, 426: true, 428: true, 429: true, 431: true}
	for status := 400; status <= 417; status++ {
		temporary[status] = status != 413
	}
	for status := 100; status <= 599; status++ {
		if status/100 == 2 {
			continue // TestAnswers: what counts there is the answer's body
		}
		want := dunning.Uncertain
		switch {
		case temporary[status]:
			want = dunning.Temporary
		case status == 413:
			want = dunning.Permanent
		}
		r := codes.Refused(status, 0)
		if r.Class != want || r.BadPoint || r.OptedOut || r.Detail == "" {
			t.Errorf("status %d: %+v, want %s", status, r, want)
		}
	}
}

func TestEveryListedCode(t *testing.T) {
	t.Parallel()
	codes := table(t)
	classes := map[string]string{
		"permanent, opted out": "21610",
		"permanent, bad point": "21211 21214 21217 21265 21614 21635 30005 30006",
		"permanent":            "21408 21602 21605 21612 21617 21619 30004 30007 35111 35114 35117",
		"temporary": "10001 14107 20003 20008 20404 20429 21212 21603 21606 21608 21609 21611 21620 21659 21660 21661 " +
			"21703 21705 30001 30002 30003 30008 30036 30047 30863",
	}
	want := map[int]string{}
	for class, list := range classes {
		for _, code := range strings.Fields(list) {
			var n int
			if _, err := fmt.Sscan(code, &n); err != nil {
				t.Fatal(err)
			}
			want[n] = class
		}
	}
	got := map[int]string{}
	for code := range codes.Codes {
		r := codes.Refused(400, code)
		got[code] = describe(r)
		if r.Class == dunning.Temporary && r.RetryHint <= 0 {
			t.Errorf("code %d may be tried again, but not when", code)
		}
		if r.Detail == "" || r.Code != fmt.Sprint(code) {
			t.Errorf("code %d: %+v", code, r)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
}

func describe(r dunning.Receipt) string {
	d := string(r.Class)
	if r.BadPoint {
		d += ", bad point"
	}
	if r.OptedOut {
		d += ", opted out"
	}
	return d
}

func TestCodesThatAreNotListed(t *testing.T) {
	t.Parallel()
	codes := table(t)
	for _, tc := range []struct {
		why          string
		status, code int
		want         dunning.Class
	}{
		{"a refusal with a code nobody told us", 400, 99999, dunning.Temporary},
		{"a refusal with a strange status and a code", 499, 99999, dunning.Temporary},
		{"a server error that names a listed refusal may have come after the message was taken", 500, 21211, dunning.Uncertain},
		{"a server error with its own code", 503, 20503, dunning.Uncertain},
	} {
		if r := codes.Refused(tc.status, tc.code); r.Class != tc.want || r.BadPoint {
			t.Errorf("%s: %+v, want %s", tc.why, r, tc.want)
		}
	}
}
