// Package report says what happened, for people and for programs. Its figures are queries over the
// ledger's rows, never counters.
package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"comity/internal/dunning"
)

// Summary is a run in numbers. In accounts, but for Persons, Reminders, ByChannel and ByState.
type Summary struct {
	Run          string         `json:"run,omitempty"`
	Portfolio    string         `json:"portfolio"`
	BusinessDate string         `json:"business_date"`
	State        string         `json:"state"`
	Reason       string         `json:"reason,omitempty"`
	Policy       string         `json:"policy"`
	DryRun       bool           `json:"dry_run"`
	Walked       int            `json:"walked"`
	Reminded     int            `json:"reminded"`
	Deferred     int            `json:"deferred"`
	Suppressed   int            `json:"suppressed"`
	HandedOff    int            `json:"handed_off"`
	Failed       int            `json:"failed"`
	Balances     bool           `json:"balances"`
	ByStage      map[string]int `json:"by_stage"`
	SuppressedBy map[string]int `json:"suppressed_by"`
	DeferredBy   map[string]int `json:"deferred_by"`
	HandedOffBy  map[string]int `json:"handed_off_by"`
	FailedBy     map[string]int `json:"failed_by"`
	Persons      int            `json:"persons"`
	Reminders    int            `json:"reminders"`
	ByChannel    map[string]int `json:"by_channel"`
	ByState      map[string]int `json:"by_state"`
	Outbox       string         `json:"outbox,omitempty"`
}

// Summarise puts a tally into a summary.
func Summarise(run dunning.Run, t dunning.Tally) Summary {
	s := Summary{
		Run: run.ID, Portfolio: run.PortfolioID, BusinessDate: run.BusinessDate.String(), State: string(run.State), Reason: run.Reason,
		Policy: run.Policy, Walked: t.Walked, Balances: t.Balances(), ByStage: t.ByStage, SuppressedBy: t.Withheld, DeferredBy: t.Deferred,
		HandedOffBy: t.HandedOff, FailedBy: t.Failed, Persons: t.Persons, Reminders: t.Reminders,
		ByChannel: map[string]int{}, ByState: map[string]int{},
		Reminded: t.Results[dunning.ResultReminded], Deferred: t.Results[dunning.ResultDeferred], Suppressed: t.Results[dunning.ResultSuppressed],
		HandedOff: t.Results[dunning.ResultHandedOff], Failed: t.Results[dunning.ResultFailed],
	}
	for _, c := range dunning.Channels() {
		s.ByChannel[string(c)] = t.ByChannel[c]
	}
	for state, n := range t.ByState {
		s.ByState[string(state)] = n
	}
	return s
}

// words are the fixed words of the page, English and Chinese.
var words = map[string][2]string{
	"walked":     {"accounts walked", "已检视账户"},
	"reminded":   {"reminded", "已提醒"},
	"deferred":   {"deferred", "暂缓"},
	"suppressed": {"suppressed", "不予提醒"},
	"handed_off": {"handed off to people", "转人工"},
	"failed":     {"failed", "未能送出"},
	"persons":    {"persons", "人数"},
	"reminders":  {"reminders", "提醒"},
	"by_stage":   {"accounts by stage", "按逾期阶段（账户）"},
	"by_channel": {"reminders by channel", "按渠道（提醒）"},
	"by_state":   {"reminders by state", "按状态（提醒）"},
	"why":        {"why not reminded (accounts)", "未提醒的原因（账户）"},
	"sums":       {"the sums balance", "账目相符"},
	"off":        {"THE SUMS DO NOT BALANCE", "账目不符"},
	"run":        {"run", "批次"},
	"dry":        {"dry run: nothing was written", "试算：未写入任何数据"},
}

func say(key, locale string) string {
	if strings.HasPrefix(locale, "zh") {
		return words[key][1]
	}
	return words[key][0]
}

// WriteText writes the summary for people, in the language of the locale (zh-CN, or else en). why says a
// rule in words.
func (s Summary) WriteText(w io.Writer, locale string, why func(rule string) string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s · %s · %s · %s\n", say("run", locale), s.Portfolio, s.BusinessDate, s.State, s.Policy)
	if s.DryRun {
		fmt.Fprintf(&b, "%s\n", say("dry", locale))
	}
	fmt.Fprintf(&b, "\n%8d  %s\n", s.Walked, say("walked", locale))
	for _, x := range []struct {
		key string
		n   int
	}{{"reminded", s.Reminded}, {"deferred", s.Deferred}, {"suppressed", s.Suppressed}, {"handed_off", s.HandedOff}, {"failed", s.Failed}} {
		fmt.Fprintf(&b, "%8d    %s\n", x.n, say(x.key, locale))
	}
	sums := "sums"
	if !s.Balances {
		sums = "off"
	}
	fmt.Fprintf(&b, "          %s\n", say(sums, locale))
	fmt.Fprintf(&b, "%8d  %s\n%8d  %s\n", s.Persons, say("persons", locale), s.Reminders, say("reminders", locale))
	table(&b, say("by_stage", locale), s.ByStage, nil)
	table(&b, say("by_channel", locale), s.ByChannel, nil)
	table(&b, say("by_state", locale), s.ByState, nil)
	reasons := map[string]int{}
	for _, m := range []map[string]int{s.SuppressedBy, s.DeferredBy, s.HandedOffBy, s.FailedBy} {
		for rule, n := range m {
			reasons[rule] += n
		}
	}
	table(&b, say("why", locale), reasons, why)
	_, err := io.WriteString(w, b.String())
	return err
}

// table writes names and numbers, by name, or by number when they are reasons.
func table(b *strings.Builder, title string, m map[string]int, why func(string) string) {
	if len(m) == 0 {
		return
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y string) int {
		if why != nil && m[x] != m[y] {
			return cmp.Compare(m[y], m[x])
		}
		return cmp.Compare(x, y)
	})
	fmt.Fprintf(b, "\n%s\n", title)
	for _, k := range keys {
		label := k
		if k == "" {
			label = "-"
		}
		if why != nil {
			fmt.Fprintf(b, "%8d  %-16s %s\n", m[k], label, why(k))
			continue
		}
		fmt.Fprintf(b, "%8d  %s\n", m[k], label)
	}
}
