// Package report says what happened, for people and for programs. Its figures are queries over the
// ledger's rows, never counters.
package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
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
	"because":    {"because: ", "原因："},
}

// names are what channels and states are called in Chinese; in English their ids are words already.
var names = map[string]string{
	string(dunning.SMS): "短信", string(dunning.Email): "邮件", string(dunning.Letter): "信函",
	string(dunning.Planned): "待发送", string(dunning.Queued): "已排队", string(dunning.Sending): "发送中", string(dunning.Sent): "已发送",
	string(dunning.Delivered): "已送达", string(dunning.Undelivered): "未送达", string(dunning.Suppressed): "不予提醒",
	string(dunning.Expired): "已过期", string(dunning.Failed): "未能送出", string(dunning.Cancelled): "已取消", string(dunning.Unknown): "结果未知",
	string(dunning.RunHeld): "已暂停", string(dunning.RunWalking): "检视中", string(dunning.RunDone): "已完成", string(dunning.RunStopped): "已终止",
	"dry-run": "试算", "would be held": "将被暂停",
}

// name is what a channel, a stage or a state is called in the language of the locale.
func name(id, locale string) string {
	if zh, ok := names[id]; ok && strings.HasPrefix(locale, "zh") {
		return zh
	}
	return cmp.Or(id, "-")
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
	fmt.Fprintf(&b, "%s %s · %s · %s · %s\n", say("run", locale), s.Portfolio, s.BusinessDate, name(s.State, locale), s.Policy)
	if s.Reason != "" {
		fmt.Fprintf(&b, "%s%s\n", say("because", locale), s.Reason)
	}
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
	named := func(id string) string { return name(id, locale) }
	for _, t := range []table{
		{title: say("by_stage", locale), counts: s.ByStage, label: named},
		{title: say("by_channel", locale), counts: s.ByChannel, label: named},
		{title: say("by_state", locale), counts: s.ByState, label: named},
	} {
		t.write(&b)
	}
	reasons := map[string]int{}
	for _, m := range []map[string]int{s.SuppressedBy, s.DeferredBy, s.HandedOffBy, s.FailedBy} {
		for rule, n := range m {
			reasons[rule] += n
		}
	}
	explained := func(rule string) string { return fmt.Sprintf("%-16s %s", cmp.Or(rule, "-"), why(rule)) }
	table{title: say("why", locale), counts: reasons, label: explained, most: true}.write(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// table is names and numbers under a title.
type table struct {
	title  string
	counts map[string]int
	label  func(key string) string
	most   bool // the largest number first; else by key
}

// write writes the table; one without rows is left out.
func (t table) write(b *strings.Builder) {
	if len(t.counts) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", t.title)
	for _, k := range t.keys() {
		fmt.Fprintf(b, "%8d  %s\n", t.counts[k], t.label(k))
	}
}

func (t table) keys() []string {
	return slices.SortedFunc(maps.Keys(t.counts), func(x, y string) int {
		if t.most && t.counts[x] != t.counts[y] {
			return cmp.Compare(t.counts[y], t.counts[x])
		}
		return cmp.Compare(x, y)
	})
}
