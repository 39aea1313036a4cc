package policy

import (
	"strings"

	"comity/internal/dunning"
)

func channelWords(c dunning.Channel) text {
	switch c {
	case dunning.SMS:
		return text{"短信", "an SMS"}
	case dunning.Email:
		return text{"邮件", "an email"}
	case dunning.Letter:
		return text{"信函", "a letter"}
	case dunning.Voice:
		return text{"电话", "a call"}
	case dunning.Visit:
		return text{"上门", "a visit"}
	}
	return text{"提醒", "a reminder"}
}

func channelsWords(c dunning.Channel) text {
	switch c {
	case dunning.SMS:
		return text{"短信", "text messages"}
	case dunning.Email:
		return text{"邮件", "emails"}
	case dunning.Letter:
		return text{"信函", "letters"}
	case dunning.Voice:
		return text{"电话", "calls"}
	case dunning.Visit:
		return text{"上门", "visits"}
	}
	return text{"提醒", "reminders"}
}

func scopeWords(scope string) text {
	switch scope {
	case scopePerson:
		return text{"对同一人", "to one person"}
	case scopePoint:
		return text{"对同一号码或地址", "to one number or address"}
	case scopeGroup:
		return text{"对同一人（含受托机构）", "to one person, agencies included,"}
	}
	return text{"就同一账户", "about one account"}
}

func spanWords(window, days string) text {
	switch window {
	case periodDay:
		return text{"每个自然日", "a day"}
	case periodWeek:
		return text{"每周", "a week"}
	case periodMonth:
		return text{"每月", "a month"}
	}
	return text{"每 " + days + " 天", "in " + days + " days"}
}

func holdWords(k dunning.HoldKind) text {
	switch k {
	case dunning.HoldDispute:
		return text{"异议处理中", "a dispute is being looked into"}
	case dunning.HoldComplaint:
		return text{"投诉处理中", "a complaint is being looked into"}
	case dunning.HoldHardship:
		return text{"困难情况核实中", "hardship is being looked into"}
	case dunning.HoldPromise:
		return text{"已有还款承诺", "payment has been promised"}
	case dunning.HoldPlan:
		return text{"已有分期还款安排", "a repayment plan is in place"}
	case dunning.HoldBankruptcy:
		return text{"破产程序", "bankruptcy proceedings"}
	case dunning.HoldDeceased:
		return text{"当事人去世", "the person has died"}
	case dunning.HoldRepresented:
		return text{"已有代理人", "the person is represented"}
	case dunning.HoldCease:
		return text{"当事人要求停止联系", "the person asked for contact to stop"}
	case dunning.HoldFraud:
		return text{"疑似欺诈核实中", "suspected fraud is being looked into"}
	case dunning.HoldLegal:
		return text{"法律程序", "legal proceedings"}
	case dunning.HoldBreathing:
		return text{"法定喘息期（Breathing Space）", "a breathing space, a statutory moratorium"}
	case dunning.HoldCrisis:
		return text{"心理健康危机法定喘息期", "a mental-health crisis moratorium"}
	case dunning.HoldManual:
		return text{"人工决定", "a person decided so"}
	}
	return text{"其他事由（" + string(k) + "）", "another reason (" + string(k) + ")"}
}

func outcomeWords(o dunning.Outcome) text {
	switch o {
	case dunning.Allow:
		return text{"允许", "permitted"}
	case dunning.Defer:
		return text{"推迟", "later"}
	case dunning.Handoff:
		return text{"转人工", "to a person"}
	}
	return text{"不发送", "not sent"}
}

func holidayWords(f dunning.Finding) text {
	if f.Args.Get("holiday_en") == "" {
		return text{zh: " "}
	}
	return text{"（" + f.Args.Get("holiday_zh") + "）", ", " + f.Args.Get("holiday_en") + ","}
}

func basisWords(b dunning.Basis) text {
	switch b {
	case dunning.BasisConsent:
		return text{"本人已同意", "they consented"}
	case dunning.BasisAgreement:
		return text{"双方另有约定", "it was agreed otherwise"}
	case dunning.BasisRequest:
		return text{"应本人要求", "they asked for it"}
	}
	return text{"另有依据", "there is another basis"}
}

func relationWords(r dunning.Relation) text {
	switch r {
	case dunning.Debtor:
		return text{"此人为债务人", "the debtor"}
	case dunning.Joint:
		return text{"此人为共同债务人", "a joint debtor"}
	case dunning.Guarantor:
		return text{"此人为保证人", "a guarantor"}
	}
	return text{"此人与债务无关", "no party to the debt"}
}

func purposeWords(p dunning.Purpose) text {
	switch p {
	case dunning.PurposePromise:
		return text{"承诺提醒", "the reminder of a promise"}
	case dunning.PurposeAppointment:
		return text{"约定提醒", "the appointment"}
	case dunning.PurposeInstalment:
		return text{"分期提醒", "the reminder of an instalment"}
	case dunning.PurposeThanks:
		return text{"致谢", "the word of thanks"}
	case dunning.PurposeNotice:
		return text{"法定通知", "the notice"}
	}
	return text{"提醒", "the reminder"}
}

// noticeWords name the notices that packs speak of; another is named by its id.
func noticeWords(kind string) text {
	switch kind {
	case "transfer":
		return text{"债权转让通知", "the notice of the transfer"}
	case "validation":
		return text{"债务核实通知", "the validation notice"}
	case "credit-report":
		return text{"报送不良信息前的告知", "the notice before reporting to a credit bureau"}
	}
	return text{"通知（" + kind + "）", "the notice “" + kind + "”"}
}

// cautionWords say that the law of a place is kept although nobody knows that the person is there.
func cautionWords() text {
	return text{"所在地不明，为稳妥起见适用。", " Where the person is is not known for certain, so that this is kept as a precaution."}
}

// togetherWords name channels that are counted together.
func togetherWords(channels string) text {
	if channels == "all" {
		return text{"各渠道合计", "all channels"}
	}
	var list text
	for i, c := range strings.Fields(channels) {
		if i > 0 {
			list.zh += "、"
			list.en += " and "
		}
		w := channelsWords(dunning.Channel(c))
		list.zh += w.zh
		list.en += w.en
	}
	return text{list.zh + "合计", list.en}
}
