package courtesy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	defaultNotice = regexp.MustCompile(`(?i)\bdefault notice\b|\bsection 87\b`)
	arrearsNotice = regexp.MustCompile(`(?i)\bdefault notice\b|\bnotice of (?:sums in )?arrears\b|\bnotice of default sums\b`)
	transferred   = regexp.MustCompile(`(?i)\b(?:assigned|transferred|sold) (?:your (?:debt|account|loan|agreement) )?to us\b|\bwe (?:have )?(?:bought|purchased|acquired) your\b|\bnotice of (?:assignment|transfer)\b|债权(?:已|转让)[^。]{0,12}转让`)
	complaints    = regexp.MustCompile(`(?i)complain|authority|ombudsman|投诉`)
	leaves        = regexp.MustCompile(`(?i)\bwithin (\d{1,3}) (?:calendar )?days?\b`)
)

// notices judges what laws prescribe for notices of their own: a statutory notice in the United Kingdom encloses
// the information sheet and leaves fourteen days, a notice of transfer says all that it must.
func (g *Gate) notices(j *judgement) {
	text := j.message.Subject + "\n" + j.message.Text
	if j.in("GB") {
		if arrearsNotice.MatchString(text) && !strings.Contains(strings.ToLower(text), "information sheet") {
			j.notice(g, "notice-without-information-sheet", Warn,
				Words{"英国的法定通知须附监管机构现行资料单。（1974年消费信贷法第86A至86C条、第87条）", "A statutory notice encloses the regulator's current information sheet. (Consumer Credit Act 1974, ss. 86A to 86C, 87)"},
				Words{"随函附上资料单，并在文中说明。", "Enclose the information sheet and say so."})
		}
		if m := leaves.FindStringSubmatch(text); m != nil && defaultNotice.MatchString(text) {
			if days, _ := strconv.Atoi(m[1]); days < 14 {
				j.notice(g, "default-notice-under-14-days", Refuse,
					Words{"违约通知须给予至少十四日。（1974年消费信贷法第87条）", "A default notice leaves at least 14 days. (Consumer Credit Act 1974, s. 87)"},
					Words{"将期限改为十四日或更长。", "Leave 14 days or more."})
			}
		}
	}
	if transferred.MatchString(text) && slices.ContainsFunc(j.clauses, func(c Clause) bool { return slices.Contains(c.Forbid, "incomplete-transfer-notice") }) {
		if !complaints.MatchString(text) {
			j.notice(g, "incomplete-transfer-notice", Warn,
				Words{"转让通知应写明转让日期、受让人、授权、联系点、分项欠款、投诉机关。（欧盟指令 2021/2167 第10条）", "A notice of transfer names the date, the buyer, their authorisation, a contact, the amounts, and whom to complain to. (Directive (EU) 2021/2167, art. 10)"},
				Words{"补全上述各项。", "Add what is missing."})
		}
	}
}

func (j *judgement) notice(g *Gate, rule string, s Severity, why, mend Words) {
	f := g.found(j, rule, "statutory-form", s)
	f.Why, f.Mend = why, mend
	for _, c := range j.clauses {
		if slices.Contains(c.Forbid, rule) {
			f.Under = append(f.Under, c.Rule)
		}
	}
	j.whole(PartText, f)
}
