package courtesy

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"comity/internal/dunning"
)

// The elements that are found by their form, and those that every message needs.
const (
	elementSender    = "sender"
	elementObjection = "objection"
	elementContact   = "contact"
	elementOptOut    = "opt-out"
	elementSignature = "signature"
	elementTemplate  = "registered-template"
)

// formalOnly are elements of a formal demand: other letters do without them, and a seal is not among the words.
var formalOnly = []string{"legal-basis", "rights", "seal", "evidence", "account-query", "reason", "ways-to-pay"}

// house is what every message must have, wherever it goes: who speaks, and a way to answer.
var house = []string{elementSender, elementObjection}

// Elements are the names of what a clause may require.
func (g *Gate) Elements() []string { return slices.Sorted(maps.Keys(g.elements)) }

// Kinds are the names of what a clause may forbid.
func (g *Gate) Kinds() []string {
	var list []string
	for _, c := range g.categories {
		list = append(list, c.Kinds...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// want is an element that a message must have, and who wants it.
type want struct {
	name     string
	severity Severity
	under    []string
	citation Words
}

// elementsOf finds what is missing.
func (g *Gate) elementsOf(j *judgement) {
	var text strings.Builder
	present := map[string]bool{}
	for _, p := range j.parts {
		if p.name == PartHTML && j.message.Text != "" {
			continue // both parts are to say the same; the plain one is judged
		}
		text.WriteString(p.text + "\n\n")
		for _, m := range p.readings[0].marks {
			if m.role == elementRole {
				present[m.name] = true
			}
		}
	}
	whole := text.String()
	wants := j.wants(g)
	if !slices.ContainsFunc(wants, func(w want) bool { return w.name == "last4" && w.severity == Refuse }) && (present["reason"] || money.MatchString(j.message.Text)) {
		wants = append(wants, want{name: "last4", severity: Refuse}) // who is asked to pay must see for what
	}
	for _, w := range wants {
		if !j.has(w.name, whole, present) {
			j.whole(PartText, g.missing(j, w))
		}
	}
}

// missing is the finding that an element is not there.
func (g *Gate) missing(j *judgement, w want) Finding {
	e := g.elements[w.name]
	f := g.found(j, "missing-"+w.name, "missing-element", w.severity)
	f.Also = []string{"missing-" + w.name}
	f.Why = Words{"缺少：" + e.Title.ZH + "。", "It lacks " + e.Title.EN + "."}
	if w.citation.EN != "" {
		f.Why.ZH += "（" + w.citation.ZH + "）"
		f.Why.EN += " (" + w.citation.EN + ")"
	}
	f.Under, f.Mend = w.under, e.Mend
	return f
}

// wants are the elements wanted, each once, with the strictest who wants it.
func (j *judgement) wants(g *Gate) []want {
	var list []want
	for _, name := range house {
		list = append(list, want{name: name, severity: Refuse})
	}
	if j.message.Channel == dunning.Email {
		list = append(list, want{name: elementOptOut, severity: Refuse})
	}
	for _, c := range j.clauses {
		for _, name := range c.Require {
			if g.elements[name] == nil || len(c.Roles) > 0 && j.Role == dunning.RoleUnknown && name != elementOptOut {
				continue // nobody said who collects
			}
			w := want{name, j.weight(c, name), []string{c.Rule}, c.Citation}
			i := slices.IndexFunc(list, func(o want) bool { return o.name == name })
			if i < 0 {
				list = append(list, w)
				continue
			}
			list[i].under = append(list[i].under, c.Rule)
			if list[i].citation.EN == "" {
				list[i].citation = w.citation
			}
			if w.severity == Refuse {
				list[i].severity = Refuse
			}
		}
	}
	return list
}

// weight is what it comes to that an element is missing. What a rule of the house wants, or one that may not bind
// because nobody said who collects, is for a person to look at; but a text message always says how to stop it,
// and bears its signature.
func (j *judgement) weight(c Clause, name string) Severity {
	if j.message.Channel == dunning.SMS && (name == elementOptOut || name == elementSignature) {
		return Refuse
	}
	if !j.Complete && slices.Contains(formalOnly, name) {
		return Warn
	}
	if c.Authority == dunning.House || len(c.Roles) > 0 && j.Role == dunning.RoleUnknown && j.message.Channel != dunning.SMS {
		return Warn
	}
	return Refuse
}

// The forms of elements.
var (
	signed    = regexp.MustCompile(`【[^【】\s][^【】]{0,28}】`)
	signs     = regexp.MustCompile(`^\s*【[^【】\s][^【】]{0,28}】|【[^【】\s][^【】]{0,28}】\s*$`)
	opens     = regexp.MustCompile(`^\s*(?:[A-Z][\w&'’.-]*)(?: (?:[A-Z&][\w&'’.-]*|of|and|the|for)){0,6} ?[:：—–-] ?`)
	speaks    = regexp.MustCompile(`(?i:\b(?:this is|from|here at|at|with|on behalf of|your friends at|sincerely,?|regards,?|faithfully,?|wishes,?|team at|it is|it's|thank you for banking with|choosing|contacting|your)) (?:the )?[A-Z][\w&'’.-]+|\b(?:[A-Z][\w&'’.-]+ )+(?i:bank|card services|cards?|finance|financial|credit(?: union)?|lending|loans?|mortgages?|recover(?:y|ies)|collections?|services?|ltd|limited|plc|llc|inc|corp|company|group|capital|union|building society|solutions|associates|partners|team|customer care|support|services)\b`)
	closes    = regexp.MustCompile(`(?m)(?:^|[.\n] ?)[-—– ]*(?:[A-Z][\w&'’.-]+)(?: [A-Z&][\w&'’.-]*){0,5}\s*$`)
	lastFour  = regexp.MustCompile(`(?i)(?:尾号|末四[位码碼]|后四[位码]|尾號|後四[位碼]|尾数|末4[位码]|后4位)[^0-9]{0,8}[0-9]{4}|(?:ending|ends|last (?:four|4)(?: digits)?)(?: in| with|:)?[^0-9]{0,10}[0-9]{4}|[*xX•●·…]{1,}[ -]?[0-9]{4}\b|\([0-9]{4}\)`)
	money     = regexp.MustCompile(`(?i)(?:[¥￥$£€]|CNY|RMB|USD|GBP|EUR|TWD|HKD|NT\$|人民币|人民幣|新台币|新臺幣|港币) ?[0-9]|[0-9](?: ?(?:元|圆|圓|块|CNY|RMB|USD|GBP|EUR|dollars|pounds|euros?))`)
	telephone = regexp.MustCompile(`\+?[0-9(][0-9() -]{5,16}[0-9]|\b[0-9]{5}\b|\bext\b`)
	mailbox   = regexp.MustCompile(`[\w.+-]+@[\w-]+\.[\w.-]+`)
	greeting  = regexp.MustCompile(`(?i)\b(?:dear|hi|hello|good (?:morning|afternoon|evening)|mr|mrs|ms|miss|dr)\b\.?,? \p{L}+|尊敬的|敬启者|亲爱的|親愛的|您好|先生|女士|小姐|户名|戶名|姓名|^\s*(?:【[^】]*】)?\p{Han}{2,4}[，,：:]`)
)

// has says that a message has an element: by the names and numbers that are known, by its form, or by a pattern
// of the lexicon.
func (j *judgement) has(name, text string, present map[string]bool) bool {
	known := func(names ...string) (found, given bool) {
		for _, n := range names {
			given = given || n != ""
			found = found || n != "" && strings.Contains(text, n)
		}
		return found, given
	}
	var found, given bool
	switch name {
	case elementSender:
		if found, given = known(j.Names.Legal, j.Names.Short, j.Names.Agency); given {
			return found
		}
		return present[name] || j.signedBy(text) || opens.MatchString(j.message.Text) || speaks.MatchString(text) || closes.MatchString(strings.TrimSpace(j.message.Text))
	case elementSignature:
		if s := j.Names.Short; s != "" {
			return strings.Contains(text, "【"+s+"】")
		}
		return signs.MatchString(j.message.Text)
	case "creditor":
		if found, given = known(j.Names.Creditor); given {
			return found
		}
	case "agency":
		if found, given = known(j.Names.Agency); given {
			return found
		}
	case "name", "addressed-to-person":
		if found, _ = known(j.Recipient); found {
			return true
		}
		return present["name"] || greeting.MatchString(text)
	case elementContact:
		return present[name] || reachable(text)
	case elementObjection:
		return present[name] || mailbox.MatchString(text)
	case "last4":
		return lastFour.MatchString(text)
	case "balance":
		return money.MatchString(text)
	case elementTemplate:
		return true // known to who sends it, and never from the words
	}
	return present[name]
}

// reachable says that a text has a number, a link or an address to answer to.
func reachable(text string) bool {
	return telephone.MatchString(text) || mailbox.MatchString(text) || strings.Contains(text, "://")
}

// general are signatures that name a matter and nobody.
var general = regexp.MustCompile(`^(?:(?:贷后|账务|账户|资产|风险|信用|逾期|还款|信贷|系统|客户|法务|催收|债务|金融|官方|紧急|重要|温馨)*(?:管理|服务|处理|提醒|通知|中心|部|部门|组|科|提示|公告|警告|管理部|客服)+)$`)

// signedBy says that a signature in 【】 names somebody.
func (j *judgement) signedBy(text string) bool {
	for _, m := range signed.FindAllString(text, -1) {
		if !general.MatchString(strings.Trim(m, "【】 ")) {
			return true
		}
	}
	return false
}
