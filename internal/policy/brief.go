package policy

import (
	"strings"

	"comity/internal/dunning"
)

// Brief says in a few words what a rule is about, for lists and sums: an engine rule by what it is, a rule
// of the policy by its citation. An unknown rule is an empty string.
func (p *Policy) Brief(rule, locale string) string {
	if t, ok := engineWords()[rule]; ok {
		return t.in(chinese(locale))
	}
	if kind, ok := strings.CutPrefix(rule, HoldRule("")); ok {
		return holdWords(dunning.HoldKind(kind)).in(chinese(locale))
	}
	for _, r := range p.Rules() {
		if r.ID == rule {
			return Words(r.Citation, locale)
		}
	}
	return ""
}

// engineWords are those of rules that no policy file writes.
func engineWords() map[string]text {
	return map[string]text{
		RulePaid:         {"已还款", "paid since the last snapshot"},
		RuleNothingOwed:  {"没有应还金额", "nothing is owed"},
		RuleTolerance:    {"金额过小，不予打扰", "too little to trouble anybody"},
		RuleOptOut:       {"本人已退订", "the person opted out"},
		RuleNoContact:    {"没有可用的联系方式", "no usable contact point"},
		RuleWork:         {"仅有工作单位地址", "only an address at work"},
		RuleStranger:     {"非债务人", "does not owe the debt"},
		RuleInconvenient: {"本人要求回避的时间", "a time the person asked to be spared"},
		RuleMoment:       {"未到与本人约定的时间", "not the moment agreed with the person"},
		RuleOver:         {"所涉承诺、约定或分期已结束", "the promise, appointment or plan is over"},
		RuleZone:         {"时区无法识别", "the time zone is not known"},
		RuleNoTable:      {"缺少该年度节假日表", "no holiday table for the year"},
		RuleNoWindow:     {"没有允许的时刻", "no permitted instant"},
		"plan-outside":   {"不在策略阶段内", "in no stage of the policy"},
		"plan-handoff":   {"该阶段由人工处理", "the stage is worked by people"},
		"plan-inflight":  {"上一条提醒仍在途中", "an earlier reminder is on its way"},
		"plan-wait":      {"下一步尚未到期", "the next step is not due yet"},
		"plan-done":      {"策略步骤已全部完成", "every step was taken"},
		"plan-approval":  {"须经人工批准", "a person must approve the step"},
		"one-message":    {"本次先就另一约定联系", "what was agreed about another account goes first"},
		"other-channel":  {"本次渠道不适用", "not through the channel of this message"},
		"deadline":       {"业务日结束前未能送出", "the business date ended before it could go"},
		"new-cycle":      {"该次逾期已结清", "the arrears it was about are over"},
		"lead-left":      {"主账户退出，下次重新安排", "the leading account left; the next walk decides"},
		"no-channel":     {"各渠道均未送达", "no channel of the step could carry it"},
		"no-policy":      {"没有对应策略", "no policy decides for the portfolio"},
		"compose-failed": {"文案生成失败", "the message could not be worded"},
	}
}
