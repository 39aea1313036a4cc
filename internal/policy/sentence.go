package policy

import (
	"strconv"
	"strings"
	"time"

	"comity/internal/dunning"
)

// Sentence says a finding in one plain sentence, in Chinese for a Chinese locale and in English for every
// other. Times are shown in the zone that the finding names, in UTC when it names none. The citation is not
// part of it: see Words.
func Sentence(f dunning.Finding, locale string) string {
	zh := chinese(locale)
	phrase := phraseFor(f).in(zh)
	phrase += ending(f).in(zh)
	if f.Args.Get("caution") != "" {
		phrase += cautionWords().in(zh)
	}
	args := make([]string, 0, 2*len(f.Args)+8)
	for _, a := range f.Args {
		args = append(args, "{"+a.Name+"}", a.Value)
	}
	for _, w := range words(f) {
		args = append(args, "{"+w.name+"}", w.in(zh))
	}
	return capital(strings.NewReplacer(args...).Replace(phrase))
}

// capital begins a sentence: a Latin letter is made large, a Han character stays.
func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (t text) in(zh bool) string {
	if zh {
		return t.zh
	}
	return t.en
}

// ending is how a sentence about time goes on: with the instant, or with there being none.
func ending(f dunning.Finding) text {
	switch {
	case f.Args.Get("kind") == "" || f.Args.Get("kind") == kindConsent || f.Args.Get("kind") == kindParty || f.Outcome == dunning.Allow:
		return text{"。", "."}
	case f.Outcome == dunning.Handoff:
		return text{"，请人工处理。", "; a person should look at it."}
	case f.Args.Get("kind") == kindGuard: // what is closed after the margin is said by the window itself
		return text{"。", "."}
	case f.Until.IsZero():
		return text{"，因此不发送。", "; nothing is sent."}
	case f.Args.Get("kind") == kindWindow || f.Args.Get("kind") == kindDays || f.Args.Get("kind") == kindOwn: // the zone is named already
		return text{"，最早可于 {until} 联系。", "; the earliest is {until}."}
	}
	return text{"，最早可于 {until}（{zone}）联系。", "; the earliest is {until} ({zone})."}
}

// word is a placeholder and what stands for it.
type word struct {
	name string
	text
}

// words are the placeholders that are worked out from a finding; a name ends in _ where the argument of the
// same name holds the bare value.
func words(f dunning.Finding) []word {
	zone := time.UTC
	if z, err := time.LoadLocation(f.Args.Get("zone")); err == nil && f.Args.Get("zone") != "" {
		zone = z
	}
	same := func(s string) text { return text{s, s} }
	notAfter, _ := time.Parse(time.RFC3339, f.Args.Get("not_after")) // absent: zero, and not shown
	return []word{
		{"zone", same(zone.String())},
		{"until", same(f.Until.In(zone).Format("2006-01-02 15:04"))},
		{"until_date", same(f.Until.In(zone).Format(time.DateOnly))},
		{"end", same(notAfter.In(zone).Format("2006-01-02 15:04"))},
		{"lead", same(strings.TrimPrefix(f.Args.Get("dpd"), "-"))},
		{"channel_", channelWords(f.Channel)},
		{"channels_", channelsWords(f.Channel)},
		{"scope_", scopeWords(f.Args.Get("scope"))},
		{"span_", spanWords(f.Args.Get("window"), f.Args.Get("days"))},
		{"agreed_", channelWords(dunning.Channel(f.Args.Get("agreed")))},
		{"basis_", basisWords(dunning.Basis(f.Args.Get("waived")))},
		{"relation_", relationWords(dunning.Relation(f.Args.Get("relation")))},
		{"purpose_", purposeWords(dunning.Purpose(f.Args.Get("purpose")))},
		{"notice_", noticeWords(f.Args.Get("notice"))},
		{"together_", togetherWords(f.Args.Get("together"))},
		{"hold_", holdWords(dunning.HoldKind(f.Args.Get("hold")))},
		{"reason_", text{Words(f.Args.Get("reason"), "zh"), Words(f.Args.Get("reason"), "en")}},
		{"holiday_", holidayWords(f)},
		{"owed_", same(money(f.Args.Get("owed"), f.Args.Get("currency")))},
		{"tolerance_", same(money(f.Args.Get("tolerance"), f.Args.Get("currency")))},
	}
}

// money shows minor units with the decimals of their currency (ISO 4217).
func money(minor, currency string) string {
	n, err := strconv.ParseInt(minor, 10, 64)
	if err != nil {
		return ""
	}
	decimals := 2
	switch currency {
	case "JPY", "KRW", "VND", "CLP", "ISK":
		decimals = 0
	case "BHD", "JOD", "KWD", "OMR", "TND":
		decimals = 3
	}
	s := strconv.FormatInt(n, 10)
	if decimals > 0 {
		s = strings.Repeat("0", max(decimals+1-len(s), 0)) + s
		s = s[:len(s)-decimals] + "." + s[len(s)-decimals:]
	}
	return s + " " + currency
}

// phraseFor is the sentence of a finding, without its ending.
func phraseFor(f dunning.Finding) text {
	if t, ok := builtinPhrase(f); ok {
		return t
	}
	if f.Args.Get("waived") != "" {
		return text{"规则 " + f.Rule + " 对本人不适用：{basis_}", "rule " + f.Rule + " does not hold for this person: {basis_}"}
	}
	switch f.Args.Get("kind") {
	case kindWindow:
		return windowPhrase(f)
	case kindOwn:
		return text{"本人要求 {from} 至 {to}（{zone}）不联系", "the person asked not to be contacted from {from} to {to} ({zone})"}
	case kindMoment:
		return momentPhrase(f)
	case kindParty:
		if f.Args.Get("work") != "" {
			t, _ := builtinPhrase(dunning.Finding{Rule: RuleWork})
			return t
		}
		return text{"{relation_}，依规则不联系", "the person is {relation_}, and is not contacted"}
	case kindGuard:
		return text{"{channel_}在允许时段结束（{to}，{zone}）前预留数分钟，不再发送", "{channel_} is not sent in the last minutes before the hours end at {to} ({zone})"}
	case kindNotice:
		return text{"须先送达{notice_}，尚无记录", "{notice_} must be given first, and none is recorded"}
	case kindDays:
		return text{"{date}{holiday_}为休息日（{zone}），不发{channel_}", "{date}{holiday_} is a day of rest ({zone}), and {channel_} is not sent on it"}
	case kindQuota:
		if f.Args.Get("together") != "" {
			return text{"{together_}{scope_}{span_}至多 {limit} 次，次数已满", "the limit of {limit} {span_} {scope_}, counted over {together_}, is used up"}
		}
		return text{"{channel_}{scope_}{span_}至多 {limit} 次，次数已满", "the limit of {limit} {span_} for {channel_} {scope_} is used up"}
	case kindSpacing:
		if f.Channel == dunning.Voice && f.Args.Get("unit") == string(dunning.UnitDelivered) {
			return text{"电话{scope_}通话后须相隔 {days} 天，间隔未到", "{days} days must lie between a conversation and the next call {scope_}, and have not passed"}
		}
		return text{"{channel_}{scope_}须相隔 {days} 天，间隔未到", "{days} days must lie between {channel_} and the next {scope_}, and have not passed"}
	case kindConsent:
		if f.Args.Get("form") != "" {
			return text{"{channel_}须有本人书面同意，尚无记录", "{channel_} needs the person's written consent, and none is recorded"}
		}
		if f.Args.Get("within") != "" {
			return text{"{channel_}的号码或地址超过 {within} 天未确认仍属本人", "{channel_} needs a number or address known within {within} days to be the person's, and this was not confirmed in that time"}
		}
		return text{"{channel_}须经本人同意，尚无同意记录", "{channel_} needs the person's consent, and none is recorded"}
	case kindHold:
		return text{"暂停联系（{hold_}）", "contact is on hold: {hold_}"}
	}
	return text{"规则 " + f.Rule + "：" + outcomeWords(f.Outcome).zh, "Rule " + f.Rule + ": " + outcomeWords(f.Outcome).en}
}

func momentPhrase(f dunning.Finding) text {
	switch {
	case f.Args.Get("moment") == "":
		return text{"有还款承诺，未约定提醒时间", "payment is promised, and no moment was agreed for a reminder of it"}
	case f.Args.Get("agreed") != "" && f.Args.Get("agreed") != string(f.Channel):
		return text{"与本人约定经{agreed_}提醒", "the person agreed to be reminded by {agreed_}"}
	}
	return text{"与本人约定于 {moment}（{zone}）提醒", "the moment agreed with the person is {moment} ({zone})"}
}

func windowPhrase(f dunning.Finding) text {
	switch {
	case f.Outcome == dunning.Allow:
		return text{"{channel_}现在可以发送：{from} 至 {to}（{zone}）为允许时段，截至 {end}", "{channel_} may be sent now: the hours from {from} to {to} ({zone}) are open, until {end}"}
	case f.Args.Get("closed") != "":
		return text{"{closed} 全天（{zone}）不在{channel_}的允许时段内", "{channel_} is not sent on {closed} ({zone})"}
	}
	return text{"{channel_}只在 {from} 至 {to}（{zone}）发送", "{channel_} is sent only from {from} to {to} ({zone})"}
}

// builtinPhrase is the sentence of a rule that no policy file writes.
func builtinPhrase(f dunning.Finding) (text, bool) {
	switch f.Rule {
	case RulePaid:
		return text{"已收到的付款结清了 {date} 的应还金额，无需提醒", "Payments received cover what was due on {date}: there is nothing to remind of"}, true
	case RuleNothingOwed:
		return text{"{date} 没有应还金额，无需提醒", "Nothing is due on {date}: there is nothing to remind of"}, true
	case RuleTolerance:
		return text{"应还 {owed_}，不超过 {tolerance_}，不为此打扰", "{owed_} is due; up to {tolerance_} nobody is troubled"}, true
	case RuleOptOut:
		return text{"本人已退订{channel_}", "the person has opted out of {channels_}"}, true
	case RuleNoContact:
		if f.Args.Get("reason") == "bad" {
			return text{"{channel_}的联系方式均已失效，请人工核实", "No contact point for {channels_} works any more: a person should look for another"}, true
		}
		return text{"没有可用于{channel_}的联系方式，请人工核实", "No contact point for {channels_} is known: a person should look for one"}, true
	case RuleWork:
		return text{"只有工作单位的{channel_}地址，且无使用依据", "only an address at work is known for {channels_}, and nothing says that it may be used"}, true
	case RuleStranger:
		return text{"本人并非债务人、共同债务人或可联系的保证人，不联系", "The person does not owe the debt, and is not contacted about it"}, true
	case RuleOver:
		return text{"{purpose_}所涉事项已结束或不存在", "What {purpose_} was about is over, or was never there"}, true
	case RuleZone:
		return text{"时区“{name}”无法识别，为稳妥起见不联系", "The time zone “{name}” is not known: nothing is sent while in doubt"}, true
	case RuleNoTable:
		return text{"{country} 的节假日表缺少 {year} 年，无法依 {rule} 判断，因此不联系", "The holiday calendar of {country} lacks the year {year}, so that {rule} cannot be judged: nothing is sent"}, true
	case RuleNoWindow:
		return text{"{days} 天内没有同时满足各项规则的时刻", "No instant within {days} days satisfies every rule"}, true
	case RulePermitted:
		return text{"{channel_}现在可以发送，截至 {end}（{zone}）", "{channel_} may be sent now, until {end} ({zone})"}, true
	}
	return planPhrase(f)
}

// planPhrase is the sentence of a finding of package plan.
func planPhrase(f dunning.Finding) (text, bool) {
	switch f.Rule {
	case "plan-outside":
		if strings.HasPrefix(f.Args.Get("dpd"), "-") {
			return text{"距到期还有 {lead} 天，尚未进入策略的任何阶段", "{lead} days before the due date the account is in no stage of the policy yet"}, true
		}
		return text{"逾期 {dpd} 天，不在策略的任何阶段内", "At {dpd} days past due the account is in no stage of the policy"}, true
	case "plan-handoff":
		return text{"阶段 {stage} 转人工：{reason_}", "Stage {stage} goes to a person: {reason_}"}, true
	case "plan-inflight":
		return text{"该账户上一条提醒仍在途中，{until_date} 再看", "An earlier reminder about the account is still on its way; it is looked at again on {until_date}"}, true
	case "one-message":
		return text{"同一人一次只发一条：本次先就另一账户的约定联系", "One message at a time: what was agreed about another account goes first"}, true
	case "plan-wait":
		return text{"下一步 {step} 到 {date} 才可进行", "The next step, {step}, may be taken on {date}"}, true
	case "plan-done":
		return text{"策略步骤已全部完成", "Every step of the policy has been taken"}, true
	case "plan-approval":
		return text{"步骤 {step} 须经人工批准", "The step {step} waits for a person's approval"}, true
	}
	return text{}, false
}
